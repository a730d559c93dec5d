"""Envoy's own log, in a file that does not grow without bound."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

LARGEST = 4 << 20


class LogFile:
    """Appends lines to a file; when it is full (4 MiB), it becomes ``NAME.1`` and a new one begins."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self._size = 0

    def write(self, line: str) -> None:
        """Append one line, seen by readers at once."""
        if self._file is None or self._size > LARGEST:
            self._open()
        if self._file is not None:
            self._size += self._file.write(f"{line}\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file; a later line opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> None:
        self.close()
        if self._path.exists() and self._path.stat().st_size > LARGEST:
            self._path.replace(self._path.with_name(f"{self._path.name}.1"))
        self._file = self._path.open("a", encoding="utf-8")
        self._size = self._path.stat().st_size
