"""What clients and targets see of UDP listeners on a real Envoy."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest

from tests.support.datagrams import UdpTarget, ask_udp, udp_client, udp_target
from tests.support.plans import plan, pool, target, tcp
from tests.support.targets import ask_tcp, eventually, tcp_target
from twincloud.balancing.plan import CheckKind, Endpoint, HealthCheck, Listener, Pool, Protocol, Scheduler, Target
from twincloud.dataplane.engine import EngineOptions, EnvoyEngine

Place = Callable[[], Endpoint]
SILENCE_S = 0.3


def udp(name: str, *at: Endpoint, pool_id: str | None = "p", **more: bool | float) -> Listener:
    return Listener(name, Protocol.UDP, at, pool_id=pool_id, **more)  # type: ignore[arg-type]  # two members' values


def place(server: UdpTarget) -> Target:
    return Target(server.host, server.port, 10)


async def test_clients_are_spread_and_each_keeps_its_target(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with udp_target("a") as a, udp_target("b") as b:
        assert (await engine.apply(plan(udp("u", at), pool("p", place(a), place(b))))).refused == {}
        found: Counter[str] = Counter()
        for _ in range(10):
            async with udp_client(at.host, at.port) as client:
                (name,) = {await client.ask() for _ in range(3)}
                found[name] += 1
        assert found == {"a": 5, "b": 5}
        assert len(set(a.seen)) == 5


async def test_a_client_address_keeps_its_target(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with udp_target("a") as a, udp_target("b") as b, udp_target("c") as c:
        shared = pool("p", place(a), place(b), place(c), scheduler=Scheduler.SOURCE_IP_HASH)
        assert (await engine.apply(plan(udp("u", at, hash_source_ip=True), shared))).refused == {}
        chosen = [
            {await ask_udp(at.host, at.port, source=f"127.0.3.{number}") for _ in range(3)} for number in range(1, 25)
        ]
    assert all(len(found) == 1 for found in chosen)
    assert set.union(*chosen) == {"a", "b", "c"}


async def test_a_silent_client_is_forgotten(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with udp_target("a") as a:
        # The tests' time runs twenty times as fast.
        await engine.apply(plan(udp("u", at, idle_timeout_s=4.0), pool("p", place(a))))
        async with udp_client(at.host, at.port) as client:
            await client.ask()
            await client.ask()

            async def after_silence() -> int:
                await asyncio.sleep(0.5)
                await client.ask()
                return len(set(a.seen))

            assert len(set(a.seen)) == 1
            await eventually(after_silence, lambda ports: ports > 1)


async def test_tcp_and_udp_share_a_port(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with tcp_target("stream") as stream, udp_target("datagram") as datagram:
        pools = [pool("p", place(datagram)), pool("q", target(stream))]
        assert (await engine.apply(plan(udp("u", at), tcp("t", at, "q"), *pools))).refused == {}
        assert await ask_udp(at.host, at.port) == "datagram"
        assert await ask_tcp(at.host, at.port) == "stream"
        assert (await engine.apply(plan(tcp("t", at, "q"), pools[1], generation=2))).refused == {}
        assert await ask_tcp(at.host, at.port) == "stream"
        with pytest.raises((TimeoutError, ConnectionError)):
            await ask_udp(at.host, at.port, within_s=SILENCE_S)


async def test_a_listener_without_targets_answers_nothing(engine: EnvoyEngine, endpoint: Place) -> None:
    at, other = endpoint(), endpoint()
    without: list[Listener | Pool] = [udp("u", at), pool("p"), udp("v", other, pool_id=None)]
    assert (await engine.apply(plan(*without))).refused == {}
    for nowhere in (at, other):
        with pytest.raises(TimeoutError):
            await ask_udp(nowhere.host, nowhere.port, within_s=SILENCE_S)
    async with udp_target("a") as a:
        await engine.apply(plan(udp("u", at), pool("p", place(a)), generation=2))
        assert await ask_udp(at.host, at.port) == "a"


async def test_a_target_that_leaves_loses_its_clients_to_the_others(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with udp_target("a") as a, udp_target("b") as b, udp_client(at.host, at.port) as client:
        await engine.apply(plan(udp("u", at), pool("p", place(a))))
        assert await client.ask() == "a"
        await engine.apply(plan(udp("u", at), pool("p", place(b)), generation=2))
        assert await client.ask() == "b"


async def test_a_taken_port_is_refused(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with udp_target("stranger") as stranger:
        taken = Endpoint(stranger.host, stranger.port)
        applied = await engine.apply(plan(udp("u", taken), udp("v", at), pool("p", place(stranger))))
        assert "another process listens there" in applied.refused["u"]
        assert list(applied.refused) == ["u"]
        assert await ask_udp(at.host, at.port) == "stranger"


async def test_limits_of_connections_are_refused(engine: EnvoyEngine, endpoint: Place) -> None:
    limited = Listener("u", Protocol.UDP, (endpoint(),), max_connections=3)
    assert (await engine.apply(plan(limited))).refused == {
        "u": "a UDP listener has no connections that could be limited"
    }


async def test_only_the_exact_answer_is_healthy(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    check = HealthCheck(CheckKind.UDP_PAYLOAD, 2, 4, 1, 1, send=b"ping", receive=b"pong")
    async with (
        udp_target("good", {b"ping": b"pong"}) as good,
        udp_target("longer", {b"ping": b"pong!"}) as longer,
        udp_target("gone") as gone,
    ):
        gone.stop()
        checked = pool("p", place(good), place(longer), place(gone), check=check)
        assert (await engine.apply(plan(udp("u", at), checked))).refused == {}

        async def health() -> list[bool | None]:
            return [found.healthy for found in (await engine.health(["p"]))["p"]]

        await eventually(health, lambda found: found == [True, False, False])
        assert {await ask_udp(at.host, at.port) for _ in range(6)} == {"good"}
        longer.answers[b"ping"] = b"pong"
        await eventually(health, lambda found: found == [True, True, False])
        assert {await ask_udp(at.host, at.port) for _ in range(6)} == {"good", "longer"}


async def test_an_expected_answer_needs_a_question(engine: EnvoyEngine, endpoint: Place) -> None:
    check = HealthCheck(CheckKind.UDP_PAYLOAD, 2, 4, 1, 1, receive=b"pong")
    applied = await engine.apply(plan(udp("u", endpoint()), pool("p", check=check)))
    assert applied.refused == {"u": "a UDP health check needs something to send and the answer to expect"}


class TestSeveralWorkers:
    @pytest.fixture
    def options(self) -> EngineOptions:
        """Two workers, each with a socket per address."""
        return EngineOptions(concurrency=2, time_scale=20, drain_time_s=1)

    async def test_a_port_range(self, engine: EnvoyEngine, endpoint: Place) -> None:
        places = [endpoint() for _ in range(3)]
        async with udp_target("a") as a:
            assert (await engine.apply(plan(udp("u", *places), pool("p", place(a))))).refused == {}
            assert engine.status().descriptors_used == 6
            for at in places:
                async with udp_client(at.host, at.port) as client:
                    assert {await client.ask() for _ in range(4)} == {"a"}
