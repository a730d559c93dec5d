"""Throughput of our Envoy configuration beside that of one written by hand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from bench import envoy, load
from bench.figures import Figure, count, median, ratio
from bench.processes import cpu_s, free_ports
from bench.twin import Twin, targets_of

_ROUNDS = 16
_RUN_S = 0.5
_WORKERS = 2
_LISTENERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("HTTP, KeepaliveEnable", {"Protocol": "HTTP", "Ports": [80], "KeepaliveEnable": 1}),
    ("HTTP, a connection a request", {"Protocol": "HTTP", "Ports": [81]}),
    ("TCP", {"Protocol": "TCP", "Ports": [9000]}),
)
"""What is compared, in the order of the static configuration's ports."""


def measure() -> Iterator[Figure]:
    """Alternate runs between the two Envoys, which have the same program, workers and targets."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        directory = Path(folder)
        http, closing, tcp, *targets = free_ports(5)
        by_hand = envoy.proxy(http, closing, tcp, targets)
        with (
            envoy.StaticEnvoy(directory, "targets", envoy.web_servers(targets), concurrency=1),
            envoy.StaticEnvoy(directory, "static", by_hand, concurrency=_WORKERS) as static,
            Twin(directory / "data", "--workers", str(_WORKERS)) as ours,
        ):
            places = _set_up(ours, targets)
            for (kind, _), place, port in zip(_LISTENERS, places, static.ports, strict=True):
                other = _Side(psutil.Process(static.pid), ("127.0.0.1", port))
                yield from _compare(kind, _Side(ours.envoy, place), other)


def _set_up(ours: Twin, ports: Sequence[int]) -> list[tuple[str, int]]:
    """Create the listeners, those of HTTP with one rule, all before the same targets; return where they listen."""
    caller = ours.caller()
    ((balancer, vip),) = caller.balancers(1)
    places = []
    for _, order in _LISTENERS:
        (listener,) = caller.done("CreateListener", LoadBalancerId=balancer, **order)["ListenerIds"]
        on = {"LoadBalancerId": balancer, "ListenerId": listener}
        rule = {}
        if order["Protocol"] == "HTTP":
            (rule["LocationId"],) = caller.done("CreateRule", **on, Rules=[{"Domain": vip, "Url": "/"}])["LocationIds"]
        caller.done("RegisterTargets", **on, **rule, Targets=targets_of(ports))
        places.append((vip, order["Ports"][0]))
    return places


def _compare(kind: str, ours: _Side, static: _Side) -> Iterator[Figure]:
    for number in range(_ROUNDS + 1):
        for side in (ours, static) if number % 2 else (static, ours):
            side.run(warming_up=number == 0)
    yield Figure(f"{kind}: requests/s through twincloud ({load.generator()})", median(ours.rates), count)
    yield Figure(f"{kind}: requests/s through the static Envoy", median(static.rates), count)
    rates = [mine / other for mine, other in zip(ours.rates, static.rates, strict=True)]
    yield Figure(f"{kind}: throughput, twincloud to static", median(rates), ratio, budget=0.97, at_least=True)
    costs = [mine / other for mine, other in zip(ours.costs, static.costs, strict=True)]
    yield Figure(f"{kind}: Envoy's CPU per request, twincloud to static", median(costs), ratio)


class _Side:
    """One of the two Envoys: its address, and the rates and CPU times per request that were measured."""

    def __init__(self, process: psutil.Process, place: tuple[str, int]) -> None:
        self.rates: list[float] = []
        self.costs: list[float] = []
        self._process = process
        self._place = place

    def run(self, *, warming_up: bool) -> None:
        """Load it for a while and note what came of it, unless it is warming up."""
        before = cpu_s(self._process)
        rate = load.requests_per_s(*self._place, _RUN_S)
        if not warming_up:
            self.rates.append(rate)
            self.costs.append((cpu_s(self._process) - before) / (rate * _RUN_S))
