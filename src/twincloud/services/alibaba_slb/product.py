"""Alibaba SLB as a product: its contract, its operations, and the images by which a refused change is undone."""

from __future__ import annotations

from typing import Any

from twincloud.balancing.records import touches
from twincloud.balancing.tasks import record_task
from twincloud.contract.call import Call
from twincloud.contract.operation import Product
from twincloud.contract.shapes import slb as shapes
from twincloud.storage.transaction import Transaction


def _leave_task(call: Call, request: Any, response: Any, tx: Transaction) -> None:
    """Keep what is needed to wait for a change and to undo it; the product itself shows no tasks."""
    if touches(tx):
        record_task(call, tx, removes=call.action.startswith(("Delete", "Remove")))


SLB = Product("slb", shapes, after_write=_leave_task)
