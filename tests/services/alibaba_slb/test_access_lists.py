"""Access lists."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from twincloud.balancing.access import Access
from twincloud.kernel.tenancy import Tenant
from twincloud.services.alibaba_slb import Quotas
from twincloud.storage.sqlite import SqliteStore


async def entries(cloud: Cloud, acl: str, **members: Any) -> list[tuple[str, str]]:
    shown = await cloud("DescribeAccessControlListAttribute", AclId=acl, **members)
    return [(one["AclEntryIP"], one["AclEntryComment"]) for one in shown["AclEntrys"]["AclEntry"]]


async def test_entries_come_and_go(cloud: Cloud) -> None:
    acl = await cloud.acl(name="a")
    given = [{"entry": "10.0.0.0/8", "comment": "ten"}, {"entry": "192.0.2.1"}, {"entry": "10.0.0.0/8"}]
    await cloud("AddAccessControlListEntry", AclId=acl, AclEntrys=given)
    await cloud("AddAccessControlListEntry", AclId=acl, AclEntrys=[{"entry": "10.0.0.0/8", "comment": "again"}])
    assert await entries(cloud, acl) == [("10.0.0.0/8", "ten"), ("192.0.2.1/32", "")]
    assert await entries(cloud, acl, AclEntryComment="ten") == [("10.0.0.0/8", "ten")]
    assert await entries(cloud, acl, Page=2, PageSize=1) == [("192.0.2.1/32", "")]
    gone = [{"entry": "10.0.0.0/8"}, {"entry": "10.1.0.0/16"}]
    await cloud("RemoveAccessControlListEntry", AclId=acl, AclEntrys=gone)
    assert await entries(cloud, acl) == [("192.0.2.1/32", "")]
    await cloud("RemoveAccessControlListEntry", AclId=acl, AclEntrys=[{"entry": "192.0.2.1"}])
    error = await cloud.refused("RemoveAccessControlListEntry", AclId=acl, AclEntrys=[{"entry": "192.0.2.1"}])
    assert error.code == "AclEntryEmpty"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([], "InvalidParameter"),
        ([{"entry": "nowhere"}], "InvalidParameter"),
        ([{"entry": "2001:db8::/32"}], "InvalidParameter"),
        ([{"entry": f"10.0.0.{n}"} for n in range(51)], "OverQuota"),
        ([{"comment": "x"}], "MissingParameter"),
    ],
)
async def test_what_is_refused(cloud: Cloud, given: list[Any], code: str) -> None:
    acl = await cloud.acl()
    assert (await cloud.refused("AddAccessControlListEntry", AclId=acl, AclEntrys=given)).code == code
    unknown = await cloud.refused("AddAccessControlListEntry", AclId="acl-x", AclEntrys=[{"entry": "10.0.0.1"}])
    assert unknown.code == "AclNotExist"
    assert await entries(cloud, acl) == []


async def test_a_change_reaches_every_listener_at_once(driven: Cloud) -> None:
    acl = await driven.acl("10.0.0.0/8")
    balancers = [await driven.balancer() for _ in range(2)]
    for balancer in balancers:
        await driven.running(balancer, AclStatus="on", AclType="black", AclId=[acl])
    await driven("AddAccessControlListEntry", AclId=acl, AclEntrys=[{"entry": "192.0.2.0/24"}])
    assert driven.engine is not None
    expected = Access(allow=False, networks=("10.0.0.0/8", "192.0.2.0/24"))
    for balancer in balancers:
        plans = [plan for plan in driven.engine.plans if plan.balancer_id == balancer]
        assert plans[-1].listeners[0].access == expected
    related = (await driven("DescribeAccessControlListAttribute", AclId=acl))["RelatedListeners"]["RelatedListener"]
    assert [one["LoadBalancerId"] for one in related] == balancers
    assert related[0] == {"LoadBalancerId": balancers[0], "ListenerPort": 80, "Protocol": "tcp", "AclType": "black"}
    shown = await driven.shown(balancers[0])
    assert (shown["AclId"], shown["AclIds"]["AclId"], shown["AclType"]) == (acl, [acl], "black")
    assert (await driven.refused("DeleteAccessControlList", AclId=acl)).code == "AclInUsed"
    for balancer in balancers:
        await driven("DeleteLoadBalancer", LoadBalancerId=balancer)
    await driven("DeleteAccessControlList", AclId=acl)
    error = await driven.refused("DescribeAccessControlListAttribute", AclId=acl)
    assert (error.code, error.status) == ("AclNotExist", 404)


async def test_names_and_lists(cloud: Cloud, empty_store: SqliteStore) -> None:
    first, second = await cloud.acl(name="a"), await cloud.acl(name="b")
    assert (await cloud.refused("CreateAccessControlList", AclName="a")).code == "InvalidParameter"
    assert (await cloud.refused("SetAccessControlListAttribute", AclId=second, AclName="a")).code == "InvalidParameter"
    await cloud("SetAccessControlListAttribute", AclId=first, AclName="c")
    await cloud("CreateAccessControlList", AclName="six", AddressIPVersion="ipv6", Tag=[{"Key": "k", "Value": "v"}])

    async def listed(**members: Any) -> list[str]:
        found = await cloud("DescribeAccessControlLists", **members)
        assert found["Count"] == len(found["Acls"]["Acl"])
        return [one["AclName"] for one in found["Acls"]["Acl"]]

    assert await listed() == ["c", "b", "six"]
    assert await listed(AclName="b") == ["b"]
    assert await listed(AddressIPVersion="ipv6") == await listed(Tag=[{"Key": "k", "Value": "v"}]) == ["six"]
    assert await listed(PageSize=2, PageNumber=2) == ["six"]
    assert (await cloud("DescribeAccessControlLists", PageSize=1))["TotalCount"] == 3
    elsewhere = Cloud(empty_store, tenant=Tenant(cloud.tenant.account, "cn-beijing"))
    assert (await elsewhere("DescribeAccessControlLists"))["TotalCount"] == 0
    assert await elsewhere.acl(name="b") != second


async def test_quotas(empty_store: SqliteStore) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(acls_per_region=1, entries_per_acl=1, listeners_per_acl=1))
    acl = await cloud.acl("10.0.0.1")
    assert (await cloud.refused("CreateAccessControlList", AclName="b")).code == "OverQuota"
    more = await cloud.refused("AddAccessControlListEntry", AclId=acl, AclEntrys=[{"entry": "10.0.0.2"}])
    assert more.code == "OverQuota"
    balancer = await cloud.balancer()
    used: dict[str, Any] = {"AclStatus": "on", "AclType": "white", "AclId": [acl]}
    await cloud.listener(balancer, **used)
    members = {"LoadBalancerId": balancer, "ListenerPort": 81, "BackendServerPort": 80, **used}
    assert (await cloud.refused("CreateLoadBalancerTCPListener", **members)).code == "InvalidParameter"
