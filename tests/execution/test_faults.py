"""Faults in force hit every call that comes after they were added."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from twincloud.execution.faults import FAULT_NEWS, Fault, Faults, faults
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import NewsListener
from twincloud.storage.transaction import News, Transaction


class SlowReads:
    """A store whose reads take their time, as PostgreSQL's do; each one waits to be let go."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.gates: list[asyncio.Event] = []
        self.fail = False

    async def read(self, work: Callable[[Transaction], Any]) -> Any:
        found = await self._store.read(work)
        gate = asyncio.Event()
        self.gates.append(gate)
        await gate.wait()
        if self.fail:
            raise ConnectionError("the database is away")
        return found

    async def write(self, work: Callable[[Transaction], Any]) -> Any:
        return await self._store.write(work)

    def on_news(self, listener: NewsListener) -> None:
        self._store.on_news(listener)

    async def close(self) -> None:
        """It is closed by its owner."""


def add(tx: Transaction) -> None:
    tx.add(faults, Fault("fault-1", "clb", "*", code="FailedOperation"))
    tx.tell(News(FAULT_NEWS, "fault-1"))


async def test_two_calls_at_once_both_meet_a_new_fault(sqlite_store: SqliteStore) -> None:
    slow = SlowReads(sqlite_store)
    live = Faults(slow)
    await sqlite_store.write(add)
    calls = [asyncio.create_task(live.hit("clb", "CreateListener")) for _ in range(2)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for gate in slow.gates:
        gate.set()
    assert all(await asyncio.wait_for(asyncio.gather(*calls), 5))


async def test_a_fault_added_while_faults_are_read_is_met_by_the_next_call(sqlite_store: SqliteStore) -> None:
    slow = SlowReads(sqlite_store)
    live = Faults(slow)
    first = asyncio.create_task(live.hit("clb", "CreateListener"))
    await asyncio.sleep(0)
    await sqlite_store.write(add)
    slow.gates[0].set()
    await first
    second = asyncio.create_task(live.hit("clb", "CreateListener"))
    await asyncio.sleep(0)
    for gate in slow.gates:
        gate.set()
    assert await asyncio.wait_for(second, 5) is not None


async def test_a_look_that_failed_is_repeated(sqlite_store: SqliteStore) -> None:
    slow = SlowReads(sqlite_store)
    live = Faults(slow)
    await sqlite_store.write(add)
    slow.fail = True
    first = asyncio.create_task(live.hit("clb", "CreateListener"))
    await asyncio.sleep(0)
    slow.gates[0].set()
    with pytest.raises(ConnectionError):
        await first
    slow.fail = False
    second = asyncio.create_task(live.hit("clb", "CreateListener"))
    await asyncio.sleep(0)
    for gate in slow.gates:
        gate.set()
    assert await asyncio.wait_for(second, 5) is not None
