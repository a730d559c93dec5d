"""Doors: the sockets on which a server listens for HTTP, each with its own ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from twincloud.gateway.http.asgi import Application
from twincloud.gateway.http.protocol import BoundedProtocol
from twincloud.gateway.sockets.websocket import MOST_MESSAGE_BYTES, SocketProtocol

_BACKLOG = 4096
_GRACE_S = 3


class DoorError(Exception):
    """A door could not be opened; the message says which and why."""


class _Server(uvicorn.Server):
    """uvicorn without its own handling of signals, telling when it serves."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.serving.set()


class Door:
    """One listening socket and the application behind it."""

    def __init__(
        self,
        app: Application,
        *,
        sock: socket.socket | None = None,
        uds: Path | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Listen on `sock`, or on a socket at the path `uds` that nobody but its owner may open."""
        self._sock = sock
        self._uds = uds
        self._server = _Server(
            uvicorn.Config(
                app,
                http=BoundedProtocol,
                ws=SocketProtocol,
                ws_max_size=MOST_MESSAGE_BYTES,
                # Clients are asked in their own protocol whether they are there.
                ws_ping_interval=None,
                # A compressor costs more memory than everything else of a socket.
                ws_per_message_deflate=False,
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                server_header=False,
                # Who calls is who connects: policies decide by this address, so no header may change it.
                proxy_headers=False,
                backlog=_BACKLOG,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=_GRACE_S,
                ssl_context_factory=(lambda _config, _default: tls) if tls is not None else None,
            )
        )
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to answer; returns once connections are accepted. Raises DoorError when they cannot be."""
        sock = _bind_private(self._uds) if self._uds is not None else self._sock
        if sock is None:
            raise DoorError("a door needs a socket or the path of one")
        self._task = asyncio.create_task(self._server.serve([sock]), name="door")
        serving = asyncio.create_task(self._server.serving.wait())
        await asyncio.wait([self._task, serving], return_when=asyncio.FIRST_COMPLETED)
        if self._server.serving.is_set():
            return
        serving.cancel()
        task, self._task = self._task, None
        try:
            await task
        except OSError as error:
            # Two sockets may be bound to one address until one of them listens.
            raise _taken(_named(sock), error) from None
        raise DoorError("the HTTP server ended while it started")

    async def close(self) -> None:
        """Let running requests finish for a few seconds, then close."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        if self._uds is not None:
            self._uds.unlink(missing_ok=True)


def _bind_private(path: Path) -> socket.socket:
    """Return a socket at `path`, of which nobody but its owner may make use at any time; raises DoorError."""
    path.unlink(missing_ok=True)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        sock.bind(str(path))
    except OSError as error:
        sock.close()
        raise DoorError(
            f"{path} cannot be listened on: {error.strerror or error}; choose another directory with --data"
        ) from None
    finally:
        os.umask(before)
    sock.setblocking(False)  # noqa: FBT003 (its only parameter)
    return sock


def _taken(address: str, error: OSError) -> DoorError:
    return DoorError(
        f"{address} cannot be listened on: {error.strerror}; choose others with --http, --https and --operator"
    )


def _named(sock: socket.socket) -> str:
    name = sock.getsockname()
    return f"{name[0]}:{name[1]}" if isinstance(name, tuple) else str(name)


def bind(host: str, port: int) -> socket.socket:
    """Return a TCP socket bound to the address, not listening yet; raises DoorError when it is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise _taken(f"{host}:{port}", error) from None
    sock.setblocking(False)  # noqa: FBT003 (its only parameter)
    return sock
