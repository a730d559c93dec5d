"""What clients see of encrypted listeners on a real Envoy."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable

import grpc
import msgspec
import pytest

from tests.support.certificates import Authority, shake
from tests.support.encrypted import certificate, encrypted, https, shown, wearing
from tests.support.engines import kill_envoy, next_envoy
from tests.support.grpc_target import grpc_target
from tests.support.plans import host, pool, route, target
from tests.support.targets import http_target, http_targets, tcp_target
from twincloud.balancing.plan import (
    ClientAuthority,
    Endpoint,
    ForwardingPlan,
    Listener,
    Pool,
    Target,
    Tls,
    TlsVersion,
    UpstreamProtocol,
)
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]


class TestListeners:
    async def test_targets_get_what_was_inside(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at, other = endpoint(), endpoint()
        pair = authority.issue("a.test")
        async with tcp_target("stream") as stream, http_target("web") as web:
            elements: list[Listener | Pool] = [
                encrypted(at),
                pool("p", target(stream)),
                https("h", other, host("*", route("/", "q"))),
                pool("q", target(web), http=True),
            ]
            assert (await engine.apply(wearing(*elements, wears=(certificate("c", pair),)))).refused == {}
            async with shake(at.host, at.port, "a.test", authority.client()) as connection:
                assert (connection.serial, await connection.line()) == (pair.serial, "stream")
            async with shake(other.host, other.port, "a.test", authority.client()) as connection:
                answer = await connection.get("a.test")
            assert (answer.status, answer.body) == (200, "web")
            assert web.seen[0].headers["x-forwarded-proto"] == "https"

    async def test_clients_and_listener_agree_on_a_protocol(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        new, old, raw = endpoint(), endpoint(), endpoint()
        listeners = [https("n", new), https("o", old, tls=Tls(("c",), http2=False)), encrypted(raw)]
        wears = (certificate("c", authority.issue("a.test")),)
        context = authority.client(alpn=("h2", "http/1.1"))
        agreed = []
        async with tcp_target("a") as a:
            assert (await engine.apply(wearing(*listeners, pool("p", target(a)), wears=wears))).refused == {}
            for at in (new, old, raw):
                async with shake(at.host, at.port, "a.test", context) as connection:
                    agreed.append(connection.alpn)
        assert agreed == ["h2", "http/1.1", None]

    async def test_http2_reaches_its_target(self, engine: EnvoyEngine, endpoint: Place, authority: Authority) -> None:
        at = endpoint()
        async with grpc_target("remote") as server:
            remote = pool("p", Target("127.0.0.1", server.port, 10), http=True)
            remote = msgspec.structs.replace(remote, upstream=UpstreamProtocol.HTTP2)
            wears = (certificate("c", authority.issue("a.test")),)
            listener = https("l", at, host("*", route("/", "p")))
            assert (await engine.apply(wearing(listener, remote, wears=wears))).refused == {}
            trust = grpc.ssl_channel_credentials(authority.pem.encode())
            named = [("grpc.ssl_target_name_override", "a.test")]
            async with grpc.aio.secure_channel(f"{at.host}:{at.port}", trust, named) as channel:
                ask: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary("/twincloud.test.Who/Ask")
                assert await ask(b"") == b"remote"

    async def test_a_listener_may_come_back(self, engine: EnvoyEngine, endpoint: Place, authority: Authority) -> None:
        at = endpoint()
        pair = authority.issue("a.test")
        async with tcp_target("a") as a:
            desired = wearing(encrypted(at), pool("p", target(a)), wears=(certificate("c", pair),))
            assert (await engine.apply(desired)).refused == {}
            await engine.apply(ForwardingPlan("lb", 2))
            with pytest.raises(ConnectionError):
                await shown(at, "a.test", authority.client())
            assert (await engine.apply(msgspec.structs.replace(desired, generation=3))).refused == {}
            assert await shown(at, "a.test", authority.client()) == pair.serial

    async def test_the_next_envoy_shows_what_was_accepted_last(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at = endpoint()
        people = Authority("people")
        old, new = authority.issue("a.test"), authority.issue("a.test")
        known = authority.client(people.issue("someone"))
        listener = encrypted(at, Tls(("c",), "ca", client_certificate_required=True))
        async with tcp_target("a") as a:
            for generation, pair in enumerate((old, new), 1):
                wears = (certificate("c", pair), ClientAuthority("ca", people.pem))
                wanted = wearing(listener, pool("p", target(a)), wears=wears, generation=generation)
                assert (await engine.apply(wanted)).refused == {}
            weak = (certificate("c", authority.issue("a.test", weak=True)), wears[1])
            wanted = wearing(listener, pool("p", target(a)), wears=weak, generation=3)
            assert list((await engine.apply(wanted)).refused) == ["l"]
            await kill_envoy(engine)
            await next_envoy(engine, 2)
            async with shake(at.host, at.port, "a.test", known) as connection:
                assert (connection.serial, await connection.line()) == (new.serial, "a")


class TestNames:
    async def test_the_certificate_for_the_asked_name_is_shown(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at = endpoint()
        first, second, third = authority.issue("a.test"), authority.issue("b.test"), authority.issue("*.c.test")
        wears = tuple(certificate(name, pair) for name, pair in zip("abc", (first, second, third), strict=True))
        listener = encrypted(at, Tls(("a", "b", "c")))
        trusting = authority.client()
        async with tcp_target("a") as a:
            assert (await engine.apply(wearing(listener, pool("p", target(a)), wears=wears))).refused == {}
            assert await shown(at, "a.test", trusting) == first.serial
            assert await shown(at, "b.test", trusting) == second.serial
            assert await shown(at, "www.c.test", trusting) == third.serial
            trusting.check_hostname = False
            assert await shown(at, "elsewhere.test", trusting) == first.serial

    async def test_hosts_have_certificates_of_their_own(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at = endpoint()
        domains = {
            "main": ("*", ()),
            "exact": ("www.a.test", ("exact",)),
            "suffix": ("*.a.test", ("suffix",)),
            "longer": ("*.b.a.test", ("longer",)),
            "prefix": ("www.*", ("prefix",)),
            "expression": (r"~^shop\d+\.test$", ("expression",)),
        }
        pairs = {name: authority.issue("unrelated.test") for name in domains}
        expected = {
            "www.a.test": "exact",
            "WWW.a.test": "exact",
            "x.a.test": "suffix",
            "x.b.a.test": "longer",
            "www.elsewhere": "prefix",
            "shop7.test": "expression",
            "shop.test": "main",
        }
        async with http_targets(*domains) as servers:
            hosts = [
                msgspec.structs.replace(host(domain, route("/", name)), certificate_ids=ids)
                for name, (domain, ids) in domains.items()
            ]
            pools = [pool(name, target(server), http=True) for name, server in servers.items()]
            wears = tuple(certificate(name, pair) for name, pair in pairs.items())
            listener = https("l", at, *hosts, tls=Tls(("main",)))
            assert (await engine.apply(wearing(listener, *pools, wears=wears))).refused == {}
            trusting = authority.client()
            trusting.check_hostname = False
            by_serial = {pair.serial: name for name, pair in pairs.items()}
            found = {}
            for name in expected:
                async with shake(at.host, at.port, name, trusting) as connection:
                    found[name] = (by_serial[connection.serial], (await connection.get(name)).body)
        assert found == {name: (wanted, wanted) for name, wanted in expected.items()}

    async def test_unknown_names_are_not_served_without_a_certificate_for_all(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at = endpoint()
        pair = authority.issue("a.test", "b.test")
        only = msgspec.structs.replace(host("a.test"), certificate_ids=("c",))
        wears = (certificate("c", pair),)
        assert (await engine.apply(wearing(https("l", at, only, tls=Tls()), wears=wears))).refused == {}
        assert await shown(at, "a.test", authority.client()) == pair.serial
        with pytest.raises((OSError, asyncio.IncompleteReadError)):
            await shown(at, "b.test", authority.client())

    async def test_a_further_host_closes_no_connection(
        self, engine: EnvoyEngine, endpoint: Place, authority: Authority
    ) -> None:
        at = endpoint()
        wears = (certificate("c", authority.issue("a.test")), certificate("d", authority.issue("b.test")))
        async with http_target("a") as a:
            whole = host("*", route("/", "p"))
            further = msgspec.structs.replace(host("b.test", route("/", "p")), certificate_ids=("d",))
            web = pool("p", target(a), http=True)
            await engine.apply(wearing(https("l", at, whole), web, wears=wears))
            async with shake(at.host, at.port, "a.test", authority.client()) as connection:
                assert (await connection.get("a.test")).body == "a"
                applied = await engine.apply(wearing(https("l", at, whole, further), web, wears=wears, generation=2))
                assert applied.refused == {}
                assert await shown(at, "b.test", authority.client()) != connection.serial
                # Longer than the engine lets the connections of a changed listener drain.
                await asyncio.sleep(1.5)
                answer = await connection.get("a.test")
                assert (answer.body, answer.headers.get("connection")) == ("a", None)


class TestClients:
    async def served(self, at: Endpoint, context: ssl.SSLContext) -> str:
        try:
            async with shake(at.host, at.port, "a.test", context) as connection:
                return await connection.line()
        except (OSError, asyncio.IncompleteReadError):
            return "refused"

    async def test_clients_prove_who_they_are(self, engine: EnvoyEngine, endpoint: Place, authority: Authority) -> None:
        at = endpoint()
        people, strangers = Authority("people"), Authority("strangers")
        wears = (certificate("c", authority.issue("a.test")), ClientAuthority("ca", people.pem))
        known = authority.client(people.issue("someone"))
        unknown = authority.client(strangers.issue("someone"))
        nobody = authority.client()
        async with tcp_target("a") as a:
            shared = pool("p", target(a))
            listener = encrypted(at, Tls(("c",), "ca", client_certificate_required=True))
            assert (await engine.apply(wearing(listener, shared, wears=wears))).refused == {}
            assert [await self.served(at, who) for who in (known, unknown, nobody)] == ["a", "refused", "refused"]
            relaxed = encrypted(at, Tls(("c",), "ca"))
            await engine.apply(wearing(relaxed, shared, wears=wears, generation=2))
            assert [await self.served(at, who) for who in (known, unknown, nobody)] == ["a", "refused", "a"]
            wears = (wears[0], ClientAuthority("ca", strangers.pem))
            assert (await engine.apply(wearing(relaxed, shared, wears=wears, generation=3))).refused == {}
            assert [await self.served(at, who) for who in (known, unknown, nobody)] == ["refused", "a", "a"]


class TestRotation:
    async def test_under_load_nothing_is_lost(self, engine: EnvoyEngine, endpoint: Place, authority: Authority) -> None:
        at = endpoint()
        pairs = [authority.issue("a.test") for _ in range(6)]
        trusting = authority.client()
        seen: Counter[int] = Counter()
        done = asyncio.Event()
        listener = https("l", at, host("*", route("/", "p")))
        async with http_target("a") as a:
            web = pool("p", target(a), http=True)

            async def ask() -> None:
                while not done.is_set():
                    async with shake(at.host, at.port, "a.test", trusting) as connection:
                        assert (await connection.get("a.test")).body == "a"
                        seen[connection.serial] += 1

            async def ask_on_one() -> int:
                answers = 0
                async with shake(at.host, at.port, "a.test", trusting) as connection:
                    while not done.is_set():
                        assert (await connection.get("a.test")).body == "a"
                        answers += 1
                return answers

            await engine.apply(wearing(listener, web, wears=(certificate("c", pairs[0]),)))
            asking = [asyncio.create_task(ask()) for _ in range(4)]
            kept = asyncio.create_task(ask_on_one())
            for generation, pair in enumerate(pairs[1:], 2):
                await asyncio.sleep(0.1)
                wears = (certificate("c", pair),)
                applied = await engine.apply(wearing(listener, web, wears=wears, generation=generation))
                assert applied.refused == {}
                assert await shown(at, "a.test", trusting) == pair.serial
            done.set()
            await asyncio.gather(*asking)
            assert await kept > 10
        assert set(seen) >= {pair.serial for pair in pairs[:-1]}


@pytest.mark.parametrize(
    ("tls", "version", "served"),
    [
        (Tls(("c",), min_version=TlsVersion.V1_3), ssl.TLSVersion.TLSv1_2, False),
        (Tls(("c",), min_version=TlsVersion.V1_3), ssl.TLSVersion.TLSv1_3, True),
        (Tls(("c",), max_version=TlsVersion.V1_2), ssl.TLSVersion.TLSv1_3, False),
        (Tls(("c",), max_version=TlsVersion.V1_2), ssl.TLSVersion.TLSv1_2, True),
        (Tls(("c",), ciphers=("ECDHE-ECDSA-AES128-GCM-SHA256",)), ssl.TLSVersion.TLSv1_2, True),
        (Tls(("c",), ciphers=("ECDHE-RSA-AES128-SHA",)), ssl.TLSVersion.TLSv1_2, False),
    ],
)
async def test_versions_and_suites_are_limited(
    engine: EnvoyEngine, endpoint: Place, authority: Authority, tls: Tls, version: ssl.TLSVersion, served: bool
) -> None:
    at = endpoint()
    own = certificate("c", authority.issue("a.test"))
    client = authority.client()
    client.minimum_version = client.maximum_version = version
    async with tcp_target("a") as a:
        changed = wearing(encrypted(at, tls), pool("p", target(a)), wears=(own,))
        assert (await engine.apply(changed)).refused == {}
        try:
            async with shake(at.host, at.port, "a.test", client) as connection:
                assert await connection.line() == "a"
        except ssl.SSLError:
            assert not served
        else:
            assert served
