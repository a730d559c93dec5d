"""Elastic addresses of internal balancers, which listen there as well."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.contract.call import Call
from twincloud.inventory.addresses import AddressBook
from twincloud.inventory.elastic import (
    ElasticBinding,
    Holder,
    elastic_bindings,
    elastic_of,
    find_elastic,
    holders,
)
from twincloud.services.tencent_clb.errors import VALUE, refusal
from twincloud.services.tencent_clb.lookups import listeners_of
from twincloud.services.tencent_clb.records import OPEN, LoadBalancer, load_balancers, subjects
from twincloud.storage.transaction import Transaction


def _holder(tx: Transaction, balancer_id: str) -> Holder | None:
    record = tx.get(load_balancers, balancer_id)
    if record is None or record.deleting:
        return None
    names = [name for listener in listeners_of(tx, balancer_id) for name in subjects(listener)]
    return Holder(record.account, record.region, record.slot, record.kind == OPEN, tuple(names))


holders["lb-"] = _holder


def borrow(call: Call, tx: Transaction, balancer: LoadBalancer, address_id: str) -> None:
    """Order a new balancer with an elastic address; raises ApiError. The caller holds the address's lock."""
    if balancer.kind == OPEN:
        raise refusal(call, VALUE, "EipAddressId is for balancers of type INTERNAL.")
    address = find_elastic(tx, *call.tenant, address_id)
    if address is None or address.isolated:
        raise refusal(call, VALUE, f"Invalid EipAddressId, EipAddressId: {address_id}")
    if tx.get(elastic_bindings, address_id) is not None:
        raise refusal(call, VALUE, f"The address {address_id} is bound; unbind it first (DisassociateAddress).")
    tx.add(elastic_bindings, ElasticBinding(address_id, balancer.id, changed=1))


def with_elastic(tx: Transaction, book: AddressBook, made: plan.ForwardingPlan) -> plan.ForwardingPlan:
    """Return the plan with the ports of all listeners open at the balancer's elastic address as well, if it has one.

    Where all balancers share one address, there is nothing more to open.
    """
    address = None if book.maps_ports else elastic_of(tx, made.balancer_id)
    if address is None:
        return made
    host = book.address(address.slot)

    def there(listener: plan.Listener) -> tuple[plan.Endpoint, ...]:
        return tuple(plan.Endpoint(host, endpoint.port) for endpoint in listener.endpoints)

    return replace(made, listeners=tuple(replace(one, apart=there(one)) for one in made.listeners))
