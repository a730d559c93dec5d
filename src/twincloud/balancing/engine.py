"""The port to whatever moves the traffic: Envoy in production, nothing at all in tests that need no world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from twincloud.balancing.plan import ForwardingPlan


class EngineStartError(Exception):
    """The engine cannot be started; the message says why."""


class TargetHealth(Struct, frozen=True):
    """What the engine sees of one target of a pool. `healthy` is None while no check has finished.

    A target that is a name is healthy when all its addresses are; `down` are those that are not. A name without any
    address is not healthy.
    """

    host: str
    port: int
    healthy: bool | None
    down: tuple[str, ...] = ()


class Applied(Struct, frozen=True):
    """The end of one apply: each refused listener's id with the engine's reason; empty when all of it serves."""

    refused: Mapping[str, str] = {}


class Engine(Protocol):
    """Makes forwarding plans true."""

    async def apply(self, plan: ForwardingPlan) -> Applied:
        """Make `plan` the balancer's configuration and return once the engine has acknowledged or refused it.

        Elements that differ from the balancer's previous plan are sent, elements that are gone are removed. What is
        refused keeps its last good version (or stays absent) while the rest goes live. While the engine is away the
        call waits for it. Calls for different balancers may overlap; calls for one balancer must not. An empty plan
        removes the balancer.
        """
        ...

    async def health(self, pool_ids: Sequence[str]) -> Mapping[str, tuple[TargetHealth, ...]]:
        """Return the checked state of every target of the named pools; pools the engine does not know are absent."""
        ...
