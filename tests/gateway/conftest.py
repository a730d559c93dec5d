"""A server with the world of rooms, which the tests of a module share; each test uses an app of its own."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.server import ServerProcess
from tests.support.sockets import world_server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rooms(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """The module's server; pings are quick and what is overdue is noticed at once."""
    data = tmp_path_factory.mktemp("rooms") / "data"
    async with world_server(data, ping_s=1.0, pong_s=1.0, stale_s=1.0, expired_grace_s=1.5, sweep_s=0.05) as server:
        yield server


@pytest.fixture
def app() -> str:
    """The name of an app that no other test uses."""
    return f"app{uuid.uuid4().hex[:8]}"
