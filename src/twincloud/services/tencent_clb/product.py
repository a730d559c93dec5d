"""Tencent CLB as a product: its contract, its operations and the task that every change leaves behind."""

from __future__ import annotations

from typing import Any

from twincloud.balancing.tasks import record_task
from twincloud.contract.call import Call
from twincloud.contract.operation import Product
from twincloud.contract.shapes import clb as shapes
from twincloud.storage.transaction import Transaction


def _leave_task(call: Call, request: Any, response: Any, tx: Transaction) -> None:
    """Store a task under the call's RequestId: clients poll every change, also those that are done at once."""
    made = response.load_balancer_ids if isinstance(response, shapes.CreateLoadBalancerResponse) else None
    record_task(call, tx, results=made or (), removes=call.action.startswith(("Delete", "Deregister", "Disassociate")))


CLB = Product("clb", shapes, after_write=_leave_task)
