"""The operator's operations on a real store, called as the edge calls them, without an edge."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.operator_door import Door, open_door


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The door of a server that has its first account and nothing else."""
    opened = await open_door(tmp_path)
    yield opened
    await opened.store.close()
