"""WebSockets: uvicorn's protocol, written to directly, so that one encoded frame serves every client."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from twincloud.gateway.http.asgi import Receive, Scope, Send
from twincloud.gateway.sockets import protocol as wire
from twincloud.gateway.sockets.calls import Origin
from twincloud.gateway.sockets.connection import Connection
from twincloud.gateway.sockets.outbox import Frame, Outbox
from twincloud.gateway.sockets.sessions import Sessions
from twincloud.realtime.world import Farewell

EXTENSION = "twincloud.socket"
"""The ASGI extension that is the protocol itself."""
MOST_MESSAGE_BYTES = 256 * 1024
CLOSE_S = 5.0
"""How long a client has to take note that it is sent away."""
BROKEN_OFF = 1006
"""How a connection ended that nobody closed."""
_REASON_BYTES = 123
_SUBPROTOCOL = "centrifuge-json"


class SocketProtocol(WebSocketsSansIOProtocol):
    """A WebSocket that is also an outlet: frames go to the transport as they are, while it takes them."""

    _outbox: Outbox | None = None
    _paused = False
    _descriptor: int | None = None

    def write(self, frame: Frame) -> bool:
        """Hand a frame to the transport while that takes any; what is for a closing connection is gone."""
        if self._paused:
            return False
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(frame.websocket)
        return True

    def descriptor(self) -> int | None:
        """Return the socket, unless something waits in it, it is closing, or TLS is between it and us."""
        transport = self.transport
        if self._paused or self.close_sent or transport.is_closing() or transport.get_write_buffer_size():
            return None
        return self._descriptor

    def finish(self, frame: Frame, written: int) -> None:
        """Write what is left of a frame of which the socket took some bytes."""
        if not self.transport.is_closing():
            self.transport.write(frame.websocket[written:])

    def close(self, farewell: Farewell) -> None:
        """Send a close frame; a client that does not answer it soon is cut off."""
        if self.close_sent or self.transport.is_closing():
            return
        reason = farewell.reason.encode()[:_REASON_BYTES].decode(errors="ignore")
        self.conn.send_close(farewell.code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": farewell.code, "reason": reason})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(CLOSE_S, self.transport.abort)

    def abort(self) -> None:
        """Break the connection off."""
        self.transport.abort()

    def serve(self, outbox: Outbox) -> None:
        """Drain `outbox` from now on, and let go of what only the handshake needed."""
        self._outbox = outbox
        if self.transport.get_extra_info("sslcontext") is None:
            self._descriptor = self.transport.get_extra_info("socket").fileno()
        self.request = None  # type: ignore[assignment]
        self.response = None  # type: ignore[assignment]
        self.scope["headers"] = []

    def handle_connect(self, event: Request) -> None:
        """Take a handshake up."""
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell a connection that broke off from one that its client closed without a code, which is 1005."""
        self.queue.put_nowait({"type": "websocket.disconnect", "code": BROKEN_OFF})
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Take nothing more for now."""
        self._paused = True
        super().pause_writing()

    def resume_writing(self) -> None:
        """Go on with what waits."""
        self._paused = False
        super().resume_writing()
        if self._outbox is not None:
            self._outbox.drain()


async def serve_websocket(sessions: Sessions, origin: Origin, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one WebSocket until it ends."""
    socket: SocketProtocol = scope["extensions"][EXTENSION]
    await receive()
    await send({"type": "websocket.accept", "subprotocol": _chosen(scope)})
    connection = Connection(sessions, origin, socket)
    socket.serve(connection.outbox)
    sessions.opened(connection)
    code = BROKEN_OFF
    try:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                code = message.get("code") or code
                break
            text = message.get("text")
            if text is None:
                connection.end(wire.NOT_JSON, "refused")
            else:
                await connection.receive(text)
    except asyncio.CancelledError:
        connection.end(wire.SHUTDOWN, "shutdown")
        raise
    finally:
        connection.gone(code)


def _chosen(scope: Scope) -> str | None:
    offered: Any = scope.get("subprotocols") or ()
    return _SUBPROTOCOL if _SUBPROTOCOL in offered else None
