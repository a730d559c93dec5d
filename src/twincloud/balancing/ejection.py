"""Which targets get no more traffic, and what becomes of their connections: words of the forwarding plan."""

from __future__ import annotations

from msgspec import Struct


class Ejection(Struct, frozen=True):
    """When a target is left out because of what it answers to clients.

    `failures` answers 5xx in a row leave it out for `duration_s`; it is looked at every `interval_s`. Times in seconds.
    """

    failures: int
    interval_s: float
    duration_s: float


class Closing(Struct, frozen=True):
    """When the connections to a target are closed; without this they stay until either side ends them.

    `removed` and `weightless` are of targets that leave the pool, or get the weight 0, `after_s` seconds later. Once
    one of the two is on, the connections to a target that fails its checks are closed as well; `unhealthy` asks for
    that alone.
    """

    removed: bool = False
    weightless: bool = False
    unhealthy: bool = False
    after_s: float = 0.0
