"""Documented rate limits: a token bucket per account and action that holds one second's worth."""

from __future__ import annotations

import time
from collections.abc import Callable

_MOST_BUCKETS = 100_000


class RateLimits:
    """Says whether a call may go on. Real time counts: the operator may freeze the other clock."""

    def __init__(self, *, on: bool = True, seconds: Callable[[], float] = time.monotonic) -> None:
        self.on = on
        self._seconds = seconds
        self._buckets: dict[tuple[str, str, str], tuple[float, float]] = {}

    def take(self, account: str, product: str, action: str, per_second: int) -> bool:
        """Take one token from the bucket; False when it is empty. Without a documented rate (0) there is always one."""
        if not self.on or per_second == 0:
            return True
        now = self._seconds()
        key = (account, product, action)
        tokens, then = self._buckets.get(key, (float(per_second), now))
        tokens = min(float(per_second), tokens + (now - then) * per_second)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            return False
        if len(self._buckets) >= _MOST_BUCKETS and key not in self._buckets:
            # A bucket that was left alone for a second is full again, which is what an absent one is.
            self._buckets = {name: kept for name, kept in self._buckets.items() if now - kept[1] < 1}
        self._buckets[key] = (tokens - 1, now)
        return True
