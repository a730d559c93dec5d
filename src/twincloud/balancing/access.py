"""Who may use a listener: words of the forwarding plan."""

from __future__ import annotations

from msgspec import Struct


class Access(Struct, frozen=True):
    """Who may use a listener: the clients in `networks` alone (`allow`), or all but these.

    A network is an address or a prefix such as 10.0.0.0/8, of either family. Connections that are open stay open when
    the list changes.
    """

    allow: bool
    networks: tuple[str, ...]


class Blocked(Struct, frozen=True):
    """Clients whose requests are answered 403, by the address that `header` tells: its first one if it has several.

    A request without that header is its connection's client's. `addresses` are of either family; changing them closes
    no connection.
    """

    header: str
    addresses: tuple[str, ...] = ()
