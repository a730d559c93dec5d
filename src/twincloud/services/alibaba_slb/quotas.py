"""How much of everything an account may have."""

from __future__ import annotations

from msgspec import Struct

from twincloud.contract.call import Call


class Quotas(Struct, frozen=True):
    """The documented default quotas; a server may register other ones as a port of this type."""

    balancers_per_region: int = 30
    listeners_per_balancer: int = 50
    rules_per_listener: int = 40
    extensions_per_listener: int = 3
    servers_per_balancer: int = 200
    servers_per_call: int = 20
    acls_per_region: int = 50
    entries_per_acl: int = 300
    entries_per_call: int = 50
    listeners_per_acl: int = 50
    certificates_per_region: int = 100
    tags_per_resource: int = 20


_DEFAULTS = Quotas()


def quotas(call: Call) -> Quotas:
    """Return the quotas in force for a call."""
    found = call.ports.get(Quotas, _DEFAULTS)
    return found if isinstance(found, Quotas) else _DEFAULTS
