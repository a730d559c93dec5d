"""A server with its data plane, shared by the tests of one worker that only add to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.server import ServerProcess, running_server


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A server of the test's own, with the data plane on and without rate limits."""
    async with running_server(tmp_path / "data", "--limits", "off") as started:
        yield started
