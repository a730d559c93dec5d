"""What clients see of HTTP/3 listeners on a real Envoy, and of what other listeners tell them of these."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from tests.support.certificates import Authority, shake
from tests.support.datagrams import udp_client, udp_target
from tests.support.encrypted import certificate, https, wearing
from tests.support.http3 import http3_client
from tests.support.plans import host, http, plan, pool, route, target
from tests.support.targets import ask_http, http_target
from twincloud.balancing.access import Access
from twincloud.balancing.plan import ClientAuthority, Endpoint, Listener, Pool, Protocol, Scheduler, Target, Tls
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]
SILENCE_S = 0.4


def http3(at: Endpoint, *hosts: object, **more: object) -> Listener:
    return msgspec.convert(
        {"id": "q", "protocol": Protocol.HTTP3, "endpoints": (at,), "hosts": hosts, "tls": Tls(("c",)), **more},
        Listener,
    )


async def test_requests_over_quic_reach_the_targets(engine: EnvoyEngine, endpoint: Place, authority: Authority) -> None:
    at = endpoint()
    own = authority.issue("a.test")
    async with http_target("a") as a, http_target("b") as b:
        listener = http3(at, host("a.test", route("/", "pa")), host("*", route("/", "pb")))
        wanted = wearing(
            listener,
            pool("pa", target(a), http=True),
            pool("pb", target(b), http=True),
            wears=(certificate("c", own),),
        )
        assert (await engine.apply(wanted)).refused == {}
        async with http3_client(at.host, at.port, "a.test", authority.pem) as client:
            assert client.serial == own.serial
            found = [await client.get(name) for name in ("a.test", "b.test", "a.test")]
    assert [(answer.status, answer.body) for answer in found] == [(200, "a"), (200, "b"), (200, "a")]
    assert a.seen[0].headers["x-forwarded-for"] == "127.0.0.1"


async def test_hosts_show_their_own_certificates_over_quic(
    engine: EnvoyEngine, endpoint: Place, authority: Authority
) -> None:
    at = endpoint()
    shared, own = authority.issue("x.test"), authority.issue("a.test")
    async with http_target("a") as a:
        special = msgspec.structs.replace(host("a.test", route("/", "p")), certificate_ids=("own",))
        wanted = wearing(
            http3(at, special, host("*", route("/", "p"))),
            pool("p", target(a), http=True),
            wears=(certificate("c", shared), certificate("own", own)),
        )
        assert (await engine.apply(wanted)).refused == {}
        for name, pair in (("a.test", own), ("x.test", shared)):
            async with http3_client(at.host, at.port, name, authority.pem) as client:
                assert client.serial == pair.serial
                assert (await client.get(name)).body == "a"


async def test_a_new_certificate_is_shown_to_the_next_client(
    engine: EnvoyEngine, endpoint: Place, authority: Authority
) -> None:
    at = endpoint()
    async with http_target("a") as a:
        listener, one = http3(at, host("*", route("/", "p"))), pool("p", target(a), http=True)
        for generation in (1, 2):
            pair = authority.issue("x.test")
            wanted = wearing(listener, one, wears=(certificate("c", pair),), generation=generation)
            assert (await engine.apply(wanted)).refused == {}
            async with http3_client(at.host, at.port, "x.test", authority.pem) as client:
                assert client.serial == pair.serial


async def test_who_is_not_let_in_does_not_shake_hands(
    engine: EnvoyEngine, endpoint: Place, authority: Authority
) -> None:
    at = endpoint()
    async with http_target("a") as a:
        barred = Access(allow=False, networks=("127.0.0.1/32",))
        listener = http3(at, host("*", route("/", "p")), access=barred)
        pair = authority.issue("x.test")
        wanted = wearing(listener, pool("p", target(a), http=True), wears=(certificate("c", pair),))
        assert (await engine.apply(wanted)).refused == {}
        with pytest.raises((ConnectionError, TimeoutError)):
            async with asyncio.timeout(2), http3_client(at.host, at.port, "x.test", authority.pem):
                pass
        assert a.opened == 0


async def test_no_more_connections_than_allowed_over_quic(
    engine: EnvoyEngine, endpoint: Place, authority: Authority
) -> None:
    at = endpoint()
    async with http_target("a") as a:
        listener = http3(at, host("*", route("/", "p")), max_connections=1)
        pair = authority.issue("x.test")
        wanted = wearing(listener, pool("p", target(a), http=True), wears=(certificate("c", pair),))
        assert (await engine.apply(wanted)).refused == {}
        async with http3_client(at.host, at.port, "x.test", authority.pem) as first:
            assert (await first.get("x.test")).status == 200
            with pytest.raises((ConnectionError, TimeoutError)):
                async with asyncio.timeout(2), http3_client(at.host, at.port, "x.test", authority.pem) as second:
                    await second.get("x.test")
            assert (await first.get("x.test")).status == 200


async def test_what_cannot_be_over_quic_is_refused(engine: EnvoyEngine, endpoint: Place, authority: Authority) -> None:
    pair = authority.issue("x.test")
    one = pool("p", http=True)
    for more, reason in (
        ({"max_new_connections_per_s": 5}, "new connections cannot be limited over QUIC"),
        ({"tls": Tls(("c",), client_authority_id="ca")}, "clients cannot be asked for certificates over QUIC"),
    ):
        listener = http3(endpoint(), host("*", route("/", "p")), **more)
        wanted = wearing(listener, one, wears=(certificate("c", pair), ClientAuthority("ca", authority.pem)))
        assert (await engine.apply(wanted)).refused == {"q": reason}


async def test_clients_of_https_are_told_and_get_http2_where_it_is_on(
    engine: EnvoyEngine, endpoint: Place, authority: Authority
) -> None:
    at = endpoint()
    pair = authority.issue("a.test", "b.test")
    async with http_target("a") as a:
        modern = msgspec.structs.replace(host("a.test", route("/", "p")), http2=True, http3_port=8443)
        listener = https("l", at, modern, host("*", route("/", "p")), tls=Tls(("c",), http2=False))
        wanted = wearing(listener, pool("p", target(a), http=True), wears=(certificate("c", pair),))
        assert (await engine.apply(wanted)).refused == {}
        client = authority.client(alpn=("h2", "http/1.1"))
        for name, spoken in (("a.test", "h2"), ("b.test", "http/1.1")):
            async with shake(at.host, at.port, name, client) as connection:
                assert connection.alpn == spoken
        for name, told in (("a.test", 'h3=":8443"; ma=86400'), ("b.test", None)):
            async with shake(at.host, at.port, name, authority.client()) as connection:
                assert (await connection.get(name)).headers.get("alt-svc") == told


async def test_http2_without_tls_only_where_it_is_on(engine: EnvoyEngine, endpoint: Place) -> None:
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
    async with http_target("a") as a:
        for plain_http2 in (True, False):
            at = endpoint()
            listener = msgspec.structs.replace(http("l", at, host("*", route("/", "p"))), plain_http2=plain_http2)
            assert (await engine.apply(plan(listener, pool("p", target(a), http=True)))).refused == {}
            assert (await ask_http(at.host, at.port)).body == "a"
            reader, writer = await asyncio.open_connection(at.host, at.port)
            writer.write(preface)
            async with asyncio.timeout(5):
                answer = await reader.read(9)
            # Envoy's own SETTINGS frame, or its answer to what is no request of HTTP/1.
            assert (answer[3:4] == b"\x04") is plain_http2, answer
            writer.close()


async def test_no_more_udp_clients_than_allowed(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with udp_target("a") as a:
        few = Pool("p", Scheduler.WEIGHTED_ROUND_ROBIN, (Target(a.host, a.port, 10),), max_sessions=2)
        listener = Listener("u", Protocol.UDP, (at,), pool_id="p", idle_timeout_s=60.0)
        assert (await engine.apply(plan(listener, few))).refused == {}
        async with (
            udp_client(at.host, at.port) as one,
            udp_client(at.host, at.port) as two,
            udp_client(at.host, at.port) as three,
        ):
            assert [await one.ask(), await two.ask()] == ["a", "a"]
            with pytest.raises(TimeoutError):
                await three.ask(within_s=SILENCE_S)
            assert await one.ask() == "a"
