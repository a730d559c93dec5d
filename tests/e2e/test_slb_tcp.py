"""TCP and UDP listeners of SLB: what the official SDK asks for is what connections meet."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from typing import Any

import pytest

from tests.support.datagrams import ask_udp, udp_target
from tests.support.server import ServerProcess
from tests.support.slb import UNCHECKED, Slb, local
from tests.support.targets import HttpTarget, ask_tcp, eventually, http_target, tcp_target, tcp_targets
from tests.support.traffic import Connection, answers, tcp_names

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000
SOURCES = [f"127.0.9.{number}" for number in range(1, 25)]


@pytest.fixture
def slb(quick_server: ServerProcess) -> Slb:
    """The official SDK as a client of the module's server."""
    return Slb(quick_server)


class TestSchedulers:
    async def test_wrr_shares_by_weight_and_rr_in_turn(self, slb: Slb) -> None:
        async with tcp_target("light") as light, tcp_target("heavy") as heavy:
            balancer, vip = await slb.serving("tcp", PORT, (light.port, 20), (heavy.port, 80), **UNCHECKED)
            found = await tcp_names(vip, PORT, 100)
            # Each of the engine's workers keeps to the weights by itself, so together they miss them by one or two.
            assert 15 <= found["light"] <= 25, found
            await slb.change(balancer, "tcp", PORT, Scheduler="rr")
            found = await tcp_names(vip, PORT, 100)
            assert 45 <= found["light"] <= 55, found

    async def test_wlc_takes_the_server_with_the_fewest_connections(self, slb: Slb) -> None:
        async with tcp_targets("busy", "idle") as servers:
            ports = [one.port for one in servers.values()]
            balancer, vip = await slb.serving("tcp", PORT, ports[0], Scheduler="wlc", **UNCHECKED)
            kept = [await Connection.open(vip, PORT) for _ in range(8)]
            assert {await one.name() for one in kept} == {"busy"}
            group = (await slb.shown(balancer, "tcp", PORT))["VServerGroupId"]
            await slb("AddVServerGroupBackendServers", VServerGroupId=group, BackendServers=local(ports[1]))
            more = [await Connection.open(vip, PORT) for _ in range(6)]
            assert Counter([await one.name() for one in more])["idle"] >= 5
            for one in (*kept, *more):
                one.close()

    async def test_sch_and_persistence_keep_a_client_with_its_server(self, slb: Slb) -> None:
        async with tcp_targets("a", "b", "c") as servers:
            ports = [one.port for one in servers.values()]
            ways: tuple[dict[str, Any], ...] = ({"Scheduler": "sch"}, {"PersistenceTimeout": 60})
            for number, members in enumerate(ways):
                _, vip = await slb.serving("tcp", PORT + number, *ports, **UNCHECKED, **members)
                met = {source: await tcp_names(vip, PORT + number, 3, source=source) for source in SOURCES}
                assert {len(names) for names in met.values()} == {1}
                assert {name for names in met.values() for name in names} == {"a", "b", "c"}

    async def test_tch_spreads_the_connections_of_one_client(self, slb: Slb) -> None:
        async with tcp_targets("a", "b", "c") as servers:
            _, vip = await slb.serving(
                "tcp", PORT, *(one.port for one in servers.values()), Scheduler="tch", **UNCHECKED
            )
            assert set(await tcp_names(vip, PORT, 60)) == {"a", "b", "c"}


class TestServers:
    async def test_default_servers_come_change_and_go(self, slb: Slb) -> None:
        async with tcp_target("a", "127.0.0.1") as a, tcp_target("b", "127.0.0.2", a.port) as _:
            balancer, vip = await slb.balancer()
            await slb.running(balancer, "tcp", PORT, BackendServerPort=a.port, **UNCHECKED)
            assert await answers(vip, PORT) == "closed"
            both = [{"ServerId": "127.0.0.1", "Weight": 50}, {"ServerId": "127.0.0.2", "Weight": 50}]
            await slb("AddBackendServers", LoadBalancerId=balancer, BackendServers=both)
            assert set(await tcp_names(vip, PORT, 20)) == {"a", "b"}
            changed = [{"ServerId": "127.0.0.1", "Weight": 0}]
            await slb("SetBackendServers", LoadBalancerId=balancer, BackendServers=changed)
            assert set(await tcp_names(vip, PORT, 20)) == {"b"}
            gone = [{"ServerId": "127.0.0.2"}]
            await slb("RemoveBackendServers", LoadBalancerId=balancer, BackendServers=gone)
            assert await answers(vip, PORT) == "closed"

    async def test_servers_of_a_group_come_change_and_go(self, slb: Slb) -> None:
        async with tcp_targets("a", "b") as servers:
            a, b = (one.port for one in servers.values())
            balancer, vip = await slb.serving("tcp", PORT, a, **UNCHECKED)
            group = {"VServerGroupId": (await slb.shown(balancer, "tcp", PORT))["VServerGroupId"]}
            await slb("AddVServerGroupBackendServers", **group, BackendServers=local(b))
            assert set(await tcp_names(vip, PORT, 20)) == {"a", "b"}
            await slb("SetVServerGroupAttribute", **group, BackendServers=local((a, 0)))
            assert set(await tcp_names(vip, PORT, 20)) == {"b"}
            await slb(
                "ModifyVServerGroupBackendServers",
                **group,
                OldBackendServers=local(a, b),
                NewBackendServers=local((a, 9)),
            )
            assert set(await tcp_names(vip, PORT, 20)) == {"a"}
            await slb("RemoveVServerGroupBackendServers", **group, BackendServers=local(a))
            assert await answers(vip, PORT) == "closed"

    async def test_an_instance_is_where_the_inventory_says(self, slb: Slb, quick_server: ServerProcess) -> None:
        balancer, vip = await slb.balancer()
        given = {"LoadBalancerId": balancer, "BackendServers": [{"ServerId": "i-bp1slbtest"}]}
        assert await slb.refused("AddBackendServers", **given) == ("ObtainIpFail", 400)
        await quick_server.operator("AddInstance", instance_id="i-bp1slbtest", address="127.0.0.1")
        async with tcp_target("a") as a:
            await slb("AddBackendServers", **given)
            await slb.running(balancer, "tcp", PORT, BackendServerPort=a.port, **UNCHECKED)
            assert await answers(vip, PORT) == "a"

    async def test_an_interface_is_where_its_address_says(self, slb: Slb) -> None:
        async with tcp_target("a", "127.0.0.3") as a:
            balancer, vip = await slb.balancer()
            await slb.running(balancer, "tcp", PORT, BackendServerPort=a.port, **UNCHECKED)
            given = [{"ServerId": "eni-1", "Type": "eni", "ServerIp": "127.0.0.3", "Description": "third"}]
            await slb("AddBackendServers", LoadBalancerId=balancer, BackendServers=given)
            assert await answers(vip, PORT) == "a"


class TestHealth:
    async def test_a_server_that_is_down_gets_nothing_until_it_is_back(self, slb: Slb) -> None:
        async with tcp_targets("a", "b") as servers:
            a, b = servers.values()
            members = {"healthCheckInterval": 1, "HealthyThreshold": 2, "UnhealthyThreshold": 2}
            balancer, vip = await slb.serving("tcp", PORT, a.port, b.port, **members)
            await slb.healthy(balancer, PORT, {a.port: "normal", b.port: "normal"})
            assert set(await tcp_names(vip, PORT, 20)) == {"a", "b"}
            await b.stop()
            await slb.healthy(balancer, PORT, {a.port: "normal", b.port: "abnormal"})
            assert set(await tcp_names(vip, PORT, 20)) == {"a"}
            await a.stop()
            await slb.healthy(balancer, PORT, {a.port: "abnormal", b.port: "abnormal"})
            assert await answers(vip, PORT) == "closed"
            await b.start(b.port)
            await slb.healthy(balancer, PORT, {a.port: "abnormal", b.port: "normal"})
            assert set(await tcp_names(vip, PORT, 10)) == {"b"}
            await slb("StopLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=PORT)
            await slb.healthy(balancer, PORT, {a.port: "unavailable", b.port: "unavailable"})

    async def test_an_http_check_of_a_tcp_listener(self, slb: Slb) -> None:
        async with http_target("a") as a:
            members = {
                "HealthCheckType": "http", "HealthCheckURI": "/up", "HealthCheckDomain": "up.test",
                "HealthCheckHttpCode": "http_2xx,http_4xx", "healthCheckInterval": 1, "UnhealthyThreshold": 2,
                "HealthCheckConnectTimeout": 2, "HealthyThreshold": 2,
            }  # fmt: skip
            balancer, _ = await slb.serving("tcp", PORT, a.port, **members)
            await slb.healthy(balancer, PORT, {a.port: "normal"})
            assert (a.seen[-1].method, a.seen[-1].path, a.seen[-1].headers["host"]) == ("HEAD", "/up", "up.test")
            a.status = 404
            await _asked_again(a)
            assert await slb.health(balancer, PORT) == {a.port: "normal"}
            a.status = 503
            await slb.healthy(balancer, PORT, {a.port: "abnormal"})

    async def test_another_port_is_checked(self, slb: Slb) -> None:
        async with tcp_targets("service", "check") as servers:
            service, check = servers.values()
            members = {"HealthCheckConnectPort": check.port, "healthCheckInterval": 1, "UnhealthyThreshold": 2}
            balancer, _ = await slb.serving("tcp", PORT, service.port, **members)
            await slb.healthy(balancer, PORT, {service.port: "normal"})
            await check.stop()
            await slb.healthy(balancer, PORT, {service.port: "abnormal"})

    async def test_a_udp_check_wants_its_answer(self, slb: Slb) -> None:
        async with udp_target("a", {b"ping": b"pong"}) as a, udp_target("b", {b"ping": b"gone"}) as b:
            members = {
                "healthCheckReq": "ping",
                "healthCheckExp": "pong",
                "healthCheckInterval": 1,
                "HealthyThreshold": 2,
            }
            balancer, vip = await slb.serving("udp", PORT, a.port, b.port, **members)
            await slb.healthy(balancer, PORT, {a.port: "normal", b.port: "abnormal"})
            assert {await ask_udp(vip, PORT) for _ in range(8)} == {"a"}

    async def test_a_udp_check_without_an_answer_finds_closed_ports(self, slb: Slb) -> None:
        async with udp_target("a") as a, udp_target("b") as b:
            members = {"healthCheckInterval": 1, "HealthyThreshold": 2, "UnhealthyThreshold": 2}
            balancer, vip = await slb.serving("udp", PORT, a.port, b.port, **members)
            await slb.healthy(balancer, PORT, {a.port: "normal", b.port: "normal"})
            b.stop()
            await slb.healthy(balancer, PORT, {a.port: "normal", b.port: "abnormal"})
            assert {await ask_udp(vip, PORT) for _ in range(8)} == {"a"}


class TestAccess:
    async def test_white_and_black_lists(self, slb: Slb) -> None:
        async with tcp_target("a") as a:
            acl = await slb.acl("tcp", "127.0.9.1")
            listed = {"AclStatus": "on", "AclId": acl}
            balancer, vip = await slb.serving("tcp", PORT, a.port, AclType="white", **listed, **UNCHECKED)
            inside, outside = "127.0.9.1", "127.0.9.2"
            assert await ask_tcp(vip, PORT, source=inside) == "a"
            assert await _kept_out(vip, outside)
            await slb.change(balancer, "tcp", PORT, AclType="black", **listed)
            assert await _kept_out(vip, inside)
            assert await ask_tcp(vip, PORT, source=outside) == "a"
            await slb("AddAccessControlListEntry", AclId=acl, AclEntrys=[{"entry": outside}])
            assert await _kept_out(vip, outside)
            await slb("RemoveAccessControlListEntry", AclId=acl, AclEntrys=[{"entry": inside}, {"entry": outside}])
            assert await ask_tcp(vip, PORT, source=inside) == "a", "a list without entries keeps nobody out"
            await slb.change(balancer, "tcp", PORT, AclType="white", **listed)
            assert await ask_tcp(vip, PORT, source=outside) == "a"
            await slb.change(balancer, "tcp", PORT, AclStatus="off")
            await slb.refused("DeleteAccessControlList", AclId=acl)
            await slb("DeleteLoadBalancer", LoadBalancerId=balancer)
            await slb("DeleteAccessControlList", AclId=acl)

    async def test_datagrams_of_strangers_are_dropped(self, slb: Slb) -> None:
        async with udp_target("a") as a:
            acl = await slb.acl("udp", "127.0.9.0/24")
            _, vip = await slb.serving("udp", PORT, a.port, AclStatus="on", AclType="white", AclId=acl, **UNCHECKED)
            assert await ask_udp(vip, PORT, source="127.0.9.7") == "a"
            with pytest.raises(TimeoutError):
                await ask_udp(vip, PORT, source="127.0.8.7", within_s=0.5)


class TestUdp:
    async def test_datagrams_are_shared_and_a_client_stays(self, slb: Slb) -> None:
        async with udp_target("a") as a, udp_target("b") as b:
            balancer, vip = await slb.serving("udp", PORT, a.port, b.port, **UNCHECKED)
            assert {await ask_udp(vip, PORT) for _ in range(20)} == {"a", "b"}
            await slb.change(balancer, "udp", PORT, Scheduler="sch")
            met = {source: {await ask_udp(vip, PORT, source=source) for _ in range(3)} for source in SOURCES[:8]}
            assert {len(names) for names in met.values()} == {1}

    async def test_both_transports_on_one_port(self, slb: Slb) -> None:
        async with udp_target("datagrams") as u, tcp_target("stream") as t:
            balancer, vip = await slb.serving("tcp", PORT, t.port, **UNCHECKED)
            await slb.running(balancer, "udp", PORT, VServerGroupId=await slb.group(balancer, u.port), **UNCHECKED)
            assert (await answers(vip, PORT), await ask_udp(vip, PORT)) == ("stream", "datagrams")
            place = {"LoadBalancerId": balancer, "ListenerPort": PORT}
            assert await slb.refused("StopLoadBalancerListener", **place) == ("TooManyListeners", 400)
            await slb("StopLoadBalancerListener", **place, ListenerProtocol="udp")
            with pytest.raises(TimeoutError):
                await ask_udp(vip, PORT, within_s=0.5)
            assert await answers(vip, PORT) == "stream"


async def test_a_server_learns_its_clients_address_by_the_proxy_protocol(slb: Slb) -> None:
    heads: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            heads.append(await reader.readexactly(28))
            writer.write(b"hello\n")
            await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    balancer, vip = await slb.serving("tcp", PORT, port, ProxyProtocolV2Enabled=True, **UNCHECKED)
    assert await ask_tcp(vip, PORT, source="127.0.9.5") == "hello"
    assert heads[0].startswith(b"\r\n\r\n\0\r\nQUIT\n")
    assert heads[0][16:20] == bytes((127, 0, 9, 5))
    assert (await slb.shown(balancer, "tcp", PORT))["ProxyProtocolV2Enabled"] is True
    listening.close()


async def test_connections_to_a_server_that_was_removed_are_drained(slb: Slb) -> None:
    async with tcp_targets("a", "b") as servers:
        drain = {"ConnectionDrain": "on", "ConnectionDrainTimeout": 10}
        ports = {name: one.port for name, one in servers.items()}
        balancer, vip = await slb.serving("tcp", PORT, *ports.values(), **drain, **UNCHECKED)
        kept = await Connection.open(vip, PORT)
        chosen = await kept.name()
        group = (await slb.shown(balancer, "tcp", PORT))["VServerGroupId"]
        await slb("RemoveVServerGroupBackendServers", VServerGroupId=group, BackendServers=local(ports[chosen]))
        removed = time.monotonic()
        assert set(await tcp_names(vip, PORT, 8)) == servers.keys() - {chosen}
        assert await kept.name() == chosen, "for ten seconds it may go on"
        async with asyncio.timeout(30):
            await kept.closed()
        assert time.monotonic() - removed > 8
        kept.close()


async def test_a_silent_connection_ends(slb: Slb) -> None:
    async with tcp_target("a") as a:
        # A tenth of it, as this server's time runs ten times faster.
        _, vip = await slb.serving("tcp", PORT, a.port, EstablishedTimeout=10, **UNCHECKED)
        connection = await Connection.open(vip, PORT)
        assert await connection.name() == "a"
        await connection.end()


async def _asked_again(target: HttpTarget) -> None:
    async def count() -> int:
        return len(target.seen)

    before = await count()
    await eventually(count, lambda now: now > before + 2)


async def _kept_out(vip: str, source: str) -> bool:
    try:
        await ask_tcp(vip, PORT, source=source)
    except (OSError, asyncio.IncompleteReadError):
        return True
    return False
