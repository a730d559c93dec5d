"""Becomes Envoy: run as a script, it ties its life to its parent's, raises the descriptor limit and replaces itself.

A script of its own instead of a function between fork and exec, because our process has threads, and a fork of a
process with threads must not run Python. Standard library only.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
CANNOT_RUN = 127


def tie_to_parent(parent: int) -> None:
    """Let the kernel kill this process when its parent ends (Linux); leave at once when that has happened already."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415  (not needed elsewhere)

        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(CANNOT_RUN)


def raise_descriptor_limit(limit: int) -> None:
    """Raise the soft limit of open files to `limit`, as far as the hard one allows."""
    import resource  # noqa: PLC0415  (does not exist everywhere)

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def main(arguments: list[str]) -> None:
    """Run ``PARENT LIMIT PROGRAM ARGUMENT...``."""
    parent, limit, program, *rest = arguments
    tie_to_parent(int(parent))
    raise_descriptor_limit(int(limit))
    try:
        os.execv(program, [program, *rest])  # noqa: S606  (no shell is wanted)
    except OSError as problem:
        sys.stderr.write(f"cannot run {program}: {problem.strerror}\n")
        sys.exit(CANNOT_RUN)


if __name__ == "__main__":
    main(sys.argv[1:])
