"""Targets of many locations at once, other ports, and DescribeQuota."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from twincloud.inventory.instances import Instance, instance_key, instances
from twincloud.services.tencent_clb import Quotas


@pytest.fixture
async def places(cloud: Cloud) -> tuple[str, str, str, str]:
    """A balancer, its TCP listener, its HTTP listener and a rule of that."""
    balancer = await cloud.balancer()
    tcp, http = await cloud.listener(balancer, 90), await cloud.listener(balancer, 80, "HTTP")
    return balancer, tcp, http, await cloud.rule(balancer, http)


def target(host: str, port: int = 80, **members: Any) -> dict[str, Any]:
    return {"EniIp": host, "Port": port, **members}


async def bound(cloud: Cloud, balancer: str) -> list[list[tuple[str, int, int, str]]]:
    """Return what is bound to each listener, and to the first rule of those that have some."""
    answer = await cloud("DescribeTargets", LoadBalancerId=balancer)
    return [
        [
            (one["PrivateIpAddresses"][0], one["Port"], one["Weight"], one["Tag"])
            for one in (listener["Targets"] if listener["Rules"] is None else listener["Rules"][0]["Targets"])
        ]
        for listener in answer["Listeners"]
    ]


async def test_a_listener_with_anything_wrong_is_named(cloud: Cloud, places: tuple[str, str, str, str]) -> None:
    balancer, tcp, http, rule = places
    answer = await cloud(
        "BatchRegisterTargets", LoadBalancerId=balancer,
        Targets=[
            {"ListenerId": tcp, **target("10.0.0.1")},
            {"ListenerId": http, "LocationId": rule, **target("10.0.0.1")},
            {"ListenerId": http, **target("10.0.0.2")},
            {"ListenerId": "lbl-none0000", **target("10.0.0.3")},
            {"ListenerId": tcp, **target("10.0.0.2", Weight=7)},
        ],
    )  # fmt: skip
    assert answer["FailListenerIdSet"] == [http, "lbl-none0000"]
    assert "LocationId" in answer["Message"]
    assert await bound(cloud, balancer) == [[("10.0.0.1", 80, 10, ""), ("10.0.0.2", 80, 7, "")], []]
    answer = await cloud(
        "BatchDeregisterTargets", LoadBalancerId=balancer,
        Targets=[
            {"ListenerId": tcp, **target("10.0.0.1")},
            {"ListenerId": http, "LocationId": rule, **target("10.0.0.1")},
        ],
    )  # fmt: skip
    assert answer["FailListenerIdSet"] == [http]
    assert await bound(cloud, balancer) == [[("10.0.0.2", 80, 7, "")], []]
    for action in ("BatchRegisterTargets", "BatchDeregisterTargets"):
        members = {"LoadBalancerId": "lb-none0000", "Targets": [{"ListenerId": tcp, **target("10.0.0.1")}]}
        assert (await cloud.refused(action, **members)).code == "InvalidParameter.LBIdNotFound"


async def test_instances_and_tags(cloud: Cloud, places: tuple[str, str, str, str]) -> None:
    account = cloud.tenant.account
    record = Instance(instance_key(account, "ins-12345678"), account, "ins-12345678", "10.0.0.9", "web")
    await cloud.store.write(lambda tx: tx.add(instances, record))
    one = {"ListenerId": places[1], "InstanceId": "ins-12345678", "Port": 80, "Tag": "blue"}
    answer = await cloud("BatchRegisterTargets", LoadBalancerId=places[0], Targets=[one])
    assert (answer["FailListenerIdSet"], answer["Message"]) == ([], "")
    assert (await bound(cloud, places[0]))[0] == [("10.0.0.9", 80, 10, "blue")]


async def test_one_location_with_too_many_fails_alone(cloud: Cloud) -> None:
    small = Cloud(cloud.store, quotas=Quotas(targets_per_location=1))
    balancer = await small.balancer()
    first, second = await small.listener(balancer, 80), await small.listener(balancer, 81)
    many = [{"ListenerId": first, **target(f"10.0.0.{number}")} for number in (1, 2)]
    answer = await small(
        "BatchRegisterTargets", LoadBalancerId=balancer, Targets=[*many, {"ListenerId": second, **target("10.0.0.1")}]
    )
    assert answer["FailListenerIdSet"] == [first]
    assert await bound(small, balancer) == [[], [("10.0.0.1", 80, 10, "")]]


async def test_a_rule_is_named_by_its_place_too(cloud: Cloud, places: tuple[str, str, str, str]) -> None:
    balancer, _, http, rule = places
    await cloud.bind(balancer, http, "10.0.0.1:80", LocationId=rule)
    by_place = {"ListenerId": http, "Domain": "a.test", "Url": "/", "Targets": [target("10.0.0.1")]}
    entry = {**by_place, "Weight": 5}
    await cloud("BatchModifyTargetWeight", LoadBalancerId=balancer, ModifyList=[entry])
    await cloud("ModifyTargetPort", LoadBalancerId=balancer, **by_place, NewPort=81)
    assert (await bound(cloud, balancer))[1] == [("10.0.0.1", 81, 5, "")]


async def test_batches_are_all_or_nothing(cloud: Cloud, places: tuple[str, str, str, str]) -> None:
    balancer, tcp, http, rule = places
    await cloud.bind(balancer, tcp, "10.0.0.1:80")
    entries = [
        {"ListenerId": tcp, "Targets": [target("10.0.0.1")]},
        {"ListenerId": http, "LocationId": rule, "Targets": [target("10.0.0.2")]},
    ]
    for action, change in (("BatchModifyTargetWeight", {"Weight": 5}), ("BatchModifyTargetTag", {"Tag": "blue"})):
        changes = [{**entry, **change} for entry in entries]
        assert (await cloud.refused(action, LoadBalancerId=balancer, ModifyList=changes)).code == "InvalidParameter"
        many = [{"ListenerId": tcp, "Targets": [target("10.0.0.1")] * 50, **change}] * 11
        refused = await cloud.refused(action, LoadBalancerId=balancer, ModifyList=many)
        assert refused.code == "InvalidParameterValue.Length"
    assert (await bound(cloud, balancer))[0] == [("10.0.0.1", 80, 10, "")]


async def test_ports_that_are_taken(cloud: Cloud, places: tuple[str, str, str, str]) -> None:
    balancer, tcp, *_ = places
    await cloud.bind(balancer, tcp, "10.0.0.1:80", "10.0.0.1:81", "10.0.0.2:80")
    place = {"LoadBalancerId": balancer, "ListenerId": tcp}
    both = [target("10.0.0.1"), target("10.0.0.2")]
    refused = await cloud.refused("ModifyTargetPort", **place, Targets=both, NewPort=81)
    assert refused.code == "InvalidParameterValue.Duplicate"
    assert [port for _, port, *_ in (await bound(cloud, balancer))[0]] == [80, 81, 80]
    await cloud("ModifyTargetPort", **place, Targets=[target("10.0.0.1", 81), target("10.0.0.2")], NewPort=82)
    assert {(host, port) for host, port, *_ in (await bound(cloud, balancer))[0]} == {
        ("10.0.0.1", 80), ("10.0.0.1", 82), ("10.0.0.2", 82),
    }  # fmt: skip
    absent = await cloud.refused("ModifyTargetPort", **place, Targets=[target("10.0.0.9")], NewPort=81)
    assert absent.code == "InvalidParameter"


async def test_quotas_are_told(cloud: Cloud) -> None:
    await cloud.balancer()
    small = Cloud(cloud.store, quotas=Quotas(listeners_per_balancer=7))
    found = {
        one["QuotaId"]: (one["QuotaCurrent"], one["QuotaLimit"]) for one in (await small("DescribeQuota"))["QuotaSet"]
    }
    assert found == {
        "TOTAL_OPEN_CLB_QUOTA": (1, 100), "TOTAL_INTERNAL_CLB_QUOTA": (0, 100), "TOTAL_LISTENER_QUOTA": (None, 7),
        "TOTAL_LISTENER_RULE_QUOTA": (None, 50), "TOTAL_TARGET_BIND_QUOTA": (None, 100),
        "TOTAL_SNAT_IP_QUOTA": (None, 10), "TOTAL_ISP_CLB_QUOTA": (0, 100),
        "TOTAL_FULL_PORT_RANGE_LISTENER_QUOTA": (None, 1),
    }  # fmt: skip
