"""What the engine refuses is undone: rows go back to what they were, and every balancer concerned hears of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.records import (
    BALANCER_NEWS,
    EVERY_LISTENER,
    Task,
    balancer_lock,
    balancers,
    node_states,
    task_touches,
    tasks,
    touch,
    users_of,
)
from twincloud.storage.collection import registry
from twincloud.storage.transaction import News, RowImage, Transaction

Locks = tuple[Sequence[str], Sequence[str]]
"""What to lock first, as calls do, and the balancers, which are locked all at once and after it."""

_NOT_RESTORED = "; what the call changed could not be put back"
_WITH_ANOTHER = "undone with an earlier call on the same listener, which the data plane refused"


class _Group(Struct):
    """The tasks that are undone together, in the order of their calls, and the balancers that must hear of it."""

    tasks: list[Task]
    touched: dict[str, set[str]]
    """The balancers concerned, with the listeners that change again."""

    @property
    def locks(self) -> Locks:
        """The aggregates to hold."""
        first = {lock for task in self.tasks for lock in task.locks}
        return sorted(first), sorted({balancer_lock(name) for name in self.touched} - first)


def undo_locks(tx: Transaction, failures: Iterable[str]) -> Locks:
    """Return the aggregates to hold for undoing these tasks."""
    return _group(tx, failures).locks


def undo(tx: Transaction, failures: Mapping[str, str], *, restore: bool = True) -> frozenset[str]:
    """Undo open tasks, given with the reasons why they fail, and those that stand on them; return all of their ids.

    The rows that the calls changed go back to what they were, the latest call's first; what later calls have changed of
    them stays. Each task carries its reason. Each balancer that one of the calls has touched, or that uses a shared row
    which goes back, gets a new generation, also where the engine had taken the change. The caller holds what
    `undo_locks` names; what has come to be needed since then is taken here. Raises ConflictError when others have taken
    what the rows need; with `restore` off they stay as they are, and the reasons say so.
    """
    group = _group(tx, failures)
    while not tx.held.issuperset(itertools.chain(*group.locks)):
        for keys in group.locks:
            tx.lock(keys)
        group = _group(tx, failures)
    for task in reversed(group.tasks) if restore else ():
        tx.restore(task.images)
    for task in group.tasks:
        reason = failures.get(task.id, _WITH_ANOTHER) + ("" if restore else _NOT_RESTORED)
        close(tx, task, None if task.removes and _all_gone(tx, task) else reason)
    for name, subjects in sorted(group.touched.items()):
        if tx.get(balancers, name) is not None:
            touch(tx, name, *sorted(subjects))
        else:
            tx.execute(sa.delete(node_states.table).where(node_states.table.c.balancer_id == name))
            tx.tell(News(BALANCER_NEWS, name))
    return frozenset(task.id for task in group.tasks)


def close(tx: Transaction, task: Task, failure: str | None) -> None:
    """End a task: with the reason why it failed, or None if it is done."""
    tx.replace(tasks, task, replace(task, open=False, images=(), locks=(), failure=failure), undo=False)
    if not task.balancer_id:
        tx.execute(sa.delete(task_touches.table).where(task_touches.table.c.task_id == task.id))


def _group(tx: Transaction, failures: Iterable[str]) -> _Group:
    """Return the tasks that are to be undone: those that fail, and later ones on the same listeners or rows."""
    failing = {name: tx.get(tasks, name) for name in failures}
    group = _Group([task for task in failing.values() if task is not None], {})
    while True:
        touched = _touched(tx, group.tasks)
        if touched == group.touched:
            return group
        group = _Group(_following(_open_tasks(tx, touched), failing.keys()), touched)


def _touched(tx: Transaction, undone: Iterable[Task]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for task in undone:
        for one in task.touches:
            found.setdefault(one.balancer_id, set()).update(one.subjects)
        for name, subjects in _users(tx, task.images):
            found.setdefault(name, set()).update(subjects)
    return found


def _users(tx: Transaction, images: Iterable[RowImage]) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the balancers that use the shared rows among those which go back, with the listeners concerned."""
    for image in images:
        users = users_of.get(image.collection)
        if users is None:
            continue
        collection = registry[image.collection]
        record = tx.get(collection, image.id)
        if record is None and image.before is not None:
            record = collection.decode(image.before.encode())
        if record is not None:
            yield from users(tx, record)


def _open_tasks(tx: Transaction, balancer_ids: Iterable[str]) -> list[Task]:
    """Return the open tasks that touch one of the balancers, in the order of their calls."""
    names = sorted(balancer_ids)
    task, touched = tasks.table.c, task_touches.table.c
    elsewhere = sa.select(touched.task_id).where(touched.balancer_id.in_(names))
    query = sa.select(task.body).where(task.open.is_(True), sa.or_(task.balancer_id.in_(names), task.id.in_(elsewhere)))
    return [tasks.decode(body) for body in tx.execute(query.order_by(task.seq)).scalars()]


def _following(candidates: Iterable[Task], failing: Iterable[str]) -> list[Task]:
    """Return the failing ones among tasks, and those after them that share a listener or a row with an undone one.

    All that came after a balancer's making shares with it.
    """
    names = set(failing)
    undone: list[Task] = []
    changed: set[tuple[str, str]] = set()
    on: dict[str, set[str]] = {}
    for task in candidates:
        rows = {(image.collection, image.id) for image in task.images}
        on_balancers = {(balancers.name, touched.balancer_id) for touched in task.touches}
        shares = changed & (rows | on_balancers)
        if task.id in names or shares or any(_meet(on.get(t.balancer_id), t.subjects) for t in task.touches):
            undone.append(task)
            changed |= rows
            for one in task.touches:
                on.setdefault(one.balancer_id, set()).update(one.subjects)
    return undone


def _meet(some: set[str] | None, others: Iterable[str]) -> bool:
    """Tell whether two calls have changed the same listener of a balancer."""
    first, second = some or set(), set(others)
    if EVERY_LISTENER in first | second:
        return bool(first and second)
    return bool(first & second)


def _all_gone(tx: Transaction, task: Task) -> bool:
    return all(tx.get(registry[image.collection], image.id) is None for image in task.images)
