"""Fixtures for Alibaba SLB: a cloud without a data plane, and one whose engine is a double."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.services.alibaba_slb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.storage.sqlite import SqliteStore


@pytest.fixture
async def cloud(empty_store: SqliteStore) -> Cloud:
    """A server without a data plane: what is asked for is true at once."""
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
