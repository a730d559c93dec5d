"""What GAAP shows of what there is, through the official SDK."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.certificates import Authority
from tests.support.gaap import Gaap

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_connections_are_listed_and_renamed(gaap: Gaap) -> None:
    tag = {"TagKey": "test", "TagValue": "describe"}
    first, second = [await gaap.proxy(ProxyName=name, TagSet=[tag]) for name in ("first", "second")]
    found = await gaap("DescribeProxies", TagSet=[tag], Order="asc")
    assert [(one.ProxyId, one.ProxyName, one.Status) for one in found.ProxySet] == [
        (first, "first", "RUNNING"),
        (second, "second", "RUNNING"),
    ]
    assert [one.ProxyId for one in (await gaap("DescribeProxies", TagSet=[tag], Offset=1, Limit=1)).InstanceSet] == [
        first
    ]
    await gaap("ModifyProxiesAttribute", ProxyIds=[first], ProxyName="renamed")
    detail = (await gaap("DescribeProxyDetail", ProxyId=first)).ProxyDetail
    assert (detail.ProxyName, detail.TagSet[0].TagValue) == ("renamed", "describe")
    await gaap.done("CloseProxies", ProxyIds=[second])
    statuses = await gaap("DescribeProxiesStatus", ProxyIds=[second, first])
    assert [(one.InstanceId, one.Status) for one in statuses.InstanceStatusSet] == [
        (second, "CLOSED"),
        (first, "RUNNING"),
    ]


async def test_a_group_is_shown(gaap: Gaap) -> None:
    asked = {"ProjectId": 4, "GroupName": "mine", "RealServerRegion": "Shanghai"}
    access = [{"AccessRegion": "Japan", "Bandwidth": 10, "Concurrent": 2}]
    tag = {"TagKey": "k", "TagValue": "v"}
    answer = await gaap.done("CreateProxyGroup", **asked, AccessRegionSet=access, TagSet=[tag])
    detail = (await gaap("DescribeProxyGroupDetails", GroupId=answer.GroupId)).ProxyGroupDetail
    assert (detail.ProjectId, detail.GroupName, detail.Status, detail.ProxyNum) == (4, "mine", 0, 1)
    assert (detail.RealServerRegionInfo.RegionId, detail.TagSet[0].TagKey) == ("Shanghai", "k")
    (member,) = (await gaap("DescribeProxies", Filters=[{"Name": "GroupId", "Values": [answer.GroupId]}])).ProxySet
    assert (member.AccessRegion, member.RealServerRegion, member.ProjectId) == ("Japan", "Shanghai", 4)
    for action, status in (("CloseProxyGroup", 2), ("OpenProxyGroup", 0)):
        assert (await gaap.done(action, GroupId=answer.GroupId)).InvalidStatusInstanceSet == []
        detail = (await gaap("DescribeProxyGroupDetails", GroupId=answer.GroupId)).ProxyGroupDetail
        assert detail.Status == status
    remained = await gaap.refused("DeleteProxyGroup", GroupId=answer.GroupId)
    assert remained == "FailedOperation.DeleteProxyGroupProxyRemained"
    await gaap.done("DestroyProxies", ProxyIds=[member.ProxyId], Force=0)
    await gaap.done("DeleteProxyGroup", GroupId=answer.GroupId)
    assert await gaap.refused("DescribeProxyGroupDetails", GroupId=answer.GroupId) == "ResourceNotFound"


async def fields(gaap: Gaap, owner: str, protocol: str) -> dict[str, Any]:
    """Return what a listener of this protocol cannot do without."""
    if protocol != "HTTPS":
        return {}
    return {"CertificateId": await gaap.certificate(Authority(), "a.test"), "ForwardProtocol": "HTTP"}


@pytest.mark.parametrize("protocol", ["TCP", "UDP", "HTTP", "HTTPS"])
async def test_listeners_are_found_by_what_they_are_called(gaap: Gaap, protocol: str) -> None:
    proxy, action = await gaap.proxy(), f"Describe{protocol}Listeners"
    needed = await fields(gaap, proxy, protocol)
    made = {
        name: await gaap.listener(proxy, protocol, port, ListenerName=name, **needed)
        for port, name in ((8001, "web one"), (8002, "web two"), (8003, "mail"))
    }

    async def names(**members: Any) -> list[str]:
        return [one.ListenerName for one in (await gaap(action, **members)).ListenerSet]

    assert await names(ProxyId=proxy) == ["web one", "web two", "mail"]
    assert await names(ListenerId=made["mail"]) == ["mail"]
    assert await names(ProxyId=proxy, ListenerName="web two") == ["web two"]
    assert await names(ProxyId=proxy, Port=8001) == ["web one"]
    assert await names(ProxyId=proxy, SearchValue="web") == ["web one", "web two"]
    assert await names(ProxyId=proxy, Offset=1, Limit=1) == ["web two"]
    (shown,) = (await gaap(action, ListenerId=made["mail"])).ListenerSet
    assert (shown.Port, shown.Protocol, shown.ListenerStatus, shown.ProxyId) == (8003, protocol, 0, proxy)


@pytest.mark.parametrize("protocol", ["TCP", "UDP", "HTTP", "HTTPS"])
async def test_listeners_of_groups(gaap: Gaap, protocol: str) -> None:
    group, action = await gaap.group("Hongkong"), f"Describe{protocol}Listeners"
    listener = await gaap.listener(group, protocol, 8001, **await fields(gaap, group, protocol))
    (shown,) = (await gaap(action, GroupId=group)).ListenerSet
    assert (shown.ListenerId, shown.GroupId, shown.ProxyId) == (listener, group, "")


async def test_origins_are_told_of_renamed_and_forgotten(gaap: Gaap) -> None:
    asked = {"ProjectId": 9, "RealServerName": "mine", "RealServerIP": ["192.0.2.7", "origin.test"]}
    made = {one.RealServerIP: one.RealServerId for one in (await gaap("AddRealServers", **asked)).RealServerSet}
    again = await gaap.refused("AddRealServers", **asked)
    assert again == "InvalidParameterValue.DuplicateRS"
    await gaap("ModifyRealServerName", RealServerId=made["origin.test"], RealServerName="renamed")
    found = await gaap("DescribeRealServers", ProjectId=9)
    assert [(one.RealServerIP, one.RealServerName, one.RealServerId) for one in found.RealServerSet] == [
        ("192.0.2.7", "mine", made["192.0.2.7"]),
        ("origin.test", "renamed", made["origin.test"]),
    ]
    await gaap("RemoveRealServers", RealServerIds=list(made.values()))
    assert (await gaap("DescribeRealServers", ProjectId=9)).TotalCount == 0


async def test_certificates_are_listed(gaap: Gaap) -> None:
    server, authority = await gaap.certificate(Authority(), "listed.test"), await gaap.authority(Authority())
    for kind, made in ((2, server), (1, authority), (-1, server)):
        found = await gaap("DescribeCertificates", CertificateType=kind, Limit=50)
        (shown,) = [one for one in found.CertificateSet if one.CertificateId == made]
        assert shown.CertificateType == (1 if made == authority else 2)
    assert (shown.SubjectCN, shown.CertificateAlias, shown.EndTime > shown.BeginTime) == (
        "listed.test",
        "listed.test",
        True,
    )
