"""One real Envoy per test, in a directory of its own."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.support.certificates import Authority
from twincloud.balancing.plan import Endpoint
from twincloud.dataplane.engine import EngineOptions, EnvoyEngine

_NUMBERS = itertools.count()


@pytest.fixture
def endpoint() -> Callable[[], Endpoint]:
    """Makes addresses that no other test uses, nor another process that runs tests."""

    def make() -> Endpoint:
        number = next(_NUMBERS)
        worker = os.getpid() % 251
        return Endpoint(f"127.101.{worker}.{1 + number % 250}", 20_000 + number // 250)

    return make


@pytest.fixture
def options() -> EngineOptions:
    """Settings for quick tests: checks twenty times as often as they say, connections drained within a second."""
    return EngineOptions(concurrency=1, time_scale=20, drain_time_s=1)


@pytest.fixture
async def engine(tmp_path: Path, options: EngineOptions) -> AsyncIterator[EnvoyEngine]:
    """A running engine."""
    running = EnvoyEngine(directory=tmp_path / "envoy", options=options)
    await running.start()
    try:
        yield running
    finally:
        await running.stop()


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Who issues the certificates of the tests."""
    return Authority()
