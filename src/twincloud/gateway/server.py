"""Doors: the sockets on which a server listens for HTTP, each with its own ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from twincloud.gateway.http.asgi import Application

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
        self._sockets = [sock] if sock is not None else None
        self._uds = uds
        self._server = _Server(
            uvicorn.Config(
                app,
                uds=str(uds) if uds is not None else None,
                http="httptools",
                ws="websockets-sansio",
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
        """Begin to answer; returns once connections are accepted."""
        if self._uds is not None:
            self._uds.unlink(missing_ok=True)
        self._task = asyncio.create_task(self._server.serve(self._sockets), name="door")
        serving = asyncio.create_task(self._server.serving.wait())
        await asyncio.wait([self._task, serving], return_when=asyncio.FIRST_COMPLETED)
        if not self._server.serving.is_set():
            serving.cancel()
            await self._task
            raise DoorError("the HTTP server ended while it started")
        if self._uds is not None:
            self._uds.chmod(0o600)

    async def close(self) -> None:
        """Let running requests finish for a few seconds, then close."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        if self._uds is not None:
            self._uds.unlink(missing_ok=True)


def bind(host: str, port: int) -> socket.socket:
    """Return a TCP socket bound to the address, not listening yet; raises DoorError when it is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        raise DoorError(f"{host}:{port} cannot be listened on: {error.strerror}") from None
    sock.setblocking(False)  # noqa: FBT003 (its only parameter)
    return sock
