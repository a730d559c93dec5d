"""What an account has: groups, projects, tags, and where origins serve."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.engine import TargetHealth

TAG = {"TagKey": "team", "TagValue": "net"}
EVERY = {"Offset": 0, "Limit": 100, "ProjectId": -1}


async def groups(cloud: Cloud, **members: Any) -> list[str]:
    answer = await cloud("DescribeProxyGroupList", **{**EVERY, **members})
    return [one["GroupName"] for one in answer["ProxyGroupList"]]


async def test_groups_are_listed(cloud: Cloud) -> None:
    asked = {"RealServerRegion": "Guangzhou", "ProjectId": 0}
    first = (await cloud("CreateProxyGroup", **asked, GroupName="a", TagSet=[TAG]))["GroupId"]
    await cloud("CreateProxyGroup", **{**asked, "ProjectId": 7}, GroupName="b", PackageType="Accelerator")
    await cloud("CreateProxyGroup", **{**asked, "RealServerRegion": "Japan"}, GroupName="c")
    assert await groups(cloud) == ["a", "b", "c"]
    assert await groups(cloud, Offset=1, Limit=1) == ["b"]
    assert await groups(cloud, ProjectId=7) == ["b"]
    assert await groups(cloud, TagSet=[TAG]) == ["a"]
    for name, value, expected in (("RealServerRegion", "Japan", ["c"]), ("PackageType", "Accelerator", ["b"])):
        assert await groups(cloud, Filters=[{"Name": name, "Values": [value]}]) == expected
    (shown, *_) = (await cloud("DescribeProxyGroupList", **EVERY))["ProxyGroupList"]
    region = shown.pop("RealServerRegionInfo")
    assert region["RegionId"] == "Guangzhou"
    assert shown == {
        "GroupId": first, "Domain": None, "GroupName": "a", "ProjectId": 0, "Status": "RUNNING", "TagSet": [TAG],
        "Version": "3.0", "CreateTime": cloud.now_ms // 1000, "ProxyType": 0, "Http3Supported": 1, "FeatureBitmap": 71,
    }  # fmt: skip
    wrong = [{"Name": "Color", "Values": ["blue"]}]
    assert await cloud.code("DescribeProxyGroupList", **EVERY, Filters=wrong) == "InvalidParameterValue"


async def test_groups_and_connections_change_their_projects(cloud: Cloud) -> None:
    group, proxy = await cloud.group("Japan"), await cloud.proxy()
    await cloud("ModifyProxyGroupAttribute", GroupId=group, GroupName="new")
    await cloud("ModifyProxyGroupAttribute", GroupId=group, ProjectId=5)
    await cloud("ModifyProxiesProject", InstanceIds=[proxy], ProjectId=6, ClientToken="once")
    assert await groups(cloud, ProjectId=5) == ["new"]
    found = (await cloud("DescribeProxies"))["ProxySet"]
    assert {one["GroupId"]: one["ProjectId"] for one in found} == {group: 5, None: 6}
    asked = {"ProxyIds": [proxy, "link-12345678"], "ProjectId": 7}
    assert await cloud.code("ModifyProxiesProject", **asked) == "ResourceNotFound"
    assert await cloud.code("ModifyProxiesProject", ProjectId=7) == "MissingParameter"
    again = {"ProxyIds": [proxy], "ProjectId": 7, "ClientToken": "once"}
    assert await cloud.code("ModifyProxiesProject", **again) == "FailedOperation.DuplicatedRequest"
    assert await cloud.code("ModifyProxyGroupAttribute", GroupId="lg-12345678") == "ResourceNotFound"
    code = await cloud.code("ModifyProxyGroupAttribute", GroupId=group, GroupName="x" * 31)
    assert code == "InvalidParameterValue"
    for owner in (group, proxy):
        await cloud.mark(owner, managed=True)
    for action, members in (
        ("ModifyProxyGroupAttribute", {"GroupId": group, "GroupName": "x"}),
        ("ModifyProxiesProject", {"ProxyIds": [proxy], "ProjectId": 1}),
    ):
        assert (await cloud.refused(action, **members)).code == "FailedOperation"


async def test_statistics_of_what(cloud: Cloud) -> None:
    group, proxy = await cloud.group("Japan"), await cloud.proxy(ProxyName="alone")
    (tcp,), udp = await cloud.tcp(proxy, 80), await cloud.udp(group, 90)
    other = await cloud.proxy(ProjectId=3)
    answer = await cloud("DescribeProxyAndStatisticsListeners", ProjectId=0)
    listener = {"ListenerId": tcp, "ListenerName": "l", "Port": 80, "Protocol": "TCP"}
    assert answer["ProxySet"] == [{"ProxyId": proxy, "ProxyName": "alone", "ListenerList": [listener]}]
    answer = await cloud("DescribeProxyAndStatisticsListeners", ProjectId=3)
    assert [one["ProxyId"] for one in answer["ProxySet"]] == [other]
    answer = await cloud("DescribeGroupAndStatisticsProxy", ProjectId=0)
    ((shown,), count) = (answer["GroupSet"], answer["TotalCount"])
    assert (shown["GroupId"], shown["GroupName"], count) == (group, "g", 1)
    assert [one["ListenerId"] for one in shown["ProxySet"][0]["ListenerList"]] == [udp]
    assert (await cloud("DescribeGroupAndStatisticsProxy", ProjectId=3))["GroupSet"] == []


async def test_what_has_a_tag(cloud: Cloud) -> None:
    proxy = await cloud.proxy(TagSet=[TAG])
    await cloud.proxy(TagSet=[{**TAG, "TagValue": "other"}])
    server = {"ProjectId": 0, "RealServerIP": ["10.0.0.1"], "RealServerName": "o", "TagSet": [TAG]}
    (origin,) = (await cloud("AddRealServers", **server))["RealServerSet"]
    found = (await cloud("DescribeResourcesByTag", **TAG))["ResourceSet"]
    assert [(one["ResourceType"], one["ResourceId"]) for one in found] == [
        ("Proxy", proxy),
        ("RealServer", origin["RealServerId"]),
    ]
    answer = await cloud("DescribeResourcesByTag", **TAG, ResourceType="Proxy")
    assert (answer["TotalCount"], answer["ResourceSet"][0]["ResourceId"]) == (1, proxy)
    assert (await cloud("DescribeResourcesByTag", **TAG, ResourceType="ProxyGroup"))["ResourceSet"] == []
    assert await cloud.code("DescribeResourcesByTag", **TAG, ResourceType="Domain") == "InvalidParameterValue"


async def test_origins_and_where_they_serve(driven: Cloud, engine: RecordingEngine) -> None:
    proxy, group = await driven.proxy(), await driven.group("Japan")
    (tcp,), grouped = await driven.tcp(proxy), await driven.udp(group)
    ids = await driven.origins("10.0.0.1", "10.0.0.2", "o.test")
    await driven.bind(tcp, "10.0.0.1:80")
    await driven.bind(grouped, "10.0.0.1:80")
    rule = await driven.rule(await driven.http(proxy, 81), RealServerType="DOMAIN")
    await driven.bind(rule, "o.test:80")
    engine.readings[tcp] = (TargetHealth("10.0.0.1", 80, healthy=False),)
    answer = await driven("DescribeListenerRealServers", ListenerId=tcp)
    assert [one["RealServerIP"] for one in answer["RealServerSet"]] == ["10.0.0.1", "10.0.0.2"]
    assert (answer["TotalCount"], answer["BindRealServerTotalCount"]) == (2, 1)
    (bound,) = answer["BindRealServerSet"]
    assert (bound["RealServerId"], bound["RealServerStatus"]) == (ids["10.0.0.1"], 1)
    answer = await driven("DescribeRuleRealServers", RuleId=rule, Offset=1, Limit=10)
    assert (answer["RealServerSet"], answer["TotalCount"]) == ([], 1)
    assert [one["RealServerIP"] for one in answer["BindRealServerSet"]] == ["o.test"]
    states = (await driven("DescribeRealServersStatus", RealServerIds=list(ids.values())))["RealServerStatusSet"]
    assert [(one["BindStatus"], one["ProxyId"], one["GroupId"]) for one in states] == [
        (1, proxy, group),
        (0, "", ""),
        (1, proxy, ""),
    ]


@pytest.mark.parametrize(
    ("action", "members", "code"),
    [
        ("DescribeListenerRealServers", {"ListenerId": "listener-12345678"}, "InvalidParameter"),
        ("DescribeRuleRealServers", {"RuleId": "rule-12345678"}, "ResourceNotFound"),
        ("DescribeRealServersStatus", {"RealServerIds": ["rs-12345678"]}, "InvalidParameterValue.RealServerNotBelong"),
    ],
)
async def test_what_is_not_there(cloud: Cloud, action: str, members: dict[str, Any], code: str) -> None:
    assert await cloud.code(action, **members) == code


async def test_a_listener_with_rules_has_no_origins_itself(cloud: Cloud) -> None:
    listener = await cloud.http(await cloud.proxy())
    assert await cloud.code("DescribeListenerRealServers", ListenerId=listener) == "InvalidParameterValue"
