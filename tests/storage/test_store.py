"""What both engines of the store promise."""

from __future__ import annotations

import asyncio
import functools
import sqlite3
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from twincloud.inventory.instances import Instance, instances
from twincloud.storage.errors import ConflictError, StoreError
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store
from twincloud.storage.transaction import News, RowImage, Transaction


def instance(number: int, address: str = "127.0.0.1") -> Instance:
    return Instance(f"1/ins-{number}", "1", f"ins-{number}", address)


def add(number: int, tx: Transaction) -> None:
    tx.add(instances, instance(number))


async def test_what_was_written_is_read_in_the_order_of_creation(store: Store) -> None:
    for number in (3, 1, 2):
        await store.write(functools.partial(add, number))
    assert await store.read(lambda tx: tx.find(instances, account="1")) == [instance(3), instance(1), instance(2)]
    assert await store.read(lambda tx: tx.get(instances, "1/ins-2")) == instance(2)
    assert await store.read(lambda tx: tx.get(instances, "1/ins-9")) is None


async def test_a_refused_write_leaves_no_trace_and_no_news(store: Store) -> None:
    heard: list[News] = []
    store.on_news(heard.extend)

    def refuse(tx: Transaction) -> None:
        tx.add(instances, instance(1))
        tx.tell(News("instance", "1"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await store.write(refuse)
    assert await store.read(lambda tx: tx.find(instances)) == []
    assert heard == []


async def test_news_come_after_the_commit(store: Store) -> None:
    seen: list[list[Instance]] = []
    heard = asyncio.Event()

    async def look() -> None:
        seen.append(await store.read(lambda tx: tx.find(instances)))
        heard.set()

    tasks: list[asyncio.Task[None]] = []
    store.on_news(lambda news: tasks.append(asyncio.create_task(look())))

    def work(tx: Transaction) -> None:
        tx.add(instances, instance(1))
        tx.tell(News("instance", "1"))

    await store.write(work)
    await asyncio.wait_for(heard.wait(), 5)
    assert seen == [[instance(1)]]


async def test_a_taken_id_is_a_conflict_and_harms_no_other_write(store: Store) -> None:
    await store.write(lambda tx: tx.add(instances, instance(1)))
    results = await asyncio.gather(
        store.write(lambda tx: tx.add(instances, instance(2))),
        store.write(lambda tx: tx.add(instances, instance(1, "10.0.0.1"))),
        store.write(lambda tx: tx.add(instances, instance(3))),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [type(None), ConflictError, type(None)]
    assert {record.id for record in await store.read(lambda tx: tx.find(instances))} == {
        "1/ins-1",
        "1/ins-2",
        "1/ins-3",
    }


async def test_writers_of_one_aggregate_never_overlap(store: Store) -> None:
    await store.write(lambda tx: tx.add(instances, instance(1, "0")))

    def count(tx: Transaction) -> None:
        tx.lock(["instance:1"])
        before = tx.get(instances, "1/ins-1")
        assert before is not None
        tx.replace(instances, before, instance(1, str(int(before.address) + 1)))

    await asyncio.gather(*(store.write(count) for _ in range(100)))
    final = await store.read(lambda tx: tx.get(instances, "1/ins-1"))
    assert final is not None
    assert final.address == "100"


async def test_images_undo_additions_changes_and_removals(store: Store) -> None:
    await store.write(lambda tx: tx.add_all(instances, [instance(1), instance(2)]))
    before = await store.read(lambda tx: tx.find(instances))

    def change(tx: Transaction) -> list[RowImage]:
        tx.add(instances, instance(3))
        tx.replace(instances, instance(1), instance(1, "10.0.0.1"))
        tx.replace(instances, instance(1, "10.0.0.1"), instance(1, "10.0.0.2"))
        tx.remove(instances, instance(2))
        return tx.images

    images = await store.write(change)
    assert await store.read(lambda tx: tx.find(instances)) == [instance(1, "10.0.0.2"), instance(3)]
    await store.write(lambda tx: tx.restore(images))
    assert sorted(await store.read(lambda tx: tx.find(instances)), key=lambda record: record.id) == before


async def test_undoing_leaves_what_others_have_changed_since(store: Store) -> None:
    one, two, three = instance(1), instance(2), instance(3)
    moved, named = replace(one, address="10.0.0.1"), replace(two, address="10.0.0.2", name="second")

    def change(tx: Transaction) -> list[RowImage]:
        tx.replace(instances, one, replace(moved, name="first"))
        tx.replace(instances, two, replace(two, address="10.0.0.2"))
        tx.remove(instances, three)
        tx.replace(instances, instance(4), instance(4, "10.0.0.4"))
        return tx.images

    def change_again(tx: Transaction) -> None:
        tx.replace(instances, replace(moved, name="first"), moved)
        tx.replace(instances, replace(two, address="10.0.0.2"), named)
        tx.add(instances, instance(3, "10.0.0.3"))
        tx.remove(instances, instance(4, "10.0.0.4"))

    await store.write(lambda tx: tx.add_all(instances, [instance(number) for number in (1, 2, 3, 4)]))
    images = await store.write(change)
    await store.write(change_again)
    await store.write(lambda tx: tx.restore(images))
    found = await store.read(lambda tx: tx.find(instances))
    assert found == [one, replace(two, name="second"), instance(3, "10.0.0.3")]


async def test_images_of_before_the_outcome_was_kept_put_whole_rows_back(store: Store) -> None:
    body = instances.encode(instance(1)).decode()
    images = msgspec.json.decode(msgspec.json.encode([["instance", "1/ins-1", body]]), type=list[RowImage])
    await store.write(lambda tx: tx.add(instances, instance(1, "10.0.0.1")))
    await store.write(lambda tx: tx.restore(images))
    assert await store.read(lambda tx: tx.find(instances)) == [instance(1)]


async def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises((sa.exc.DBAPIError, sqlite3.OperationalError)):
        await store.read(lambda tx: tx.add(instances, instance(1)))
    assert await store.read(lambda tx: tx.find(instances)) == []


async def test_an_acknowledged_write_is_there_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "twincloud.db"
    first = SqliteStore.open(path)
    await asyncio.gather(*(first.write(functools.partial(add, number)) for number in range(50)))
    await first.close()
    second = SqliteStore.open(path)
    assert len(await second.read(lambda tx: tx.find(instances))) == 50
    await second.close()


async def test_a_commit_is_synced_in_full(tmp_path: Path) -> None:
    opened = SqliteStore.open(tmp_path / "twincloud.db")
    found = await opened.write(
        lambda tx: (
            tx.execute(sa.text("PRAGMA synchronous")).scalar(),
            tx.execute(sa.text("PRAGMA journal_mode")).scalar(),
        )
    )
    await opened.close()
    assert found == (2, "wal")


def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "twincloud.db"
    path.write_bytes(b"this is not a database, whatever its name says" * 50)
    with pytest.raises(StoreError, match="cannot be used as a store"):
        SqliteStore.open(path)
    assert path.read_bytes().startswith(b"this is not")
