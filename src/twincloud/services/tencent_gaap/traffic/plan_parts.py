"""What listeners add to a plan, and where they are open."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from twincloud.balancing import plan


class Parts(Struct):
    """Elements of a plan, as they are gathered from listener to listener."""

    listeners: list[plan.Listener] = []
    pools: list[plan.Pool] = []
    certificates: list[plan.Certificate] = []
    client_authorities: list[plan.ClientAuthority] = []


class Endpoints:
    """Where the ports of a connection or group really are."""

    def __init__(self, addresses: tuple[str, ...], real_ports: Mapping[tuple[str, int], int]) -> None:
        """`real_ports` are those that stand for a transport's ports where an address is shared."""
        self.addresses = addresses
        self._real_ports = real_ports

    def port(self, transport: plan.Transport, port: int) -> int:
        """Return the number under which a port is open."""
        return self._real_ports.get((transport.value, port), port)

    def of(self, transport: plan.Transport, port: int) -> tuple[plan.Endpoint, ...]:
        """Return the endpoints of a port."""
        return tuple(plan.Endpoint(address, self.port(transport, port)) for address in self.addresses)
