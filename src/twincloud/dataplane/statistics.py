"""Where Envoy says what its listeners have moved: a unix socket on which it writes its counters every few seconds.

The lines are statsd's, ``envoy.tcp.LISTENER.downstream_cx_tx_bytes_total:1234|c``, each with what was counted since the
last time. Asking Envoy instead would hold up its main thread.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from twincloud.balancing.traffic import Moved

OnMoved = Callable[[float, Mapping[str, Moved]], None]
"""Told of each interval: its length in seconds, and what each listener moved that moved anything or has connections."""

_MEMBERS = {
    b"downstream_cx_rx_bytes_total": "received",
    b"downstream_sess_rx_bytes": "received",
    b"downstream_cx_tx_bytes_total": "sent",
    b"downstream_sess_tx_bytes": "sent",
    b"downstream_cx_active": "active",
    b"downstream_rq_total": "requests",
}
_NOTHING = frozenset({b"0|c", b"0|g"})
_ENVOYS_OWN = b"admin"
_OURS = frozenset({b"listener", b"tcp", b"udp", b"http"})
_LATE = 1.5
"""An interval this many times as long as it should be has seen no Envoy for a while: rates count the usual length."""


class StatisticsDesk:
    """Adds up what Envoy writes every `period_s` seconds; an interval is over half a period after its first line."""

    def __init__(self, period_s: float, on_moved: OnMoved) -> None:
        self._period_s = period_s
        self._on_moved = on_moved
        self._moved: dict[str, Moved] = {}
        self._closing: asyncio.TimerHandle | None = None
        self._last: float | None = None
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.BaseTransport] = set()

    async def start(self, path: Path) -> None:
        """Open the socket, in a directory that nobody else may enter."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(lambda: _Lines(self._open, self._note), path)

    def stop(self) -> None:
        """Close it; what belongs to an interval that is not over is forgotten."""
        if self._closing is not None:
            self._closing.cancel()
        if self._server is not None:
            self._server.close()
        for transport in list(self._open):
            transport.close()

    def _note(self, line: bytes) -> None:
        if self._closing is None:
            self._closing = asyncio.get_running_loop().call_later(self._period_s / 2, self._close)
        name, _, value = line.partition(b":")
        if not value or value in _NOTHING:
            return
        place, _, statistic = name.rpartition(b".")
        member = _MEMBERS.get(statistic)
        kind, _, listener = place.partition(b".")[2].partition(b".")
        if member is not None and kind in _OURS and listener != _ENVOYS_OWN:
            # The same listeners come every time: one text for each will do.
            moved = self._moved.setdefault(sys.intern(listener.decode()), Moved())
            setattr(moved, member, getattr(moved, member) + int(value.partition(b"|")[0]))

    def _close(self) -> None:
        """Tell of the interval whose lines have all come."""
        now = asyncio.get_running_loop().time()
        length = now - self._last if self._last is not None else self._period_s
        moved, self._moved = self._moved, {}
        self._last, self._closing = now, None
        self._on_moved(length if length < _LATE * self._period_s else self._period_s, moved)


class _Lines(asyncio.Protocol):
    """One connection of Envoy's, taken apart into lines."""

    def __init__(self, known: set[asyncio.BaseTransport], note: Callable[[bytes], None]) -> None:
        self._known = known
        self._note = note
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._known.add(transport)

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._note(line)

    def connection_lost(self, exc: Exception | None) -> None:
        self._known.discard(self._transport)
