"""Fixtures for Tencent CLB: a cloud without a data plane, and one whose engine is a double."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.tencent_clb.harness import Cloud, RecordingEngine
from tests.support.certificates import Authority
from twincloud.storage.migrate import migrate_sqlite
from twincloud.storage.sqlite import SqliteStore


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store's file, made once: copying it is cheaper than migrating for every test."""
    path = tmp_path_factory.mktemp("clb") / "fresh.db"
    migrate_sqlite(path)
    return path


@pytest.fixture
async def clb_store(fresh_file: Path, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty store."""
    opened = SqliteStore.open(Path(shutil.copy(fresh_file, tmp_path / "twincloud.db")))
    yield opened
    await opened.close()


@pytest.fixture
async def cloud(clb_store: SqliteStore) -> Cloud:
    """A server without a data plane: what is deleted is gone at once, tasks are done when the call is."""
    return Cloud(clb_store)


@pytest.fixture
async def driven(clb_store: SqliteStore) -> AsyncIterator[Cloud]:
    """A server with a data plane, whose engine is a double."""
    server = Cloud(clb_store, engine=RecordingEngine())
    yield server
    assert server.engine is not None
    assert server.reconciler is not None
    server.engine.open.set()
    await server.reconciler.stop()


@pytest.fixture
def engine(driven: Cloud) -> RecordingEngine:
    """The double that `driven` works with."""
    assert driven.engine is not None
    return driven.engine


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Who issues the certificates of the tests."""
    return Authority()
