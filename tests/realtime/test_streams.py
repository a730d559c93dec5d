"""Streams: in order, once each, complete or told not to be; closed ones tell how; on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
import pytest

from twincloud.execution.retention import KIND, ensure_retention, forget
from twincloud.execution.timers import TimerLoop
from twincloud.kernel.clock import AdjustableClock
from twincloud.realtime import streams
from twincloud.realtime.streams import STREAM_NEWS, Position, Slice, StreamClosedError
from twincloud.storage.store import Store
from twincloud.storage.transaction import News, Transaction

MINUTE_MS = 60_000
CHANNEL = "t:1:room"


async def append(store: Store, *bodies: str, now_ms: int = 0, channel: str = CHANNEL) -> list[Position]:
    def work(tx: Transaction) -> list[Position]:
        return [
            streams.append(tx, channel, msgspec.json.encode(body), now_ms=now_ms, keep_ms=5 * MINUTE_MS)
            for body in bodies
        ]

    return await store.write(work)


async def read(
    store: Store, since: Position | None = None, *, limit: int = 100, reverse: bool = False, channel: str = CHANNEL
) -> Slice:
    found = await store.read(lambda tx: streams.read(tx, channel, since=since, limit=limit, reverse=reverse))
    assert found is not None
    return found


def bodies(found: Slice) -> list[str]:
    return [msgspec.json.decode(item.body) for item in found.items]


async def close(store: Store, body: bytes = b'"closed"', *, code: int = 2000) -> None:
    await store.write(
        lambda tx: streams.close(tx, CHANNEL, body, code=code, reason="closed", now_ms=0, keep_ms=MINUTE_MS)
    )


async def test_items_come_in_order_with_offsets_from_one(store: Store) -> None:
    first, second = await append(store, "a", "b")
    (third,) = await append(store, "c")
    assert [position.offset for position in (first, second, third)] == [1, 2, 3]
    assert first.epoch == third.epoch
    found = await read(store)
    assert bodies(found) == ["a", "b", "c"]
    assert found.position == third
    assert found.complete


async def test_who_returns_gets_what_was_missed_and_no_more(store: Store) -> None:
    _, second = await append(store, "a", "b")
    assert bodies(await read(store, second)) == []
    await append(store, "c", "d")
    found = await read(store, second)
    assert bodies(found) == ["c", "d"]
    assert found.complete


async def test_a_limit_cuts_the_newer_end_and_reverse_reads_backwards(store: Store) -> None:
    positions = await append(store, "a", "b", "c", "d")
    found = await read(store, positions[0], limit=2)
    assert bodies(found) == ["b", "c"]
    assert found.complete
    assert bodies(await read(store, limit=3, reverse=True)) == ["d", "c", "b"]
    assert bodies(await read(store, positions[2], limit=3, reverse=True)) == ["b", "a"]
    assert bodies(await read(store, limit=0)) == []


async def test_positions_that_the_stream_never_had_are_not_complete(store: Store) -> None:
    (first,) = await append(store, "a")
    for position in (Position("other", 0), Position(first.epoch, 2)):
        found = await read(store, position)
        assert (found.items, found.complete, found.position) == ((), False, first)


async def test_a_channel_without_a_stream_has_none_until_it_is_opened(store: Store) -> None:
    assert await store.read(lambda tx: streams.read(tx, CHANNEL, limit=1)) is None
    opened = await store.write(lambda tx: streams.open_stream(tx, CHANNEL))
    assert opened.offset == 0
    assert await store.write(lambda tx: streams.open_stream(tx, CHANNEL)) == opened
    assert (await read(store, opened)).complete
    assert await append(store, "a") == [Position(opened.epoch, 1)]


async def test_an_item_is_stored_with_its_call_or_not_at_all(store: Store) -> None:
    await append(store, "a")
    told: list[News] = []

    def listen(news: Sequence[News]) -> None:
        told.extend(news)

    def fail(tx: Transaction) -> None:
        streams.append(tx, CHANNEL, b'"never"', now_ms=0, keep_ms=MINUTE_MS)
        raise ValueError("no")

    store.on_news(listen)
    with pytest.raises(ValueError, match="no"):
        await store.write(fail)
    assert told == []
    await append(store, "b")
    assert bodies(await read(store)) == ["a", "b"]
    assert told == [News(STREAM_NEWS, CHANNEL, 2)]


async def test_eight_writers_share_a_channel_without_a_gap_or_a_double(store: Store) -> None:
    async def write(name: int) -> None:
        for turn in range(10):
            await append(store, f"{name}.{turn}")

    await asyncio.gather(*(write(name) for name in range(8)))
    found = await read(store)
    assert [item.offset for item in found.items] == list(range(1, 81))
    told = bodies(found)
    for name in range(8):
        assert [body for body in told if body.startswith(f"{name}.")] == [f"{name}.{turn}" for turn in range(10)]


async def test_items_go_when_their_time_is_over_and_the_gap_is_told(store: Store) -> None:
    clock = AdjustableClock()
    clock.freeze()
    timers = TimerLoop(store, clock, {KIND: forget})
    await store.write(lambda tx: ensure_retention(tx, clock.now_ms()))
    first, second = await append(store, "a", "b", now_ms=clock.now_ms())
    clock.advance(4 * MINUTE_MS)
    await timers.run_due()
    await append(store, "c", now_ms=clock.now_ms())
    assert bodies(await read(store, first)) == ["b", "c"]
    clock.advance(MINUTE_MS)
    await timers.run_due()
    gap = await read(store, first)
    assert (bodies(gap), gap.complete) == (["c"], False)
    assert (await read(store, second)).complete


async def test_more_expired_items_than_one_transaction_takes_go_with_the_next(store: Store) -> None:
    await append(store, "a", "b", "c")
    assert await store.write(lambda tx: streams.forget_expired(tx, 10 * MINUTE_MS, 2)) == 2
    assert bodies(await read(store)) == ["c"]
    assert await store.write(lambda tx: streams.forget_expired(tx, 10 * MINUTE_MS, 2)) == 1


async def test_a_closed_stream_tells_how_and_takes_nothing_more(store: Store) -> None:
    (first,) = await append(store, "a")
    await close(store)
    await close(store, b'"again"', code=2001)
    found = await read(store, first)
    assert bodies(found) == ["closed"]
    assert found.closing is not None
    assert (found.closing.code, found.closing.reason, found.closing.offset) == (2000, "closed", 2)
    with pytest.raises(StreamClosedError):
        await append(store, "b")
    # However late: the end is told even when its item is gone.
    await store.write(lambda tx: streams.forget_expired(tx, 10 * MINUTE_MS, 10))
    late = await read(store, first)
    assert (late.items, late.complete) == ((), False)
    assert late.closing is not None
    assert bytes(late.closing.body) == b'"closed"'


async def test_a_reopened_stream_goes_on_where_it_ended(store: Store) -> None:
    (first,) = await append(store, "a")
    await close(store)
    position = await store.write(lambda tx: streams.reopen(tx, CHANNEL))
    assert position == Position(first.epoch, 2)
    await append(store, "b")
    found = await read(store, first)
    assert (bodies(found), found.complete, found.closing) == (["closed", "b"], True, None)


async def test_a_stream_reopened_without_its_history_begins_anew(store: Store) -> None:
    (first,) = await append(store, "a")
    await close(store)
    position = await store.write(lambda tx: streams.reopen(tx, CHANNEL, keep_history=False))
    assert position.offset == 0
    assert position.epoch != first.epoch
    assert not (await read(store, first)).complete
    await append(store, "b")
    assert bodies(await read(store, position)) == ["b"]


async def test_a_dropped_stream_comes_back_as_another(store: Store) -> None:
    (first,) = await append(store, "a")
    await store.write(lambda tx: streams.drop(tx, CHANNEL))
    assert await store.read(lambda tx: streams.read(tx, CHANNEL, limit=1)) is None
    (second,) = await append(store, "b")
    assert second.offset == 1
    assert second.epoch != first.epoch
