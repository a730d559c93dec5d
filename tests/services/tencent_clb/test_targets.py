"""RegisterTargets, DeregisterTargets, ModifyTargetWeight and DescribeTargets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from twincloud.inventory.instances import Instance, instance_key, instances
from twincloud.services.tencent_clb import Quotas


@pytest.fixture
async def tcp(cloud: Cloud) -> tuple[str, str]:
    """A balancer and its TCP listener on port 90."""
    balancer = await cloud.balancer()
    return balancer, await cloud.listener(balancer, 90)


@pytest.fixture
async def http(cloud: Cloud, tcp: tuple[str, str]) -> tuple[str, str, str]:
    """The same balancer, its HTTP listener on port 80, and a rule of that for a.test and /."""
    listener = await cloud.listener(tcp[0], 80, "HTTP")
    return tcp[0], listener, await cloud.rule(tcp[0], listener)


@pytest.fixture
async def instance(cloud: Cloud) -> str:
    """An instance that the operator told of."""
    account = cloud.tenant.account
    record = Instance(instance_key(account, "ins-12345678"), account, "ins-12345678", "10.0.0.9", "web")
    await cloud.store.write(lambda tx: tx.add(instances, record))
    return "ins-12345678"


async def bound(cloud: Cloud, place: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Return (address, port, weight) of what is bound to a listener, or to its rule."""
    answer = await cloud("DescribeTargets", LoadBalancerId=place[0], ListenerIds=[place[1]])
    (listener,) = answer["Listeners"]
    backends = listener["Targets"] if len(place) == 2 else listener["Rules"][0]["Targets"]
    return [(one["PrivateIpAddresses"][0], one["Port"], one["Weight"]) for one in backends]


async def test_bindings_as_the_documentation_shows_them(
    cloud: Cloud, tcp: tuple[str, str], http: tuple[str, str, str], instance: str
) -> None:
    by_instance = {"InstanceId": instance, "Port": 80, "Weight": 40, "Tag": "blue"}
    await cloud("RegisterTargets", LoadBalancerId=tcp[0], ListenerId=tcp[1], Targets=[by_instance])
    await cloud.bind(http[0], http[1], "127.0.0.1:8080", LocationId=http[2])
    answer = await cloud("DescribeTargets", LoadBalancerId=tcp[0])
    assert answer["Listeners"] == [
        {
            "ListenerId": tcp[1], "Protocol": "TCP", "Port": 90, "Rules": None, "EndPort": 0,
            "Targets": [
                {
                    "Type": "CVM", "InstanceId": instance, "Port": 80, "Weight": 40, "PublicIpAddresses": None,
                    "PrivateIpAddresses": ["10.0.0.9"], "InstanceName": "web",
                    "RegisteredTime": "2026-01-01 08:00:00", "EniId": "", "Tag": "blue", "Zone": None,
                }
            ],
        },
        {
            "ListenerId": http[1], "Protocol": "HTTP", "Port": 80, "Targets": None, "EndPort": 0,
            "Rules": [
                {
                    "LocationId": http[2], "Domain": "a.test", "Url": "/", "FunctionTargets": [],
                    "Targets": [
                        {
                            "Type": "ENI", "InstanceId": "", "Port": 8080, "Weight": 10, "PublicIpAddresses": None,
                            "PrivateIpAddresses": ["127.0.0.1"], "InstanceName": None,
                            "RegisteredTime": "2026-01-01 08:00:00", "EniId": "", "Tag": "", "Zone": None,
                        }
                    ],
                }
            ],
        },
    ]  # fmt: skip


async def test_listeners_without_targets_are_listed(
    cloud: Cloud, tcp: tuple[str, str], http: tuple[str, str, str]
) -> None:
    await cloud.listener(tcp[0], 81, "HTTP")
    answer = await cloud("DescribeTargets", LoadBalancerId=tcp[0])
    assert [(one["Targets"], one["Rules"] and one["Rules"][0]["Targets"]) for one in answer["Listeners"]] == [
        ([], None),
        (None, []),
        (None, []),
    ]
    assert answer["Listeners"][2]["Rules"] == []


async def test_a_rule_is_named_by_id_or_by_place(cloud: Cloud, http: tuple[str, str, str]) -> None:
    place = http[:2]
    await cloud.bind(*place, "10.0.0.1:80", LocationId=http[2], Domain="ignored.test", Url="/ignored")
    await cloud.bind(*place, "10.0.0.2:80", Domain="A.test", Url="/")
    assert await bound(cloud, http) == [("10.0.0.1", 80, 10), ("10.0.0.2", 80, 10)]
    by_place = {"LoadBalancerId": place[0], "ListenerId": place[1], "Domain": "a.test", "Url": "/"}
    first, second = ({"EniIp": address, "Port": 80} for address in ("10.0.0.1", "10.0.0.2"))
    await cloud("ModifyTargetWeight", **by_place, Targets=[first], Weight=7)
    await cloud("DeregisterTargets", **by_place, Targets=[second])
    assert await bound(cloud, http) == [("10.0.0.1", 80, 7)]


async def test_layer_4_needs_no_location(cloud: Cloud, tcp: tuple[str, str]) -> None:
    await cloud.bind(*tcp, "10.0.0.1:80", LocationId="loc-whatever", Domain="a.test", Url="/")
    assert await bound(cloud, tcp) == [("10.0.0.1", 80, 10)]


async def test_one_address_may_be_bound_with_several_ports(cloud: Cloud, tcp: tuple[str, str]) -> None:
    await cloud.bind(*tcp, "10.0.0.1:80", "10.0.0.1:81:0")
    assert await bound(cloud, tcp) == [("10.0.0.1", 80, 10), ("10.0.0.1", 81, 0)]


async def test_ipv6_addresses(cloud: Cloud, tcp: tuple[str, str]) -> None:
    target = {"EniIp": "2001:DB8::1", "Port": 80, "Type": "ENI"}
    await cloud("RegisterTargets", LoadBalancerId=tcp[0], ListenerId=tcp[1], Targets=[target])
    assert await bound(cloud, tcp) == [("2001:DB8::1", 80, 10)]
    (pool,) = (await cloud.plan(tcp[0])).pools
    assert [target.host for target in pool.targets] == ["2001:db8::1"]


async def test_registering_again_changes_what_is_given(cloud: Cloud, tcp: tuple[str, str]) -> None:
    place = {"LoadBalancerId": tcp[0], "ListenerId": tcp[1]}
    target = {"EniIp": "10.0.0.1", "Port": 80}
    await cloud("RegisterTargets", **place, Targets=[{**target, "Weight": 5, "Tag": "blue"}])
    await cloud("RegisterTargets", **place, Targets=[target])
    assert await bound(cloud, tcp) == [("10.0.0.1", 80, 5)]
    await cloud("RegisterTargets", **place, Targets=[{**target, "Weight": 0, "Tag": "green"}])
    assert await bound(cloud, tcp) == [("10.0.0.1", 80, 0)]
    answer = await cloud("DescribeTargets", LoadBalancerId=tcp[0])
    assert answer["Listeners"][0]["Targets"][0]["Tag"] == "green"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"Targets": []}, "InvalidParameterValue.Length"),
        ({"Targets": [{"EniIp": f"10.0.0.{host}", "Port": 80} for host in range(21)]}, "InvalidParameterValue.Length"),
        ({"Targets": [{"EniIp": "10.0.0.1"}]}, "MissingParameter"),
        ({"Targets": [{"Port": 80}]}, "MissingParameter"),
        ({"Targets": [{"EniIp": "10.0.0.1", "InstanceId": "ins-1", "Port": 80}]}, "InvalidParameterValue"),
        ({"Targets": [{"EniIp": "localhost", "Port": 80}]}, "InvalidParameterValue"),
        ({"Targets": [{"EniIp": "fe80::1%eth0", "Port": 80}]}, "InvalidParameterValue"),
        ({"Targets": [{"EniIp": "10.0.0.1", "Port": 0}]}, "InvalidParameterValue"),
        ({"Targets": [{"EniIp": "10.0.0.1", "Port": 65536}]}, "InvalidParameterValue"),
        ({"Targets": [{"EniIp": "10.0.0.1", "Port": 80, "Weight": 101}]}, "InvalidParameterValue"),
        ({"Targets": [{"EniIp": "10.0.0.1", "Port": 80, "Weight": -1}]}, "InvalidParameterValue"),
        ({"Targets": [{"EniIp": "10.0.0.1", "Port": 80}] * 2}, "InvalidParameterValue.Duplicate"),
        ({"ListenerId": "lbl-absent00"}, "InvalidParameter"),
        ({"LoadBalancerId": "lb-absent00"}, "InvalidParameter"),
    ],
)
async def test_register_refuses(cloud: Cloud, tcp: tuple[str, str], members: dict[str, Any], code: str) -> None:
    good = {"LoadBalancerId": tcp[0], "ListenerId": tcp[1], "Targets": [{"EniIp": "10.0.0.1", "Port": 80}]}
    assert (await cloud.refused("RegisterTargets", **{**good, **members})).code == code
    assert await cloud.count("clb_target") == 0


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, "MissingParameter"),
        ({"Domain": "a.test"}, "MissingParameter"),
        ({"LocationId": "loc-absent00"}, "InvalidParameter"),
        ({"Domain": "a.test", "Url": "/absent"}, "InvalidParameter"),
    ],
)
async def test_rules_that_are_not_named_or_not_there(
    cloud: Cloud, http: tuple[str, str, str], members: dict[str, Any], code: str
) -> None:
    target = {"EniIp": "10.0.0.1", "Port": 80}
    error = await cloud.refused(
        "RegisterTargets", LoadBalancerId=http[0], ListenerId=http[1], Targets=[target], **members
    )
    assert error.code == code


async def test_an_instance_that_nobody_told_of(cloud: Cloud, tcp: tuple[str, str]) -> None:
    target = {"InstanceId": "ins-absent00", "Port": 80}
    error = await cloud.refused("RegisterTargets", LoadBalancerId=tcp[0], ListenerId=tcp[1], Targets=[target])
    assert error.code == "InvalidParameterValue"
    assert "twincloud instances add" in error.message


async def test_target_groups_are_not_bound_one_by_one(cloud: Cloud, tcp: tuple[str, str]) -> None:
    grouped = await cloud.listener(tcp[0], 91, TargetType="TARGETGROUP")
    target = {"EniIp": "10.0.0.1", "Port": 80}
    error = await cloud.refused("RegisterTargets", LoadBalancerId=tcp[0], ListenerId=grouped, Targets=[target])
    assert error.code == "InvalidParameterValue"


async def test_quota_of_one_location(cloud: Cloud) -> None:
    small = Cloud(cloud.store, quotas=Quotas(targets_per_location=2))
    balancer = await small.balancer()
    first, second = [await small.listener(balancer, port) for port in (80, 81)]
    await small.bind(balancer, first, "10.0.0.1:80", "10.0.0.2:80")
    third = [{"EniIp": "10.0.0.3", "Port": 80}]
    error = await small.refused("RegisterTargets", LoadBalancerId=balancer, ListenerId=first, Targets=third)
    assert error.code == "LimitExceeded"
    await small.bind(balancer, first, "10.0.0.2:80:50")
    await small.bind(balancer, second, "10.0.0.3:80")


async def test_deregister_takes_all_or_none(cloud: Cloud, tcp: tuple[str, str]) -> None:
    await cloud.bind(*tcp, "10.0.0.1:80", "10.0.0.2:80")
    known, absent = {"EniIp": "10.0.0.1", "Port": 80}, {"EniIp": "10.0.0.1", "Port": 81}
    place = {"LoadBalancerId": tcp[0], "ListenerId": tcp[1]}
    assert (await cloud.refused("DeregisterTargets", **place, Targets=[known, absent])).code == "InvalidParameter"
    assert len(await bound(cloud, tcp)) == 2
    await cloud("DeregisterTargets", **place, Targets=[known])
    assert await bound(cloud, tcp) == [("10.0.0.2", 80, 10)]


async def test_an_instance_is_deregistered_by_its_id(cloud: Cloud, tcp: tuple[str, str], instance: str) -> None:
    place = {"LoadBalancerId": tcp[0], "ListenerId": tcp[1]}
    target = {"InstanceId": instance, "Port": 80}
    await cloud("RegisterTargets", **place, Targets=[target])
    by_address = {"EniIp": "10.0.0.9", "Port": 80}
    assert (await cloud.refused("DeregisterTargets", **place, Targets=[by_address])).code == "InvalidParameter"
    await cloud("DeregisterTargets", **place, Targets=[target])
    assert await bound(cloud, tcp) == []


@pytest.mark.parametrize("place", [("lb-absent00", "lbl-absent00"), (None, "lbl-absent00"), (None, None)])
async def test_deregister_answers_exactly_invalid_parameter_for_what_is_gone(
    cloud: Cloud, tcp: tuple[str, str], place: tuple[str | None, str | None]
) -> None:
    target = {"EniIp": "10.0.0.1", "Port": 80}
    error = await cloud.refused(
        "DeregisterTargets", LoadBalancerId=place[0] or tcp[0], ListenerId=place[1] or tcp[1], Targets=[target]
    )
    assert error.code == "InvalidParameter"


async def test_weights_own_beats_the_requests_beats_ten(cloud: Cloud, tcp: tuple[str, str]) -> None:
    await cloud.bind(*tcp, "10.0.0.1:80:1", "10.0.0.2:80:1")
    place = {"LoadBalancerId": tcp[0], "ListenerId": tcp[1]}
    first, second = ({"EniIp": address, "Port": 80} for address in ("10.0.0.1", "10.0.0.2"))
    await cloud("ModifyTargetWeight", **place, Targets=[{**first, "Weight": 0}, second], Weight=50)
    assert await bound(cloud, tcp) == [("10.0.0.1", 80, 0), ("10.0.0.2", 80, 50)]
    await cloud("ModifyTargetWeight", **place, Targets=[first, second])
    assert await bound(cloud, tcp) == [("10.0.0.1", 80, 10), ("10.0.0.2", 80, 10)]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"Weight": 101}, "InvalidParameterValue"),
        ({"Targets": []}, "InvalidParameterValue.Length"),
        ({"Targets": [{"EniIp": "10.0.0.7", "Port": 80}]}, "InvalidParameter"),
        ({"Targets": [{"EniIp": "10.0.0.1", "Port": 80}] * 2}, "InvalidParameterValue.Duplicate"),
        ({"ListenerId": "lbl-absent00"}, "InvalidParameter"),
    ],
)
async def test_modify_weight_refuses(cloud: Cloud, tcp: tuple[str, str], members: dict[str, Any], code: str) -> None:
    await cloud.bind(*tcp, "10.0.0.1:80")
    good = {"LoadBalancerId": tcp[0], "ListenerId": tcp[1], "Targets": [{"EniIp": "10.0.0.1", "Port": 80}]}
    assert (await cloud.refused("ModifyTargetWeight", **{**good, **members})).code == code
    assert await bound(cloud, tcp) == [("10.0.0.1", 80, 10)]


async def test_what_is_listed(cloud: Cloud, tcp: tuple[str, str], http: tuple[str, str, str]) -> None:
    other = await cloud.rule(http[0], http[1], "b.test")
    tagged = {"EniIp": "10.0.0.1", "Port": 80, "Tag": "blue"}
    await cloud("RegisterTargets", LoadBalancerId=tcp[0], ListenerId=tcp[1], Targets=[tagged])
    await cloud.bind(http[0], http[1], "10.0.0.1:80", "10.0.0.2:80", LocationId=http[2])

    async def listed(**members: Any) -> dict[str, list[str]]:
        answer = await cloud("DescribeTargets", LoadBalancerId=tcp[0], **members)
        found = {}
        for listener in answer["Listeners"]:
            places = listener["Rules"] if listener["Targets"] is None else [{**listener, "LocationId": "inside"}]
            for place in places:
                key = f"{listener['Protocol']} {place['LocationId']}"
                found[key] = [target["PrivateIpAddresses"][0] for target in place["Targets"]]
        return found

    first, second = f"HTTP {http[2]}", f"HTTP {other}"
    both = ["10.0.0.1", "10.0.0.2"]
    assert await listed() == {"TCP inside": ["10.0.0.1"], first: both, second: []}
    assert await listed(Protocol="tcp", Port=90) == {"TCP inside": ["10.0.0.1"]}
    assert await listed(ListenerIds=[http[1]]) == {first: both, second: []}
    assert await listed(Filters=[{"Name": "location-id", "Values": [other]}]) == {second: []}
    assert await listed(Filters=[{"Name": "private-ip-address", "Values": ["10.0.0.2"]}]) == {first: ["10.0.0.2"]}
    assert await listed(Filters=[{"Name": "tag", "Values": ["blue"]}]) == {"TCP inside": ["10.0.0.1"]}
    assert await listed(ListenerIds=["lbl-absent00"]) == {}


async def test_list_refuses(cloud: Cloud, tcp: tuple[str, str]) -> None:
    bad = [{"Name": "colour", "Values": ["red"]}]
    error = await cloud.refused("DescribeTargets", LoadBalancerId=tcp[0], Filters=bad)
    assert error.code == "InvalidParameterValue.InvalidFilter"
    many = await cloud.refused("DescribeTargets", LoadBalancerId=tcp[0], ListenerIds=["lbl-1"] * 21)
    assert many.code == "InvalidParameterValue.Length"
    absent = await cloud.refused("DescribeTargets", LoadBalancerId="lb-absent00")
    assert absent.code == "InvalidParameter.LBIdNotFound"
