"""Whatever goes wrong with one write, nobody is left waiting and the writes after it have their chance."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from twincloud.inventory.instances import Instance, instances
from twincloud.storage import migrate
from twincloud.storage.errors import StoreError
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.transaction import News, Transaction


def add(number: int, tx: Transaction) -> None:
    tx.add(instances, Instance(f"1/ins-{number}", "1", f"ins-{number}", "127.0.0.1"))


async def count(store: SqliteStore) -> int:
    return len(await store.read(lambda tx: tx.find(instances)))


async def in_one_group(store: SqliteStore, *works: Callable[[Transaction], Any]) -> list[Any]:
    """Let these writes wait together, so that one transaction holds them all; return results and exceptions."""
    gate, held = threading.Event(), threading.Event()

    def hold(tx: Transaction) -> None:
        held.set()
        gate.wait(10)

    first = asyncio.create_task(store.write(hold))
    await asyncio.to_thread(held.wait, 10)
    waiting = [asyncio.ensure_future(store.write(work)) for work in works]
    await asyncio.sleep(0)
    gate.set()
    await first
    async with asyncio.timeout(10):
        return await asyncio.gather(*waiting, return_exceptions=True)


def end_iteration(tx: Transaction) -> None:
    raise StopIteration


def leave(tx: Transaction) -> None:
    raise SystemExit(3)


async def test_an_exception_that_no_future_may_carry_reaches_its_caller_alone(sqlite_store: SqliteStore) -> None:
    results = await in_one_group(sqlite_store, functools.partial(add, 1), end_iteration, functools.partial(add, 2))
    assert [type(result) for result in results] == [type(None), RuntimeError, type(None)]
    assert await count(sqlite_store) == 2


async def test_a_write_that_ends_the_thread_ends_its_group_and_no_more(sqlite_store: SqliteStore) -> None:
    results = await in_one_group(sqlite_store, functools.partial(add, 1), leave)
    assert [isinstance(result, Exception) for result in results] == [True, True]
    await asyncio.wait_for(sqlite_store.write(functools.partial(add, 2)), 10)
    assert await count(sqlite_store) == 1


async def test_a_listener_that_fails_silences_neither_answers_nor_other_listeners(sqlite_store: SqliteStore) -> None:
    heard: list[News] = []

    def fail(news: Sequence[News]) -> None:
        raise ValueError("a fault of the listener's")

    sqlite_store.on_news(fail)
    sqlite_store.on_news(heard.extend)
    await asyncio.wait_for(sqlite_store.write(lambda tx: tx.tell(News("a", "b"))), 10)
    assert heard == [News("a", "b")]


async def test_a_full_disk_refuses_writes_until_there_is_room_again(sqlite_store: SqliteStore) -> None:
    await sqlite_store.write(functools.partial(add, 0))
    pages = await sqlite_store.write(lambda tx: tx.execute(sa.text("PRAGMA page_count")).scalar_one())
    await sqlite_store.write(lambda tx: tx.execute(sa.text(f"PRAGMA max_page_count = {pages}")).scalar_one())

    def fill(number: int, tx: Transaction) -> None:
        tx.add(instances, Instance(f"1/big-{number}", "1", "x", "127.0.0.1", "x" * 1_000_000))

    results = await in_one_group(sqlite_store, *(functools.partial(fill, number) for number in range(3)))
    assert all("full" in str(result) or "savepoint" in str(result) for result in results), results
    assert await count(sqlite_store) == 1
    await sqlite_store.write(lambda tx: tx.execute(sa.text("PRAGMA max_page_count = 1000000")).scalar_one())
    await sqlite_store.write(functools.partial(add, 1))
    assert await count(sqlite_store) == 2


async def test_a_caller_who_gives_up_takes_nothing_from_the_others(sqlite_store: SqliteStore) -> None:
    gate = threading.Event()
    first = asyncio.create_task(sqlite_store.write(lambda tx: gate.wait(10)))
    second = asyncio.create_task(sqlite_store.write(functools.partial(add, 1)))
    third = asyncio.create_task(sqlite_store.write(functools.partial(add, 2)))
    await asyncio.sleep(0)
    second.cancel()
    gate.set()
    await asyncio.wait_for(asyncio.gather(first, third), 10)
    assert second.cancelled()
    assert await count(sqlite_store) == 2


async def test_closing_lets_what_waits_be_written_and_refuses_the_rest(tmp_path: Path) -> None:
    store = SqliteStore.open(tmp_path / "twincloud.db")
    waiting = [asyncio.create_task(store.write(functools.partial(add, number))) for number in range(100)]
    await asyncio.sleep(0)
    closing = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    late = asyncio.create_task(store.write(functools.partial(add, 100)))
    await asyncio.wait_for(asyncio.gather(closing, *waiting), 10)
    with pytest.raises(StoreError, match="closed"):
        await asyncio.wait_for(late, 10)
    again = SqliteStore.open(tmp_path / "twincloud.db")
    assert await count(again) == 100
    await again.close()


async def test_a_file_that_cannot_be_written_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "twincloud.db"
    migrate.migrate_sqlite(path)
    (tmp_path / "twincloud.db-wal").mkdir()
    with pytest.raises(StoreError, match="cannot be used as a store"):
        SqliteStore.open(path)


def test_a_migration_that_is_cut_short_leaves_nothing_behind(tmp_path: Path) -> None:
    """A crash between two tables must not leave a file that no later start can bring to head."""
    path = tmp_path / "twincloud.db"
    made = 0

    def crash(connection: sa.Connection, cursor: Any, statement: str, *_: Any) -> None:
        nonlocal made
        made += statement.lstrip().startswith("CREATE TABLE")
        if made == 5:
            raise KeyboardInterrupt

    sa.event.listen(sa.Engine, "before_cursor_execute", crash)
    try:
        with pytest.raises(KeyboardInterrupt):
            migrate.migrate_sqlite(path)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", crash)
    migrate.migrate_sqlite(path)
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        assert migrate.current(connection) == migrate.HEAD
