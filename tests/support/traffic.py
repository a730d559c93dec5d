"""Questions to an open port of a balancer: who answers, how often, and whether anybody does."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Mapping

from tests.support.targets import Answer, ask_http, ask_tcp, read_answer

_ANSWER_S = 10.0


class Connection:
    """An open TCP connection to whichever target was chosen for it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, host: str, port: int) -> Connection:
        """Connect; raises OSError when the port is closed."""
        return cls(*await asyncio.wait_for(asyncio.open_connection(host, port), _ANSWER_S))

    async def name(self) -> str:
        """Return the name of the target at the other end, empty when the connection was closed."""
        async with asyncio.timeout(_ANSWER_S):
            try:
                self._writer.write(b"who?\n")
                return (await self._reader.readline()).decode().strip()
            except ConnectionError:
                return ""

    async def end(self) -> None:
        """Wait, sending nothing, until the other side closes."""
        async with asyncio.timeout(_ANSWER_S):
            assert await self._reader.read() == b""
        self.close()

    async def closed(self) -> None:
        """Wait for as long as it takes until the other side closes."""
        with contextlib.suppress(ConnectionError):
            while await self._reader.read(65536):
                pass

    def close(self) -> None:
        """Close it from this side."""
        self._writer.close()


async def tcp_names(host: str, port: int, count: int, *, source: str | None = None) -> Counter[str]:
    """Open connections one after the other and count the names that answer."""
    return Counter([await ask_tcp(host, port, source=source) for _ in range(count)])


async def http_names(
    host: str,
    port: int,
    count: int,
    path: str = "/",
    *,
    host_header: str | None = None,
    headers: Mapping[str, str] | None = None,
    source: str | None = None,
) -> Counter[str | int]:
    """Send requests one after the other and count the names, or statuses other than 200, that come back."""
    found: Counter[str | int] = Counter()
    for _ in range(count):
        answer = await ask_http(host, port, path, host_header=host_header, headers=headers, source=source)
        found[answer.body if answer.status == 200 else answer.status] += 1
    return found


async def http_name(host: str, port: int, domain: str, path: str = "/") -> str | int:
    """Ask for a path of a domain once; return the target's name, or the status when it is not 200."""
    (name,) = await http_names(host, port, 1, path, host_header=domain)
    return name


async def asked_on_one_connection(host: str, port: int, count: int, *, host_header: str) -> list[Answer]:
    """Send requests one after the other on one connection."""
    reader, writer = await asyncio.open_connection(host, port)
    answers = []
    async with asyncio.timeout(_ANSWER_S):
        for _ in range(count):
            writer.write(f"GET / HTTP/1.1\r\nhost: {host_header}\r\n\r\n".encode())
            answers.append(await read_answer(reader))
    writer.close()
    return answers


async def answers(host: str, port: int) -> str:
    """Say what a new TCP connection meets: a target's name, ``closed`` at once, or ``refused``."""
    try:
        connection = await Connection.open(host, port)
    except ConnectionRefusedError:
        return "refused"
    except ConnectionResetError:
        # The port was closed while the connection waited to be taken.
        return "closed"
    try:
        return await connection.name() or "closed"
    finally:
        connection.close()


async def refuses(host: str, port: int) -> bool:
    """Wait, for a second at most, until a port that was closed refuses connections.

    The engine's workers close their sockets one after the other, and what came to the last ones' queues is reset.
    """
    deadline = time.monotonic() + 1
    while (met := await answers(host, port)) == "closed" and time.monotonic() < deadline:
        pass
    return met == "refused"
