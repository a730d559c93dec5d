"""Encrypted listeners: what the official SDK asks for is how clients shake hands and whom they reach."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.support.certificates import Authority, shake
from tests.support.clb import UNCHECKED, Clb
from tests.support.grpc_target import ask_grpc, grpc_target
from tests.support.http3 import http3_client
from tests.support.targets import ask_tcp, eventually, http_target, http_targets, tcp_target

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9443
ONE_WAY = {"SSLMode": "UNIDIRECTIONAL"}
NO_HANDSHAKE = (ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)


async def https(clb: Clb, balancer: str, port: int = PORT, **fields: object) -> str:
    return await clb.listener(balancer, "HTTPS", port, **fields)


class TestCertificates:
    async def test_one_that_is_named_by_its_id(self, clb: Clb, authority: Authority) -> None:
        pair = authority.issue("a.test")
        balancer = await clb.balancer()
        vip, kept = await clb.vip(balancer), await clb.certificate(pair)
        listener = await https(clb, balancer, Certificate={**ONE_WAY, "CertId": kept})
        location = await clb.rule(balancer, listener, "a.test", HealthCheck=UNCHECKED)
        async with http_target("web") as web:
            await clb.register(balancer, listener, web.port, location=location)
            async with shake(vip, PORT, "a.test", authority.client(alpn=("h2", "http/1.1"))) as connection:
                assert (connection.serial, connection.alpn) == (pair.serial, "http/1.1")
                assert (await connection.get("a.test")).body == "web"
            assert web.seen[0].headers["x-forwarded-proto"] == "https"
        shown = (await clb.shown(balancer, listener)).Certificate
        assert (shown.SSLMode, shown.CertId, shown.CertCaId, shown.ExtCertIds) == ("UNIDIRECTIONAL", kept, None, None)

    async def test_one_that_the_call_brings_along(self, clb: Clb, authority: Authority) -> None:
        pair = authority.issue("a.test")
        balancer = await clb.balancer()
        brought = {**ONE_WAY, "CertName": "my-cert", "CertContent": pair.chain, "CertKey": pair.key}
        first = await https(clb, balancer, Certificate=brought)
        second = await clb.listener(balancer, "TCP_SSL", PORT + 1, Certificate=brought, HealthCheck=UNCHECKED)
        vip = await clb.vip(balancer)
        async with tcp_target("stream") as stream:
            await clb.register(balancer, second, stream.port)
            async with shake(vip, PORT + 1, "a.test", authority.client()) as connection:
                assert (connection.serial, await connection.line()) == (pair.serial, "stream")
        ids = {(await clb.shown(balancer, listener)).Certificate.CertId for listener in (first, second)}
        assert len(ids) == 1, "what is known already is not kept twice"
        kept = await clb.operator("ListCertificates")
        assert [entry["name"] for entry in kept["certificates"] if entry["id"] in ids] == ["my-cert"]

    async def test_several_of_different_algorithms(self, clb: Clb, authority: Authority) -> None:
        by_algorithm = {"ecdsa": authority.issue("a.test"), "rsa": authority.issue("a.test", key=rsa_key())}
        balancer = await clb.balancer()
        ids = [await clb.certificate(pair) for pair in by_algorithm.values()]
        several = {"SSLMode": "UNIDIRECTIONAL", "CertList": [{"CertId": name} for name in ids]}
        listener = await https(clb, balancer, MultiCertInfo=several)
        vip = await clb.vip(balancer)
        for algorithm, pair in by_algorithm.items():
            client = authority.client()
            client.maximum_version = ssl.TLSVersion.TLSv1_2
            client.set_ciphers(f"ECDHE-{algorithm.upper()}-AES128-GCM-SHA256")
            async with shake(vip, PORT, "a.test", client) as connection:
                assert connection.serial == pair.serial
        shown = (await clb.shown(balancer, listener)).Certificate
        assert (shown.CertId, shown.ExtCertIds) == (ids[0], ids[1:])

    async def test_clients_must_or_may_show_one(self, clb: Clb, authority: Authority) -> None:
        clients = Authority("clients")
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        own, ca = await clb.certificate(authority.issue("a.test")), await clb.authority(clients)
        mutual = {"SSLMode": "MUTUAL", "CertId": own, "CertCaId": ca}
        strict = await clb.listener(balancer, "TCP_SSL", PORT, Certificate=mutual, HealthCheck=UNCHECKED)
        brought = {"SSLMode": "MUTUAL", "CertId": own, "CertCaName": "ca", "CertCaContent": clients.pem}
        lenient = await clb.listener(
            balancer, "TCP_SSL", PORT + 1, Certificate={**brought, "SSLVerifyClient": "OPTIONAL"}, HealthCheck=UNCHECKED
        )
        several = {"SSLMode": "MUTUAL", "CertList": [{"CertId": own}, {"CertId": ca}], "SSLVerifyClient": "ON"}
        third = await clb.listener(balancer, "TCP_SSL", PORT + 2, MultiCertInfo=several, HealthCheck=UNCHECKED)
        known, stranger, nobody = (
            authority.client(clients.issue("me")), authority.client(authority.issue("me")), authority.client(),
        )  # fmt: skip
        async with tcp_target("stream") as stream:
            for listener in (strict, lenient, third):
                await clb.register(balancer, listener, stream.port)
            for port, client, served in (
                (PORT, known, True), (PORT, nobody, False), (PORT, stranger, False),
                (PORT + 1, known, True), (PORT + 1, nobody, True), (PORT + 1, stranger, False),
                (PORT + 2, known, True), (PORT + 2, nobody, False),
            ):  # fmt: skip
                with contextlib.nullcontext() if served else pytest.raises(NO_HANDSHAKE):
                    async with shake(vip, port, "a.test", client) as connection:
                        assert await connection.line() == "stream"
        shown = [(await clb.shown(balancer, listener)).Certificate for listener in (strict, lenient, third)]
        assert [(one.SSLMode, one.SSLVerifyClient, one.CertId, one.CertCaId) for one in shown] == [
            ("MUTUAL", "ON", own, ca), ("MUTUAL", "OPTIONAL", own, ca), ("MUTUAL", "ON", own, ca),
        ]  # fmt: skip

    async def test_one_that_the_engine_refuses_fails_the_task(self, clb: Clb, authority: Authority) -> None:
        balancer = await clb.balancer()
        weak = await clb.certificate(authority.issue("a.test", weak=True))
        answer = await clb(
            "CreateListener", LoadBalancerId=balancer, Ports=[PORT], Protocol="HTTPS",
            Certificate={**ONE_WAY, "CertId": weak},
        )  # fmt: skip
        status = await clb.task(answer.RequestId)
        assert (status.Status, "key" in status.Message.lower()) == (1, True), status.Message
        assert (await clb("DescribeListeners", LoadBalancerId=balancer)).TotalCount == 0


class TestDomains:
    async def test_each_shows_its_own_certificate(self, clb: Clb, authority: Authority) -> None:
        pairs = {name: authority.issue(name, f"www.{name}") for name in ("a.test", "b.test")}
        clients = Authority("clients")
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await https(clb, balancer, SniSwitch=1)
        with pytest.raises(NO_HANDSHAKE):
            async with shake(vip, PORT, "a.test", authority.client()):
                pass
        ids = {name: await clb.certificate(pair) for name, pair in pairs.items()}
        first = await clb.rule(
            balancer, listener, "a.test", Certificate={**ONE_WAY, "CertId": ids["a.test"]}, HealthCheck=UNCHECKED
        )
        second = await clb.rule(
            balancer, listener, "b.test", HealthCheck=UNCHECKED,
            MultiCertInfo={"SSLMode": "MUTUAL", "CertList": [
                {"CertId": ids["b.test"]}, {"CertName": "ca", "CertContent": clients.pem},
            ]},
        )  # fmt: skip
        more = await clb.rule(balancer, listener, "a.test", "/more", HealthCheck=UNCHECKED)
        async with http_targets("one", "two", "three") as targets:
            for location, target in zip((first, second, more), targets.values(), strict=True):
                await clb.register(balancer, listener, target.port, location=location)
            known = authority.client(clients.issue("me"))
            for name, path, body in (("a.test", "/", "one"), ("a.test", "/more", "three"), ("b.test", "/", "two")):
                async with shake(vip, PORT, name, known) as connection:
                    assert (connection.serial, (await connection.get(name, path)).body) == (pairs[name].serial, body)
            with pytest.raises(NO_HANDSHAKE):
                async with shake(vip, PORT, "b.test", authority.client()) as connection:
                    await connection.get("b.test")
            # The default domain answers for names that nobody claims.
            async with shake(vip, PORT, "www.a.test", authority.client()) as connection:
                assert connection.serial == pairs["a.test"].serial
        shown = await clb.shown(balancer, listener)
        assert (shown.SniSwitch, shown.Certificate) == (1, None)
        assert [rule.Certificate.CertId for rule in shown.Rules] == [ids["a.test"], ids["b.test"], ids["a.test"]]

    async def test_http2_and_quic_are_on_where_the_domain_says_so(self, clb: Clb, authority: Authority) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        own = await clb.certificate(authority.issue("a.test", "b.test"))
        listener = await https(clb, balancer, Certificate={**ONE_WAY, "CertId": own})
        modern = await clb.rule(balancer, listener, "a.test", Http2=True, Quic=True, HealthCheck=UNCHECKED)
        await clb.rule(balancer, listener, "b.test", HealthCheck=UNCHECKED)
        async with http_target("web") as web:
            await clb.register(balancer, listener, web.port, location=modern)
            client = authority.client(alpn=("h2", "http/1.1"))
            for name, spoken in (("a.test", "h2"), ("b.test", "http/1.1")):
                async with shake(vip, PORT, name, client) as connection:
                    assert connection.alpn == spoken
            async with shake(vip, PORT, "a.test", authority.client()) as connection:
                assert (await connection.get("a.test")).headers["alt-svc"] == f'h3=":{PORT}"; ma=86400'
            async with http3_client(vip, PORT, "a.test", authority.pem) as quick:
                assert (await quick.get("a.test")).body == "web"
                assert (await quick.get("b.test")).status == 404
        rules = (await clb.shown(balancer, listener)).Rules
        assert [(rule.Http2, rule.QuicStatus) for rule in rules] == [(True, "QUIC_ACTIVE"), (False, "QUIC_INACTIVE")]
        taken = {"LoadBalancerId": balancer, "Ports": [PORT], "Protocol": "UDP"}
        assert await clb.refused("CreateListener", **taken) == "InvalidParameter.PortCheckFailed"

    async def test_domains_with_certificates_of_their_own_are_served_over_quic(
        self, clb: Clb, authority: Authority
    ) -> None:
        pairs = {name: authority.issue(name) for name in ("a.test", "b.test")}
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await https(clb, balancer, SniSwitch=1)
        async with http_targets(*pairs) as servers:
            for name, pair in pairs.items():
                own = {**ONE_WAY, "CertName": name, "CertContent": pair.chain, "CertKey": pair.key}
                rule = await clb.rule(
                    balancer, listener, name, Certificate=own, Quic=name == "b.test", HealthCheck=UNCHECKED
                )
                await clb.register(balancer, listener, servers[name].port, location=rule)
            async with http3_client(vip, PORT, "b.test", authority.pem) as quick:
                assert (quick.serial, (await quick.get("b.test")).body) == (pairs["b.test"].serial, "b.test")
            with pytest.raises((ConnectionError, TimeoutError)):
                async with asyncio.timeout(2), http3_client(vip, PORT, "a.test", authority.pem):
                    pass
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        await clb.done("ModifyDomainAttributes", **place, Domain="b.test", Quic=False)
        # The port of UDP is free again.
        await clb.listener(balancer, "UDP", PORT, HealthCheck=UNCHECKED)

    async def test_grpc_brings_http2_along(self, clb: Clb, authority: Authority) -> None:
        pair = authority.issue("grpc.test")
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await https(clb, balancer, Certificate={**ONE_WAY, "CertId": await clb.certificate(pair)})
        rule = await clb.rule(balancer, listener, "grpc.test", ForwardType="GRPC", HealthCheck=UNCHECKED)
        async with grpc_target("blue") as blue:
            await clb.register(balancer, listener, blue.port, location=rule)
            assert await ask_grpc(vip, PORT, "grpc.test", ca_pem=authority.pem) == "blue"


class TestTcpSsl:
    async def test_targets_are_told_of_their_clients(self, clb: Clb, authority: Authority) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        own = {**ONE_WAY, "CertId": await clb.certificate(authority.issue("a.test"))}
        told = await clb.listener(balancer, "TCP_SSL", PORT, Certificate=own, ProxyProtocol=True, HealthCheck=UNCHECKED)
        async with noting_target() as (port, seen):
            await clb.register(balancer, told, port)
            async with shake(vip, PORT, "a.test", authority.client()) as connection:
                local = connection.writer.get_extra_info("sockname")
                assert await connection.line() == "noted"
        header = seen[0]
        assert header[:12] == b"\r\n\r\n\x00\r\nQUIT\n"
        assert header[12:14] == b"\x21\x11", "version 2, for a connection of TCP over IPv4"
        assert header[16:20] == bytes(int(part) for part in local[0].split("."))
        assert int.from_bytes(header[24:26]) == local[1]
        assert "ProxyProtocol" in (await clb.shown(balancer, told)).AttrFlags

    async def test_without_ssl_it_is_a_tcp_listener(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "TCP_SSL", PORT, SslCloseSwitch=True, HealthCheck=UNCHECKED)
        async with tcp_target("stream") as stream:
            await clb.register(balancer, listener, stream.port)
            assert await ask_tcp(vip, PORT) == "stream"
        assert "SslCloseSwitch" in (await clb.shown(balancer, listener)).AttrFlags

    async def test_no_more_connections_than_max_conn(self, clb: Clb, authority: Authority) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        own = {**ONE_WAY, "CertId": await clb.certificate(authority.issue("a.test"))}
        listener = await clb.listener(
            balancer, "TCP_SSL", PORT, Certificate=own, MaxConn=1, MaxCps=50, HealthCheck=UNCHECKED
        )
        async with tcp_target("stream") as stream:
            await clb.register(balancer, listener, stream.port)
            async with shake(vip, PORT, "a.test", authority.client()) as first:
                assert await first.line() == "stream"
                with pytest.raises(NO_HANDSHAKE):
                    async with shake(vip, PORT, "a.test", authority.client()) as second:
                        await second.line()

    async def test_targets_of_https_are_checked_in_tls_when_they_speak_it(self, clb: Clb, authority: Authority) -> None:
        balancer = await clb.balancer()
        own = {**ONE_WAY, "CertId": await clb.certificate(authority.issue("a.test"))}
        listener = await https(clb, balancer, Certificate=own)
        quick = {"IntervalTime": 3, "TimeOut": 2, "HealthNum": 2, "UnHealthNum": 2}
        checked = await clb.rule(
            balancer, listener, "a.test", ForwardType="HTTPS", HealthCheck={"HttpCheckPath": "/alive", **quick}
        )
        plainly = await clb.rule(
            balancer, listener, "b.test", ForwardType="HTTPS", HealthCheck={"CheckType": "HTTP", **quick}
        )
        context = authority.server(authority.issue("target.test"))
        async with http_target("secret", tls=context) as secret:
            for location in (checked, plainly):
                await clb.register(balancer, listener, secret.port, location=location)

            async def states() -> list[str]:
                found = await clb("DescribeTargetHealth", LoadBalancerIds=[balancer])
                (entry,) = found.LoadBalancers[0].Listeners
                return [rule.Targets[0].HealthStatusDetail for rule in entry.Rules]

            await eventually(states, lambda found: found == ["Alive", "Dead"])
        kinds = [rule.HealthCheck.CheckType for rule in (await clb.shown(balancer, listener)).Rules]
        assert kinds == ["HTTPS", "HTTP"]


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@contextlib.asynccontextmanager
async def noting_target() -> AsyncIterator[tuple[int, list[bytes]]]:
    """A target that notes what each connection begins with."""
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            seen.append(await reader.readuntil(b"who?\n"))
            writer.write(b"noted\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], seen
