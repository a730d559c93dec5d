"""What clients and targets see of TCP and HTTP listeners on a real Envoy."""

from __future__ import annotations

import asyncio
import functools
from collections import Counter
from collections.abc import Callable

import msgspec
import pytest

from tests.support.plans import host, http, plan, pool, route, target, tcp
from tests.support.targets import (
    Answer,
    ask_http,
    ask_tcp,
    eventually,
    http_target,
    http_targets,
    read_answer,
    tcp_target,
)
from tests.support.traffic import answers
from twincloud.balancing.plan import CookieSession, Endpoint, Listener, PathMatch, Protocol, Scheduler
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]


async def names(at: Endpoint, count: int, **how: str) -> Counter[str]:
    return Counter([await ask_tcp(at.host, at.port, **how) for _ in range(count)])


async def body(at: Endpoint, host_header: str, path: str = "/") -> str | int:
    answer = await ask_http(at.host, at.port, path, host_header=host_header)
    return answer.body if answer.status == 200 else answer.status


class TestTcp:
    async def test_connections_alternate_between_two_targets(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with tcp_target("a") as a, tcp_target("b") as b:
            applied = await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a), target(b))))
            assert applied.refused == {}
            assert await names(at, 20) == {"a": 10, "b": 10}

    async def test_weights_are_shares(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with tcp_target("a") as a, tcp_target("b") as b:
            await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a, 10), target(b, 30))))
            assert await names(at, 40) == {"a": 10, "b": 30}

    async def test_weight_0_gets_nothing_even_when_the_others_are_dead(
        self, engine: EnvoyEngine, endpoint: Place
    ) -> None:
        at = endpoint()
        async with tcp_target("a") as a, tcp_target("b") as b:
            await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a), target(b, 0))))
            assert await names(at, 10) == {"a": 10}
            await a.stop()
            with pytest.raises((OSError, asyncio.IncompleteReadError)):
                await ask_tcp(at.host, at.port)
            assert b.opened == 0

    async def test_a_pool_without_targets_closes_connections(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        await engine.apply(plan(tcp("l", at, "p"), pool("p")))
        with pytest.raises((OSError, asyncio.IncompleteReadError)):
            await ask_tcp(at.host, at.port)

    async def test_a_listener_without_a_pool_closes_connections(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        assert (await engine.apply(plan(Listener("l", Protocol.TCP, (at,))))).refused == {}
        with pytest.raises((OSError, asyncio.IncompleteReadError)):
            await ask_tcp(at.host, at.port)

    async def test_a_client_address_keeps_its_target(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with tcp_target("a") as a, tcp_target("b") as b, tcp_target("c") as c:
            shared = pool("p", target(a), target(b), target(c), scheduler=Scheduler.SOURCE_IP_HASH)
            await engine.apply(plan(tcp("l", at, "p", hash_source_ip=True), shared))
            chosen = [await names(at, 4, source=f"127.0.3.{number}") for number in range(1, 25)]
        assert all(len(found) == 1 for found in chosen)
        assert {name for found in chosen for name in found} == {"a", "b", "c"}

    async def test_the_least_busy_target_is_chosen(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with tcp_target("a") as a, tcp_target("b") as b, tcp_target("c") as c:
            least = pool("p", target(a), target(b), target(c), scheduler=Scheduler.LEAST_CONNECTIONS)
            await engine.apply(plan(tcp("l", at, "p"), least))
            kept = []
            for _ in range(9):
                reader, writer = await asyncio.open_connection(at.host, at.port)
                writer.write(b"hello\n")
                await reader.readuntil(b"\n")
                kept.append(writer)
            assert (a.opened, b.opened, c.opened) == (3, 3, 3)
            for writer in kept:
                writer.close()

    async def test_connections_and_their_rate_are_limited(self, engine: EnvoyEngine, endpoint: Place) -> None:
        limited, slowed = endpoint(), endpoint()
        async with tcp_target("a") as a:
            few = Listener("few", Protocol.TCP, (limited,), pool_id="p", max_connections=2)
            slow = Listener("slow", Protocol.TCP, (slowed,), pool_id="p", max_new_connections_per_s=3)
            assert (await engine.apply(plan(few, slow, pool("p", target(a))))).refused == {}
            assert await answered_together(limited, 5) == 2
            assert await answered_together(slowed, 8) == 3

    async def test_one_listener_has_several_addresses(self, engine: EnvoyEngine, endpoint: Place) -> None:
        places = (endpoint(), endpoint(), endpoint())
        async with tcp_target("a") as a:
            await engine.apply(plan(Listener("l", Protocol.TCP, places, pool_id="p"), pool("p", target(a))))
            assert [await ask_tcp(at.host, at.port) for at in places] == ["a", "a", "a"]

    async def test_a_silent_connection_is_closed(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with tcp_target("a") as a:
            listener = Listener("l", Protocol.TCP, (at,), pool_id="p", idle_timeout_s=4)
            await engine.apply(plan(listener, pool("p", target(a))))
            reader, writer = await asyncio.open_connection(at.host, at.port)
            async with asyncio.timeout(3):
                assert await reader.read() == b""
            writer.close()


async def answered_together(at: Endpoint, count: int) -> int:
    """Open connections that stay open and return how many of them reach a target."""
    good = 0
    writers = []
    for _ in range(count):
        reader, writer = await asyncio.open_connection(at.host, at.port)
        writers.append(writer)
        try:
            writer.write(b"hello\n")
            good += bool(await reader.readline())
        except OSError:
            continue
    for writer in writers:
        writer.close()
    return good


class TestHosts:
    async def test_the_most_specific_host_answers(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        domains = {
            "any": "*",
            "expression": r"~^(?:shop|store)\d+\.test$",
            "prefix": "www.*",
            "suffix": "*.a.test",
            "longer": "*.b.a.test",
            "exact": "www.a.test",
        }
        expected = {
            "www.a.test": "exact",
            "WWW.A.Test": "exact",
            "www.a.test:8080": "exact",
            "other.a.test": "suffix",
            "deep.other.a.test:81": "suffix",
            "more.b.a.test": "longer",
            "www.elsewhere": "prefix",
            "www.elsewhere:81": "prefix",
            "shop12.test": "expression",
            "STORE7.test:81": "expression",
            "shop.test": "any",
            "shop12.test.org": "any",
            "a.test": "any",
            "127.0.0.1": "any",
        }
        async with http_targets(*domains) as servers:
            hosts = [host(domain, route("/", name)) for name, domain in domains.items()]
            pools = [pool(name, target(server), http=True) for name, server in servers.items()]
            assert (await engine.apply(plan(http("l", at, *hosts), *pools))).refused == {}
            assert {asked: await body(at, asked) for asked in expected} == expected

    async def test_a_host_that_nobody_claims_is_not_found(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with http_target("a") as a:
            listener = http("l", at, host("a.test", route("/", "p")), host(r"~^b\d$", route("/only", "p")))
            await engine.apply(plan(listener, pool("p", target(a), http=True)))
            asked = [("a.test", "/"), ("b.test", "/"), ("b1", "/only"), ("b1", "/other")]
            assert [await body(at, name, path) for name, path in asked] == ["a", 404, "a", 404]

    async def test_a_host_with_an_expression_keeps_its_requests(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with http_targets("some", "any") as servers:
            pools = [pool(name, target(server), http=True) for name, server in servers.items()]
            listener = http("l", at, host("*", route("/", "any")), host(r"~^b\d$", route("/only", "some")))
            await engine.apply(plan(listener, *pools))
            asked = [("b1", "/only"), ("b1", "/other"), ("c", "/other")]
            assert [await body(at, name, path) for name, path in asked] == ["some", 404, "any"]


class TestPaths:
    async def test_routes_are_tried_in_their_order(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        routes = {
            "exact": route("/exact", "exact", PathMatch.EXACT),
            "expression": route(r"\.(?:png|jpe?g)$", "expression", PathMatch.REGEX),
            "inside": route("(?i)Needle", "inside", PathMatch.REGEX),
            "long": route("/api/v2", "long"),
            "short": route("/api", "short"),
        }
        expected: dict[str, str | int] = {
            "/exact": "exact",
            "/exact/not": 404,
            "/exact?query": "exact",
            "/images/a.png": "expression",
            "/images/a.png?size=1": "expression",
            "/images/a.pngx": 404,
            "/hay/needle/hay": "inside",
            "/api/v2/x": "long",
            "/api/v1": "short",
            "/": 404,
        }
        async with http_targets(*routes) as servers:
            pools = [pool(name, target(server), http=True) for name, server in servers.items()]
            assert (await engine.apply(plan(http("l", at, host("*", *routes.values())), *pools))).refused == {}
            assert {path: await body(at, "x.test", path) for path in expected} == expected


class TestHttp:
    async def test_targets_see_the_client_and_nothing_of_envoy(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with http_target("a") as a:
            await engine.apply(plan(http("l", at, host("*", route("/", "p"))), pool("p", target(a), http=True)))
            plain = await ask_http(at.host, at.port, "/x", source="127.0.3.9")
            forged = {"x-forwarded-for": "192.0.2.7", "x-envoy-internal": "true", "x-request-id": "mine"}
            await ask_http(at.host, at.port, "/x", headers=forged, source="127.0.3.9")
        assert plain.headers.keys() == {"server", "content-length", "date", "connection"}
        assert plain.headers["server"] == "a"
        first, second = (seen.headers for seen in a.seen)
        assert first == {"host": at.host, "x-forwarded-for": "127.0.3.9", "x-forwarded-proto": "http"}
        assert second["x-forwarded-for"].replace(" ", "") == "192.0.2.7,127.0.3.9"
        assert second["x-request-id"] == "mine"
        assert "x-envoy-internal" not in second

    async def test_clients_cannot_steer_envoy(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with http_target("a") as a:
            a.pause_s = 0.2
            await engine.apply(plan(http("l", at, host("*", route("/", "p"))), pool("p", target(a), http=True)))
            answer = await ask_http(at.host, at.port, headers={"x-envoy-upstream-rq-timeout-ms": "1"})
        assert answer.status == 200

    async def test_no_target_is_503(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        await engine.apply(plan(http("l", at, host("*", route("/", "p"))), pool("p", http=True)))
        assert await body(at, "x.test") == 503

    async def test_a_silent_target_is_504(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with http_target("a") as a:
            a.pause_s = 5
            impatient = msgspec.structs.replace(route("/", "p"), timeout_s=0.3)
            await engine.apply(plan(http("l", at, host("*", impatient)), pool("p", target(a), http=True)))
            assert await body(at, "x.test") == 504
            assert len(a.seen) == 1

    async def test_another_target_answers_for_one_that_refuses_connections(
        self, engine: EnvoyEngine, endpoint: Place
    ) -> None:
        at = endpoint()
        async with http_target("a") as a, http_target("b") as b:
            await engine.apply(
                plan(http("l", at, host("*", route("/", "p"))), pool("p", target(a), target(b), http=True))
            )
            await b.stop()
            assert {await body(at, "x.test") for _ in range(20)} == {"a"}

    async def test_a_cookie_leads_back_to_its_target(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with http_targets("a", "b", "c") as servers:
            sticky = msgspec.structs.replace(route("/", "p"), session=CookieSession("SESSION", 90))
            shared = pool("p", *map(target, servers.values()), http=True)
            await engine.apply(plan(http("l", at, host("*", sticky)), shared))
            first = await ask_http(at.host, at.port)
            cookie, *attributes = (part.strip() for part in first.headers["set-cookie"].split(";"))
            again = [await ask_http(at.host, at.port, headers={"cookie": cookie}) for _ in range(12)]
            assert cookie.startswith("SESSION=")
            assert {"Max-Age=90", "Path=/"} <= set(attributes)
            assert {answer.body for answer in again} == {first.body}

            await servers[first.body].stop()
            rest = [server for name, server in servers.items() if name != first.body]
            fewer = pool("p", *map(target, rest), http=True)
            await engine.apply(plan(http("l", at, host("*", sticky)), fewer, generation=2))
            moved = await ask_http(at.host, at.port, headers={"cookie": cookie})
            assert moved.status == 200
            assert moved.body != first.body

            plain = route("/", "p")
            await engine.apply(plan(http("l", at, host("*", plain)), fewer, generation=3))
            spread = [await ask_http(at.host, at.port, headers={"cookie": cookie}) for _ in range(12)]
            assert {answer.body for answer in spread} == {server.name for server in rest}
            assert all("set-cookie" not in answer.headers for answer in spread)

    async def test_a_client_address_keeps_its_target(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with http_targets("a", "b", "c") as servers:
            by_address = msgspec.structs.replace(route("/", "p"), hash_source_ip=True)
            shared = pool("p", *map(target, servers.values()), scheduler=Scheduler.SOURCE_IP_HASH, http=True)
            await engine.apply(plan(http("l", at, host("*", by_address)), shared))
            chosen = [
                {(await ask_http(at.host, at.port, source=f"127.0.3.{number}")).body for _ in range(3)}
                for number in range(1, 25)
            ]
        assert all(len(found) == 1 for found in chosen)
        assert set.union(*chosen) == {"a", "b", "c"}

    async def test_websockets_outlive_the_timeout_of_answers(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with http_target("a") as a:
            brief = msgspec.structs.replace(route("/", "p"), timeout_s=1.0)
            await engine.apply(plan(http("l", at, host("*", brief)), pool("p", target(a), http=True)))
            reader, writer = await asyncio.open_connection(at.host, at.port)
            writer.write(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n")
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
            # Longer than the route's timeout in all, never as long between two messages.
            for number in range(8):
                writer.write(f"message {number}\n".encode())
                assert await reader.readline() == f"message {number}\n".encode()
                await asyncio.sleep(0.25)
            writer.close()

    async def test_an_old_client_gets_its_answer(self, engine: EnvoyEngine, endpoint: Place) -> None:
        at = endpoint()
        async with http_target("a") as a:
            await engine.apply(plan(http("l", at, host("*", route("/", "p"))), pool("p", target(a), http=True)))
            reader, writer = await asyncio.open_connection(at.host, at.port)
            writer.write(b"GET / HTTP/1.0\r\n\r\n")
            answer = await read_answer(reader)
            writer.close()
        assert (answer.status, answer.body) == (200, "a")

    async def test_connections_to_targets_are_kept_unless_told_otherwise(
        self, engine: EnvoyEngine, endpoint: Place
    ) -> None:
        at, other = endpoint(), endpoint()
        async with http_target("a") as a, http_target("b") as b:
            kept = pool("kept", target(a), http=True)
            closed = msgspec.structs.replace(pool("closed", target(b), http=True), keepalive=False)
            listeners = [
                http("l", at, host("*", route("/", "kept"))),
                http("m", other, host("*", route("/", "closed"))),
            ]
            await engine.apply(plan(*listeners, kept, closed))
            for place in (at, other):
                await asked_on_one_connection(place, 5)
        assert (a.opened, b.opened) == (1, 5)


async def asked_on_one_connection(at: Endpoint, count: int) -> list[Answer]:
    """Send requests one after the other on one connection."""
    reader, writer = await asyncio.open_connection(at.host, at.port)
    answers = []
    for _ in range(count):
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        answers.append(await read_answer(reader))
    writer.close()
    return answers


class TestPortRanges:
    async def test_a_thousand_ports_are_one_listener(self, engine: EnvoyEngine, endpoint: Place) -> None:
        first = endpoint()
        ports = [Endpoint(first.host, 30_000 + number) for number in range(1000)]
        async with tcp_target("a") as a:
            some = Listener("l", Protocol.TCP, tuple(ports[:10]), pool_id="p")
            await engine.apply(plan(some, pool("p", target(a))))
            every = Listener("l", Protocol.TCP, tuple(ports), pool_id="p")
            assert (await engine.apply(plan(every, pool("p", target(a)), generation=2))).refused == {}
            assert engine.status().descriptors_used == 1000
            for at in (ports[0], ports[9], ports[10], ports[999]):
                await eventually(functools.partial(answers, at.host, at.port), lambda name: name == "a")
            applied = await engine.apply(plan(some, pool("p", target(a)), generation=3))
            assert applied.refused == {}
            assert engine.status().descriptors_used == 10
            # Envoy opens all ports anew when their list changes, and a connection may end with an old one.
            await eventually(lambda: answers(ports[9].host, ports[9].port), lambda name: name == "a")
            await eventually(lambda: answers(ports[10].host, ports[10].port), lambda name: name == "refused")
