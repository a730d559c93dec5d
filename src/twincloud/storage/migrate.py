"""Brings a database to the head of the schema; Alembic is imported only when there is something to do."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from twincloud.storage.errors import StoreError

HEAD = "0002"
"""The newest revision in `migrations/versions`; a test holds it against the folder."""


def migrate_sqlite(path: Path) -> None:
    """Bring the SQLite file at `path` to head; raises StoreError when it is no database or newer than this program."""
    try:
        engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            # Left to itself, the driver begins no transaction for CREATE TABLE: a crash would leave half a schema.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if sa.inspect(connection).get_table_names():
                _migrate(connection)
            else:
                _create(connection)
            connection.exec_driver_sql("COMMIT")
        engine.dispose()
    except sa.exc.DatabaseError as error:
        raise StoreError(f"{path} cannot be used as a store: {error.orig}") from error


def migrate_postgres(connection: sa.Connection) -> None:
    """Bring a PostgreSQL database to head; servers that start at once wait for one another."""
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(7166115001)"))
    _migrate(connection)


def _create(connection: sa.Connection) -> None:
    """Make the newest schema in an empty SQLite file, by what the migrations come to: Alembic costs a start 0.4 s."""
    script = (Path(__file__).parent / "migrations" / "head.sql").read_text()
    for statement in script.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def _migrate(connection: sa.Connection) -> None:
    found = current(connection)
    if found == HEAD:
        return
    from alembic import command  # noqa: PLC0415 (a server at head never needs it)
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"the store is at revision {found}, which this program (revision {HEAD}) does not know: "
            "it was written by a newer twincloud; start that one, or another data directory"
        ) from error


def current(connection: sa.Connection) -> str | None:
    """Return the database's revision, or None when it is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
