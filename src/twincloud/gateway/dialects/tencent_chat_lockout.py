"""Who shows wrong signatures again and again is locked out for a minute."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

_FAILURES = 10
_WITHIN_S = 60.0
_MOST = 10_000


class Lockout:
    """Counts failures by whatever names a caller. Real time counts, as for the rate limits.

    The minute is documented; that ten failures within a minute bring it about is our choice.
    """

    def __init__(self, *, on: bool = True, seconds: Callable[[], float] = time.monotonic) -> None:
        self._on = on
        self._seconds = seconds
        self._failures: dict[Hashable, tuple[int, float]] = {}

    def holds(self, who: Hashable) -> bool:
        """Tell whether the caller has to wait."""
        count, since = self._failures.get(who, (0, 0.0))
        return count >= _FAILURES and self._seconds() - since < _WITHIN_S

    def failed(self, who: Hashable) -> None:
        """Note a failure; the last of too many begins the minute."""
        if not self._on:
            return
        now = self._seconds()
        count, since = self._failures.pop(who, (0, now))
        if now - since >= _WITHIN_S:
            count, since = 0, now
        count += 1
        self._failures[who] = (count, now if count >= _FAILURES else since)
        if len(self._failures) > _MOST:
            # The one that failed longest ago.
            del self._failures[next(iter(self._failures))]
