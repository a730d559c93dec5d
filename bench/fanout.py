"""Two thousand members of one group: deliveries, delay and memory, ours beside what carries messages only."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import json
import os
import shutil
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, cast

import uvloop

from bench.figures import Figure, count, kilobytes, median, milliseconds, percentile
from bench.processes import Program, free_ports
from bench.twin import NO_DATAPLANE, Twin
from tests.support.world import token

MEMBERS = 2_000
_BURST = 25
_SENDERS = 8
_SINGLES = 40
_SAMPLE = 50
_AHEAD = 10
_BODY = "x" * 100
_DELIVERIES, _SOCKET_BYTES, _DELAY_S = 80_000, 24_000, 0.005
_WAIT_S = 120.0


class Speech(Protocol):
    """How to be a member and to say something in one protocol; `mark` is in each delivery once and nowhere else."""

    mark: bytes
    ping: bytes
    pong: bytes

    def greeting(self, number: int) -> list[tuple[bytes, bytes]]:
        """Return what a member says, each with what the answer to it holds."""
        ...

    def say(self, number: int) -> tuple[bytes, bytes]:
        """Return what says something to all, and what the answer holds; nothing where there is none."""
        ...


class Ours:
    """The Centrifugo protocol over WebSockets; every message is stored and acknowledged."""

    mark = b'"pub":{"data":{"from"'
    ping = b"\x81\x02{}"
    pong = b"\x81\x82\0\0\0\0{}"

    def __init__(self, host: str, port: int) -> None:
        self._host = f"{host}:{port}"

    def greeting(self, number: int) -> list[tuple[bytes, bytes]]:
        """Open a WebSocket, say who it is, join."""
        upgrade = (
            f"GET /test/connection/websocket HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        return [
            (upgrade.encode(), b"\r\n\r\n"),
            (_frame({"id": 1, "connect": {"token": token(f"u{number}")}}), b'"connect"'),
            (_frame({"id": 2, "subscribe": {"channel": "room:app:r"}}), b'"subscribe"'),
        ]

    def say(self, number: int) -> tuple[bytes, bytes]:
        """Call the method that appends to the room."""
        rpc = {"method": "say", "data": {"room": "r", "text": _BODY}}
        return _frame({"id": 3, "rpc": rpc}), b'"rpc"'


class Nats:
    """NATS core, which keeps nothing."""

    mark = b"MSG r 1 "
    ping = b"PING\r\n"
    pong = b"PONG\r\n"

    def greeting(self, number: int) -> list[tuple[bytes, bytes]]:
        """Subscribe, and have a ping say that it is done."""
        return [(b'CONNECT {"verbose":false}\r\nSUB r 1\r\nPING\r\n', b"PONG")]

    def say(self, number: int) -> tuple[bytes, bytes]:
        """Publish; nobody acknowledges that."""
        return b"PUB r %d\r\n%s\r\n" % (len(_BODY), _BODY.encode()), b""


class Mqtt:
    """MQTT 3.1.1 without acknowledgement (QoS 0)."""

    mark = b"\x00\x01r" + _BODY.encode()
    ping = pong = b"\xd0\x00"

    def greeting(self, number: int) -> list[tuple[bytes, bytes]]:
        """Connect and subscribe."""
        name = f"u{number}".encode()
        connect = b"\x00\x04MQTT\x04\x02\x00\x00" + struct.pack("!H", len(name)) + name
        return [
            (b"\x10" + bytes([len(connect)]) + connect, b"\x20\x02\x00\x00"),
            (b"\x82\x06\x00\x01\x00\x01r\x00", b"\x90\x03\x00\x01"),
        ]

    def say(self, number: int) -> tuple[bytes, bytes]:
        """Publish; nobody acknowledges that."""
        payload = b"\x00\x01r" + _BODY.encode()
        return b"\x30" + bytes([len(payload)]) + payload, b""


class _Member(asyncio.Protocol):
    """Counts deliveries by their mark; a piece of a mark at the end of what came is kept for what comes next."""

    def __init__(self, speech: Speech, crowd: _Crowd) -> None:
        self._speech = speech
        self._crowd = crowd
        self._rest = b""
        self._awaited = b""
        self._answer: asyncio.Future[None] | None = None
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.lost += 1

    def data_received(self, data: bytes) -> None:
        data = self._rest + data
        mark = self._speech.mark
        if self._awaited in data and self._answer is not None and not self._answer.done():
            self._answer.set_result(None)
        if self._speech.ping in data:
            self.transport.write(self._speech.pong)
        seen = data.count(mark)
        rest = data[data.rfind(mark) + len(mark) :] if seen else data
        self._rest = rest[1 - len(mark) :]
        if seen:
            self._crowd.delivered(seen)

    async def ask(self, said: bytes, awaited: bytes) -> None:
        """Say something and wait for its answer."""
        self._awaited, self._answer = awaited, asyncio.get_running_loop().create_future()
        self.transport.write(said)
        if awaited:
            await asyncio.wait_for(self._answer, _WAIT_S)
        self._answer = None


class _Crowd:
    """All members of the group, and what they were delivered."""

    def __init__(self) -> None:
        self.deliveries = 0
        self.lost = 0
        self.delays: list[float] | None = None
        self.said_at = 0.0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        """How many deliveries somebody waits for; the number in the middle only keeps equal ones apart."""

    def delivered(self, number: int) -> None:
        self.deliveries += number
        if self.delays is not None:
            self.delays += [time.perf_counter() - self.said_at] * number
        while self._waiting and self._waiting[0][0] <= self.deliveries:
            heapq.heappop(self._waiting)[2].set_result(None)

    async def until(self, deliveries: int) -> None:
        """Return once there were so many."""
        if self.deliveries < deliveries:
            reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (deliveries, id(reached), reached))
            await asyncio.wait_for(reached, _WAIT_S)
        assert not self.lost, f"{self.lost} members were cut off"


class _Result:
    def __init__(self, wall: float, cpu: float, delays: list[float], socket_bytes: float) -> None:
        self.wall = wall
        self.cpu = cpu
        self.delays = delays
        self.socket_bytes = socket_bytes


def measure() -> Iterator[Figure]:
    """Two thousand members of one group: deliveries, delay and memory, beside what carries messages only."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield from _ours(Path(folder))
        yield from _others(Path(folder))


def _ours(folder: Path) -> Iterator[Figure]:
    with Twin(folder / "data", NO_DATAPLANE, module="tests.support.world_server") as server:
        found = _run(Ours(*server.door), server.door, server)
    yield Figure("deliveries per CPU second of our process", found.cpu, count, budget=_DELIVERIES, at_least=True)
    yield Figure("deliveries per second, with the clients on the same two cores", found.wall, count)
    yield Figure("send to receive, p50", median(found.delays), milliseconds, budget=_DELAY_S)
    yield Figure("send to receive, p99", percentile(found.delays, 99), milliseconds)
    yield Figure("resident memory per socket", found.socket_bytes, kilobytes, budget=_SOCKET_BYTES)


def _others(folder: Path) -> Iterator[Figure]:
    (port,) = free_ports(1)
    nats = _program("nats-server")
    if nats is not None:
        with Program([nats, "-a", "127.0.0.1", "-p", str(port)], folder / "nats.words") as program:
            program.wait_for_port(port)
            yield from _told("NATS, which keeps nothing", _run(Nats(), ("127.0.0.1", port), program))
    else:
        print("  nats-server is not there")
    mosquitto = _program("mosquitto")
    if mosquitto is not None:
        settings = folder / "mosquitto.conf"
        settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
        with Program([mosquitto, "-c", str(settings)], folder / "mosquitto.words") as program:
            program.wait_for_port(port)
            yield from _told("Mosquitto, which keeps nothing", _run(Mqtt(), ("127.0.0.1", port), program))
    else:
        print("  mosquitto is not there (on Debian: apt-get install mosquitto)")


def _told(name: str, found: _Result) -> Iterator[Figure]:
    yield Figure(f"{name}: deliveries per CPU second", found.cpu, count)
    yield Figure(f"{name}: deliveries per second", found.wall, count)
    yield Figure(f"{name}: send to receive, p50", median(found.delays), milliseconds)
    yield Figure(f"{name}: resident memory per socket", found.socket_bytes, kilobytes)


def _run(speech: Speech, door: tuple[str, int], program: Program) -> _Result:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_measure(speech, door, program))


async def _measure(speech: Speech, door: tuple[str, int], program: Program) -> _Result:
    loop = asyncio.get_running_loop()
    crowd = _Crowd()
    numbers = itertools.count()

    async def join() -> _Member:
        _, member = await loop.create_connection(lambda: _Member(speech, crowd), *door)
        for said, awaited in speech.greeting(next(numbers)):
            await member.ask(said, awaited)
        return member

    speakers = [await join() for _ in range(_SENDERS)]
    before = program.resident()
    members = list(speakers)
    while len(members) < MEMBERS:
        members += await asyncio.gather(*(join() for _ in range(min(50, MEMBERS - len(members)))))
    socket_bytes = (program.resident() - before) / (MEMBERS - _SENDERS)
    await _burst(speakers, speech, crowd, 10)
    started, cpu = time.perf_counter(), program.cpu_s()
    deliveries = await _burst(speakers, speech, crowd, _BURST)
    wall, cpu = time.perf_counter() - started, program.cpu_s() - cpu
    delays = await _singles(members, speech, crowd)
    for member in members:
        member.transport.abort()
    return _Result(deliveries / wall, deliveries / cpu, delays, socket_bytes)


async def _burst(speakers: list[_Member], speech: Speech, crowd: _Crowd, each: int) -> int:
    """Have every speaker say so much, each thing when the one before was acknowledged; returns the deliveries."""
    start, round_ = crowd.deliveries, len(speakers) * MEMBERS

    async def speak(speaker: _Member) -> None:
        for number in range(each):
            await speaker.ask(*speech.say(number))
            # Without acknowledgements nothing else would hold a speaker back.
            await crowd.until(start + (number - _AHEAD) * round_)

    await asyncio.gather(*(speak(speaker) for speaker in speakers))
    await crowd.until(start + each * round_)
    return each * round_


async def _singles(members: list[_Member], speech: Speech, crowd: _Crowd) -> list[float]:
    """Say one thing at a time to a quiet group, and return the delays of an even sample of the members.

    The others do not read meanwhile: one process that reads for two thousand is itself later than any server.
    """
    sample = members[:: len(members) // _SAMPLE]
    for member in set(members) - set(sample):
        member.transport.pause_reading()
    crowd.delays, start = [], crowd.deliveries
    for number in range(_SINGLES):
        crowd.said_at = time.perf_counter()
        await sample[0].ask(*speech.say(number))
        await crowd.until(start + (number + 1) * len(sample))
    delays, crowd.delays = crowd.delays, None
    for member in set(members) - set(sample):
        member.transport.resume_reading()
    await crowd.until(start + _SINGLES * MEMBERS)
    return delays


def _frame(command: dict[str, Any]) -> bytes:
    """Return a command as a client's WebSocket frame; its mask is zero."""
    text = json.dumps(command).encode()
    head = struct.pack("!BB", 0x81, 0x80 | len(text)) if len(text) < 126 else struct.pack("!BBH", 0x81, 0xFE, len(text))
    return head + bytes(4) + text


def _program(name: str) -> str | None:
    """Return the path of a program: beside our Python, as wheels put it, or the machine's."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", ""), "/usr/sbin"]
    return shutil.which(name, path=os.pathsep.join(places))
