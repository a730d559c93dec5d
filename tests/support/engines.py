"""An engine that moves no traffic, and what tests do to engines that do."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tests.support.targets import eventually
from twincloud.balancing.engine import Applied, TargetHealth
from twincloud.balancing.plan import ForwardingPlan

if TYPE_CHECKING:
    from twincloud.dataplane.engine import EnvoyEngine


class RecordingEngine:
    """An engine that keeps the plans it gets, can refuse listeners, and can be held up."""

    def __init__(self) -> None:
        self.plans: list[ForwardingPlan] = []
        self._arrivals: asyncio.Queue[ForwardingPlan] = asyncio.Queue()
        self.refuses: Callable[[ForwardingPlan], Mapping[str, str]] = lambda _: {}
        self.readings: dict[str, tuple[TargetHealth, ...]] = {}
        self.open = asyncio.Event()
        self.open.set()

    async def apply(self, plan: ForwardingPlan) -> Applied:
        self.plans.append(plan)
        self._arrivals.put_nowait(plan)
        await self.open.wait()
        return Applied(self.refuses(plan))

    async def health(self, pool_ids: Sequence[str]) -> Mapping[str, tuple[TargetHealth, ...]]:
        return {pool: self.readings[pool] for pool in pool_ids if pool in self.readings}

    async def arrival(self, balancer: str, generation: int) -> None:
        """Wait until the plan of this generation, or of a later one, has come."""
        async with asyncio.timeout(10):
            while True:
                plan = await self._arrivals.get()
                if plan.balancer_id == balancer and plan.generation >= generation:
                    return


async def kill_envoy(engine: EnvoyEngine) -> None:
    """Kill Envoy as a crash would."""
    pid = engine.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


async def next_envoy(engine: EnvoyEngine, starts: int) -> None:
    """Wait until so many Envoys have been started and the last of them serves."""

    async def now() -> tuple[int, str]:
        status = engine.status()
        return status.starts, status.state

    await eventually(now, lambda found: found[0] >= starts and found[1] == "serving")
