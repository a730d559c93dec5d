"""A loop that delivers webhooks, on a store of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.outbound import Outbound
from twincloud.storage.store import Store


@pytest.fixture
async def outbound(store: Store, tmp_path: Path) -> AsyncIterator[Outbound]:
    """A loop that runs, on either engine."""
    made = Outbound(store, tmp_path)
    await made.loop.start()
    yield made
    await made.loop.stop()
    await made.sender.close()
