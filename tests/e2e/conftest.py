"""Servers with their data planes: one of a test's own, and one that the tests of a module share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.certificates import Authority
from tests.support.clb import Clb
from tests.support.gaap import Gaap
from tests.support.live import App, Live
from tests.support.server import ServerProcess, running_server


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The options that choose a store."""
    if request.param == "sqlite":
        return ()
    return ("--database", request.getfixturevalue("postgres_database"))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A server of the test's own, with the data plane on and without rate limits."""
    async with running_server(tmp_path / "data", "--limits", "off") as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quick_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """A server for a whole module: checks come ten times as often as they say, and idle times end ten times sooner.

    Each test makes balancers of its own. A module that asks for it runs its tests in the module's loop.
    """
    data = tmp_path_factory.mktemp("quick") / "data"
    async with running_server(data, "--limits", "off", "--time-scale", "10") as started:
        yield started


@pytest.fixture
def clb(quick_server: ServerProcess) -> Clb:
    """The official SDK as a client of the module's server."""
    return Clb(quick_server)


@pytest.fixture
def gaap(quick_server: ServerProcess) -> Gaap:
    """The official SDK for GAAP as a client of the module's server."""
    return Gaap(quick_server)


@pytest.fixture
async def live_app(tmp_path: Path) -> AsyncIterator[App]:
    """An application of Live with a group ``room``, on a server of its own without a data plane."""
    async with running_server(tmp_path / "data", "--no-dataplane", "--limits", "off") as started:
        made = await Live(started.http, started.key).app()
        yield made
        await made.close()


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Who issues the certificates of the tests."""
    return Authority()
