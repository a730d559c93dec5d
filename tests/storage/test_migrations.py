"""The schema that migrations make is the schema that the code describes, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

import twincloud.app
import twincloud.storage
from twincloud.storage import migrate
from twincloud.storage.collection import metadata
from twincloud.storage.errors import StoreError
from twincloud.storage.postgres import PostgresStore
from twincloud.storage.revision import head_script


def differences(connection: sa.Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def test_head_is_the_newest_revision() -> None:
    folder = Path(twincloud.storage.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [migrate.HEAD]


def test_an_empty_file_is_made_as_the_migrations_would_make_it() -> None:
    folder = Path(twincloud.storage.__file__).parent / "migrations"
    assert (folder / "head.sql").read_text() == head_script()


def test_a_file_at_an_older_revision_is_migrated(tmp_path: Path) -> None:
    """The way of a file that an older program made; here one that has no revision yet."""
    path = tmp_path / "twincloud.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    migrate.migrate_sqlite(path)
    with engine.connect() as connection:
        assert differences(connection) == []


def test_sqlite_at_head_has_the_tables_of_the_code(tmp_path: Path) -> None:
    migrate.migrate_sqlite(tmp_path / "twincloud.db")
    with sa.create_engine(f"sqlite:///{tmp_path / 'twincloud.db'}").connect() as connection:
        assert differences(connection) == []


async def test_postgres_at_head_has_the_tables_of_the_code(postgres_database: str) -> None:
    store = await PostgresStore.open(postgres_database)
    await store.close()
    engine = create_async_engine(sa.make_url(postgres_database).set(drivername="postgresql+asyncpg"))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


def test_a_store_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "twincloud.db"
    migrate.migrate_sqlite(path)
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer twincloud"):
        migrate.migrate_sqlite(path)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == "9999"
