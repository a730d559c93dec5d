"""A write is on the disk before anybody is told of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.support.syscalls import watch

PROGRAM = Path(__file__).with_name("durable_write.py")


@pytest.mark.skipif(sys.platform != "linux", reason="system calls are watched with Linux's ptrace")
def test_the_log_is_synced_between_the_write_and_its_acknowledgement(tmp_path: Path) -> None:
    with (tmp_path / "output").open("wb") as output:
        saved = os.dup(1)
        os.dup2(output.fileno(), 1)
        calls: list[tuple[str, str]] = []
        try:
            status = watch(
                [sys.executable, str(PROGRAM), str(tmp_path / "twincloud.db")],
                {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                lambda name, file: calls.append((name, Path(file).name)),
            )
        finally:
            os.dup2(saved, 1)
            os.close(saved)
    assert status == 0
    begin, acknowledged = (index for index, call in enumerate(calls) if call == ("write", "output"))
    between = calls[begin:acknowledged]
    synced = [file for name, file in between if name in ("fsync", "fdatasync")]
    assert "twincloud.db-wal" in synced, between
