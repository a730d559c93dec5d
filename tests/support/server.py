"""A twincloud server as a process of its own, started and ended by a test, and an official client for it."""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import psutil

_START_S = 60.0


class ServerProcess:
    """A server process. Its doors are free ports of loopback; its data directory outlives it."""

    def __init__(
        self,
        data: Path,
        *options: str,
        environment: dict[str, str] | None = None,
        prefix: Sequence[str] = (),
        module: str = "twincloud",
    ) -> None:
        """`prefix` is a program, with its arguments, that becomes the server: one that gives up rights first.

        `module` is run in place of twincloud: one that runs it with something added.
        """
        self.data = data
        self.output = ""
        self._options = options
        self._prefix = prefix
        self._module = module
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start and wait until it says that it is ready; fails with its own words when it is not."""
        doors = ("--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--operator", "127.0.0.1:0")
        self._process = await asyncio.create_subprocess_exec(
            *self._prefix, sys.executable, "-m", self._module,
            "serve", "--data", str(self.data), *doors, *self._options,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=self._environment,
        )  # fmt: skip
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), _START_S)
        if b"is ready" not in line:
            _, words = await self._process.communicate()
            raise AssertionError(f"the server did not start: {line.decode()}{words.decode()}")
        self._reader = asyncio.create_task(self._collect())

    async def stop(self) -> int:
        """Ask it to end and return its exit status."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """End it as a crash would."""
        await self._end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def envoy(self) -> int:
        """The process id of its Envoy."""
        children = psutil.Process(self.pid).children()
        return next(int(child.pid) for child in children if "envoy" in child.name())

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def http(self) -> str:
        """HOST:PORT of the public door."""
        return str(self._doors()["http"])

    @property
    def https(self) -> str:
        """HOST:PORT of the public door with TLS."""
        return str(self._doors()["https"])

    @property
    def key(self) -> tuple[str, str]:
        """The first key's id and secret."""
        kept = json.loads((self.data / "credentials.json").read_text())
        return kept["access_key_id"], kept["access_key_secret"]

    async def operator(self, action: str, /, **payload: Any) -> dict[str, Any]:
        """Call the operator's door through its socket."""
        transport = httpx.AsyncHTTPTransport(uds=str(self.data / "operator.sock"))
        async with httpx.AsyncClient(transport=transport, base_url="http://operator") as client:
            answer = await client.post(f"/v1/{action}", json=payload, timeout=30)
        result: dict[str, Any] = answer.json()
        assert answer.status_code == 200, result
        return result

    def _doors(self) -> dict[str, Any]:
        doors: dict[str, Any] = json.loads((self.data / "server.json").read_text())
        return doors

    async def _collect(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        # In pieces of any size: reading line by line gives up at a line of 64 KB.
        decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        while piece := await self._process.stderr.read(65536):
            self.output += decoder.decode(piece)

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        status = await asyncio.wait_for(self._process.wait(), 30)
        if self._reader is not None:
            await self._reader
        return status


@contextlib.asynccontextmanager
async def running_server(
    data: Path,
    *options: str,
    environment: dict[str, str] | None = None,
    prefix: Sequence[str] = (),
    module: str = "twincloud",
) -> AsyncIterator[ServerProcess]:
    """Run a server for the length of a test."""
    server = ServerProcess(data, *options, environment=environment, prefix=prefix, module=module)
    await server.start()
    try:
        yield server
    finally:
        if server.running:
            await server.stop()
