"""Listeners that go together, and balancers and listeners that are stopped and started, with real traffic."""

from __future__ import annotations

from functools import partial

import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.targets import eventually, http_target, tcp_target
from tests.support.traffic import answers, http_name, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def refused(vip: str, *ports: int) -> None:
    """Wait until the ports are closed: Envoy's workers do it after its acknowledgement."""
    for port in ports:
        await eventually(partial(answers, vip, port), lambda said: said == "refused", within_s=2)


async def tcp(clb: Clb, balancer: str, port: int, target: int) -> str:
    """Open a TCP listener with a target and return its id."""
    listener = await clb.listener(balancer, "TCP", port, HealthCheck=UNCHECKED)
    await clb.register(balancer, listener, target)
    return listener


async def test_listeners_go_together(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    async with tcp_target("a") as a:
        ports = {port: await tcp(clb, balancer, port, a.port) for port in (81, 82, 83, 84)}
        absent = [ports[81], "lbl-absent00"]
        named = {"LoadBalancerId": balancer, "ListenerIds": absent}
        assert await clb.refused("DeleteLoadBalancerListeners", **named) == "InvalidParameter"
        assert [await answers(vip, port) for port in ports] == ["a"] * 4
        await clb.done("DeleteLoadBalancerListeners", LoadBalancerId=balancer, ListenerIds=[ports[81], ports[83]])
        await refused(vip, 81, 83)
        assert [await answers(vip, port) for port in (82, 84)] == ["a", "a"]
        left = await clb("DescribeListeners", LoadBalancerId=balancer)
        assert [one.ListenerId for one in left.Listeners] == [ports[82], ports[84]]
        await clb.done("DeleteLoadBalancerListeners", LoadBalancerId=balancer)
        await refused(vip, 82, 84)
        assert (await clb("DescribeListeners", LoadBalancerId=balancer)).TotalCount == 0
        await tcp(clb, balancer, 81, a.port)
        assert await answers(vip, 81) == "a"


async def test_a_stopped_balancer_serves_nobody(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    place = {"LoadBalancerId": balancer}
    assert await clb.refused("SetLoadBalancerStartStatus", **place, OperationType="Stop") == (
        "FailedOperation.NoListenerInLB"
    )
    async with tcp_target("a") as a, http_target("web") as web:
        await tcp(clb, balancer, 81, a.port)
        listener = await clb.listener(balancer, "HTTP", 80)
        rule = await clb.rule(balancer, listener, "a.test", HealthCheck=UNCHECKED)
        await clb.register(balancer, listener, web.port, location=rule)
        await clb.done("SetLoadBalancerStartStatus", **place, OperationType="Stop")
        await refused(vip, 80, 81)
        (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
        assert (shown.AttributeFlags, shown.Status) == (["Stop"], 1)
        assert set((await clb.health(balancer)).values()) == {"Close"}
        # What is changed meanwhile counts when it serves again, and nothing serves before.
        later = await clb.rule(balancer, listener, "b.test", HealthCheck=UNCHECKED)
        await clb.register(balancer, listener, web.port, location=later)
        assert await refuses(vip, 80)
        await clb.done("SetLoadBalancerStartStatus", **place, OperationType="Start")
        assert await answers(vip, 81) == "a"
        assert [await http_name(vip, 80, name) for name in ("a.test", "b.test")] == ["web", "web"]
        (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
        assert shown.AttributeFlags == []


async def test_a_stopped_listener_refuses_new_connections(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    async with tcp_target("a") as a:
        first, second = [await tcp(clb, balancer, port, a.port) for port in (81, 82)]
        place = {"LoadBalancerId": balancer, "ListenerIds": [first]}
        await clb.done("SetLoadBalancerStartStatus", **place, OperationType="Stop")
        await refused(vip, 81)
        assert await answers(vip, 82) == "a"
        assert "Stop" in (await clb.shown(balancer, first)).AttrFlags
        assert "Stop" not in (await clb.shown(balancer, second)).AttrFlags
        # Its port stays its own.
        taken = {"LoadBalancerId": balancer, "Ports": [81], "Protocol": "TCP"}
        assert await clb.refused("CreateListener", **taken) == "InvalidParameter.PortCheckFailed"
        await clb.done("SetLoadBalancerStartStatus", **place, OperationType="Start")
        assert await answers(vip, 81) == "a"
        assert (await clb.shown(balancer, first)).AttrFlags == []
