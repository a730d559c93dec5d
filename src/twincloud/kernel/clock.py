"""Time as a value that is handed in, so that it can be frozen and advanced."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple, Protocol

MOST_CHANGES = 100
"""Of what was done to a clock so much is remembered; of instants before that the oldest holds."""


class Clock(Protocol):
    """Where the program gets the time from; milliseconds since the Unix epoch, UTC."""

    def now_ms(self) -> int:
        """Return the current time in milliseconds since the Unix epoch."""
        ...


class ClockChange(NamedTuple):
    """How a clock went from an instant of the system's clock on; `frozen_at_ms` is None for one that ran."""

    since_ms: int
    offset_ms: int
    frozen_at_ms: int | None


class AdjustableClock:
    """The system's clock plus an offset, which an operator may advance, freeze and resume (our choice)."""

    def __init__(self, offset_ms: int = 0, frozen_at_ms: int | None = None) -> None:
        self._offset_ms = offset_ms
        self._frozen_at_ms = frozen_at_ms
        self._changes = [ClockChange(0, offset_ms, frozen_at_ms)]
        self._revision = 0

    @property
    def offset_ms(self) -> int:
        """Milliseconds that running time is ahead of the system's clock."""
        return self._offset_ms

    @property
    def frozen_at_ms(self) -> int | None:
        """The instant at which the clock stands still, or None while it runs."""
        return self._frozen_at_ms

    def now_ms(self) -> int:
        """Return the current time in milliseconds since the Unix epoch."""
        if self._frozen_at_ms is not None:
            return self._frozen_at_ms
        return system_ms() + self._offset_ms

    def advance(self, by_ms: int) -> None:
        """Move the clock forward by `by_ms` milliseconds; raises ValueError when negative."""
        if by_ms < 0:
            raise ValueError("a clock is advanced, never set back")
        if self._frozen_at_ms is not None:
            self._frozen_at_ms += by_ms
        else:
            self._offset_ms += by_ms
        self._note()

    def freeze(self) -> None:
        """Let the clock stand still at the current instant."""
        self._frozen_at_ms = self.now_ms()
        self._note()

    def resume(self) -> None:
        """Let a frozen clock run on from the instant at which it stands."""
        if self._frozen_at_ms is not None:
            self._offset_ms = self._frozen_at_ms - system_ms()
            self._frozen_at_ms = None
        self._note()

    def restore(self, offset_ms: int, frozen_at_ms: int | None, changes: Sequence[ClockChange], revision: int) -> None:
        """Take up a stored offset and standstill, wherever the clock is now, with what was remembered.

        `revision` counts what was stored. What is older than what the clock has taken up already changes nothing: those
        who store one after the other may come here in another order.
        """
        if revision < self._revision:
            return
        self._revision = revision
        self._offset_ms = offset_ms
        self._frozen_at_ms = frozen_at_ms
        if changes:
            self._changes = list(changes)
        else:
            self._note()

    def reset(self) -> None:
        """Run with the system's clock again, as one of which nothing was ever stored."""
        self._offset_ms, self._frozen_at_ms, self._revision = 0, None, 0
        self._note()

    @property
    def changes(self) -> tuple[ClockChange, ...]:
        """What was done to the clock, the oldest change first."""
        return tuple(self._changes)

    def shown_at(self, system_at_ms: int) -> int:
        """Return what this clock showed at an instant of the system's clock; for what others have dated."""
        place = bisect_right(self._changes, system_at_ms, key=lambda change: change.since_ms)
        change = self._changes[max(place - 1, 0)]
        return change.frozen_at_ms if change.frozen_at_ms is not None else system_at_ms + change.offset_ms

    def _note(self) -> None:
        """Remember that the clock goes otherwise from now on."""
        self._changes = [
            *self._changes[1 - MOST_CHANGES :],
            ClockChange(system_ms(), self._offset_ms, self._frozen_at_ms),
        ]


def system_ms() -> int:
    """Return the machine's own time in milliseconds since the Unix epoch, whatever an operator did to the clock."""
    return time.time_ns() // 1_000_000
