"""Lengths of time as people write them."""

from __future__ import annotations

import re

_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_PART = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,3})?)(ms|s|m|h|d|w)")


def milliseconds(text: str) -> int:
    """Return the milliseconds in ``90s``, ``1.5h`` or ``1d12h``; raises ValueError for anything else, and for none."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is no length of time; write one like 500ms, 90s, 5m, 2h, 30d or 1d12h")
    total = round(sum(float(number) * _UNITS[unit] for number, unit in parts))
    if total < 1:
        raise ValueError(f"{text!r} is no time at all")
    return total
