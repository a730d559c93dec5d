"""CPU time of our API per call, beside that of moto's load balancing API for the counterpart."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.connection import Connection
from bench.figures import Figure, microseconds, part
from bench.moto import Moto, MotoPlace
from bench.processes import Program
from bench.twin import FIRST_PORT, LISTENERS_PER_BALANCER, NO_DATAPLANE, Twin

_BLOCKS = 4
_BALANCERS_PER_BLOCK = 4
_DESCRIPTIONS_PER_BLOCK = 400
_DESCRIBED = 20
_AFTERWARDS_S = 0.7
"""Work that a server puts off until after its answers counts as well."""

Calls = Callable[[], Sequence[bytes]]


def measure() -> Iterator[Figure]:
    """Alternate blocks of the same calls between the two servers, one connection each, and compare their CPU time."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        directory = Path(folder)
        with Twin(directory / "data", NO_DATAPLANE) as ours, Moto(directory) as other:
            yield from _compare("CreateListener", 1 / 8, (ours, _creations(ours)), (other, _moto_creations(other)))
            what = f"DescribeListeners({_DESCRIBED})"
            yield from _compare(what, 1 / 16, (ours, _descriptions(ours)), (other, _moto_descriptions(other)))


def _compare(what: str, budget: float, ours: tuple[Twin, Calls], other: tuple[Moto, Calls]) -> Iterator[Figure]:
    used, spent, number = 0.0, 0.0, 0
    with ours[0].connection() as our_connection, other[0].connection() as other_connection:
        for block in range(_BLOCKS + 1):
            our_calls, other_calls = ours[1](), other[1]()
            our_s = _block(ours[0], our_connection, our_calls)
            other_s = _block(other[0], other_connection, other_calls)
            if block:  # the first one warms up
                used, spent, number = used + our_s, spent + other_s, number + len(our_calls)
    yield Figure(f"{what}: CPU per call, twincloud", used / number, microseconds)
    yield Figure(f"{what}: CPU per call, moto", spent / number, microseconds)
    yield Figure(f"{what}: CPU per call, twincloud to moto", used / spent, part, budget=budget)


def _block(server: Program, connection: Connection, requests: Sequence[bytes]) -> float:
    before = server.cpu_s()
    for request in requests:
        answer = connection.exchange(request)
        assert b'"Error"' not in answer, answer
    time.sleep(_AFTERWARDS_S)
    return server.cpu_s() - before


def _creations(ours: Twin) -> Calls:
    """Return what makes a block's calls for new balancers, each of which gets as many listeners as it may have."""
    caller = ours.caller()
    ports = range(FIRST_PORT, FIRST_PORT + LISTENERS_PER_BALANCER)

    def calls() -> Sequence[bytes]:
        return [
            ours.request("CreateListener", {"LoadBalancerId": balancer, "Protocol": "TCP", "Ports": [port]})
            for balancer, _ in caller.balancers(_BALANCERS_PER_BLOCK)
            for port in ports
        ]

    return calls


def _moto_creations(other: Moto) -> Calls:
    place = MotoPlace(other, "created")

    def calls() -> Sequence[bytes]:
        balancers = [place.balancer() for _ in range(_BALANCERS_PER_BLOCK)]
        return [place.creation(name, port) for name in balancers for port in range(1, LISTENERS_PER_BALANCER + 1)]

    return calls


def _descriptions(ours: Twin) -> Calls:
    caller = ours.caller()
    ((balancer, _),) = caller.balancers(1)
    caller.listeners(balancer, _DESCRIBED)
    return lambda: [ours.request("DescribeListeners", {"LoadBalancerId": balancer})] * _DESCRIPTIONS_PER_BLOCK


def _moto_descriptions(other: Moto) -> Calls:
    place = MotoPlace(other, "described")
    balancer = place.balancer()
    place.listeners(balancer, _DESCRIBED)
    return lambda: [place.description(balancer)] * _DESCRIPTIONS_PER_BLOCK
