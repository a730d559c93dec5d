"""What SLB's balancers are, how they are paid, where they belong and what hangs on them, through the official SDKs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.certificates import Authority
from tests.support.server import ServerProcess, running_server
from tests.support.slb import LegacySlb, Slb

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("orders") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest.fixture
def slb(server: ServerProcess) -> Slb:
    """The official SDK as a client of the module's server."""
    return Slb(server)


async def shown(slb: Slb, balancer: str, *names: str) -> list[Any]:
    found = await slb("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
    return [found[name] for name in names]


async def test_what_a_balancer_is_and_how_it_is_paid(slb: Slb) -> None:
    balancer, _ = await slb.balancer()
    named = {"LoadBalancerId": balancer}
    paid = ("InternetChargeType", "Bandwidth", "LoadBalancerSpec", "InstanceChargeType")
    assert await shown(slb, balancer, *paid) == ["paybytraffic", 5120, "slb.s1.small", "PayBySpec"]
    answer = await slb("ModifyLoadBalancerInstanceSpec", **named, LoadBalancerSpec="slb.s3.large", AutoPay=True)
    assert answer["OrderId"] == 0
    await slb("ModifyLoadBalancerInternetSpec", **named, InternetChargeType="paybybandwidth", Bandwidth=100)
    assert await shown(slb, balancer, *paid) == ["paybybandwidth", 100, "slb.s3.large", "PayBySpec"]
    await slb("ModifyLoadBalancerInternetSpec", **named, Bandwidth=50, AutoPay=False)
    assert await shown(slb, balancer, *paid[:2]) == ["paybybandwidth", 50]
    await slb.listener(balancer, "tcp", 80, Bandwidth=40)
    refused = await slb.refused("ModifyLoadBalancerInternetSpec", **named, Bandwidth=39)
    assert refused == ("InvalidParameter", 400)
    await slb("ModifyLoadBalancerInternetSpec", **named, InternetChargeType="paybytraffic")
    assert await shown(slb, balancer, *paid[:2]) == ["paybytraffic", 5120]
    await slb("ModifyLoadBalancerInstanceChargeType", **named, InstanceChargeType="PayByCLCU")
    assert await shown(slb, balancer, *paid) == ["paybytraffic", 5120, "slb.lcu.elastic", "PayByCLCU"]
    refused = await slb.refused("ModifyLoadBalancerInstanceSpec", **named, LoadBalancerSpec="slb.s1.small")
    assert refused == ("ModifySpecNotAllowed", 400)
    assert await slb.refused("ModifyLoadBalancerInstanceChargeType", **named, InstanceChargeType="PayBySpec") == (
        "Operation.NotAllowed", 400,
    )  # fmt: skip


async def test_paid_in_advance(slb: Slb) -> None:
    balancer, _ = await slb.balancer(InternetChargeType="paybybandwidth", Bandwidth=10)
    order = {"LoadBalancerId": balancer, "PayType": "PrePay", "PricingCycle": "year", "Duration": 2, "AutoPay": True}
    answer = await slb("ModifyLoadBalancerPayType", **order)
    assert answer["OrderId"] == 0
    (kind, until_ms) = await shown(slb, balancer, "PayType", "EndTimeStamp")
    assert kind == "PrePay"
    left = dt.datetime.fromtimestamp(until_ms / 1000, dt.UTC) - dt.datetime.now(dt.UTC)
    assert left.days in {729, 730}
    back = await slb.refused("ModifyLoadBalancerPayType", LoadBalancerId=balancer, PayType="PayOnDemand")
    assert back == ("Operation.NotAllowed", 400)


async def test_resource_groups(slb: Slb) -> None:
    authority = Authority()
    balancer, _ = await slb.balancer()
    certificate = await slb.certificate(authority.issue("a.test"))
    known = (await slb("UploadCACertificate", CACertificate=authority.pem))["CACertificateId"]
    acl = await slb.acl("moved")
    moved = {balancer: "loadbalancer", certificate: "certificate", known: "certificate", acl: "acl"}
    for name, kind in moved.items():
        members = {"ResourceId": name, "ResourceType": kind, "ResourceGroupId": "rg-old"}
        await slb("MoveResourceGroup", **members, NewResourceGroupId="rg-new")
        unknown = {**members, "ResourceId": f"{name}x", "NewResourceGroupId": "rg-new"}
        assert await slb.refused("MoveResourceGroup", **unknown) == ("InvalidParameter", 400)
    of_group = {"ResourceGroupId": "rg-new"}
    found = {
        (await slb("DescribeLoadBalancers", **of_group))["LoadBalancers"]["LoadBalancer"][0]["LoadBalancerId"],
        (await slb("DescribeServerCertificates", **of_group))["ServerCertificates"]["ServerCertificate"][0][
            "ServerCertificateId"
        ],
        (await slb("DescribeCACertificates", **of_group))["CACertificates"]["CACertificate"][0]["CACertificateId"],
        (await slb("DescribeAccessControlLists", **of_group))["Acls"]["Acl"][0]["AclId"],
    }
    assert found == set(moved)


async def test_the_older_calls_for_tags(slb: Slb, server: ServerProcess) -> None:
    first, _ = await slb.balancer()
    second, _ = await slb.balancer()
    await slb("AddTags", LoadBalancerId=first, Tags=[{"TagKey": "env", "TagValue": "a"}, {"TagKey": "old"}])
    await LegacySlb(server)("AddTags", LoadBalancerId=second, Tags=[{"TagKey": "env", "TagValue": "b"}])
    # They are the same tags as those of the newer calls.
    listed = await slb("ListTagResources", ResourceType="instance", ResourceId=[first])
    found = {one["TagKey"]: one["TagValue"] for one in listed["TagResources"]["TagResource"]}
    assert found == {"env": "a", "old": ""}
    await slb("TagResources", ResourceType="instance", ResourceId=[second], Tag=[{"Key": "new", "Value": "c"}])

    async def sets(**members: Any) -> list[tuple[str, str | None, int]]:
        answer = await slb("DescribeTags", **members)
        return [(one["TagKey"], one.get("TagValue"), one["InstanceCount"]) for one in answer["TagSets"]["TagSet"]]

    assert await sets() == [("env", "a", 1), ("env", "b", 1), ("new", "c", 1), ("old", "", 1)]
    assert await sets(DistinctKey=True) == [("env", None, 2), ("new", None, 1), ("old", None, 1)]
    assert await sets(LoadBalancerId=second) == [("env", "b", 1), ("new", "c", 1)]
    assert await sets(Tags=[{"TagKey": "env", "TagValue": "b"}]) == [("env", "b", 1)]
    page = await slb("DescribeTags", PageNumber=2, PageSize=3)
    assert [one["TagKey"] for one in page["TagSets"]["TagSet"]] == ["old"]
    assert (page["PageNumber"], page["PageSize"], page["TotalCount"]) == (2, 3, 4)
    by_tag = await slb("DescribeLoadBalancers", Tags=[{"TagKey": "env", "TagValue": "b"}])
    assert [one["LoadBalancerId"] for one in by_tag["LoadBalancers"]["LoadBalancer"]] == [second]
    # Another value than the tag's takes nothing off, none at all takes any.
    await slb("RemoveTags", LoadBalancerId=first, Tags=[{"TagKey": "env", "TagValue": "b"}, {"TagKey": "old"}])
    assert await sets(LoadBalancerId=first) == [("env", "a", 1)]
    legacy = json.loads(await LegacySlb(server)("DescribeTags", LoadBalancerId=first))
    assert legacy["TagSets"] == {"TagSet": [{"TagKey": "env", "TagValue": "a", "InstanceCount": 1}]}
