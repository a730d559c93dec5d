"""The files in which Envoy writes requests and changes of health down: filled, changed, searched and deleted.

Each log is a directory. Envoy appends to ``current.jsonl``; when that is large or old it is renamed to the next number,
and Envoy is told to open it anew. It goes on writing into the renamed file until it has, so that nothing is lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from twincloud.balancing.request_log import Found, Place, Search, formats
from twincloud.dataplane.compile.options import LOG_FILE
from twincloud.dataplane.log_lines import entry_of, time_of, whole
from twincloud.kernel.clock import system_ms
from twincloud.kernel.lines import lines_backwards, lines_forwards

log = logging.getLogger(__name__)
SEGMENT_BYTES = 32 << 20
"""A file that is larger is full."""
SEGMENT_AGE_MS = 24 * 3600 * 1000
"""So is one whose first entry is older."""
LOG_BYTES = 256 << 20
"""What a log may have in full files; beyond it the oldest goes (our choice)."""
LOOK_EVERY_S = 1.0
_DISORDER_MS = 1000
"""Entries of several threads are written in almost the order of their times."""
_CHUNK_BYTES = 64 * 1024


class RequestLogFiles:
    """Implements `twincloud.balancing.request_log.RequestLogs` with files in `directory`.

    `shown_at` says which time the server's clock showed at an instant of the system's, in Unix milliseconds.
    """

    def __init__(
        self,
        directory: Path,
        shown_at: Callable[[int], int] = lambda at_ms: at_ms,
        *,
        segment_bytes: int = SEGMENT_BYTES,
        log_bytes: int = LOG_BYTES,
    ) -> None:
        self.directory = directory
        self._shown_at = shown_at
        self._segment_bytes = segment_bytes
        self._log_bytes = log_bytes
        self._written: set[str] = set()

    def make(self, log_id: str) -> None:
        """Make a log's directory, before Envoy is told to write there; raises OSError."""
        self.directory.mkdir(mode=0o700, exist_ok=True)
        (self.directory / log_id).mkdir(mode=0o700, exist_ok=True)
        self._written.add(log_id)

    # --- filling ------------------------------------------------------------------------------------------------------

    async def keep(self, reopen: Callable[[], Awaitable[bool]]) -> None:
        """Put full files aside for ever; `reopen` has Envoy open its files anew, and tells whether it has heard."""
        behind = False
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                behind = self.put_aside() or behind
            except OSError as problem:
                log.warning("full logs cannot be put aside for now: %s", problem)
            if behind:
                behind = not await reopen()

    def put_aside(self) -> bool:
        """Rename full files and delete the oldest of logs that are too large; tells whether there were full ones."""
        full = False
        for log_id in list(self._written):
            folder = self.directory / log_id
            if not self._full(folder / LOG_FILE):
                continue
            _rename(folder)
            full = True
            kept = 0
            for number, path in reversed(_numbered(folder)):
                kept += path.stat().st_size
                if kept > self._log_bytes:
                    log.info("the log %s is too large: its part %d goes", log_id, number)
                    path.unlink()
        return full

    def _full(self, path: Path) -> bool:
        try:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                first = time_of(file.readline())
        except FileNotFoundError:
            return False
        now_ms = self._shown_at(system_ms())
        return size >= self._segment_bytes or (first is not None and self._shown_at(first) + SEGMENT_AGE_MS <= now_ms)

    # --- deleting -----------------------------------------------------------------------------------------------------

    def forget(self, kept_since_ms: Mapping[str, int]) -> None:
        """Delete full files whose last entry is too old, and logs that have no instant."""
        for folder in self.directory.glob("*"):
            since_ms = kept_since_ms.get(folder.name)
            if since_ms is None:
                self._written.discard(folder.name)
                shutil.rmtree(folder, ignore_errors=True)
                continue
            if folder.name not in self._written:
                with contextlib.suppress(FileNotFoundError):
                    _rename(folder)
            numbered = _numbered(folder)
            for _, path in numbered:
                if self._shown_at(path.stat().st_mtime_ns // 1_000_000) < since_ms:
                    # The last of them keeps its name, from which the next number is made.
                    if path == numbered[-1][1]:
                        os.truncate(path, 0)
                    else:
                        path.unlink()

    # --- searching ----------------------------------------------------------------------------------------------------

    async def search(self, log_id: str, asked: Search) -> list[Found]:
        """Return the entries that were asked for, looked for in a thread; see the port's description."""
        return await asyncio.to_thread(self._search, log_id, asked)

    def _search(self, log_id: str, asked: Search) -> list[Found]:
        found: list[Found] = []
        skipped = 0
        with contextlib.ExitStack() as stack:
            for segment, file in _opened(self.directory / log_id, stack, newest_first=asked.newest_first):
                for offset, line in self._lines(segment, file, asked):
                    entry = self._found(Place(segment, offset), line, asked)
                    if entry is None:
                        continue
                    if skipped < asked.skip:
                        skipped += 1
                        continue
                    found.append(entry)
                    if len(found) == asked.limit:
                        return found
        return found

    def _found(self, place: Place, line: bytes, asked: Search) -> Found | None:
        """Return the entry of a line if it is wanted."""
        line = whole(line)
        at = time_of(line)
        if at is None:
            return None
        at_ms = self._shown_at(at)
        if not asked.since_ms <= at_ms < asked.until_ms:
            return None
        entry = entry_of(line)
        if entry is None or entry.format not in formats:
            return None
        fields = formats[entry.format](entry, at_ms)
        return Found(place, at_ms, fields) if asked.matches(fields) else None

    def _lines(self, segment: int, file: BinaryIO, asked: Search) -> Iterator[tuple[int, bytes]]:
        """Yield the lines of a file among which are all that may be wanted."""
        size = file.seek(0, os.SEEK_END)
        start = self._turn(file, size, asked.since_ms - _DISORDER_MS)[0]
        end = self._turn(file, size, asked.until_ms + _DISORDER_MS)[1]
        after = asked.after
        if asked.newest_first:
            if after is not None and segment >= after.segment:
                end = min(end, after.offset) if segment == after.segment else start
            yield from lines_backwards(file, start, end)
            return
        if after is not None and segment <= after.segment:
            start = max(start, after.offset) if segment == after.segment else end
        for offset, line in lines_forwards(file, start, end):
            if after is None or Place(segment, offset) > after:
                yield offset, line

    def _turn(self, file: BinaryIO, size: int, at_ms: int) -> tuple[int, int]:
        """Return two beginnings of lines: those before the first are of earlier instants, those from the second not."""
        low, high = 0, size
        while high - low > _CHUNK_BYTES:
            middle = (low + high) // 2
            start = _line_from(file, middle)
            times = (time_of(line) for _, line in lines_forwards(file, start, high))
            at = next((time for time in times if time is not None), None)
            if at is None or self._shown_at(at) >= at_ms:
                high = middle
            else:
                low = start
        return low, _line_from(file, high)


def _line_from(file: BinaryIO, place: int) -> int:
    """Return where the first line begins that does so at a place or behind it."""
    if place == 0:
        return 0
    file.seek(place - 1)
    file.readline()
    return file.tell()


def _numbered(folder: Path) -> list[tuple[int, Path]]:
    """Return the full files with their numbers, the oldest first."""
    return sorted((int(path.stem), path) for path in folder.glob("[0-9]*.jsonl"))


def _next_number(folder: Path) -> int:
    numbered = _numbered(folder)
    return numbered[-1][0] + 1 if numbered else 1


def _rename(folder: Path) -> None:
    """Let what Envoy writes into be a full file; raises FileNotFoundError when there is no such thing."""
    (folder / LOG_FILE).rename(folder / f"{_next_number(folder):010}.jsonl")


def _opened(folder: Path, stack: contextlib.ExitStack, *, newest_first: bool) -> list[tuple[int, BinaryIO]]:
    """Return a log's files, open, with their numbers; what Envoy writes into has the number that it will get."""
    while True:
        numbered = _numbered(folder)
        number = _next_number(folder)
        files: list[tuple[int, BinaryIO]] = []
        with contextlib.suppress(FileNotFoundError):
            for one, path in numbered:
                files.append((one, stack.enter_context(path.open("rb"))))
        with contextlib.suppress(FileNotFoundError):
            files.append((number, stack.enter_context((folder / LOG_FILE).open("rb"))))
        # They may have changed places meanwhile.
        if numbered == _numbered(folder):
            return files[::-1] if newest_first else files
