"""Makes every balancer's newest generation true on one node, and writes down what became of it.

Level-triggered: it looks at rows, not at events; news only say that looking is worth while. Whatever is lost in a
crash is found again by looking at every balancer when the server starts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Protocol

from twincloud.balancing.engine import Applied, Engine, EngineAwayError, internal_fault
from twincloud.balancing.plan import ForwardingPlan
from twincloud.balancing.records import (
    BALANCER_NEWS,
    EVERY_LISTENER,
    Balancer,
    NodeState,
    balancer_lock,
    balancers,
    node_states,
    state_id,
    tasks,
)
from twincloud.balancing.tasks import Fleet, Verdict, applied_everywhere, locks_to_settle, release_tasks, settle_tasks
from twincloud.balancing.undo import Locks
from twincloud.storage.errors import STORE_TROUBLE
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


class _Settled(Enum):
    """What became of a balancer's rows when the engine had spoken."""

    KEPT = "kept"
    UNDONE = "undone"
    GONE = "gone"


class _Drive:
    """One balancer's way to its newest generation."""

    __slots__ = ("news", "task")

    def __init__(self) -> None:
        self.news = asyncio.Event()
        """Something has changed since the rows were looked at last."""
        self.task: asyncio.Task[None] | None = None


def _fault(error: Exception, balancer_id: str) -> Applied:
    """Return the refusal of a whole balancer for an exception."""
    return Applied({EVERY_LISTENER: internal_fault(error, balancer_id)})


class Reconciler:
    """Drives one node. Different balancers are driven at the same time, one balancer never twice at once."""

    def __init__(
        self, store: Store, engine: Engine, node: str, planners: Mapping[str, Planner], fleet: Fleet | None = None
    ) -> None:
        """`fleet` has this node and all others that must apply each change; by default there are no others."""
        self._store = store
        self._engine = engine
        self._node = node
        self._fleet = fleet or Fleet((node,))
        self._planners = planners
        self._drives: dict[str, _Drive] = {}
        self._busy: set[str] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._stopped = False
        self._applied: dict[str, int] = {}
        """The generation at which all of a balancer serves; without one the rows are compared with the engine."""
        self._held: set[str] = set()
        """The balancers of which the engine may have something."""
        self._spoken: dict[str, int] = {}
        """The last generation of which the engine has said whether it serves."""
        self._waiting: dict[str, list[tuple[int, asyncio.Future[None]]]] = {}
        store.on_news(self._on_news)

    async def start(self) -> None:
        """Bring every stored balancer to the node; returns when each was applied or refused."""
        for balancer in await self._store.read(lambda tx: tx.find(balancers)):
            self._wake(balancer.id)
        await self.idle()

    async def idle(self) -> None:
        """Return once every change was applied or refused; what is refused is tried again now and then."""
        await self._quiet.wait()

    async def end_of(self, task_id: str) -> str | None:
        """Return once the task's changes serve or were refused; see the port `TaskEnds`."""
        task = await self._store.read(lambda tx: tx.get(tasks, task_id))
        if task is None:
            return None
        for touched in task.touches:
            await self._reached(touched.balancer_id, touched.generation)
        ended = await self._store.read(lambda tx: tx.get(tasks, task_id))
        return ended.failure if ended is not None else None

    async def _reached(self, balancer_id: str, generation: int) -> None:
        # Who is not driven has nothing left to do: the news of a commit come before its caller goes on.
        if balancer_id in self._drives and self._spoken.get(balancer_id, 0) < generation:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(balancer_id, []).append((generation, waiter))
            await waiter

    def _tell(self, balancer_id: str, generation: int | None) -> None:
        """Let go on who waits for this generation or an earlier one; None lets everybody go on."""
        waiting = self._waiting.pop(balancer_id, [])
        later = [entry for entry in waiting if generation is not None and entry[0] > generation]
        if later:
            self._waiting[balancer_id] = later
        for entry in waiting:
            if entry not in later and not entry[1].done():
                entry[1].set_result(None)

    async def stop(self) -> None:
        """Stop driving; what is unfinished is taken up at the next start."""
        self._stopped = True
        running = [drive.task for drive in self._drives.values() if drive.task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def distrust(self, listener_ids: Iterable[str]) -> None:
        """Look again at the balancers of these listeners, which the engine had accepted and does not serve any more.

        A balancer that is being tried again anyway is left to its pauses.
        """
        for owner in await self._store.read(lambda tx: self._owners(tx, listener_ids)):
            if self._applied.pop(owner, None) is not None:
                self._wake(owner)

    def _owners(self, tx: Transaction, listener_ids: Iterable[str]) -> set[str]:
        found = {planner.balancer_of(tx, name) for name in listener_ids for planner in self._planners.values()}
        return {owner for owner in found if owner is not None}

    def _on_news(self, news: Sequence[News]) -> None:
        for item in news:
            if item.kind == BALANCER_NEWS:
                self._wake(item.key)

    def _wake(self, balancer_id: str) -> None:
        if self._stopped:
            return
        # Here and not in the drive, so that whoever waits for quiet after a commit waits for this change.
        self._busy.add(balancer_id)
        self._quiet.clear()
        drive = self._drives.get(balancer_id)
        if drive is None:
            drive = self._drives[balancer_id] = _Drive()
            drive.task = asyncio.create_task(self._drive(balancer_id, drive), name=f"drive {balancer_id}")
        drive.news.set()

    async def _drive(self, balancer_id: str, drive: _Drive) -> None:
        pause = _FIRST_RETRY_S
        try:
            while True:
                drive.news.clear()
                content = await self._try(balancer_id)
                if drive.news.is_set():
                    pause = _FIRST_RETRY_S
                elif content:
                    return
                else:
                    pause = await self._rest(balancer_id, drive, pause)
        finally:
            # Without a pause after the last look at `news`, or some that came in between would be lost.
            del self._drives[balancer_id]
            self._tell(balancer_id, None)
            self._end(balancer_id)

    async def _rest(self, balancer_id: str, drive: _Drive, pause: float) -> float:
        """Wait before the next try, or until there is news; returns the pause that follows then."""
        self._end(balancer_id)
        try:
            async with asyncio.timeout(pause):
                await drive.news.wait()
        except TimeoutError:
            return min(pause * 2, _LAST_RETRY_S)
        return _FIRST_RETRY_S

    def _end(self, balancer_id: str) -> None:
        self._busy.discard(balancer_id)
        if not self._busy:
            self._quiet.set()

    async def _try(self, balancer_id: str) -> bool:
        try:
            return await self._once(balancer_id)
        except Exception:
            # The store or the engine is away. Whatever it is must not stop this balancer for ever.
            log.exception("a balancer could not be reconciled", extra={"balancer": balancer_id})
            return False

    async def _once(self, balancer_id: str) -> bool:
        """Apply the balancer's newest generation; returns False when something stays refused and wants a retry."""
        planned = await self._store.read(lambda tx: self._plan(tx, balancer_id))
        if planned is None:
            await self._let_go(balancer_id)
            return True
        plan, fault = planned
        if self._applied.get(balancer_id) == plan.generation:
            return True
        self._held.add(balancer_id)
        applied = fault or await self._apply(plan)
        settled = await self._settled(plan, applied)
        if settled is _Settled.GONE:
            await self._let_go(balancer_id)
            return True
        self._spoken[balancer_id] = plan.generation
        self._tell(balancer_id, plan.generation)
        if applied.refused and settled is not _Settled.UNDONE:
            self._applied.pop(balancer_id, None)
            return False
        self._applied[balancer_id] = plan.generation
        return True

    async def _apply(self, plan: ForwardingPlan) -> Applied:
        try:
            return await self._engine.apply(plan)
        except (EngineAwayError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 (a fault of ours is a refusal, too)
            return _fault(error, plan.balancer_id)

    async def _settled(self, plan: ForwardingPlan, applied: Applied) -> _Settled:
        """Write down what the engine has said; when that cannot be done, the change is refused for it.

        Rows may be in the way of undoing, too: at last its tasks end without that, and say so.
        """
        try:
            return await self._write_down(plan, applied)
        except STORE_TROUBLE:
            raise
        except Exception as error:  # noqa: BLE001 (a fault of ours is a refusal, too)
            applied = _fault(error, plan.balancer_id)
        try:
            return await self._write_down(plan, applied)
        except STORE_TROUBLE:
            raise
        except Exception as error:  # noqa: BLE001 (whatever it is, no task may run for ever)
            return await self._write_down(plan, _fault(error, plan.balancer_id), restore=False)

    async def _write_down(self, plan: ForwardingPlan, applied: Applied, *, restore: bool = True) -> _Settled:
        locks: Locks = ([], [])
        if applied.refused:
            # Known before the transaction, so that those who undo at the same time lock in one order.
            locks = await self._store.read(lambda tx: self._locks(tx, plan, applied))
        return await self._store.write(lambda tx: self._settle(tx, plan, applied, locks, restore=restore))

    async def _let_go(self, balancer_id: str) -> None:
        """Take a balancer without rows from the engine."""
        if balancer_id in self._held:
            await self._engine.apply(ForwardingPlan(balancer_id, generation=0))
        self._held.discard(balancer_id)
        self._spoken.pop(balancer_id, None)
        self._applied.pop(balancer_id, None)

    def _plan(self, tx: Transaction, balancer_id: str) -> tuple[ForwardingPlan, Applied | None] | None:
        """Return what the balancer's rows ask for, with a refusal if the planner fails; None without a balancer."""
        balancer = tx.get(balancers, balancer_id)
        if balancer is None:
            return None
        if balancer.locked:
            return ForwardingPlan(balancer_id, balancer.generation), None
        try:
            return self._planners[balancer.product].plan(tx, balancer), None
        except STORE_TROUBLE:
            raise
        except Exception as error:  # noqa: BLE001 (a fault of ours is a refusal, too)
            return ForwardingPlan(balancer_id, balancer.generation), _fault(error, balancer_id)

    def _locks(self, tx: Transaction, plan: ForwardingPlan, applied: Applied) -> Locks:
        before = tx.get(node_states, state_id(self._node, plan.balancer_id))
        return locks_to_settle(tx, plan.balancer_id, self._verdict(tx, before, plan, applied.refused))

    def _settle(
        self, tx: Transaction, plan: ForwardingPlan, applied: Applied, locks: Locks, *, restore: bool
    ) -> _Settled:
        for keys in (*locks, [balancer_lock(plan.balancer_id)]):
            tx.lock(keys)
        balancer = tx.get(balancers, plan.balancer_id)
        if balancer is None:
            return _Settled.GONE
        verdict = self._note(tx, plan, applied.refused)
        undone = settle_tasks(tx, plan.balancer_id, verdict, restore=restore)
        if EVERY_LISTENER not in applied.refused:
            self._planners[balancer.product].purge(tx, balancer, verdict.everywhere)
        if tx.get(balancers, plan.balancer_id) is None:
            release_tasks(tx, plan.balancer_id)
            return _Settled.GONE
        return _Settled.UNDONE if undone else _Settled.KEPT

    def _note(self, tx: Transaction, plan: ForwardingPlan, refused: Mapping[str, str]) -> Verdict:
        """Write down how far this node has come with a balancer, and return what that says of its tasks."""
        key = state_id(self._node, plan.balancer_id)
        before = tx.get(node_states, key)
        since = before.applied if before is not None else 0
        reached = since if EVERY_LISTENER in refused else plan.generation
        after = NodeState(key, self._node, plan.balancer_id, reached, dict(refused))
        if before is None:
            tx.add(node_states, after)
        else:
            tx.replace(node_states, before, after)
        return self._verdict(tx, before, plan, refused)

    def _verdict(
        self, tx: Transaction, before: NodeState | None, plan: ForwardingPlan, refused: Mapping[str, str]
    ) -> Verdict:
        return Verdict(
            generation=plan.generation,
            everywhere=int(applied_everywhere(tx, self._fleet, plan.balancer_id)),
            refused=refused,
            since=before.applied if before is not None else 0,
            fresh=frozenset(refused.keys() - before.refused.keys()) if before is not None else frozenset(refused),
        )
