"""Tencent VPC as a product, and how its changes reach balancers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from twincloud.balancing.records import EVERY_LISTENER, users_of
from twincloud.contract.operation import Product
from twincloud.contract.shapes import vpc as shapes
from twincloud.inventory.networks import SecurityGroup, security_group_uses, security_groups
from twincloud.services.companions.settling import leave_task
from twincloud.storage.transaction import Transaction

VPC = Product("vpc", shapes, after_write=leave_task)


def _guarded(tx: Transaction, group: SecurityGroup) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the balancers that a security group guards; whatever they listen on is guarded."""
    for balancer_id in tx.column(security_group_uses, "balancer_id", group_id=group.id):
        yield balancer_id, [EVERY_LISTENER]


users_of[security_groups.name] = _guarded
