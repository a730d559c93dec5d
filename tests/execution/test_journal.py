"""The journal is bounded, survives faults of the disk and crashes, and never reads more than it is asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.support.targets import eventually
from twincloud.execution.journal import Entry, Journal


def entry(number: int, **parts: Any) -> Entry:
    return Entry(at_ms=number, request_id=f"call-{number}", dialect="tencent", **parts)


def ids(journal: Journal) -> list[str]:
    return [found.request_id for found in journal.newest()]


def test_entries_come_back_newest_first_across_both_files(tmp_path: Path) -> None:
    journal = Journal(tmp_path, half_bytes=2000)
    for number in range(40):
        journal.add(entry(number, request="ü" * 20))
        if number % 7 == 0:
            journal.flush()
    found = ids(journal)
    assert found == [f"call-{number}" for number in range(39, 39 - len(found), -1)]
    assert (tmp_path / "journal.1.jsonl").exists()
    assert len(found) > 10


def test_long_lines_and_many_of_them_are_found_again(tmp_path: Path) -> None:
    """Lines longer than what is read at a time, shorter ones, and ones that end where it ends."""
    journal = Journal(tmp_path)
    sizes = [1, 65_000, 65_536, 200_000, 3, 64 * 1024 - 80, 7] * 3
    for number, size in enumerate(sizes):
        journal.add(entry(number, error="x" * size))
    assert [len(found.error) for found in journal.newest()] == sizes[::-1]


def test_a_line_that_a_crash_cut_short_takes_no_other_with_it(tmp_path: Path) -> None:
    first = Journal(tmp_path)
    first.add(entry(1))
    first.add(entry(2))
    first.flush()
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-10])
    second = Journal(tmp_path)
    second.add(entry(3))
    assert ids(second) == ["call-3", "call-1"]


async def test_a_disk_that_fails_for_a_while_does_not_end_the_journal(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    journal = Journal(folder, interval_s=0.01)
    journal.start()
    journal.add(entry(1))
    await asyncio.sleep(0.05)
    folder.mkdir()
    journal.add(entry(2))

    async def size() -> int:
        path = folder / "journal.jsonl"
        return path.stat().st_size if path.exists() else 0

    await eventually(size, lambda found: found > 0)
    await journal.stop()
    assert ids(journal) == ["call-2", "call-1"]


async def test_a_disk_that_fails_at_the_end_does_not_keep_the_server_from_stopping(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "missing")
    journal.start()
    journal.add(entry(1))
    await journal.stop()
    assert ids(journal) == []


def test_entries_that_cannot_be_written_take_a_bounded_room(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "missing", half_bytes=100_000)
    for number in range(1000):
        journal.add(entry(number, error="x" * 10_000))
    assert sum(map(len, journal._waiting)) <= 100_000


def test_both_files_together_stay_within_their_bounds(tmp_path: Path) -> None:
    journal = Journal(tmp_path, half_bytes=50_000)
    for number in range(500):
        journal.add(entry(number, error="x" * 1000))
        if number % 90 == 0:
            journal.flush()
    journal.flush()
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 2
    assert all(size <= 50_000 + 3000 for size in sizes), sizes
    assert ids(journal)[0] == "call-499"


def test_the_newest_entry_is_found_without_reading_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path)
    for number in range(20_000):
        journal.add(entry(number, request="x" * 200))
    journal.flush()

    def forbidden(self: Path) -> bytes:
        raise AssertionError("the whole file was read")

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    assert next(iter(journal.newest())).request_id == "call-19999"
