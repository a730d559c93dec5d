"""Streams: what a channel's subscribers are told, ordered, resumable and retained, one row per item.

Every function here belongs to a transaction that is open already, so that an item is stored with the rows it tells of,
or not at all. After the commit the news wake whoever delivers. A client that was away names the position it knows, and
is given each item after it once and in order, or is told that the gap is too old.
"""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from twincloud.kernel.ids import resource_id
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import News, Transaction

STREAM_NEWS = "stream"
"""The kind of news that tell of a stream: `key` is its channel, `number` its top offset.

Those of an end have its code and reason as `subjects`: by the time they are read, the stream may be open again.
"""
_EPOCH_CHARACTERS = 9


class StreamClosedError(Exception):
    """Something was to be appended to a stream that is closed: the product has not looked at its own rows."""


class Position(Struct, frozen=True):
    """A place in a stream. Offsets count from 1 within an epoch; offset 0 is before the first item."""

    epoch: str
    offset: int


class Closing(Struct, frozen=True):
    """How a stream ended: the last item's offset and body, and the code and reason with which subscribers are let go.

    It is kept in the stream's own row, so that it is told however late somebody returns.
    """

    code: int
    reason: str
    offset: int
    body: msgspec.Raw


class Stream(Struct, frozen=True):
    """The row of one channel. `id` is the channel, `top` the offset of its newest item."""

    id: str
    epoch: str
    top: int = 0
    closing: Closing | None = None


class Item(Struct, frozen=True):
    """One thing that a channel's subscribers are told; `body` is JSON.

    A connection that is too slow loses items that are `droppable` first, those of little `weight` before others.
    """

    id: str
    channel: str
    offset: int
    body: msgspec.Raw
    created_ms: int
    expires_ms: int
    weight: int = 1
    droppable: bool = False


class Slice(Struct, frozen=True):
    """What was read of a stream, and where the stream is.

    `complete` says that no item is missing between the position that was asked from and the last of `items`.
    """

    items: tuple[Item, ...]
    position: Position
    complete: bool = True
    closing: Closing | None = None


streams = Collection("stream", Stream, columns={})
items = Collection(
    "stream_item",
    Item,
    columns={"channel": str, "offset": int, "expires_ms": int},
    unique=[("channel", "offset")],
    index=[("expires_ms",)],
)


def append(
    tx: Transaction,
    channel: str,
    body: bytes,
    *,
    now_ms: int,
    keep_ms: int,
    weight: int = 1,
    droppable: bool = False,
) -> Position:
    """Store `body`, which is JSON, as the channel's next item for `keep_ms`, and return its position.

    Makes the stream when there is none. Items of one channel should all be kept equally long: one that is gone before
    its elder leaves a gap over which nobody can be brought. Raises StreamClosedError.
    """
    stream = _held(tx, channel)
    if stream.closing is not None:
        raise StreamClosedError(channel)
    offset = stream.top + 1
    item = Item(
        id=f"{channel}@{offset}",
        channel=channel,
        offset=offset,
        body=msgspec.Raw(body),
        created_ms=now_ms,
        expires_ms=now_ms + keep_ms,
        weight=weight,
        droppable=droppable,
    )
    tx.add(items, item, undo=False)
    tx.replace(streams, stream, replace(stream, top=offset), undo=False)
    tx.tell(News(STREAM_NEWS, channel, offset))
    return Position(stream.epoch, offset)


def open_stream(tx: Transaction, channel: str) -> Position:
    """Return where the channel's stream is, making an empty one when there is none."""
    stream = _held(tx, channel)
    return Position(stream.epoch, stream.top)


def close(tx: Transaction, channel: str, body: bytes, *, code: int, reason: str, now_ms: int, keep_ms: int) -> Position:
    """End the stream with a last item; every subscriber is given it and then let go with `code` and `reason`.

    Codes below 2500 are final: the client libraries do not subscribe again by themselves. Whoever returns from before
    the end is let in once for what it missed. A stream that is closed already stays as it is.
    """
    stream = _held(tx, channel)
    if stream.closing is not None:
        return Position(stream.epoch, stream.top)
    position = append(tx, channel, body, now_ms=now_ms, keep_ms=keep_ms)
    closing = Closing(code, reason, position.offset, msgspec.Raw(body))
    tx.replace(streams, stream, replace(stream, top=position.offset, closing=closing), undo=False)
    tx.tell(News(STREAM_NEWS, channel, position.offset, (str(code), reason)))
    return position


def reopen(tx: Transaction, channel: str, *, keep_history: bool = True) -> Position:
    """Let a closed stream go on: after its last item, or, without its history, from the start in a new epoch."""
    stream = _held(tx, channel)
    if keep_history:
        opened = replace(stream, closing=None)
    else:
        tx.execute(sa.delete(items.table).where(items.table.c.channel == channel))
        opened = Stream(channel, _new_epoch())
    tx.replace(streams, stream, opened, undo=False)
    tx.tell(News(STREAM_NEWS, channel, opened.top))
    return Position(opened.epoch, opened.top)


def drop(tx: Transaction, channel: str) -> None:
    """Forget a stream and its items; should the channel come back, it has another epoch."""
    stream = _held(tx, channel)
    tx.execute(sa.delete(items.table).where(items.table.c.channel == channel))
    tx.remove(streams, stream)
    tx.tell(News(STREAM_NEWS, channel))


def read(
    tx: Transaction, channel: str, *, since: Position | None = None, limit: int, reverse: bool = False
) -> Slice | None:
    """Return at most `limit` items after `since`, the oldest first; None when there is no such stream.

    With `reverse` they are those before `since`, the newest first. Without `since` it begins at the end of the stream
    that is nearest. A position of another epoch, or one that the stream never reached, gives no items and is not
    complete.
    """
    stream = tx.get(streams, channel)
    if stream is None:
        return None
    position = Position(stream.epoch, stream.top)
    if since is not None and (since.epoch != stream.epoch or since.offset > stream.top):
        return Slice((), position, complete=False, closing=stream.closing)
    found = _items(tx, channel, since, limit, reverse=reverse)
    complete = True
    if since is not None and not reverse:
        wanted = range(since.offset + 1, min(stream.top, since.offset + limit) + 1)
        complete = [item.offset for item in found] == list(wanted)
    return Slice(tuple(found), position, complete, stream.closing)


def forget_expired(tx: Transaction, now_ms: int, most: int) -> int:
    """Delete at most `most` items whose time is over, and return how many there were."""
    table = items.table
    expired = sa.select(table.c.seq).where(table.c.expires_ms <= now_ms).order_by(table.c.expires_ms).limit(most)
    return tx.execute(sa.delete(table).where(table.c.seq.in_(expired))).rowcount


def _items(tx: Transaction, channel: str, since: Position | None, limit: int, *, reverse: bool) -> list[Item]:
    if limit <= 0:
        return []
    offset = items.table.c.offset
    query = sa.select(items.table.c.body).where(items.table.c.channel == channel)
    if since is not None:
        query = query.where(offset < since.offset if reverse else offset > since.offset)
    query = query.order_by(offset.desc() if reverse else offset).limit(limit)
    return [items.decode(body) for body in tx.execute(query).scalars()]


def _held(tx: Transaction, channel: str) -> Stream:
    """Return the channel's row, held until the transaction ends, so that no offset is given twice."""
    tx.lock([f"stream:{channel}"])
    stream = tx.get(streams, channel)
    if stream is None:
        stream = Stream(channel, _new_epoch())
        tx.add(streams, stream, undo=False)
    return stream


def _new_epoch() -> str:
    return resource_id("", _EPOCH_CHARACTERS)
