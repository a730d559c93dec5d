"""Tencent VPC as a product, and how its changes reach balancers."""

from __future__ import annotations

from typing import TypeVar

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.operation import Product
from twincloud.contract.shapes import vpc as shapes
from twincloud.inventory.networks import security_group_uses
from twincloud.kernel.errors import ApiError
from twincloud.services.companions.settling import end, leave_task
from twincloud.storage.transaction import Transaction

A = TypeVar("A")

VPC = Product("vpc", shapes, after_write=leave_task)


def touch_guarded(tx: Transaction, group_id: str) -> None:
    """Have the data plane look at the balancers that a security group guards; the caller holds the group's lock."""
    guarded = tx.column(security_group_uses, "balancer_id", group_id=group_id)
    tx.lock([balancer_lock(balancer_id) for balancer_id in guarded])
    for balancer_id in guarded:
        touch(tx, balancer_id)


async def in_force_or_refused(call: Call, request: object, answer: A) -> A:
    """Return the answer once balancers do as it says; a settle step.

    Raises ApiError FailedOperation.TaskFailed when the data plane has refused it, which is undone.
    """
    del request
    failure = await end(call)
    if failure is not None:
        raise ApiError("FailedOperation.TaskFailed", f"The data plane refuses the change, so it was undone: {failure}")
    return answer
