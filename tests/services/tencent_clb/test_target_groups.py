"""Target groups: how they are made, changed, filled, bound and listed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.group_calls import group, inside, server, shown
from tests.services.tencent_clb.harness import Cloud
from twincloud.balancing import plan
from twincloud.balancing.engine import TargetHealth
from twincloud.kernel.tenancy import Tenant

V2 = {"Type": "v2", "Protocol": "HTTP", "Weight": 10}


@pytest.fixture
async def place(cloud: Cloud) -> dict[str, Any]:
    """A TCP listener for groups of kind v1, as an association names it."""
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, TargetType="TARGETGROUP")
    return {"LoadBalancerId": balancer, "ListenerId": listener}


@pytest.fixture
async def rule(cloud: Cloud) -> dict[str, Any]:
    """A rule for groups of kind v2, as an association names it."""
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, "HTTP")
    location = await cloud.rule(balancer, listener, TargetType="TARGETGROUP-V2")
    return {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": location}


async def bind(cloud: Cloud, place: dict[str, Any], group_id: str, **members: Any) -> None:
    await cloud("AssociateTargetGroups", Associations=[{**place, "TargetGroupId": group_id, **members}])


async def test_a_group_as_it_is_shown(cloud: Cloud, place: dict[str, Any]) -> None:
    made = await group(
        cloud, "10.0.0.1:80", TargetGroupName="web", Port=8080, Tags=[{"TagKey": "a", "TagValue": "b"}]
    )  # fmt: skip
    await bind(cloud, place, made)
    balancer = place["LoadBalancerId"]
    assert await shown(cloud, made) == {
        "TargetGroupId": made, "VpcId": "vpc-default0", "TargetGroupName": "web", "Port": 8080,
        "CreatedTime": "2026-01-01 08:00:00", "UpdatedTime": "2026-01-01 08:00:00",
        "AssociatedRule": [
            {
                "LoadBalancerId": balancer, "ListenerId": place["ListenerId"], "LocationId": None, "Protocol": "TCP",
                "Port": 80, "Domain": None, "Url": None, "LoadBalancerName": balancer, "ListenerName": "",
                "Weight": None, "RuleId": "",
            }
        ],
        "Protocol": None, "ScheduleAlgorithm": None, "HealthCheck": None, "TargetGroupType": "v1",
        "AssociatedRuleCount": 1, "RegisteredInstancesCount": 1, "Tag": [{"TagKey": "a", "TagValue": "b"}],
        "Weight": None, "FullListenSwitch": False, "KeepaliveEnable": False, "SessionExpireTime": 0,
        "IpVersion": "IPv4", "SnatEnable": False,
    }  # fmt: skip
    (listener,) = (await cloud("DescribeListeners", LoadBalancerId=balancer))["Listeners"]
    of_listener = {"TargetGroupId": made, "TargetGroupName": "web", "Weight": None}
    assert (listener["TargetGroup"], listener["TargetGroupList"]) == (of_listener, [of_listener])
    assert (await shown(cloud, await group(cloud)))["TargetGroupName"].startswith("lbtg-")


async def test_a_group_with_its_first_instances(cloud: Cloud) -> None:
    made = await group(cloud, "10.0.0.1:80", "10.0.0.1:81", "10.0.0.2:80:5")
    assert await inside(cloud, made) == [("10.0.0.1", 80, 10), ("10.0.0.1", 81, 10), ("10.0.0.2", 80, 5)]
    six = await cloud("CreateTargetGroup", TargetGroupInstances=[{"BindIP": "2001:DB8::1", "Port": 80}])
    assert await inside(cloud, six["TargetGroupId"]) == [("2001:db8::1", 80, 10)]
    twice = await cloud.refused("CreateTargetGroup", TargetGroupInstances=[server("10.0.0.1:80")] * 2)
    assert twice.code == "InvalidParameterValue"
    name = await cloud.refused("CreateTargetGroup", TargetGroupInstances=[{"BindIP": "a.test", "Port": 80}])
    assert (name.code, name.message) == ("InvalidParameterValue", "BindIP a.test is not an IP address.")


async def test_a_group_of_all_ports(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listeners = [await cloud.listener(balancer, port, TargetType="TARGETGROUP-V2") for port in (8000, 8001)]
    made = await group(cloud, Type="v2", Protocol="TCP", FullListenSwitch=True, Weight=10)
    one = [{"BindIP": "10.0.0.1"}]
    await cloud("RegisterTargetGroupInstances", TargetGroupId=made, TargetGroupInstances=one)
    assert await inside(cloud, made) == [("10.0.0.1", 0, 10)]
    for listener in listeners:
        await bind(cloud, {"LoadBalancerId": balancer, "ListenerId": listener}, made)
    assert [[target.port for target in pool.targets] for pool in (await cloud.plan(balancer)).pools] == [[8000], [8001]]
    named = [server("10.0.0.2:80")]
    refused = await cloud.refused("RegisterTargetGroupInstances", TargetGroupId=made, TargetGroupInstances=named)
    assert refused.code == "InvalidParameterValue"
    await cloud("DeregisterTargetGroupInstances", TargetGroupId=made, TargetGroupInstances=one)
    assert await inside(cloud, made) == []
    for members in ({"FullListenSwitch": True}, {**V2, "FullListenSwitch": True, "Port": 80}):
        assert (await cloud.refused("CreateTargetGroup", **members)).code == "InvalidParameterValue"


async def test_a_group_can_be_changed(cloud: Cloud, rule: dict[str, Any]) -> None:
    made = await group(cloud, "10.0.0.1:80", **V2, HealthCheck={"HealthSwitch": True, "GapTime": 20})
    await bind(cloud, rule, made)
    cloud.now_ms += 60_000
    await cloud(
        "ModifyTargetGroupAttribute", TargetGroupId=made, TargetGroupName="new", Port=81, Weight=20,
        ScheduleAlgorithm="LEAST_CONN", KeepaliveEnable=True, SessionExpireTime=60, SnatEnable=True,
        HealthCheck={"HealthSwitch": True, "Timeout": 15},
    )  # fmt: skip
    found = await shown(cloud, made)
    assert (found["TargetGroupName"], found["Port"], found["Weight"], found["SnatEnable"]) == ("new", 81, 20, True)
    assert (found["CreatedTime"], found["UpdatedTime"]) == ("2026-01-01 08:00:00", "2026-01-01 08:01:00")
    assert (found["ScheduleAlgorithm"], found["KeepaliveEnable"], found["SessionExpireTime"]) == (
        "LEAST_CONN", True, 60,
    )  # fmt: skip
    assert (found["HealthCheck"]["GapTime"], found["HealthCheck"]["Timeout"]) == (20, 15)
    (pool,) = (await cloud.plan(rule["LoadBalancerId"])).pools
    assert (pool.scheduler, pool.keepalive) == (plan.Scheduler.LEAST_CONNECTIONS, True)
    assert pool.health_check is not None
    assert (pool.health_check.interval_s, pool.health_check.timeout_s) == (20, 15)
    await cloud("ModifyTargetGroupAttribute", TargetGroupId=made)
    assert await shown(cloud, made) == found
    for members in (
        {"TargetGroupId": "lbtg-none0000"},
        {"TargetGroupId": made, "HealthCheck": {"HealthSwitch": True, "Timeout": 20}},
        {"TargetGroupId": made, "SessionExpireTime": 10},
        {"TargetGroupId": made, "TargetGroupName": "\U0001f600"},
    ):
        refused = await cloud.refused("ModifyTargetGroupAttribute", **members)
        assert refused.code.startswith("InvalidParameter")


async def test_a_v2_group_brings_its_own_settings(cloud: Cloud, rule: dict[str, Any]) -> None:
    hashed = await group(cloud, "10.0.0.1:80", **V2, ScheduleAlgorithm="IP_HASH", SessionExpireTime=90)
    kept = await group(cloud, "10.0.0.2:80", **V2, KeepaliveEnable=True)
    await bind(cloud, rule, hashed, Weight=30)
    await bind(cloud, rule, kept)
    made = await cloud.plan(rule["LoadBalancerId"])
    (route,) = made.listeners[0].hosts[0].routes
    shares = [plan.Share(f"{rule['LocationId']}/{hashed}", 30), plan.Share(f"{rule['LocationId']}/{kept}", 10)]
    assert (route.pool_id, list(route.shares), route.hash_source_ip) == (None, shares, True)
    assert route.session == plan.CookieSession("tgw_l7_route", 90)
    assert [(pool.id, pool.scheduler, pool.keepalive) for pool in made.pools] == [
        (shares[0].pool_id, plan.Scheduler.SOURCE_IP_HASH, False),
        (shares[1].pool_id, plan.Scheduler.WEIGHTED_ROUND_ROBIN, True),
    ]
    for member in ({"ScheduleAlgorithm": "LEAST_CONN"}, {"KeepaliveEnable": True}, {"SessionExpireTime": 60}):
        for kind in ({}, {"Type": "v2", "Protocol": "TCP"}):
            assert (await cloud.refused("CreateTargetGroup", **kind, **member)).code == "InvalidParameterValue"


@pytest.mark.parametrize(
    ("protocol", "given", "wanted"),
    [
        ("TCP", {}, plan.HealthCheck(plan.CheckKind.TCP, 5, 2, 3, 3)),
        (
            "TCP",
            {"Port": 81, "Timeout": 3, "GapTime": 600, "GoodLimit": 4, "BadLimit": 5},
            plan.HealthCheck(plan.CheckKind.TCP, 600, 3, 4, 5, port=81),
        ),
        (
            "TCP",
            {"Protocol": "CUSTOM", "ContextType": "HEX", "SendContext": "0A", "RecvContext": "FF"},
            plan.HealthCheck(plan.CheckKind.PAYLOAD, 5, 2, 3, 3, send=b"\n", receive=b"\xff"),
        ),
        (
            "HTTP",
            {"HttpCheckDomain": "a.test", "HttpCheckPath": "/up", "HttpCheckMethod": "get", "HttpCode": 2},
            plan.HealthCheck(
                plan.CheckKind.HTTP, 5, 2, 3, 3, http=plan.HttpCheck("/up", "GET", ((200, 300),), "a.test")
            ),
        ),
        (
            "TCP",
            {"Protocol": "HTTP", "HttpVersion": "HTTP/1.0", "HttpCheckDomain": "a.test"},
            plan.HealthCheck(
                plan.CheckKind.HTTP, 5, 2, 3, 3, http=plan.HttpCheck("/", "HEAD", ((100, 600),), "a.test", http10=True)
            ),
        ),
        ("GRPC", {"ExtendedCode": "0"}, plan.HealthCheck(plan.CheckKind.GRPC, 5, 2, 3, 3)),
    ],
)
async def test_checks_of_groups(cloud: Cloud, protocol: str, given: dict[str, Any], wanted: plan.HealthCheck) -> None:
    balancer = await cloud.balancer()
    if protocol == "TCP":
        listener = await cloud.listener(balancer, 80, TargetType="TARGETGROUP-V2")
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
    else:
        listener = await cloud.listener(balancer, 80, "HTTP")
        location = await cloud.rule(balancer, listener, TargetType="TARGETGROUP-V2", ForwardType=protocol)
        place = {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": location}
    check = {"HealthSwitch": True, **given}
    made = await group(cloud, "10.0.0.1:80:1", Type="v2", Protocol=protocol, HealthCheck=check)
    await bind(cloud, place, made)
    (pool,) = (await cloud.plan(balancer)).pools
    assert pool.health_check == wanted
    found = (await shown(cloud, made))["HealthCheck"]
    assert {name: value for name, value in found.items() if value is not None} == check


@pytest.mark.parametrize(
    "check",
    [
        {"Timeout": 5},
        {"Protocol": "PING"},
        {"Protocol": "CUSTOM"},
        {"Protocol": "CUSTOM", "ContextType": "HEX", "SendContext": "0", "RecvContext": ""},
        {"GapTime": 601},
        {"GoodLimit": 1},
    ],
)
async def test_checks_that_cannot_be(cloud: Cloud, check: dict[str, Any]) -> None:
    members = {"Type": "v2", "Protocol": "TCP", "HealthCheck": {"HealthSwitch": True, **check}}
    assert (await cloud.refused("CreateTargetGroup", **members)).code == "InvalidParameterValue"


async def test_a_binding_must_fit(cloud: Cloud, place: dict[str, Any], rule: dict[str, Any]) -> None:
    old, new = await group(cloud), await group(cloud, **V2)
    elsewhere = await group(cloud, VpcId="vpc-11111111")
    datagrams = await group(cloud, Type="v2", Protocol="UDP")
    node = {**place, "ListenerId": await cloud.listener(place["LoadBalancerId"], 81)}
    bad: list[tuple[list[dict[str, Any]], str]] = [
        ([{**place, "TargetGroupId": new}], "InvalidParameterValue"),
        ([{**rule, "TargetGroupId": old}], "InvalidParameterValue"),
        ([{**node, "TargetGroupId": old}], "InvalidParameterValue"),
        ([{**place, "TargetGroupId": elsewhere}], "InvalidParameterValue"),
        ([{**rule, "TargetGroupId": datagrams}], "InvalidParameterValue"),
        ([{**place, "TargetGroupId": old}, {**rule, "TargetGroupId": new}], "InvalidParameterValue"),
        ([{**place, "TargetGroupId": "lbtg-none0000"}], "InvalidParameter"),
        ([{**place, "LoadBalancerId": "lb-none0000", "TargetGroupId": old}], "InvalidParameter"),
        ([{"LoadBalancerId": place["LoadBalancerId"], "TargetGroupId": old}], "InvalidParameterValue"),
        ([{**rule, "LocationId": None, "TargetGroupId": new}], "InvalidParameterValue"),
        ([{**rule, "LocationId": "loc-none0000", "TargetGroupId": new}], "InvalidParameter"),
        ([], "InvalidParameterValue"),
    ]
    for wanted, code in bad:
        assert (await cloud.refused("AssociateTargetGroups", Associations=wanted)).code == code, wanted
    await bind(cloud, place, old)
    second = [{**place, "TargetGroupId": await group(cloud)}]
    refused = await cloud.refused("AssociateTargetGroups", Associations=second)
    assert (refused.code, "stand alone" in refused.message) == ("InvalidParameterValue", True)
    for members in ({"Type": "v2"}, {"Type": "v3"}, {"Type": "v2", "Protocol": "ICMP"}):
        assert (await cloud.refused("CreateTargetGroup", **members)).code == "InvalidParameterValue"
    register = {**place, "Targets": [{"EniIp": "10.0.0.1", "Port": 80}]}
    assert (await cloud.refused("RegisterTargets", **register)).code == "InvalidParameterValue"


async def test_what_is_not_bound_cannot_be_unbound(cloud: Cloud, place: dict[str, Any]) -> None:
    made = await group(cloud)
    association = [{**place, "TargetGroupId": made}]
    assert (await cloud.refused("DisassociateTargetGroups", Associations=association)).code == "InvalidParameter"
    await cloud("AssociateTargetGroups", Associations=association)
    await cloud("AssociateTargetGroups", Associations=association)
    await cloud("DisassociateTargetGroups", Associations=association)
    assert (await shown(cloud, made))["AssociatedRule"] == []
    assert (await cloud.plan(place["LoadBalancerId"])).pools[0].targets == ()


async def test_a_group_in_use_stays(cloud: Cloud, place: dict[str, Any], rule: dict[str, Any]) -> None:
    used, free, shared = await group(cloud, "10.0.0.1:80"), await group(cloud), await group(cloud, **V2)
    await bind(cloud, place, used)
    await bind(cloud, rule, shared)
    assert (await cloud.refused("DeleteTargetGroups", TargetGroupIds=[free, used])).code == "InvalidParameterValue"
    assert (await cloud("DescribeTargetGroups"))["TotalCount"] == 3
    # What is deleted lets go of its groups.
    location = rule.pop("LocationId")
    await cloud("DeleteRule", **rule, LocationIds=[location])
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[place["LoadBalancerId"]])
    assert [one["AssociatedRuleCount"] for one in (await cloud("DescribeTargetGroups"))["TargetGroupSet"]] == [0] * 3
    await cloud("DeleteTargetGroups", TargetGroupIds=[free, used, shared])
    assert (await cloud("DescribeTargetGroups"))["TotalCount"] == 0
    assert [await cloud.count(f"clb_{table}") for table in ("group_instance", "group_binding")] == [0, 0]
    assert (await cloud.refused("DeleteTargetGroups", TargetGroupIds=[free])).code == "InvalidParameter"


async def test_groups_are_listed(cloud: Cloud) -> None:
    first = await group(cloud, TargetGroupName="a", VpcId="vpc-1")
    second = await group(cloud, TargetGroupName="b", Tags=[{"TagKey": "k", "TagValue": "v"}])
    other = Cloud(cloud.store, tenant=Tenant("100000000002", "ap-guangzhou"))
    theirs = await group(other)
    for action in ("DescribeTargetGroups", "DescribeTargetGroupList"):
        for members, wanted in (
            ({}, [first, second]),
            ({"Limit": 1}, [first]),
            ({"Limit": 1, "Offset": 1}, [second]),
            ({"TargetGroupIds": [second, theirs, "lbtg-none0000"]}, [second]),
            ({"Filters": [{"Name": "TargetGroupVpcId", "Values": ["vpc-1"]}]}, [first]),
            ({"Filters": [{"Name": "TargetGroupName", "Values": ["b"]}]}, [second]),
            ({"Filters": [{"Name": "Tag", "Values": ["k"]}]}, [second]),
            ({"Filters": [{"Name": "tag:k", "Values": ["w"]}]}, []),
        ):
            answer = await cloud(action, **members)
            assert [one["TargetGroupId"] for one in answer["TargetGroupSet"]] == wanted, members
        unknown = [{"Name": "Nonsense", "Values": ["b"]}]
        assert (await cloud.refused(action, Filters=unknown)).code == "InvalidParameterValue"
    both = {"TargetGroupIds": [first], "Filters": [{"Name": "TargetGroupName", "Values": ["b"]}]}
    assert (await cloud.refused("DescribeTargetGroups", **both)).code == "InvalidParameterValue"
    assert [one["AssociatedRule"] for one in (await cloud("DescribeTargetGroupList", **both))["TargetGroupSet"]] == [
        None
    ]


async def test_shares_of_groups_at_layer_4(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, 80, TargetType="TARGETGROUP-V2")
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    tcp = {"Type": "v2", "Protocol": "TCP"}
    big = await group(cloud, "10.0.0.1:80:50", "10.0.0.2:80:50", "10.0.0.3:80:0", **tcp)
    small = await group(cloud, "10.0.1.1:80:1", **tcp)
    await bind(cloud, place, big, Weight=80)
    await bind(cloud, place, small, Weight=20)
    (pool,) = (await cloud.plan(balancer)).pools
    assert [(target.host, target.weight) for target in pool.targets] == [
        ("10.0.0.1", 100), ("10.0.0.2", 100), ("10.0.0.3", 0), ("10.0.1.1", 50),
    ]  # fmt: skip
    (shown_listener,) = (await cloud("DescribeListeners", LoadBalancerId=balancer))["Listeners"]
    assert shown_listener["TargetGroup"] is None
    assert [one["Weight"] for one in shown_listener["TargetGroupList"]] == [80, 20]


async def test_health_of_groups(driven: Cloud) -> None:
    assert driven.engine is not None
    balancer = await driven.balancer()
    listener = await driven.listener(balancer, 80, "HTTP")
    location = await driven.rule(balancer, listener, TargetType="TARGETGROUP-V2")
    place = {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": location}
    first = await group(driven, "10.0.0.1:80", **V2)
    second = await group(driven, "10.0.0.1:80", **V2, HealthCheck={"HealthSwitch": False})
    for one in (first, second):
        await bind(driven, place, one)
    driven.engine.readings[f"{location}/{first}"] = (TargetHealth("10.0.0.1", 80, healthy=False),)
    answer = await driven("DescribeTargetHealth", LoadBalancerIds=[balancer])
    (rule_health,) = answer["LoadBalancers"][0]["Listeners"][0]["Rules"]
    assert [(one["TargetGroupId"], one["HealthStatusDetail"]) for one in rule_health["Targets"]] == [
        (first, "Dead"), (second, "Close"),
    ]  # fmt: skip
