"""The aggregated discovery service on a private unix socket."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import grpc

from twincloud.dataplane.compile.discovery import Request, read_request
from twincloud.dataplane.xds.session import Session, SessionLostError
from twincloud.dataplane.xds.store import Store

log = logging.getLogger(__name__)

SERVICE = "envoy.service.discovery.v3.AggregatedDiscoveryService"
METHOD = "DeltaAggregatedResources"
OPTIONS = [
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.so_reuseport", 0),
]


class DiscoveryServer:
    """Serves one store to one Envoy, whose node id it knows; anybody else is sent away.

    `on_session` hears of every session whose Envoy has taken the good configuration.
    """

    def __init__(
        self, socket: Path, node: str, store: Store, on_session: Callable[[Session], None] = lambda _session: None
    ) -> None:
        self._socket = socket
        self._node = node
        self._store = store
        self._on_session = on_session
        self._server: grpc.aio.Server | None = None
        self._current: Session | None = None
        self._ready = asyncio.Event()
        self.build = ""
        """The version that Envoy says it is."""

    async def start(self) -> None:
        """Listen on the socket; raises RuntimeError when that is not possible."""
        server = grpc.aio.server(options=OPTIONS)
        handler: grpc.RpcMethodHandler[bytes, bytes] = grpc.stream_stream_rpc_method_handler(self._stream)
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {METHOD: handler}),))
        self._socket.unlink(missing_ok=True)
        server.add_insecure_port(f"unix:{self._socket}")
        await server.start()
        self._server = server

    async def stop(self) -> None:
        """End every stream and stop listening."""
        if self._server is not None:
            await self._server.stop(None)
            self._server = None
        self._socket.unlink(missing_ok=True)

    async def ready(self) -> Session:
        """Wait for a live session whose Envoy has taken the good configuration."""
        while True:
            await self._ready.wait()
            if self._current is not None and not self._current.closed:
                return self._current
            self._ready.clear()

    @property
    def serving(self) -> bool:
        """Whether such a session exists now."""
        return self._ready.is_set()

    @property
    def session(self) -> Session | None:
        """The session of the newest stream, ready or not."""
        return self._current

    async def _stream(self, requests: AsyncIterator[bytes], context: grpc.aio.ServicerContext[bytes, bytes]) -> None:
        outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        session = Session(self._store, outgoing.put_nowait)
        tasks: list[asyncio.Task[None]] = []
        try:
            async for data in requests:
                request = read_request(data)
                if not tasks:
                    if request.node != self._node:
                        await context.abort(grpc.StatusCode.PERMISSION_DENIED, "this server serves another Envoy")
                    tasks = self._open(session, request, outgoing, context)
                session.receive(request)
        finally:
            self._close(session)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _open(
        self,
        session: Session,
        request: Request,
        outgoing: asyncio.Queue[bytes],
        context: grpc.aio.ServicerContext[bytes, bytes],
    ) -> list[asyncio.Task[None]]:
        if self._current is not None:
            self._current.close()
        self._ready.clear()
        self._current = session
        self.build = request.build
        return [asyncio.create_task(_write(outgoing, context)), asyncio.create_task(self._announce(session))]

    async def _announce(self, session: Session) -> None:
        with contextlib.suppress(SessionLostError):
            await session.synchronised()
            if session is self._current:
                self._ready.set()
                self._on_session(session)

    def _close(self, session: Session) -> None:
        session.close()
        if session is self._current:
            self._ready.clear()


async def _write(outgoing: asyncio.Queue[bytes], context: grpc.aio.ServicerContext[bytes, bytes]) -> None:
    while True:
        await context.write(await outgoing.get())
