"""What targets hear of clients in PROXY protocol headers, on a real Envoy."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import struct
from collections.abc import AsyncIterator, Callable

import msgspec
import pytest

from tests.support.plans import host, http, plan, pool, route, tcp
from tests.support.targets import ask_http, ask_tcp
from twincloud.balancing.plan import Endpoint, Target, UpstreamProtocol
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]
SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"


async def read_header(reader: asyncio.StreamReader) -> tuple[int, str, int]:
    """Read a header of either version; return the version, the client's address and the balancer's port."""
    start = await reader.readexactly(len(SIGNATURE))
    if start != SIGNATURE:
        _, family, source, _, _, port = (start + await reader.readuntil(b"\r\n")).decode().split()
        assert family == "TCP4"
        return 1, source, int(port)
    command, family, length = struct.unpack("!BBH", await reader.readexactly(4))
    assert (command, family) == (0x21, 0x11)
    addresses = await reader.readexactly(length)
    return 2, str(ipaddress.ip_address(addresses[:4])), int(struct.unpack("!H", addresses[10:12])[0])


class Listening:
    """A server that keeps what it heard of its clients and answers a line, or a request, with `ok`."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str, int]] = []
        self.port = 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            self.heard.append(await read_header(reader))
            while line := await reader.readline():
                if line.startswith(b"GET"):
                    await reader.readuntil(b"\r\n\r\n")
                    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
                else:
                    writer.write(b"ok\n")
                await writer.drain()
        writer.close()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Target]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        try:
            yield Target("127.0.0.1", server.sockets[0].getsockname()[1], 10)
        finally:
            server.close()


@pytest.mark.parametrize("version", [1, 2])
async def test_targets_hear_who_connects(engine: EnvoyEngine, endpoint: Place, version: int) -> None:
    at, web = endpoint(), endpoint()
    listening = Listening()
    async with listening.running() as target:
        raw = msgspec.structs.replace(pool("p", target), proxy_protocol=version)
        routed = msgspec.structs.replace(pool("q", target, http=True), proxy_protocol=version)
        listeners = [tcp("l", at, "p"), http("m", web, host("*", route("/", "q")))]
        assert (await engine.apply(plan(*listeners, raw, routed))).refused == {}
        assert await ask_tcp(at.host, at.port, source="127.0.3.1") == "ok"
        for client in ("127.0.3.2", "127.0.3.3"):
            assert (await ask_http(web.host, web.port, source=client)).body == "ok"
    assert listening.heard == [
        (version, "127.0.3.1", at.port),
        (version, "127.0.3.2", web.port),
        (version, "127.0.3.3", web.port),
    ]


async def test_the_header_comes_before_the_handshake(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    start: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_header(reader)
        start.append(await reader.readexactly(1))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    target = Target("127.0.0.1", server.sockets[0].getsockname()[1], 10)
    inside = msgspec.structs.replace(pool("p", target), proxy_protocol=2, upstream=UpstreamProtocol.TLS)
    assert (await engine.apply(plan(tcp("l", at, "p"), inside))).refused == {}
    with pytest.raises((OSError, asyncio.IncompleteReadError)):
        await ask_tcp(at.host, at.port)
    server.close()
    assert start[0] == b"\x16", "the first byte of a TLS handshake"


async def test_other_versions_are_refused(engine: EnvoyEngine, endpoint: Place) -> None:
    third = msgspec.structs.replace(pool("p"), proxy_protocol=3)
    applied = await engine.apply(plan(tcp("l", endpoint(), "p"), third))
    assert applied.refused == {"l": "there is no version 3 of the PROXY protocol, only 1 and 2"}
