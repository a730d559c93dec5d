"""Fixtures for Tencent CLB: a cloud without a data plane, and one whose engine is a double."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.certificates import Authority
from tests.support.engines import RecordingEngine
from twincloud.storage.sqlite import SqliteStore


@pytest.fixture
async def cloud(empty_store: SqliteStore) -> Cloud:
    """A server without a data plane: what is deleted is gone at once, tasks are done when the call is."""
    return Cloud(empty_store)


@pytest.fixture
async def driven(empty_store: SqliteStore) -> AsyncIterator[Cloud]:
    """A server with a data plane, whose engine is a double."""
    server = Cloud(empty_store, engine=RecordingEngine())
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
