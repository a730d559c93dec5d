"""Targets: RegisterTargets, DeregisterTargets, ModifyTargetWeight."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.instances import find_instance
from twincloud.services.tencent_clb.domains import has_domain
from twincloud.services.tencent_clb.errors import (
    DUPLICATE,
    LIMIT,
    LOCATION_NOT_FOUND,
    MISSING,
    VALUE,
    refusal,
)
from twincloud.services.tencent_clb.lookups import find_listener, rules_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import quotas
from twincloud.services.tencent_clb.records import LAYER_4, NODE, Target, target_id, targets
from twincloud.storage.transaction import Transaction

_DEFAULT_WEIGHT = 10

Request = shapes.RegisterTargetsRequest | shapes.DeregisterTargetsRequest | shapes.ModifyTargetWeightRequest


class _Location(Struct, frozen=True):
    """Where targets are bound: a rule, or the inside of a layer-4 listener."""

    id: str
    balancer_id: str
    listener_id: str
    target_type: str


def _lock(call: Call, request: Request) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


@CLB.write("RegisterTargets", locks=_lock)
def register_targets(
    call: Call, request: shapes.RegisterTargetsRequest, tx: Transaction
) -> shapes.RegisterTargetsResponse:
    """Bind targets; one that is bound already takes the weight and tag that are given (our choice)."""
    location = _find_location(call, tx, request)
    if location.target_type != NODE:
        raise refusal(call, VALUE, f"Targets of TargetType {location.target_type} are bound through target groups.")
    bound = _bound(tx, location)
    added: list[Target] = []
    changed = False
    for key, given in _distinct(call, location, request.targets).items():
        before = bound.get(key)
        if before is None:
            added.append(_new(call, tx, location, key, given))
            continue
        weight = before.weight if given.weight is None else given.weight
        after = replace(before, weight=weight, tag=before.tag if given.tag is None else given.tag)
        changed = changed or after != before
        tx.replace(targets, before, after)
    most = quotas(call).targets_per_location
    if len(bound) + len(added) > most:
        raise refusal(call, LIMIT, f"A rule, or a layer-4 listener, has at most {most} targets.")
    tx.add_all(targets, added)
    if added or changed:
        touch(tx, location.balancer_id, location.listener_id)
    return shapes.RegisterTargetsResponse(request_id=call.request_id)


@CLB.write("DeregisterTargets", locks=_lock)
def deregister_targets(
    call: Call, request: shapes.DeregisterTargetsRequest, tx: Transaction
) -> shapes.DeregisterTargetsResponse:
    """Unbind targets; all of the named ones or none."""
    location = _find_location(call, tx, request)
    for target in _named(call, tx, location, request.targets):
        tx.remove(targets, target)
    touch(tx, location.balancer_id, location.listener_id)
    return shapes.DeregisterTargetsResponse(request_id=call.request_id)


@CLB.write("ModifyTargetWeight", locks=_lock)
def modify_target_weight(
    call: Call, request: shapes.ModifyTargetWeightRequest, tx: Transaction
) -> shapes.ModifyTargetWeightResponse:
    """Give targets a new weight: their own in the request, else the request's, else 10."""
    location = _find_location(call, tx, request)
    given = {_key(call, location, item): item.weight for item in request.targets}
    for target in _named(call, tx, location, request.targets):
        own = given[target.id]
        weight = next((one for one in (own, request.weight) if one is not None), _DEFAULT_WEIGHT)
        tx.replace(targets, target, replace(target, weight=weight))
    touch(tx, location.balancer_id, location.listener_id)
    return shapes.ModifyTargetWeightResponse(request_id=call.request_id)


def _find_location(call: Call, tx: Transaction, request: Request) -> _Location:
    """Return the location that a request names; raises ApiError. Layer 4 needs no more than the listener."""
    listener = find_listener(call, tx, request.load_balancer_id, request.listener_id)
    if listener.protocol in LAYER_4:
        return _Location(listener.location_id, listener.balancer_id, listener.id, listener.target_type)
    known = rules_of(tx, listener.id)
    if request.location_id:
        found = [rule for rule in known if rule.id == request.location_id]
    elif request.domain and request.url:
        found = [rule for rule in known if has_domain(rule, request.domain) and rule.url == request.url]
    else:
        raise refusal(call, MISSING, "The request needs LocationId, or Domain and Url.")
    if not found:
        named = request.location_id or f"{request.domain} {request.url}"
        raise refusal(call, LOCATION_NOT_FOUND, f"Invalid LocationId, LocationId: {named}")
    return _Location(found[0].id, listener.balancer_id, listener.id, found[0].target_type)


def _bound(tx: Transaction, location: _Location) -> dict[str, Target]:
    return {target.id: target for target in tx.find(targets, location_id=location.id)}


def _named(call: Call, tx: Transaction, location: _Location, given: Sequence[shapes.Target]) -> list[Target]:
    """Return the bound targets that a request names; raises ApiError when one is not bound."""
    bound = _bound(tx, location)
    keys = _distinct(call, location, given)
    for key, item in keys.items():
        if key not in bound:
            message = f"The target {item.instance_id or item.eni_ip}:{item.port} is not bound."
            raise refusal(call, "InvalidParameter", message)
    return [bound[key] for key in keys]


def _distinct(call: Call, location: _Location, given: Sequence[shapes.Target]) -> dict[str, shapes.Target]:
    """Return the named targets by their row ids; raises ApiError when one is named twice."""
    named: dict[str, shapes.Target] = {}
    for item in given:
        key = _key(call, location, item)
        if key in named:
            raise refusal(call, DUPLICATE, f"The target {item.instance_id or item.eni_ip}:{item.port} is named twice.")
        named[key] = item
    return named


def _key(call: Call, location: _Location, given: shapes.Target) -> str:
    if given.instance_id and given.eni_ip:
        raise refusal(call, VALUE, "A target has either an InstanceId or an EniIp.")
    backend = given.instance_id or given.eni_ip
    if not backend:
        raise refusal(call, MISSING, "A target needs an InstanceId or an EniIp.")
    return target_id(location.id, backend, given.port)


def _new(call: Call, tx: Transaction, location: _Location, key: str, given: shapes.Target) -> Target:
    host, name = given.eni_ip or "", ""
    if given.instance_id:
        instance = find_instance(tx, call.tenant.account, given.instance_id)
        if instance is None:
            message = f"Invalid InstanceId, InstanceId: {given.instance_id}; tell its address: twincloud instances add"
            raise refusal(call, VALUE, message)
        host, name = instance.address, instance.name
    elif not _is_address(host):
        raise refusal(call, VALUE, f"EniIp {host} is not an IP address.")
    return Target(
        id=key,
        balancer_id=location.balancer_id,
        listener_id=location.listener_id,
        location_id=location.id,
        host=host,
        port=given.port,
        weight=_DEFAULT_WEIGHT if given.weight is None else given.weight,
        registered_ms=call.now_ms,
        instance_id=given.instance_id or "",
        instance_name=name,
        tag=given.tag or "",
    )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text
