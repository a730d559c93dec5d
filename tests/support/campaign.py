"""Random calls of a product through its official SDK, with crashes in between, and what is then looked at."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

import httpx
import psutil

from tests.support.server import ServerProcess
from tests.support.targets import eventually

Socket = tuple[str, str, int]
"""A transport, an address and a port."""
HISTORY = frozenset(
    {
        "account",
        "access_key",
        "clb_order",
        "clb_client_token",
        "slb_client_token",
        "task",
        "task_touch",
        "traffic_hour",
        "vpc_job",
        "sqlite_sequence",
    }
)
"""Tables of what stays when everything is deleted: identities, and what was asked for and became of it."""


class Campaign:
    """One seed's calls: methods whose names begin with ``do_``. `made` and `refused` count what became of them."""

    often: ClassVar[Mapping[str, int]] = {}
    """How much oftener than others some of them are chosen."""

    def __init__(self, server: ServerProcess, seed: int) -> None:
        self.random = random.Random(seed)
        self.made: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._server = server
        self._before = self._counts()
        self.reach()

    def reach(self) -> None:
        """Make clients for the server's doors, which are new ones after each start."""
        raise NotImplementedError

    def refusal(self, error: Exception) -> str | None:
        """Return the code of a call that was refused or lost, None for any other exception."""
        raise NotImplementedError

    async def steps(self, count: int, *, at_once: int = 3) -> None:
        """Make random calls, a few at a time."""
        names = [name for name in dir(self) if name.startswith("do_")]
        weights = [self.often.get(name, 1) for name in names]
        for _ in range(count // at_once):
            chosen = self.random.choices(names, weights, k=at_once)
            await asyncio.gather(*(self.step(getattr(self, name)) for name in chosen))

    async def step(self, call: Callable[[], Awaitable[None]]) -> None:
        """Make a call, which may be refused, be lost, or have nothing to choose from."""
        try:
            await call()
        except IndexError:
            return
        except httpx.TransportError:
            self.refused["of the operator's door: lost"] += 1
        except Exception as error:
            code = self.refusal(error)
            if code is None or "Internal" in code:
                raise
            self.refused[f"{call.__name__[3:]}: {code}"] += 1

    async def crash(self, count: int) -> None:
        """Kill the server while calls are made, and start it again."""
        calls = asyncio.create_task(self.steps(count))
        await asyncio.sleep(self.random.random() * 0.1)
        await self._server.kill()
        await calls
        await self._server.start()
        self.reach()

    async def crash_of_envoy(self, count: int) -> None:
        """Kill Envoy while calls are made; the server starts another."""
        calls = asyncio.create_task(self.steps(count))
        os.kill(self._server.envoy, signal.SIGKILL)
        await calls

    async def opens(self, wanted: AbstractSet[Socket]) -> None:
        """Wait until Envoy listens at exactly these places of the balancers' addresses."""

        async def difference() -> AbstractSet[Socket]:
            try:
                return _open_ones(self._server.envoy) ^ wanted
            except (StopIteration, psutil.NoSuchProcess):
                return {("Envoy", "is away", 0)}

        await eventually(difference, lambda found: not found, within_s=20)

    def locked(self) -> set[str]:
        """Return the balancers that the operator has locked."""
        return {row["id"] for row in self._rows("balancer") if row.get("locked")}

    def leftovers(self) -> dict[str, int]:
        """Return how many rows there are in tables that had fewer in the beginning, but for what is kept."""
        return {name: count for name, count in self._counts().items() if count > self._before.get(name, 0)}

    def _counts(self) -> dict[str, int]:
        with contextlib.closing(sqlite3.connect(self._server.data / "twincloud.db")) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            counts = {
                name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608 (one of ours)
                for name in names
                if name not in HISTORY
            }
        assert len(counts) > _FEWEST_TABLES
        return counts

    def _rows(self, table: str) -> list[dict[str, Any]]:
        with contextlib.closing(sqlite3.connect(self._server.data / "twincloud.db")) as connection:
            found = connection.execute(f'SELECT body FROM "{table}"').fetchall()  # noqa: S608 (one of ours)
        return [json.loads(body) for (body,) in found]


def _open_ones(pid: int) -> set[Socket]:
    found = set()
    for one in psutil.Process(pid).net_connections("inet"):
        if one.type is socket.SOCK_DGRAM and not one.raddr and one.laddr.port < _FIRST_PRIVATE:
            found.add(("UDP", one.laddr.ip, one.laddr.port))
        elif one.status == psutil.CONN_LISTEN:
            found.add(("TCP", one.laddr.ip, one.laddr.port))
    return found


_FEWEST_TABLES = 40
_FIRST_PRIVATE = 20_000
"""The ports of campaigns are below; above are those from which Envoy asks UDP targets."""
