"""Monitoring by the second: where a region's figures would be written; kept and shown, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.errors import unusable
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import Monitor, monitors
from twincloud.storage.transaction import Transaction

_DONE = "true"


def _id(call: Call) -> str:
    return "/".join(call.tenant)


def _lock(call: Call, request: Any) -> Sequence[str]:
    return [f"slb-monitor:{_id(call)}"]


@SLB.write("EnableHighDefinationMonitor", locks=_lock)
def enable_high_defination_monitor(
    call: Call, request: shapes.EnableHighDefinationMonitorRequest, tx: Transaction
) -> shapes.EnableHighDefinationMonitorResponse:
    """Say where the region's figures are to be written; said again, it is where they are from then on."""
    before = tx.get(monitors, _id(call))
    after = Monitor(_id(call), request.log_project, request.log_store)
    if before is None:
        tx.add(monitors, after)
    else:
        tx.replace(monitors, before, after)
    return shapes.EnableHighDefinationMonitorResponse(success=_DONE, request_id=call.request_id)


@SLB.write("ModifyHighDefinationMonitor", locks=_lock)
def modify_high_defination_monitor(
    call: Call, request: shapes.ModifyHighDefinationMonitorRequest, tx: Transaction
) -> shapes.ModifyHighDefinationMonitorResponse:
    """Say another place; raises ApiError InvalidParameter where none was said (our choice)."""
    before = tx.get(monitors, _id(call))
    if before is None:
        raise unusable("The region's monitoring is not enabled.")
    tx.replace(monitors, before, replace(before, log_project=request.log_project, log_store=request.log_store))
    return shapes.ModifyHighDefinationMonitorResponse(success=_DONE, request_id=call.request_id)


@SLB.read("DescribeHighDefinationMonitor")
def describe_high_defination_monitor(
    call: Call, request: shapes.DescribeHighDefinationMonitorRequest, tx: Transaction
) -> shapes.DescribeHighDefinationMonitorResponse:
    """Show what was said; a region of which nothing was said has no project and no store."""
    found = tx.get(monitors, _id(call)) or Monitor(_id(call), "", "")
    return shapes.DescribeHighDefinationMonitorResponse(
        log_project=found.log_project, log_store=found.log_store, success=_DONE, request_id=call.request_id
    )
