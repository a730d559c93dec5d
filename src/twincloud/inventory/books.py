"""Address books that claim what they give out: a loopback network of our own, or ports of one shared address."""

from __future__ import annotations

import ipaddress
import json
import socket
import threading
import zlib
from collections.abc import Sequence
from pathlib import Path

from twincloud.inventory.addresses import AddressBook, AddressesExhausted, PoolBook
from twincloud.kernel.files import write_private
from twincloud.kernel.settings import Settings

_LOOPBACK = ipaddress.ip_network("127.64.0.0/10")
_BLOCKS: int = 2 ** (24 - _LOOPBACK.prefixlen)
_HOSTS = 254


def open_book(settings: Settings, directory: Path) -> AddressBook:
    """Return the book of the mode that the settings name."""
    if settings.addresses == "pool":
        return PoolBook(settings.pool)
    if settings.addresses == "mapped":
        return MappedBook(settings.mapped_address)
    return LoopbackBook(directory)


class LoopbackBook(AddressBook):
    """Gives each balancer an address of 127.64.0.0/10, from /24 networks that no other server on the machine uses.

    A network is claimed by an abstract Unix socket of its name: the kernel knows one holder per network namespace,
    just as it does for the addresses, and lets go of it when the holder dies. Claiming twice is harmless, so an
    operation that is run again may ask again.
    """

    def __init__(self, directory: Path) -> None:
        """Take up the networks used last time (kept in `directory`/addresses.json), or free ones in their place."""
        self._file = directory / "addresses.json"
        self._start = zlib.crc32(str(directory.resolve()).encode()) % _BLOCKS
        self._claims: list[socket.socket] = []
        # The store's writer gives slots out in its thread while planners look them up on the loop.
        self._growing = threading.Lock()
        self._blocks: list[int] = []
        for wanted in self._remembered():
            self._blocks.append(wanted if self._claim(wanted) else self._claim_any())
        if not self._blocks:
            self._blocks.append(self._claim_any())
        self._remember()

    def address(self, slot: int) -> str:
        """Return the slot's address, claiming a further network when the slot lies beyond those claimed so far."""
        block, host = divmod(slot, _HOSTS)
        if block >= len(self._blocks):
            with self._growing:
                while block >= len(self._blocks):
                    self._blocks.append(self._claim_any())
                self._remember()
        return str(_LOOPBACK.network_address + self._blocks[block] * 256 + host + 1)

    def close(self) -> None:
        """Let other servers have the networks."""
        for claim in self._claims:
            claim.close()
        self._claims.clear()

    def _claim_any(self) -> int:
        for step in range(_BLOCKS):
            block = (self._start + step) % _BLOCKS
            if block not in self._blocks and self._claim(block):
                return block
        raise AddressesExhausted("every /24 of 127.64.0.0/10 is held by some server on this machine")

    def _claim(self, block: int) -> bool:
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            claim.bind(f"\0twincloud/{_LOOPBACK.network_address + block * 256}")
        except OSError:
            claim.close()
            return False
        self._claims.append(claim)
        return True

    def _remembered(self) -> list[int]:
        try:
            return [int(block) for block in json.loads(self._file.read_text())["blocks"] if 0 <= int(block) < _BLOCKS]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _remember(self) -> None:
        write_private(self._file, (json.dumps({"blocks": self._blocks}) + "\n").encode())


class MappedBook(AddressBook):
    """Every balancer has the same address; each of its ports is stood for by a free port of that address."""

    maps_ports = True

    def __init__(self, address: str) -> None:
        self._address = str(ipaddress.ip_address(address))

    def address(self, slot: int) -> str:
        """Return the one address, whatever the slot."""
        del slot
        return self._address

    def free_ports(self, count: int, transport: str) -> Sequence[int]:
        """Return ports that the system says are free, each a different one."""
        kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
        family = socket.AF_INET6 if ":" in self._address else socket.AF_INET
        probes = [socket.socket(family, kind) for _ in range(count)]
        try:
            for probe in probes:
                probe.bind((self._address, 0))
            return [int(probe.getsockname()[1]) for probe in probes]
        finally:
            for probe in probes:
                probe.close()
