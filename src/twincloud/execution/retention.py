"""Forgets what is kept for a while only: tasks, seven days after they ended (our choice)."""

from __future__ import annotations

import sqlalchemy as sa

from twincloud.balancing.records import tasks
from twincloud.execution.timers import Timer, set_timer, timers
from twincloud.storage.transaction import Transaction

KIND = "retention"
_KEEP_TASKS_MS = 7 * 24 * 3600 * 1000
_KEEP_OPEN_TASKS_MS = 30 * 24 * 3600 * 1000
_EVERY_MS = 3600 * 1000


def ensure_retention(tx: Transaction, now_ms: int) -> None:
    """Set the first timer, unless one is waiting."""
    tx.lock(["retention"])
    if tx.get(timers, f"{KIND}/tasks") is None:
        set_timer(tx, KIND, "tasks", now_ms + _EVERY_MS)


def forget(tx: Transaction, timer: Timer, now_ms: int) -> None:
    """Delete old tasks and set the next timer; a task that is still open is kept for thirty days."""
    made, is_open = tasks.table.c.created_ms, tasks.table.c.open
    ended = sa.and_(made < now_ms - _KEEP_TASKS_MS, is_open.is_(False))
    tx.execute(sa.delete(tasks.table).where(sa.or_(ended, made < now_ms - _KEEP_OPEN_TASKS_MS)))
    set_timer(tx, timer.kind, timer.subject, now_ms + _EVERY_MS)
