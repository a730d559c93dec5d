"""Jobs of elastic addresses: the numbers that their calls answer with, and DescribeTaskResult."""

from __future__ import annotations

import string

import sqlalchemy as sa
from msgspec import Struct

from twincloud.balancing.records import tasks
from twincloud.balancing.tasks import Fleet, TaskStatus, task_status
from twincloud.contract.call import Call
from twincloud.contract.shapes import vpc as shapes
from twincloud.kernel.errors import ApiError
from twincloud.services.companions.vpc.listing import not_found
from twincloud.services.companions.vpc.product import VPC
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

KEPT_MS = 7 * 86_400_000
"""How long jobs are remembered: seven days, as tasks are (our choice)."""
TOKEN_VALID_MS = 3_600_000
"""How long a ClientToken repeats its answer: one hour (our choice)."""
_SHOWN = {TaskStatus.DONE: "SUCCESS", TaskStatus.FAILED: "FAILED", TaskStatus.RUNNING: "RUNNING"}


class Job(Struct, frozen=True, omit_defaults=True):
    """What a call left: the number by which clients ask after it is the id, `task_id` the call's RequestId.

    `token` is the ClientToken that it carried, and `results` the ids that it made.
    """

    id: str
    account: str
    region: str
    task_id: str
    created_ms: int
    token: str = ""
    results: tuple[str, ...] = ()


jobs = Collection("vpc_job", Job, columns={"created_ms": int, "token": str}, index=[("created_ms",), ("token",)])


def leave_job(call: Call, tx: Transaction, *, token: str = "", results: tuple[str, ...] = ()) -> str:
    """Store the call's job, forget old ones, and return the number."""
    tx.execute(sa.delete(jobs.table).where(jobs.table.c.created_ms < call.now_ms - KEPT_MS))
    number = call.new_id("1", 13, string.digits)
    tx.add(jobs, Job(number, *call.tenant, call.request_id, call.now_ms, token, results), undo=False)
    return number


def job_of_token(call: Call, tx: Transaction, token: str | None) -> Job | None:
    """Return the job that a call with this token left in the last hour, None when the token is new."""
    for job in tx.find(jobs, token=token) if token else ():
        if (job.account, job.region) == call.tenant and call.now_ms - job.created_ms <= TOKEN_VALID_MS:
            return job
    return None


@VPC.read("DescribeTaskResult")
def describe_task_result(
    call: Call, request: shapes.DescribeTaskResultRequest, tx: Transaction
) -> shapes.DescribeTaskResultResponse:
    """Say where the call stands that answered with this number; what touched no traffic is done at once."""
    if request.task_id is None:
        raise ApiError("MissingParameter", "The request is missing a required parameter `TaskId`.")
    job = tx.get(jobs, str(request.task_id))
    if job is None or (job.account, job.region) != call.tenant:
        raise not_found("task", str(request.task_id))
    task = tx.get(tasks, job.task_id)
    status = TaskStatus.DONE if task is None else task_status(task, call.port(Fleet))
    return shapes.DescribeTaskResultResponse(task_id=request.task_id, result=_SHOWN[status], request_id=call.request_id)
