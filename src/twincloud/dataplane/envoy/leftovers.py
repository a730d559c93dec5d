"""One engine per directory, and no Envoy left over from an engine that was killed there."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import subprocess
from pathlib import Path

PROC = Path("/proc")
GONE_WITHIN_S = 5.0
LOOK_EVERY_S = 0.02


class DirectoryBusyError(RuntimeError):
    """Another engine works in this directory."""


class DirectoryLock:
    """A lock on a directory that ends with the process."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "lock"
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the lock; raises DirectoryBusyError when another process has it."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise DirectoryBusyError(f"another server works in {self._path.parent}; give this one its own") from None
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; does nothing without it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


async def end_leftover(pid_file: Path, mark: Path) -> int | None:
    """Kill the Envoy that a dead engine left behind, and wait until it is gone; return its pid if there was one.

    Only the process in `pid_file` is looked at, and only when its command line names `mark`, the bootstrap file of this
    very directory: the number may belong to somebody else by now. Raises TimeoutError when the process does not go.
    """
    pid = _noted(pid_file)
    if pid is None or str(mark) not in _command_line(pid):
        return None
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(GONE_WITHIN_S):
        # It is not our child, so that only looking can tell.
        while str(mark) in _command_line(pid):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY_S)
    return pid


def _noted(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text())
    except (FileNotFoundError, ValueError):
        return None


def _command_line(pid: int) -> str:
    """Return a process's command line; empty when there is none (a zombie's is empty, too)."""
    if PROC.is_dir():
        try:
            return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    found = subprocess.run(  # noqa: S603  (a number and fixed words)
        ["ps", "-p", str(pid), "-o", "command="],  # noqa: S607  (its place differs between systems)
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout
