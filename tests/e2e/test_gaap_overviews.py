"""GAAP's lists and its catalogue through the official SDK, and tags as the Terraform provider reads them."""

from __future__ import annotations

import pytest

from tests.support.companions import tag
from tests.support.gaap import ORDER, Gaap
from tests.support.server import ServerProcess
from tests.support.targets import eventually, tcp_target

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_can_be_ordered_is_ordered(gaap: Gaap) -> None:
    (access, *_) = (await gaap("DescribeAccessRegions")).AccessRegionSet
    (origin, *_) = (await gaap("DescribeDestRegions")).DestRegionSet
    offered = (await gaap("DescribeAccessRegionsByDestRegion", DestRegion=origin.RegionId)).AccessRegionSet
    (region,) = [one for one in offered if one.RegionId == access.RegionId]
    size = {"Bandwidth": region.BandwidthList[0], "Concurrent": region.ConcurrentList[0]}
    asked = {"AccessRegion": region.RegionId, "RealServerRegion": origin.RegionId, **size}
    assert (await gaap("CheckProxyCreate", **asked)).CheckFlag == 1
    price = await gaap("InquiryPriceCreateProxy", **asked)
    assert (price.ProxyDailyPrice, price.Currency, price.BandwidthUnitPrice[0].BandwidthUnitPrice) == (0, "CNY", 0)
    assert (await gaap("DescribeRegionAndPrice")).DestRegionSet[0].RegionId == origin.RegionId
    proxy = await gaap.proxy(**asked)
    detail = (await gaap("DescribeProxyDetail", ProxyId=proxy)).ProxyDetail
    assert (detail.AccessRegion, detail.RealServerRegion) == (region.RegionId, origin.RegionId)
    await gaap.done("DestroyProxies", ProxyIds=[proxy], Force=1)


async def test_groups_and_projects(gaap: Gaap) -> None:
    group = await gaap.group("Japan")
    await gaap.done("ModifyProxyGroupAttribute", GroupId=group, GroupName="renamed", ProjectId=41)
    (shown,) = (await gaap("DescribeProxyGroupList", Offset=0, Limit=20, ProjectId=41)).ProxyGroupList
    assert (shown.GroupId, shown.GroupName, shown.Status) == (group, "renamed", "RUNNING")
    proxy = await gaap.proxy()
    listener = await gaap.listener(proxy, "TCP", 9000)
    await gaap.done("ModifyProxiesProject", ProxyIds=[proxy], ProjectId=42, ClientToken="project-42")
    (found,) = (await gaap("DescribeProxyAndStatisticsListeners", ProjectId=42)).ProxySet
    assert (found.ProxyId, [one.ListenerId for one in found.ListenerList]) == (proxy, [listener])
    (found,) = (await gaap("DescribeGroupAndStatisticsProxy", ProjectId=41)).GroupSet
    assert (found.GroupId, len(found.ProxySet)) == (group, 1)


async def test_origins_and_where_they_serve(gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    listener = await gaap.listener(proxy, "TCP", 9000, HealthCheck=1, DelayLoop=5, ConnectTimeout=2)
    async with tcp_target("a") as a:
        await gaap.bind(listener, a.port)
        (server,) = (await gaap.origins("127.0.0.1")).values()

        async def status() -> int:
            answer = await gaap("DescribeListenerRealServers", ListenerId=listener)
            assert (answer.BindRealServerTotalCount, server in [one.RealServerId for one in answer.RealServerSet]) == (
                1,
                True,
            )
            return int(answer.BindRealServerSet[0].RealServerStatus)

        assert await status() == 0
        await a.stop()
        await eventually(status, lambda found: found == 1)
    http = await gaap.listener(proxy, "HTTP", 80)
    await gaap.done("CreateDomain", ListenerId=http, Domain="a.test")
    rule = await gaap.rule(http, "a.test")
    await gaap.bind(rule, 1)
    answer = await gaap("DescribeRuleRealServers", RuleId=rule, Limit=1)
    assert [one.RealServerPort for one in answer.BindRealServerSet] == [1]
    (state,) = (await gaap("DescribeRealServersStatus", RealServerIds=[server])).RealServerStatusSet
    assert (state.RealServerId, state.BindStatus) == (server, 1)


async def test_tags_as_terraform_reads_and_changes_them(gaap: Gaap, quick_server: ServerProcess) -> None:
    own = {"TagKey": "gaap-test", "TagValue": "one"}
    proxy = str((await gaap.done("CreateProxy", **ORDER, TagSet=[own])).InstanceId)
    added = {"ProjectId": 0, "RealServerIP": ["192.0.2.77"], "RealServerName": "tf", "TagSet": [own]}
    server = (await gaap("AddRealServers", **added)).RealServerSet[0].RealServerId
    tags = tag(quick_server)

    async def read(prefix: str, resource: str, region: str = "ap-guangzhou") -> dict[str, str]:
        asked = {"ServiceType": "gaap", "ResourcePrefix": prefix, "ResourceRegion": region}
        found = await tags("DescribeResourceTagsByResourceIds", **asked, ResourceIds=[resource], Offset=0, Limit=20)
        return {one.TagKey: one.TagValue for one in found.Tags}

    for prefix, resource in (("proxy", proxy), ("realServer", server)):
        assert await read(prefix, resource) == {"gaap-test": "one"}
        name = f"qcs::gaap:ap-guangzhou:uin/:{prefix}/{resource}"
        await tags("ModifyResourceTags", Resource=name, ReplaceTags=[{"TagKey": "gaap-test", "TagValue": "two"}])
        assert await read(prefix, resource) == {"gaap-test": "two"}
        assert await read(prefix, resource, "ap-shanghai") == {"gaap-test": "two"}
    found = await gaap("DescribeResourcesByTag", TagKey="gaap-test", TagValue="two")
    assert [(one.ResourceType, one.ResourceId) for one in found.ResourceSet] == [
        ("Proxy", proxy),
        ("RealServer", server),
    ]
    (shown,) = (await gaap("DescribeProxies", ProxyIds=[proxy])).ProxySet
    assert [(one.TagKey, one.TagValue) for one in shown.TagSet] == [("gaap-test", "two")]
