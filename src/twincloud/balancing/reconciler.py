"""Makes every balancer's newest generation true on one node, and writes down what became of it.

Level-triggered: it looks at rows, not at events; news only say that looking is worth while. Whatever is lost in a
crash is found again by looking at every balancer when the server starts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Protocol

from twincloud.balancing.engine import Applied, Engine
from twincloud.balancing.plan import ForwardingPlan
from twincloud.balancing.records import (
    BALANCER_NEWS,
    Balancer,
    NodeState,
    balancer_lock,
    balancers,
    node_states,
    state_id,
)
from twincloud.balancing.tasks import settle_tasks
from twincloud.storage.store import Store
from twincloud.storage.transaction import News, Transaction

log = logging.getLogger(__name__)
_FIRST_RETRY_S = 1.0
_LAST_RETRY_S = 60.0


class Planner(Protocol):
    """A product's part: its rows as a plan, and the end of rows that are marked deleted."""

    def plan(self, tx: Transaction, balancer: Balancer) -> ForwardingPlan:
        """Return what the balancer's rows ask for, as of its generation."""
        ...

    def purge(self, tx: Transaction, balancer: Balancer, generation: int) -> None:
        """Delete the rows that were marked deleted at or before `generation`, which every node has applied."""
        ...

    def balancer_of(self, tx: Transaction, listener_id: str) -> str | None:
        """Return the balancer whose listener has this id, or None when the product has no such listener."""
        ...


class Reconciler:
    """Drives one node. Different balancers are driven at the same time, one balancer never twice at once."""

    def __init__(self, store: Store, engine: Engine, node: str, planners: Mapping[str, Planner]) -> None:
        self._store = store
        self._engine = engine
        self._node = node
        self._planners = planners
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._applied: dict[str, int] = {}
        store.on_news(self._on_news)

    async def start(self) -> None:
        """Bring every stored balancer to the node; returns when each was applied or refused."""
        for balancer in await self._store.read(lambda tx: tx.find(balancers)):
            self._wake(balancer.id)
        await self.idle()

    async def idle(self) -> None:
        """Return once nothing is being driven."""
        while self._running:
            await asyncio.wait(self._running.values())

    async def stop(self) -> None:
        """Stop driving; what is unfinished is taken up at the next start."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _on_news(self, news: Sequence[News]) -> None:
        for item in news:
            if item.kind == BALANCER_NEWS:
                self._wake(item.key)

    def _wake(self, balancer_id: str) -> None:
        if balancer_id in self._running:
            self._again.add(balancer_id)
            return
        task = asyncio.create_task(self._drive(balancer_id), name=f"drive {balancer_id}")
        self._running[balancer_id] = task
        task.add_done_callback(lambda _: self._running.pop(balancer_id, None))

    async def _drive(self, balancer_id: str) -> None:
        pause = _FIRST_RETRY_S
        while True:
            self._again.discard(balancer_id)
            try:
                content = await self._once(balancer_id)
            except Exception:
                # A fault of ours must not stop this balancer for ever; the next look may find it cured.
                log.exception("a balancer could not be reconciled", extra={"balancer": balancer_id})
                content = False
            if content and balancer_id not in self._again:
                return
            if not content:
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LAST_RETRY_S)

    async def _once(self, balancer_id: str) -> bool:
        """Apply the balancer's newest generation; returns False when something stays refused and wants a retry."""
        plan = await self._store.read(lambda tx: self._plan(tx, balancer_id))
        if plan is None:
            if self._applied.pop(balancer_id, None) is not None:
                await self._engine.apply(ForwardingPlan(balancer_id, generation=0))
            return True
        if self._applied.get(balancer_id) == plan.generation:
            return True
        applied = await self._engine.apply(plan)
        undone = await self._store.write(lambda tx: self._settle(tx, plan, applied))
        if applied.refused and not undone:
            return False
        self._applied[balancer_id] = plan.generation
        return True

    def _plan(self, tx: Transaction, balancer_id: str) -> ForwardingPlan | None:
        balancer = tx.get(balancers, balancer_id)
        if balancer is None:
            return None
        if balancer.locked:
            return ForwardingPlan(balancer_id, balancer.generation)
        return self._planners[balancer.product].plan(tx, balancer)

    def _settle(self, tx: Transaction, plan: ForwardingPlan, applied: Applied) -> bool:
        tx.lock([balancer_lock(plan.balancer_id)])
        balancer = tx.get(balancers, plan.balancer_id)
        if balancer is None:
            return False
        undone = settle_tasks(tx, plan.balancer_id, plan.generation, applied.refused)
        key = state_id(self._node, plan.balancer_id)
        after = NodeState(key, self._node, plan.balancer_id, plan.generation, dict(applied.refused))
        before = tx.get(node_states, key)
        if before is None:
            tx.add(node_states, after)
        else:
            tx.replace(node_states, before, after)
        self._planners[balancer.product].purge(tx, balancer, plan.generation)
        return undone
