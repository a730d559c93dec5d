"""The journal of requests: a bounded pair of files beside the store, written in batches, never inside a transaction."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from twincloud.kernel.lines import lines_backwards

log = logging.getLogger(__name__)
_HALF_BYTES = 16 * 1024 * 1024
SHOWN_BYTES = 4096
"""How much of a request an entry shows."""


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
    """Collects entries and writes them every `interval_s`; when the file is full it becomes the old half.

    While the disk fails, as many bytes wait as one file may hold; then the oldest entries are dropped.
    """

    def __init__(self, directory: Path, *, interval_s: float = 0.5, half_bytes: int = _HALF_BYTES) -> None:
        self._new = directory / "journal.jsonl"
        self._old = directory / "journal.1.jsonl"
        self._interval_s = interval_s
        self._half_bytes = half_bytes
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._torn = True
        """The file may end within a line, as a crash leaves it."""
        self._failing = False
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
        line = msgspec.json.encode(entry) + b"\n"
        self._waiting.append(line)
        self._waiting_bytes += len(line)
        while self._waiting_bytes > self._half_bytes and len(self._waiting) > 1:
            self._waiting_bytes -= len(self._waiting.popleft())

    def flush(self) -> None:
        """Write every waiting entry; those that the disk does not take go on waiting."""
        try:
            while self._waiting:
                self._write_some()
        except OSError as error:
            if not self._failing:
                log.warning("the journal cannot be written for now: %s", error)
            self._failing = self._torn = True
        else:
            self._failing = False

    def newest(self) -> Iterator[Entry]:
        """Yield the entries that are kept, newest first."""
        self.flush()
        decode = msgspec.json.Decoder(Entry).decode
        with contextlib.ExitStack() as stack:
            # Both are opened now: they may change places before the reader comes to the second.
            files = [stack.enter_context(path.open("rb")) for path in (self._new, self._old) if path.exists()]
            for file in files:
                for _, line in lines_backwards(file, 0, file.seek(0, os.SEEK_END)):
                    # A line that a crash cut short is not an entry.
                    with contextlib.suppress(msgspec.DecodeError):
                        yield decode(line)

    def _write_some(self) -> None:
        """Write as many entries as the file has room for, at least one; raises OSError with none of them written."""
        with contextlib.suppress(FileNotFoundError):
            if self._new.stat().st_size >= self._half_bytes:
                self._new.replace(self._old)
        with self._new.open("ab", buffering=0) as file:
            before = file.tell()
            lines = [b"\n"] if self._torn and before else []
            size, count = before, 0
            for line in self._waiting:
                if count and size >= self._half_bytes:
                    break
                lines.append(line)
                size += len(line)
                count += 1
            rest = memoryview(b"".join(lines))
            try:
                while rest:
                    rest = rest[file.write(rest) :]
            except OSError:
                os.ftruncate(file.fileno(), before)
                raise
        self._torn = False
        for _ in range(count):
            self._waiting_bytes -= len(self._waiting.popleft())

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._interval_s)
            self.flush()
