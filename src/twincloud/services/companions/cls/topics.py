"""Log topics: CreateTopic, DescribeTopics, ModifyTopic, DeleteTopic."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from twincloud.balancing.records import touch_users
from twincloud.contract.call import Call
from twincloud.contract.shapes import cls as shapes
from twincloud.inventory.logs import FOREVER_DAYS, LogSet, LogTopic, log_sets, log_topics
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
    find_topic,
    has_tag,
    replace_tags,
    shown_tags,
    tenants_lock,
)
from twincloud.services.companions.settling import in_force
from twincloud.storage.transaction import Transaction

taggable["cls", "topic"] = log_topics

_THE_SERVICES_OWN = frozenset(
    {"cls_service_log", "loglistener_status", "loglistener_alarm", "loglistener_business", "cls_service_metric"}
)
_LONGEST_DAYS = 3600
_SHORTEST_COLD_DAYS = 7
_METRICS = 1
_EXACT_TOPIC, _EXACT_SET = (1, 3), (2, 3)
"""The values of PreciseSearch that ask for the whole name of a topic, or of a set."""

Changing = shapes.CreateTopicRequest | shapes.ModifyTopicRequest


@CLS.write("CreateTopic", locks=tenants_lock)
def create_topic(call: Call, request: shapes.CreateTopicRequest, tx: Transaction) -> shapes.CreateTopicResponse:
    """Make a topic; no other of its set has its name."""
    check_provided(TopicId=request.topic_id, BizType=request.biz_type)
    owner = find_set(call, tx, request.logset_id)
    _check_free(tx, owner.id, request.topic_name)
    start = LogTopic(
        call.new_uuid(), *call.tenant, owner.id, request.topic_name, call.now_ms, period_days=owner.period_days
    )
    made = _changed(start, request)
    tx.add(log_topics, made)
    replace_tags(call, tx, made.id, request.tags or ())
    return shapes.CreateTopicResponse(topic_id=made.id, request_id=call.request_id)


@CLS.read("DescribeTopics")
def describe_topics(
    call: Call, request: shapes.DescribeTopicsRequest, tx: Transaction
) -> shapes.DescribeTopicsResponse:
    """List the tenant's topics, the latest first; a part of a name is enough unless asked otherwise."""
    account, region = call.tenant
    sets = {one.id: one for one in tx.find(log_sets, account=account, region=region)}
    found = tx.find(log_topics, account=account, region=region)[::-1] if request.biz_type != _METRICS else []
    for item in request.filters or ():
        found = [one for one in found if _chosen(tx, one, sets, item, request.precise_search or 0)]
    views = [_view(tx, one) for one in page(found, request.offset, request.limit)]
    return shapes.DescribeTopicsResponse(total_count=len(found), topics=views, request_id=call.request_id)


@CLS.write("ModifyTopic", locks=tenants_lock, settle=in_force("FailedOperation"))
def modify_topic(call: Call, request: shapes.ModifyTopicRequest, tx: Transaction) -> shapes.ModifyTopicResponse:
    """Change a topic; one whose Status is false takes no entries."""
    found = find_topic(call, tx, request.topic_id)
    changed = _changed(found, request)
    if request.topic_name is not None and request.topic_name != found.name:
        _check_free(tx, found.set_id, request.topic_name)
        changed = replace(changed, name=request.topic_name)
    if request.status is not None and request.status != found.on:
        changed = replace(changed, on=request.status)
        touch_users(tx, log_topics, changed)
    tx.replace(log_topics, found, changed)
    if request.tags is not None:
        replace_tags(call, tx, found.id, request.tags)
    return shapes.ModifyTopicResponse(request_id=call.request_id)


@CLS.write("DeleteTopic", locks=tenants_lock, settle=in_force("FailedOperation"))
def delete_topic(call: Call, request: shapes.DeleteTopicRequest, tx: Transaction) -> shapes.DeleteTopicResponse:
    """Delete a topic with its entries; balancers write nothing down from then on."""
    found = find_topic(call, tx, request.topic_id)
    drop_tags(tx, found.id)
    tx.remove(log_topics, found)
    touch_users(tx, log_topics, found)
    return shapes.DeleteTopicResponse(request_id=call.request_id)


def _check_free(tx: Transaction, set_id: str, name: str) -> None:
    check_name(name)
    if name in _THE_SERVICES_OWN:
        raise ApiError("InvalidParameterValue", f"The name {name} is the service's own.")
    if tx.find(log_topics, set_id=set_id, name=name):
        raise ApiError("InvalidParameter.TopicConflict", f"The log set has a topic with the name {name} already.")


def _changed(topic: LogTopic, request: Changing) -> LogTopic:
    """Return the topic with what both requests may say of it; raises ApiError."""
    check_provided(CustomKmsInfo=request.custom_kms_info, Extends=request.extends)
    asked = {
        "period_days": request.period,
        "partitions": max(request.partition_count, 1) if request.partition_count is not None else None,
        "splits": request.auto_split,
        "most_partitions": request.max_split_partitions,
        "storage": request.storage_type,
        "hot_days": request.hot_period,
        "description": request.describes,
        "web_tracking": request.is_web_tracking,
        "notes_source": request.is_source_from,
    }
    changed = replace(topic, **{name: value for name, value in asked.items() if value is not None})
    shortest = _SHORTEST_COLD_DAYS if changed.storage == "cold" else 1
    if changed.period_days != FOREVER_DAYS and not shortest <= changed.period_days <= _LONGEST_DAYS:
        message = f"Period must be {shortest} to {_LONGEST_DAYS} days, or {FOREVER_DAYS}."
        raise ApiError("FailedOperation.InvalidPeriod", message)
    if changed.hot_days and not _SHORTEST_COLD_DAYS <= changed.hot_days < changed.period_days:
        message = f"HotPeriod must be at least {_SHORTEST_COLD_DAYS} days, and less than Period."
        raise ApiError("InvalidParameterValue", message)
    return changed


def _chosen(tx: Transaction, one: LogTopic, sets: Mapping[str, LogSet], item: shapes.Filter, precise: int) -> bool:
    values = frozenset(item.values)
    if item.key == "topicName":
        return _named(one.name, values, whole=precise in _EXACT_TOPIC)
    if item.key == "logsetName":
        return _named(sets[one.set_id].name, values, whole=precise in _EXACT_SET)
    plain = {"topicId": one.id, "logsetId": one.set_id, "storageType": one.storage}
    if item.key in plain:
        return plain[item.key] in values
    tagged = has_tag(tx, one.id, item.key, values)
    if tagged is None:
        raise bad_filter(item.key)
    return tagged


def _named(name: str, values: frozenset[str], *, whole: bool) -> bool:
    return name in values if whole else any(value in name for value in values)


def _view(tx: Transaction, one: LogTopic) -> shapes.TopicInfo:
    return shapes.TopicInfo(
        logset_id=one.set_id,
        topic_id=one.id,
        topic_name=one.name,
        partition_count=one.partitions,
        index=True,
        assumer_name=one.maker,
        create_time=shown(one.created_ms),
        status=one.on,
        tags=shown_tags(tx, one.id),
        role_name="",
        auto_split=one.splits,
        max_split_partitions=one.most_partitions,
        storage_type=one.storage,
        period=one.period_days,
        sub_assumer_name="",
        describes=one.description,
        hot_period=one.hot_days,
        biz_type=0,
        is_web_tracking=one.web_tracking,
        is_source_from=one.notes_source,
        billing_mode=0,
    )
