"""Addresses of balancers: each balancer holds one slot, and a book turns slots into real addresses.

Slots, not addresses, are what is stored: when another server holds our old loopback network at the next start, the
book moves to a free one and every answer shows the new addresses.
"""

from __future__ import annotations

import ipaddress
from abc import ABC, abstractmethod
from collections.abc import Sequence

import sqlalchemy as sa
from msgspec import Struct

from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction


class AddressesExhausted(Exception):
    """No further address can be given out; the message says what to do."""


class Address(Struct, frozen=True):
    """A slot that is taken and who took it."""

    id: str
    slot: int
    owner: str


class MappedPort(Struct, frozen=True):
    """A real port that stands for one port of one balancer. `transport` is ``tcp`` or ``udp``."""

    id: str
    owner: str
    transport: str
    port: int
    real_port: int


addresses = Collection("address", Address, columns={"slot": int, "owner": str}, unique=[("slot",), ("owner",)])
mapped_ports = Collection(
    "mapped_port",
    MappedPort,
    columns={"owner": str, "transport": str, "port": int, "real_port": int},
    unique=[("transport", "real_port")],
    index=[("owner",)],
)


class AddressBook(ABC):
    """The port that knows what slots mean on this machine."""

    maps_ports = False
    """Every balancer shares one address, so its ports are stood for by free ones."""

    @abstractmethod
    def address(self, slot: int) -> str:
        """Return the address of a slot; raises AddressesExhausted when there is none."""

    def free_ports(self, count: int, transport: str) -> Sequence[int]:
        """Return `count` ports that are free now, for books that map ports."""
        raise NotImplementedError(f"{type(self).__name__} maps no {transport} ports, {count} were asked for")

    def close(self) -> None:  # noqa: B027 (most books have claimed nothing)
        """Give up what the book has claimed."""


class PoolBook(AddressBook):
    """Addresses that the operator gave: single ones and networks, in order."""

    def __init__(self, entries: Sequence[str]) -> None:
        """Take ``192.0.2.7`` and ``192.0.2.16/28`` alike; raises ValueError for anything else or an empty pool."""
        self._runs = [_hosts(ipaddress.ip_network(entry)) for entry in entries]
        if not self._runs:
            raise ValueError("address mode 'pool' needs at least one address in --pool")

    def address(self, slot: int) -> str:
        """Return the address at the slot's place in the pool."""
        place = slot
        for first, count in self._runs:
            if place < count:
                return str(first + place)
            place -= count
        raise AddressesExhausted(f"all {slot - place} addresses of the pool are taken; add some with --pool")


def _hosts(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]:
    """Return a network's first host and how many there are; a network may be too large to be written out."""
    if network.num_addresses <= 2:
        return network.network_address, network.num_addresses
    # The first address is the network's own or its routers', and the last one of IPv4 is for broadcasts.
    reserved = 2 if network.version == 4 else 1
    return network.network_address + 1, network.num_addresses - reserved


def allot(tx: Transaction, book: AddressBook, owner: str) -> Address:
    """Give `owner` the lowest free slot; raises AddressesExhausted. Who asks at the same time waits."""
    tx.lock(["addresses"])
    table, following = addresses.table, addresses.table.alias()
    if tx.execute(sa.select(table.c.slot).where(table.c.slot == 0)).scalar() is None:
        slot = 0
    else:
        gap = (
            sa.select(sa.func.min(table.c.slot + 1))
            .outerjoin(following, following.c.slot == table.c.slot + 1)
            .where(following.c.slot.is_(None))
        )
        slot = int(tx.execute(gap).scalar_one())
    book.address(slot)
    taken = Address(str(slot), slot, owner)
    tx.add(addresses, taken)
    return taken


def release(tx: Transaction, owner: str) -> None:
    """Free the owner's slot and its mapped ports."""
    for address in tx.find(addresses, owner=owner):
        tx.remove(addresses, address)
    for port in tx.find(mapped_ports, owner=owner):
        tx.remove(mapped_ports, port)


def map_port(tx: Transaction, owner: str, transport: str, port: int, real_port: int) -> None:
    """Let `real_port` stand for the owner's `port`."""
    tx.add(mapped_ports, MappedPort(f"{owner}/{transport}/{port}", owner, transport, port, real_port))


def unmap_port(tx: Transaction, owner: str, transport: str, port: int) -> None:
    """Free the real port that stands for the owner's `port`, if one does."""
    mapped = tx.get(mapped_ports, f"{owner}/{transport}/{port}")
    if mapped is not None:
        tx.remove(mapped_ports, mapped)
