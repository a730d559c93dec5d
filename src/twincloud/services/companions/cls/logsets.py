"""Log sets: CreateLogset, DescribeLogsets, ModifyLogset, DeleteLogset."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import cls as shapes
from twincloud.inventory.logs import LogSet, log_sets, log_topics
from twincloud.inventory.tags import drop_tags, taggable
from twincloud.kernel.errors import ApiError
from twincloud.kernel.paging import page
from twincloud.kernel.times import shown
from twincloud.services.companions.cls.product import (
    CLS,
    bad_filter,
    check_name,
    check_provided,
    find_set,
    has_tag,
    replace_tags,
    shown_tags,
    tenants_lock,
)
from twincloud.storage.transaction import Transaction

taggable["cls", "logset"] = log_sets


@CLS.write("CreateLogset", locks=tenants_lock)
def create_logset(call: Call, request: shapes.CreateLogsetRequest, tx: Transaction) -> shapes.CreateLogsetResponse:
    """Make a set; no other of the region has its name."""
    check_provided(LogsetId=request.logset_id)
    _check_free(call, tx, request.logset_name)
    made = LogSet(call.new_uuid(), *call.tenant, request.logset_name, call.now_ms)
    tx.add(log_sets, made)
    replace_tags(call, tx, made.id, request.tags or ())
    return shapes.CreateLogsetResponse(logset_id=made.id, request_id=call.request_id)


@CLS.read("DescribeLogsets")
def describe_logsets(
    call: Call, request: shapes.DescribeLogsetsRequest, tx: Transaction
) -> shapes.DescribeLogsetsResponse:
    """List the tenant's sets, the latest first; a part of a name is enough."""
    account, region = call.tenant
    found = tx.find(log_sets, account=account, region=region)[::-1]
    for item in request.filters or ():
        found = [one for one in found if _chosen(tx, one, item)]
    views = [_view(tx, one) for one in page(found, request.offset, request.limit)]
    return shapes.DescribeLogsetsResponse(total_count=len(found), logsets=views, request_id=call.request_id)


@CLS.write("ModifyLogset", locks=tenants_lock)
def modify_logset(call: Call, request: shapes.ModifyLogsetRequest, tx: Transaction) -> shapes.ModifyLogsetResponse:
    """Give a set another name, or other tags."""
    found = find_set(call, tx, request.logset_id)
    if request.logset_name is not None and request.logset_name != found.name:
        _check_free(call, tx, request.logset_name)
        tx.replace(log_sets, found, replace(found, name=request.logset_name))
    if request.tags is not None:
        replace_tags(call, tx, found.id, request.tags)
    return shapes.ModifyLogsetResponse(request_id=call.request_id)


@CLS.write("DeleteLogset", locks=tenants_lock)
def delete_logset(call: Call, request: shapes.DeleteLogsetRequest, tx: Transaction) -> shapes.DeleteLogsetResponse:
    """Delete a set that has no topics."""
    found = find_set(call, tx, request.logset_id)
    if tx.find(log_topics, set_id=found.id):
        raise ApiError("FailedOperation.LogsetNotEmpty", f"The log set {found.name} has topics; delete them first.")
    drop_tags(tx, found.id)
    tx.remove(log_sets, found)
    return shapes.DeleteLogsetResponse(request_id=call.request_id)


def _check_free(call: Call, tx: Transaction, name: str) -> None:
    check_name(name)
    account, region = call.tenant
    if tx.find(log_sets, account=account, region=region, name=name):
        raise ApiError("InvalidParameter.LogsetConflict", f"There is a log set with the name {name} already.")


def _chosen(tx: Transaction, one: LogSet, item: shapes.Filter) -> bool:
    values = frozenset(item.values)
    if item.key == "logsetId":
        return one.id in values
    if item.key == "logsetName":
        return any(value in one.name for value in values)
    tagged = has_tag(tx, one.id, item.key, values)
    if tagged is None:
        raise bad_filter(item.key)
    return tagged


def _view(tx: Transaction, one: LogSet) -> shapes.LogsetInfo:
    return shapes.LogsetInfo(
        logset_id=one.id,
        logset_name=one.name,
        create_time=shown(one.created_ms),
        assumer_name=one.maker,
        tags=shown_tags(tx, one.id),
        topic_count=len(tx.column(log_topics, "id", set_id=one.id)),
        role_name="",
        metric_topic_count=0,
    )
