"""A cheap HTTP client: it sends requests that were made beforehand and keeps its connection."""

from __future__ import annotations

import socket
from pathlib import Path
from types import TracebackType
from typing import Self

_CHUNK = 1 << 18
_TIMEOUT_S = 60.0


class Connection:
    """One connection to a server, made again when the server closes it."""

    def __init__(self, place: tuple[str, int] | Path) -> None:
        """`place` is a host and port, or the path of a Unix socket."""
        self._place = place
        self._socket: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def exchange(self, request: bytes) -> bytes:
        """Send a whole request and return its answer's body; stops the measurement on any status but 200."""
        if self._socket is None:
            self._socket = self._connect()
        self._socket.sendall(request)
        data = self._socket.recv(_CHUNK)
        while (end := data.find(b"\r\n\r\n")) < 0:
            more = self._socket.recv(_CHUNK)
            assert more, f"the server closed the connection after {data!r}"
            data += more
        head = data[:end].lower()
        assert b" 200 " in head[:16], data.decode(errors="replace")
        size = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        parts, missing = [data[end + 4 :]], size - (len(data) - end - 4)
        while missing > 0:
            more = self._socket.recv(_CHUNK)
            assert more, "the server closed the connection within its answer"
            parts.append(more)
            missing -= len(more)
        if head.startswith(b"http/1.0") or b"connection: close" in head:
            self.close()
        return b"".join(parts)

    def close(self) -> None:
        """Close it; the next exchange makes a new one."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _connect(self) -> socket.socket:
        if isinstance(self._place, Path):
            made = socket.socket(socket.AF_UNIX)
            made.settimeout(_TIMEOUT_S)
            made.connect(str(self._place))
            return made
        made = socket.create_connection(self._place, _TIMEOUT_S)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made


def raw_post(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """Return a POST as the bytes that go over the wire."""
    lines = [f"{name}: {value}\r\n" for name, value in {**headers, "Content-Length": str(len(body))}.items()]
    return f"POST {path} HTTP/1.1\r\n{''.join(lines)}\r\n".encode() + body
