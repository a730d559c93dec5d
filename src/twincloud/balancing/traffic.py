"""What the listeners have sent lately, as the engine counted it; in memory, for those who ask how busy they are."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping

KEPT = 60
"""How many intervals are kept: those of five minutes, at the engine's usual pace (our choice)."""


class TrafficMeter:
    """Hears from the engine every few seconds and keeps the latest intervals; the port for their readers."""

    def __init__(self) -> None:
        self._intervals: deque[tuple[float, Mapping[str, int]]] = deque(maxlen=KEPT)

    def record(self, seconds: float, sent: Mapping[str, int]) -> None:
        """Keep how many bytes the listeners sent to clients in the `seconds` that end now."""
        self._intervals.append((seconds, sent))

    def peak(self, listener_ids: Collection[str]) -> float:
        """Return the most bits per second that these listeners sent to clients together in one interval."""
        rates = (sum(sent.get(name, 0) for name in listener_ids) / seconds for seconds, sent in self._intervals)
        return 8 * max(rates, default=0.0)
