"""Tencent CLB as a product: its contract, its operations and the task that every change leaves behind."""

from __future__ import annotations

from typing import Any

from twincloud.balancing.tasks import record_task
from twincloud.contract.call import Call
from twincloud.contract.operation import Product
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.records import load_balancers
from twincloud.storage.transaction import Transaction


def _leave_task(call: Call, request: Any, response: Any, tx: Transaction) -> None:
    """Store a task under the call's RequestId: clients poll every change, also those that are done at once.

    Its results are the balancers that the call has made, or made when it came before with the same token.
    """
    made = [image.id for image in tx.images if image.collection == load_balancers.name and image.before is None]
    if isinstance(response, shapes.CreateLoadBalancerResponse):
        made = response.load_balancer_ids or []
    record_task(call, tx, results=made, removes=call.action.startswith(("Delete", "Deregister", "Disassociate")))


CLB = Product("clb", shapes, after_write=_leave_task)
