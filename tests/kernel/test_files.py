"""A private file is whole, on disk under its name, and readable by its owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from twincloud.kernel.files import write_private


def test_what_an_earlier_crash_left_behind_lends_no_rights(tmp_path: Path) -> None:
    leftover = tmp_path / "secret.new"
    leftover.write_bytes(b"half")
    leftover.chmod(0o666)
    write_private(tmp_path / "secret", b"whole")
    assert (tmp_path / "secret").read_bytes() == b"whole"
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert not leftover.exists()


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"somebody's")
    (tmp_path / "secret.new").symlink_to(tmp_path / "other")
    write_private(tmp_path / "secret", b"mine")
    assert (tmp_path / "other").read_bytes() == b"somebody's"
    assert not (tmp_path / "secret").is_symlink()


def test_the_name_is_synced_with_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bool] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    write_private(tmp_path / "secret", b"x")
    assert synced == [False, True]
