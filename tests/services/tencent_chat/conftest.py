"""Fixtures for Tencent Chat: an app in an empty store, and the same on either engine."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.tencent_chat.harness import Chat
from twincloud.storage.migrate import migrate_sqlite
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store's file, made once: copying it is cheaper than migrating for every test."""
    path = tmp_path_factory.mktemp("chat") / "fresh.db"
    migrate_sqlite(path)
    return path


@pytest.fixture
async def chat_store(fresh_file: Path, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty store."""
    opened = SqliteStore.open(Path(shutil.copy(fresh_file, tmp_path / "twincloud.db")))
    yield opened
    await opened.close()


@pytest.fixture
async def chat(chat_store: SqliteStore) -> Chat:
    """An app on SQLite."""
    return await Chat(chat_store).make()


@pytest.fixture
async def any_chat(store: Store) -> Chat:
    """The same on each engine, for what an engine could do differently."""
    return await Chat(store).make()
