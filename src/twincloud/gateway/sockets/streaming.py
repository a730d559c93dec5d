"""Clients without WebSockets: server-sent events or an HTTP stream downwards, requests of their own upwards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from urllib.parse import parse_qs

import msgspec
from msgspec import Struct

from twincloud.gateway.http.asgi import Receive, Scope, Send
from twincloud.gateway.http.protocol import DROP
from twincloud.gateway.sockets import protocol as wire
from twincloud.gateway.sockets.calls import Origin
from twincloud.gateway.sockets.connection import Connection
from twincloud.gateway.sockets.outbox import Frame, Outbox
from twincloud.gateway.sockets.sessions import Sessions
from twincloud.gateway.sockets.websocket import BROKEN_OFF, CLOSE_S, MOST_MESSAGE_BYTES
from twincloud.realtime.world import Farewell

SSE, HTTP_STREAM = "sse", "http_stream"
_BODY_S = 10.0
_CORS = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
)
_CONTENT_TYPES = {SSE: b"text/event-stream", HTTP_STREAM: b"application/json"}


class Emulated(Struct, frozen=True):
    """A request upwards: the secret of the connection that it belongs to, and its commands."""

    session: str = ""
    node: str = ""
    data: str = ""


class StreamOutlet:
    """A response that does not end. What is to be written is fetched by the task that sends it."""

    def __init__(self, kind: str, drop: Callable[[], None]) -> None:
        """`drop` breaks the connection off, under a response that the client does not read to its end."""
        self._kind = kind
        self._drop = drop
        self._timer: asyncio.TimerHandle | None = None
        self._last: Frame | None = None
        self.closed = False
        self.wake = asyncio.Event()

    def write(self, frame: Frame) -> bool:
        """Take none, but have the sender fetch all that waits: this one and what comes after it."""
        self.wake.set()
        return False

    def descriptor(self) -> int | None:
        """Return None: what is to be written is fetched."""
        return None

    def finish(self, frame: Frame, written: int) -> None:
        """Never called, as there is no socket to have taken anything."""
        raise NotImplementedError

    def close(self, farewell: Farewell) -> None:
        """End the response with a push that says why; a client that does not read that soon is cut off."""
        self._last = Frame(wire.disconnect_push(farewell))
        self.closed = True
        self.wake.set()
        self._timer = asyncio.get_running_loop().call_later(CLOSE_S, self._drop)

    def abort(self) -> None:
        """Break the connection off."""
        self.closed = True
        self.wake.set()
        self._drop()

    def finished(self) -> None:
        """Leave the connection be: the response has come to its end."""
        if self._timer is not None:
            self._timer.cancel()

    def take(self, outbox: Outbox) -> bytes:
        """Return what waits, as it is sent on this kind of response."""
        frames = outbox.take()
        if self._last is not None:
            frames.append(self._last)
            self._last = None
        return b"".join(frame.event if self._kind == SSE else frame.line for frame in frames)


async def serve_stream(
    sessions: Sessions, origin: Origin, kind: str, scope: Scope, receive: Receive, send: Send
) -> None:
    """Serve one response that does not end, from the connect command in its request on."""
    if scope["method"] == "OPTIONS":
        await _answer(send, 204)
        return
    if scope["method"] != ("GET" if kind == SSE else "POST"):
        await _answer(send, 405)
        return
    first = _from_query(scope) if kind == SSE else await _body(receive)
    if first is None:
        await _answer(send, 413)
        return
    outlet = StreamOutlet(kind, scope["extensions"][DROP])
    connection = Connection(sessions, origin, outlet)
    sessions.opened(connection)
    headers = [(b"content-type", _CONTENT_TYPES[kind]), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, *_CORS]})
    gone = asyncio.create_task(_until_gone(receive, connection))
    try:
        await connection.receive(first)
        while not outlet.closed:
            await outlet.wake.wait()
            outlet.wake.clear()
            await send({"type": "http.response.body", "body": outlet.take(connection.outbox), "more_body": True})
        await send({"type": "http.response.body", "body": outlet.take(connection.outbox)})
    finally:
        gone.cancel()
        connection.gone(BROKEN_OFF)
        outlet.finished()


async def serve_emulation(sessions: Sessions, scope: Scope, receive: Receive, send: Send) -> None:
    """Take the commands of a client whose answers go down its stream: 204, or 404 when it has none here."""
    if scope["method"] == "OPTIONS":
        await _answer(send, 204)
        return
    if scope["method"] != "POST":
        await _answer(send, 405)
        return
    body = await _body(receive)
    if body is None:
        await _answer(send, 413)
        return
    try:
        request = msgspec.json.decode(body, type=Emulated)
    except (msgspec.DecodeError, ValueError, RecursionError):
        await _answer(send, 400)
        return
    connection = sessions.by_secret(request.session)
    if connection is None:
        await _answer(send, 404)
        return
    await connection.receive(request.data)
    await _answer(send, 204)


async def _until_gone(receive: Receive, connection: Connection) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
    connection.gone(BROKEN_OFF)


def _from_query(scope: Scope) -> bytes:
    values: Sequence[str] = parse_qs(scope["query_string"].decode("latin-1")).get("cf_connect", [""])
    return values[0].encode()


async def _body(receive: Receive) -> bytes | None:
    """Return a request's body, or None when it is larger than a message may be or does not come."""
    chunks: list[bytes] = []
    size, more = 0, True
    try:
        async with asyncio.timeout(_BODY_S):
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                chunk = message.get("body", b"")
                size += len(chunk)
                if size > MOST_MESSAGE_BYTES:
                    return None
                chunks.append(chunk)
                more = message.get("more_body", False)
    except TimeoutError:
        return None
    return b"".join(chunks)


async def _answer(send: Send, status: int) -> None:
    headers = [*_CORS, (b"content-length", b"0"), *([(b"connection", b"close")] if status == 413 else [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
