"""Tiny servers that answer with their own name, to stand behind a balancer, and tiny clients to ask through it."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import NamedTuple, TypeVar

T = TypeVar("T")

_ANSWER_S = 10.0
_LOOK_EVERY_S = 0.02
_LONGEST_HEAD = 1 << 20
_END_OF_HEAD = b"\r\n\r\n"


class Seen(NamedTuple):
    """A request as it reached a target; header names in lower case, repeated headers joined by a comma."""

    method: str
    path: str
    headers: Mapping[str, str]


class Answer(NamedTuple):
    """An HTTP answer as a client saw it; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: str


class Target:
    """A listening server. `opened` counts the connections that it accepted."""

    def __init__(self, name: str, host: str, tls: ssl.SSLContext | None = None) -> None:
        self.name = name
        self.host = host
        self.port = 0
        self.opened = 0
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def busy(self) -> int:
        """How many connections are open."""
        return len(self._open)

    async def start(self, port: int = 0) -> None:
        """Listen on `port`, or on a free one."""
        self._server = await asyncio.start_server(
            self._accept, self.host, port, backlog=1024, ssl=self._tls, limit=_LONGEST_HEAD
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every connection; `start(target.port)` brings it back."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        self._open.add(writer)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        finally:
            self._open.discard(writer)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError


class TcpTarget(Target):
    """Answers whatever it is sent with its name and a line end; a `mute` one takes connections and says nothing."""

    def __init__(self, name: str, host: str) -> None:
        super().__init__(name, host)
        self.mute = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            if not self.mute:
                writer.write(f"{self.name}\n".encode())
                await writer.drain()


class HttpTarget(Target):
    """Answers every request with its name; an upgraded connection echoes.

    `status` is the status of the next answers, `headers` what else they say, `pause_s` how long each is held back,
    `seen` what was asked.
    """

    def __init__(self, name: str, host: str, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(name, host, tls)
        self.status = 200
        self.pause_s = 0.0
        self.headers: dict[str, str] = {}
        self.seen: list[Seen] = []

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            request, length = _request(await reader.readuntil(_END_OF_HEAD))
            await reader.readexactly(length)
            self.seen.append(request)
            if "upgrade" in request.headers:
                await _echo(reader, writer)
                return
            if self.pause_s:
                await asyncio.sleep(self.pause_s)
            body = b"" if request.method == "HEAD" else self.name.encode()
            lines = [f"HTTP/1.1 {self.status} It", f"server: {self.name}", f"content-length: {len(self.name)}"]
            lines += [f"{name}: {value}" for name, value in self.headers.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            await writer.drain()
            if request.headers.get("connection") == "close":
                return


@contextlib.asynccontextmanager
async def tcp_target(name: str, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[TcpTarget]:
    """Run a TCP target for the length of a block."""
    target = TcpTarget(name, host)
    await target.start(port)
    try:
        yield target
    finally:
        await target.stop()


@contextlib.asynccontextmanager
async def http_target(
    name: str, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[HttpTarget]:
    """Run an HTTP target for the length of a block."""
    target = HttpTarget(name, host, tls)
    await target.start(port)
    try:
        yield target
    finally:
        await target.stop()


@contextlib.asynccontextmanager
async def tcp_targets(*names: str, host: str = "127.0.0.1") -> AsyncIterator[dict[str, TcpTarget]]:
    """Run several TCP targets for the length of a block, by name."""
    async with contextlib.AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(tcp_target(name, host)) for name in names}


@contextlib.asynccontextmanager
async def http_targets(*names: str, host: str = "127.0.0.1") -> AsyncIterator[dict[str, HttpTarget]]:
    """Run several HTTP targets for the length of a block, by name."""
    async with contextlib.AsyncExitStack() as stack:
        yield {name: await stack.enter_async_context(http_target(name, host)) for name in names}


async def ask_tcp(host: str, port: int, *, source: str | None = None) -> str:
    """Open a connection, from the address `source` if given, and return the name that answers.

    Raises OSError when there is no connection and IncompleteReadError when it ends without an answer.
    """
    local = (source, 0) if source is not None else None
    async with asyncio.timeout(_ANSWER_S):
        reader, writer = await asyncio.open_connection(host, port, local_addr=local)
        try:
            writer.write(b"who?\n")
            return (await reader.readuntil(b"\n")).decode().strip()
        finally:
            writer.close()


async def ask_http(
    host: str,
    port: int,
    path: str = "/",
    *,
    host_header: str | None = None,
    headers: Mapping[str, str] | None = None,
    source: str | None = None,
) -> Answer:
    """Send one GET on a connection of its own and return the answer; raises as `ask_tcp` does."""
    local = (source, 0) if source is not None else None
    lines = [f"GET {path} HTTP/1.1", f"host: {host_header or host}", "connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    async with asyncio.timeout(_ANSWER_S):
        reader, writer = await asyncio.open_connection(host, port, local_addr=local)
        try:
            writer.write("\r\n".join([*lines, "", ""]).encode())
            return await read_answer(reader)
        finally:
            writer.close()


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    """Read one HTTP answer with a length or an end."""
    head = (await reader.readuntil(_END_OF_HEAD)).decode("latin-1")
    status, *lines = head.rstrip().split("\r\n")
    headers = _headers(lines)
    if "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    else:
        body = await reader.read()
    return Answer(int(status.split(" ")[1]), headers, body.decode())


async def eventually(look: Callable[[], Awaitable[T]], wanted: Callable[[T], bool], *, within_s: float = 10.0) -> T:
    """Call `look` until what it returns is `wanted`, and return that; fails with the last reading."""
    deadline = time.monotonic() + within_s
    while not wanted(found := await look()):
        assert time.monotonic() < deadline, f"after {within_s} s it still is {found!r}"
        await asyncio.sleep(_LOOK_EVERY_S)
    return found


def _request(head: bytes) -> tuple[Seen, int]:
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = _headers(lines)
    return Seen(method, path, headers), int(headers.get("content-length", "0"))


def _headers(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name = name.lower()
        found[name] = f"{found[name]},{value.strip()}" if name in found else value.strip()
    return found


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n")
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
