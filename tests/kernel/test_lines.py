"""Lines from either end of a file are those that are there, each with its own offset."""

from __future__ import annotations

from pathlib import Path

import pytest

from twincloud.kernel import lines
from twincloud.kernel.lines import lines_backwards, lines_forwards


@pytest.mark.parametrize("read_bytes", [1, 2, 5, 64])
@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_lines_and_their_offsets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, read_bytes: int) -> None:
    monkeypatch.setattr(lines, "_READ_BYTES", read_bytes)
    path = tmp_path / "file"
    written = [b"x" * (number % 3) + str(number).encode() for number in range(count)]
    path.write_bytes(b"".join(line + b"\n" for line in written))
    with path.open("rb") as file:
        end = path.stat().st_size
        forwards = list(lines_forwards(file, 0, end))
        backwards = [(place, line) for place, line in lines_backwards(file, 0, end) if line]
        assert [line for _, line in forwards] == written
        assert backwards == forwards[::-1]
        for place, line in forwards:
            assert list(lines_forwards(file, place, place + 1)) == [(place, line)]
            assert [one for one in lines_backwards(file, 0, place) if one[1]] == [
                one for one in reversed(forwards) if one[0] < place
            ]
