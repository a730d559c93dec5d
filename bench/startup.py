"""Time from starting the program to its welcome, and the memory it takes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, median, megabytes, seconds
from bench.twin import LISTENERS_PER_BALANCER, NO_DATAPLANE, Twin

_STARTS = 5
_LISTENERS = 1000
_MEMORY = 100e6


def measure() -> Iterator[Figure]:
    """Start servers in fresh directories, then again in the same ones."""
    yield from _starts("without Envoy", 1.0, NO_DATAPLANE)
    yield from _starts("with Envoy", 1.5)
    yield from _memory("without Envoy", NO_DATAPLANE)
    yield from _memory("with Envoy")


def _starts(what: str, budget: float, *options: str) -> Iterator[Figure]:
    first: list[float] = []
    again: list[float] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for number in range(_STARTS + 1):
            data = Path(folder) / str(number)
            for times in (first, again):
                with Twin(data, *options) as server:
                    if number:  # the first directory fills the machine's caches
                        times.append(server.started_s)
    yield Figure(f"first start {what}, median of {_STARTS}", median(first), seconds, budget=budget)
    yield Figure(f"later start {what}, median of {_STARTS}", median(again), seconds, budget=budget)


def _memory(what: str, *options: str) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Twin(Path(folder) / "data", *options) as server:
        yield Figure(f"resident memory when ready, {what}", server.resident(), megabytes, budget=_MEMORY)
        caller = server.caller()
        for balancer, _ in caller.balancers(_LISTENERS // LISTENERS_PER_BALANCER):
            caller.listeners(balancer, LISTENERS_PER_BALANCER)
        yield Figure(f"resident memory with {_LISTENERS:,} listeners, {what}", server.resident(), megabytes, _MEMORY)
        if NO_DATAPLANE not in options:
            yield Figure(f"Envoy's memory with {_LISTENERS:,} listeners", server.envoy.memory_info().rss, megabytes)
