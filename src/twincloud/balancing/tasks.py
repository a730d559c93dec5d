"""Tasks: recorded with the change they stand for, settled by what the engine says of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.records import (
    EVERY_LISTENER,
    Task,
    TaskTouch,
    balancer_lock,
    node_states,
    state_id,
    task_touches,
    tasks,
    touches,
)
from twincloud.balancing.undo import Locks, close, undo, undo_locks
from twincloud.contract.call import Call
from twincloud.storage.transaction import Transaction


class Fleet(Struct, frozen=True):
    """The port that names the nodes which must apply a change; empty on a server without a data plane."""

    nodes: tuple[str, ...] = ()


class TaskEnds(Protocol):
    """The port for those who wait for the end of what they asked for; absent on a server without a data plane."""

    async def end_of(self, task_id: str) -> str | None:
        """Return once the task's changes serve or were refused, with the engine's reason if they were.

        Called after the commit. While the engine is away this takes as long as it does; give it a time limit.
        """
        ...


class TaskStatus(Enum):
    """Where a task stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Verdict(Struct, frozen=True):
    """What a node says of one balancer.

    `generation` is what it speaks of, `since` what it spoke of last, `everywhere` what it and all other nodes have
    applied, which may be less. `refused` has the reasons by listener, or one for `EVERY_LISTENER`; `fresh` names those
    that it did not refuse last.
    """

    generation: int
    everywhere: int
    refused: Mapping[str, str] = {}
    since: int = 0
    fresh: frozenset[str] = frozenset()


class _Stake(Struct, frozen=True):
    """What an open task waits for at one balancer: at its only one (`task`), or at one of several (`row`)."""

    task_id: str
    generation: int
    subjects: tuple[str, ...]
    task: Task | None = None
    row: TaskTouch | None = None


def record_task(call: Call, tx: Transaction, results: Sequence[str] = (), *, removes: bool = False) -> None:
    """Store the task of a call that ends here, with the images of the rows it changed.

    `results` are ids it made; `removes` says that it asked for things to be gone.
    """
    touched = touches(tx)
    waits = bool(touched) and bool(call.port(Fleet).nodes)
    task = Task(
        id=call.request_id,
        product=call.product,
        account=call.tenant.account,
        region=call.tenant.region,
        action=call.action,
        created_ms=call.now_ms,
        balancer_id=touched[0].balancer_id if len(touched) == 1 else "",
        open=waits,
        touches=touched,
        results=tuple(results),
        images=tuple(tx.images) if waits else (),
        removes=removes,
        locks=tuple(sorted(tx.held - {balancer_lock(one.balancer_id) for one in touched})) if waits else (),
    )
    tx.add(tasks, task, undo=False)
    if waits and len(touched) > 1:
        for one in touched:
            key = f"{task.id}/{one.balancer_id}"
            tx.add(task_touches, TaskTouch(key, task.id, one.balancer_id, one.generation, one.subjects), undo=False)


def applied_everywhere(tx: Transaction, fleet: Fleet, balancer_id: str) -> float:
    """Return the generation that every node has applied; without a data plane nothing is ever waited for."""
    states = [tx.get(node_states, state_id(node, balancer_id)) for node in fleet.nodes]
    return min((state.applied if state is not None else 0 for state in states), default=math.inf)


def task_status(task: Task, fleet: Fleet) -> TaskStatus:
    """Return a task's status; on a server without a data plane nothing is waited for."""
    if task.failure is not None:
        return TaskStatus.FAILED
    return TaskStatus.RUNNING if task.open and fleet.nodes else TaskStatus.DONE


def settle_tasks(tx: Transaction, balancer_id: str, verdict: Verdict, *, restore: bool = True) -> bool:
    """End the open tasks of which the verdict says enough; undo those whose changes are refused.

    A task is done once all of its balancers have applied it on every node. It fails with the first refusal by one of
    them: `undo` says what that means. Returns whether anything was undone. The caller holds the balancer's lock, and
    those that `locks_to_settle` names.
    """
    waiting = _waiting(tx, balancer_id)
    failures = _failures(tx, waiting, verdict)
    undone = undo(tx, failures, restore=restore) if failures else frozenset()
    for stake in waiting:
        if stake.generation <= verdict.everywhere and stake.task_id not in undone:
            _reached(tx, stake)
    return bool(undone)


def locks_to_settle(tx: Transaction, balancer_id: str, verdict: Verdict) -> Locks:
    """Return what `settle_tasks` needs to hold beside the balancer."""
    return undo_locks(tx, _failures(tx, _waiting(tx, balancer_id), verdict))


def release_tasks(tx: Transaction, balancer_id: str) -> None:
    """Have nobody wait any more for a balancer that is gone; the caller holds its lock."""
    for stake in _waiting(tx, balancer_id):
        _reached(tx, stake)


def _waiting(tx: Transaction, balancer_id: str) -> list[_Stake]:
    """Return what open tasks wait for at a balancer, in the order of their generations."""
    found = [
        _Stake(task.id, touched.generation, touched.subjects, task=task)
        for task in tx.find(tasks, balancer_id=balancer_id, open=True)
        for touched in task.touches
        if touched.balancer_id == balancer_id
    ]
    found += [
        _Stake(row.task_id, row.generation, row.subjects, row=row)
        for row in tx.find(task_touches, balancer_id=balancer_id, open=True)
    ]
    return sorted(found, key=lambda stake: stake.generation)


def _failures(tx: Transaction, waiting: Sequence[_Stake], verdict: Verdict) -> dict[str, str]:
    """Return the tasks that the verdict fails, with the reasons."""
    news = [stake for stake in waiting if verdict.since < stake.generation <= verdict.generation]
    return {stake.task_id: reason for stake, reason in _blamed(news, verdict) if _can_fail(tx, stake)}


def _blamed(stakes: Sequence[_Stake], verdict: Verdict) -> list[tuple[_Stake, str]]:
    """Return whom a refusal hits, and why.

    Who changed all listeners answers for those that served before. When nothing of the balancer serves, calls that
    changed listeners answer for it, and if there are none, all.
    """
    everything = verdict.refused.get(EVERY_LISTENER)
    if everything is not None:
        named = [stake for stake in stakes if stake.subjects]
        return [(stake, everything) for stake in named or stakes]
    found = []
    for stake in stakes:
        hit = verdict.fresh if EVERY_LISTENER in stake.subjects else frozenset(stake.subjects)
        reasons = [f"{name}: {reason}" for name, reason in verdict.refused.items() if name in hit]
        if reasons:
            found.append((stake, "; ".join(reasons)))
    return found


def _can_fail(tx: Transaction, stake: _Stake) -> bool:
    """Tell whether there is anything that could be put back."""
    task = stake.task or tx.get(tasks, stake.task_id)
    return task is not None and bool(task.images)


def _reached(tx: Transaction, stake: _Stake) -> None:
    """Note that all nodes have applied what the task changed of one balancer, and end the task after the last one."""
    if stake.row is not None:
        # Others of its balancers may be settled at this moment: one of them has to see that it is the last.
        tx.lock([f"task:{stake.task_id}"])
        tx.replace(task_touches, stake.row, replace(stake.row, open=False), undo=False)
        if tx.column(task_touches, "balancer_id", task_id=stake.task_id, open=True):
            return
    task = stake.task or tx.get(tasks, stake.task_id)
    if task is not None:
        close(tx, task, None)
