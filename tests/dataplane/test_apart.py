"""Addresses of a listener that are opened apart: they come and go, and what is open on its own knows nothing of it."""

from __future__ import annotations

import functools
import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.support.certificates import Authority, shake
from tests.support.datagrams import ask_udp, udp_target
from tests.support.engines import kill_envoy, next_envoy
from tests.support.plans import host, http, plan, pool, route, target, tcp
from tests.support.targets import ask_http, ask_tcp, eventually, http_target, tcp_target
from tests.support.traffic import Connection, answers, refuses
from twincloud.balancing.plan import Certificate, Endpoint, Listener, PathMatch, Protocol, Target, Tls
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]
NOT_RE2 = route("(?=ahead)", "p", PathMatch.REGEX)


def sockets(at: Endpoint) -> set[str]:
    """Return the inodes of the sockets that listen on an address: another socket has another one."""
    packed = int.from_bytes(ipaddress.IPv4Address(at.host).packed, "little")
    wanted = f"{packed:08X}:{at.port:04X}"
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return {line[9] for line in lines if (line[1], line[3]) == (wanted, "0A")}


async def test_they_come_and_go_and_the_own_socket_stays(engine: EnvoyEngine, endpoint: Place) -> None:
    own, more, other = endpoint(), endpoint(), endpoint()
    listener = tcp("l", own, "p")
    async with tcp_target("a") as a:
        await engine.apply(plan(listener, pool("p", target(a))))
        held = await Connection.open(own.host, own.port)
        assert await held.name() == "a"
        before = sockets(own)
        assert len(before) == 1
        for generation, places in enumerate([(more,), (other,), (), (more,)], start=2):
            changed = replace(listener, apart=places)
            assert (await engine.apply(plan(changed, pool("p", target(a)), generation=generation))).refused == {}
            assert [await answers(one.host, one.port) for one in places] == ["a"] * len(places)
            assert await ask_tcp(own.host, own.port) == "a"
            assert sockets(own) == before
        assert sockets(other) == set()
        assert await held.name() == "a"
        held.close()
        await engine.apply(plan(generation=9))
        assert [await refuses(one.host, one.port) for one in (own, more)] == [True, True]


async def test_routes_and_certificates_are_the_listeners_own(
    engine: EnvoyEngine, endpoint: Place, authority: Authority
) -> None:
    own, more = endpoint(), endpoint()
    pair = authority.issue("a.test")
    async with http_target("a") as a, http_target("b") as b:
        pools = [pool(name, target(server), http=True) for name, server in (("a", a), ("b", b))]
        secure = Listener(
            "l", Protocol.HTTPS, (own,), hosts=(host("*", route("/", "a")),), tls=Tls(("c",)), apart=(more,)
        )
        made = plan(secure, *pools)
        assert (await engine.apply(replace(made, certificates=(Certificate("c", pair.chain, pair.key),)))).refused == {}

        async def seen() -> list[tuple[str, int]]:
            found = []
            for at in (own, more):
                async with shake(at.host, at.port, "a.test", authority.client()) as shaken:
                    found.append(((await shaken.get("a.test")).body, shaken.serial))
            return found

        first = await seen()
        assert [name for name, _ in first] == ["a", "a"]
        assert first[0] == first[1]
        moved = replace(secure, hosts=(host("*", route("/", "b")),))
        other = authority.issue("a.test")
        changed = replace(plan(moved, *pools, generation=2), certificates=(Certificate("c", other.chain, other.key),))
        assert (await engine.apply(changed)).refused == {}
        second = await seen()
        assert [name for name, _ in second] == ["b", "b"]
        assert second[0] == second[1] != first[0]


async def test_datagrams_come_in_apart_as_well(engine: EnvoyEngine, endpoint: Place) -> None:
    own, more = endpoint(), endpoint()
    async with udp_target("a") as a:
        listener = Listener("l", Protocol.UDP, (own,), pool_id="p", apart=(more,))
        served = pool("p", Target(a.host, a.port, 10))
        assert (await engine.apply(plan(listener, served))).refused == {}
        assert [await ask_udp(at.host, at.port) for at in (own, more)] == ["a", "a"]


async def test_ports_with_pools_of_their_own(engine: EnvoyEngine, endpoint: Place) -> None:
    first, elsewhere = endpoint(), endpoint()
    second, beside = replace(first, port=first.port + 5000), replace(elsewhere, port=first.port + 5000)
    elsewhere = replace(elsewhere, port=first.port)
    async with tcp_target("a") as a, tcp_target("b") as b:
        listener = Listener("l", Protocol.TCP, (first, second), pool_ids=("p", "q"), apart=(elsewhere, beside))
        assert (await engine.apply(plan(listener, pool("p", target(a)), pool("q", target(b))))).refused == {}
        places = (first, second, elsewhere, beside)
        assert [await ask_tcp(at.host, at.port) for at in places] == ["a", "b", "a", "b"]


async def test_one_that_somebody_holds_leaves_the_listener_as_it_was(engine: EnvoyEngine, endpoint: Place) -> None:
    own, taken = endpoint(), endpoint()
    async with tcp_target("a") as a:
        listener = tcp("l", own, "p")
        await engine.apply(plan(listener, pool("p", target(a))))
        wanted = plan(replace(listener, apart=(taken,)), pool("p", target(a)), generation=2)
        with socket.socket() as holder:
            holder.bind((taken.host, taken.port))
            holder.listen()
            assert "cannot be bound" in (await engine.apply(wanted)).refused["l"]
            assert await ask_tcp(own.host, own.port) == "a"
        assert (await engine.apply(replace(wanted, generation=3))).refused == {}
        assert await ask_tcp(taken.host, taken.port) == "a"


async def test_one_that_another_listener_has(engine: EnvoyEngine, endpoint: Place) -> None:
    own, theirs = endpoint(), endpoint()
    async with tcp_target("a") as a, tcp_target("b") as b:
        await engine.apply(plan(tcp("m", theirs, "q"), pool("q", target(b)), balancer="second"))
        listener = replace(tcp("l", own, "p"), apart=(theirs,))
        assert "duplicate address" in (await engine.apply(plan(listener, pool("p", target(a))))).refused["l"]
        # Envoy's workers follow its word.
        await eventually(lambda: answers(own.host, own.port), lambda answer: answer == "refused")
        assert await ask_tcp(theirs.host, theirs.port) == "b"


@pytest.mark.parametrize("back", [True, False])
async def test_what_went_with_a_refused_change_comes_back(back: bool, engine: EnvoyEngine, endpoint: Place) -> None:
    own, more = endpoint(), endpoint()
    async with http_target("a") as a:
        served = pool("p", target(a), http=True)
        listener = replace(http("l", own, host("*", route("/", "p"))), apart=(more,))
        assert (await engine.apply(plan(listener, served))).refused == {}
        bad = replace(listener, apart=(), hosts=(host("*", NOT_RE2),))
        assert (await engine.apply(plan(bad, served, generation=2))).refused.keys() == {"l"}
        assert (await ask_http(own.host, own.port)).body == "a"
        third = listener if back else replace(listener, apart=())
        assert (await engine.apply(plan(third, served, generation=3))).refused == {}
        if back:
            assert (await ask_http(more.host, more.port)).body == "a"
        else:
            assert await refuses(more.host, more.port)


async def test_a_new_envoy_opens_them_as_well(engine: EnvoyEngine, endpoint: Place) -> None:
    own, more = endpoint(), endpoint()
    async with tcp_target("a") as a:
        await engine.apply(plan(replace(tcp("l", own, "p"), apart=(more,)), pool("p", target(a))))
        await kill_envoy(engine)
        await next_envoy(engine, 2)
        for at in (own, more):
            await eventually(functools.partial(answers, at.host, at.port), lambda answer: answer == "a")
