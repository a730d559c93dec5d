"""Somebody else's server: writes down what it is sent, and answers as it is told, or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from tests.support.changes import Changes


class Received(NamedTuple):
    """One request; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return str(json.loads(self.body)["text"])


class Receiver(Changes):
    """`answers` are statuses for the requests to come, 200 when there is none left; 0 is no answer at all."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[Received] = []
        self.answers: deque[int] = deque()
        self.silent = False
        """Answer nobody, whatever `answers` says."""
        self.body = b"{}"
        self.location = ""
        self.open = 0
        self.url = ""
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/hook"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    def texts(self) -> list[str]:
        return [received.text for received in self.received]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode().strip().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                status = self.answers.popleft() if self.answers else 200
                self.received.append(Received(first.split()[1], headers, body))
                self.tell()
                if self.silent or not status:
                    await reader.read()
                    return
                location = f"Location: {self.location}\r\n" if self.location else ""
                head_back = f"HTTP/1.1 {status} X\r\n{location}Content-Length: {len(self.body)}\r\n\r\n"
                writer.write(head_back.encode() + self.body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.open -= 1
            self.tell()
            writer.close()


@contextlib.asynccontextmanager
async def receiver(**settings: Any) -> AsyncIterator[Receiver]:
    """Run a receiver for the length of a block."""
    opened = Receiver()
    for name, value in settings.items():
        setattr(opened, name, value)
    await opened.start()
    try:
        yield opened
    finally:
        await opened.stop()
