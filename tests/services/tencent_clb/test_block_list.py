"""ModifyBlockIPList, DescribeBlockIPList, DescribeBlockIPTask, and what becomes of a list with time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.plan import ForwardingPlan
from twincloud.execution.timers import TimerLoop
from twincloud.kernel.clock import AdjustableClock
from twincloud.services.tencent_clb import (
    TIMERS,
    Quotas,
)
from twincloud.storage.store import Store

FIELD = "client_ip"


async def change(cloud: Cloud, balancer: str, kind: str, *addresses: str, **members: Any) -> dict[str, Any]:
    given = {"BlockIPList": list(addresses)} if addresses else {}
    named = {"LoadBalancerIds": [balancer], "Type": kind, "ClientIPField": FIELD}
    return await cloud("ModifyBlockIPList", **{**named, **given, **members})


async def guarded(cloud: Cloud) -> str:
    """Make a balancer with an HTTP listener that knows clients by a field."""
    balancer = await cloud.balancer()
    await cloud.listener(balancer, 80, "HTTP")
    await change(cloud, balancer, "add_customized_field")
    return balancer


async def listed(cloud: Cloud, balancer: str) -> list[str]:
    answer = await cloud("DescribeBlockIPList", LoadBalancerId=balancer)
    return [one["IP"] for one in answer["BlockedIPList"]]


async def planned(cloud: Cloud, balancer: str) -> tuple[str, ...] | None:
    """Return whom the balancer's first listener turns away by its plan."""
    (listener, *_) = (await cloud.plan(balancer)).listeners
    return listener.blocked.addresses if listener.blocked is not None else None


async def test_a_list_as_the_documentation_shows_it(cloud: Cloud) -> None:
    balancer = await guarded(cloud)
    await change(cloud, balancer, "add_blocked", "192.1.2.3", ExpireTime=999)
    answer = await cloud("DescribeBlockIPList", LoadBalancerId=balancer)
    del answer["RequestId"]
    assert answer == {
        "BlockedIPCount": 1, "ClientIPField": FIELD,
        "BlockedIPList": [
            {"IP": "192.1.2.3", "CreateTime": "2026-01-01 08:00:00", "ExpireTime": "2026-01-01 08:16:39"}
        ],
    }  # fmt: skip


async def test_addresses_are_listed_once_and_begin_anew(cloud: Cloud) -> None:
    balancer = await guarded(cloud)
    await change(cloud, balancer, "add_blocked", "10.0.0.1", "2001:DB8::1", "10.0.0.1", "2001:db8:0::1")
    assert await listed(cloud, balancer) == ["10.0.0.1", "2001:db8::1"]
    cloud.now_ms += 1000
    await change(cloud, balancer, "add_blocked", "10.0.0.1")
    assert await listed(cloud, balancer) == ["2001:db8::1", "10.0.0.1"]
    await change(cloud, balancer, "del_blocked", "2001:db8::0:1", "10.9.9.9")
    assert await listed(cloud, balancer) == await listed(cloud, balancer) == ["10.0.0.1"]


async def test_a_full_list(empty_store: Store) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(blocked_clients=3))
    balancer = await guarded(cloud)
    await change(cloud, balancer, "add_blocked", "10.0.0.1", "10.0.0.2", "10.0.0.3")
    more = {"LoadBalancerIds": [balancer], "Type": "add_blocked", "ClientIPField": FIELD}
    refused = await cloud.refused("ModifyBlockIPList", **more, BlockIPList=["10.0.0.4"])
    assert refused.code == "FailedOperation"
    await change(cloud, balancer, "add_blocked", "10.0.0.2")
    await change(cloud, balancer, "add_blocked", "10.0.0.4", "10.0.0.5", AddStrategy="fifo")
    assert await listed(cloud, balancer) == ["10.0.0.2", "10.0.0.4", "10.0.0.5"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"Type": "add_blocked"}, "MissingParameter"),
        ({"Type": "del_blocked", "BlockIPList": []}, "MissingParameter"),
        ({"Type": "add_blocked", "BlockIPList": ["10.0.0.0/8"]}, "InvalidParameter.FormatError"),
        ({"Type": "add_blocked", "BlockIPList": ["fe80::1%eth0"]}, "InvalidParameter.FormatError"),
        ({"Type": "set_blocked", "BlockIPList": ["10.0.0.1"]}, "InvalidParameterValue"),
        ({"Type": "add_blocked", "BlockIPList": ["10.0.0.1"], "AddStrategy": "lifo"}, "InvalidParameterValue"),
        ({"Type": "add_blocked", "BlockIPList": ["10.0.0.1"], "ExpireTime": 0}, "InvalidParameterValue"),
        ({"Type": "flush_blocked", "ClientIPField": "other"}, "InvalidParameterValue"),
        ({"Type": "add_customized_field", "ClientIPField": "other"}, "FailedOperation"),
        ({"Type": "set_customized_field", "ClientIPField": "not a name"}, "InvalidParameter.FormatError"),
        ({"Type": "set_customized_field", "ClientIPField": ""}, "InvalidParameter.FormatError"),
        ({"Type": "flush_blocked", "LoadBalancerIds": ["lb-00000000"]}, "InvalidParameter"),
        ({"Type": "flush_blocked", "LoadBalancerIds": []}, "InvalidParameterValue.Length"),
    ],
)
async def test_what_is_refused_changes_nothing(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    balancer = await guarded(cloud)
    await change(cloud, balancer, "add_blocked", "10.9.9.9")
    named = {"LoadBalancerIds": [balancer], "ClientIPField": FIELD}
    assert (await cloud.refused("ModifyBlockIPList", **{**named, **members})).code == code
    assert await planned(cloud, balancer) == ("10.9.9.9",)


@pytest.mark.parametrize("kind", ["set_customized_field", "del_customized_field", "add_blocked", "flush_blocked"])
async def test_a_list_begins_with_its_field(cloud: Cloud, kind: str) -> None:
    balancer = await cloud.balancer()
    named = {"LoadBalancerIds": [balancer], "Type": kind, "ClientIPField": FIELD, "BlockIPList": ["10.0.0.1"]}
    assert (await cloud.refused("ModifyBlockIPList", **named)).code == "FailedOperation"
    answer = await cloud("DescribeBlockIPList", LoadBalancerId=balancer)
    assert (answer["BlockedIPCount"], answer["ClientIPField"], answer["BlockedIPList"]) == (0, "", [])


async def test_jobs_are_those_of_the_tenant_and_tell_of_a_refusal(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await guarded(driven)
    await driven.settled()
    engine.open.clear()

    def refuses(plan: ForwardingPlan) -> dict[str, str]:
        return {one.id: "no" for one in plan.listeners if one.blocked is not None and one.blocked.addresses}

    engine.refuses = refuses
    job = (await change(driven, balancer, "add_blocked", "10.0.0.1"))["JodId"]
    assert (await driven("DescribeBlockIPTask", TaskId=job))["Status"] == 1
    engine.open.set()
    await driven.settled()
    assert (await driven("DescribeBlockIPTask", TaskId=job))["Status"] == 2
    assert await listed(driven, balancer) == []
    engine.refuses = lambda _: {}
    job = (await change(driven, balancer, "add_blocked", "10.0.0.1"))["JodId"]
    await driven.settled()
    assert (await driven("DescribeBlockIPTask", TaskId=job))["Status"] == 6
    for unknown in ("localjob0000000000000000000000", balancer):
        refused = await driven.refused("DescribeBlockIPTask", TaskId=unknown)
        assert refused.code == "InvalidParameterValue"


async def test_time_lets_clients_in_again(store: Store) -> None:
    cloud = Cloud(store)
    balancer = await guarded(cloud)
    clock = AdjustableClock(frozen_at_ms=cloud.now_ms)
    timers = TimerLoop(store, clock, TIMERS)

    async def after(seconds: int) -> tuple[str, ...] | None:
        clock.advance(seconds * 1000)
        cloud.now_ms = clock.now_ms()
        await timers.run_due()
        return await planned(cloud, balancer)

    await change(cloud, balancer, "add_blocked", "10.0.0.1", ExpireTime=30)
    await change(cloud, balancer, "add_blocked", "10.0.0.2", "10.0.0.3", ExpireTime=10)
    await change(cloud, balancer, "add_blocked", "10.0.0.4", ExpireTime=20)
    assert await after(9) == ("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4")
    await change(cloud, balancer, "add_blocked", "10.0.0.3", ExpireTime=100)
    assert await after(1) == ("10.0.0.1", "10.0.0.4", "10.0.0.3")
    assert await after(25) == ("10.0.0.3",)
    await change(cloud, balancer, "flush_blocked")
    assert await cloud.count("timer") == 0
    await change(cloud, balancer, "add_blocked", "10.0.0.5")
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    assert [await cloud.count(table) for table in ("timer", "clb_block_list")] == [0, 0]
    assert await timers.run_due() == 0
