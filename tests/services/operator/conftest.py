"""The operator's operations on a real store, called as the edge calls them, without an edge."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.operator_door import Door, open_door
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store


@pytest.fixture
async def door(sqlite_store: SqliteStore, tmp_path: Path) -> Door:
    """The door of a server that has its first account and nothing else."""
    return await open_door(sqlite_store, tmp_path)


@pytest.fixture
async def any_door(store: Store, tmp_path: Path) -> Door:
    """The same on each engine, for what an engine could do differently."""
    return await open_door(store, tmp_path)
