"""What PostgreSQL may do to a server at any time: be away, end connections, refuse."""

from __future__ import annotations

import asyncio
import functools
from pathlib import Path

import pytest
import sqlalchemy as sa

from twincloud.inventory.addresses import PoolBook, addresses, allot
from twincloud.inventory.instances import Instance, instances
from twincloud.storage import postgres
from twincloud.storage.errors import StoreError
from twincloud.storage.opening import open_store
from twincloud.storage.postgres import PostgresStore
from twincloud.storage.transaction import Transaction


@pytest.mark.parametrize(
    ("part", "value"), [("database", "there_is_none"), ("username", "nobody"), ("port", 1), ("host", "no.such.host")]
)
async def test_a_database_that_cannot_be_used_is_refused_with_a_sentence(
    postgres_url: str, part: str, value: str
) -> None:
    socket_or_tcp = sa.make_url(postgres_url)
    if part in {"host", "port"}:
        socket_or_tcp = sa.make_url("postgresql://postgres@127.0.0.1:1/postgres")
    address = socket_or_tcp.set(**{part: value}).render_as_string(hide_password=False)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="cannot be used"):
        await PostgresStore.open(address)


async def test_connections_that_the_database_has_ended_are_replaced(postgres_database: str) -> None:
    store = await PostgresStore.open(postgres_database)
    other = await PostgresStore.open(postgres_database)
    end = sa.text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    try:
        assert await other.write(lambda tx: tx.execute(end).scalar_one()) > 0
        await store.write(lambda tx: tx.add(instances, Instance("1/ins-1", "1", "ins-1", "127.0.0.1")))
        await other.write(lambda tx: tx.execute(end).scalar_one())
        assert len(await store.read(lambda tx: tx.find(instances))) == 1
    finally:
        await store.close()
        await other.close()


async def test_as_many_as_ask_at_once_get_addresses(postgres_database: str) -> None:
    store = await PostgresStore.open(postgres_database)
    book = PoolBook(["10.0.0.0/24"])

    def ask(number: int, tx: Transaction) -> None:
        allot(tx, book, f"lb-{number}")

    try:
        await asyncio.gather(*(store.write(functools.partial(ask, number)) for number in range(20)))
        found = await store.read(lambda tx: tx.find(addresses))
    finally:
        await store.close()
    assert sorted(address.slot for address in found) == list(range(20))


async def test_a_second_server_on_one_database_is_refused_until_the_first_has_ended(
    postgres_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would serve what was created through itself and never hear of the rest."""
    monkeypatch.setattr(postgres, "_CLAIM_TRIES", 2)
    first = await open_store(postgres_database, tmp_path)
    with pytest.raises(StoreError, match="in use by another server"):
        await open_store(postgres_database, tmp_path)
    closing = asyncio.create_task(first.close())
    monkeypatch.setattr(postgres, "_CLAIM_TRIES", 20)
    second = await open_store(postgres_database, tmp_path)
    await closing
    assert await second.read(lambda tx: tx.find(instances)) == []
    await second.close()
