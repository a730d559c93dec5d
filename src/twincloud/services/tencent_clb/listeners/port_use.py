"""Which ports of a balancer are taken, and the real ones that stand for them where balancers share an address."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from twincloud.balancing.plan import Transport
from twincloud.contract.call import Call
from twincloud.inventory.addresses import AddressBook, AddressesExhausted, unmap_port
from twincloud.inventory.real_ports import Free, find_free, promise
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_clb.errors import PORT_CHECK, refusal
from twincloud.services.tencent_clb.lookups import listeners_of
from twincloud.services.tencent_clb.records import Listener, Rule, listeners, rules
from twincloud.storage.transaction import Transaction

_OVER_UDP = frozenset({"UDP", "QUIC"})


class Use(Struct, frozen=True):
    """A run of ports of one transport, both ends included."""

    transport: Transport
    first: int
    last: int

    def meets(self, other: Use) -> bool:
        """Tell whether the two have a port in common."""
        return self.transport is other.transport and self.first <= other.last and other.first <= self.last

    @property
    def ports(self) -> range:
        """The ports one by one."""
        return range(self.first, self.last + 1)


def transport_of(protocol: str) -> Transport:
    """Return what a protocol's ports are ports of: TCP, TCP_SSL, HTTP and HTTPS share theirs, as do UDP and QUIC."""
    return Transport.UDP if protocol in _OVER_UDP else Transport.TCP


def main_use(listener: Listener) -> Use:
    """Return the ports that a listener is named by."""
    return Use(transport_of(listener.protocol), listener.port, max(listener.port, listener.end_port))


def quic_use(listener: Listener) -> Use:
    """Return the ports on which an HTTPS listener serves the domains with QUIC."""
    return Use(Transport.UDP, listener.port, max(listener.port, listener.end_port))


def uses_of(tx: Transaction, balancer_id: str) -> list[Use]:
    """Return all ports of a balancer's listeners."""
    known = listeners_of(tx, balancer_id)
    found = [main_use(listener) for listener in known]
    encrypted = {listener.id: listener for listener in known if listener.protocol == "HTTPS"}
    if encrypted:
        with_quic = {rule.listener_id for rule in tx.find(rules, balancer_id=balancer_id, deleting=0) if rule.quic}
        found += [quic_use(encrypted[name]) for name in sorted(with_quic & encrypted.keys())]
    return found


def check_free(call: Call, uses: Sequence[Use], wanted: Sequence[Use]) -> None:
    """Raise ApiError when a wanted port is taken, by another listener or by another of the wanted."""
    taken = list(uses)
    for use in wanted:
        if any(use.meets(other) for other in taken):
            shown = f"{use.first}-{use.last}" if use.last > use.first else str(use.first)
            message = f"Port {shown} ({use.transport}) is used by another listener of the balancer."
            raise refusal(call, PORT_CHECK, message)
        taken.append(use)


def check_quic(call: Call, tx: Transaction, listener: Listener, known: Sequence[Rule]) -> None:
    """Raise ApiError when domains want QUIC on a port of UDP that another listener has."""
    if not any(rule.quic for rule in known):
        check_free(call, uses_of(tx, listener.balancer_id), [quic_use(listener)])


def real_ports(call: Call, wanted: Sequence[Use]) -> Free:
    """Ask for real ports where balancers have none of their own, before the transaction; raises ApiError."""
    counts = {
        transport.value: sum(len(use.ports) for use in wanted if use.transport is transport) for transport in Transport
    }
    try:
        return find_free(call.port(AddressBook), counts)
    except AddressesExhausted:
        raise _no_ports(call) from None


def map_ports(call: Call, tx: Transaction, balancer_id: str, wanted: Sequence[Use], found: Free) -> None:
    """Let each wanted port be stood for by a real one that nobody else was promised; raises ApiError."""
    try:
        promise(tx, balancer_id, [(use.transport.value, port) for use in wanted for port in use.ports], found)
    except AddressesExhausted:
        raise _no_ports(call) from None


def _no_ports(call: Call) -> ApiError:
    return refusal(call, "ResourceInsufficient", "No real ports are free to stand for the listeners' ports.")


def unmap_ports(tx: Transaction, gone: Listener) -> None:
    """Free the real ports of a listener that is gone, unless another listener has taken its place."""
    heirs = mapped_uses(tx.find(listeners, balancer_id=gone.balancer_id, deleting=0))
    for use in mapped_uses([gone]):
        for port in use.ports:
            if not any(Use(use.transport, port, port).meets(other) for other in heirs):
                unmap_port(tx, gone.balancer_id, use.transport.value, port)


def mapped_uses(made: Sequence[Listener]) -> list[Use]:
    """Return the ports that real ones stand for while these listeners exist; of HTTPS ones also those of QUIC."""
    found = [main_use(listener) for listener in made]
    return found + [quic_use(listener) for listener in made if listener.protocol == "HTTPS"]
