"""Which ports of a connection or group are taken, and the real ones that stand for them where an address is shared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from twincloud.balancing.plan import Transport
from twincloud.contract.call import Call
from twincloud.inventory.addresses import AddressBook, AddressesExhausted, unmap_port
from twincloud.inventory.real_ports import Free, find_free, promise
from twincloud.services.tencent_gaap.errors import refusal
from twincloud.services.tencent_gaap.lookups import listeners_of
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.records import HTTPS, UDP, Listener
from twincloud.storage.transaction import Transaction

_LAST_PORT = 64_999
_FORBIDDEN = frozenset({21})
NO_PORTS = "ResourceInsufficient"

Port = tuple[Transport, int]


def ports_of(listener: Listener) -> list[Port]:
    """Return what a listener takes: TCP, HTTP and HTTPS share ports; HTTP/3 takes the same port of UDP as well."""
    if listener.protocol == UDP:
        return [(Transport.UDP, listener.port)]
    if listener.protocol == HTTPS and listener.http3:
        return [(Transport.TCP, listener.port), (Transport.UDP, listener.port)]
    return [(Transport.TCP, listener.port)]


def check_new(call: Call, tx: Transaction, owner_id: str, wanted: Sequence[Listener]) -> None:
    """Raise ApiError for ports that cannot be had or are taken, and for listeners beyond the quota."""
    known = listeners_of(tx, owner_id)
    most = quotas(call).listeners_per_proxy
    taken = {port for listener in known for port in ports_of(listener)}
    for listener in wanted:
        if not 1 <= listener.port <= _LAST_PORT or listener.port in _FORBIDDEN:
            message = f"The port {listener.port} cannot be used; allowed: 1..{_LAST_PORT}, except 21."
            raise refusal(call, "InvalidParameterValue.InvalidListenerPort", message)
        for port in ports_of(listener):
            if port in taken:
                message = f"The port {listener.port} is used by another listener."
                raise refusal(call, "InvalidParameterValue.DuplicatedListenerPort", message)
            taken.add(port)
    if len(known) + len(wanted) > most:
        raise refusal(call, "FailedOperation.LimitNumofListener", f"There may be at most {most} listeners.")


def free_ports(call: Call, count: int) -> Free:
    """Ask for real ports of both transports where addresses are shared, before the transaction; raises ApiError."""
    try:
        return find_free(call.port(AddressBook), {transport.value: count for transport in Transport})
    except AddressesExhausted as error:
        raise refusal(call, NO_PORTS, f"{error}.") from None


def map_ports(call: Call, tx: Transaction, owner_id: str, made: Iterable[Listener], free: Free) -> None:
    """Let each of the listeners' ports be stood for by a real one that nobody else was promised; raises ApiError."""
    wanted = [(transport.value, port) for listener in made for transport, port in ports_of(listener)]
    try:
        promise(tx, owner_id, wanted, free)
    except AddressesExhausted as error:
        raise refusal(call, NO_PORTS, f"{error}.") from None


def unmap_ports(tx: Transaction, gone: Listener) -> None:
    """Free the real ports of a listener that is gone, unless another one has taken its place."""
    heirs = {port for listener in listeners_of(tx, gone.owner_id) for port in ports_of(listener)}
    for port in ports_of(gone):
        if port not in heirs:
            unmap_port(tx, gone.owner_id, port[0].value, port[1])
