"""One client's connection: its commands, one after the other, and its end.

Longer than other files, as one client's state and every command that changes it are one thing; what they share with
other clients is elsewhere (`sessions`, `hub`, `calls`).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Raw
from msgspec.structs import replace

from twincloud import __version__
from twincloud.execution.faults import DropConnectionError
from twincloud.gateway.sockets import protocol as wire
from twincloud.gateway.sockets.calls import Origin
from twincloud.gateway.sockets.hub import Wish, client_of
from twincloud.gateway.sockets.outbox import Frame, Outbox, Outlet
from twincloud.gateway.sockets.protocol import Command, Refusal
from twincloud.kernel.clock import system_ms
from twincloud.realtime.presence import Session
from twincloud.realtime.streams import Position
from twincloud.realtime.world import Admission, Farewell, Identity, TurnedAwayError

if TYPE_CHECKING:
    from twincloud.gateway.sockets.sessions import Sessions

log = logging.getLogger(__name__)
MOST_CHANNELS = 128
_MOST_HISTORY = 300
_MOST_PRESENT = 1_000
_FIRST_CLOSING_CODE = 3000
_NAME_CHARACTERS = 32
_BY_SERVER: tuple[Admission, int | None] = (Admission(), None)
"""How a client is in a channel to which the server subscribed it."""


class Connection:
    """A client, whatever its transport. Whoever reads the transport calls `receive` and, at its end, `gone`."""

    __slots__ = (
        "_corked",
        "_next_ping",
        "_pong_by",
        "_stale_at",
        "_times",
        "channels",
        "ended",
        "expires_ms",
        "id",
        "identity",
        "lock",
        "origin",
        "outbox",
        "outlet",
        "secret",
        "session",
        "sessions",
        "working",
    )  # fmt: skip

    session: Session

    def __init__(self, sessions: Sessions, origin: Origin, outlet: Outlet) -> None:
        self.sessions = sessions
        self.origin = origin
        self.outlet = outlet
        self.outbox = Outbox(outlet)
        self.id = secrets.token_hex(16)
        self.secret = secrets.token_urlsafe(24)
        """What only this client knows; other transports' commands are believed by it."""
        self.identity: Identity | None = None
        self.channels: dict[str, tuple[Admission, int | None]] = {}
        """What it is subscribed to, and until when (ms of the machine's clock)."""
        self.expires_ms: int | None = None
        self.ended: tuple[Farewell, str] | None = None
        self.working = False
        self._corked: list[Frame] | None = None
        self.lock = asyncio.Lock()
        """Held while commands are handled."""
        self._times = sessions.times
        self._stale_at = time.monotonic() + self._times.stale_s
        self._next_ping = 0.0
        self._pong_by = 0.0

    # --- what goes out ---

    def send(self, frame: Frame) -> None:
        """Write a frame, now or later; a client that is too slow for it is sent away. Never raises."""
        if self.ended is not None:
            return
        if self._corked is not None:
            self._corked.append(frame)
        elif not self.outbox.put(frame):
            self.outbox.clear()
            self.end(wire.SLOW, "slow")

    def descriptor(self) -> int | None:
        """Return the socket that takes a WebSocket frame as it is, now; None where a frame has to be sent."""
        return self.outbox.descriptor() if self.ended is None and self._corked is None else None

    def finish(self, frame: Frame, written: int) -> None:
        """Write what is left of a frame of which the socket took some bytes."""
        self.outlet.finish(frame, written)

    def end(self, farewell: Farewell, why: str) -> None:
        """Close the connection with a code and reason; `why` is the world's word for it."""
        if self.ended is not None:
            return
        self.ended = (farewell, why)
        self.outlet.close(farewell)
        self.sessions.ended(self)

    def gone(self, code: int) -> None:
        """Note that the client closed the connection, or that it broke off."""
        self.end(Farewell(code, "connection closed"), "closed")

    def dismissed(self, channel: str) -> None:
        """Note that it is not subscribed any more, without having asked for that."""
        self.channels.pop(channel, None)

    # --- what comes in ---

    async def receive(self, data: str | bytes) -> None:
        """Handle a frame of commands, after those before it."""
        try:
            commands = wire.read_commands(data)
        except (msgspec.DecodeError, ValueError, RecursionError):
            self._refuse_frame("The frame holds no commands of the protocol.")
            return
        async with self.lock:
            for command in commands:
                if self.ended is not None:
                    return
                self.working = True
                try:
                    await self._handle(command)
                finally:
                    self.working = False

    async def _handle(self, command: Command) -> None:
        if not command.id:
            self._pong_by = 0.0
            return
        try:
            await self._dispatch(command)
        except Refusal as refused:
            self._write(wire.refusal(command.id, refused))
        except TurnedAwayError as refused:
            self._turn_away(command, refused)
        except DropConnectionError:
            self.outlet.abort()
        except Exception:
            log.exception("a client's command failed in a way that no rule foresaw", extra={"client": self.id})
            self._write(wire.refusal(command.id, Refusal(wire.INTERNAL, "internal server error", temporary=True)))

    async def _dispatch(self, command: Command) -> None:  # noqa: C901, PLR0912 (one line for each command)
        number = command.id
        if command.connect is not None:
            await self._connect(number, command.connect)
        elif self.identity is None:
            self._refuse_frame("The first command must be connect.")
        elif command.rpc is not None:
            if command.rpc.method in (self.origin.world.connects, self.origin.world.disconnects):
                raise Refusal(wire.METHOD_NOT_FOUND, "method not found")  # those are for the connection itself
            answer = await self._call(command.rpc.method, command.rpc.data or {})
            self._write(wire.reply(number, "rpc", {"data": Raw(answer)}))
        elif command.subscribe is not None:
            await self._subscribe(number, command.subscribe, self.identity)
        elif command.unsubscribe is not None:
            await self._unsubscribe(number, command.unsubscribe.channel)
        elif command.history is not None:
            await self._history(number, command.history)
        elif command.presence is not None:
            self._write(wire.reply(number, "presence", {"presence": self._present(command.presence.channel)}))
        elif command.presence_stats is not None:
            self._count(number, command.presence_stats.channel)
        elif command.refresh is not None:
            await self._refresh(number, command.refresh.token, self.identity)
        elif command.sub_refresh is not None:
            self._refresh_subscription(number, command.sub_refresh, self.identity)
        elif command.ping is not None:
            self._write(wire.reply(number, "ping", {}))
        elif command.publish is not None:
            raise Refusal(wire.PERMISSION_DENIED, "clients publish by calling methods")
        elif command.send is None:
            raise Refusal(wire.METHOD_NOT_FOUND, "method not found")

    async def _connect(self, number: int, request: wire.ConnectRequest) -> None:
        if self.identity is not None:
            self._refuse_frame("A connection connects once.")
            return
        transport = self.origin.client.partition(" ")[0]
        named = f"{transport} {request.name[:_NAME_CHARACTERS]} {request.version[:_NAME_CHARACTERS]}"
        self.origin = replace(self.origin, client=named.strip())
        identity = await self.sessions.authenticate(self.origin.world, request.token, request.data)
        self.session = Session(
            id=self.id,
            world=self.origin.world.name,
            account=identity.account,
            app=identity.app,
            user=identity.user,
            device=identity.device,
            role=identity.role,
            info=identity.info,
            source_ip=self.origin.source_ip,
            connected_ms=system_ms(),
        )
        await self.sessions.begin(self, identity)
        # What comes on its channels meanwhile follows the reply.
        corked: list[Frame] = []
        self._corked = corked
        try:
            subs: dict[str, wire.Subscribed] = {}
            for channel in await self.sessions.channels(self.origin.world, identity):
                await self._attach_by_server(channel, request.subs.get(channel), subs)
        except BaseException:
            self.end(wire.SERVER_ERROR, "closed")
            raise
        finally:
            self._corked = None
        now = time.monotonic()
        # Not all at once: many clients come together after a restart.
        self._next_ping = now + self._times.ping_s * (0.5 + secrets.randbelow(512) / 1024)
        connected = wire.Connected(
            client=self.id,
            version=f"twincloud {__version__}",
            ping=max(1, round(self._times.ping_s)),
            pong=True,
            session=self.secret,
            node=self.sessions.node,
            data=identity.data,
            subs=subs or UNSET,
            expires=identity.expires_ms is not None,
            ttl=wire.seconds_left(identity.expires_ms, system_ms()),
        )
        self._write(wire.reply(number, "connect", connected))
        for frame in corked:
            self.send(frame)

    async def _attach_by_server(
        self, channel: str, request: wire.SubscribeRequest | None, subs: dict[str, wire.Subscribed]
    ) -> None:
        def welcome(subscribed: wire.Subscribed) -> None:
            subs[channel] = subscribed

        self.channels[channel] = _BY_SERVER
        wish = Wish(channel, _since(request))
        if not await self.sessions.hub.attach(self, wish, None, welcome):
            self.channels.pop(channel, None)

    async def subscribe_by_server(self, channel: str, since: Position) -> None:
        """Subscribe the client to a channel without its asking, from a position on. Never raises."""

        def welcome(subscribed: wire.Subscribed) -> None:
            for push in wire.subscribe_pushes(channel, subscribed, since.offset):
                self._write(push)

        async with self.lock:
            if self.ended is not None or channel in self.channels:
                return
            self.channels[channel] = _BY_SERVER
            try:
                attached = await self.sessions.hub.attach(self, Wish(channel, since), None, welcome)
            except Exception:
                log.exception("a client could not be subscribed to a channel", extra={"client": self.id})
                self.end(wire.SERVER_ERROR, "closed")
                return
            if not attached:
                self.channels.pop(channel, None)

    async def _subscribe(self, number: int, request: wire.SubscribeRequest, identity: Identity) -> None:
        channel = request.channel
        by_server = self.channels.get(channel) is _BY_SERVER
        if channel in self.channels and not by_server:
            raise Refusal(wire.ALREADY_SUBSCRIBED, "already subscribed")
        if len(self.channels) >= MOST_CHANNELS and not by_server:
            raise Refusal(wire.LIMIT_EXCEEDED, f"a client is subscribed to {MOST_CHANNELS} channels at most")
        admission = self.origin.world.admit(identity, channel, request.token, request.data)
        if by_server:
            # The client takes over what the server began: its library gives the items to its own subscription.
            self.sessions.hub.detach(self, channel)
        since = _since(request)
        # From here on the end of the connection leaves the channel as well.
        self.channels[channel] = (admission, admission.expires_ms)
        try:
            data = await self._join(channel, since, admission)
        except Refusal:
            self.channels.pop(channel, None)
            raise
        wish = Wish(
            channel,
            since,
            strict=request.rejects_gaps,
            join_leave=request.join_leave and admission.join_leave,
            ttl=wire.seconds_left(admission.expires_ms, system_ms()),
        )
        try:
            attached = await self.sessions.hub.attach(self, wish, data, self._welcome(number))
        except Refusal:
            await self._leave(channel)
            raise
        except BaseException:
            # It joined and hears nothing: the end of the connection puts that right.
            self.end(wire.SERVER_ERROR, "closed")
            raise
        if not attached and self.ended is None:
            self.channels.pop(channel, None)

    async def _join(self, channel: str, since: Position | None, admission: Admission) -> Raw | None:
        """Call the operation that joins, except for who returns to hear how the channel ended; return its answer."""
        if since is not None and await self.sessions.hub.closed_since(channel, since):
            return None
        if not admission.action:
            self.sessions.calls.note(self.origin, self.session, "subscribe")
            return None
        return Raw(await self._call(admission.action, admission.payload))

    async def _leave(self, channel: str) -> None:
        admission, _ = self.channels[channel]
        self.sessions.hub.detach(self, channel)
        if admission.leave:
            await self._call(admission.leave, admission.payload)
        self.channels.pop(channel, None)

    def _welcome(self, number: int) -> Callable[[wire.Subscribed], None]:
        return lambda subscribed: self._write(wire.reply(number, "subscribe", subscribed))

    async def _unsubscribe(self, number: int, channel: str) -> None:
        if channel in self.channels:
            await self._leave(channel)
        self._write(wire.reply(number, "unsubscribe", {}))

    async def _history(self, number: int, request: wire.HistoryRequest) -> None:
        self._require_subscribed(request.channel)
        since = None if request.since is None else Position(request.since.epoch, request.since.offset)
        limit = _MOST_HISTORY if request.limit < 0 else min(request.limit, _MOST_HISTORY)
        found = await self.sessions.hub.history(request.channel, since, limit, reverse=request.reverse)
        if not found.complete:
            raise Refusal(wire.UNRECOVERABLE, "unrecoverable position")
        publications = tuple(wire.Publication(item.body, item.offset) for item in found.items)
        result = wire.History(publications, found.position.epoch, found.position.offset)
        self._write(wire.reply(number, "history", result))

    def _present(self, channel: str) -> dict[str, wire.Client]:
        self._require_subscribed(channel)
        if self.sessions.presence.count(channel) > _MOST_PRESENT:
            raise Refusal(wire.NOT_AVAILABLE, f"more than {_MOST_PRESENT} clients are not listed")
        return {session.id: client_of(session) for session in self.sessions.presence.subscribers(channel)}

    def _count(self, number: int, channel: str) -> None:
        self._require_subscribed(channel)
        there = self.sessions.presence.subscribers(channel)
        counts = {"num_clients": len(there), "num_users": len({session.user for session in there})}
        self._write(wire.reply(number, "presence_stats", counts))

    async def _refresh(self, number: int, token: str, identity: Identity) -> None:
        fresh = await self.sessions.authenticate(self.origin.world, token, None)
        if (fresh.account, fresh.app, fresh.user) != (identity.account, identity.app, identity.user):
            raise TurnedAwayError(wire.BAD_FRAME.code, "the token is another user's")
        self.expires_ms = fresh.expires_ms
        ttl = wire.seconds_left(fresh.expires_ms, system_ms())
        self._write(wire.reply(number, "refresh", wire.Refreshed(self.id, expires=ttl > 0, ttl=ttl)))

    def _refresh_subscription(self, number: int, request: wire.RefreshRequest, identity: Identity) -> None:
        self._require_subscribed(request.channel)
        admission = self.origin.world.admit(identity, request.channel, request.token, None)
        self.channels[request.channel] = (self.channels[request.channel][0], admission.expires_ms)
        ttl = wire.seconds_left(admission.expires_ms, system_ms())
        self._write(wire.reply(number, "sub_refresh", wire.Refreshed(expires=ttl > 0, ttl=ttl)))

    async def _call(self, action: str, payload: Any) -> bytes:
        return await self.sessions.calls.run(self.origin, self.session, action, payload)

    def _require_subscribed(self, channel: str) -> None:
        if channel not in self.channels:
            raise Refusal(wire.PERMISSION_DENIED, "not subscribed")

    def _turn_away(self, command: Command, refused: TurnedAwayError) -> None:
        action = (
            "connect" if command.connect is not None else "subscribe" if command.subscribe is not None else "refresh"
        )
        session = self.session if self.identity is not None else None
        self.sessions.calls.note(self.origin, session, action, str(refused.code), refused.reason)
        if refused.code < _FIRST_CLOSING_CODE:
            self._write(wire.refusal(command.id, Refusal(refused.code, refused.reason)))
        else:
            self.end(Farewell(refused.code, refused.reason), "refused")

    def _refuse_frame(self, reason: str) -> None:
        session = self.session if self.identity is not None else None
        self.sessions.calls.note(self.origin, session, "command", str(wire.BAD_FRAME.code), reason)
        self.end(wire.BAD_FRAME, "refused")

    def _write(self, text: bytes) -> None:
        self.send(Frame(text))

    # --- time ---

    def tick(self, now: float, now_ms: int) -> None:
        """Do what is due: `now` is monotonic, `now_ms` the machine's time."""
        if self.identity is None:
            if now > self._stale_at:
                self.end(wire.STALE, "timeout")
            return
        if self._overdue(self.expires_ms, now_ms):
            self.end(wire.CONNECTION_EXPIRED, "expired")
            return
        if self._pong_by:
            # While a command is handled, nothing that came after it has been read.
            if now > self._pong_by and not self.working:
                self.end(wire.NO_PONG, "timeout")
        elif now >= self._next_ping:
            self._next_ping = now + self._times.ping_s
            self._pong_by = now + self._times.pong_s
            self.send(self.sessions.ping)
        for channel in [name for name, (_, until) in self.channels.items() if self._overdue(until, now_ms)]:
            self.sessions.expire(self, channel)

    def _overdue(self, until_ms: int | None, now_ms: int) -> bool:
        return until_ms is not None and now_ms > until_ms + self._times.expired_grace_s * 1000


def _since(request: wire.SubscribeRequest | None) -> Position | None:
    return Position(request.epoch, request.offset) if request is not None and request.recover else None
