"""What the rows of a connection or group ask of the data plane."""

from __future__ import annotations

from collections.abc import Mapping

from twincloud.balancing import plan
from twincloud.balancing.records import Balancer, balancers
from twincloud.inventory.addresses import AddressBook, mapped_ports
from twincloud.services.tencent_gaap.lookups import Owner, bound_by_place, is_layer_4, listeners_of, owner_of
from twincloud.services.tencent_gaap.policies.policy_records import with_access
from twincloud.services.tencent_gaap.records import UDP, Listener, Proxy, listeners, proxies
from twincloud.services.tencent_gaap.removal import purge
from twincloud.services.tencent_gaap.traffic.layer7_plans import layer_7
from twincloud.services.tencent_gaap.traffic.plan_parts import Endpoints, Parts
from twincloud.services.tencent_gaap.traffic.pools import listener_pool
from twincloud.storage.transaction import Transaction


class GaapPlanner:
    """Tencent GAAP's part in reconciling."""

    def __init__(self, book: AddressBook) -> None:
        """`book` says where connections listen."""
        self._book = book

    def plan(self, tx: Transaction, balancer: Balancer) -> plan.ForwardingPlan:
        """Return what the rows ask for; what is closed, going or without an address asks for nothing.

        A group's listeners are open on the address of each of its connections that serves.
        """
        nothing = plan.ForwardingPlan(balancer.id, balancer.generation)
        owner = owner_of(tx, balancer.id)
        if owner is None or owner.deleting or owner.closed:
            return nothing
        where = Endpoints(self._addresses(tx, owner), self._real_ports(tx, owner.id))
        if not where.addresses:
            return nothing
        bound = bound_by_place(tx, owner.id)
        parts = Parts()
        for listener in listeners_of(tx, owner.id):
            if is_layer_4(listener):
                parts.listeners.append(_layer_4(listener, where))
                parts.pools.append(listener_pool(listener, bound.get(listener.id, ())))
            else:
                layer_7(tx, listener, where, bound, parts)
        made = plan.ForwardingPlan(
            balancer.id,
            balancer.generation,
            tuple(parts.listeners),
            tuple(parts.pools),
            tuple({one.id: one for one in parts.certificates}.values()),
            tuple({one.id: one for one in parts.client_authorities}.values()),
        )
        return with_access(tx, owner.id, made)

    def purge(self, tx: Transaction, balancer: Balancer, generation: int) -> None:
        """Delete the rows that were marked deleted at or before `generation`, which every node has applied."""
        purge(tx, balancer.id, generation)

    def balancer_of(self, tx: Transaction, listener_id: str) -> str | None:
        """Return the connection or group whose listener has this id, or None when there is no such listener."""
        listener = tx.get(listeners, listener_id)
        return None if listener is None or listener.deleting else listener.owner_id

    def _addresses(self, tx: Transaction, owner: Owner) -> tuple[str, ...]:
        if isinstance(owner, Proxy):
            return (self._book.address(owner.slot),)
        members = tx.find(proxies, group_id=owner.id, deleting=0)
        serving = [member for member in members if not member.closed and not _locked(tx, member)]
        return tuple(dict.fromkeys(self._book.address(member.slot) for member in serving))

    def _real_ports(self, tx: Transaction, owner_id: str) -> Mapping[tuple[str, int], int]:
        if not self._book.maps_ports:
            return {}
        found = tx.find(mapped_ports, owner=owner_id)
        return {(mapped.transport, mapped.port): mapped.real_port for mapped in found}


def _locked(tx: Transaction, member: Proxy) -> bool:
    balancer = tx.get(balancers, member.id)
    return balancer is not None and bool(balancer.locked)


def _layer_4(listener: Listener, where: Endpoints) -> plan.Listener:
    protocol = plan.Protocol.UDP if listener.protocol == UDP else plan.Protocol.TCP
    return plan.Listener(
        id=listener.id,
        protocol=protocol,
        endpoints=where.of(protocol.transport, listener.port),
        pool_id=listener.id,
    )
