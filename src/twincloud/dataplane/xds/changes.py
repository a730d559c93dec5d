"""What one balancer wants changed, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping

from msgspec import Struct

from twincloud.dataplane.compile.resources import Resource, ResourceKey


class Outcome(Struct, frozen=True):
    """The end of a change set.

    `refused` holds each refused listener's id with a reason, `failed` each refused resource with Envoy's; the rest is
    live.
    """

    refused: Mapping[str, str]
    failed: Mapping[ResourceKey, str]


class ChangeSet:
    """Resources to put and to remove together, on behalf of one balancer.

    `blame` tells which listeners cannot go live when a resource is refused; a pool may carry several.
    """

    def __init__(
        self,
        puts: Mapping[ResourceKey, Resource],
        removals: Collection[ResourceKey],
        blame: Callable[[ResourceKey], Iterable[str]],
    ) -> None:
        self.puts = puts
        self.removals = removals
        self.blame = blame
        self.done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.crashes = 0
        """How often Envoy died while this was the only change in flight."""
        self.losses = 0
        """How often the stream broke then, while Envoy lived on."""

    @property
    def size(self) -> int:
        """The number of resources that it touches."""
        return len(self.puts) + len(self.removals)

    def finish(self, outcome: Outcome) -> None:
        """Tell who waits; says nothing to who has gone away."""
        if not self.done.done():
            self.done.set_result(outcome)

    def refuse(self, reason: str) -> None:
        """Finish with every listener that it touches refused for one reason."""
        failed = dict.fromkeys([*self.puts, *self.removals], reason)
        refused = {listener: reason for key in failed for listener in self.blame(key)}
        self.finish(Outcome(refused, failed))
