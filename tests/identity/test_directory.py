"""What the directory remembers never outlives a change of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from twincloud.identity.accounts import AccessKey, Account, access_keys, accounts, changed
from twincloud.identity.directory import Directory
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import NewsListener
from twincloud.storage.transaction import Transaction

KEY = AccessKey("AKID1", "secret", "1", 0)


class SlowRead:
    """A store whose reads take their time, as PostgreSQL's do."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self.gate = asyncio.Event()

    async def read(self, work: Callable[[Transaction], Any]) -> Any:
        found = await self._store.read(work)
        await self.gate.wait()
        return found

    async def write(self, work: Callable[[Transaction], Any]) -> Any:
        return await self._store.write(work)

    def on_news(self, listener: NewsListener) -> None:
        self._store.on_news(listener)

    async def close(self) -> None:
        """It is closed by its owner."""


def begin(tx: Transaction) -> None:
    tx.add(accounts, Account("1", "default", 0))
    tx.add(access_keys, KEY)


def switch_off(tx: Transaction) -> None:
    tx.replace(access_keys, KEY, replace(KEY, active=False))
    changed(tx, "1")


async def test_a_key_that_is_switched_off_while_it_is_looked_up_is_off_for_the_next_call(
    sqlite_store: SqliteStore,
) -> None:
    await sqlite_store.write(begin)
    slow = SlowRead(sqlite_store)
    directory = Directory(slow)
    first = asyncio.create_task(directory.principal("AKID1"))
    await asyncio.sleep(0)
    await sqlite_store.write(switch_off)
    slow.gate.set()
    await first
    found = await directory.principal("AKID1")
    assert found is not None
    assert not found.key.active
