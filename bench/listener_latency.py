"""Time from the answer of CreateListener to the first connection, with many listeners present."""

from __future__ import annotations

import concurrent.futures
import contextlib
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench import envoy
from bench.figures import Figure, count, megabytes, milliseconds, percentile, seconds
from bench.processes import free_ports
from bench.twin import FIRST_PORT, LISTENERS_PER_BALANCER, Twin, targets_of

_STEPS = ((1000, 0.010), (5000, 0.015))
"""How many listeners are present, and the budget then."""
_SAMPLED = 100
_SAMPLED_REGION = "ap-shanghai"
"""Another region, because the quota of balancers is used up in the first."""
_CLIENTS = 4
_PAUSE_S = 0.0001
"""Between two tries to connect, so that trying leaves a processor to those who are waited for."""
_PATIENCE_S = 30.0


class _Place(NamedTuple):
    """A listener and where it listens."""

    balancer: str
    listener: str
    address: tuple[str, int]


def measure() -> Iterator[Figure]:
    """Fill a server call by call, sample, fill it further, sample again, and ask every listener for an answer."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        (port,) = free_ports(1)
        with (
            envoy.StaticEnvoy(Path(folder), "target", envoy.web_servers([port]), concurrency=1),
            Twin(Path(folder) / "data") as server,
        ):
            places: list[_Place] = []
            creating = registering = 0.0
            for present, budget in _STEPS:
                started = time.perf_counter()
                added = _fill(server, present - len(places))
                created = time.perf_counter()
                _register(server, added, port)
                creating += created - started
                registering += time.perf_counter() - created
                places += added
                yield from _latency(server, present, budget)
            yield Figure(f"creating {len(places):,} listeners, one a call, {_CLIENTS} clients", creating, seconds)
            yield Figure(f"registering a target with each, {_CLIENTS} clients", registering, seconds)
            silent = [place for place in places if not _answers(place.address, port)]
            yield Figure(f"listeners out of {len(places):,} that do not serve", len(silent), count, budget=0)
            yield Figure("resident memory of twincloud", server.resident(), megabytes)
            yield Figure("resident memory of Envoy", server.envoy.memory_info().rss, megabytes)


def _fill(server: Twin, listeners: int) -> list[_Place]:
    """Create balancers with as many listeners as they may have, one call for each, and wait until all is applied."""

    def fill(_: int) -> list[_Place]:
        caller = server.caller()
        ((balancer, vip),) = caller.balancers(1)
        order = {"LoadBalancerId": balancer, "Protocol": "TCP"}
        ports = range(FIRST_PORT, FIRST_PORT + LISTENERS_PER_BALANCER)
        answers = [caller.call("CreateListener", **order, Ports=[port]) for port in ports]
        caller.wait(answers[-1]["RequestId"])
        return [
            _Place(balancer, answer["ListenerIds"][0], (vip, port)) for port, answer in zip(ports, answers, strict=True)
        ]

    with concurrent.futures.ThreadPoolExecutor(_CLIENTS) as pool:
        filled = pool.map(fill, range(listeners // LISTENERS_PER_BALANCER))
        return [place for places in filled for place in places]


def _register(server: Twin, places: list[_Place], port: int) -> None:
    """Register the target with every listener, and wait until all is applied."""

    def register(some: list[_Place]) -> None:
        caller = server.caller()
        for place in some:
            order = {"LoadBalancerId": place.balancer, "ListenerId": place.listener}
            last = caller.call("RegisterTargets", **order, Targets=targets_of([port]))["RequestId"]
        caller.wait(last)

    size = LISTENERS_PER_BALANCER
    with concurrent.futures.ThreadPoolExecutor(_CLIENTS) as pool:
        list(pool.map(register, [places[start : start + size] for start in range(0, len(places), size)]))


def _latency(server: Twin, present: int, budget: float) -> Iterator[Figure]:
    caller = server.caller(_SAMPLED_REGION)
    times = []
    for balancer, vip in caller.balancers(_SAMPLED // LISTENERS_PER_BALANCER):
        for port in range(FIRST_PORT, FIRST_PORT + LISTENERS_PER_BALANCER):
            order = {"LoadBalancerId": balancer, "Protocol": ("TCP", "HTTP")[port % 2], "Ports": [port]}
            answer = caller.call("CreateListener", **order)
            answered = time.perf_counter()
            _await_connection((vip, port))
            times.append(time.perf_counter() - answered)
            caller.wait(answer["RequestId"])
    text = f"CreateListener's answer to first connection, {present:,} present"
    yield Figure(f"{text}: p50", percentile(times, 50), milliseconds)
    yield Figure(f"{text}: p95", percentile(times, 95), milliseconds, budget=budget)
    yield Figure(f"{text}: slowest", max(times), milliseconds)


def _await_connection(address: tuple[str, int]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        with socket.socket() as attempt:
            if attempt.connect_ex(address) == 0:
                return
        assert time.monotonic() < deadline, f"{address} does not open"
        time.sleep(_PAUSE_S)


def _answers(address: tuple[str, int], target: int) -> bool:
    """Tell whether the target answers through a listener."""
    with contextlib.suppress(OSError), socket.create_connection(address, 5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: any\r\n\r\n")
        return f"target-{target}".encode() in connection.recv(4096)
    return False
