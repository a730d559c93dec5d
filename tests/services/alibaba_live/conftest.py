"""Fixtures for Alibaba Live: a cloud, and an application with a group in it."""

from __future__ import annotations

import pytest

from tests.services.alibaba_live.harness import App, Cloud
from twincloud.storage.sqlite import SqliteStore


@pytest.fixture
async def cloud(empty_store: SqliteStore) -> Cloud:
    """A server without sockets."""
    return Cloud(empty_store)


@pytest.fixture
async def app(cloud: Cloud) -> App:
    """An application with an empty group, ``room``."""
    made = await cloud.app()
    await made.group()
    return made
