"""The connections of this process: who may begin a session, how each ends, and what comes due on all of them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
import weakref
from collections.abc import Coroutine, Iterator, Sequence
from typing import Any

from msgspec import Struct

from twincloud.gateway.http.edge import Services
from twincloud.gateway.sockets import protocol as wire
from twincloud.gateway.sockets.calls import Calls
from twincloud.gateway.sockets.connection import Connection
from twincloud.gateway.sockets.hub import Hub
from twincloud.gateway.sockets.outbox import Frame
from twincloud.gateway.sockets.protocol import Refusal
from twincloud.kernel.clock import system_ms
from twincloud.realtime.presence import DISCONNECT_NEWS, SUBSCRIBE_NEWS, Presence
from twincloud.realtime.streams import Position
from twincloud.realtime.world import Farewell, Identity, World
from twincloud.storage.store import Store
from twincloud.storage.transaction import News

log = logging.getLogger(__name__)
_FAREWELL_S = 10.0
_ANSWER_S = 2.0
_Key = tuple[str, str, str, str]


class SocketTimes(Struct, frozen=True):
    """How long things take on sockets, in seconds (our choice; pings as Centrifugo does).

    A client hears of the server every `ping_s` and answers within `pong_s`. Without a connect command it is closed
    after `stale_s`; with a token that ended, `expired_grace_s` later, within which it may show another one.
    """

    ping_s: float = 25.0
    pong_s: float = 8.0
    stale_s: float = 10.0
    expired_grace_s: float = 25.0
    sweep_s: float = 1.0


USUAL_TIMES = SocketTimes()


class Sessions:
    """All connections. One session per world, app, user and kind of device: a new one ends the older."""

    def __init__(self, store: Store, presence: Presence, services: Services, times: SocketTimes) -> None:
        self.hub = Hub(store, presence)
        self.calls = Calls(services)
        self.presence = presence
        self.times = times
        self.node = secrets.token_hex(4)
        """This process, as clients without a socket of their own name it."""
        self.ping = Frame(wire.PING)
        self._store = store
        self._clock = services.clock
        self._connections: dict[str, Connection] = {}
        """By their secrets."""
        self._current: dict[_Key, Connection] = {}
        self._farewells: dict[_Key, asyncio.Task[None]] = {}
        self._locks: weakref.WeakValueDictionary[_Key, asyncio.Lock] = weakref.WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.Task[None] | None = None
        self._closing = False
        store.on_news(self._on_news)

    async def start(self, worlds: Sequence[World]) -> None:
        """Let the worlds forget who was connected to the server before this one, and begin to watch the time."""
        for world in worlds:
            await self._store.write(lambda tx, world=world: world.restart(tx, self._clock.now_ms()))  # type: ignore[misc]
        self._sweeper = asyncio.create_task(self._sweep(), name="sockets")

    async def close(self) -> None:
        """Send every client away so that it comes again, and let what they began come to its end."""
        self._closing = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        await asyncio.gather(*(self._shut(connection) for connection in list(self._connections.values())))
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_FAREWELL_S)
        await self.hub.close()

    @staticmethod
    async def _shut(connection: Connection) -> None:
        """Send a client away once what it asked is answered, or soon."""
        if connection.working:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_ANSWER_S), connection.lock:
                    connection.end(wire.SHUTDOWN, "shutdown")
        connection.end(wire.SHUTDOWN, "shutdown")

    def opened(self, connection: Connection) -> None:
        """Take up a connection, which is nobody's yet."""
        self._connections[connection.secret] = connection
        if self._closing:
            connection.end(wire.SHUTDOWN, "shutdown")

    def by_secret(self, secret: str) -> Connection | None:
        """Return the connection whose client knows this secret."""
        return self._connections.get(secret)

    async def authenticate(self, world: World, token: str, data: Any) -> Identity:
        """Return whose token it is; raises TurnedAwayError."""
        return await self._store.read(lambda tx: world.authenticate(tx, token, data, system_ms()))

    async def channels(self, world: World, identity: Identity) -> Sequence[str]:
        """Return the channels to which the server subscribes a client, read once news of others reach it."""
        return await self._store.read(lambda tx: world.channels(tx, identity))

    async def begin(self, connection: Connection, identity: Identity) -> None:
        """Make a connection the user's session on this kind of device; the older one ends before. Raises Refusal."""
        world = connection.origin.world
        key = _key(connection)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            await self._displace(key, identity, world)
            if world.connects:
                await self.calls.run(connection.origin, connection.session, world.connects, {})
            else:
                self.calls.note(connection.origin, connection.session, "connect")
            connection.identity = identity
            connection.expires_ms = identity.expires_ms
            self._current[key] = connection
            self.presence.begin(connection.session)
            if connection.ended is not None:
                self._part(connection)

    def ended(self, connection: Connection) -> None:
        """Forget a connection that was closed, and tell its world when it was somebody's."""
        self._connections.pop(connection.secret, None)
        if connection.identity is not None:
            self._part(connection)

    def expire(self, connection: Connection, channel: str) -> None:
        """End a subscription that was not renewed; the client may subscribe again."""
        admission, _ = connection.channels.pop(channel)
        self.hub.detach(connection, channel)
        connection.send(Frame(wire.unsubscribe_push(channel, wire.SUBSCRIPTION_EXPIRED)))
        if admission.leave:
            _ = self._start(self._tell(connection, admission.leave, admission.payload))

    def send_all_away(self) -> None:
        """Have every client come again, because nothing is as it was."""
        for connection in list(self._connections.values()):
            connection.end(wire.FORCE_RECONNECT, "closed")

    async def _displace(self, key: _Key, identity: Identity, world: World) -> None:
        older = self._current.get(key)
        if older is not None and older.identity is not None:
            same = bool(identity.installation) and older.identity.installation == identity.installation
            older.end(world.displaced, "returned" if same else "displaced")
        farewell = self._farewells.get(key)
        if farewell is not None:
            await asyncio.wait([farewell])

    def _part(self, connection: Connection) -> None:
        """End a session; a new one of the same user waits for that."""
        key = _key(connection)
        if self._current.get(key) is connection:
            del self._current[key]
        before = self._farewells.get(key)
        task = self._farewells[key] = self._start(self._farewell(connection, before))

        def forget(done: asyncio.Task[None]) -> None:
            if self._farewells.get(key) is done:
                del self._farewells[key]

        task.add_done_callback(forget)

    async def _farewell(self, connection: Connection, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        # A command that is being handled may still subscribe it to something.
        async with connection.lock:
            channels = list(connection.channels)
            for channel in channels:
                self.hub.detach(connection, channel)
            self.presence.end(connection.session, ())
            connection.channels.clear()
        farewell, why = connection.ended or (Farewell(0, ""), "")
        dropped = connection.outbox.dropped
        told = f"{farewell.reason}; {dropped} messages were dropped before" if dropped else farewell.reason
        self.calls.note(connection.origin, connection.session, "disconnect", str(farewell.code), told)
        disconnects = connection.origin.world.disconnects
        if disconnects and not self._closing:
            payload = {"reason": why, "code": farewell.code, "channels": channels}
            await self._tell(connection, disconnects, payload)

    async def _tell(self, connection: Connection, action: str, payload: Any) -> None:
        try:
            await self.calls.run(connection.origin, connection.session, action, payload)
        except Refusal as refused:
            log.warning("a world did not take the end of a session: %s", refused, extra={"action": action})
        except Exception:
            log.exception("a world could not be told of the end of a session", extra={"action": action})

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _on_news(self, news: Sequence[News]) -> None:
        for item in news:
            if item.kind == DISCONNECT_NEWS:
                app, user, reason, *device = item.subjects
                for connection in self._sessions_of(item.key, app, user):
                    if not device or device == [connection.session.device]:
                        connection.end(Farewell(item.number, reason), "kicked")
            elif item.kind == SUBSCRIBE_NEWS:
                app, user, channel, epoch = item.subjects
                for connection in self._sessions_of(item.key, app, user):
                    _ = self._start(connection.subscribe_by_server(channel, Position(epoch, item.number)))

    def _sessions_of(self, world: str, app: str, user: str) -> Iterator[Connection]:
        for session in self.presence.sessions(world, app, user):
            connection = self._current.get((world, app, user, session.device))
            if connection is not None and connection.id == session.id:
                yield connection

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(self.times.sweep_s)
            now, now_ms = time.monotonic(), system_ms()
            for connection in list(self._connections.values()):
                connection.tick(now, now_ms)


def _key(connection: Connection) -> _Key:
    session = connection.session
    return (session.world, session.app, session.user, session.device)
