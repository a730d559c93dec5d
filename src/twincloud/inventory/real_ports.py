"""Real ports that stand for those of balancers which share one address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from twincloud.inventory.addresses import AddressBook, AddressesExhausted, map_port, mapped_ports
from twincloud.storage.transaction import Transaction

_SPARE = 8

Port = tuple[str, int]
"""A transport, ``tcp`` or ``udp``, and a number."""
Free = Mapping[str, Sequence[int]]
"""Real ports by transport that nobody used when they were asked for."""


def find_free(book: AddressBook, counts: Mapping[str, int]) -> Free:
    """Ask for so many real ports of each transport, and some more: a few may be promised to others already.

    Before the transaction. Nothing is found where balancers have addresses of their own, as none is needed there.
    Raises AddressesExhausted.
    """
    if not book.maps_ports:
        return {}
    try:
        return {transport: book.free_ports(count + _SPARE, transport) for transport, count in counts.items() if count}
    except OSError as error:
        # The system has not so many ports, or this process may not open so many.
        raise AddressesExhausted(f"no real ports are free to stand for the listeners': {error}") from None


def promise(tx: Transaction, owner: str, wanted: Iterable[Port], free: Free) -> None:
    """Let each of the owner's ports be stood for by a real one that nobody else was promised.

    A port that is being closed leaves its real one to whoever opens it again. Raises AddressesExhausted.
    """
    if not free:
        return
    table = mapped_ports.table
    kept = {(mapped.transport, mapped.port) for mapped in tx.find(mapped_ports, owner=owner)}
    missing = [port for port in dict.fromkeys(wanted) if port not in kept]
    for transport, candidates in free.items():
        query = sa.select(table.c.real_port).where(table.c.transport == transport, table.c.real_port.in_(candidates))
        promised = set(tx.execute(query).scalars())
        left = [port for port in candidates if port not in promised]
        needed = [port for kind, port in missing if kind == transport]
        if len(left) < len(needed):
            raise AddressesExhausted("no real ports are free to stand for the listeners' ports")
        for port, real in zip(needed, left, strict=False):
            map_port(tx, owner, transport, port, real)
