"""DescribeTaskStatus: what became of an earlier call."""

from __future__ import annotations

from twincloud.balancing.records import tasks
from twincloud.balancing.tasks import Fleet, TaskStatus, task_status
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import NOT_FOUND, missing, refusal
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.storage.transaction import Transaction

_SHOWN = {TaskStatus.DONE: "SUCCESS", TaskStatus.FAILED: "FAIL", TaskStatus.RUNNING: "RUNNING"}


@GAAP.read("DescribeTaskStatus")
def describe_task_status(
    call: Call, request: shapes.DescribeTaskStatusRequest, tx: Transaction
) -> shapes.DescribeTaskStatusResponse:
    """Say where the call with this RequestId stands."""
    if not request.task_id:
        raise missing(call, "TaskId")
    task = tx.get(tasks, request.task_id)
    if task is None or (task.product, task.account) != (GAAP.name, call.tenant.account):
        raise refusal(call, NOT_FOUND, f"The task {request.task_id} does not exist.")
    return shapes.DescribeTaskStatusResponse(
        status=_SHOWN[task_status(task, call.port(Fleet))], task_id=task.id, request_id=call.request_id
    )
