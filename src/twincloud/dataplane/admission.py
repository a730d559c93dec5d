"""Whether a listener's addresses can be given to Envoy at all."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable

from twincloud.balancing.plan import Endpoint, Listener, Transport
from twincloud.dataplane.probes.bind import probe_bind
from twincloud.dataplane.probes.descriptors import DescriptorBudget

Place = tuple[Transport, Endpoint]
"""What only one listener can have."""


class Admission:
    """Keeps the addresses that Envoy has, and refuses what it could not open or would die of.

    An address that Envoy has, or gave up within the last `linger_s` seconds, is not probed: the probe would meet Envoy.
    """

    def __init__(
        self,
        budget: DescriptorBudget,
        linger_s: float,
        *,
        probe: Callable[[Endpoint, Transport], str | None] = probe_bind,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.budget = budget
        self._linger_s = linger_s
        self._probe = probe
        self._now = monotonic_s
        self._held: Counter[Place] = Counter()
        self._left: dict[Place, float] = {}

    def admit(self, listener: Listener, before: Listener | None) -> str | None:
        """Reserve what `listener` needs more than `before`, its accepted form; return the reason when it cannot be."""
        more = _more(listener, before)
        for transport, endpoint in more:
            reason = None if self._known((transport, endpoint)) else self._probe(endpoint, transport)
            if reason is not None:
                return reason
        reason = self.budget.take(len(more))
        if reason is None:
            self._held.update(more)
        return reason

    def refused(self, listener: Listener, before: Listener | None) -> None:
        """Return what was reserved for a listener that Envoy did not take."""
        self._leave(_more(listener, before))

    def accepted(self, listener: Listener, before: Listener | None) -> None:
        """Return what the accepted listener does not need any more."""
        if before is not None:
            self._leave(_more(before, listener))

    def removed(self, listener: Listener) -> None:
        """Return all that a listener had."""
        self._leave(_places(listener))

    def _known(self, place: Place) -> bool:
        return self._held[place] > 0 or self._left.get(place, 0.0) > self._now()

    def _leave(self, places: Iterable[Place]) -> None:
        now = self._now()
        self._left = {place: until for place, until in self._left.items() if until > now}
        for place in places:
            self._held[place] -= 1
            if self._held[place] <= 0:
                del self._held[place]
                self._left[place] = now + self._linger_s
            self.budget.give(1)


def _places(listener: Listener) -> list[Place]:
    transport = listener.protocol.transport
    return [(transport, endpoint) for endpoint in (*listener.endpoints, *listener.apart)]


def _more(listener: Listener, than: Listener | None) -> list[Place]:
    known = set(_places(than)) if than is not None else set()
    return [place for place in _places(listener) if place not in known]
