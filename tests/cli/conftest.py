"""A real door on a unix socket, in a thread of its own, for commands that speak to it as they would to a server."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import pytest
import typer.testing

from tests.support.operator_door import Door, open_door
from twincloud.cli.commands import app
from twincloud.gateway.server import Door as HttpDoor
from twincloud.gateway.server import bind
from twincloud.storage.sqlite import SqliteStore

T = TypeVar("T")
TOKEN = "an-operators-token"


class DoorThread:
    """The doors of a server in a data directory, served from a thread."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.loop = asyncio.new_event_loop()
        self.door: Door
        self.port = 0
        self._stop = asyncio.Event()
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self.loop.run_until_complete, args=(self._serve(),))

    def start(self) -> None:
        self._thread.start()
        self._ready.result(timeout=30)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=30)
        self.loop.close()

    def run(self, work: Callable[[Door], Coroutine[Any, Any, T]]) -> T:
        """Run something in the thread, such as a call of the operation itself."""
        return asyncio.run_coroutine_threadsafe(work(self.door), self.loop).result(timeout=30)

    async def _serve(self) -> None:
        try:
            self.door = await open_door(SqliteStore.open(self.data / "twincloud.db"), self.data)
            sock = bind("127.0.0.1", 0)
            self.port = sock.getsockname()[1]
            inside = HttpDoor(self.door.application(None), uds=self.data / "operator.sock")
            outside = HttpDoor(self.door.application(TOKEN), sock=sock)
            await inside.open()
            await outside.open()
        except BaseException as error:
            self._ready.set_exception(error)
            raise
        self._ready.set_result(None)
        await self._stop.wait()
        await outside.close()
        await inside.close()
        await self.door.store.close()
        sock.close()


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No command sees settings of the machine it is tested on."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("TWINCLOUD_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def server() -> Iterator[DoorThread]:
    """A server's doors, shared by the tests of a module; each test makes things of its own."""
    # A folder with a short name: a socket's path may have no more than about 100 characters.
    with tempfile.TemporaryDirectory(prefix="twincloud-") as folder:
        started = DoorThread(Path(folder))
        started.start()
        try:
            yield started
        finally:
            started.stop()


class Cli:
    """Runs commands against the server, or against none."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._runner = typer.testing.CliRunner()

    def run(self, *words: str, typed: str = "") -> typer.testing.Result:
        """Run a command with the server's data directory and return all there is of it."""
        return self._runner.invoke(app, [*words, "--data", str(self._data)], input=typed)

    def __call__(self, *words: str) -> str:
        """Run a command that succeeds and return what it printed."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *words: str) -> Any:
        """Run a command that succeeds with --json and return its answer."""
        return json.loads(self(*words, "--json"))


@pytest.fixture
def cli(server: DoorThread) -> Cli:
    return Cli(server.data)
