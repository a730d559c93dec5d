"""Targets of many locations at once through the official SDK, with real traffic."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.targets import http_targets
from tests.support.traffic import answers, http_name, http_names

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def places(clb: Clb) -> tuple[str, str, str, str]:
    """Make a balancer with a TCP listener on 90 and a rule for a.test on 80; returns their ids."""
    balancer = await clb.balancer()
    tcp = await clb.listener(balancer, "TCP", 90, HealthCheck=UNCHECKED)
    http = await clb.listener(balancer, "HTTP", 80)
    return balancer, tcp, http, await clb.rule(balancer, http, "a.test", HealthCheck=UNCHECKED)


def target(port: int, **members: Any) -> dict[str, Any]:
    return {"EniIp": "127.0.0.1", "Port": port, **members}


async def test_many_locations_at_once(clb: Clb) -> None:
    balancer, tcp, http, rule = await places(clb)
    vip = await clb.vip(balancer)
    async with http_targets("a") as servers:
        port = servers["a"].port
        batch = [
            {"ListenerId": tcp, **target(port)},
            {"ListenerId": http, "LocationId": rule, **target(port, Weight=20)},
        ]
        answer = await clb.done("BatchRegisterTargets", LoadBalancerId=balancer, Targets=batch)
        assert answer.FailListenerIdSet == []
        assert await http_name(vip, 80, "a.test") == "a"
        assert await http_name(vip, 90, "any.test") == "a"
        answer = await clb.done("BatchDeregisterTargets", LoadBalancerId=balancer, Targets=batch)
        assert answer.FailListenerIdSet == []
        assert await http_name(vip, 80, "a.test") == 503
        assert await answers(vip, 90) == "closed"
        answer = await clb.done("BatchDeregisterTargets", LoadBalancerId=balancer, Targets=batch[:1])
        assert answer.FailListenerIdSet == [tcp]


async def test_weights_of_many_locations(clb: Clb) -> None:
    balancer, tcp, http, rule = await places(clb)
    vip = await clb.vip(balancer)
    async with http_targets("a", "b") as servers:
        a, b = (one.port for one in servers.values())
        await clb.register(balancer, tcp, a, b)
        await clb.register(balancer, http, a, b, location=rule)
        changes = [
            {"ListenerId": tcp, "Targets": [target(a)], "Weight": 0},
            {"ListenerId": http, "LocationId": rule, "Targets": [target(b, Weight=0)], "Weight": 50},
        ]
        await clb.done("BatchModifyTargetWeight", LoadBalancerId=balancer, ModifyList=changes)
        assert await http_names(vip, 90, 6) == {"b": 6}
        assert await http_names(vip, 80, 6, host_header="a.test") == {"a": 6}


async def test_tags_of_many_locations(clb: Clb) -> None:
    balancer, tcp, http, rule = await places(clb)
    await clb.register(balancer, tcp, 8001)
    await clb.register(balancer, http, 8001, 8002, location=rule)
    changes = [
        {"ListenerId": tcp, "Targets": [target(8001)], "Tag": "blue"},
        {"ListenerId": http, "LocationId": rule, "Targets": [target(8001), target(8002, Tag="own")], "Tag": "green"},
    ]
    await clb.done("BatchModifyTargetTag", LoadBalancerId=balancer, ModifyList=changes)
    of_tcp, of_http = (await clb("DescribeTargets", LoadBalancerId=balancer)).Listeners
    assert [one.Tag for one in of_tcp.Targets] == ["blue"]
    assert [one.Tag for one in of_http.Rules[0].Targets] == ["green", "own"]


async def test_a_target_moves_to_another_port(clb: Clb) -> None:
    balancer, _, http, rule = await places(clb)
    vip = await clb.vip(balancer)
    async with http_targets("a", "b") as servers:
        a, b = (one.port for one in servers.values())
        await clb.register(balancer, http, a, location=rule)
        assert await http_name(vip, 80, "a.test") == "a"
        place = {"LoadBalancerId": balancer, "ListenerId": http, "LocationId": rule}
        await clb.done("ModifyTargetPort", **place, Targets=[target(a)], NewPort=b)
        assert await http_name(vip, 80, "a.test") == "b"


async def test_quotas_are_told(clb: Clb) -> None:
    before = {one.QuotaId: one for one in (await clb("DescribeQuota")).QuotaSet}
    await clb.balancer()
    after = {one.QuotaId: one for one in (await clb("DescribeQuota")).QuotaSet}
    assert after["TOTAL_OPEN_CLB_QUOTA"].QuotaCurrent == before["TOTAL_OPEN_CLB_QUOTA"].QuotaCurrent + 1
    assert (after["TOTAL_LISTENER_QUOTA"].QuotaLimit, after["TOTAL_LISTENER_QUOTA"].QuotaCurrent) == (50, None)
