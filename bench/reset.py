"""Time of the operator's Reset of a server that is in use."""

from __future__ import annotations

import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, median, milliseconds
from bench.twin import FIRST_PORT, NO_DATAPLANE, Twin

_RESETS = 5
_BALANCERS = 20
_LISTENERS = 10
_PATIENCE_S = 10.0


def measure() -> Iterator[Figure]:
    """Fill and reset a server several times."""
    yield from _resets("without Envoy", NO_DATAPLANE)
    yield from _resets("with Envoy")


def _resets(what: str, *options: str) -> Iterator[Figure]:
    times, closed = [], []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Twin(Path(folder) / "data", *options) as server:
        caller = server.caller()
        for number in range(_RESETS + 1):
            addresses = []
            for balancer, vip in caller.balancers(_BALANCERS):
                caller.listeners(balancer, _LISTENERS)
                addresses += [(vip, port) for port in range(FIRST_PORT, FIRST_PORT + _LISTENERS)]
            assert NO_DATAPLANE in options or all(map(_open, addresses))
            started = time.perf_counter()
            server.operator("Reset")
            answered = time.perf_counter()
            while any(map(_open, addresses)):
                assert time.perf_counter() < answered + _PATIENCE_S, "a port stays open"
            if number:  # the first one warms up
                times.append(answered - started)
                closed.append(time.perf_counter() - started)
    text = f"Reset of {_BALANCERS} balancers x {_LISTENERS} listeners {what}, median of {_RESETS}"
    yield Figure(text, median(times), milliseconds, budget=0.050)
    yield Figure("  the slowest of them", max(times), milliseconds)
    if NO_DATAPLANE not in options:
        yield Figure("  the slowest until every port was seen closed", max(closed), milliseconds)


def _open(address: tuple[str, int]) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(address) == 0
