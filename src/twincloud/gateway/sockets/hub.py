"""The hub: brings what transactions told to the clients that are subscribed, in the order of each channel."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

from msgspec import Raw, Struct

from twincloud.gateway.sockets.fanout import Fanout, Receiver
from twincloud.gateway.sockets.outbox import Frame, joined
from twincloud.gateway.sockets.protocol import (
    INSUFFICIENT_STATE,
    UNRECOVERABLE,
    Client,
    Publication,
    Refusal,
    Subscribed,
    member_push,
    publication_push,
    unsubscribe_push,
)
from twincloud.realtime import streams
from twincloud.realtime.presence import UNSUBSCRIBE_NEWS, WHISPER_NEWS, Presence, Session
from twincloud.realtime.streams import STREAM_NEWS, Closing, Position, Slice
from twincloud.realtime.world import Farewell
from twincloud.storage.store import Store
from twincloud.storage.transaction import News

log = logging.getLogger(__name__)
MOST_RECOVERED = 1_000
"""Items that a client is given for a gap; a longer one is too old."""
_READ_ITEMS = 256
_AFTER_FAULT_S = 1.0


class Member(Receiver, Protocol):
    """What the hub needs of a connection."""

    session: Session

    def dismissed(self, channel: str) -> None:
        """Note that it is not subscribed any more, without having asked for that."""
        ...


class Wish(Struct, frozen=True):
    """How a client wants to be subscribed. With `since`, from there; `strict` takes an error rather than a gap.

    With `join_leave` it is told of others' joining and leaving. It holds for `ttl` seconds, 0 for good.
    """

    channel: str
    since: Position | None = None
    strict: bool = False
    join_leave: bool = False
    ttl: int = 0


class _Channel:
    """One channel with at least one subscriber: up to where its subscribers have been told, and what is to be done.

    All that is done to a channel is done under its lock, so that each subscriber is at `top` whenever it is free.
    """

    __slots__ = ("epoch", "lock", "members", "name", "pending", "task", "told", "top", "woken")

    def __init__(self, name: str) -> None:
        self.name = name
        self.epoch = ""
        self.top = 0
        self.members: dict[Member, int] = {}
        """The subscribers, and where the stream was when each came."""
        self.told: set[Member] = set()
        """The subscribers that are told of others' joining and leaving."""
        self.lock = asyncio.Lock()
        self.pending: deque[News] = deque()
        self.woken = False
        self.task: asyncio.Task[None] | None = None


class Hub:
    """Knows who of this process is subscribed to what. Nobody's request waits for another's connection."""

    def __init__(self, store: Store, presence: Presence) -> None:
        self._store = store
        self._presence = presence
        self._channels: dict[str, _Channel] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._fanout = Fanout()
        store.on_news(self._on_news)

    async def closed_since(self, channel: str, since: Position) -> bool:
        """Tell whether the channel's stream was closed after a position, which its holder has yet to be told."""
        stream = await self._store.read(lambda tx: tx.get(streams.streams, channel))
        if stream is None or stream.closing is None:
            return False
        return stream.epoch != since.epoch or since.offset < stream.closing.offset

    async def attach(self, member: Member, wish: Wish, data: Raw | None, welcome: Callable[[Subscribed], None]) -> bool:
        """Subscribe a client: `welcome` is called with how, before anything that comes after is sent.

        Returns False when the stream is closed: the client was then given what it missed, the closing notice, and was
        let go. Raises Refusal when the client would not have a gap and there is one.
        """
        while True:
            channel = self._channels.setdefault(wish.channel, _Channel(wish.channel))
            async with channel.lock:
                # While it was waited for, the last subscriber may have gone, and the channel with it.
                if self._channels.get(wish.channel) is channel:
                    try:
                        return await self._attach(channel, member, wish, data, welcome)
                    finally:
                        self._forget_if_empty(channel)

    def detach(self, member: Member, name: str) -> None:
        """Take a client out of a channel, as it wished or because it is gone."""
        channel = self._channels.get(name)
        if channel is None or member not in channel.members:
            return
        self._remove(channel, member)
        # Whoever holds the lock may be about to put somebody in, and looks afterwards.
        if not channel.lock.locked():
            self._forget_if_empty(channel)

    async def history(self, channel: str, since: Position | None, limit: int, *, reverse: bool) -> Slice:
        """Read a stream; one that nobody wrote to is empty."""
        found = await self._store.read(lambda tx: streams.read(tx, channel, since=since, limit=limit, reverse=reverse))
        return found or Slice((), Position("", 0))

    async def close(self) -> None:
        """Stop; what is in the streams is delivered to whoever comes to the next server."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._fanout.close()

    def _on_news(self, news: Sequence[News]) -> None:
        for item in news:
            if item.kind not in (STREAM_NEWS, UNSUBSCRIBE_NEWS, WHISPER_NEWS):
                continue
            channel = self._channels.get(item.key)
            if channel is not None:
                if item.subjects:
                    channel.pending.append(item)
                self._wake(channel)

    def _wake(self, channel: _Channel) -> None:
        channel.woken = True
        if channel.task is None:
            channel.task = self._start(self._follow(channel))

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _follow(self, channel: _Channel) -> None:
        """Bring a channel's subscribers to the end of its stream, do what else was asked, until nothing is left."""
        try:
            while channel.woken:
                channel.woken = False
                try:
                    async with channel.lock:
                        await self._catch_up(channel)
                        while channel.pending:
                            self._act(channel, channel.pending.popleft())
                        self._forget_if_empty(channel)
                except Exception:
                    # Nobody must go without what is stored: it is read again.
                    log.exception("a channel's news could not be read; they are read again")
                    channel.woken = True
                    await asyncio.sleep(_AFTER_FAULT_S)
        finally:
            channel.task = None

    async def _catch_up(self, channel: _Channel) -> None:
        """Send the subscribers every item after `top`."""
        while channel.members:
            since = Position(channel.epoch, channel.top)
            found = await self._store.read(
                functools.partial(streams.read, channel=channel.name, since=since, limit=_READ_ITEMS)
            )
            if found is None or not found.complete:
                # The stream is another one, or items went before they were sent: the clients see for themselves.
                self._dismiss_all(channel, INSUFFICIENT_STATE)
                return
            for frame in joined([_frame_of(item) for item in found.items]):
                self._broadcast(channel, frame)
            channel.top = found.items[-1].offset if found.items else channel.top
            if found.closing is not None and channel.top >= found.closing.offset:
                self._dismiss_all(channel, Farewell(found.closing.code, found.closing.reason))
                return
            if len(found.items) < _READ_ITEMS:
                return

    def _act(self, channel: _Channel, news: News) -> None:
        if news.kind == WHISPER_NEWS:
            text = publication_push(channel.name, news.subjects[0].encode())
            self._broadcast(channel, Frame(text, weight=news.number, droppable=True))
            return
        if news.kind == STREAM_NEWS:
            code, reason = news.subjects
            for member in [member for member, since in channel.members.items() if since < news.number]:
                self._dismiss(channel, member, Farewell(int(code), reason))
            return
        user, reason = news.subjects
        for member in [member for member in channel.members if member.session.user == user]:
            self._dismiss(channel, member, Farewell(news.number, reason))

    async def _attach(
        self, channel: _Channel, member: Member, wish: Wish, data: Raw | None, welcome: Callable[[Subscribed], None]
    ) -> bool:
        if channel.members:
            await self._catch_up(channel)
        found = await self._store.read(
            functools.partial(streams.read, channel=channel.name, since=wish.since, limit=MOST_RECOVERED)
            if wish.since is not None
            else functools.partial(streams.read, channel=channel.name, limit=0)
        )
        if found is None:
            found = Slice((), await self._store.write(functools.partial(streams.open_stream, channel=channel.name)))
            found = _judged(found, wish.since)
        if not channel.members:
            channel.epoch, channel.top = found.position.epoch, found.position.offset
        # What came since the others were told is sent to this one with them.
        items = tuple(item for item in found.items if item.offset <= channel.top)
        recovered = wish.since is not None and found.complete and _reaches(items, wish.since, channel.top)
        if wish.since is not None and not recovered and wish.strict:
            raise Refusal(UNRECOVERABLE, "unrecoverable position")
        publications = tuple(Publication(item.body, item.offset) for item in items) if recovered else ()
        welcome(
            Subscribed(
                recoverable=True,
                positioned=True,
                epoch=channel.epoch,
                offset=channel.top,
                recovered=recovered,
                was_recovering=wish.since is not None,
                publications=publications,
                **({} if data is None else {"data": data}),
                expires=wish.ttl > 0,
                ttl=wish.ttl,
            )
        )
        closing = found.closing
        if closing is not None and channel.top >= closing.offset:
            self._send_away(channel, member, closing, told=bool(publications))
            return False
        self._tell_others(channel, member, "join")
        channel.members[member] = channel.top
        if wish.join_leave:
            channel.told.add(member)
        self._presence.join(channel.name, member.session)
        return True

    def _send_away(self, channel: _Channel, member: Member, closing: Closing, *, told: bool) -> None:
        """Let a client that came to a closed stream go, with the closing notice if it was not among what it missed."""
        if not told:
            member.send(Frame(publication_push(channel.name, closing.body, closing.offset)))
        member.send(Frame(unsubscribe_push(channel.name, Farewell(closing.code, closing.reason))))

    def _tell_others(self, channel: _Channel, member: Member, kind: str) -> None:
        """Tell those who want to know that a client joined or left."""
        if channel.told:
            frame = Frame(member_push(channel.name, kind, client_of(member.session)), droppable=True)
            for other in tuple(channel.told):
                other.send(frame)

    def _remove(self, channel: _Channel, member: Member) -> None:
        channel.members.pop(member, None)
        channel.told.discard(member)
        self._presence.leave(channel.name, member.session)
        self._tell_others(channel, member, "leave")

    def _broadcast(self, channel: _Channel, frame: Frame) -> None:
        self._fanout.send(tuple(channel.members), frame)

    def _dismiss_all(self, channel: _Channel, farewell: Farewell) -> None:
        channel.told.clear()  # there will be nobody left to be told of
        for member in tuple(channel.members):
            self._dismiss(channel, member, farewell)

    def _dismiss(self, channel: _Channel, member: Member, farewell: Farewell) -> None:
        self._remove(channel, member)
        member.dismissed(channel.name)
        member.send(Frame(unsubscribe_push(channel.name, farewell)))

    def _forget_if_empty(self, channel: _Channel) -> None:
        if not channel.members and self._channels.get(channel.name) is channel:
            del self._channels[channel.name]


def client_of(session: Session) -> Client:
    """Return what others see of a session."""
    return Client(session.id, session.user, session.info)


def _frame_of(item: streams.Item) -> Frame:
    text = publication_push(item.channel, item.body, item.offset)
    return Frame(text, weight=item.weight, droppable=item.droppable)


def _judged(found: Slice, since: Position | None) -> Slice:
    """Return the slice of a stream that was made just now, to which no older position belongs."""
    return found if since is None or since == found.position else Slice((), found.position, complete=False)


def _reaches(items: Sequence[streams.Item], since: Position, top: int) -> bool:
    """Tell whether items lead from a position to the top without a gap."""
    return since.offset + len(items) == top
