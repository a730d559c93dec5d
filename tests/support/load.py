"""A steady HTTP load that counts every request that did not get a full 200 answer."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import ssl
import time
from collections.abc import AsyncIterator
from typing import Any

_ANSWER_S = 10.0
_SENT_S = 60.0
_LOOK_EVERY_S = 0.005
_REQUESTS_A_CONNECTION = 25
"""Some of the load reuses connections and some opens new ones."""


class Load:
    """Requests sent at a steady rate. `failures` counts what went wrong by its kind; `answers` counts bodies."""

    def __init__(
        self, host: str, port: int, *, per_second: int, host_header: str, tls: ssl.SSLContext | None = None
    ) -> None:
        self._tls: dict[str, Any] = {"ssl": tls, "server_hostname": host_header} if tls is not None else {}
        self.answers: collections.Counter[str] = collections.Counter()
        self.failures: collections.Counter[str] = collections.Counter()
        self._host = host
        self._port = port
        self._interval = 1 / per_second
        self._request = f"GET / HTTP/1.1\r\nHost: {host_header}\r\n\r\n".encode()
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter, int]] = []
        self._stopping = False
        self._started = time.monotonic()
        self._ended = self._started

    @property
    def sent(self) -> int:
        """How many requests have ended, one way or the other."""
        return self.answers.total() + self.failures.total()

    @property
    def rate(self) -> float:
        """How many requests per second there really were."""
        return self.sent / (self._ended - self._started)

    async def run(self) -> None:
        """Send until `stop`, then wait for the last answers."""
        self._started = time.monotonic()
        due = self._started
        async with asyncio.TaskGroup() as group:
            while not self._stopping:
                group.create_task(self._one())
                due += self._interval
                await asyncio.sleep(max(0.0, due - time.monotonic()))
        self._ended = time.monotonic()
        for _, writer, _ in self._idle:
            writer.close()

    def stop(self) -> None:
        """Send nothing more."""
        self._stopping = True

    async def _one(self) -> None:
        writer = None
        try:
            async with asyncio.timeout(_ANSWER_S):
                reader, writer, used = self._kept() or (
                    *await asyncio.open_connection(self._host, self._port, **self._tls),
                    0,
                )
                writer.write(self._request)
                head = await reader.readuntil(b"\r\n\r\n")
                body, close = await _body(reader, head)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            self.failures[type(error).__name__] += 1
            if writer is not None:
                writer.close()
            return
        if head.startswith(b"HTTP/1.1 200 "):
            self.answers[body] += 1
        else:
            self.failures[head.split(b"\r\n")[0].decode()] += 1
        if close or used + 1 >= _REQUESTS_A_CONNECTION:
            writer.close()
        else:
            self._idle.append((reader, writer, used + 1))

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, int] | None:
        """Return a connection that is free and that the other side has not closed meanwhile, as clients do it."""
        while self._idle:
            reader, writer, used = self._idle.pop()
            if not reader.at_eof() and not writer.is_closing():
                return reader, writer, used
            writer.close()
        return None


async def _body(reader: asyncio.StreamReader, head: bytes) -> tuple[str, bool]:
    headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    close = headers.get(b"connection") == b"close"
    if b"content-length" in headers:
        return (await reader.readexactly(int(headers[b"content-length"]))).decode(), close
    body = b""
    while (size := int(await reader.readline(), 16)) > 0:
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()
    return body.decode(), close


async def until_sent(running: Load, count: int) -> None:
    """Let the load go on until `count` requests have ended since now."""
    goal = running.sent + count
    async with asyncio.timeout(_SENT_S):
        while running.sent < goal:
            await asyncio.sleep(_LOOK_EVERY_S)


@contextlib.asynccontextmanager
async def load(
    host: str, port: int, *, per_second: int, host_header: str, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Load]:
    """Keep up a load for the length of a block, encrypted with `tls`; afterwards every request has ended."""
    running = Load(host, port, per_second=per_second, host_header=host_header, tls=tls)
    task = asyncio.create_task(running.run())
    try:
        yield running
    finally:
        running.stop()
        await task
