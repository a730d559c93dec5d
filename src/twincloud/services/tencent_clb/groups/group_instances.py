"""A target group's instances: registered, deregistered, given other weights and ports."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from twincloud.balancing.records import touch_users, users_of
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import DUPLICATE, LIMIT, VALUE, refusal
from twincloud.services.tencent_clb.groups.group_records import (
    NOT_FOUND,
    V2,
    GroupInstance,
    TargetGroup,
    find_group,
    group_instances,
    group_lock,
    instance_id,
    instances_of,
    places_of,
    target_groups,
)
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import quotas
from twincloud.services.tencent_clb.records import subjects
from twincloud.storage.transaction import Transaction

_DEFAULT_WEIGHT = 10

Request = (
    shapes.RegisterTargetGroupInstancesRequest
    | shapes.DeregisterTargetGroupInstancesRequest
    | shapes.ModifyTargetGroupInstancesWeightRequest
    | shapes.ModifyTargetGroupInstancesPortRequest
)


def _lock(call: Call, request: Request) -> Sequence[str]:
    return [group_lock(request.target_group_id)]


@CLB.write("RegisterTargetGroupInstances", locks=_lock)
def register_target_group_instances(
    call: Call, request: shapes.RegisterTargetGroupInstancesRequest, tx: Transaction
) -> shapes.RegisterTargetGroupInstancesResponse:
    """Put servers into a group; one that is there already takes the weight that is given (our choice)."""
    group = find_group(call, tx, request.target_group_id)
    add_instances(call, tx, group, request.target_group_instances)
    touch_users(tx, target_groups, group)
    return shapes.RegisterTargetGroupInstancesResponse(request_id=call.request_id)


@CLB.write("DeregisterTargetGroupInstances", locks=_lock)
def deregister_target_group_instances(
    call: Call, request: shapes.DeregisterTargetGroupInstancesRequest, tx: Transaction
) -> shapes.DeregisterTargetGroupInstancesResponse:
    """Take servers out of a group; all of the named ones or none."""
    group = find_group(call, tx, request.target_group_id)
    for instance, _ in _named(call, tx, group, request.target_group_instances):
        tx.remove(group_instances, instance)
    touch_users(tx, target_groups, group)
    return shapes.DeregisterTargetGroupInstancesResponse(request_id=call.request_id)


@CLB.write("ModifyTargetGroupInstancesWeight", locks=_lock)
def modify_target_group_instances_weight(
    call: Call, request: shapes.ModifyTargetGroupInstancesWeightRequest, tx: Transaction
) -> shapes.ModifyTargetGroupInstancesWeightResponse:
    """Give servers of a group a new weight; without one they get the group's default, else 10."""
    group = find_group(call, tx, request.target_group_id)
    for instance, given in _named(call, tx, group, request.target_group_instances):
        tx.replace(group_instances, instance, replace(instance, weight=_weight(call, group, given, required=False)))
    touch_users(tx, target_groups, group)
    return shapes.ModifyTargetGroupInstancesWeightResponse(request_id=call.request_id)


@CLB.write("ModifyTargetGroupInstancesPort", locks=_lock)
def modify_target_group_instances_port(
    call: Call, request: shapes.ModifyTargetGroupInstancesPortRequest, tx: Transaction
) -> shapes.ModifyTargetGroupInstancesPortResponse:
    """Give servers of a group another port; raises ApiError when it is taken by the same server."""
    group = find_group(call, tx, request.target_group_id)
    named = _named(call, tx, group, request.target_group_instances)
    taken = {instance.id for instance in instances_of(tx, group.id)} - {instance.id for instance, _ in named}
    for instance, _ in named:
        tx.remove(group_instances, instance)
    for instance, given in named:
        if not given.new_port:
            raise refusal(call, VALUE, "NewPort is required.")
        key = instance_id(group.id, instance.host, given.new_port)
        if key in taken:
            raise refusal(call, DUPLICATE, f"{instance.host}:{given.new_port} is in the group already.")
        taken.add(key)
        tx.add(group_instances, replace(instance, id=key, port=given.new_port))
    touch_users(tx, target_groups, group)
    return shapes.ModifyTargetGroupInstancesPortResponse(request_id=call.request_id)


def add_instances(call: Call, tx: Transaction, group: TargetGroup, given: Sequence[shapes.TargetGroupInstance]) -> None:
    """Put servers into a group; raises ApiError for a bad one, one named twice, and too many."""
    known = {instance.id: instance for instance in instances_of(tx, group.id)}
    named: set[str] = set()
    for item in given:
        host, port = _host(call, item), _port(call, group, item)
        key = instance_id(group.id, host, port)
        if key in named:
            raise refusal(call, DUPLICATE, f"The instance {host}:{port} is named twice.")
        named.add(key)
        before = known.get(key)
        if before is None:
            weight = _weight(call, group, item, required=True)
            tx.add(group_instances, GroupInstance(key, group.id, host, port, weight, call.now_ms))
        elif item.weight is not None:
            tx.replace(group_instances, before, replace(before, weight=item.weight))
    most = quotas(call).targets_per_location
    if len(named | known.keys()) > most:
        raise refusal(call, LIMIT, f"A target group has at most {most} instances.")


def _users_of_group(tx: Transaction, group: TargetGroup) -> Iterator[tuple[str, Sequence[str]]]:
    for place in places_of(tx, group.id):
        yield place.balancer.id, subjects(place.listener)


def _users_of_instance(tx: Transaction, instance: GroupInstance) -> Iterator[tuple[str, Sequence[str]]]:
    group = tx.get(target_groups, instance.group_id)
    return iter(()) if group is None else _users_of_group(tx, group)


users_of[target_groups.name] = _users_of_group
users_of[group_instances.name] = _users_of_instance


def _named(
    call: Call, tx: Transaction, group: TargetGroup, given: Sequence[shapes.TargetGroupInstance]
) -> list[tuple[GroupInstance, shapes.TargetGroupInstance]]:
    """Return the group's instances that a request names, each with what it says of them; raises ApiError."""
    known = {instance.id: instance for instance in instances_of(tx, group.id)}
    found: dict[str, tuple[GroupInstance, shapes.TargetGroupInstance]] = {}
    for item in given:
        if not item.port and not group.full_listen:
            raise refusal(call, VALUE, "Port is required.")
        key = instance_id(group.id, _host(call, item), item.port or 0)
        if key in found:
            raise refusal(call, DUPLICATE, f"The instance {item.bind_ip}:{item.port} is named twice.")
        if key not in known:
            raise refusal(call, NOT_FOUND, f"{item.bind_ip}:{item.port} is not in the target group {group.id}.")
        found[key] = (known[key], item)
    return list(found.values())


def _host(call: Call, given: shapes.TargetGroupInstance) -> str:
    try:
        return str(ipaddress.ip_address(given.bind_ip))
    except ValueError:
        raise refusal(call, VALUE, f"BindIP {given.bind_ip} is not an IP address.") from None


def _port(call: Call, group: TargetGroup, given: shapes.TargetGroupInstance) -> int:
    if group.full_listen:
        if given.port:
            raise refusal(call, VALUE, "Port cannot be used with a group that listens to all ports.")
        return 0
    port = given.port or group.port
    if not port:
        raise refusal(call, VALUE, "Port is required: the target group has no default one.")
    return port


def _weight(call: Call, group: TargetGroup, given: shapes.TargetGroupInstance, *, required: bool) -> int:
    if given.weight is not None:
        return given.weight
    if group.weight is not None:
        return group.weight
    if group.kind == V2 and required:
        raise refusal(call, VALUE, "Weight is required: the target group of Type v2 has no default one.")
    return _DEFAULT_WEIGHT
