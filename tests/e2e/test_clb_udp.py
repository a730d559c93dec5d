"""UDP and QUIC listeners: what the official SDK asks for is what datagrams meet."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.certificates import Authority
from tests.support.clb import UNCHECKED, Clb
from tests.support.datagrams import ask_udp, udp_client, udp_target
from tests.support.http3 import http3_client
from tests.support.targets import ask_tcp, eventually, http_target, http_targets, tcp_target

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9053
SILENCE_S = 0.4


class TestUdp:
    async def test_datagrams_are_answered(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "UDP", PORT, HealthCheck=UNCHECKED)
        beside = await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
        async with udp_target("a") as a, udp_target("b") as b, tcp_target("tcp") as tcp:
            await clb.register(balancer, listener, a.port, b.port)
            await clb.register(balancer, beside, tcp.port)
            async with udp_client(vip, PORT) as client:
                assert len({await client.ask() for _ in range(4)}) == 1, "a client keeps its target"
            assert {await ask_udp(vip, PORT) for _ in range(12)} == {"a", "b"}
            assert await ask_tcp(vip, PORT) == "tcp"
            await clb.deregister(balancer, listener, b.port)
            assert {await ask_udp(vip, PORT) for _ in range(6)} == {"a"}
        shown = await clb.shown(balancer, listener)
        assert (shown.Protocol, shown.IdleConnectTimeout, shown.Scheduler) == ("UDP", 300, "WRR")

    async def test_a_session_keeps_a_client_with_its_target(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "UDP", PORT, SessionExpireTime=30, HealthCheck=UNCHECKED)
        async with udp_target("a") as a, udp_target("b") as b, udp_target("c") as c:
            await clb.register(balancer, listener, a.port, b.port, c.port)
            chosen = [
                {await ask_udp(vip, PORT, source=f"127.0.3.{number}") for _ in range(3)} for number in range(1, 25)
            ]
        assert {len(found) for found in chosen} == {1}
        assert set.union(*chosen) == {"a", "b", "c"}

    async def test_a_quic_connection_is_kept_by_its_clients_address(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "UDP", PORT, SessionType="QUIC_CID", HealthCheck=UNCHECKED)
        async with udp_target("a") as a, udp_target("b") as b:
            await clb.register(balancer, listener, a.port, b.port)
            async with udp_client(vip, PORT) as client:
                assert len({await client.ask() for _ in range(6)}) == 1
        assert (await clb.shown(balancer, listener)).SessionType == "QUIC_CID"

    async def test_a_silent_client_is_forgotten(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "UDP", PORT, IdleConnectTimeout=10, HealthCheck=UNCHECKED)
        async with udp_target("a") as a:
            await clb.register(balancer, listener, a.port)
            async with udp_client(vip, PORT) as client:
                await client.ask()
                await client.ask()
                assert len(set(a.seen)) == 1

                async def after_silence() -> int:
                    # Ten seconds are one on this server.
                    await asyncio.sleep(1.2)
                    await client.ask()
                    return len(set(a.seen))

                await eventually(after_silence, lambda ports: ports > 1)

    async def test_no_more_clients_than_max_conn(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "UDP", PORT, MaxConn=1, HealthCheck=UNCHECKED)
        async with udp_target("a") as a:
            await clb.register(balancer, listener, a.port)
            async with udp_client(vip, PORT) as first, udp_client(vip, PORT) as second:
                assert await first.ask() == "a"
                with pytest.raises(TimeoutError):
                    await second.ask(within_s=SILENCE_S)
                assert await first.ask() == "a"

    async def test_an_expected_answer(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        check = {
            "CheckType": "CUSTOM", "ContextType": "TEXT", "SendContext": "ping", "RecvContext": "pong",
            "IntervalTime": 3, "TimeOut": 2, "HealthNum": 2, "UnHealthNum": 2,
        }  # fmt: skip
        listener = await clb.listener(balancer, "UDP", PORT, HealthCheck=check)
        vip = await clb.vip(balancer)
        async with udp_target("good", {b"ping": b"pong"}) as good, udp_target("bad") as bad:
            await clb.register(balancer, listener, good.port, bad.port)
            await clb.healthy(balancer, {good.port: "Alive", bad.port: "Dead"})
            assert {await ask_udp(vip, PORT) for _ in range(8)} == {"good"}
            bad.answers[b"ping"] = b"pong"
            await clb.healthy(balancer, {good.port: "Alive", bad.port: "Alive"})

    async def test_a_run_of_ports(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "UDP", PORT, EndPort=PORT + 20, HealthCheck=UNCHECKED)
        async with udp_target("a") as a:
            await clb.register(balancer, listener, a.port)
            assert {await ask_udp(vip, port) for port in (PORT, PORT + 7, PORT + 20)} == {"a"}
        assert (await clb.shown(balancer, listener)).EndPort == PORT + 20


class TestRunsOfPorts:
    async def test_every_port_of_a_run_leads_to_the_targets(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        one = await clb.listener(balancer, "TCP", 7000, EndPort=7050, HealthCheck=UNCHECKED, MaxConn=100)
        several = await clb.done(
            "CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[7100, 7200], FullEndPorts=[7110, 7210],
            HealthCheck=UNCHECKED,
        )  # fmt: skip
        async with tcp_target("a") as a, tcp_target("b") as b:
            await clb.register(balancer, one, a.port)
            for listener in several.ListenerIds:
                await clb.register(balancer, listener, b.port)
            found = {port: await ask_tcp(vip, port) for port in (7000, 7025, 7050, 7100, 7110, 7205)}
            assert found == {7000: "a", 7025: "a", 7050: "a", 7100: "b", 7110: "b", 7205: "b"}
            with pytest.raises(ConnectionRefusedError):
                await ask_tcp(vip, 7051)
            shown = await clb("DescribeTargets", LoadBalancerId=balancer)
            assert [(entry.Port, entry.EndPort) for entry in shown.Listeners] == [
                (7000, 7050), (7100, 7110), (7200, 7210),
            ]  # fmt: skip
            await clb.done("DeleteListener", LoadBalancerId=balancer, ListenerId=one)
            with pytest.raises(ConnectionRefusedError):
                await ask_tcp(vip, 7050)


class TestQuic:
    async def test_requests_over_quic_reach_the_targets_over_tcp(self, clb: Clb, authority: Authority) -> None:
        pair = authority.issue("a.test")
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        own = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(pair)}
        check = {"IntervalTime": 3, "HealthNum": 2, "UnHealthNum": 2}
        listener = await clb.listener(balancer, "QUIC", PORT, Certificate=own, HealthCheck=check)
        async with http_targets("a", "b") as servers:
            ports = {server.port: "Alive" for server in servers.values()}
            await clb.register(balancer, listener, *ports)
            await clb.healthy(balancer, ports)
            async with http3_client(vip, PORT, "a.test", authority.pem) as client:
                assert client.serial == pair.serial
                found = [await client.get("a.test", f"/{number}") for number in range(8)]
            assert ({answer.status for answer in found}, {answer.body for answer in found}) == ({200}, {"a", "b"})
            await servers["b"].stop()
            await clb.healthy(balancer, {servers["a"].port: "Alive", servers["b"].port: "Dead"})
            async with http3_client(vip, PORT, "a.test", authority.pem) as client:
                assert {(await client.get("a.test")).body for _ in range(4)} == {"a"}
        shown = await clb.shown(balancer, listener)
        assert (shown.Protocol, shown.Rules, shown.HealthCheck.CheckType) == ("QUIC", None, "TCP")

    async def test_the_least_busy_target_gets_the_next_request(self, clb: Clb, authority: Authority) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        own = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(authority.issue("a.test"))}
        listener = await clb.listener(
            balancer, "QUIC", PORT, Certificate=own, Scheduler="LEAST_CONN", HealthCheck=UNCHECKED
        )
        async with http_targets("a", "b") as servers:
            for server in servers.values():
                server.pause_s = 3
            await clb.register(balancer, listener, *(server.port for server in servers.values()))
            async with http3_client(vip, PORT, "a.test", authority.pem) as first:
                held = asyncio.create_task(first.get("a.test"))
                (busy,) = await eventually(
                    lambda: asyncio.sleep(0, [name for name, server in servers.items() if server.seen]), bool
                )
                (idle,) = set(servers) - {busy}
                servers[idle].pause_s = 0
                async with http3_client(vip, PORT, "a.test", authority.pem) as second:
                    assert {(await second.get("a.test")).body for _ in range(4)} == {idle}
                held.cancel()
                await asyncio.wait([held])

    async def test_targets_are_told_of_their_clients_and_connections_are_limited(
        self, clb: Clb, authority: Authority
    ) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        own = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(authority.issue("a.test"))}
        listener = await clb.listener(
            balancer, "QUIC", PORT, Certificate=own, ProxyProtocol=True, MaxConn=1, MaxCps=5, HealthCheck=UNCHECKED
        )
        heads: list[bytes] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heads.append(await reader.readuntil(b"\r\n\r\n\x00\r\nQUIT\n") + await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\ntold")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            await clb.register(balancer, listener, server.sockets[0].getsockname()[1])
            async with http3_client(vip, PORT, "a.test", authority.pem) as first:
                assert [(await first.get("a.test")).body for _ in range(2)] == ["told", "told"]
                with pytest.raises((ConnectionError, TimeoutError)):
                    async with asyncio.timeout(2), http3_client(vip, PORT, "a.test", authority.pem) as second:
                        await second.get("a.test")
        assert len(heads) == 2, "a connection for each request: the header tells of one client"
        assert b"\x7f\x00\x00\x01" in heads[0]

    async def test_a_new_certificate_is_shown_to_the_next_client(self, clb: Clb, authority: Authority) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        first, second = authority.issue("a.test"), authority.issue("a.test")
        own = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(first)}
        listener = await clb.listener(balancer, "QUIC", PORT, Certificate=own, HealthCheck=UNCHECKED)
        async with http_target("a") as a:
            await clb.register(balancer, listener, a.port)
            async with http3_client(vip, PORT, "a.test", authority.pem) as client:
                assert client.serial == first.serial
            other = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(second)}
            await clb.done("ModifyListener", LoadBalancerId=balancer, ListenerId=listener, Certificate=other)
            async with http3_client(vip, PORT, "a.test", authority.pem) as client:
                assert (client.serial, (await client.get("a.test")).body) == (second.serial, "a")
