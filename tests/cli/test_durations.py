"""Lengths of time are read as people write them."""

from __future__ import annotations

import pytest

from twincloud.cli.durations import milliseconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("500ms", 500), ("90s", 90_000), ("5m", 300_000), ("2h", 7_200_000), ("30d", 2_592_000_000),
        ("1w", 604_800_000), ("1d12h", 129_600_000), ("1.5h", 5_400_000), ("1m1ms", 60_001),
    ],
)  # fmt: skip
def test_lengths(text: str, expected: int) -> None:
    assert milliseconds(text) == expected


@pytest.mark.parametrize("text", ["", "5", "m", "-5m", "5 m", "5y", "5m!", "0s", "0.0001ms", "9" * 30 + "d"])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="time"):
        milliseconds(text)
