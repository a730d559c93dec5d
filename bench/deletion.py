"""Time from the call that deletes a Live group until each of its members has heard of it."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, milliseconds, percentile
from bench.twin import NO_DATAPLANE, Twin
from tests.support.live import App, Live, token

_MEMBERS = 1_000
_GROUPS = 5
_AT_ONCE = 50
_PATIENCE_S = 30.0
_SENT_AWAY = b'"unsubscribe":{'
_HANDSHAKE = (
    b"GET /live/connection/websocket HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Member(asyncio.Protocol):
    """A client that joins and then only notes when it was sent away; as cheap as a client of Python can be."""

    def __init__(self) -> None:
        self.heard: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        """Done with the moment at which it was told to leave."""
        self._awaited = b""
        self._seen: asyncio.Future[None] | None = None
        self._read = b""
        self._transport: asyncio.Transport | None = None

    async def join(self, host: str, port: int, claim: str, channel: str) -> None:
        """Connect, show the token and subscribe."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_connection(lambda: self, host, port)
        self._transport = transport
        transport.write(_HANDSHAKE % f"{host}:{port}".encode())
        await self._until(b"\r\n\r\n")
        await self._ask({"id": 1, "connect": {"token": claim}}, b'"id":1')
        await self._ask({"id": 2, "subscribe": {"channel": channel}}, b'"id":2')

    def data_received(self, data: bytes) -> None:
        """Note the moment at which it is told to leave."""
        self._read += data
        if self._seen is not None:
            if self._awaited in self._read:
                self._seen.set_result(None)
                self._seen = None
                self._read = b""
            return
        if _SENT_AWAY in self._read and not self.heard.done():
            self.heard.set_result(time.perf_counter())
        self._read = self._read[-len(_SENT_AWAY) :]

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.abort()

    async def _ask(self, command: dict[str, object], answer: bytes) -> None:
        payload = json.dumps(command).encode()
        # A client's frames are masked; a mask of zeros leaves the payload as it is.
        size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + len(payload).to_bytes(2, "big")
        assert self._transport is not None
        self._transport.write(b"\x81" + size + bytes(4) + payload)
        await self._until(answer)

    async def _until(self, text: bytes) -> None:
        self._awaited = text
        self._seen = asyncio.get_running_loop().create_future()
        await asyncio.wait_for(self._seen, _PATIENCE_S)


def measure() -> Iterator[Figure]:
    """Delete groups of a thousand members each, through the official SDK."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Twin(Path(folder) / "data", NO_DATAPLANE) as server:
        heard = asyncio.run(_deletions(server))
    what = f"deleting a group until a member has heard of it, {_MEMBERS:,} members"
    for which in (50, 99):
        yield Figure(f"{what}, p{which} of {len(heard):,}", percentile(heard, which), milliseconds)
    yield Figure("  the last of them", max(heard), milliseconds)


async def _deletions(server: Twin) -> list[float]:
    app = await Live(server.http, server.key).app()
    heard: list[float] = []
    for number in range(_GROUPS + 1):
        times = await _deletion(app, f"group{number}")
        if number:  # the first one warms up
            heard += times
    return heard


async def _deletion(app: App, group: str) -> list[float]:
    """Fill a group and delete it; returns how long each member took to hear of that, in seconds from the call."""
    await app("CreateLiveMessageGroup", GroupId=group)
    host, _, port = app.live.http.partition(":")
    members = [Member() for _ in range(_MEMBERS)]
    door = asyncio.Semaphore(_AT_ONCE)

    async def enter(number: int) -> None:
        async with door:
            claim = token(app.id, app.key, f"{group}u{number}")
            await members[number].join(host, int(port), claim, f"g:{app.id}:{group}")

    await asyncio.gather(*(enter(number) for number in range(_MEMBERS)))
    assert (await app("DescribeLiveMessageGroup", GroupId=group))["OnlineUserCounts"] == _MEMBERS
    started = time.perf_counter()
    await app("DeleteLiveMessageGroup", GroupId=group)
    heard = await asyncio.wait_for(asyncio.gather(*(member.heard for member in members)), _PATIENCE_S)
    for member in members:
        member.close()
    return [moment - started for moment in heard]
