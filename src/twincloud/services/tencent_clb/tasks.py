"""DescribeTaskStatus and DescribeAsyncJobs: what became of earlier calls."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from twincloud.balancing.records import Task, tasks
from twincloud.balancing.tasks import Fleet, TaskStatus, task_status
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import MISSING, VALUE, refusal
from twincloud.services.tencent_clb.orders import task_filed_under
from twincloud.services.tencent_clb.product import CLB
from twincloud.storage.transaction import Transaction

_SHOWN = {TaskStatus.DONE: 0, TaskStatus.FAILED: 1, TaskStatus.RUNNING: 2}
_JOB_STATES = {TaskStatus.DONE: "Succeeded", TaskStatus.FAILED: "Failed", TaskStatus.RUNNING: "Processing"}
_PAGE = 20
_LOOKED_THROUGH = 1000
"""How many tasks one listing reads: those of other tenants are among them, and reads must be short."""
_LONGEST_TOKEN = 19


@CLB.read("DescribeTaskStatus")
def describe_task_status(
    call: Call, request: shapes.DescribeTaskStatusRequest, tx: Transaction
) -> shapes.DescribeTaskStatusResponse:
    """Say where the call with this RequestId stands, or the order with this name; TaskId wins when both are given."""
    if not request.task_id and not request.deal_name:
        raise refusal(call, MISSING, "The request is missing a required parameter `TaskId`.")
    task_id = request.task_id or task_filed_under(call, tx, request.deal_name or "")
    task = tx.get(tasks, task_id) if task_id else None
    if task is None or (task.product, task.account, task.region) != (CLB.name, *call.tenant):
        raise refusal(call, "InvalidParameter", f"Invalid task, TaskId: {request.task_id or request.deal_name}")
    return shapes.DescribeTaskStatusResponse(
        status=_SHOWN[task_status(task, call.port(Fleet))],
        # A call that was undone has left none.
        load_balancer_ids=None if task.failure is not None else list(task.results) or None,
        message=task.failure,
        request_id=call.request_id,
    )


@CLB.read("DescribeAsyncJobs")
def describe_async_jobs(
    call: Call, request: shapes.DescribeAsyncJobsRequest, tx: Transaction
) -> shapes.DescribeAsyncJobsResponse:
    """List the tenant's tasks, newest first, or those that are named; a page may hold fewer than it could."""
    seen = _newest(call, tx, request.request_ids, request.next_token)
    size = request.max_results or _PAGE
    found = [(seq, task) for seq, task in seen if (task.product, task.account, task.region) == (CLB.name, *call.tenant)]
    here = found[:size]
    more = len(found) > size or len(seen) == _LOOKED_THROUGH
    after = (here if len(found) > size else seen)[-1][0] if more else 0
    return shapes.DescribeAsyncJobsResponse(
        jobs=[_job(call, tx, task) for _, task in here],
        next_token=str(after) if after else "",
        max_results=size,
        total_count=len(here),
        request_id=call.request_id,
    )


def _newest(call: Call, tx: Transaction, named: Sequence[str] | None, token: str | None) -> list[tuple[int, Task]]:
    """Return tasks of everybody's, or those with these ids, newest first and each with its place.

    `token` is the place of the last one that was seen before. Raises ApiError when it is none.
    """
    if token and not (token.isascii() and token.isdecimal() and len(token) < _LONGEST_TOKEN):
        raise refusal(call, VALUE, f"Invalid NextToken: {token}")
    place = tasks.table.c.seq
    query = sa.select(place, tasks.table.c.body).order_by(place.desc()).limit(_LOOKED_THROUGH)
    if named:
        query = query.where(tasks.table.c.id.in_(named))
    if token:
        query = query.where(place < int(token))
    return [(int(row.seq), tasks.decode(row.body)) for row in tx.execute(query)]


def _job(call: Call, tx: Transaction, task: Task) -> shapes.Job:
    return shapes.Job(
        api_name=task.action,
        request_id=task.id,
        status=_JOB_STATES[task_status(task, call.port(Fleet))],
        resource_ids=list(task.results) or list(dict.fromkeys(touched.balancer_id for touched in task.touches)),
    )
