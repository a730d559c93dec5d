"""Thousands of frames that make no sense: each is answered with a code or closes with one, and none leaves a trace."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import websockets

from tests.support.sockets import person, world_server
from tests.support.world import token

FRAMES = 3_000
COMMANDS = (
    "connect", "subscribe", "unsubscribe", "publish", "presence", "presence_stats", "history", "ping", "send", "rpc",
    "refresh", "sub_refresh", "nothing",
)  # fmt: skip
MEMBERS = (
    "channel",
    "token",
    "data",
    "offset",
    "epoch",
    "recover",
    "limit",
    "since",
    "reverse",
    "method",
    "subs",
    "flag",
)
METHODS = ("say", "joinRoom", "kick", "log", "online", "nothing", "", "connected", "disconnected")


class Nonsense:
    """Frames from a seed."""

    def __init__(self, seed: int, app: str) -> None:
        self._chance = random.Random(seed)
        self._app = app

    def frame(self) -> str | bytes:
        kind = self._chance.random()
        if kind < 0.05:
            return self._chance.randbytes(self._chance.randrange(60))
        if kind < 0.15:
            return self._chance.randbytes(self._chance.randrange(60)).decode("latin-1")
        frame = "\n".join(json.dumps(self._command()) for _ in range(self._chance.randrange(1, 5)))
        if kind < 0.2:
            return frame[: self._chance.randrange(len(frame))]
        return frame

    def _command(self) -> Any:
        command: dict[str, Any] = {"id": self._chance.choice((0, 1, 2, 2**40, -1, 1, 1, 1))}
        for _ in range(self._chance.choice((0, 1, 1, 1, 1, 2))):
            name = self._chance.choice(COMMANDS)
            command[name] = self._value(2) if self._chance.random() < 0.1 else self._request(name)
        return command

    def _request(self, name: str) -> dict[str, Any]:
        request: dict[str, Any] = {
            self._chance.choice(MEMBERS): self._value(2) for _ in range(self._chance.randrange(4))
        }
        if self._chance.random() < 0.8:
            request["channel"] = f"room:{self._app}:{self._chance.randrange(3)}"
        if name == "rpc":
            request["method"] = self._chance.choice(METHODS)
            request["data"] = {"room": self._value(0), "text": self._value(0), "user": self._value(0)}
        if name in {"connect", "refresh"}:
            request["token"] = token("ann", self._app) if self._chance.random() < 0.8 else self._value(0)
        return request

    def _value(self, depth: int) -> Any:
        chosen = self._chance.randrange(8 if depth else 6)
        if chosen == 6:
            return [self._value(depth - 1) for _ in range(self._chance.randrange(3))]
        if chosen == 7:
            return {self._chance.choice(MEMBERS): self._value(depth - 1) for _ in range(self._chance.randrange(3))}
        return (None, True, -1, 2**63, "x\x00y", "r")[chosen]


async def send_nonsense(address: str, nonsense: Nonsense, frames: int) -> set[int]:
    """Send so many frames over as many connections as that takes; return the codes by which these were closed."""
    codes: set[int] = set()
    sent = 0
    while sent < frames:
        async with websockets.connect(
            f"ws://{address}/test/connection/websocket", proxy=None, close_timeout=5
        ) as socket:
            await socket.send(json.dumps({"id": 1, "connect": {"token": token("ann", nonsense._app)}}))
            try:
                while sent < frames:
                    await socket.send(nonsense.frame())
                    sent += 1
                    await socket.send('{"id":99,"ping":{}}')
                    # Everything before the answer to the ping has been handled.
                    while '"id":99' not in str(await asyncio.wait_for(socket.recv(), 20)):
                        continue
            except websockets.ConnectionClosed as ended:
                codes.add(ended.rcvd.code if ended.rcvd is not None else 0)
    return codes


async def test_nonsense_is_answered_with_codes_and_leaves_no_trace(tmp_path: Path) -> None:
    async with world_server(tmp_path / "data") as server:
        found = await asyncio.gather(
            *(send_nonsense(server.http, Nonsense(seed, f"app{seed}"), FRAMES // 4) for seed in range(4))
        )
        assert set().union(*found) <= {3500, 3501, 3506}
        async with person(server.http, "bob") as bob:
            await bob.join("r")
            assert await bob.say("r", "as if nothing had been") == 1
        entries = (await server.operator("ListJournal", product="testworld", code="InternalError", limit=10))["entries"]
        assert not entries
        assert (await server.operator("GetStatus"))["counts"]["sockets"] <= 1
        await server.stop()
        traces = [line for line in server.output.splitlines() if "Traceback" in line]
        assert traces == []
        assert '"level": "error"' not in server.output
