"""Elastic addresses: addresses that an account holds by themselves, and lends to balancers that have none in public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

ChargeType = Literal[
    "BANDWIDTH_PACKAGE", "BANDWIDTH_POSTPAID_BY_HOUR", "BANDWIDTH_PREPAID_BY_MONTH", "TRAFFIC_POSTPAID_BY_HOUR"
]


class ElasticAddress(Struct, frozen=True, omit_defaults=True):
    """An address of an account in a region; its slot says which. All but the slot is only given back.

    `bandwidth` is in Mbit/s, times are Unix milliseconds; `deadline_ms` is 0 for what is not paid in advance.
    """

    id: str
    account: str
    region: str
    name: str
    slot: int
    created_ms: int
    kind: str = "EIP"
    isp: str = "BGP"
    charge_type: ChargeType = "TRAFFIC_POSTPAID_BY_HOUR"
    bandwidth: int = 1
    bandwidth_package_id: str = ""
    cluster_id: str = ""
    egress: str | None = None
    anti_ddos_package_id: str = ""
    deadline_ms: int = 0
    renewal: int = 1
    """What comes at the deadline: 0 asks for an order, 1 renews, 2 ends."""
    isolated: bool = False
    """Given up before its deadline: it serves nobody, and giving it up again ends it."""


class ElasticBinding(Struct, frozen=True):
    """An elastic address at which a balancer listens as well; it has the address's id.

    `changed` is the balancer's generation that began it. Rows change under the balancer's lock.
    """

    id: str
    balancer_id: str
    changed: int


elastic_addresses = Collection(
    "elastic_address",
    ElasticAddress,
    columns={"account": str, "region": str},
    index=[("account", "region")],
)
elastic_bindings = Collection(
    "elastic_binding", ElasticBinding, columns={"balancer_id": str}, unique=[("balancer_id",)]
)


class Holder(Struct, frozen=True):
    """A balancer as somebody sees it who has an elastic address to lend.

    `slot` is that of its own address, `listeners` are the names of what the data plane is asked for on its behalf.
    """

    account: str
    region: str
    slot: int
    public: bool
    """It has a public address, and needs no other."""
    listeners: tuple[str, ...]


holders: dict[str, Callable[[Transaction, str], Holder | None]] = {}
"""What can be lent an address: looks balancers up, by what their ids begin with. Products put theirs in."""


def holder_of(tx: Transaction, instance_id: str) -> Holder | None:
    """Return the balancer of that id, whosever it is; None when there is none, or it is going."""
    for beginning, look_up in holders.items():
        if instance_id.startswith(beginning):
            return look_up(tx, instance_id)
    return None


def elastic_lock(address_id: str) -> str:
    """Return the name of an elastic address's aggregate. Who needs balancers as well locks those after it."""
    return f"elastic:{address_id}"


def find_elastic(tx: Transaction, account: str, region: str, address_id: str) -> ElasticAddress | None:
    """Return the tenant's elastic address, or None."""
    found = tx.get(elastic_addresses, address_id)
    return found if found is not None and (found.account, found.region) == (account, region) else None


def elastic_of(tx: Transaction, balancer_id: str) -> ElasticAddress | None:
    """Return the elastic address at which a balancer listens as well, or None."""
    for binding in tx.find(elastic_bindings, balancer_id=balancer_id):
        return tx.get(elastic_addresses, binding.id)
    return None


def take_back(tx: Transaction, balancer_id: str) -> None:
    """Take the elastic address from a balancer, if it has one; the caller holds the balancer's lock."""
    for binding in tx.find(elastic_bindings, balancer_id=balancer_id):
        tx.remove(elastic_bindings, binding)
