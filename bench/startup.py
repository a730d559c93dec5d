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
    """Start servers in fresh directories and again in the same ones; then fill one."""
    yield from _starts("without Envoy", 1.0, NO_DATAPLANE)
    yield from _starts("with Envoy", 1.5)
    yield from _filled()


def _starts(what: str, budget: float, *options: str) -> Iterator[Figure]:
    times: dict[str, list[float]] = {"first": [], "later": []}
    sizes: dict[str, list[float]] = {"first": [], "later": []}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        with Twin(Path(folder) / "warm-up", *options):
            pass
        for number in range(_STARTS):
            for which in ("first", "later"):
                with Twin(Path(folder) / str(number), *options) as server:
                    times[which].append(server.started_s)
                    sizes[which].append(server.resident())
    for which in ("first", "later"):
        yield Figure(f"{which} start {what}, median of {_STARTS}", median(times[which]), seconds, budget=budget)
        yield Figure(f"{which} start {what}: resident memory", median(sizes[which]), megabytes, budget=_MEMORY)


def _filled() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Twin(Path(folder) / "data") as server:
        caller = server.caller()
        for balancer, _ in caller.balancers(_LISTENERS // LISTENERS_PER_BALANCER):
            caller.listeners(balancer, LISTENERS_PER_BALANCER)
        yield Figure(f"resident memory with {_LISTENERS:,} listeners", server.resident(), megabytes, budget=_MEMORY)
        yield Figure(
            f"Envoy's resident memory with {_LISTENERS:,} listeners", server.envoy.memory_info().rss, megabytes
        )
