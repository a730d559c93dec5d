"""Writes a new Alembic revision from the difference between the tables in the code and those of the last revision."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"


def write_revision(revision: str, message: str) -> None:
    """Compare the code's tables with a database at head; write `migrations/versions/<revision>_<message>.py`.

    Writes `migrations/head.sql` as well, by which empty SQLite files are made.

    The caller has imported every module that defines a collection (`make revision` imports the composition root).
    """
    config = _config()
    with tempfile.TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{folder}/head.db")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message=message, autogenerate=True, rev_id=revision)
        engine.dispose()
    (_MIGRATIONS / "head.sql").write_text(head_script())
    sys.stdout.write(f"set HEAD in storage/migrate.py to {revision!r}\n")


def head_script() -> str:
    """Return the statements that make, in an empty SQLite file, what all migrations together come to."""
    config = _config()
    with tempfile.TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{folder}/head.db")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            made = connection.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
            ).scalars()
            statements = [" ".join(str(sql).split()) for sql in made]
            head = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        engine.dispose()
    statements.append(f"INSERT INTO alembic_version (version_num) VALUES ('{head}')")  # noqa: S608 (our own revision)
    return "".join(f"{statement};\n" for statement in statements)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config
