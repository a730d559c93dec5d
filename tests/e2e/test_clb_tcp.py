"""TCP listeners: what the official SDK asks for is what connections meet."""

from __future__ import annotations

import asyncio
import math
import time

import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.server import ServerProcess
from tests.support.targets import eventually, tcp_target, tcp_targets
from tests.support.traffic import Connection, answers, refuses, tcp_names

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000


async def test_connections_are_shared_by_weight(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
    async with tcp_target("light") as light, tcp_target("heavy") as heavy:
        await clb.register(balancer, listener, light.port, weight=20)
        await clb.register(balancer, listener, heavy.port, weight=80)
        found = await tcp_names(vip, PORT, 100)
    # Each of the engine's workers keeps to the weights by itself, so together they miss them by one or two.
    assert 15 <= found["light"] <= 25, found
    assert found["light"] + found["heavy"] == 100


async def test_a_changed_weight_acts_on_new_connections(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
    async with tcp_targets("a", "b", "c") as targets:
        a, b, c = (target.port for target in targets.values())
        await clb.register(balancer, listener, a, b, c)
        assert set(await tcp_names(vip, PORT, 24)) == {"a", "b", "c"}
        kept = await Connection.open(vip, PORT)
        chosen = await kept.name()
        await clb.weigh(balancer, listener, targets[chosen].port, weight=0)
        found = await tcp_names(vip, PORT, 24)
        assert set(found) == set(targets) - {chosen}
        assert await kept.name() == chosen, "a connection that is open stays with its target"
        kept.close()

        own = [{"EniIp": "127.0.0.1", "Port": a, "Weight": 90}, {"EniIp": "127.0.0.1", "Port": b}]
        await clb.done("ModifyTargetWeight", LoadBalancerId=balancer, ListenerId=listener, Targets=own, Weight=10)
        await clb.weigh(balancer, listener, c, weight=0)
        found = await tcp_names(vip, PORT, 40)
    assert "c" not in found
    assert 2 <= found["b"] <= 7, found


async def test_weight_0_gets_nothing_even_alone(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
    async with tcp_targets("on", "off") as targets:
        await clb.register(balancer, listener, targets["on"].port)
        await clb.register(balancer, listener, targets["off"].port, weight=0)
        assert await tcp_names(vip, PORT, 20) == {"on": 20}
        await clb.weigh(balancer, listener, targets["on"].port, weight=0)
        assert await answers(vip, PORT) == "closed"
        assert targets["off"].opened == 0


async def test_a_deregistered_target_gets_no_new_connections(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT)
    async with tcp_targets("a", "b") as targets:
        ports = {target.port: "Alive" for target in targets.values()}
        await clb.register(balancer, listener, *ports)
        await clb.healthy(balancer, ports)
        kept = await Connection.open(vip, PORT)
        chosen = await kept.name()
        other = "b" if chosen == "a" else "a"
        await clb.deregister(balancer, listener, targets[chosen].port)
        assert await tcp_names(vip, PORT, 20) == {other: 20}
        assert await kept.name() == chosen, "a connection that is open stays with its target"
        kept.close()
        await clb.deregister(balancer, listener, targets[other].port)
        assert await answers(vip, PORT) == "closed"
        again = {"LoadBalancerId": balancer, "ListenerId": listener}
        gone = [{"EniIp": "127.0.0.1", "Port": targets[other].port}]
        assert await clb.refused("DeregisterTargets", **again, Targets=gone) == "InvalidParameter"
        await clb.register(balancer, listener, targets[chosen].port)
        assert await tcp_names(vip, PORT, 4) == {chosen: 4}


async def test_a_session_keeps_a_client_with_its_target(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    sticky = await clb.listener(balancer, "TCP", PORT, SessionExpireTime=30, HealthCheck=UNCHECKED)
    plain = await clb.listener(balancer, "TCP", PORT + 1, HealthCheck=UNCHECKED)
    async with tcp_targets("a", "b", "c") as targets:
        for listener in (sticky, plain):
            await clb.register(balancer, listener, *(target.port for target in targets.values()))
        chosen = [await tcp_names(vip, PORT, 3, source=f"127.0.3.{number}") for number in range(1, 25)]
        assert [found.total() for found in chosen if len(found) == 1] == [3] * 24
        assert {name for found in chosen for name in found} == {"a", "b", "c"}
        assert set(await tcp_names(vip, PORT + 1, 24, source="127.0.3.1")) == {"a", "b", "c"}
    found = await clb("DescribeListeners", LoadBalancerId=balancer)
    assert [listener.SessionExpireTime for listener in found.Listeners] == [30, 0]


async def test_the_least_busy_target_gets_the_next_connection(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, Scheduler="LEAST_CONN", HealthCheck=UNCHECKED)
    async with tcp_targets("a", "b", "c") as targets:
        await clb.register(balancer, listener, *(target.port for target in targets.values()))
        kept = [await Connection.open(vip, PORT)]
        busy = {await kept[0].name()}
        kept.append(await Connection.open(vip, PORT))
        busy.add(await kept[1].name())
        (idle,) = {"a", "b", "c"} - busy
        for _ in range(6):
            assert await answers(vip, PORT) == idle
            await eventually(lambda: asyncio.sleep(0, targets[idle].busy), lambda open_: open_ == 0)
        for connection in kept:
            connection.close()


async def test_no_more_connections_than_max_conn(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, MaxConn=2, HealthCheck=UNCHECKED)
    async with tcp_target("a") as a:
        await clb.register(balancer, listener, a.port)
        kept = [await Connection.open(vip, PORT) for _ in range(2)]
        assert [await connection.name() for connection in kept] == ["a", "a"]
        assert await answers(vip, PORT) == "closed"
        kept[0].close()
        await eventually(lambda: answers(vip, PORT), lambda found: found == "a")
        assert await kept[1].name() == "a"
        kept[1].close()
    (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
    assert (shown.MaxConn, shown.MaxCps) == (2, -1)


async def test_no_more_connections_a_second_than_max_cps(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, MaxCps=4, HealthCheck=UNCHECKED)
    async with tcp_target("a") as a:
        await clb.register(balancer, listener, a.port)
        started = time.monotonic()
        found = [await answers(vip, PORT) for _ in range(20)]
        seconds = math.ceil(time.monotonic() - started)
        assert set(found) == {"a", "closed"}
        assert 4 <= found.count("a") <= 4 * (1 + seconds), (found, seconds)
        await eventually(lambda: answers(vip, PORT), lambda answer: answer == "a")


async def test_a_silent_connection_is_closed_after_the_idle_time(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    brief = await clb.listener(balancer, "TCP", PORT, IdleConnectTimeout=10, HealthCheck=UNCHECKED)
    patient = await clb.listener(balancer, "TCP", PORT + 1, HealthCheck=UNCHECKED)
    async with tcp_target("a") as a:
        for listener in (brief, patient):
            await clb.register(balancer, listener, a.port)
        silent, other = [await Connection.open(vip, port) for port in (PORT, PORT + 1)]
        assert (await silent.name(), await other.name()) == ("a", "a")
        started = time.monotonic()
        await silent.end()
        # Ten seconds are one on this server.
        assert 0.8 <= time.monotonic() - started <= 4
        assert await other.name() == "a"
        other.close()
    shown = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
    assert [listener.IdleConnectTimeout for listener in shown] == [10, 900]


async def test_several_ports_in_one_call_each_serve_under_their_name(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    names, ports = ["first", "second"], [7001, 7002, 7003]
    answer = await clb.done(
        "CreateListener",
        LoadBalancerId=balancer,
        Protocol="TCP",
        Ports=ports,
        ListenerNames=names,
        HealthCheck=UNCHECKED,
    )
    async with tcp_targets("a", "b", "c") as targets:
        for listener, target in zip(answer.ListenerIds, targets.values(), strict=True):
            await clb.register(balancer, listener, target.port)
        assert [await answers(vip, port) for port in ports] == ["a", "b", "c"]
    shown = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
    assert [(listener.ListenerId, listener.Port, listener.ListenerName) for listener in shown] == list(
        zip(answer.ListenerIds, ports, ["first", "second", ""], strict=True)
    )


async def test_of_ports_of_which_one_is_taken_none_is_opened(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    await clb.listener(balancer, "TCP", PORT)
    order = {"LoadBalancerId": balancer, "Protocol": "TCP"}
    assert await clb.refused("CreateListener", **order, Ports=[8999, PORT]) == "InvalidParameter.PortCheckFailed"
    await clb.listener(balancer, "TCP", 8998)
    assert [await answers(vip, port) for port in (8998, 8999, PORT)] == ["closed", "refused", "closed"]


async def test_a_deleted_listener_refuses_connections_within_a_second(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    doomed = await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
    other = await clb.listener(balancer, "TCP", PORT + 1, HealthCheck=UNCHECKED)
    async with tcp_target("a") as a:
        for listener in (doomed, other):
            await clb.register(balancer, listener, a.port)
        assert await answers(vip, PORT) == "a"
        deleted = await clb("DeleteListener", LoadBalancerId=balancer, ListenerId=doomed)
        await eventually(lambda: answers(vip, PORT), lambda found: found == "refused", within_s=1.0)
        assert (await clb.task(deleted.RequestId)).Status == 0
        assert await answers(vip, PORT + 1) == "a"
        shown = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
        assert [listener.ListenerId for listener in shown] == [other]
        again = await clb.listener(balancer, "TCP", PORT)
        assert again != doomed
        assert await answers(vip, PORT) == "closed", "its targets went with it"


async def test_a_deleted_balancer_closes_its_ports_and_gives_its_address_back(clb: Clb) -> None:
    doomed, other = await clb.balancer(), await clb.balancer()
    vips = {balancer: await clb.vip(balancer) for balancer in (doomed, other)}
    async with tcp_target("a") as a:
        for balancer in (doomed, other):
            listener = await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
            await clb.register(balancer, listener, a.port)
        assert [await answers(vip, PORT) for vip in vips.values()] == ["a", "a"]
        await clb.done("DeleteLoadBalancer", LoadBalancerIds=[doomed])
        assert await refuses(vips[doomed], PORT)
        assert await answers(vips[other], PORT) == "a"
        found = await clb("DescribeLoadBalancers", LoadBalancerIds=[doomed, other])
        assert [balancer.LoadBalancerId for balancer in found.LoadBalancerSet] == [other]
        assert await clb.refused("DeleteLoadBalancer", LoadBalancerIds=[doomed]) == "InvalidParameter.LBIdNotFound"
        heir = await clb.balancer()
        assert await clb.vip(heir) == vips[doomed]
        listener = await clb.listener(heir, "TCP", PORT, HealthCheck=UNCHECKED)
        await clb.register(heir, listener, a.port)
        assert await answers(vips[doomed], PORT) == "a"


async def test_a_balancer_with_many_targets_goes_only_by_force(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
    async with tcp_target("a") as a:
        await clb.register(balancer, listener, a.port)
        await clb.register(balancer, listener, *range(20_001, 20_020), weight=0)
        refused = await clb.refused("DeleteLoadBalancer", LoadBalancerIds=[balancer])
        assert refused == "FailedOperation.TargetNumCheckRisk"
        assert await answers(vip, PORT) == "a"
        await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer], ForceDelete=True)
        assert await refuses(vip, PORT)


async def test_targets_are_found_by_the_instances_that_the_operator_told_of(
    clb: Clb, quick_server: ServerProcess
) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    async with tcp_target("inside", "127.0.4.7") as target:
        backend = {"InstanceId": "ins-e2etcp01", "Port": target.port}
        assert await clb.refused("RegisterTargets", **place, Targets=[backend]) == "InvalidParameterValue"
        await quick_server.operator("AddInstance", instance_id="ins-e2etcp01", address="127.0.4.7", name="web")
        await clb.done("RegisterTargets", **place, Targets=[backend])
        assert await answers(vip, PORT) == "inside"
        (shown,) = (await clb("DescribeTargets", LoadBalancerId=balancer)).Listeners
        (bound,) = shown.Targets
        assert (bound.Type, bound.InstanceId, bound.InstanceName) == ("CVM", "ins-e2etcp01", "web")
        assert (bound.PrivateIpAddresses, bound.Port) == (["127.0.4.7"], target.port)
        await clb.done("DeregisterTargets", **place, Targets=[backend])
        assert await answers(vip, PORT) == "closed"


async def test_a_listener_without_targets_closes_connections(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    assert await refuses(vip, PORT)
    await clb.listener(balancer, "TCP", PORT)
    assert await answers(vip, PORT) == "closed"
