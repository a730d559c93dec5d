"""Targets that Envoy asks this process after: pings, datagrams with any answer, connections that are to be closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest

from tests.support.datagrams import UdpTarget, ask_udp, udp_target
from tests.support.plans import plan, pool, target, tcp
from tests.support.targets import ask_tcp, eventually, http_target, tcp_target, tcp_targets
from tests.support.traffic import Connection, answers
from twincloud.balancing.ejection import Closing
from twincloud.balancing.plan import CheckKind, Endpoint, HealthCheck, HttpCheck, Listener, Pool, Protocol, Target
from twincloud.dataplane.engine import EnvoyEngine
from twincloud.dataplane.probes.targets import is_well

Place = Callable[[], Endpoint]

PING = HealthCheck(CheckKind.PING, 2, 4, 1, 2)
ANY_ANSWER = HealthCheck(CheckKind.UDP_PAYLOAD, 2, 4, 1, 1, send=b"hello?")
EVERYTHING = Closing(removed=True, weightless=True)


def udp(at: Endpoint) -> Listener:
    return Listener("u", Protocol.UDP, (at,), pool_id="p")


def place(server: UdpTarget) -> Target:
    return Target(server.host, server.port, 10)


async def states(engine: EnvoyEngine) -> list[bool | None]:
    return [seen.healthy for seen in (await engine.health(["p"]))["p"]]


async def becomes(engine: EnvoyEngine, *wanted: bool) -> None:
    await eventually(lambda: states(engine), lambda found: found == list(wanted))


async def test_a_ping_finds_who_listens(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with udp_target("a") as a, udp_target("b") as b:
        assert (await engine.apply(plan(udp(at), pool("p", place(a), place(b), check=PING)))).refused == {}
        await becomes(engine, True, True)
        b.stop()
        await becomes(engine, True, False)
        assert {await ask_udp(at.host, at.port) for _ in range(6)} == {"a"}
        await b.start()
        await becomes(engine, True, True)
        assert {await ask_udp(at.host, at.port) for _ in range(8)} == {"a", "b"}


async def test_silence_will_do_unless_the_port_is_closed(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    check = msgspec.structs.replace(PING, kind=CheckKind.UDP_OPEN)
    async with udp_target("a") as a, udp_target("b") as b:
        await engine.apply(plan(udp(at), pool("p", place(a), place(b), check=check)))

        async def healthy() -> dict[int, bool | None]:
            return {one.port: one.healthy for one in (await engine.health(["p"]))["p"]}

        await eventually(healthy, lambda found: found == {a.port: True, b.port: True})
        b.stop()
        await eventually(healthy, lambda found: found == {a.port: True, b.port: False})


async def test_any_answer_to_a_datagram_will_do(engine: EnvoyEngine, endpoint: Place) -> None:
    async with udp_target("a") as a, udp_target("mute") as mute:
        mute.mute = True
        one = pool("p", place(a), place(mute), check=ANY_ANSWER)
        assert (await engine.apply(plan(udp(endpoint()), one))).refused == {}
        await becomes(engine, True, False)
        mute.mute = False
        await becomes(engine, True, True)


@pytest.mark.parametrize("check", [None, HealthCheck(CheckKind.TCP, 2, 4, 1, 2)], ids=["unchecked", "checked"])
@pytest.mark.parametrize("how", ["removed", "weightless"])
async def test_a_target_takes_its_connections_along(
    engine: EnvoyEngine, endpoint: Place, check: HealthCheck | None, how: str
) -> None:
    at = endpoint()
    async with tcp_targets("a", "b") as servers:
        a, b = servers.values()
        both = closing(pool("p", target(a), target(b), check=check), **{how: True})
        assert (await engine.apply(plan(tcp("l", at, "p"), both))).refused == {}
        kept: dict[str, Connection] = {}
        while len(kept) < 2:
            connection = await Connection.open(at.host, at.port)
            if kept.setdefault(await connection.name(), connection) is not connection:
                connection.close()
        left = (target(a, 0), target(b)) if how == "weightless" else (target(b),)
        fewer = closing(pool("p", *left, check=check), **{how: True})
        assert (await engine.apply(plan(tcp("l", at, "p"), fewer, generation=2))).refused == {}
        assert {await ask_tcp(at.host, at.port) for _ in range(6)} == {"b"}
        await kept["a"].end()
        assert await kept["b"].name() == "b", "the others' connections stay"
        # It may come back.
        assert (await engine.apply(plan(tcp("l", at, "p"), both, generation=3))).refused == {}
        await eventually(lambda: ask_tcp(at.host, at.port), lambda name: name == "a")
        kept["b"].close()


async def test_the_last_target_goes_too(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with tcp_target("a") as a:
        one = closing(pool("p", target(a)), removed=True)
        await engine.apply(plan(tcp("l", at, "p"), one))
        connection = await Connection.open(at.host, at.port)
        assert await connection.name() == "a"
        empty = closing(pool("p"), removed=True, after_s=3600.0)
        await engine.apply(plan(tcp("l", at, "p"), empty, generation=2))
        await connection.end()
        await eventually(lambda: answers(at.host, at.port), lambda found: found == "closed")


async def test_connections_are_closed_after_their_time(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    later = Closing(removed=True, after_s=1.0)
    async with tcp_targets("a", "b") as servers:
        both = msgspec.structs.replace(pool("p", *map(target, servers.values())), closing=later)
        await engine.apply(plan(tcp("l", at, "p"), both))
        connection = await Connection.open(at.host, at.port)
        chosen = await connection.name()
        (other,) = servers.keys() - {chosen}
        fewer = msgspec.structs.replace(pool("p", target(servers[other])), closing=later)
        await engine.apply(plan(tcp("l", at, "p"), fewer, generation=2))
        started = asyncio.get_running_loop().time()
        assert {await ask_tcp(at.host, at.port) for _ in range(4)} == {other}
        assert await connection.name() == chosen
        await connection.end()
        assert asyncio.get_running_loop().time() - started >= 0.9


async def test_who_comes_back_in_time_keeps_its_connections(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with tcp_target("a") as a, tcp_target("b") as b:
        names = {"removed": True, "after_s": 1.0}
        await engine.apply(plan(tcp("l", at, "p"), closing(pool("p", target(a)), **names)))
        connection = await Connection.open(at.host, at.port)
        assert await connection.name() == "a"
        await engine.apply(plan(tcp("l", at, "p"), closing(pool("p", target(b)), **names), generation=2))
        await engine.apply(plan(tcp("l", at, "p"), closing(pool("p", target(a)), **names), generation=3))
        await asyncio.sleep(1.5)
        assert await connection.name() == "a"
        connection.close()


async def test_connections_of_a_target_that_fails_its_check_are_closed(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    check = HealthCheck(CheckKind.PAYLOAD, 2, 4, 1, 2, send=b"who?", receive=b"a\n")
    async with tcp_target("a") as a:
        one = pool("p", target(a), check=check, all_dead_serves_all=False)
        await engine.apply(plan(tcp("l", at, "p"), closing(one, unhealthy=True)))
        await becomes(engine, True)
        connection = await Connection.open(at.host, at.port)
        assert await connection.name() == "a"
        a.mute = True
        await connection.end()


async def test_a_new_epoch_closes_everything_within_the_drain_time(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with tcp_target("a") as a:
        one = pool("p", target(a))
        listener = tcp("l", at, "p")
        await engine.apply(plan(listener, one))
        connection = await Connection.open(at.host, at.port)
        assert await connection.name() == "a"
        assert (await engine.apply(plan(msgspec.structs.replace(listener, epoch=7), one, generation=2))).refused == {}
        assert await ask_tcp(at.host, at.port) == "a"
        await connection.end()


def closing(of: Pool, **how: bool | float) -> Pool:
    return msgspec.structs.replace(of, closing=msgspec.convert(how, Closing))


class TestProbes:
    async def test_tcp(self) -> None:
        async with tcp_target("a") as a:
            check = HealthCheck(CheckKind.TCP, 2, 2, 1, 1)
            assert await is_well(check, a.host, a.port, 2)
            assert await is_well(msgspec.structs.replace(check, port=a.port), a.host, 1, 2)
        assert not await is_well(check, a.host, a.port, 2)

    @pytest.mark.parametrize(("expected", "well"), [(b"a", True), (b"", True), (b"other", False)])
    async def test_payload(self, expected: bytes, well: bool) -> None:
        async with tcp_target("a") as a:
            check = HealthCheck(CheckKind.PAYLOAD, 2, 2, 1, 1, send=b"who?", receive=expected)
            assert await is_well(check, a.host, a.port, 0.5) is well

    async def test_http(self) -> None:
        request = HttpCheck("/alive", "GET", ((200, 300), (404, 405)), host="up.test", http10=True)
        check = HealthCheck(CheckKind.HTTP, 2, 2, 1, 1, http=request)
        async with http_target("a") as a:
            found = []
            for status in (200, 404, 500):
                a.status = status
                found.append(await is_well(check, a.host, a.port, 2))
            assert found == [True, True, False]
            assert (a.seen[0].path, a.seen[0].headers["host"]) == ("/alive", "up.test")
        async with tcp_target("no http") as other:
            assert not await is_well(check, other.host, other.port, 0.5)

    async def test_in_time(self) -> None:
        async with tcp_target("a") as a:
            a.mute = True
            check = HealthCheck(CheckKind.PAYLOAD, 2, 2, 1, 1, send=b"who?", receive=b"a")
            assert not await is_well(check, a.host, a.port, 0.2)
