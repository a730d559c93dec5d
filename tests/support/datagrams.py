"""A UDP target that answers with its own name, and a client that asks through a balancer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping

_ANSWER_S = 5.0

Address = tuple[str, int]


class UdpTarget(asyncio.DatagramProtocol):
    """Answers each datagram with what `answers` holds for it, else with its name, or not at all while `mute`.

    `seen` are the senders' addresses.
    """

    def __init__(self, name: str, answers: Mapping[bytes, bytes] | None = None) -> None:
        self.name = name
        self.answers = dict(answers or {})
        self.host = "127.0.0.1"
        self.port = 0
        self.seen: list[Address] = []
        self.mute = False
        self._transport: asyncio.DatagramTransport | None = None

    async def start(self) -> None:
        """Open a free port."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, (self.host, self.port))
        self.port = self._transport.get_extra_info("sockname")[1]

    def stop(self) -> None:
        """Close the port; `start` opens the same one again."""
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Answer."""
        self.seen.append(addr)
        if self._transport is not None and not self.mute:
            self._transport.sendto(self.answers.get(data, self.name.encode()), addr)


@contextlib.asynccontextmanager
async def udp_target(name: str, answers: Mapping[bytes, bytes] | None = None) -> AsyncIterator[UdpTarget]:
    """Run a UDP target for the length of a block."""
    target = UdpTarget(name, answers)
    await target.start()
    try:
        yield target
    finally:
        target.stop()


class UdpClient(asyncio.DatagramProtocol):
    """One client address; asks and waits for the answer."""

    def __init__(self) -> None:
        self._answers: asyncio.Queue[bytes] = asyncio.Queue()
        self.transport: asyncio.DatagramTransport | None = None

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Keep the answer."""
        self._answers.put_nowait(data)

    async def ask(self, data: bytes = b"who?", *, within_s: float = _ANSWER_S) -> str:
        """Send a datagram and return the answer; raises TimeoutError without one."""
        assert self.transport is not None
        self.transport.sendto(data)
        async with asyncio.timeout(within_s):
            return (await self._answers.get()).decode()


@contextlib.asynccontextmanager
async def udp_client(host: str, port: int, *, source: str = "127.0.0.1") -> AsyncIterator[UdpClient]:
    """Be one client, from a free port of `source`, for the length of a block."""
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_datagram_endpoint(UdpClient, local_addr=(source, 0), remote_addr=(host, port))
    client.transport = transport
    try:
        yield client
    finally:
        transport.close()


async def ask_udp(host: str, port: int, *, source: str = "127.0.0.1", within_s: float = _ANSWER_S) -> str:
    """Ask once, from a port of its own, and return the name that answers; raises TimeoutError without an answer."""
    async with udp_client(host, port, source=source) as client:
        return await client.ask(within_s=within_s)
