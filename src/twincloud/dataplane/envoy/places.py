"""The files of one Envoy, in a directory that nobody else may enter."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

LONGEST_SOCKET_PATH = 100
"""A unix socket's path must fit into 104 bytes on macOS and 108 on Linux, its end included."""
SOCKETS = ("control.sock", "admin.sock", "checks.sock", "statistics.sock")


class Places:
    """Where an engine in `directory` keeps what; makes the directories, with mode 0700.

    Raises PermissionError when the fallback directory for sockets belongs to somebody else.
    """

    def __init__(self, directory: Path) -> None:
        directory = directory.absolute()
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.directory = directory
        self.bootstrap = directory / "bootstrap.json"
        self.pid_file = directory / "envoy.pid"
        self.log = directory / "envoy.log"
        sockets = directory
        if max(len(os.fsencode(directory / name)) for name in SOCKETS) > LONGEST_SOCKET_PATH:
            sockets = _short_directory(directory)
        self._elsewhere = sockets if sockets != directory else None
        self.control_socket = sockets / SOCKETS[0]
        self.admin_socket = sockets / SOCKETS[1]
        self.check_socket = sockets / SOCKETS[2]
        self.statistics_socket = sockets / SOCKETS[3]
        directory.chmod(0o700)

    def tidy(self) -> None:
        """Remove what only a running Envoy needs."""
        self.control_socket.unlink(missing_ok=True)
        self.admin_socket.unlink(missing_ok=True)
        self.check_socket.unlink(missing_ok=True)
        self.statistics_socket.unlink(missing_ok=True)
        if self._elsewhere is not None:
            with contextlib.suppress(OSError):
                self._elsewhere.rmdir()


def _short_directory(directory: Path) -> Path:
    """Return a directory with a short name that belongs to `directory`, the same at every start."""
    tag = hashlib.blake2b(os.fsencode(directory), digest_size=6).hexdigest()
    short = Path(tempfile.gettempdir()) / f"twincloud-{os.getuid()}-{tag}"
    short.mkdir(mode=0o700, exist_ok=True)
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{short} exists and belongs to somebody else")
    short.chmod(0o700)
    return short
