"""Fixtures for Tencent GAAP: a cloud without a data plane, and one whose engine is a double."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.tencent_gaap.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.services.tencent_gaap import settling
from twincloud.storage.migrate import migrate_sqlite
from twincloud.storage.sqlite import SqliteStore


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store's file, made once: copying it is cheaper than migrating for every test."""
    path = tmp_path_factory.mktemp("gaap") / "fresh.db"
    migrate_sqlite(path)
    return path


@pytest.fixture
async def gaap_store(fresh_file: Path, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty store."""
    opened = SqliteStore.open(Path(shutil.copy(fresh_file, tmp_path / "twincloud.db")))
    yield opened
    await opened.close()


@pytest.fixture
async def cloud(gaap_store: SqliteStore) -> Cloud:
    """A server without a data plane: what is asked for is true at once."""
    return Cloud(gaap_store)


@pytest.fixture
async def driven(gaap_store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cloud]:
    """A server with a data plane, whose engine is a double; answers hardly wait for one that is held up."""
    monkeypatch.setattr(settling, "PATIENCE_S", 0.05)
    server = Cloud(gaap_store, engine=RecordingEngine())
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
