"""Forwarding rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from twincloud.services.alibaba_slb import Quotas
from twincloud.storage.sqlite import SqliteStore

OWN = {"Scheduler": "rr", "HealthCheck": "on", "StickySession": "off"}


@pytest.fixture
async def balancer(cloud: Cloud) -> str:
    """A balancer with an HTTP listener."""
    made = await cloud.balancer()
    await cloud.listener(made, "http", Scheduler="wlc")
    return made


async def shown(cloud: Cloud, rule: str) -> dict[str, Any]:
    return await cloud("DescribeRuleAttribute", RuleId=rule)


async def test_they_come_change_and_go(cloud: Cloud, balancer: str) -> None:
    group, other = await cloud.group(balancer), await cloud.group(balancer)
    items = [
        {"RuleName": "one", "Domain": "a.test", "Url": "/x", "VServerGroupId": group},
        {"RuleName": "two", "Domain": "*.a.test", "VServerGroupId": group},
    ]
    made = await cloud("CreateRules", LoadBalancerId=balancer, ListenerPort=80, RuleList=items)
    first, second = [one["RuleId"] for one in made["Rules"]["Rule"]]
    assert [one["RuleName"] for one in made["Rules"]["Rule"]] == ["one", "two"]
    seen = await shown(cloud, first)
    expected = {
        "RuleName": "one", "Domain": "a.test", "Url": "/x", "VServerGroupId": group, "ListenerPort": "80",
        "LoadBalancerId": balancer, "ListenerSync": "on", "Scheduler": "wlc", "HealthCheck": "off",
    }  # fmt: skip
    assert {name: seen.get(name) for name in expected} == expected
    assert "Url" not in await shown(cloud, second)
    await cloud("SetRule", RuleId=first, RuleName="new", VServerGroupId=other, DryRun=True)
    assert (await shown(cloud, first))["RuleName"] == "one"
    await cloud("SetRule", RuleId=first, RuleName="new", VServerGroupId=other)
    session = {"StickySession": "on", "StickySessionType": "insert", "CookieTimeout": 60}
    await cloud("SetRule", RuleId=first, ListenerSync="off", **{**OWN, **session}, HealthCheckURI="/up")
    seen = await shown(cloud, first)
    assert (seen["RuleName"], seen["VServerGroupId"], seen["Scheduler"]) == ("new", other, "rr")
    assert (seen["HealthCheckURI"], seen["CookieTimeout"], seen["ListenerSync"]) == ("/up", 60, "off")
    listed = (await cloud("DescribeRules", LoadBalancerId=balancer, ListenerPort=80))["Rules"]["Rule"]
    same = listed[0].keys() & seen.keys()
    assert {name: listed[0][name] for name in same} == {name: seen[name] for name in same}
    of_listener = (await cloud.shown(balancer, "http"))["Rules"]["Rule"]
    assert [one["RuleId"] for one in of_listener] == [first, second]
    await cloud("DeleteRules", RuleIds=[first])
    error = await cloud.refused("DescribeRuleAttribute", RuleId=first)
    assert (error.code, error.status) == ("InvalidRuleId.NotFound", 404)
    error = await cloud.refused("DeleteRules", RuleIds=[second, first])
    assert error.code == "InvalidRuleId.NotFound"
    assert await cloud.count("slb_rule") == 1


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({}, "RuleListMalformed"),
        ({"RuleName": None, "Url": "/x"}, "RuleListMalformed"),
        ({"Domain": "a_b"}, "DomainMalformed"),
        ({"Domain": "*a.test"}, "DomainMalformed"),
        ({"Url": "/"}, "URLNotSupport"),
        ({"Url": "x"}, "UrlMalformed"),
        ({"Url": "/" + "x" * 80}, "UrlMalformed"),
        ({"Domain": "A.test", "Url": "/old"}, "DomainExist"),
        ({"RuleName": "old", "Url": "/new"}, "RuleListMalformed"),
        ({"Url": "/x", "VServerGroupId": None}, "MissingParameter"),
        ({"Url": "/x", "VServerGroupId": "rsp-unknown"}, "InvalidParameter"),
    ],
)
async def test_what_is_refused(cloud: Cloud, balancer: str, item: dict[str, Any], code: str) -> None:
    group = await cloud.group(balancer)
    old = {"RuleName": "old", "Domain": "a.test", "Url": "/old", "VServerGroupId": group}
    await cloud("CreateRules", LoadBalancerId=balancer, ListenerPort=80, RuleList=[old])
    given = {"RuleName": "r", "VServerGroupId": group, **item}
    given = {name: value for name, value in given.items() if value is not None}
    error = await cloud.refused("CreateRules", LoadBalancerId=balancer, ListenerPort=80, RuleList=[given])
    assert error.code == code
    assert await cloud.count("slb_rule") == 1


async def test_a_group_of_another_balancer(cloud: Cloud, balancer: str) -> None:
    foreign = await cloud.group(await cloud.balancer())
    item = {"RuleName": "r", "Url": "/x", "VServerGroupId": foreign}
    error = await cloud.refused("CreateRules", LoadBalancerId=balancer, ListenerPort=80, RuleList=[item])
    assert error.message == "The specified VServerGroupId doesn't belong to the rule's LoadBalancerId."


async def test_settings_of_ones_own_have_to_be_whole(cloud: Cloud, balancer: str) -> None:
    rule = await cloud.rule(balancer, await cloud.group(balancer), Url="/x")
    for name in OWN:
        given = {key: value for key, value in OWN.items() if key != name}
        assert (await cloud.refused("SetRule", RuleId=rule, ListenerSync="off", **given)).code == "MissingParameter"
    await cloud("SetRule", RuleId=rule, ListenerSync="off", **OWN)
    error = await cloud.refused("SetRule", RuleId=rule, StickySession="on")
    assert error.code == "MissingParameter"


async def test_rules_are_for_layer_7(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud.listener(balancer, "tcp")
    item = {"RuleName": "r", "Url": "/x", "VServerGroupId": await cloud.group(balancer)}
    error = await cloud.refused("CreateRules", LoadBalancerId=balancer, ListenerPort=80, RuleList=[item])
    assert error.code == "RuleNotSupport"


async def test_there_are_so_many(empty_store: SqliteStore) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(rules_per_listener=1))
    balancer = await cloud.balancer()
    await cloud.listener(balancer, "http")
    items = [{"RuleName": str(n), "Url": f"/{n}", "VServerGroupId": await cloud.group(balancer)} for n in range(11)]
    members = {"LoadBalancerId": balancer, "ListenerPort": 80}
    assert (await cloud.refused("CreateRules", **members, RuleList=items[:2])).code == "TooManyRules"
    assert (await cloud.refused("CreateRules", **members, RuleList=items)).code == "RuleListMalformed"
    await cloud("CreateRules", **members, RuleList=items[:1], DryRun=True)
    assert await cloud.count("slb_rule") == 0


async def test_a_check_on_another_port(cloud: Cloud, balancer: str) -> None:
    rule = await cloud.rule(balancer, await cloud.group(balancer), Url="/x")
    await cloud("SetRule", RuleId=rule, ListenerSync="off", HealthCheckConnectPort=81, **OWN)
    await cloud("StartLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=80)
    pool = next(pool for pool in (await cloud.plan(balancer)).pools if pool.id == rule)
    assert pool.health_check is not None
    assert pool.health_check.port == 81
    assert (await shown(cloud, rule))["HealthCheckConnectPort"] == 81
    await cloud("SetRule", RuleId=rule, HealthCheckConnectPort=-520)
    assert "HealthCheckConnectPort" not in await shown(cloud, rule)


async def test_the_protocol_tells_listeners_apart(cloud: Cloud, balancer: str) -> None:
    await cloud.listener(balancer, "udp")
    place = {"LoadBalancerId": balancer, "ListenerPort": 80}
    assert (await cloud.refused("DescribeRules", **place)).code == "TooManyListeners"
    assert (await cloud("DescribeRules", **place, ListenerProtocol="http"))["Rules"] == {"Rule": []}
