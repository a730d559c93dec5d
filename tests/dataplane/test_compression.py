"""Compressed answers of a real Envoy."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
from collections.abc import AsyncIterator, Callable, Mapping

import msgspec
import pytest

from tests.support.plans import host, http, plan, pool, route
from twincloud.balancing.plan import Endpoint, Target
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]


@contextlib.asynccontextmanager
async def server(content_type: str, body: bytes) -> AsyncIterator[Target]:
    """Answer every request with `body`."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            head = f"HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield Target("127.0.0.1", listening.sockets[0].getsockname()[1], 10)
    finally:
        listening.close()


async def ask(at: Endpoint, accept: str) -> tuple[Mapping[str, str], bytes]:
    """Return an answer's headers and its body as it came."""
    reader, writer = await asyncio.open_connection(at.host, at.port)
    # The oldest form of a request, so that the body ends with the connection and has no chunks.
    writer.write(f"GET / HTTP/1.0\r\nhost: a\r\naccept-encoding: {accept}\r\n\r\n".encode())
    async with asyncio.timeout(5):
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    lines = (line.partition(": ") for line in head.decode().split("\r\n")[1:])
    return {name.lower(): value for name, _, value in lines}, body


@pytest.mark.parametrize(
    ("compress", "content_type", "size", "accept", "compressed"),
    [
        (True, "text/plain", 20_000, "gzip", True),
        (True, "application/json", 20_000, "br, gzip", True),
        (True, "text/plain", 20_000, "identity", False),
        (True, "image/png", 20_000, "gzip", False),
        (True, "text/plain", 200, "gzip", False),
        (False, "text/plain", 20_000, "gzip", False),
    ],
)
async def test_answers_are_compressed_where_it_helps(
    engine: EnvoyEngine,
    endpoint: Place,
    compress: bool,
    content_type: str,
    size: int,
    accept: str,
    compressed: bool,
) -> None:
    at = endpoint()
    text = b"twin " * (size // 5)
    async with server(content_type, text) as target:
        listener = msgspec.structs.replace(http("l", at, host("*", route("/", "p"))), compress=compress)
        assert (await engine.apply(plan(listener, pool("p", target, http=True)))).refused == {}
        headers, body = await ask(at, accept)
    assert (headers.get("content-encoding") == "gzip") is compressed
    assert (gzip.decompress(body) if compressed else body) == text
    assert (len(body) < size / 10) is compressed
