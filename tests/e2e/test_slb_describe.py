"""What SLB shows, through the official SDK: what was ordered, found again by every filter and page by page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.certificates import Authority
from tests.support.server import ServerProcess
from tests.support.slb import UNCHECKED, Slb, local

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def slb(quick_server: ServerProcess) -> Slb:
    """The official SDK as a client of the module's server."""
    return Slb(quick_server)


async def listed(slb: Slb, **filters: Any) -> list[str]:
    found = await slb("DescribeLoadBalancers", **filters)
    return [one["LoadBalancerName"] for one in found["LoadBalancers"]["LoadBalancer"]]


async def test_balancers(quick_server: ServerProcess) -> None:
    slb = Slb(quick_server, region="cn-beijing")
    tags = [{"Key": "purpose", "Value": "first"}]
    _, vip = await slb.balancer(LoadBalancerName="first", Tag=tags, VSwitchId="vsw-1", VpcId="vpc-1")
    second, _ = await slb.balancer(LoadBalancerName="second", DeleteProtection="on")
    await slb("AddBackendServers", LoadBalancerId=second, BackendServers=[{"ServerId": "127.0.0.9"}])
    assert await listed(slb) == ["first", "second"]
    assert await listed(slb, LoadBalancerId=f"{second},lb-unknown") == ["second"]
    assert await listed(slb, LoadBalancerName="first") == await listed(slb, Address=vip) == ["first"]
    assert await listed(slb, AddressType="intranet", NetworkType="vpc", VSwitchId="vsw-1", VpcId="vpc-1") == ["first"]
    assert await listed(slb, Tag=tags) == await listed(slb, LoadBalancerStatus="active", PageSize=1) == ["first"]
    assert await listed(slb, PageSize=1, PageNumber=2) == await listed(slb, ServerId="127.0.0.9") == ["second"]
    assert await listed(slb, ServerIntranetAddress="127.0.0.9,127.0.0.8") == ["second"]
    assert await listed(slb, PayType="PrePay") == await listed(slb, LoadBalancerStatus="locked") == []
    assert await listed(Slb(quick_server, region="cn-chengdu")) == []

    shown = await slb("DescribeLoadBalancerAttribute", LoadBalancerId=second)
    assert (shown["Address"], shown["DeleteProtection"], shown["RegionId"]) == (shown["Address"], "on", "cn-beijing")
    assert [one["ServerId"] for one in shown["BackendServers"]["BackendServer"]] == ["127.0.0.9"]
    refused = await slb.refused("DeleteLoadBalancer", LoadBalancerId=second)
    assert refused == ("OperationDenied.DeleteProtectionIsOn", 400)
    await slb("SetLoadBalancerDeleteProtection", LoadBalancerId=second, DeleteProtection="off")
    await slb("SetLoadBalancerName", LoadBalancerId=second, LoadBalancerName="renamed")
    protection = {"ModificationProtectionStatus": "ConsoleProtection", "ModificationProtectionReason": "careful"}
    await slb("SetLoadBalancerModificationProtection", LoadBalancerId=second, **protection)
    shown = await slb("DescribeLoadBalancerAttribute", LoadBalancerId=second)
    assert (shown["LoadBalancerName"], {name: shown[name] for name in protection}) == ("renamed", protection)
    await slb("DeleteLoadBalancer", LoadBalancerId=second)
    assert await listed(slb) == ["first"]


async def test_a_token_repeats_its_answer(slb: Slb) -> None:
    ordered = {"ClientToken": "once", "LoadBalancerName": "once"}
    assert await slb.balancer(**ordered) == await slb.balancer(**ordered)
    refused = await slb.refused("CreateLoadBalancer", ClientToken="once", LoadBalancerName="twice")
    assert refused == ("LX_REQUEST_TOKEN_CONFLICT", 400)


async def test_listeners(slb: Slb) -> None:
    balancer, _ = await slb.balancer()
    certificate = await slb.certificate(Authority().issue("a.test"))
    for protocol, port in (("tcp", 80), ("udp", 80), ("http", 81), ("https", 443)):
        more = {"ServerCertificateId": certificate} if protocol == "https" else {}
        tags = [{"Key": "is", "Value": protocol}]
        await slb.listener(balancer, protocol, port, Description=f"mine {protocol}", Tag=tags, **more)
        shown = await slb.shown(balancer, protocol, port)
        assert (shown["Status"], shown["ListenerPort"], shown["Description"]) == ("stopped", port, f"mine {protocol}")
        assert shown["Tags"]["Tag"] == [{"TagKey": "is", "TagValue": protocol}]
    names = ["tcp", "udp", "http", "https"]

    async def found(**filters: Any) -> list[str]:
        answer = await slb("DescribeLoadBalancerListeners", LoadBalancerId=[balancer], **filters)
        return [one["ListenerProtocol"] for one in answer["Listeners"]]

    assert await found() == names
    assert await found(ListenerProtocol="udp") == await found(Description="mine udp") == ["udp"]
    assert await found(ListenerPort=80) == ["tcp", "udp"]
    assert await found(Tag=[{"Key": "is", "Value": "http"}]) == ["http"]
    page = await slb("DescribeLoadBalancerListeners", LoadBalancerId=[balancer], MaxResults=3)
    assert (page["TotalCount"], [one["ListenerProtocol"] for one in page["Listeners"]]) == (4, names[:3])
    assert await found(MaxResults=3, NextToken=page["NextToken"]) == ["https"]
    whole = await slb("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
    assert whole["ListenerPorts"]["ListenerPort"] == [80, 80, 81, 443]


async def test_groups(slb: Slb) -> None:
    balancer, _ = await slb.balancer()
    made = await slb(
        "CreateVServerGroup", LoadBalancerId=balancer, VServerGroupName="web", BackendServers=local((8080, 7)),
        Tag=[{"Key": "a", "Value": "b"}],
    )  # fmt: skip
    group = made["VServerGroupId"]
    await slb.group(balancer)
    await slb.running(balancer, "http", 80, VServerGroupId=group)
    rule = await slb.rule(balancer, 80, group, Domain="a.test")
    shown = await slb("DescribeVServerGroupAttribute", VServerGroupId=group)
    assert (shown["VServerGroupName"], shown["LoadBalancerId"]) == ("web", balancer)
    (server,) = shown["BackendServers"]["BackendServer"]
    assert (server["ServerId"], server["Port"], server["Weight"], server["Type"]) == ("127.0.0.1", 8080, 7, "ecs")
    described = await slb(
        "DescribeVServerGroups", LoadBalancerId=balancer, IncludeListener=True, IncludeRule=True, Description="web",
        Tag=[{"Key": "a", "Value": "b"}],
    )  # fmt: skip
    (one,) = described["VServerGroups"]["VServerGroup"]
    assert (one["VServerGroupId"], one["ServerCount"]) == (group, 1)
    assert one["AssociatedObjects"]["Listeners"]["Listener"] == [{"Port": 80, "Protocol": "http"}]
    assert [user["RuleId"] for user in one["AssociatedObjects"]["Rules"]["Rule"]] == [rule]
    assert len((await slb("DescribeVServerGroups", LoadBalancerId=balancer))["VServerGroups"]["VServerGroup"]) == 2
    assert (await slb.refused("DeleteVServerGroup", VServerGroupId=group))[0] == "RspoolVipExist"
    await slb("DeleteLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=80)
    await slb("DeleteVServerGroup", VServerGroupId=group)
    assert await slb.refused("DescribeVServerGroupAttribute", VServerGroupId=group) == ("InvalidParameter", 404)


async def test_access_lists(slb: Slb) -> None:
    made = await slb(
        "CreateAccessControlList", AclName="named", ResourceGroupId="rg-1", Tag=[{"Key": "a", "Value": "b"}]
    )
    acl = made["AclId"]
    await slb("SetAccessControlListAttribute", AclId=acl, AclName="renamed")
    entries = [{"entry": "10.0.0.0/8", "comment": "ten"}, {"entry": "192.0.2.1"}]
    await slb("AddAccessControlListEntry", AclId=acl, AclEntrys=entries)
    balancer, _ = await slb.balancer()
    await slb.listener(balancer, "tcp", 80, AclStatus="on", AclType="white", AclId=acl, **UNCHECKED)
    shown = await slb("DescribeAccessControlListAttribute", AclId=acl)
    assert (shown["AclName"], shown["TotalAclEntry"]) == ("renamed", 2)
    assert [one["AclEntryIP"] for one in shown["AclEntrys"]["AclEntry"]] == ["10.0.0.0/8", "192.0.2.1/32"]
    (user,) = shown["RelatedListeners"]["RelatedListener"]
    assert (user["LoadBalancerId"], user["ListenerPort"], user["AclType"]) == (balancer, 80, "white")
    second = await slb("DescribeAccessControlListAttribute", AclId=acl, Page=2, PageSize=1)
    assert [one["AclEntryIP"] for one in second["AclEntrys"]["AclEntry"]] == ["192.0.2.1/32"]
    ten = await slb("DescribeAccessControlListAttribute", AclId=acl, AclEntryComment="ten")
    assert ten["TotalAclEntry"] == 1
    filters: dict[str, Any] = {"AclName": "renamed", "AddressIPVersion": "ipv4", "ResourceGroupId": "rg-1"}
    found = await slb(
        "DescribeAccessControlLists", **filters, Tag=[{"Key": "a", "Value": "b"}], PageSize=5, PageNumber=1
    )
    assert [one["AclId"] for one in found["Acls"]["Acl"]] == [acl]
    assert (await slb("DescribeAccessControlLists", **filters, PageNumber=2))["Count"] == 0


async def test_tags(slb: Slb) -> None:
    balancers = [(await slb.balancer())[0] for _ in range(2)]
    tags = [{"Key": "team", "Value": "red"}, {"Key": "cost", "Value": "low"}]
    await slb("TagResources", ResourceType="instance", ResourceId=balancers, Tag=tags)

    async def found(**filters: Any) -> set[tuple[str, str]]:
        answer = await slb("ListTagResources", ResourceType="instance", **filters)
        return {(one["ResourceId"], one["TagKey"]) for one in answer["TagResources"]["TagResource"]}

    both = {(balancer, key) for balancer in balancers for key in ("team", "cost")}
    assert await found(Tag=tags[:1]) == {(balancer, "team") for balancer in balancers}
    assert await found(ResourceId=balancers) == both
    shown = await slb("DescribeLoadBalancerAttribute", LoadBalancerId=balancers[0])
    assert [tag["TagKey"] for tag in shown["Tags"]["Tag"]] == ["team", "cost"]
    await slb("UntagResources", ResourceType="instance", ResourceId=balancers[:1], TagKey=["team"])
    assert await found(ResourceId=balancers) == both - {(balancers[0], "team")}
    await slb("UntagResources", ResourceType="instance", ResourceId=balancers, All=True)
    assert await found(ResourceId=balancers) == set()


async def test_certificates(slb: Slb) -> None:
    pair = Authority().issue("c.test", "d.test")
    tags = [{"Key": "a", "Value": "b"}]
    certificate = await slb.certificate(pair, ServerCertificateName="named", ResourceGroupId="rg-7", Tag=tags)

    async def found(**filters: Any) -> list[dict[str, Any]]:
        answer = await slb("DescribeServerCertificates", **filters)
        return list(answer["ServerCertificates"]["ServerCertificate"])

    (shown,) = await found(ServerCertificateId=certificate)
    assert (shown["ServerCertificateName"], shown["CommonName"], shown["RegionId"]) == (
        "named",
        "c.test",
        "cn-hangzhou",
    )
    assert shown["SubjectAlternativeNames"]["SubjectAlternativeName"] == ["c.test", "d.test"]
    assert await found(ResourceGroupId="rg-7") == await found(Tag=tags) == [shown]
    await slb("SetServerCertificateName", ServerCertificateId=certificate, ServerCertificateName="renamed")
    assert [one["ServerCertificateName"] for one in await found(Tag=tags)] == ["renamed"]
    await slb("DeleteServerCertificate", ServerCertificateId=certificate)
    assert await found(ServerCertificateId=certificate) == []
    refused = await slb.refused("DeleteServerCertificate", ServerCertificateId=certificate)
    assert refused == ("ServerCertificateId.NotFound", 400)
    mine, other = Authority().issue("a.test"), Authority().issue("a.test")
    refused = await slb.refused("UploadServerCertificate", ServerCertificate=mine.chain, PrivateKey=other.key)
    assert refused == ("CertificateNotMatchPrivateKey", 400)
