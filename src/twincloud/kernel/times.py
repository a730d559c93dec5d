"""Times as Tencent Cloud shows them: China's, without a zone."""

from __future__ import annotations

import calendar
import functools
import time

_AHEAD_S = 8 * 3600
"""China's time, as in production; the format carries no zone."""
FORMAT = "%Y-%m-%d %H:%M:%S"


def shown(at_ms: int) -> str:
    """Return an instant (Unix milliseconds) as ``YYYY-MM-DD HH:MM:SS`` at UTC+8."""
    return _shown(at_ms // 1000)


@functools.lru_cache(maxsize=4096)
def _shown(at_s: int) -> str:
    return time.strftime(FORMAT, time.gmtime(at_s + _AHEAD_S))


def read(text: str) -> int:
    """Return the instant (Unix milliseconds) that such a text shows; raises ValueError when it is none."""
    return (calendar.timegm(time.strptime(text, FORMAT)) - _AHEAD_S) * 1000


def day(at_ms: int) -> str:
    """Return an instant's day at UTC+8 as ``YYYYMMDD``."""
    return time.strftime("%Y%m%d", time.gmtime(at_ms // 1000 + _AHEAD_S))
