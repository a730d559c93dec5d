"""Who is connected at this moment, and what a transaction may do to them once it is committed.

Presence is read directly (`call.port(Presence)`). It is changed only by news, which are told after the commit: a call
that is undone sends nobody away, and a crash, which loses the news, has ended every connection anyhow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from twincloud.realtime.streams import open_stream
from twincloud.storage.transaction import News, Transaction

DISCONNECT_NEWS = "disconnect"
SUBSCRIBE_NEWS = "subscribe"
UNSUBSCRIBE_NEWS = "unsubscribe"
WHISPER_NEWS = "whisper"


class Session(Struct, frozen=True):
    """One connected client: which world it is in, whose app, which user on which kind of device.

    `info` is what other users may see of it (any JSON value).
    """

    id: str
    world: str
    account: str
    app: str
    user: str
    device: str = ""
    role: str = ""
    info: Any = None
    source_ip: str = ""
    connected_ms: int = 0


class Presence:
    """The sessions of this process, by user and by channel.

    Operations ask it from the store's thread while the event loop changes it: each answer is one step of the
    interpreter over values that never change, so that none is half of one state and half of another.
    """

    def __init__(self) -> None:
        self._users: dict[tuple[str, str, str], tuple[Session, ...]] = {}
        self._channels: dict[str, dict[str, Session]] = {}
        self._count = 0

    def __len__(self) -> int:
        """Return how many sessions there are."""
        return self._count

    def sessions(self, world: str, app: str, user: str) -> tuple[Session, ...]:
        """Return the user's sessions, the oldest first."""
        return self._users.get((world, app, user), ())

    def online(self, world: str, app: str, user: str) -> bool:
        """Tell whether the user is connected on any device."""
        return (world, app, user) in self._users

    def subscribers(self, channel: str) -> tuple[Session, ...]:
        """Return the sessions that are subscribed to a channel."""
        return tuple(self._channels.get(channel, {}).copy().values())

    def count(self, channel: str) -> int:
        """Return how many sessions are subscribed to a channel."""
        return len(self._channels.get(channel, ()))

    def begin(self, session: Session) -> None:
        """Take up a session (the gateway does)."""
        key = (session.world, session.app, session.user)
        self._users[key] = (*self._users.get(key, ()), session)
        self._count += 1

    def end(self, session: Session, channels: Iterable[str]) -> None:
        """Forget a session, and that it was subscribed to `channels`."""
        key = (session.world, session.app, session.user)
        rest = tuple(other for other in self._users.get(key, ()) if other.id != session.id)
        if len(rest) < len(self._users.get(key, ())):
            self._count -= 1
        if rest:
            self._users[key] = rest
        else:
            self._users.pop(key, None)
        for channel in channels:
            self.leave(channel, session)

    def join(self, channel: str, session: Session) -> None:
        """Note that a session is subscribed to a channel."""
        self._channels.setdefault(channel, {})[session.id] = session

    def leave(self, channel: str, session: Session) -> None:
        """Note that a session is not subscribed to a channel any more."""
        there = self._channels.get(channel, {})
        there.pop(session.id, None)
        if not there:
            self._channels.pop(channel, None)


def disconnect(
    tx: Transaction, world: str, app: str, user: str, *, code: int, reason: str, device: str | None = None
) -> None:
    """Send a user's sessions away once this transaction is committed; `device` restricts it to one kind.

    Codes 3500..3999 and 4500..4999 are final, after others the client libraries connect again.
    """
    tx.tell(News(DISCONNECT_NEWS, world, code, (app, user, reason, *(() if device is None else (device,)))))


def subscribe(tx: Transaction, world: str, app: str, user: str, channel: str) -> None:
    """Subscribe a user's sessions to a channel once this transaction is committed, from where its stream is now.

    Client libraries know this as a subscription of the server's. Sessions that are subscribed already stay as they are;
    who connects later is subscribed by what the World says in `channels`.
    """
    position = open_stream(tx, channel)
    tx.tell(News(SUBSCRIBE_NEWS, world, position.offset, (app, user, channel, position.epoch)))


def unsubscribe(tx: Transaction, channel: str, user: str, *, code: int, reason: str) -> None:
    """Take a user's sessions out of a channel once this transaction is committed, after all that it appended there.

    Codes below 2500 are final: the client libraries do not subscribe again by themselves.
    """
    tx.tell(News(UNSUBSCRIBE_NEWS, channel, code, (user, reason)))


def whisper(tx: Transaction, channel: str, body: bytes, *, weight: int = 0) -> None:
    """Tell the channel's subscribers `body` (JSON) once this transaction is committed; who is away never hears of it.

    It has no offset, is kept nowhere, and is the first thing that a slow connection loses.
    """
    tx.tell(News(WHISPER_NEWS, channel, weight, (body.decode(),)))
