"""Ended tasks are kept for seven days and no longer, open ones are kept; logs are told how long topics keep entries."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from twincloud.balancing.records import Task, TaskTouch, task_touches, tasks
from twincloud.balancing.request_log import Found, Search
from twincloud.execution.retention import KIND, ensure_retention, forget
from twincloud.execution.timers import TimerLoop
from twincloud.inventory.logs import FOREVER_DAYS, LogTopic, log_topics
from twincloud.kernel.clock import AdjustableClock
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

HOUR_MS = 3600 * 1000


async def test_tasks_are_forgotten_after_seven_days(store: Store) -> None:
    clock = AdjustableClock()
    clock.freeze()
    loop = TimerLoop(store, clock, {KIND: forget})

    def begin(tx: Transaction) -> None:
        for name, is_open in (("ended", False), ("open", True)):
            tx.add(tasks, Task(name, "clb", "1", "r", "A", clock.now_ms(), "lb-1", is_open))
        ensure_retention(tx, clock.now_ms())
        tx.add(task_touches, TaskTouch("left", "forgotten", "lb-1", 1))
        tx.add(task_touches, TaskTouch("kept", "open", "lb-1", 1))

    await store.write(begin)
    clock.advance(7 * 24 * HOUR_MS)
    await loop.run_due()
    assert [task.id for task in await store.read(lambda tx: tx.find(tasks))] == ["ended", "open"]
    clock.advance(HOUR_MS)
    await loop.run_due()
    assert [task.id for task in await store.read(lambda tx: tx.find(tasks))] == ["open"]
    assert [touch.id for touch in await store.read(lambda tx: tx.find(task_touches))] == ["kept"]


async def test_logs_hear_how_long_entries_are_kept(store: Store) -> None:
    clock = AdjustableClock()
    clock.freeze()
    heard: list[dict[str, int]] = []

    class Logs:
        async def search(self, log_id: str, asked: Search) -> list[Found]:
            raise AssertionError("nobody asked for that")

        def forget(self, kept_since_ms: Mapping[str, int]) -> None:
            heard.append(dict(kept_since_ms))

    loop = TimerLoop(store, clock, {KIND: functools.partial(forget, logs=Logs())})

    def begin(tx: Transaction) -> None:
        for name, days in (("week", 7), ("ever", FOREVER_DAYS)):
            tx.add(log_topics, LogTopic(name, "1", "r", "set", name, 0, period_days=days))
        ensure_retention(tx, clock.now_ms())

    await store.write(begin)
    clock.advance(HOUR_MS)
    await loop.run_due()
    assert heard == [{"week": clock.now_ms() - 7 * 24 * HOUR_MS, "ever": 0}]
