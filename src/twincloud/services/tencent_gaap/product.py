"""Tencent GAAP as a product: its contract, its operations and the task that every change leaves behind."""

from __future__ import annotations

from typing import Any

from twincloud.balancing.tasks import record_task
from twincloud.contract.call import Call
from twincloud.contract.operation import Product
from twincloud.contract.shapes import gaap as shapes
from twincloud.storage.transaction import Transaction


def _leave_task(call: Call, request: Any, response: Any, tx: Transaction) -> None:
    """Store a task under the call's RequestId, which is what DescribeTaskStatus asks for."""
    record_task(call, tx, removes=call.action.startswith(("Delete", "Destroy", "Remove")))


GAAP = Product("gaap", shapes, after_write=_leave_task)
