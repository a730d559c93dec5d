"""How many addresses Envoy can listen on before it runs out of file descriptors, of which it would die."""

from __future__ import annotations

import resource

RESERVED_SHARE = 0.45
"""The part of the limit that is kept for connections when nothing else is said (our choice)."""
SMALLEST_RESERVE = 128
UNLIMITED = 1 << 20


def descriptor_limit() -> int:
    """Return the hard limit of open files, to which Envoy raises its own; 2**20 when there is none."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return UNLIMITED if hard == resource.RLIM_INFINITY else min(hard, UNLIMITED)


class DescriptorBudget:
    """Counts the sockets of listeners against the limit. Each address costs one descriptor per worker."""

    def __init__(self, limit: int, workers: int, reserve: int | None = None) -> None:
        self.limit = limit
        self.reserve = reserve if reserve is not None else max(SMALLEST_RESERVE, int(limit * RESERVED_SHARE))
        self._workers = workers
        self._addresses = 0

    @property
    def used(self) -> int:
        """Descriptors that the listeners hold, or will hold soon."""
        return self._addresses * self._workers

    @property
    def connections(self) -> int:
        """How many client connections the reserve is good for; each may need a second descriptor for its target."""
        return max(self.reserve * 4 // 9, 16)

    def take(self, addresses: int) -> str | None:
        """Reserve descriptors for so many more addresses; return the reason when there are too few left."""
        wanted = (self._addresses + addresses) * self._workers + self.reserve
        if addresses > 0 and wanted >= self.limit:
            return (
                f"{addresses} more addresses with {self._workers} workers would need {wanted} of {self.limit} file "
                "descriptors; raise the hard limit of open files (ulimit -Hn), or delete listeners"
            )
        self._addresses += addresses
        return None

    def give(self, addresses: int) -> None:
        """Return descriptors of so many addresses."""
        self._addresses -= addresses
