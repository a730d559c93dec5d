"""The peaks of each minute, written down once it is over."""

from __future__ import annotations

from tests.support.targets import eventually
from twincloud.balancing.traffic import Moved
from twincloud.balancing.traffic_history import Peaks, TrafficHistory, peaks_of, traffic_hours
from twincloud.storage.store import Store

MINUTE_MS = 60_000
START = 1_767_225_600_000 // MINUTE_MS


class Now:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.minute = START

    def now_ms(self) -> int:
        return self.minute * MINUTE_MS + 100


async def found(store: Store, *names: str, minutes: int = 10_000_000) -> dict[int, Peaks]:
    since = START * MINUTE_MS
    peaks = await store.read(lambda tx: peaks_of(tx, names, since, since + minutes * MINUTE_MS))
    return {minute - START: one for minute, one in peaks.items()}


async def test_peaks_are_written_when_their_minute_is_over(store: Store) -> None:
    clock = Now()
    history = TrafficHistory(store, clock)
    history.start()
    history.record(2.0, {"a": Moved(received=100, sent=1000, active=1, requests=4), "b": Moved(sent=500)})
    history.record(1.0, {"a": Moved(received=100, sent=100, active=3, requests=1)})
    assert await found(store, "a", "b") == {}
    clock.minute += 1
    history.record(1.0, {})
    await eventually(lambda: found(store, "a"), lambda seen: seen == {0: Peaks(800, 4000, 3, 2.0)})
    assert await found(store, "a", "b", "c") == {0: Peaks(800, 6000, 3, 2.0)}
    clock.minute += 59
    history.record(1.0, {"a": Moved(sent=1)})
    await history.stop()
    assert await found(store, "a") == {0: Peaks(800, 4000, 3, 2.0), 60: Peaks(bits_out=8)}
    assert await found(store, "a", minutes=60) == {0: Peaks(800, 4000, 3, 2.0)}


async def test_what_is_older_than_a_month_goes(store: Store) -> None:
    clock = Now()
    history = TrafficHistory(store, clock)
    for days in (0, 31, 1):
        clock.minute += days * 24 * 60
        history.record(1.0, {"a": Moved(sent=1)})
        await history.stop()
    rows = await store.read(lambda tx: tx.find(traffic_hours))
    assert [row.hour - START // 60 for row in rows] == [31 * 24, 32 * 24]
