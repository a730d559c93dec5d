"""Whether a listener's addresses can be given to Envoy at all."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from twincloud.balancing.plan import Endpoint, Listener
from twincloud.dataplane.probes.bind import probe_bind
from twincloud.dataplane.probes.descriptors import DescriptorBudget


class Admission:
    """Keeps the addresses that Envoy has, and refuses what it could not open or would die of.

    An address that Envoy has, or gave up within the last `linger_s` seconds, is not probed: the probe would meet Envoy.
    """

    def __init__(
        self,
        budget: DescriptorBudget,
        linger_s: float,
        *,
        probe: Callable[[Endpoint], str | None] = probe_bind,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.budget = budget
        self._linger_s = linger_s
        self._probe = probe
        self._now = monotonic_s
        self._held: Counter[Endpoint] = Counter()
        self._left: dict[Endpoint, float] = {}

    def admit(self, listener: Listener, before: Listener | None) -> str | None:
        """Reserve what `listener` needs more than `before`, its accepted form; return the reason when it cannot be."""
        more = _more(listener.endpoints, before)
        for endpoint in more:
            reason = None if self._known(endpoint) else self._probe(endpoint)
            if reason is not None:
                return reason
        reason = self.budget.take(len(more))
        if reason is None:
            self._held.update(more)
        return reason

    def refused(self, listener: Listener, before: Listener | None) -> None:
        """Return what was reserved for a listener that Envoy did not take."""
        self._leave(_more(listener.endpoints, before))

    def accepted(self, listener: Listener, before: Listener | None) -> None:
        """Return what the accepted listener does not need any more."""
        if before is not None:
            self._leave(_more(before.endpoints, listener))

    def removed(self, listener: Listener) -> None:
        """Return all that a listener had."""
        self._leave(listener.endpoints)

    def _known(self, endpoint: Endpoint) -> bool:
        return self._held[endpoint] > 0 or self._left.get(endpoint, 0.0) > self._now()

    def _leave(self, endpoints: Iterable[Endpoint]) -> None:
        now = self._now()
        self._left = {endpoint: until for endpoint, until in self._left.items() if until > now}
        for endpoint in endpoints:
            self._held[endpoint] -= 1
            if self._held[endpoint] <= 0:
                del self._held[endpoint]
                self._left[endpoint] = now + self._linger_s
            self.budget.give(1)


def _more(endpoints: Sequence[Endpoint], than: Listener | None) -> list[Endpoint]:
    known = set(than.endpoints) if than is not None else set()
    return [endpoint for endpoint in endpoints if endpoint not in known]
