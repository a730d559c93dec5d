"""Requests as fast as an HTTP server answers them, over a few connections that stay open."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import time
from typing import cast

import uvloop

CONNECTIONS = 64


def generator() -> str:
    """Return what makes the load: wrk where it is installed, else a client of our own."""
    return "wrk" if shutil.which("wrk") else "uvloop client"


def requests_per_s(host: str, port: int, duration_s: float) -> float:
    """Return how many requests per second were answered with 200; stops the measurement at anything else."""
    if program := shutil.which("wrk"):
        return _wrk(program, host, port, duration_s)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_saturate(host, port, duration_s))


def _wrk(program: str, host: str, port: int, duration_s: float) -> float:
    command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{duration_s}s", f"http://{host}:{port}/"]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in words, words
    assert "Socket errors" not in words, words
    found = re.search(r"Requests/sec:\s+([\d.]+)", words)
    assert found is not None, words
    return float(found.group(1))


async def _saturate(host: str, port: int, duration_s: float) -> float:
    loop = asyncio.get_running_loop()
    request = f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()
    clients = [(await loop.create_connection(lambda: _Client(request), host, port))[1] for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for client in clients:
        client.go()
    await asyncio.sleep(duration_s)
    answers = sum(client.answers for client in clients)
    passed = time.perf_counter() - started
    for client in clients:
        client.end()
    return answers / passed


class _Client(asyncio.Protocol):
    """Sends the next request when an answer is complete; counts on answers of equal length, as the targets give."""

    def __init__(self, request: bytes) -> None:
        self.answers = 0
        self._request = request
        self._missing = 0
        self._transport: asyncio.Transport | None = None
        self._ending = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def go(self) -> None:
        """Send a request."""
        assert self._transport is not None
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._missing == 0:
            self._missing = _size(data)
        self._missing -= len(data)
        if self._missing == 0 and not self._ending:
            self.answers += 1
            self.go()

    def connection_lost(self, exc: Exception | None) -> None:
        assert self._ending, f"a connection was lost: {exc}"

    def end(self) -> None:
        self._ending = True
        assert self._transport is not None
        self._transport.close()


def _size(data: bytes) -> int:
    """Return the length of the whole answer that begins with `data`, which holds its head."""
    assert data.startswith(b"HTTP/1.1 200 "), data
    head, found, _ = data.partition(b"\r\n\r\n")
    assert found, "an answer's head came in pieces"
    return len(head) + 4 + int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
