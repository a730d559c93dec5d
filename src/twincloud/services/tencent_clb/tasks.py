"""DescribeTaskStatus: what became of an earlier call."""

from __future__ import annotations

from twincloud.balancing.records import tasks
from twincloud.balancing.tasks import Fleet, TaskStatus, task_status
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import MISSING, refusal
from twincloud.services.tencent_clb.orders import task_of_deal
from twincloud.services.tencent_clb.product import CLB
from twincloud.storage.transaction import Transaction

_SHOWN = {TaskStatus.DONE: 0, TaskStatus.FAILED: 1, TaskStatus.RUNNING: 2}


@CLB.read("DescribeTaskStatus")
def describe_task_status(
    call: Call, request: shapes.DescribeTaskStatusRequest, tx: Transaction
) -> shapes.DescribeTaskStatusResponse:
    """Say where the call with this RequestId stands, or the order with this name; TaskId wins when both are given."""
    if not request.task_id and not request.deal_name:
        raise refusal(call, MISSING, "The request is missing a required parameter `TaskId`.")
    task_id = request.task_id or task_of_deal(call, tx, request.deal_name or "")
    task = tx.get(tasks, task_id) if task_id else None
    if task is None or (task.product, task.account, task.region) != (CLB.name, *call.tenant):
        raise refusal(call, "InvalidParameter", f"Invalid task, TaskId: {request.task_id or request.deal_name}")
    return shapes.DescribeTaskStatusResponse(
        status=_SHOWN[task_status(tx, task, call.port(Fleet))],
        load_balancer_ids=list(task.results) or None,
        message=task.failure,
        request_id=call.request_id,
    )
