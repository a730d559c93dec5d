"""How much of everything an account may have."""

from __future__ import annotations

from msgspec import Struct

from twincloud.contract.call import Call


class Quotas(Struct, frozen=True):
    """The documented default quotas; a server may register other ones as a port of this type."""

    balancers_per_kind: int = 100
    """OPEN balancers in a region, and as many INTERNAL ones."""
    listeners_per_balancer: int = 50
    rules_per_listener: int = 50
    targets_per_location: int = 100
    """Targets of one rule, or of one layer-4 listener."""
    targets_at_risk: int = 20
    """A balancer with so many targets is deleted only with ForceDelete."""


_DEFAULTS = Quotas()


def quotas(call: Call) -> Quotas:
    """Return the quotas in force for a call."""
    found = call.ports.get(Quotas, _DEFAULTS)
    return found if isinstance(found, Quotas) else _DEFAULTS
