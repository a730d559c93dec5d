"""Marks on balancers: what an unpaid bill, a security incident or the vendor's own hand does to them in the cloud."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.balancing.records import Balancer, balancer_lock, balancers, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.services.operator.errors import not_found
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction


def view(balancer: Balancer) -> shapes.Balancer:
    """Return a balancer as the door shows it; `locked` is absent while it is not locked."""
    return shapes.Balancer(
        id=balancer.id,
        product=balancer.product,
        account=balancer.account,
        region=balancer.region,
        generation=balancer.generation,
        locked=balancer.locked or None,
        managed=balancer.managed,
    )


def _this_balancer(call: Call, request: Any) -> Sequence[str]:
    return [balancer_lock(request.id)]


@OPERATOR.write("LockBalancer", locks=_this_balancer)
def lock_balancer(call: Call, request: shapes.LockBalancerRequest, tx: Transaction) -> shapes.Balancer:
    """Close a balancer's ports, for a reason its product may show; raises ApiError NotFound.

    Alibaba SLB and Tencent GAAP refuse writes to it, as the products do; Tencent CLB shows it as isolated.
    """
    return view(_set(tx, request.id, request.reason))


@OPERATOR.write("UnlockBalancer", locks=_this_balancer)
def unlock_balancer(call: Call, request: shapes.UnlockBalancerRequest, tx: Transaction) -> shapes.Balancer:
    """Let a balancer serve again; raises ApiError NotFound. One that is not locked stays as it is."""
    return view(_set(tx, request.id, ""))


@OPERATOR.write("SetManaged", locks=_this_balancer)
def set_managed(call: Call, request: shapes.SetManagedRequest, tx: Transaction) -> shapes.Balancer:
    """Say whether the vendor alone configures a balancer; raises ApiError NotFound. It serves either way.

    Products that know such balancers refuse writes to them: Tencent GAAP calls them non-standard.
    """
    before = tx.get(balancers, request.id)
    if before is None:
        raise not_found("balancer", request.id)
    after = replace(before, managed=request.managed)
    tx.replace(balancers, before, after)
    return view(after)


def _set(tx: Transaction, balancer_id: str, locked: str) -> Balancer:
    before = tx.get(balancers, balancer_id)
    if before is None:
        raise not_found("balancer", balancer_id)
    if before.locked == locked:
        return before
    after = replace(before, locked=locked)
    tx.replace(balancers, before, after)
    return replace(after, generation=touch(tx, balancer_id))
