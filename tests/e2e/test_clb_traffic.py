"""DescribeLoadBalancerTraffic through the official SDK: what clients really got."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.targets import ask_tcp, eventually, tcp_target

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "x" * 50_000


async def test_what_balancers_send_is_told(clb: Clb) -> None:
    busy, idle = await clb.balancer(LoadBalancerName="busy"), await clb.balancer()
    for balancer in (busy, idle):
        await clb.listener(balancer, "TCP", 80, HealthCheck=UNCHECKED)
    vip = await clb.vip(busy)

    async def listed() -> list[Any]:
        found = (await clb("DescribeLoadBalancerTraffic")).LoadBalancerTraffic
        return [one for one in found if one.LoadBalancerId in (busy, idle)]

    assert await listed() == []
    async with tcp_target(LONG) as server:
        listener = (await clb("DescribeListeners", LoadBalancerId=busy)).Listeners[0].ListenerId
        await clb.register(busy, listener, server.port)
        assert await ask_tcp(vip, 80) == LONG
        (found,) = await eventually(listed, lambda found: len(found) == 1)
    assert (found.LoadBalancerId, found.LoadBalancerName, found.Vip, found.Region) == (
        busy,
        "busy",
        vip,
        "ap-guangzhou",
    )
    # 50,000 bytes in half a second, which is the interval at the tests' speed, are 0.8 Mbit/s; intervals vary a bit.
    assert 0.2 < found.OutBandwidth < 2.4
