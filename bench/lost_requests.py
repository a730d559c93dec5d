"""Requests that are lost while what serves them changes."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import envoy
from bench.figures import Figure, count
from bench.processes import free_ports
from bench.twin import Caller, Twin, targets_of
from tests.support.load import Load, load

_PER_SECOND = 1000
_DURATION_S = 15.0


def measure() -> Iterator[Figure]:
    """Change targets, weights and rules without a pause under a steady load."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        ports = free_ports(3)
        with (
            envoy.StaticEnvoy(Path(folder), "targets", envoy.web_servers(ports), concurrency=1),
            Twin(Path(folder) / "data") as server,
        ):
            changes = _Changes(server.caller(), ports)
            seen = asyncio.run(_under_load(changes))
    print(f"  failures: {dict(seen.failures) or 'none'}; answers: {dict(sorted(seen.answers.items()))}")
    yield Figure("requests per second", seen.rate, count)
    yield Figure("requests sent", seen.sent, count)
    yield Figure("changes made meanwhile", changes.made, count)
    yield Figure("requests lost", seen.failures.total(), count, budget=0)


async def _under_load(changes: _Changes) -> Load:
    async with load(changes.vip, 80, per_second=_PER_SECOND, host_header=_Changes.domain) as running:
        await asyncio.sleep(1)
        await asyncio.to_thread(changes.make, _DURATION_S)
        await asyncio.sleep(1)
    return running


class _Changes:
    """A rule with two targets that stay, and every change that may be made beside them."""

    domain = "load.test"

    def __init__(self, caller: Caller, ports: list[int]) -> None:
        self.made = 0
        self._caller = caller
        ((balancer, self.vip),) = caller.balancers(1)
        place = {"LoadBalancerId": balancer, "Protocol": "HTTP", "Ports": [80]}
        (listener,) = caller.done("CreateListener", **place)["ListenerIds"]
        self._listener = {"LoadBalancerId": balancer, "ListenerId": listener}
        self._rule = self._location("/")
        self._first, self._second, self._third = targets_of(ports)
        self._targets("RegisterTargets", self._first, self._second)

    def make(self, duration_s: float) -> None:
        """Make changes, each once the one before has been applied."""
        end = time.monotonic() + duration_s
        for number in itertools.count():
            if time.monotonic() > end:
                return
            self._targets("RegisterTargets", self._third)
            self._targets("ModifyTargetWeight", {**self._first, "Weight": number % 100})
            other = self._location(f"/other{number}")
            self._targets("DeregisterTargets", self._third)
            self._change("DeleteRule", LocationIds=[other])

    def _location(self, url: str) -> str:
        answer = self._change("CreateRule", Rules=[{"Domain": self.domain, "Url": url}])
        return str(answer["LocationIds"][0])

    def _targets(self, action: str, *targets: dict[str, Any]) -> None:
        self._change(action, LocationId=self._rule, Targets=list(targets))

    def _change(self, action: str, **payload: Any) -> dict[str, Any]:
        self.made += 1
        return self._caller.done(action, **self._listener, **payload)
