"""The bare ASGI application: HTTP scopes become values for the edge, its answers become messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Protocol

import msgspec

from twincloud.gateway.http.message import Answer, ClientGoneError, Head

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEALTH_PATH = "/_twincloud/health"


class Handler(Protocol):
    """What answers requests."""

    async def handle(self, head: Head, body: AsyncIterator[bytes]) -> Answer:
        """Answer one request."""
        ...


def application(handler: Handler, health: Callable[[], dict[str, Any]]) -> Application:
    """Return the ASGI application of one door; `health` makes the answer of /_twincloud/health."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"no {scope['type']} is served on this door")
        head = _head(scope)
        if head.path == HEALTH_PATH:
            await _send(send, _health_answer(health()))
            return
        try:
            answer = await handler.handle(head, _body(receive))
        except ClientGoneError:
            return
        await _send(send, answer)

    return run


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


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        yield message.get("body", b"")
        more = message.get("more_body", False)


async def _send(send: Send, answer: Answer) -> None:
    if answer.drop:
        # A body shorter than its announced length makes the server close the connection.
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
        await send({"type": "http.response.body", "body": b""})
        return
    headers = [
        (b"content-type", answer.content_type.encode("latin-1")),
        (b"content-length", str(len(answer.body)).encode()),
        *((name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def _health_answer(health: dict[str, Any]) -> Answer:
    status = 200 if health.get("status") == "ready" else 503
    return Answer(status, "application/json", msgspec.json.encode(health))
