"""What the listeners have moved lately, as the engine counted it; in memory, for those who ask how busy they are."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping

from msgspec import Struct

KEPT = 60
"""How many intervals are kept: those of five minutes, at the engine's usual pace (our choice)."""


class Moved(Struct):
    """What one listener moved in one interval; bytes and connections are its clients'."""

    received: int = 0
    sent: int = 0
    active: int = 0
    """How many connections were open at the end."""
    requests: int = 0


class TrafficMeter:
    """Hears from the engine every few seconds and keeps the latest intervals; the port for their readers."""

    def __init__(self) -> None:
        self._intervals: deque[tuple[float, Mapping[str, int]]] = deque(maxlen=KEPT)

    def record(self, seconds: float, moved: Mapping[str, Moved]) -> None:
        """Keep how many bytes the listeners sent to clients in the `seconds` that end now."""
        self._intervals.append((seconds, {name: one.sent for name, one in moved.items() if one.sent}))

    def peak(self, listener_ids: Collection[str]) -> float:
        """Return the most bits per second that these listeners sent to clients together in one interval."""
        rates = (sum(sent.get(name, 0) for name in listener_ids) / seconds for seconds, sent in self._intervals)
        return 8 * max(rates, default=0.0)
