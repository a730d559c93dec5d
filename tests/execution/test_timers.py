"""Timers come due by the injected clock, once each, and survive a restart."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from twincloud.execution import timers as timing
from twincloud.execution.timers import Timer, TimerLoop, cancel_timer, set_timer, timers
from twincloud.inventory.instances import Instance, instances
from twincloud.kernel.clock import AdjustableClock
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import NewsListener, Store
from twincloud.storage.transaction import Transaction

DAY_MS = 24 * 3600 * 1000


@pytest.fixture
def clock() -> AdjustableClock:
    clock = AdjustableClock()
    clock.freeze()
    return clock


def note(tx: Transaction, timer: Timer, now_ms: int) -> None:
    tx.add(instances, Instance(f"{timer.subject}@{now_ms}", "1", timer.subject, "127.0.0.1"))


async def noted(store: Store) -> list[str]:
    return [record.instance_id for record in await store.read(lambda tx: tx.find(instances))]


async def test_a_timer_fires_when_the_clock_has_reached_it_and_not_before(store: Store, clock: AdjustableClock) -> None:
    loop = TimerLoop(store, clock, {"note": note})
    due = clock.now_ms() + 30 * DAY_MS
    await store.write(lambda tx: set_timer(tx, "note", "b", due + 1))
    await store.write(lambda tx: set_timer(tx, "note", "a", due))
    clock.advance(29 * DAY_MS)
    assert await loop.run_due() == 0
    clock.advance(DAY_MS)
    assert await loop.run_due() == 1
    clock.advance(1)
    assert await loop.run_due() == 1
    assert await noted(store) == ["a", "b"]
    assert await store.read(lambda tx: tx.find(timers)) == []


async def test_a_running_loop_wakes_for_a_new_timer_and_for_an_advanced_clock(
    store: Store, clock: AdjustableClock
) -> None:
    fired: asyncio.Queue[str] = asyncio.Queue()
    running = asyncio.get_running_loop()

    def tell(tx: Transaction, timer: Timer, now_ms: int) -> None:
        running.call_soon_threadsafe(fired.put_nowait, timer.subject)

    loop = TimerLoop(store, clock, {"tell": tell})
    loop.start()
    await store.write(lambda tx: set_timer(tx, "tell", "now", clock.now_ms()))
    assert await asyncio.wait_for(fired.get(), 5) == "now"
    await store.write(lambda tx: set_timer(tx, "tell", "later", clock.now_ms() + DAY_MS))
    clock.advance(DAY_MS)
    loop.clock_changed()
    assert await asyncio.wait_for(fired.get(), 5) == "later"
    await loop.stop()


async def test_a_timer_can_be_moved_and_cancelled(store: Store, clock: AdjustableClock) -> None:
    loop = TimerLoop(store, clock, {"note": note})
    await store.write(lambda tx: set_timer(tx, "note", "a", clock.now_ms()))
    await store.write(lambda tx: set_timer(tx, "note", "a", clock.now_ms() + DAY_MS))
    await store.write(lambda tx: set_timer(tx, "note", "b", clock.now_ms()))
    await store.write(lambda tx: cancel_timer(tx, "note", "b"))
    assert await loop.run_due() == 0
    clock.advance(DAY_MS)
    assert await loop.run_due() == 1
    assert await noted(store) == ["a"]


async def test_a_handler_that_fails_keeps_its_timer(store: Store, clock: AdjustableClock) -> None:
    def fail(tx: Transaction, timer: Timer, now_ms: int) -> None:
        note(tx, timer, now_ms)
        raise ValueError("not now")

    await store.write(lambda tx: set_timer(tx, "note", "a", clock.now_ms()))
    assert await TimerLoop(store, clock, {"note": fail}).run_due() == 0
    assert await noted(store) == []
    assert await TimerLoop(store, clock, {"note": note}).run_due() == 1
    assert await noted(store) == ["a"]


def fail_always(tx: Transaction, timer: Timer, now_ms: int) -> None:
    raise ValueError("never")


async def test_timers_that_fail_or_that_nobody_handles_hold_no_other_up(store: Store, clock: AdjustableClock) -> None:
    loop = TimerLoop(store, clock, {"note": note, "fail": fail_always})

    def begin(tx: Transaction) -> None:
        for kind, subject in (("fail", "a"), ("note", "b"), ("unknown", "c"), ("fail", "d"), ("note", "e")):
            set_timer(tx, kind, subject, clock.now_ms())

    await store.write(begin)
    assert await loop.run_due() == 2
    assert await noted(store) == ["b", "e"]
    assert [timer.id for timer in await store.read(lambda tx: tx.find(timers))] == ["fail/a", "unknown/c", "fail/d"]
    await store.write(lambda tx: set_timer(tx, "note", "f", clock.now_ms()))
    assert await loop.run_due() == 1


async def test_a_timer_that_failed_is_tried_again_after_a_while(
    sqlite_store: SqliteStore, clock: AdjustableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "_AFTER_FAULT_S", 0.02)
    tries: list[float] = []
    succeeded = asyncio.Event()
    running = asyncio.get_running_loop()

    def fail_twice(tx: Transaction, timer: Timer, now_ms: int) -> None:
        tries.append(time.monotonic())
        if len(tries) < 3:
            raise ValueError("not yet")
        running.call_soon_threadsafe(succeeded.set)

    loop = TimerLoop(sqlite_store, clock, {"note": fail_twice})
    loop.start()
    await sqlite_store.write(lambda tx: set_timer(tx, "note", "a", clock.now_ms()))
    await asyncio.wait_for(succeeded.wait(), 5)
    await loop.stop()
    assert tries[1] - tries[0] >= 0.02
    assert tries[2] - tries[1] >= 0.04


async def test_a_timer_that_failed_and_was_cancelled_is_forgotten(
    sqlite_store: SqliteStore, clock: AdjustableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "_AFTER_FAULT_S", 0.0)
    loop = TimerLoop(sqlite_store, clock, {"fail": fail_always})
    await sqlite_store.write(lambda tx: set_timer(tx, "fail", "a", clock.now_ms()))
    async with asyncio.timeout(5):
        await loop.run_due()
    assert set(loop._failed) == {"fail/a"}
    await sqlite_store.write(lambda tx: cancel_timer(tx, "fail", "a"))
    await loop.run_due()
    assert loop._failed == {}


async def test_a_clock_that_stands_still_just_before_a_timer_costs_nothing(
    sqlite_store: SqliteStore, clock: AdjustableClock
) -> None:
    looks = 0

    class CountingStore:
        async def read(self, work: Callable[[Transaction], Any]) -> Any:
            nonlocal looks
            looks += 1
            return await sqlite_store.read(work)

        async def write(self, work: Callable[[Transaction], Any]) -> Any:
            nonlocal looks
            looks += 1
            return await sqlite_store.write(work)

        def on_news(self, listener: NewsListener) -> None:
            sqlite_store.on_news(listener)

        async def close(self) -> None:
            """It is closed by its owner."""

    fired: asyncio.Queue[str] = asyncio.Queue()
    running = asyncio.get_running_loop()

    def tell(tx: Transaction, timer: Timer, now_ms: int) -> None:
        running.call_soon_threadsafe(fired.put_nowait, timer.subject)

    loop = TimerLoop(CountingStore(), clock, {"tell": tell})
    await sqlite_store.write(lambda tx: set_timer(tx, "tell", "a", clock.now_ms() + 1))
    loop.start()
    await asyncio.sleep(0.3)
    assert looks < 10
    clock.advance(1)
    loop.clock_changed()
    assert await asyncio.wait_for(fired.get(), 5) == "a"
    await loop.stop()
