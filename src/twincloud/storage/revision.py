"""Writes a new Alembic revision from the difference between the tables in the code and those of the last revision."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def write_revision(revision: str, message: str) -> None:
    """Compare the code's tables with a database at head and write `migrations/versions/<revision>_<message>.py`.

    The caller has imported every module that defines a collection (`make revision` imports the composition root).
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with tempfile.TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{folder}/head.db")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message=message, autogenerate=True, rev_id=revision)
        engine.dispose()
    sys.stdout.write(f"set HEAD in storage/migrate.py to {revision!r}\n")
