"""Clients of sockets: the official Python library with what it saw written down, and a bare one that says anything."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import websockets
from centrifuge import (
    Client,
    ClientEventHandler,
    ConnectedContext,
    DisconnectedContext,
    ErrorContext,
    JoinContext,
    LeaveContext,
    PublicationContext,
    ServerPublicationContext,
    ServerSubscribedContext,
    SubscribedContext,
    Subscription,
    SubscriptionErrorContext,
    SubscriptionEventHandler,
    UnsubscribedContext,
)

from tests.support.changes import Changes
from tests.support.server import ServerProcess, running_server
from tests.support.world import token


class Watcher(Changes, ClientEventHandler, SubscriptionEventHandler):  # type: ignore[misc]  # the library is not typed
    """Writes down what a client sees."""

    def __init__(self) -> None:
        Changes.__init__(self)
        self.publications: list[Any] = []
        self.offsets: list[int] = []
        self.own: list[Any] = []
        """What came on channels to which the server subscribed it."""
        self.connected: list[ConnectedContext] = []
        self.disconnected: list[DisconnectedContext] = []
        self.subscribed: list[SubscribedContext] = []
        self.server_subscribed: list[ServerSubscribedContext] = []
        self.unsubscribed: list[UnsubscribedContext] = []
        self.errors: list[Any] = []
        self.others: list[tuple[str, str]] = []

    def _saw(self, where: list[Any], what: Any) -> None:
        where.append(what)
        self.tell()

    async def on_connected(self, ctx: ConnectedContext) -> None:
        self._saw(self.connected, ctx)

    async def on_disconnected(self, ctx: DisconnectedContext) -> None:
        self._saw(self.disconnected, ctx)

    async def on_error(self, ctx: ErrorContext | SubscriptionErrorContext) -> None:
        self._saw(self.errors, ctx)

    async def on_subscribed(self, ctx: SubscribedContext | ServerSubscribedContext) -> None:
        if isinstance(ctx, ServerSubscribedContext):
            self._saw(self.server_subscribed, ctx)
        else:
            self._saw(self.subscribed, ctx)

    async def on_unsubscribed(self, ctx: UnsubscribedContext) -> None:
        self._saw(self.unsubscribed, ctx)

    async def on_publication(self, ctx: PublicationContext | ServerPublicationContext) -> None:
        if isinstance(ctx, ServerPublicationContext):
            self._saw(self.own, ctx.pub.data)
        else:
            self.offsets.append(ctx.pub.offset)
            self._saw(self.publications, ctx.pub.data)

    async def on_join(self, ctx: JoinContext) -> None:
        self._saw(self.others, ("join", ctx.info.user))

    async def on_leave(self, ctx: LeaveContext) -> None:
        self._saw(self.others, ("leave", ctx.info.user))

    def texts(self) -> list[str]:
        """Return the texts of what was said in rooms."""
        return [publication["text"] for publication in self.publications if "text" in publication]


class Person:
    """A user with the official client library."""

    def __init__(
        self, address: str, user: str, app: str = "app", *, lifetime_ms: int | None = None, **claims: Any
    ) -> None:
        """`lifetime_ms` is how long each of its tokens is good, None for ever."""
        self.user = user
        self.lifetime_ms = lifetime_ms
        self.app = app
        self.claims = claims
        self.seen = Watcher()
        self.tokens = 0
        self.client = Client(
            f"ws://{address}/test/connection/websocket",
            events=self.seen,
            get_token=self._token,
            data={"device": user},
            use_protobuf=False,
            proxy=None,
            max_reconnect_delay=0.5,
        )

    async def _token(self) -> str:
        self.tokens += 1
        expires = {} if self.lifetime_ms is None else {"expires_ms": now_ms() + self.lifetime_ms}
        return token(self.user, self.app, **self.claims, **expires)

    async def connect(self) -> None:
        await self.client.connect()
        await self.client.ready(10)

    async def join(self, room: str, *, wait: bool = True, **options: Any) -> Subscription:
        subscription = self.client.new_subscription(self.channel(room), events=self.seen, recoverable=True, **options)
        await subscription.subscribe()
        if wait:
            await subscription.ready(10)
        return subscription

    def channel(self, room: str) -> str:
        return f"room:{self.app}:{room}"

    async def call(self, method: str, **data: Any) -> Any:
        return (await self.client.rpc(method, data)).data

    async def say(self, room: str, text: str, **more: Any) -> int:
        return int((await self.call("say", room=room, text=text, **more))["offset"])

    def cut(self) -> None:
        """Break the connection off as a network would; the library connects again."""
        assert self.client._conn is not None
        self.client._conn.transport.abort()


@contextlib.asynccontextmanager
async def person(address: str, user: str, app: str = "app", **claims: Any) -> AsyncIterator[Person]:
    """Connect a user for the length of a block."""
    somebody = Person(address, user, app, **claims)
    await somebody.connect()
    try:
        yield somebody
    finally:
        await somebody.client.disconnect()


async def ends(somebody: Person) -> list[Any]:
    """Return the ends of sessions that the product was told of, once there is one: it hears after presence has."""
    async with asyncio.timeout(20):
        while True:
            log = (await somebody.call("log"))["items"]
            if found := [entry for entry in log if entry["event"] == "disconnect"]:
                return found
            await asyncio.sleep(0.01)


class Raw:
    """A bare WebSocket."""

    def __init__(self, opened: websockets.ClientConnection) -> None:
        self.socket = opened
        self.pings = 0
        self._replies: list[Any] = []

    async def send(self, *commands: Any) -> None:
        await self.socket.send("\n".join(json.dumps(command) for command in commands))

    async def next(self) -> Any:
        """Return the next message; pings are answered and counted."""
        while True:
            while not self._replies:
                text = await asyncio.wait_for(self.socket.recv(), 10)
                self._replies = [json.loads(line) for line in str(text).split("\n") if line]
            if message := self._replies.pop(0):
                return message
            self.pings += 1
            await self.send({})

    async def ask(self, **command: Any) -> Any:
        """Send a command and return its answer, passing over pushes."""
        await self.send({"id": 7, **command})
        while (reply := await self.next()).get("id") != 7:
            continue
        return reply

    async def closed(self, *, answering: bool = True) -> tuple[int, str]:
        """Return the code and reason with which the server closes; answers pings until then."""
        with contextlib.suppress(websockets.ConnectionClosed):
            async with asyncio.timeout(15):
                while True:
                    if await self.socket.recv() == "{}" and answering:
                        await self.socket.send("{}")
        ended = self.socket.protocol.close_rcvd
        assert ended is not None, "the connection broke off"
        return ended.code, ended.reason


@contextlib.asynccontextmanager
async def raw(address: str, *, connect: str | None = None, **options: Any) -> AsyncIterator[Raw]:
    """Open a bare WebSocket; with `connect`, a token, send the first command and take its reply."""
    async with websockets.connect(
        f"ws://{address}/test/connection/websocket", proxy=None, close_timeout=1, **options
    ) as connection:
        opened = Raw(connection)
        if connect is not None:
            reply = await opened.ask(connect={"token": connect})
            assert "connect" in reply, reply
        yield opened


@contextlib.asynccontextmanager
async def world_server(data: Path, *options: str, **times: float) -> AsyncIterator[ServerProcess]:
    """Run a server with the world of rooms and without a data plane."""
    async with running_server(
        data, *world_options(*options), environment=world_environment(**times), module=WORLD_MODULE
    ) as server:
        yield server


WORLD_MODULE = "tests.support.world_server"


def world_options(*options: str) -> tuple[str, ...]:
    return ("--no-dataplane", "--limits", "off", *options)


def world_environment(**times: float) -> dict[str, str]:
    return {**os.environ, "TEST_SOCKET_TIMES": json.dumps(times)}


def slow_socket(address: str) -> socket.socket:
    """A client's socket whose buffer holds little."""
    host, port = address.split(":")
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect((host, int(port)))
    sock.setblocking(False)
    return sock


def free_port() -> int:
    """Return a port for a server that is started more than once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def now_ms() -> int:
    return time.time_ns() // 1_000_000
