"""The port to whatever moves the traffic: Envoy in production, nothing at all in tests that need no world."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from twincloud.balancing.plan import ForwardingPlan
from twincloud.kernel.ids import LOWER_HEX, resource_id

log = logging.getLogger(__name__)


class EngineAwayError(Exception):
    """The engine cannot be asked now, and nothing is known of what it was asked; it is asked again later."""


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
        removes the balancer. Raises EngineAwayError; any other exception is a fault of ours, which counts as a refusal.
        """
        ...

    async def health(self, pool_ids: Sequence[str]) -> Mapping[str, tuple[TargetHealth, ...]]:
        """Return the checked state of every target of the named pools; pools the engine does not know are absent."""
        ...


def internal_fault(error: Exception, balancer_id: str = "", subject: str = "") -> str:
    """Log an exception with its traceback, and return the reason that clients are told for it.

    The reason names no more than a reference, by which the log's line is found. `subject` is the element concerned.
    """
    reference = resource_id("", 12, LOWER_HEX)
    where = {"reference": reference, "balancer": balancer_id, "subject": subject}
    log.error("internal fault: a change could not be carried out", extra=where, exc_info=error)
    return f"internal fault, see the log, reference {reference}"
