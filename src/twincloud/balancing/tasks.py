"""Tasks: recorded with the change they stand for, settled by what the engine says of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.records import (
    Task,
    balancers,
    node_states,
    state_id,
    tasks,
    touch,
    touches,
)
from twincloud.contract.call import Call
from twincloud.storage.collection import registry
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
        balancer_id=touched[0].balancer_id if touched else "",
        open=waits,
        touches=touched,
        results=tuple(results),
        images=tuple(tx.images) if waits else (),
        removes=removes,
    )
    tx.add(tasks, task, undo=False)


def applied_everywhere(tx: Transaction, fleet: Fleet, balancer_id: str) -> float:
    """Return the generation that every node has applied; without a data plane nothing is ever waited for."""
    states = [tx.get(node_states, state_id(node, balancer_id)) for node in fleet.nodes]
    return min((state.applied if state is not None else 0 for state in states), default=math.inf)


def task_status(tx: Transaction, task: Task, fleet: Fleet) -> TaskStatus:
    """Derive a task's status from what the nodes have applied; a balancer that is gone was applied to the end."""
    if task.failure is not None:
        return TaskStatus.FAILED
    if not task.open:
        return TaskStatus.DONE
    for node in fleet.nodes:
        for touched in task.touches:
            state = tx.get(node_states, state_id(node, touched.balancer_id))
            applied = state.applied if state is not None else 0
            if applied < touched.generation and tx.get(balancers, touched.balancer_id) is not None:
                return TaskStatus.RUNNING
    return TaskStatus.DONE


def settle_tasks(tx: Transaction, balancer_id: str, generation: int, refused: Mapping[str, str]) -> bool:
    """End the balancer's open tasks up to `generation`; undo those that changed a refused listener.

    The rows that a refused call changed go back to what they were, its task carries the engine's reason, and the
    balancer gets a new generation. Later calls that share a listener with an undone one are undone with it, whether or
    not the engine has seen them: their rows stand on rows that are put back. Returns whether anything was undone. The
    caller holds the balancer's lock.
    """
    waiting = tx.find(tasks, balancer_id=balancer_id, open=True)
    failures = _failures(waiting, generation, refused)
    for task in reversed(waiting):
        if task.id in failures:
            tx.restore(task.images)
    for task in waiting:
        if task.id in failures:
            _close(tx, task, None if task.removes and _all_gone(tx, task) else failures[task.id])
        elif _reached(task, generation) and len(task.touches) == 1:
            # A call over several balancers stays open: its status is derived until the last of them has applied it.
            _close(tx, task, None)
    if failures:
        undone = {subject for task in waiting if task.id in failures for subject in task.subjects}
        touch(tx, balancer_id, *sorted(undone))
    return bool(failures)


def _failures(waiting: Sequence[Task], generation: int, refused: Mapping[str, str]) -> dict[str, str]:
    """Return the tasks that fail and why, following from each to the later ones on the same listeners."""
    failures: dict[str, str] = {}
    undone: set[str] = set()
    for task in waiting:
        reasons = [f"{name}: {reason}" for name, reason in refused.items() if name in task.subjects]
        if reasons and task.images and _reached(task, generation):
            failures[task.id] = "; ".join(reasons)
        elif undone.intersection(task.subjects):
            failures[task.id] = "undone with an earlier call on the same listener, which the data plane refused"
        else:
            continue
        undone.update(task.subjects)
    return failures


def _all_gone(tx: Transaction, task: Task) -> bool:
    return all(tx.get(registry[image.collection], image.id) is None for image in task.images)


def _close(tx: Transaction, task: Task, failure: str | None) -> None:
    tx.replace(tasks, task, replace(task, open=False, images=(), failure=failure), undo=False)


def _reached(task: Task, generation: int) -> bool:
    return task.touches[0].generation <= generation
