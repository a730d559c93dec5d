"""A page in a browser without a window: shows what it is given and tells what it sees.

The browser is the system's Chromium (`apt-get install chromium`); the page gets centrifuge-js as its users would, as a
script.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from typing import Any

from tests.support.changes import Changes
from tests.support.node import FOLDER, install

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SCRIPT = FOLDER / "node_modules" / "centrifuge" / "dist" / "centrifuge.js"
_PAGE = """<!doctype html>
<script src="LIBRARY"></script>
<script>
const tell = (event, data) => fetch('/told', { method: 'POST', body: JSON.stringify({ event, data }) });
window.onerror = (message) => tell('error', message);
</script>
<script type="module">
%s
tell('ready', null);
</script>
"""


class Page(Changes):
    """A page that is open, what it told, and the small server that it came from."""

    def __init__(self, script: str, library: str) -> None:
        super().__init__(patience_s=60)
        self.told: list[tuple[str, Any]] = []
        self.url = ""
        self._page = (_PAGE.replace("LIBRARY", library) % script).encode()
        self._server: asyncio.Server | None = None

    def of(self, event: str) -> list[Any]:
        """Return what it told of one kind of event."""
        return [data for kind, data in self.told if kind == event]

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lengths = [line for line in head.split("\r\n") if line.lower().startswith("content-length:")]
                sent = await reader.readexactly(int(lengths[0].split(":")[1])) if lengths else b""
                path = head.split(" ")[1]
                kind, body = "text/html", self._page
                if path == "/centrifuge.js":
                    kind, body = "text/javascript", _SCRIPT.read_bytes()
                elif path == "/told":
                    told = json.loads(sent)
                    self.told.append((told["event"], told["data"]))
                    self.tell()
                    body = b"ok"
                writer.write(
                    f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
                )
                await writer.drain()
        writer.close()


def chromium() -> str:
    """Return where the browser is; fails with what to do when there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    assert found is not None, "this test needs Chromium; on Debian and Ubuntu: apt-get install chromium"
    return found


@contextlib.asynccontextmanager
async def page(script: str, library: str = "/centrifuge.js") -> AsyncIterator[Page]:
    """Open a page for the length of a block. It loads `library` and runs `script`, which calls tell(event, data)."""
    await asyncio.to_thread(install)
    opened = Page(script, library)
    await opened.start()
    with tempfile.TemporaryDirectory(prefix="page-", ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", f"--user-data-dir={profile}", opened.url,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            yield opened
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()
            await opened.stop()
