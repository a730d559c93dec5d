"""What Envoy says of the traffic of its listeners."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.support.certificates import Authority, shake
from tests.support.datagrams import ask_udp, udp_target
from tests.support.encrypted import certificate, encrypted, https, wearing
from tests.support.engines import kill_envoy, next_envoy
from tests.support.http3 import http3_client
from tests.support.plans import host, http, plan, pool, route, target, tcp
from tests.support.targets import ask_http, ask_tcp, eventually, http_target, tcp_target
from tests.support.traffic import Connection
from twincloud.balancing.plan import Endpoint, Listener, Protocol, Target, Tls
from twincloud.balancing.traffic import Moved
from twincloud.dataplane.engine import EngineOptions, EnvoyEngine
from twincloud.dataplane.statistics import StatisticsDesk

Place = Callable[[], Endpoint]
LONG = "x" * 1000
"""What targets answer with: their name."""


class Totals:
    """Adds up what the engine says, and keeps how long the intervals were."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self.received: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self.active: Counter[str] = Counter()
        self.seconds: list[float] = []

    def __call__(self, seconds: float, moved: Mapping[str, Moved]) -> None:
        self.seconds.append(seconds)
        for name, one in moved.items():
            self.sent[name] += one.sent
            self.received[name] += one.received
            self.requests[name] += one.requests
            self.active[name] = max(self.active[name], one.active)

    async def until(self, name: str, least: int) -> int:
        """Wait until a listener has sent so much, and return what it has sent."""

        async def now() -> int:
            return self.sent[name]

        return await eventually(now, lambda sent: sent >= least)


@pytest.fixture
def totals() -> Totals:
    return Totals()


@pytest.fixture
def options(options: EngineOptions, totals: Totals) -> EngineOptions:
    return EngineOptions(concurrency=1, time_scale=20, drain_time_s=1, on_moved=totals)


async def test_bytes_of_every_protocol(
    engine: EnvoyEngine, endpoint: Place, authority: Authority, totals: Totals
) -> None:
    at = {name: endpoint() for name in ("t", "h", "s", "l", "q", "u")}
    own = authority.issue("a.test")
    async with http_target(LONG) as web, tcp_target(LONG) as stream, udp_target(LONG) as datagram:
        everything = host("*", route("/", "web"))
        wanted = wearing(
            tcp("t", at["t"], "p"),
            http("h", at["h"], everything),
            https("s", at["s"], everything),
            encrypted(at["l"]),
            Listener("q.quic", Protocol.HTTP3, (at["q"],), hosts=(everything,), tls=Tls(("c",))),
            Listener("u", Protocol.UDP, (at["u"],), pool_id="d"),
            pool("web", target(web), http=True),
            pool("p", target(stream)),
            pool("d", Target(datagram.host, datagram.port, 10)),
            wears=(certificate("c", own),),
        )
        assert (await engine.apply(wanted)).refused == {}
        assert await ask_tcp(at["t"].host, at["t"].port) == LONG
        assert (await ask_http(at["h"].host, at["h"].port)).body == LONG
        assert await ask_udp(at["u"].host, at["u"].port) == LONG
        async with http3_client(at["q"].host, at["q"].port, "a.test", authority.pem) as client:
            assert (await client.get("a.test")).body == LONG
        async with shake(at["s"].host, at["s"].port, "a.test", authority.client()) as shaken:
            assert (await shaken.get("a.test")).body == LONG
        async with shake(at["l"].host, at["l"].port, "a.test", authority.client()) as shaken:
            assert await shaken.line() == LONG
    for name in ("t", "h", "s", "l", "u"):
        assert 1000 <= await totals.until(name, 1000) < 2500, name
    # Over QUIC the handshake counts too.
    assert 1000 <= await totals.until("q.quic", 1000) < 8000
    assert (totals.received["t"], totals.received["u"]) == (5, 4)
    assert {name: totals.requests[name] for name in ("h", "s", "q.quic")} == {"h": 1, "s": 1, "q.quic": 1}
    assert all(0.1 < seconds < 0.4 for seconds in totals.seconds)


async def test_open_connections_are_counted(engine: EnvoyEngine, endpoint: Place, totals: Totals) -> None:
    at = endpoint()
    async with tcp_target("a") as stream:
        await engine.apply(plan(tcp("t", at, "p"), pool("p", target(stream))))
        kept = [await Connection.open(at.host, at.port) for _ in range(3)]

        async def active() -> int:
            return totals.active["t"]

        await eventually(active, lambda found: found == 3)
        for one in kept:
            one.close()


async def test_the_next_envoy_goes_on_telling(engine: EnvoyEngine, endpoint: Place, totals: Totals) -> None:
    at = endpoint()
    async with tcp_target(LONG) as stream:
        await engine.apply(plan(tcp("t", at, "p"), pool("p", target(stream))))
        await ask_tcp(at.host, at.port)
        before = await totals.until("t", 1000)
        await kill_envoy(engine)
        await next_envoy(engine, 2)
        await ask_tcp(at.host, at.port)
        assert await totals.until("t", before + 1000) == before + 1001


async def test_lines_that_say_nothing_and_lines_in_pieces(tmp_path: Path, totals: Totals) -> None:
    desk = StatisticsDesk(0.1, totals)
    await desk.start(tmp_path / "s")
    _, writer = await asyncio.open_unix_connection(tmp_path / "s")
    try:
        writer.write(b"envoy.tcp.a.downstream_cx_tx_bytes_total:0|c\nenvoy.server.uptime:5|g\nnonsense\n\n|c\n:|c\n")
        writer.write(b"envoy.tcp.a.downstream_cx_rx_bytes_total:5|c\nenvoy.listener.a.downstream_cx_active:3|g\n")
        writer.write(b"envoy.http.admin.downstream_rq_total:3|c\nenvoy.cluster.a.downstream_rq_total:3|c\n")
        writer.write(b"envoy.tcp.a.downstream_cx_tx_bytes_total:7|c\nenvoy.tcp.b.downstream_cx_tx_byt")
        await writer.drain()
        writer.write(b"es_total:9|c\nenvoy.tcp.a.downstream_cx_tx_bytes_total:1|c\n")
        await totals.until("a", 8)
        assert +totals.sent == {"a": 8, "b": 9}
        assert (totals.received["a"], totals.active["a"], totals.requests.total()) == (5, 3, 0)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        desk.stop()
