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
    """The module's server."""
    async with world_server(tmp_path_factory.mktemp("rooms") / "data") as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def impatient_rooms(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """Another, which asks often whether its clients are there and waits for nobody."""
    times = {"ping_s": 0.5, "pong_s": 0.5, "stale_s": 0.5, "expired_grace_s": 0.2, "sweep_s": 0.05}
    async with world_server(tmp_path_factory.mktemp("impatient") / "data", **times) as server:
        yield server


@pytest.fixture
def app() -> str:
    """The name of an app that no other test uses."""
    return f"app{uuid.uuid4().hex[:8]}"
