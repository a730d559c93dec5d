"""Forgets what is kept for a while only: tasks that ended more than seven days ago (our choice)."""

from __future__ import annotations

import sqlalchemy as sa

from twincloud.balancing.records import tasks
from twincloud.execution.timers import Timer, set_timer, timers
from twincloud.storage.transaction import Transaction

KIND = "retention"
_KEEP_TASKS_MS = 7 * 24 * 3600 * 1000
_EVERY_MS = 3600 * 1000


def ensure_retention(tx: Transaction, now_ms: int) -> None:
    """Set the first timer, unless one is waiting."""
    tx.lock(["retention"])
    if tx.get(timers, f"{KIND}/tasks") is None:
        set_timer(tx, KIND, "tasks", now_ms + _EVERY_MS)


def forget(tx: Transaction, timer: Timer, now_ms: int) -> None:
    """Delete old tasks and set the next timer; a task that is still open is kept however old."""
    table = tasks.table
    old = sa.delete(table).where(table.c.created_ms < now_ms - _KEEP_TASKS_MS, table.c.open.is_(False))
    tx.execute(old)
    set_timer(tx, timer.kind, timer.subject, now_ms + _EVERY_MS)
