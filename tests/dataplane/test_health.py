"""Health checks: who gets traffic, and what is told of whom."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable

import pytest

from tests.support.plans import host, http, plan, pool, route, target, tcp
from tests.support.targets import ask_http, ask_tcp, eventually, http_target, tcp_target
from twincloud.balancing.engine import TargetHealth
from twincloud.balancing.plan import CheckKind, Endpoint, HealthCheck, HttpCheck, Target
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]

TCP = HealthCheck(CheckKind.TCP, interval_s=2, timeout_s=2, healthy_threshold=2, unhealthy_threshold=2)
HTTP = HealthCheck(
    CheckKind.HTTP,
    interval_s=2,
    timeout_s=2,
    healthy_threshold=2,
    unhealthy_threshold=2,
    http=HttpCheck("/alive", "GET", ((200, 300), (401, 402))),
)


async def state(engine: EnvoyEngine, pool_id: str = "p") -> list[bool | None]:
    return [found.healthy for found in (await engine.health([pool_id]))[pool_id]]


async def becomes(engine: EnvoyEngine, *wanted: bool | None) -> None:
    """Wait until the pool's targets are in these states."""
    await eventually(lambda: state(engine), lambda found: found == [*wanted])


async def test_a_tcp_target_that_dies_gets_no_traffic_until_it_is_back(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with tcp_target("a") as a, tcp_target("b") as b:
        await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a), target(b), check=TCP)))
        await becomes(engine, True, True)
        await b.stop()
        await becomes(engine, True, False)
        assert {await ask_tcp(at.host, at.port) for _ in range(10)} == {"a"}
        await b.start(b.port)
        await becomes(engine, True, True)
        assert {await ask_tcp(at.host, at.port) for _ in range(10)} == {"a", "b"}


async def test_a_target_that_leaves_gets_nothing_more_though_it_is_healthy(
    engine: EnvoyEngine, endpoint: Place
) -> None:
    at = endpoint()
    async with tcp_target("a") as a, tcp_target("b") as b:
        await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a), target(b), check=TCP)))
        await becomes(engine, True, True)
        await engine.apply(plan(tcp("l", at, "p"), pool("p", target(b), check=TCP), generation=2))
        assert {await ask_tcp(at.host, at.port) for _ in range(8)} == {"b"}
        assert await state(engine) == [True]


async def test_an_http_target_is_judged_by_its_status(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a, http_target("b") as b:
        checked = pool("p", target(a), target(b), check=HTTP, http=True)
        await engine.apply(plan(http("l", at, host("*", route("/", "p"))), checked))
        await becomes(engine, True, True)
        b.status = 401
        await asked(b)
        assert await state(engine) == [True, True]
        b.status = 500
        await becomes(engine, True, False)
        assert {(await ask_http(at.host, at.port)).body for _ in range(10)} == {"a"}
        b.status = 201
        await becomes(engine, True, True)
        checks = [seen for seen in a.seen if seen.path == "/alive"]
        assert checks[0].method == "GET"
        assert checks[0].headers["host"] == a.host


async def asked(server: object, times: int = 3) -> None:
    """Wait for so many more checks."""
    seen = server.seen  # type: ignore[attr-defined]  # an HttpTarget
    before = len(seen)

    async def more() -> int:
        return len(seen) - before

    await eventually(more, lambda count: count >= times)


async def test_one_bad_status_is_not_a_reason(engine: EnvoyEngine, endpoint: Place) -> None:
    async with http_target("a") as a:
        patient = HealthCheck(
            CheckKind.HTTP, 2, 2, 1, 50, http=HttpCheck("/", "HEAD", ((200, 300),), host="alive.test")
        )
        listener = http("l", endpoint(), host("*", route("/", "p")))
        await engine.apply(plan(listener, pool("p", target(a), check=patient, http=True)))
        await becomes(engine, True)
        a.status = 500
        await asked(a)
        assert await state(engine) == [True]
        assert (a.seen[-1].method, a.seen[-1].headers["host"]) == ("HEAD", "alive.test")


@pytest.mark.parametrize(("expected", "healthy"), [(b"", True), (b"a\n", True), (b"other", False)])
async def test_a_payload_is_compared_with_the_answer(
    expected: bytes, healthy: bool, engine: EnvoyEngine, endpoint: Place
) -> None:
    async with tcp_target("a") as a:
        check = HealthCheck(CheckKind.PAYLOAD, 2, 4, 1, 1, send=b"ping", receive=expected)
        await engine.apply(plan(tcp("l", endpoint(), "p"), pool("p", target(a), check=check)))
        await becomes(engine, healthy)


async def test_a_target_that_does_not_give_the_expected_answer_in_time_is_dead(
    engine: EnvoyEngine, endpoint: Place
) -> None:
    async with tcp_target("a") as a:
        a.mute = True
        check = HealthCheck(CheckKind.PAYLOAD, 2, 4, 1, 1, send=b"ping", receive=b"a")
        await engine.apply(plan(tcp("l", endpoint(), "p"), pool("p", target(a), check=check)))
        await becomes(engine, False)


async def test_the_check_may_go_to_another_port(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with tcp_target("a") as a, http_target("side") as side:
        aside = HealthCheck(CheckKind.HTTP, 2, 2, 1, 1, port=side.port, http=HttpCheck("/", "GET", ((200, 300),)))
        await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a), check=aside)))
        await becomes(engine, True)
        side.status = 503
        await becomes(engine, False)
        assert await ask_tcp(at.host, at.port) == "a"


@pytest.mark.parametrize("spread", [True, False])
async def test_when_all_are_dead_the_pool_decides(spread: bool, engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a, http_target("b") as b:
        a.status = b.status = 500
        checked = pool("p", target(a), target(b), check=HTTP, http=True, all_dead_serves_all=spread)
        await engine.apply(plan(http("l", at, host("*", route("/", "p"))), checked))
        await becomes(engine, False, False)
        found = {(await ask_http(at.host, at.port)).status for _ in range(10)}
        assert found == ({500} if spread else {503})
        assert {seen.path for seen in a.seen + b.seen} == ({"/", "/alive"} if spread else {"/alive"})


async def test_one_survivor_gets_everything(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with http_target("a") as a, http_target("b") as b:
        b.status = 500
        dead = [Target("127.0.0.1", 1, 10) for _ in range(1)]
        checked = pool("p", target(a), target(b), *dead, check=HTTP, http=True)
        await engine.apply(plan(http("l", at, host("*", route("/", "p"))), checked))
        await becomes(engine, True, False, False)
        assert {(await ask_http(at.host, at.port)).body for _ in range(10)} == {"a"}


@pytest.fixture
async def black_hole() -> AsyncIterator[Target]:
    """A target whose host never answers: its queue of connections is full, so that the kernel drops the rest."""
    loop = asyncio.get_running_loop()
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for guest in (first, second):
            guest.setblocking(False)
            connecting = loop.create_task(loop.sock_connect(guest, full.getsockname()))
            await asyncio.wait([connecting], timeout=0.2)
            connecting.cancel()
            await asyncio.wait([connecting])
        yield Target("127.0.0.1", full.getsockname()[1], 10)


async def test_a_target_that_never_answers_holds_up_nobody(
    engine: EnvoyEngine, endpoint: Place, black_hole: Target
) -> None:
    at, other = endpoint(), endpoint()
    slow = HealthCheck(CheckKind.TCP, interval_s=100, timeout_s=100, healthy_threshold=1, unhealthy_threshold=1)
    async with tcp_target("a") as a, asyncio.timeout(3):
        await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a), black_hole, check=slow)))
        await eventually(lambda: state(engine), lambda found: found[0] is True)
        assert await state(engine) == [True, None]
        assert {await ask_tcp(at.host, at.port) for _ in range(6)} == {"a"}
        # A changed check makes Envoy wait for this target, but neither this change nor others wait with it.
        changed = HealthCheck(CheckKind.TCP, interval_s=99, timeout_s=99, healthy_threshold=1, unhealthy_threshold=1)
        await engine.apply(plan(tcp("l", at, "p"), pool("p", target(a), black_hole, check=changed), generation=2))
        await engine.apply(plan(tcp("m", other, "q"), pool("q", target(a)), balancer="other"))
        assert await ask_tcp(other.host, other.port) == "a"
        assert {await ask_tcp(at.host, at.port) for _ in range(6)} == {"a"}


async def test_unchecked_and_unknown_pools(engine: EnvoyEngine, endpoint: Place) -> None:
    resting = Target("127.0.0.1", 2, 0)
    unchecked = pool("p", Target("127.0.0.1", 1, 10), resting)
    checked = pool("q", resting, check=TCP)
    await engine.apply(plan(tcp("l", endpoint(), "p"), tcp("m", endpoint(), "q"), unchecked, checked))
    assert await engine.health(["p", "q", "nobody"]) == {
        "p": (TargetHealth("127.0.0.1", 1, None), TargetHealth("127.0.0.1", 2, None)),
        "q": (TargetHealth("127.0.0.1", 2, None),),
    }
    await engine.apply(plan())
    assert await engine.health(["p", "q"]) == {}
