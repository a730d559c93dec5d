"""A clock that is advanced and frozen remembers what it showed before."""

from __future__ import annotations

from twincloud.kernel.clock import MOST_CHANGES, AdjustableClock, ClockChange, system_ms

DAY_MS = 24 * 3600 * 1000


def test_an_instant_before_a_change_is_shown_as_it_was_then() -> None:
    clock = AdjustableClock()
    before = system_ms() - 1000
    assert clock.shown_at(before) == before
    clock.advance(DAY_MS)
    assert clock.shown_at(before) == before
    assert clock.shown_at(system_ms() + 1000) >= before + DAY_MS
    clock.freeze()
    assert clock.shown_at(system_ms() + 5000) == clock.now_ms()
    clock.advance(DAY_MS)
    clock.resume()
    later = system_ms() + 1000
    assert 0 <= clock.shown_at(later) - later - 2 * DAY_MS + 1000 < 60_000


def test_what_is_remembered_is_taken_up_again() -> None:
    clock = AdjustableClock()
    clock.restore(
        5000, None, [ClockChange(1000, 0, None), ClockChange(2000, 5000, None), ClockChange(3000, 0, 7000)], 1
    )
    assert [clock.shown_at(at) for at in (500, 1500, 2000, 2500, 3500)] == [500, 1500, 7000, 7500, 7000]


def test_no_more_is_remembered_than_is_bearable() -> None:
    clock = AdjustableClock()
    for _ in range(2 * MOST_CHANGES):
        clock.advance(1)
    assert len(clock.changes) == MOST_CHANGES
    assert clock.now_ms() - system_ms() - 2 * MOST_CHANGES in {-1, 0, 1}


def test_what_is_older_than_what_it_has_heard_of_changes_nothing() -> None:
    clock = AdjustableClock()
    clock.restore(2000, None, (), 2)
    clock.restore(1000, None, (), 1)
    assert clock.offset_ms == 2000
    clock.reset()
    clock.restore(1000, None, (), 1)
    assert clock.offset_ms == 1000
