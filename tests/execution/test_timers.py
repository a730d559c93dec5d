"""Timers come due by the injected clock, once each, and survive a restart."""

from __future__ import annotations

import asyncio

import pytest

from twincloud.execution.timers import Timer, TimerLoop, cancel_timer, set_timer, timers
from twincloud.inventory.instances import Instance, instances
from twincloud.kernel.clock import AdjustableClock
from twincloud.storage.store import Store
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
    with pytest.raises(ValueError, match="not now"):
        await TimerLoop(store, clock, {"note": fail}).run_due()
    assert await noted(store) == []
    assert await TimerLoop(store, clock, {"note": note}).run_due() == 1
    assert await noted(store) == ["a"]
