"""uvicorn's HTTP/1.1 with bounds on the heads of requests, and with a way to drop a connection."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

DROP = "twincloud.drop"
"""The ASGI extension that closes a connection at once, without an answer."""

_HEAD_BYTES = 128 * 1024
_HEAD_S = 75.0


class BoundedProtocol(HttpToolsProtocol):
    """Ends connections on which a head grows beyond 128 KiB or takes longer than 75 s (our choice).

    The parser has no bounds of its own. Counted are the pieces that lie wholly inside a head, so that none is refused
    for what came before or after it, and one that is too long grows by a single piece more.
    """

    _in_head = True
    _heads = 0
    _head_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the base has it
        """Expect the first head."""
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing any more."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a piece of the stream."""
        was_in_head, heads = self._in_head, self._heads
        super().data_received(data)
        if not self._in_head:
            return
        self._start_timer()
        if was_in_head and heads == self._heads:
            self._head_bytes += len(data)
            if self._head_bytes > _HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response(f"The head of the request exceeds {_HEAD_BYTES} bytes.")

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = 0
        self.scope["extensions"] = {DROP: self.transport.abort}  # type: ignore[dict-item]  # no standard extension

    def on_headers_complete(self) -> None:
        """End a head."""
        self._in_head = False
        self._heads += 1
        self._stop_timer()
        super().on_headers_complete()

    def _start_timer(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(_HEAD_S, self.transport.close)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
