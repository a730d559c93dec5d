"""Tasks: recorded with the change they stand for, settled by what the engine says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

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
from twincloud.storage.transaction import Transaction


class Fleet(Struct, frozen=True):
    """The port that names the nodes which must apply a change; empty on a server without a data plane."""

    nodes: tuple[str, ...] = ()


class TaskStatus(Enum):
    """Where a task stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def record_task(call: Call, tx: Transaction, results: Sequence[str] = ()) -> None:
    """Store the task of a call that ends here, with the images of the rows it changed; `results` are ids it made."""
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
    )
    tx.execute(tasks.insert, tasks.values(task))


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

    The rows that a refused call changed go back to what they were, the latest call first, its task carries the
    engine's reason, and the balancer gets a new generation. Returns whether anything was undone. The caller holds the
    balancer's lock.
    """
    ended = [task for task in tx.find(tasks, balancer_id=balancer_id, open=True) if _reached(task, generation)]
    undone: set[str] = set()
    for task in reversed(ended):
        failure = None
        if refused and task.images and task.concerns(list(refused)):
            tx.restore(task.images)
            failure = "; ".join(f"{name}: {reason}" for name, reason in refused.items() if task.concerns([name]))
            undone.update(subject for touched in task.touches for subject in touched.subjects)
        after = replace(task, open=False, images=(), failure=failure)
        tx.execute(tasks.update, {**tasks.values(after), "key": task.id})
    if undone:
        touch(tx, balancer_id, *sorted(undone))
    return bool(undone)


def _reached(task: Task, generation: int) -> bool:
    return task.touches[0].generation <= generation
