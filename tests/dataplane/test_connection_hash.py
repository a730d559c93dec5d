"""A target chosen by both ends of a connection, by a real Envoy."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import msgspec

from tests.support.plans import plan, pool, target, tcp
from tests.support.targets import ask_tcp, tcp_targets
from twincloud.balancing.plan import Endpoint, Scheduler
from twincloud.dataplane.engine import EnvoyEngine

Place = Callable[[], Endpoint]


async def ask_from(at: Endpoint, port: int) -> str:
    """Ask from one port of ours, and let go of it at once, so that it can be used again."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Closed by a reset: no time to wait on either side.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        sock.bind(("127.0.0.1", port))
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(5):
            await loop.sock_connect(sock, (at.host, at.port))
            await loop.sock_sendall(sock, b"who?\n")
            return (await loop.sock_recv(sock, 100)).decode().strip()


async def test_the_same_ends_meet_the_same_target_and_others_spread(engine: EnvoyEngine, endpoint: Place) -> None:
    at = endpoint()
    async with tcp_targets("a", "b", "c") as servers:
        listener = msgspec.structs.replace(tcp("l", at, "p"), hash_connection=True)
        targets = pool("p", *map(target, servers.values()), scheduler=Scheduler.CONNECTION_HASH)
        assert (await engine.apply(plan(listener, targets))).refused == {}
        met = {await ask_tcp(at.host, at.port) for _ in range(60)}
        assert met == {"a", "b", "c"}
        with socket.socket() as spare:
            spare.bind(("127.0.0.1", 0))
            port = spare.getsockname()[1]
        assert len({await ask_from(at, port) for _ in range(10)}) == 1
