"""Target groups: CreateTargetGroup, ModifyTargetGroupAttribute, DeleteTargetGroups."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import touch_users
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.networks import DEFAULT_VPC
from twincloud.inventory.tags import drop_tags, set_tags
from twincloud.services.tencent_clb.errors import FORMAT, VALUE, refusal
from twincloud.services.tencent_clb.groups.group_checks import check_times, group_check, merged
from twincloud.services.tencent_clb.groups.group_instances import add_instances
from twincloud.services.tencent_clb.groups.group_records import (
    V1,
    V2,
    TargetGroup,
    find_group,
    group_instances,
    group_lock,
    instances_of,
    places_of,
    target_groups,
)
from twincloud.services.tencent_clb.product import CLB
from twincloud.storage.transaction import Transaction

_BMP_END = 0xFFFF
_WITH_REQUESTS = frozenset({"HTTP", "HTTPS", "GRPC"})
_SHORTEST_SESSION_S = 30

Given = shapes.CreateTargetGroupRequest | shapes.ModifyTargetGroupAttributeRequest


def _new_lock(call: Call, request: shapes.CreateTargetGroupRequest) -> Sequence[str]:
    """Hold nothing: nobody knows the group yet."""
    return []


def _lock(call: Call, request: shapes.ModifyTargetGroupAttributeRequest) -> Sequence[str]:
    return [group_lock(request.target_group_id)]


def _locks(call: Call, request: shapes.DeleteTargetGroupsRequest) -> Sequence[str]:
    return [group_lock(group_id) for group_id in request.target_group_ids]


@CLB.write("CreateTargetGroup", locks=_new_lock)
def create_target_group(
    call: Call, request: shapes.CreateTargetGroupRequest, tx: Transaction
) -> shapes.CreateTargetGroupResponse:
    """Make a group, with its first instances if some are named."""
    group = _ordered(call, request)
    tx.add(target_groups, group)
    add_instances(call, tx, group, request.target_group_instances or ())
    if request.tags:
        set_tags(tx, call.tenant, group.id, {tag.tag_key: tag.tag_value for tag in request.tags})
    return shapes.CreateTargetGroupResponse(target_group_id=group.id, request_id=call.request_id)


@CLB.write("ModifyTargetGroupAttribute", locks=_lock)
def modify_target_group_attribute(
    call: Call, request: shapes.ModifyTargetGroupAttributeRequest, tx: Transaction
) -> shapes.ModifyTargetGroupAttributeResponse:
    """Change a group; what is not given stays. Its default port is for instances that come later."""
    group = find_group(call, tx, request.target_group_id)
    _check_name(call, request)
    _check_given(call, request, group.kind, group.protocol)
    if request.port and group.full_listen:
        raise refusal(call, VALUE, "Port cannot be used with a group that listens to all ports.")
    check = group.given_check if request.health_check is None else merged(group.given_check, request.health_check)
    check_times(call, check)
    after = replace(
        group,
        name=request.target_group_name or group.name,
        port=request.port or group.port,
        given_check=check,
        check=group_check(call, group.protocol, check) if group.protocol else None,
        scheduler=request.schedule_algorithm or group.scheduler,
        weight=group.weight if request.weight is None else request.weight,
        keepalive=group.keepalive if request.keepalive_enable is None else request.keepalive_enable,
        session_expire=_or(request.session_expire_time, group.session_expire),
        snat=group.snat if request.snat_enable is None else request.snat_enable,
        updated_ms=call.now_ms,
    )
    tx.replace(target_groups, group, after)
    touch_users(tx, target_groups, after)
    return shapes.ModifyTargetGroupAttributeResponse(request_id=call.request_id)


@CLB.write("DeleteTargetGroups", locks=_locks)
def delete_target_groups(
    call: Call, request: shapes.DeleteTargetGroupsRequest, tx: Transaction
) -> shapes.DeleteTargetGroupsResponse:
    """Delete groups, all of the named ones or none; one that is bound somewhere is refused."""
    doomed = [find_group(call, tx, group_id) for group_id in dict.fromkeys(request.target_group_ids)]
    for group in doomed:
        if places := places_of(tx, group.id):
            where = places[0].binding
            message = f"{group.id} is bound to {where.listener_id} of {where.balancer_id}; unbind it first."
            raise refusal(call, VALUE, message)
    for group in doomed:
        for instance in instances_of(tx, group.id):
            tx.remove(group_instances, instance)
        drop_tags(tx, group.id)
        tx.remove(target_groups, group)
    return shapes.DeleteTargetGroupsResponse(request_id=call.request_id)


def _ordered(call: Call, request: shapes.CreateTargetGroupRequest) -> TargetGroup:
    """Return the record of what was asked for; raises ApiError for what cannot be had together."""
    kind = request.type_ or V1
    if kind == V2 and not request.protocol:
        raise refusal(call, VALUE, "Protocol is required for a target group of Type v2.")
    if kind == V1 and request.full_listen_switch:
        raise refusal(call, VALUE, "FullListenSwitch cannot be used with a target group of Type v1.")
    if request.full_listen_switch and request.port:
        raise refusal(call, VALUE, "Port cannot be used with a group that listens to all ports.")
    protocol = request.protocol if kind == V2 else None
    _check_name(call, request)
    _check_given(call, request, kind, protocol)
    check_times(call, request.health_check)
    group_id = call.new_id("lbtg-")
    return TargetGroup(
        id=group_id,
        account=call.tenant.account,
        region=call.tenant.region,
        name=request.target_group_name or group_id,
        vpc_id=request.vpc_id or DEFAULT_VPC,
        created_ms=call.now_ms,
        updated_ms=call.now_ms,
        kind=kind,
        port=request.port or 0,
        given_check=request.health_check,
        check=group_check(call, protocol, request.health_check) if protocol else None,
        ip_version=request.ip_version or "IPv4",
        snat=bool(request.snat_enable),
        protocol=protocol,
        scheduler=request.schedule_algorithm or "WRR",
        weight=request.weight,
        full_listen=bool(request.full_listen_switch),
        keepalive=bool(request.keepalive_enable),
        session_expire=request.session_expire_time or 0,
    )


def _check_name(call: Call, request: Given) -> None:
    if any(ord(char) > _BMP_END for char in request.target_group_name or ""):
        raise refusal(call, FORMAT, "TargetGroupName must not hold supplementary Unicode characters.")


def _check_given(call: Call, request: Given, kind: str, protocol: str | None) -> None:
    """Refuse members that belong to other groups, unless their value means what their absence does (our choice)."""
    if kind == V1 and request.weight is not None:
        raise refusal(call, VALUE, "Weight cannot be used with a target group of Type v1.")
    of_requests = {
        "ScheduleAlgorithm": (request.schedule_algorithm or "WRR") != "WRR",
        "KeepaliveEnable": bool(request.keepalive_enable),
        "SessionExpireTime": bool(request.session_expire_time),
    }
    for wire, given in of_requests.items():
        if given and protocol not in _WITH_REQUESTS:
            raise refusal(call, VALUE, f"{wire} is for target groups of Type v2 with HTTP, HTTPS or GRPC.")
    if 0 < (request.session_expire_time or 0) < _SHORTEST_SESSION_S:
        raise refusal(call, VALUE, "SessionExpireTime must be 0 or 30..3600.")


def _or(given: int | None, default: int) -> int:
    return default if given is None else given
