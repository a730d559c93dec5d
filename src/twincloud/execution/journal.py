"""The journal of requests: a bounded pair of files beside the store, written in batches, never inside a transaction."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

_HALF_BYTES = 16 * 1024 * 1024
_MOST_WAITING = 50_000


class Entry(Struct, frozen=True, omit_defaults=True):
    """One call as the journal keeps it. `request` is cut to a few kilobytes; secrets and keys never enter it."""

    at_ms: int
    request_id: str
    dialect: str
    product: str = ""
    action: str = ""
    account: str = ""
    key_id: str = ""
    source_ip: str = ""
    client: str = ""
    region: str = ""
    code: str = ""
    message: str = ""
    hint: str = ""
    latency_us: int = 0
    request: str = ""
    canonical_request: str = ""
    string_to_sign: str = ""
    error: str = ""
    """The traceback of an exception that no rule foresaw."""


class Journal:
    """Collects entries and writes them every `interval_s`; when the file is full it becomes the old half."""

    def __init__(self, directory: Path, *, interval_s: float = 0.5, half_bytes: int = _HALF_BYTES) -> None:
        self._new = directory / "journal.jsonl"
        self._old = directory / "journal.1.jsonl"
        self._interval_s = interval_s
        self._half_bytes = half_bytes
        self._waiting: deque[Entry] = deque(maxlen=_MOST_WAITING)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run(), name="journal")

    async def stop(self) -> None:
        """Write what waits and stop."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self.flush()

    def add(self, entry: Entry) -> None:
        """Take an entry; costs no input or output now."""
        self._waiting.append(entry)

    def flush(self) -> None:
        """Write every waiting entry."""
        if not self._waiting:
            return
        encode = msgspec.json.encode
        lines = b"".join(encode(self._waiting.popleft()) + b"\n" for _ in range(len(self._waiting)))
        with contextlib.suppress(FileNotFoundError):
            if self._new.stat().st_size > self._half_bytes:
                self._new.replace(self._old)
        with self._new.open("ab") as file:
            file.write(lines)

    def clear(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        for path in (self._new, self._old):
            path.unlink(missing_ok=True)

    def newest(self) -> Iterator[Entry]:
        """Yield the entries that are kept, newest first."""
        self.flush()
        decode = msgspec.json.Decoder(Entry).decode
        for path in (self._new, self._old):
            if path.exists():
                for line in reversed(path.read_bytes().splitlines()):
                    # A line that a crash cut short is not an entry.
                    with contextlib.suppress(msgspec.DecodeError):
                        yield decode(line)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._interval_s)
            self.flush()
