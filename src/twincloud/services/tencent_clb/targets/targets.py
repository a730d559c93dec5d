"""Targets of one location: RegisterTargets, DeregisterTargets, ModifyTargetWeight, ModifyTargetPort."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import DUPLICATE, refusal
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import target_id, targets
from twincloud.services.tencent_clb.targets.bound_targets import (
    DEFAULT_WEIGHT,
    Location,
    bound_anew,
    find_location,
    named,
)
from twincloud.storage.transaction import Transaction

Request = (
    shapes.RegisterTargetsRequest
    | shapes.DeregisterTargetsRequest
    | shapes.ModifyTargetWeightRequest
    | shapes.ModifyTargetPortRequest
)


def _lock(call: Call, request: Request) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


@CLB.write("RegisterTargets", locks=_lock)
def register_targets(
    call: Call, request: shapes.RegisterTargetsRequest, tx: Transaction
) -> shapes.RegisterTargetsResponse:
    """Bind targets; one that is bound already takes the weight and tag that are given (our choice)."""
    location = _place(call, tx, request)
    if bound_anew(call, tx, location, request.targets).store(tx):
        touch(tx, location.balancer_id, location.listener_id)
    return shapes.RegisterTargetsResponse(request_id=call.request_id)


@CLB.write("DeregisterTargets", locks=_lock)
def deregister_targets(
    call: Call, request: shapes.DeregisterTargetsRequest, tx: Transaction
) -> shapes.DeregisterTargetsResponse:
    """Unbind targets; all of the named ones or none."""
    location = _place(call, tx, request)
    for target, _ in named(call, tx, location, request.targets):
        tx.remove(targets, target)
    touch(tx, location.balancer_id, location.listener_id)
    return shapes.DeregisterTargetsResponse(request_id=call.request_id)


@CLB.write("ModifyTargetWeight", locks=_lock)
def modify_target_weight(
    call: Call, request: shapes.ModifyTargetWeightRequest, tx: Transaction
) -> shapes.ModifyTargetWeightResponse:
    """Give targets a new weight: their own in the request, else the request's, else 10."""
    location = _place(call, tx, request)
    for target, given in named(call, tx, location, request.targets):
        weight = next((one for one in (given.weight, request.weight) if one is not None), DEFAULT_WEIGHT)
        tx.replace(targets, target, replace(target, weight=weight))
    touch(tx, location.balancer_id, location.listener_id)
    return shapes.ModifyTargetWeightResponse(request_id=call.request_id)


@CLB.write("ModifyTargetPort", locks=_lock)
def modify_target_port(
    call: Call, request: shapes.ModifyTargetPortRequest, tx: Transaction
) -> shapes.ModifyTargetPortResponse:
    """Bind targets with another port in place of the one that they have; all of the named ones or none."""
    location = _place(call, tx, request)
    moved = [target for target, _ in named(call, tx, location, request.targets)]
    taken = set(tx.column(targets, "id", location_id=location.id)) - {target.id for target in moved}
    for target in moved:
        tx.remove(targets, target)
    for target in moved:
        key = target_id(location.id, target.instance_id or target.host, request.new_port)
        if key in taken:
            raise refusal(call, DUPLICATE, f"The target {target.host}:{request.new_port} is bound already.")
        taken.add(key)
        tx.add(targets, replace(target, id=key, port=request.new_port))
    touch(tx, location.balancer_id, location.listener_id)
    return shapes.ModifyTargetPortResponse(request_id=call.request_id)


def _place(call: Call, tx: Transaction, request: Request) -> Location:
    return find_location(
        call, tx, request.load_balancer_id, request.listener_id, request.location_id, request.domain, request.url
    )
