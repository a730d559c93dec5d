"""Frames to many clients, written by several threads: each gets each once, in order, whole, whoever is slow."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import pytest

from tests.support.server import ServerProcess
from tests.support.sockets import Raw, person, raw, slow_socket
from tests.support.world import token
from twincloud.gateway.sockets.fanout import MANY, Fanout
from twincloud.gateway.sockets.outbox import Frame

TEXT = "x" * 60_000
SAID = 60


class Client:
    """A pair of sockets; what the near one does not take waits here."""

    def __init__(self, room: int | None = None) -> None:
        self.near, self.far = socket.socketpair()
        self.near.setblocking(False)
        if room is not None:
            self.near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, room)
        self.waiting = b""
        self.direct = 0

    def send(self, frame: Frame) -> None:
        self.waiting += frame.websocket

    def descriptor(self) -> int | None:
        if self.waiting:
            return None
        self.direct += 1
        return self.near.fileno()

    def finish(self, frame: Frame, written: int) -> None:
        self.waiting += frame.websocket[written:]

    def read(self, size: int) -> bytes:
        """Read as many bytes, with what waits handed over as there is room for it."""
        found = b""
        while len(found) < size:
            if self.waiting:
                with contextlib.suppress(BlockingIOError):
                    self.waiting = self.waiting[self.near.send(self.waiting) :]
            found += self.far.recv(65536)
        return found

    def close(self) -> None:
        self.near.close()
        self.far.close()


@pytest.fixture
def clients() -> Iterator[list[Client]]:
    """So many that threads are used; every tenth can take less than a frame."""
    made = [Client(room=4096 if number % 10 == 0 else None) for number in range(2 * MANY + 5)]
    try:
        yield made
    finally:
        for client in made:
            client.close()


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
def test_everybody_gets_every_frame_whole_and_in_order(clients: list[Client], threads: int) -> None:
    fanout = Fanout(threads)
    frames = [Frame(str(number).encode() * 20_000) for number in range(3)]
    for frame in frames:
        fanout.send(clients, frame)
    fanout.close()
    sent = b"".join(frame.websocket for frame in frames)
    for client in clients:
        assert client.read(len(sent)) == sent
    assert {client.direct > 0 for client in clients} == {threads > 1}


def test_who_is_gone_is_left_to_its_transport(clients: list[Client]) -> None:
    fanout = Fanout(2)
    clients[3].far.close()
    frame = Frame(b"after the end")
    fanout.send(clients, frame)
    fanout.close()
    assert [client for client in clients if client.waiting] == [clients[3]]
    assert clients[3].waiting == frame.websocket


@pytest.mark.asyncio(loop_scope="module")
async def test_a_crowd_hears_in_order_while_some_read_late_and_some_ask(rooms: ServerProcess, app: str) -> None:
    async with person(rooms.http, "ann", app) as ann, contextlib.AsyncExitStack() as stack:
        room = ann.channel("r")
        await ann.join("r")

        async def come(number: int) -> Raw:
            late = {"sock": slow_socket(rooms.http), "max_queue": 1} if number % 8 == 0 else {}
            one = await stack.enter_async_context(raw(rooms.http, connect=token(f"u{number}", app), **late))
            assert "subscribe" in await one.ask(subscribe={"channel": room})
            return one

        crowd = [await come(number) for number in range(MANY + 16)]

        async def hear(one: Raw) -> list[int]:
            """Read all that is said, and ask things in between."""
            offsets: list[int] = []
            asked = answered = 0
            while len(offsets) < SAID or answered < asked:
                message = await one.next()
                if "id" in message:
                    answered += 1
                    continue
                assert message["push"]["pub"]["data"]["text"] == TEXT
                offsets.append(message["push"]["pub"]["offset"])
                if len(offsets) % 5 == 1:
                    asked += 1
                    await one.send({"id": len(offsets), "rpc": {"method": "online", "data": {"user": "ann"}}})
            return offsets

        prompt = [asyncio.create_task(hear(one)) for number, one in enumerate(crowd) if number % 8]
        for _ in range(SAID):
            await ann.say("r", TEXT)
        late = [asyncio.create_task(hear(one)) for number, one in enumerate(crowd) if number % 8 == 0]
        for offsets in await asyncio.gather(*prompt, *late):
            assert offsets == list(range(1, SAID + 1))
