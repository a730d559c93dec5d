"""Forgets what is kept for a while only: tasks, seven days after they ended (our choice), what streams held, logs."""

from __future__ import annotations

import sqlalchemy as sa

from twincloud.balancing.records import task_touches, tasks
from twincloud.balancing.request_log import RequestLogs
from twincloud.execution.timers import Timer, set_timer, timers
from twincloud.inventory.logs import kept_since_ms, log_topics
from twincloud.realtime.streams import forget_expired
from twincloud.storage.transaction import Transaction

KIND = "retention"
_TASKS = "tasks"
_STREAMS = "streams"
_LOGS = "logs"
_KEEP_TASKS_MS = 7 * 24 * 3600 * 1000
_KEEP_OPEN_TASKS_MS = 30 * 24 * 3600 * 1000
_EVERY_MS = {_TASKS: 3600 * 1000, _STREAMS: 60 * 1000, _LOGS: 3600 * 1000}
_MOST_ITEMS = 10_000
"""Deleted by one transaction; other writes wait for it."""


def ensure_retention(tx: Transaction, now_ms: int) -> None:
    """Set the first timer of each kind of thing, unless one is waiting."""
    tx.lock(["retention"])
    for subject, every_ms in _EVERY_MS.items():
        if tx.get(timers, f"{KIND}/{subject}") is None:
            set_timer(tx, KIND, subject, now_ms + every_ms)


def forget(tx: Transaction, timer: Timer, now_ms: int, *, logs: RequestLogs | None = None) -> None:
    """Delete what is too old and set the next timer; `logs` are where requests are written down."""
    pause_ms = _EVERY_MS[timer.subject]
    if timer.subject == _TASKS:
        _forget_tasks(tx, now_ms)
    elif timer.subject == _LOGS:
        if logs is not None:
            forget_logs(tx, logs, now_ms)
    elif forget_expired(tx, now_ms, _MOST_ITEMS) == _MOST_ITEMS:
        pause_ms = 0
    set_timer(tx, timer.kind, timer.subject, now_ms + pause_ms)


def forget_logs(tx: Transaction, logs: RequestLogs, now_ms: int) -> None:
    """Delete what topics keep no longer, and the logs of topics that are not there any more."""
    logs.forget({topic.id: kept_since_ms(topic, now_ms) for topic in tx.find(log_topics)})


def _forget_tasks(tx: Transaction, now_ms: int) -> None:
    """Delete old tasks; one that is still open is kept for thirty days."""
    made, is_open = tasks.table.c.created_ms, tasks.table.c.open
    ended = sa.and_(made < now_ms - _KEEP_TASKS_MS, is_open.is_(False))
    tx.execute(sa.delete(tasks.table).where(sa.or_(ended, made < now_ms - _KEEP_OPEN_TASKS_MS)))
    tx.execute(sa.delete(task_touches.table).where(task_touches.table.c.task_id.not_in(sa.select(tasks.table.c.id))))
