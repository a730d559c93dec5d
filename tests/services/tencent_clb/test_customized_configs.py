"""Customized configurations: how they come, change and go, where they are bound, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.plan import ForwardingPlan, VirtualHost
from twincloud.contract.common_codes import documented_codes
from twincloud.kernel.tenancy import Tenant
from twincloud.services.tencent_clb import CLB
from twincloud.services.tencent_clb.quotas import CUSTOMIZED_CONFIGS

SET = "SetCustomizedConfigForLoadBalancer"
CONTENT = "client_max_body_size 224M;\r\nclient_body_timeout 60s;"
LIMIT = 224 << 20


async def added(cloud: Cloud, content: str = CONTENT, kind: str = "CLB", name: str = "config") -> str:
    """Make a configuration and return its id."""
    answer = await cloud("AddCustomizedConfig", ConfigName=name, ConfigType=kind, ConfigContent=content)
    return str(answer["ConfigId"])


async def set_(cloud: Cloud, operation: str, config: str, **members: Any) -> None:
    answer = await cloud(SET, OperationType=operation, UconfigId=config, **members)
    assert answer["ConfigId"] == config


async def listed(cloud: Cloud, kind: str = "CLB", **members: Any) -> list[str]:
    answer = await cloud("DescribeCustomizedConfigList", ConfigType=kind, **members)
    return [one["ConfigName"] for one in answer["ConfigList"]]


async def places(cloud: Cloud, **members: Any) -> list[tuple[str, ...]]:
    """Return the non-empty parts of where configurations are bound."""
    answer = await cloud("DescribeCustomizedConfigAssociateList", **members)
    parts = ("UconfigId", "LoadBalancerId", "ListenerId", "Domain", "LocationId")
    return [tuple(one[part] for part in parts if one[part]) for one in answer["BindList"]]


async def limits(cloud: Cloud, balancer: str) -> dict[str, int | None]:
    """Return what limits the plan has for bodies, by host and path."""
    hosts: list[VirtualHost] = [host for one in (await cloud.plan(balancer)).listeners for host in one.hosts]
    return {f"{'+'.join(host.domains)}{route.path}": route.max_body_bytes for host in hosts for route in host.routes}


async def test_from_its_making_to_its_end(cloud: Cloud) -> None:
    made = await cloud(SET, OperationType="ADD", ConfigName="first", ConfigContent=CONTENT)
    config = made["ConfigId"]
    assert config.startswith("pz-")
    assert len(config) == len("pz-") + 8
    assert (await cloud.status(made))["Status"] == 0
    cloud.now_ms += 60_000
    await set_(cloud, "UPDATE", config, ConfigName="renamed")
    (shown,) = (await cloud("DescribeCustomizedConfigList", ConfigType="CLB", UconfigIds=[config]))["ConfigList"]
    assert shown == {
        "UconfigId": config,
        "ConfigType": "CLB",
        "ConfigName": "renamed",
        "ConfigContent": CONTENT,
        "CreateTimestamp": "2026-01-01 08:00:00",
        "UpdateTimestamp": "2026-01-01 08:01:00",
    }
    await set_(cloud, "UPDATE", config, ConfigContent="keepalive_timeout 30s;")
    (shown,) = (await cloud("DescribeCustomizedConfigList", ConfigType="CLB", UconfigIds=[config]))["ConfigList"]
    assert (shown["ConfigName"], shown["ConfigContent"]) == ("renamed", "keepalive_timeout 30s;")
    await set_(cloud, "DELETE", config)
    assert await listed(cloud) == []
    assert (await cloud.refused(SET, OperationType="DELETE", UconfigId=config)).code == "InvalidParameter"


async def test_a_balancer_has_one_and_shows_it(cloud: Cloud) -> None:
    first, second = await added(cloud), await added(cloud)
    balancers = [await cloud.balancer() for _ in range(2)]
    await set_(cloud, "BIND", first, LoadBalancerIds=balancers)
    await set_(cloud, "BIND", first, LoadBalancerIds=balancers[:1])
    assert await places(cloud, UconfigId=first) == [(first, balancer) for balancer in balancers]
    shown = (await cloud("DescribeLoadBalancers", LoadBalancerIds=balancers))["LoadBalancerSet"]
    assert [one["ConfigId"] for one in shown] == [first, first]
    for operation in ("BIND", "UNBIND"):
        refused = await cloud.refused(SET, OperationType=operation, UconfigId=second, LoadBalancerIds=balancers)
        assert refused.code == "FailedOperation"
    await set_(cloud, "UNBIND", first, LoadBalancerIds=balancers[:1])
    await set_(cloud, "UNBIND", first, LoadBalancerIds=balancers[:1])
    await set_(cloud, "BIND", second, LoadBalancerIds=balancers[:1])
    assert await places(cloud) == [(first, balancers[1]), (second, balancers[0])]
    await cloud("DeleteLoadBalancer", LoadBalancerIds=balancers[1:])
    assert await places(cloud) == [(second, balancers[0])]
    await set_(cloud, "DELETE", second)
    assert (await cloud("DescribeLoadBalancers", LoadBalancerIds=balancers))["LoadBalancerSet"][0]["ConfigId"] == ""
    assert await cloud.count("clb_config_binding") == 0


async def test_what_is_bound_is_not_deleted_by_the_call_that_does_not_unbind(cloud: Cloud) -> None:
    config, free = await added(cloud), await added(cloud)
    balancer = await cloud.balancer()
    await set_(cloud, "BIND", config, LoadBalancerIds=[balancer])
    refused = await cloud.refused("DeleteCustomizedConfig", UconfigIdList=[free, config])
    assert (refused.code, balancer in refused.message) == ("FailedOperation", True)
    assert len(await listed(cloud)) == 2, "all of the named ones or none"
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    await cloud("DeleteCustomizedConfig", UconfigIdList=[free, config, free])
    assert await listed(cloud) == []


async def test_the_kinds_and_what_they_are_for(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, "HTTP")
    rule = await cloud.rule(balancer, listener, url="/", Domains=["a.test", "b.test"])
    api = await cloud.rule(balancer, listener, "a.test", "/api")
    await cloud.rule(balancer, listener, "c.test")
    of_all = await added(cloud, "client_max_body_size 1M;")
    of_domain = await added(cloud, "client_max_body_size 2M;", "SERVER")
    of_rule = await added(cloud, "client_max_body_size 3M;", "LOCATION")
    assert set((await limits(cloud, balancer)).values()) == {None}
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    await set_(cloud, "BIND", of_all, LoadBalancerIds=[balancer])
    domain, location = {**place, "Domain": "A.test"}, {**place, "Domain": "a.test", "LocationId": api}
    await cloud("AssociateCustomizedConfig", UconfigId=of_domain, BindList=[domain])
    await cloud("AssociateCustomizedConfig", UconfigId=of_rule, BindList=[location])
    assert {name: (size or 0) >> 20 for name, size in (await limits(cloud, balancer)).items()} == {
        "a.test+*/api": 3, "a.test+*/": 2, "b.test/": 1, "c.test/": 1,
    }  # fmt: skip
    assert await places(cloud) == [
        (of_all, balancer), (of_domain, balancer, listener, "A.test"), (of_rule, balancer, listener, "a.test", api),
    ]  # fmt: skip
    # A domain without rules has none for the time being.
    await cloud("DeleteRule", LoadBalancerId=balancer, ListenerId=listener, LocationIds=[rule, api])
    assert await places(cloud) == [(of_all, balancer)]
    await cloud("DeleteCustomizedConfig", UconfigIdList=[of_rule])
    await cloud.rule(balancer, listener, "a.test")
    assert await places(cloud) == [(of_all, balancer), (of_domain, balancer, listener, "A.test")]
    await cloud("DisassociateCustomizedConfig", UconfigId=of_domain, BindList=[{**domain, "LocationId": ""}])
    assert set((await limits(cloud, balancer)).values()) == {1 << 20}
    await cloud("AssociateCustomizedConfig", UconfigId=of_domain, BindList=[domain])
    await cloud("DeleteListener", LoadBalancerId=balancer, ListenerId=listener)
    assert await cloud.count("clb_config_binding") == 1


async def test_two_names_of_one_rule_may_differ(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, "HTTP")
    await cloud.rule(balancer, listener, "c.test")
    await cloud.rule(balancer, listener, url="/", Domains=["a.test", "b.test"], DefaultServer=True)
    config = await added(cloud, "client_max_body_size 2M;", "SERVER")
    item = {"LoadBalancerId": balancer, "ListenerId": listener, "Domain": "b.test"}
    await cloud("AssociateCustomizedConfig", UconfigId=config, BindList=[item])
    assert await limits(cloud, balancer) == {"c.test/": None, "a.test+*/": None, "b.test/": 2 << 20}


async def test_what_is_listed(cloud: Cloud) -> None:
    for name in ("one", "two", "three"):
        await added(cloud, name=name)
    config = await added(cloud, name="four")
    await added(cloud, kind="SERVER", name="other")
    assert await listed(cloud) == ["one", "two", "three", "four"]
    assert await listed(cloud, "SERVER") == ["other"]
    assert await listed(cloud, Offset=1, Limit=2) == ["two", "three"]
    assert await listed(cloud, ConfigName="o") == ["one", "two", "four"]
    assert await listed(cloud, UconfigIds=["pz-none0000", config]) == ["four"]
    balancer = await cloud.balancer()
    await set_(cloud, "BIND", config, LoadBalancerIds=[balancer])
    vip = (await cloud("DescribeLoadBalancers", LoadBalancerIds=[balancer]))["LoadBalancerSet"][0]["LoadBalancerVips"]
    for name, values in (("loadbalancer-id", [balancer, "lb-x"]), ("vip", vip)):
        assert await listed(cloud, Filters=[{"Name": name, "Values": values}]) == ["four"]
        assert await listed(cloud, Filters=[{"Name": name, "Values": ["x"]}]) == []
    wrong = {"ConfigType": "CLB", "Filters": [{"Name": "name", "Values": ["x"]}]}
    assert (await cloud.refused("DescribeCustomizedConfigList", **wrong)).code == "InvalidParameterValue.InvalidFilter"
    elsewhere = Cloud(cloud.store, tenant=Tenant(cloud.tenant.account, "ap-beijing"))
    assert await listed(elsewhere) == []
    assert (await elsewhere.refused(SET, OperationType="DELETE", UconfigId=config)).code == "InvalidParameter"


async def test_where_they_are_bound(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, "HTTP", ListenerNames=["web"])
    names = ("a.test", "b.test")
    rules = [await cloud.rule(balancer, listener, name, "/x") for name in names]
    config = await added(cloud, kind="LOCATION")
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    both = [{**place, "Domain": name, "LocationId": rule} for name, rule in zip(names, rules, strict=True)]
    await cloud("AssociateCustomizedConfig", UconfigId=config, BindList=both)
    answer = await cloud("DescribeCustomizedConfigAssociateList", UconfigId=config)
    assert answer["TotalCount"] == 2
    assert answer["BindList"][0] == {
        **both[0], "ListenerName": "web", "Protocol": "HTTP", "Vport": 80, "Url": "/x", "UconfigId": config,
    }  # fmt: skip
    assert len(await places(cloud, UconfigId=config, Limit=1)) == 1
    assert await places(cloud, Offset=1) == [(config, balancer, listener, "b.test", rules[1])]
    assert await places(cloud, Domain="b.test") == [(config, balancer, listener, "b.test", rules[1])]
    assert await places(cloud, UconfigId="pz-none0000") == []
    other = await added(cloud)
    await set_(cloud, "BIND", other, LoadBalancerIds=[balancer])
    (shown,) = (await cloud("DescribeCustomizedConfigAssociateList", UconfigId=other))["BindList"]
    assert shown == {
        "LoadBalancerId": balancer, "ListenerId": "", "Domain": "", "LocationId": "", "ListenerName": "",
        "Protocol": "", "Vport": 0, "Url": None, "UconfigId": other,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"OperationType": "ADD", "ConfigContent": CONTENT}, "MissingParameter"),
        ({"OperationType": "ADD", "ConfigName": "n"}, "MissingParameter"),
        ({"OperationType": "ADD", "ConfigName": "n", "ConfigContent": ""}, "MissingParameter"),
        ({"OperationType": "ADD", "ConfigName": "n" * 81, "ConfigContent": CONTENT}, "InvalidParameterValue.Length"),
        ({"OperationType": "ADD", "ConfigName": "n", "ConfigContent": "#" * 65_537}, "InvalidParameterValue.Length"),
        ({"OperationType": "ADD", "ConfigName": "n", "ConfigContent": "gzip on;"}, "InvalidParameterValue"),
        ({"OperationType": "add", "ConfigName": "n", "ConfigContent": CONTENT}, "InvalidParameterValue"),
        ({"OperationType": "UPDATE", "ConfigContent": CONTENT}, "MissingParameter"),
        ({"OperationType": "UPDATE", "UconfigId": "own"}, "MissingParameter"),
        (
            {"OperationType": "UPDATE", "UconfigId": "own", "ConfigContent": "gzip;"},
            "InvalidParameterValue",
        ),
        ({"OperationType": "BIND", "UconfigId": "own"}, "MissingParameter"),
        (
            {"OperationType": "BIND", "UconfigId": "own", "LoadBalancerIds": ["lb-none"]},
            "InvalidParameter.LBIdNotFound",
        ),
        ({"OperationType": "BIND", "UconfigId": "pz-none", "LoadBalancerIds": ["lb-none"]}, "InvalidParameter"),
        ({"OperationType": "BIND", "UconfigId": "server", "LoadBalancerIds": ["lb-none"]}, "InvalidParameterValue"),
        ({"OperationType": "DELETE", "UconfigId": "server"}, "InvalidParameterValue"),
    ],
)
async def test_what_is_refused_for_balancers(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    named = {"own": await added(cloud), "server": await added(cloud, kind="SERVER")}
    if "UconfigId" in members:
        members = {**members, "UconfigId": named.get(members["UconfigId"], members["UconfigId"])}
    assert (await cloud.refused(SET, **members)).code == code


async def test_why_a_text_is_refused_is_said(cloud: Cloud) -> None:
    content = "keepalive_timeout 75s;\r\nclient_max_body_size 20G;"
    error = await cloud.refused(SET, OperationType="ADD", ConfigName="n", ConfigContent=content)
    for part in ("client_max_body_size", "20G", "line 2", "10240M"):
        assert part in error.message


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        ("CLB", {}, "InvalidParameterValue"),
        ("SERVER", {"LoadBalancerId": "lb-none"}, "InvalidParameter.LBIdNotFound"),
        ("SERVER", {"ListenerId": "lbl-none"}, "InvalidParameter.ListenerIdNotFound"),
        ("SERVER", {"ListenerId": "tcp"}, "InvalidParameterValue"),
        ("SERVER", {"Domain": "z.test"}, "InvalidParameterValue"),
        ("LOCATION", {}, "MissingParameter"),
        ("LOCATION", {"LocationId": "loc-none"}, "InvalidParameter.LocationNotFound"),
        ("LOCATION", {"LocationId": "rule", "Domain": "z.test"}, "InvalidParameter.LocationNotFound"),
    ],
)
@pytest.mark.parametrize("action", ["AssociateCustomizedConfig", "DisassociateCustomizedConfig"])
async def test_what_is_refused_for_domains_and_rules(
    cloud: Cloud, action: str, kind: str, changes: dict[str, str], code: str
) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, "HTTP")
    named = {"rule": await cloud.rule(balancer, listener), "tcp": await cloud.listener(balancer, 81)}
    item = {"LoadBalancerId": balancer, "ListenerId": listener, "Domain": "a.test"}
    item |= {name: named.get(value, value) for name, value in changes.items()}
    config = await added(cloud, "keepalive_timeout 60s;", kind)
    assert (await cloud.refused(action, UconfigId=config, BindList=[item])).code == code


async def test_another_configuration_is_where_this_one_should_be(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, "HTTP")
    await cloud.rule(balancer, listener)
    item = {"LoadBalancerId": balancer, "ListenerId": listener, "Domain": "a.test"}
    first, second = await added(cloud, kind="SERVER"), await added(cloud, kind="SERVER")
    await cloud("AssociateCustomizedConfig", UconfigId=first, BindList=[item])
    for action in ("AssociateCustomizedConfig", "DisassociateCustomizedConfig"):
        refused = await cloud.refused(action, UconfigId=second, BindList=[{**item, "Domain": "A.TEST"}])
        assert refused.code == "FailedOperation"


async def test_the_calls_of_the_international_site_need_their_members(cloud: Cloud) -> None:
    config = await added(cloud, kind="SERVER")
    for action, members, code in (
        ("AddCustomizedConfig", {"ConfigName": "n", "ConfigContent": CONTENT}, "MissingParameter"),
        ("AddCustomizedConfig", {"ConfigName": "n", "ConfigType": "HTTP"}, "InvalidParameterValue"),
        ("ModifyCustomizedConfig", {"ConfigName": "n"}, "MissingParameter"),
        ("ModifyCustomizedConfig", {"UconfigId": config}, "MissingParameter"),
        ("ModifyCustomizedConfig", {"UconfigId": "pz-none", "ConfigName": "n"}, "InvalidParameter"),
        ("DeleteCustomizedConfig", {}, "MissingParameter"),
        ("DeleteCustomizedConfig", {"UconfigIdList": ["pz-none"]}, "InvalidParameter"),
    ):
        assert (await cloud.refused(action, **members)).code == code
        assert code in documented_codes(CLB.contract, action)


async def test_a_region_has_so_many(cloud: Cloud) -> None:
    for _ in range(CUSTOMIZED_CONFIGS):
        await added(cloud, "send_timeout 1s;")
    refused = await cloud.refused(SET, OperationType="ADD", ConfigName="n", ConfigContent="send_timeout 1s;")
    assert refused.code == "LimitExceeded"


async def test_a_change_that_the_engine_refuses_is_undone(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer, 80, "HTTP")
    await driven.rule(balancer, listener)
    await driven.settled()
    config = await added(driven)

    def limits_refused(plan: ForwardingPlan) -> dict[str, str]:
        routes = [(one.id, route) for one in plan.listeners for host in one.hosts for route in host.routes]
        return {name: "too short" for name, route in routes if route.max_body_bytes}

    engine.refuses = limits_refused
    bound = await driven(SET, OperationType="BIND", UconfigId=config, LoadBalancerIds=[balancer])
    await driven.settled()
    status = await driven.status(bound)
    assert (status["Status"], "too short" in status["Message"]) == (1, True)
    assert await places(driven) == []
    # What is not bound changes nothing, and a balancer without listeners of layer 7 has nothing to wait for.
    engine.refuses = lambda _: {}
    other = await driven.balancer()
    await driven.listener(other, 80)
    bound = await driven(SET, OperationType="BIND", UconfigId=config, LoadBalancerIds=[other])
    assert (await driven.status(bound))["Status"] == 0
    changed = await driven(SET, OperationType="UPDATE", UconfigId=config, ConfigName="renamed")
    assert (await driven.status(changed))["Status"] == 0


async def test_a_change_reaches_every_balancer_that_has_it(driven: Cloud, engine: RecordingEngine) -> None:
    balancers = [await driven.balancer() for _ in range(2)]
    for balancer in balancers:
        await driven.rule(balancer, await driven.listener(balancer, 80, "HTTP"))
    config = await added(driven)
    await set_(driven, "BIND", config, LoadBalancerIds=balancers)
    await driven.settled()
    assert [(await limits(driven, balancer)) for balancer in balancers] == [{"a.test+*/": LIMIT}] * 2
    engine.plans.clear()
    await driven("ModifyCustomizedConfig", UconfigId=config, ConfigContent="client_max_body_size 1M;")
    await driven.settled()
    assert {plan.balancer_id: _limit(plan) for plan in engine.plans} == dict.fromkeys(balancers, 1 << 20)
    engine.plans.clear()
    await set_(driven, "DELETE", config)
    await driven.settled()
    assert {plan.balancer_id: _limit(plan) for plan in engine.plans} == dict.fromkeys(balancers)


def _limit(plan: ForwardingPlan) -> int | None:
    return plan.listeners[0].hosts[0].routes[0].max_body_bytes
