"""Fixtures for Alibaba Live: a cloud, and an application with a group in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.alibaba_live.harness import App, Cloud
from twincloud.storage.migrate import migrate_sqlite
from twincloud.storage.sqlite import SqliteStore


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store's file, made once: copying it is cheaper than migrating for every test."""
    path = tmp_path_factory.mktemp("live") / "fresh.db"
    migrate_sqlite(path)
    return path


@pytest.fixture
async def live_store(fresh_file: Path, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty store."""
    opened = SqliteStore.open(Path(shutil.copy(fresh_file, tmp_path / "twincloud.db")))
    yield opened
    await opened.close()


@pytest.fixture
async def cloud(live_store: SqliteStore) -> Cloud:
    """A server without sockets."""
    return Cloud(live_store)


@pytest.fixture
async def app(cloud: Cloud) -> App:
    """An application with an empty group, ``room``."""
    made = await cloud.app()
    await made.group()
    return made
