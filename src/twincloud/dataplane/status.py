"""What an operator wants to know of an engine."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class EngineStatus(Struct, frozen=True):
    """What an operator wants to know of an engine.

    `state` is one of stopped, starting, serving and restarting. `broken` holds accepted listeners that do not serve
    since Envoy was started again, with Envoy's reasons. Descriptors are those of listening sockets.
    """

    state: str
    pid: int | None
    version: str
    starts: int
    last_end: str
    balancers: int
    listeners: int
    pools: int
    broken: Mapping[str, str]
    descriptors_used: int
    descriptors_limit: int
