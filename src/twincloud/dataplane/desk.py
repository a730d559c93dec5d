"""Where Envoy asks after targets that it cannot check itself, or that have to look dead for their connections to go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from twincloud.balancing.plan import Pool
from twincloud.dataplane.compile.health import FAILING
from twincloud.dataplane.probes.targets import is_well

_WELL, _DROPPED = 200, 410
_END_OF_HEAD = b"\r\n\r\n"

Address = tuple[str, int]


class CheckDesk:
    """Answers Envoy's questions on a unix socket: one HTTP request for each target and check.

    `find` returns a pool by its id, `timeout_s` a check's time after scaling.
    """

    def __init__(self, find: Callable[[str], Pool | None], timeout_s: Callable[[float], float]) -> None:
        self._find = find
        self._timeout_s = timeout_s
        self._dropped: dict[tuple[str, Address], asyncio.Event] = {}
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self, path: Path) -> None:
        """Open the socket, in a directory that nobody else may enter."""
        self._server = await asyncio.start_unix_server(self._serve, path)

    def stop(self) -> None:
        """Close it."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._open):
            writer.transport.abort()

    def drop(self, pool_id: str, address: Address) -> asyncio.Event:
        """Have a target look dead; the event is set once Envoy has been told so."""
        return self._dropped.setdefault((pool_id, address), asyncio.Event())

    def spare(self, pool_id: str, address: Address) -> None:
        """Let a target look as it is again."""
        self._dropped.pop((pool_id, address), None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while True:
                head = (await reader.readuntil(_END_OF_HEAD)).decode("latin-1")
                status = await self._status(*_asked(head))
                writer.write(f"HTTP/1.1 {status} -\r\ncontent-length: 0\r\n\r\n".encode())
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # Envoy has closed the connection
        finally:
            self._open.discard(writer)
            writer.close()

    async def _status(self, pool_id: str, address: Address) -> int:
        told = self._dropped.get((pool_id, address))
        if told is not None:
            told.set()
            return _DROPPED
        pool = self._find(pool_id)
        if pool is None or pool.health_check is None:
            return _WELL
        check = pool.health_check
        return _WELL if await is_well(check, *address, self._timeout_s(check.timeout_s)) else FAILING


def _asked(head: str) -> tuple[str, Address]:
    """Return the pool and the target that a request asks after."""
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    host, _, port = headers["host"].rpartition(":")
    return first.split(" ")[1].removeprefix("/"), (host.strip("[]"), int(port))
