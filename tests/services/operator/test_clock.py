"""The clock is advanced, frozen and resumed, and stays where it was put when the server starts again."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from twincloud.execution.timers import set_timer, timers
from twincloud.kernel.clock import AdjustableClock
from twincloud.kernel.errors import ApiError
from twincloud.services.operator import restore_clock

DAY_MS = 24 * 3600 * 1000


async def restarted(door: Any) -> AdjustableClock:
    clock = AdjustableClock()
    await restore_clock(door.store, clock)
    return clock


async def test_an_advanced_clock_runs_what_came_due(door: Any) -> None:
    before = door.clock.now_ms()
    for day in (1, 20, 40):
        await door.store.write(lambda tx, day=day: set_timer(tx, "nothing", str(day), before + day * DAY_MS))
    advanced = await door("AdvanceClock", milliseconds=30 * DAY_MS)
    assert advanced["timers_run"] == 2
    assert advanced["offset_ms"] == 30 * DAY_MS
    assert 0 <= advanced["now_ms"] - before - 30 * DAY_MS < 60_000
    assert [timer.subject for timer in await door.store.read(lambda tx: tx.find(timers))] == ["40"]
    assert (await restarted(door)).offset_ms == 30 * DAY_MS
    assert (await restarted(door)).shown_at(before - 1000) == before - 1000
    assert (await door("GetClock"))["offset_ms"] == 30 * DAY_MS


async def test_a_frozen_clock_stands_still_and_runs_on_from_there(door: Any) -> None:
    await door("AdvanceClock", milliseconds=DAY_MS)
    frozen = await door("FreezeClock")
    assert frozen["frozen"] is True
    await asyncio.sleep(0.01)
    assert (await door("GetClock"))["now_ms"] == frozen["now_ms"]
    assert await door("FreezeClock") == frozen
    later = await door("AdvanceClock", milliseconds=5000)
    assert later["now_ms"] == frozen["now_ms"] + 5000
    assert (await restarted(door)).now_ms() == later["now_ms"]
    resumed = await door("ResumeClock")
    assert resumed["frozen"] is False
    assert 0 <= resumed["now_ms"] - later["now_ms"] < 60_000
    assert abs((await restarted(door)).now_ms() - door.clock.now_ms()) < 1000
    again = await door("ResumeClock")
    assert again["offset_ms"] == resumed["offset_ms"]


async def test_a_clock_nobody_touched_shows_real_time(door: Any) -> None:
    before = time.time_ns() // 1_000_000
    clock = await door("GetClock")
    assert (clock["offset_ms"], clock["frozen"]) == (0, False)
    assert 0 <= clock["now_ms"] - before < 60_000
    assert (await restarted(door)).offset_ms == 0


async def test_changes_at_the_same_time_add_up(any_door: Any) -> None:
    await asyncio.gather(*(any_door("AdvanceClock", milliseconds=1000) for _ in range(20)))
    assert any_door.clock.offset_ms == 20_000
    assert (await restarted(any_door)).offset_ms == 20_000


@pytest.mark.parametrize("milliseconds", [0, -1, 10**15])
async def test_the_clock_goes_forward_only_and_not_for_ever(door: Any, milliseconds: int) -> None:
    with pytest.raises(ApiError) as refused:
        await door("AdvanceClock", milliseconds=milliseconds)
    assert refused.value.code == "InvalidParameterValue"
