"""Lines of files that others append to, read from either end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

_READ_BYTES = 64 * 1024


def lines_backwards(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines between two offsets with their own, the last line first, reading no more than is asked for."""
    rest = b""
    while start < end:
        size = min(end - start, _READ_BYTES)
        end -= size
        file.seek(end)
        rest, *lines = (file.read(size) + rest).split(b"\n")
        place = end + len(rest) + 1 + sum(len(line) + 1 for line in lines)
        for line in reversed(lines):
            place -= len(line) + 1
            yield place, line
    yield start, rest


def lines_forwards(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that begin between two offsets with their own, the first line first."""
    file.seek(start)
    while start < end:
        line = file.readline()
        if not line:
            return
        yield start, line.rstrip(b"\n")
        start += len(line)
