"""Targets of many locations at once: bound, unbound, and given other weights and tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_clb.errors import LENGTH, refusal
from twincloud.services.tencent_clb.lookups import find_balancer
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import targets
from twincloud.services.tencent_clb.targets.bound_targets import DEFAULT_WEIGHT, Given, bound_anew, find_location, named
from twincloud.storage.transaction import Transaction

_MOST_TARGETS = 500

Request = (
    shapes.BatchRegisterTargetsRequest
    | shapes.BatchDeregisterTargetsRequest
    | shapes.BatchModifyTargetWeightRequest
    | shapes.BatchModifyTargetTagRequest
)


def _lock(call: Call, request: Request) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


@CLB.write("BatchRegisterTargets", locks=_lock)
def batch_register_targets(
    call: Call, request: shapes.BatchRegisterTargetsRequest, tx: Transaction
) -> shapes.BatchRegisterTargetsResponse:
    """Bind targets to many listeners and rules; a listener with anything wrong is named, and nothing is bound there."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    failed: dict[str, str] = {}
    for listener_id, places in _by_listener(request.targets).items():
        try:
            bound = [
                bound_anew(call, tx, find_location(call, tx, balancer.id, listener_id, location_id), given)
                for location_id, given in places.items()
            ]
        except ApiError as error:
            failed[listener_id] = error.message
            continue
        changes = [one.store(tx) for one in bound]
        if any(changes):
            touch(tx, balancer.id, listener_id)
    return shapes.BatchRegisterTargetsResponse(
        fail_listener_id_set=list(failed), message="; ".join(failed.values()), request_id=call.request_id
    )


@CLB.write("BatchDeregisterTargets", locks=_lock)
def batch_deregister_targets(
    call: Call, request: shapes.BatchDeregisterTargetsRequest, tx: Transaction
) -> shapes.BatchDeregisterTargetsResponse:
    """Unbind targets from many listeners and rules; a listener with anything wrong is named and keeps its targets."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    failed: dict[str, str] = {}
    for listener_id, places in _by_listener(request.targets).items():
        try:
            doomed = [
                target
                for location_id, given in places.items()
                for target, _ in named(call, tx, find_location(call, tx, balancer.id, listener_id, location_id), given)
            ]
        except ApiError as error:
            failed[listener_id] = error.message
            continue
        for target in doomed:
            tx.remove(targets, target)
        touch(tx, balancer.id, listener_id)
    return shapes.BatchDeregisterTargetsResponse(
        fail_listener_id_set=list(failed), message="; ".join(failed.values()), request_id=call.request_id
    )


@CLB.write("BatchModifyTargetWeight", locks=_lock)
def batch_modify_target_weight(
    call: Call, request: shapes.BatchModifyTargetWeightRequest, tx: Transaction
) -> shapes.BatchModifyTargetWeightResponse:
    """Give targets of many locations new weights, as ModifyTargetWeight does; all of them or none."""
    _check_size(call, [len(item.targets) for item in request.modify_list])
    for item in request.modify_list:
        location = find_location(
            call, tx, request.load_balancer_id, item.listener_id, item.location_id, item.domain, item.url
        )
        for target, given in named(call, tx, location, item.targets):
            weight = next((one for one in (given.weight, item.weight) if one is not None), DEFAULT_WEIGHT)
            tx.replace(targets, target, replace(target, weight=weight))
        touch(tx, location.balancer_id, location.listener_id)
    return shapes.BatchModifyTargetWeightResponse(request_id=call.request_id)


@CLB.write("BatchModifyTargetTag", locks=_lock)
def batch_modify_target_tag(
    call: Call, request: shapes.BatchModifyTargetTagRequest, tx: Transaction
) -> shapes.BatchModifyTargetTagResponse:
    """Give targets of many locations new tags: their own in the request, else the entry's, else none."""
    _check_size(call, [len(item.targets) for item in request.modify_list])
    for item in request.modify_list:
        location = find_location(call, tx, request.load_balancer_id, item.listener_id, item.location_id)
        for target, given in named(call, tx, location, item.targets):
            tag = next((one for one in (given.tag, item.tag) if one is not None), "")
            tx.replace(targets, target, replace(target, tag=tag))
    return shapes.BatchModifyTargetTagResponse(request_id=call.request_id)


def _by_listener(given: Sequence[shapes.BatchTarget]) -> Mapping[str, Mapping[str | None, list[Given]]]:
    """Return what a request names, by listener and there by rule."""
    found: dict[str, dict[str | None, list[Given]]] = {}
    for item in given:
        found.setdefault(item.listener_id, {}).setdefault(item.location_id or None, []).append(item)
    return found


def _check_size(call: Call, sizes: Sequence[int]) -> None:
    if sum(sizes) > _MOST_TARGETS:
        raise refusal(call, LENGTH, f"A request names at most {_MOST_TARGETS} targets.")
