"""What a server lets accounts have and do; each is a port that a server may register another one of."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from twincloud.contract.call import Call


class Quotas(Struct, frozen=True):
    """The documented quotas (product pages: specification limits, quotas)."""

    proxies: int = 50
    proxies_per_group: int = 20
    listeners_per_proxy: int = 200
    """The older of two pages; the newer says 50 for new accounts."""
    ports_per_call: int = 20
    servers_per_place: int = 100
    """Origins of a layer-4 listener, or of a rule."""
    domains_per_listener: int = 100
    rules_per_domain: int = 20
    rules_per_policy: int = 100
    global_domains: int = 5
    headers_per_rule: int = 20
    """Our choice: the page says only that there is a limit."""


class Leniency(Struct, frozen=True):
    """Where the product's page and its clients contradict each other."""

    delete_bound_without_force: Literal["auto", "never", "always"] = "auto"
    """Whether DeleteListeners with Force 0 deletes listeners that have origins: `auto` for Terraform alone."""


_QUOTAS = Quotas()
_LENIENCY = Leniency()


def quotas(call: Call) -> Quotas:
    """Return the quotas in force for a call."""
    found = call.ports.get(Quotas, _QUOTAS)
    return found if isinstance(found, Quotas) else _QUOTAS


def leniency(call: Call) -> Leniency:
    """Return the leniency in force for a call."""
    found = call.ports.get(Leniency, _LENIENCY)
    return found if isinstance(found, Leniency) else _LENIENCY
