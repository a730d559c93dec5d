"""Connections that do not stay with their target, as the switches of TCP listeners say."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.datagrams import udp_client, udp_target
from tests.support.targets import TcpTarget, eventually, tcp_target, tcp_targets
from tests.support.traffic import Connection, answers, tcp_names

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000


async def one_each(vip: str, servers: dict[str, TcpTarget]) -> dict[str, Connection]:
    """Open connections until there is one to each target."""
    kept: dict[str, Connection] = {}
    while kept.keys() != servers.keys():
        connection = await Connection.open(vip, PORT)
        name = await connection.name()
        if name in kept:
            connection.close()
        else:
            kept[name] = connection
    return kept


@pytest.mark.parametrize("check", [UNCHECKED, {"IntervalTime": 3}], ids=["unchecked", "checked"])
async def test_a_deregistered_target_loses_its_connections(clb: Clb, check: dict[str, int]) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, DeregisterTargetRst=True, HealthCheck=check)
    async with tcp_targets("a", "b") as servers:
        ports = [server.port for server in servers.values()]
        await clb.register(balancer, listener, *ports)
        await eventually(lambda: tcp_names(vip, PORT, 6), lambda found: len(found) == 2)
        kept = await one_each(vip, servers)
        await clb.weigh(balancer, listener, servers["b"].port, weight=0)
        assert await kept["b"].name() == "b", "the weight alone does not close it"
        await clb.weigh(balancer, listener, servers["b"].port, weight=10)
        await clb.deregister(balancer, listener, servers["a"].port)
        await kept["a"].end()
        assert await kept["b"].name() == "b", "the others' connections stay"
        kept["b"].close()
        await clb.deregister(balancer, listener, servers["b"].port)
        await eventually(lambda: answers(vip, PORT), lambda found: found == "closed")
    assert (await clb.shown(balancer, listener)).DeregisterTargetRst is True


async def test_a_target_of_weight_0_loses_its_connections(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, RescheduleTargetZeroWeight=True, HealthCheck=UNCHECKED)
    async with tcp_targets("a", "b") as servers:
        await clb.register(balancer, listener, *(server.port for server in servers.values()))
        await eventually(lambda: tcp_names(vip, PORT, 6), lambda found: len(found) == 2)
        kept = await one_each(vip, servers)
        await clb.weigh(balancer, listener, servers["a"].port, weight=0)
        await kept["a"].end()
        assert await kept["b"].name() == "b"
        await clb.deregister(balancer, listener, servers["b"].port)
        assert await kept["b"].name() == "b", "deregistering is another switch"
        kept["b"].close()


async def test_an_unhealthy_target_loses_its_connections(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    check = {
        "CheckType": "CUSTOM", "ContextType": "TEXT", "SendContext": "who?", "RecvContext": "a",
        "IntervalTime": 3, "TimeOut": 2, "HealthNum": 2, "UnHealthNum": 2,
    }  # fmt: skip
    listener = await clb.listener(balancer, "TCP", PORT, RescheduleUnhealthy=True, HealthCheck=check)
    async with tcp_target("a") as a:
        await clb.register(balancer, listener, a.port)
        await clb.healthy(balancer, {a.port: "Alive"})
        kept = await Connection.open(vip, PORT)
        assert await kept.name() == "a"
        a.mute = True
        await kept.end()


async def test_a_further_target_gets_its_share_of_the_connections(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, RescheduleExpandTarget=True, HealthCheck=UNCHECKED)
    async with tcp_targets("a", "b") as servers:
        await clb.register(balancer, listener, servers["a"].port)
        kept = await Connection.open(vip, PORT)
        assert await kept.name() == "a"
        await clb.weigh(balancer, listener, servers["a"].port, weight=20)
        assert await kept.name() == "a"
        await clb.register(balancer, listener, servers["b"].port)
        await kept.end()
        assert len(await tcp_names(vip, PORT, 12)) == 2


async def test_not_before_its_time(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(
        balancer, "TCP", PORT, DeregisterTargetRst=True, RescheduleStartTime=1, HealthCheck=UNCHECKED
    )
    async with tcp_targets("a", "b") as servers:
        await clb.register(balancer, listener, *(server.port for server in servers.values()))
        await eventually(lambda: tcp_names(vip, PORT, 6), lambda found: len(found) == 2)
        kept = await one_each(vip, servers)
        started = asyncio.get_running_loop().time()
        await clb.deregister(balancer, listener, servers["a"].port)
        assert await kept["a"].name() == "a"
        await kept["a"].end()
        assert asyncio.get_running_loop().time() - started >= 0.9
        kept["b"].close()


async def test_the_switches_may_come_later(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    await clb.done("ModifyListener", **place, DeregisterTargetRst=True, RescheduleTargetZeroWeight=True)
    async with tcp_targets("a", "b") as servers:
        await clb.register(balancer, listener, *(server.port for server in servers.values()))
        await eventually(lambda: tcp_names(vip, PORT, 6), lambda found: len(found) == 2)
        kept = await one_each(vip, servers)
        await clb.weigh(balancer, listener, servers["b"].port, weight=0)
        await kept["b"].end()
        await clb.deregister(balancer, listener, servers["a"].port)
        await kept["a"].end()


async def test_sessions_of_udp_never_stay_with_a_target_that_is_gone(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "UDP", PORT, DeregisterTargetRst=True, HealthCheck=UNCHECKED)
    async with udp_target("a") as a, udp_target("b") as b, udp_client(vip, PORT) as client:
        await clb.register(balancer, listener, a.port)
        assert await client.ask() == "a"
        await clb.register(balancer, listener, b.port)
        assert await client.ask() == "a"
        await clb.deregister(balancer, listener, a.port)
        assert await client.ask() == "b"


class TestPing:
    async def test_who_listens_is_alive(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        check = {"IntervalTime": 3, "TimeOut": 2, "HealthNum": 2, "UnHealthNum": 2}
        listener = await clb.listener(balancer, "UDP", PORT, HealthCheck=check)
        async with udp_target("a") as a, udp_target("b") as b:
            await clb.register(balancer, listener, a.port, b.port)
            await clb.healthy(balancer, {a.port: "Alive", b.port: "Alive"})
            b.stop()
            await clb.healthy(balancer, {a.port: "Alive", b.port: "Dead"})
            await b.start()
            await clb.healthy(balancer, {a.port: "Alive", b.port: "Alive"})
        assert (await clb.shown(balancer, listener)).HealthCheck.CheckType == "PING"

    async def test_any_answer_will_do_when_none_is_named(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        check = {
            "CheckType": "CUSTOM", "ContextType": "HEX", "SendContext": "0A0B", "RecvContext": "",
            "IntervalTime": 3, "TimeOut": 2, "HealthNum": 2, "UnHealthNum": 2,
        }  # fmt: skip
        listener = await clb.listener(balancer, "UDP", PORT, HealthCheck=check)
        async with udp_target("a") as a, udp_target("mute") as mute:
            mute.mute = True
            await clb.register(balancer, listener, a.port, mute.port)
            await clb.healthy(balancer, {a.port: "Alive", mute.port: "Dead"})
