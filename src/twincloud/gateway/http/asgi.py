"""The bare ASGI application: HTTP scopes become values for the edge, its answers become messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

import msgspec
from msgspec.structs import replace

from twincloud.gateway.http.message import Answer, ClientGoneError, Head
from twincloud.gateway.http.protocol import DROP

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEALTH_PATH = "/_twincloud/health"
_GONE_S = 1.0
_MOST_QUOTED = 128
_TEXT = "text/plain; charset=utf-8"
_SOCKET_EXPECTED = Answer(
    426, _TEXT, b"Here is a WebSocket: connect with a Centrifugo client, at ws:// and not at http://.\n",
    (("upgrade", "websocket"),),
)  # fmt: skip


class Handler(Protocol):
    """What answers requests."""

    async def handle(self, head: Head, body: AsyncIterator[bytes]) -> Answer:
        """Answer one request."""
        ...


class Sockets(Protocol):
    """What serves clients that stay connected; `paths` are those at which it expects WebSockets."""

    paths: Sequence[str]

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Serve what came to one of its paths until it ends; False when it came to none."""
        ...


def application(
    handler: Handler,
    health: Callable[[], dict[str, Any]],
    sockets: Sockets | None = None,
    pages: Mapping[str, Answer] = MappingProxyType({}),
) -> Application:
    """Return the ASGI application of one door.

    `health` makes the answer of /_twincloud/health; `pages` are the answers of paths at which nothing ever changes.
    """
    paths = sockets.paths if sockets is not None else ()
    fixed = {**pages, **dict.fromkeys(paths, _SOCKET_EXPECTED)}

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        if sockets is not None and await sockets.serve(scope, receive, send):
            return
        if scope["type"] != "http":
            await _send(send, _no_socket(scope["path"], paths), "websocket.http.response")
            return
        head = _head(scope)
        known = _health_answer(health()) if head.path == HEALTH_PATH else fixed.get(head.path)
        if known is not None:
            await _send(send, known)
            return
        body = _Body(receive)
        try:
            answer = await handler.handle(head, body.chunks())
        except ClientGoneError:
            return
        except asyncio.CancelledError:
            if DROP not in scope.get("extensions", {}):
                raise
            # The server ends, and has waited for this call as long as it waits for any.
            await _drop(scope, receive)
            return
        if answer.drop:
            await _drop(scope, receive)
        elif "expect" in head.headers and not body.asked_for:
            # The client has not sent its body: what it sends next would be taken for that.
            await _send(send, replace(answer, headers=(*answer.headers, ("connection", "close"))))
        else:
            await _send(send, answer)

    return run


class _Body:
    """The body of a request, which a client may hold back until it is asked for."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.asked_for = False

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as it arrives; raises ClientGoneError when the rest will not come."""
        self.asked_for = True
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            yield message.get("body", b"")
            more = message.get("more_body", False)


def _head(scope: Scope) -> Head:
    client = scope.get("client")
    return Head(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        source_ip=client[0] if client else "127.0.0.1",
        secure=scope.get("scheme") == "https",
    )


async def _drop(scope: Scope, receive: Receive) -> None:
    """Close the connection; returns when the server has noticed, which would miss an answer otherwise."""
    scope["extensions"][DROP]()
    try:
        async with asyncio.timeout(_GONE_S):
            while (await receive())["type"] != "http.disconnect":
                continue
    except TimeoutError:
        return


async def _send(send: Send, answer: Answer, kind: str = "http.response") -> None:
    headers = [
        (b"content-type", answer.content_type.encode("latin-1")),
        (b"content-length", str(len(answer.body)).encode()),
        *((name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers),
    ]
    await send({"type": f"{kind}.start", "status": answer.status, "headers": headers})
    await send({"type": f"{kind}.body", "body": answer.body})


def _no_socket(path: str, paths: Sequence[str]) -> Answer:
    there_are = f"; there are: {', '.join(paths)}" if paths else ""
    shown = path if len(path) <= _MOST_QUOTED else f"{path[:_MOST_QUOTED]}..."
    return Answer(404, _TEXT, f"There is no socket at {shown}{there_are}.\n".encode("utf-8", "replace"))


def _health_answer(health: dict[str, Any]) -> Answer:
    status = 200 if health.get("status") == "ready" else 503
    return Answer(status, "application/json", msgspec.json.encode(health))
