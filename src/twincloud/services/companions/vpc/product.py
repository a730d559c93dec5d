"""Tencent VPC as a product, and how its changes come to act before they are answered."""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from twincloud.balancing.records import balancer_lock, touch
from twincloud.balancing.tasks import TaskEnds, record_task
from twincloud.contract.call import Call
from twincloud.contract.operation import Product
from twincloud.contract.shapes import vpc as shapes
from twincloud.inventory.networks import security_group_uses
from twincloud.kernel.errors import ApiError
from twincloud.storage.transaction import Transaction

A = TypeVar("A")
PATIENCE_S = 5.0
"""How long an answer waits for the data plane (our choice); what takes longer comes true later."""


def _leave_task(call: Call, request: Any, response: Any, tx: Transaction) -> None:
    """Store what the call touched, so that its answer can wait for it."""
    if tx.news:
        record_task(call, tx)


VPC = Product("vpc", shapes, after_write=_leave_task)


def touch_guarded(tx: Transaction, group_id: str) -> None:
    """Have the data plane look at the balancers that a security group guards; the caller holds the group's lock."""
    guarded = tx.column(security_group_uses, "balancer_id", group_id=group_id)
    tx.lock([balancer_lock(balancer_id) for balancer_id in guarded])
    for balancer_id in guarded:
        touch(tx, balancer_id)


async def in_force(call: Call, request: object, answer: A) -> A:
    """Return the answer once balancers are guarded as it says; a settle step."""
    del request
    await _end(call)
    return answer


async def in_force_or_refused(call: Call, request: object, answer: A) -> A:
    """Do the same; raises ApiError FailedOperation.TaskFailed when the data plane has refused it, which is undone."""
    del request
    failure = await _end(call)
    if failure is not None:
        raise ApiError("FailedOperation.TaskFailed", f"The data plane refuses the change, so it was undone: {failure}")
    return answer


async def _end(call: Call) -> str | None:
    """Wait until the data plane has followed, or for as long as we have patience; return why it has refused."""
    ends = call.optional_port(TaskEnds)
    if ends is None:
        return None
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await ends.end_of(call.request_id)
    except TimeoutError:
        return None
