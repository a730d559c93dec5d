"""The child is kept alive, whatever happens to the disk meanwhile."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.changes import Changes
from twincloud.dataplane.envoy.supervisor import Supervisor

CHILD = [sys.executable, "-S", "-c", "import sys, time; print('up', file=sys.stderr, flush=True); time.sleep(60)"]


class Watched(Changes):
    """A supervisor whose reader of lines meets a full disk every time."""

    def __init__(self, pid_file: Path) -> None:
        super().__init__()
        self.lines = 0
        self.supervisor = Supervisor(CHILD, pid_file, descriptors=1024, on_line=self._line)

    def _line(self, line: str) -> None:
        self.lines += 1
        self.tell()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    made = Watched(tmp_path / "child.pid")
    await made.supervisor.start()
    yield made
    await made.supervisor.stop(5)


async def test_a_log_that_cannot_be_written_does_not_end_the_keeping(watched: Watched) -> None:
    await watched.until(lambda: watched.lines >= 1)
    first = watched.supervisor.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await watched.until(lambda: watched.lines >= 2)
    assert watched.supervisor.pid not in (None, first)


async def test_a_start_that_fails_is_tried_again(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    await watched.until(lambda: watched.lines >= 1)
    real = asyncio.create_subprocess_exec
    failed: list[object] = []

    async def fail_once(*command: object, **options: object) -> object:
        if not failed:
            failed.append(command)
            raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return await real(*command, **options)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(asyncio, "create_subprocess_exec", fail_once)
    assert watched.supervisor.pid is not None
    os.kill(watched.supervisor.pid, signal.SIGKILL)
    await watched.until(lambda: watched.lines >= 2)
    assert len(failed) == 1
    assert watched.supervisor.incarnation == 2
