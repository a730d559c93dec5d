"""Where target groups are bound: AssociateTargetGroups, DisassociateTargetGroups."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import LOCATION_NOT_FOUND, VALUE, refusal
from twincloud.services.tencent_clb.groups.group_records import (
    BOUND_BY,
    NOT_FOUND,
    V1,
    V2,
    Binding,
    TargetGroup,
    binding_id,
    bindings,
    find_group,
    group_lock,
)
from twincloud.services.tencent_clb.lookups import find_balancer, find_listener
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import LAYER_4, Listener, Rule, rules, subjects
from twincloud.storage.transaction import Transaction

_DEFAULT_WEIGHT = 10
_FORWARDED_WITH = {"HTTP": ("HTTP",), "HTTPS": ("HTTPS",), "GRPC": ("GRPC", "GRPCS")}
"""The ForwardType of rules that take groups of a protocol."""

Request = shapes.AssociateTargetGroupsRequest | shapes.DisassociateTargetGroupsRequest


class _Location(Struct, frozen=True):
    listener: Listener
    rule: Rule | None

    @property
    def id(self) -> str:
        return self.rule.id if self.rule else self.listener.location_id

    @property
    def target_type(self) -> str:
        return self.rule.target_type if self.rule else self.listener.target_type


def _locks(call: Call, request: Request) -> Sequence[str]:
    return sorted({group_lock(item.target_group_id) for item in request.associations})


@CLB.write("AssociateTargetGroups", locks=_locks)
def associate_target_groups(
    call: Call, request: shapes.AssociateTargetGroupsRequest, tx: Transaction
) -> shapes.AssociateTargetGroupsResponse:
    """Bind groups to listeners and rules; all or none. Binding again changes the weight (our choice)."""
    _lock_balancers(tx, request)
    kinds = set()
    for item in request.associations:
        group, location = find_group(call, tx, item.target_group_id), _find_location(call, tx, item)
        kinds.add(group.kind)
        _check_fit(call, tx, group, location)
        _bind(tx, group, location, item)
        touch(tx, location.listener.balancer_id, *subjects(location.listener))
    if len(kinds) > 1:
        raise refusal(call, VALUE, "The target groups of one request must be of one Type.")
    return shapes.AssociateTargetGroupsResponse(request_id=call.request_id)


@CLB.write("DisassociateTargetGroups", locks=_locks)
def disassociate_target_groups(
    call: Call, request: shapes.DisassociateTargetGroupsRequest, tx: Transaction
) -> shapes.DisassociateTargetGroupsResponse:
    """Unbind groups; all of the named bindings or none."""
    _lock_balancers(tx, request)
    for item in request.associations:
        group, location = find_group(call, tx, item.target_group_id), _find_location(call, tx, item)
        binding = tx.get(bindings, binding_id(location.id, group.id))
        if binding is None:
            raise refusal(call, NOT_FOUND, f"{group.id} is not bound to {item.location_id or item.listener_id}.")
        tx.remove(bindings, binding)
        touch(tx, location.listener.balancer_id, *subjects(location.listener))
    return shapes.DisassociateTargetGroupsResponse(request_id=call.request_id)


def _lock_balancers(tx: Transaction, request: Request) -> None:
    tx.lock(sorted({balancer_lock(item.load_balancer_id) for item in request.associations}))


def _find_location(call: Call, tx: Transaction, given: shapes.TargetGroupAssociation) -> _Location:
    if not given.listener_id:
        raise refusal(call, VALUE, "Associations.ListenerId is required.")
    listener = find_listener(call, tx, given.load_balancer_id, given.listener_id)
    if listener.protocol in LAYER_4:
        return _Location(listener, None)
    if not given.location_id:
        raise refusal(call, VALUE, "Associations.LocationId is required for a listener with rules.")
    rule = tx.get(rules, given.location_id)
    if rule is None or rule.deleting or rule.listener_id != listener.id:
        raise refusal(call, LOCATION_NOT_FOUND, f"Invalid LocationId, LocationId: {given.location_id}")
    return _Location(listener, rule)


def _check_fit(call: Call, tx: Transaction, group: TargetGroup, location: _Location) -> None:
    """Raise ApiError InvalidParameterValue unless the location takes this group."""
    listener, rule = location.listener, location.rule
    if location.target_type != BOUND_BY[group.kind]:
        message = f"{group.id} of Type {group.kind} is bound to what has TargetType {BOUND_BY[group.kind]}, not to "
        raise refusal(call, VALUE, f"{message}{location.target_type}.")
    balancer = find_balancer(call, tx, listener.balancer_id)
    wanted = balancer.target_vpc_id or balancer.vpc_id
    if group.vpc_id != wanted:
        raise refusal(call, VALUE, f"{group.id} is in {group.vpc_id}, but {balancer.id} has its targets in {wanted}.")
    if group.protocol is not None:
        spoken = (rule.forward_type,) if rule else (listener.protocol,)
        if not set(spoken) & set(_FORWARDED_WITH.get(group.protocol, (group.protocol,))):
            raise refusal(call, VALUE, f"A target group with {group.protocol} cannot be bound where {spoken[0]} is.")
    elif group.kind == V1:
        others = [other for other in tx.find(bindings, location_id=location.id) if other.group_id != group.id]
        if others:
            raise refusal(call, VALUE, f"{others[0].group_id} is bound there already; groups of Type v1 stand alone.")


def _bind(tx: Transaction, group: TargetGroup, location: _Location, given: shapes.TargetGroupAssociation) -> None:
    weight = _DEFAULT_WEIGHT if given.weight is None or group.kind != V2 else given.weight
    wanted = Binding(
        id=binding_id(location.id, group.id),
        group_id=group.id,
        balancer_id=location.listener.balancer_id,
        listener_id=location.listener.id,
        location_id=location.id,
        rule_id=location.rule.id if location.rule else "",
        weight=weight,
    )
    before = tx.get(bindings, wanted.id)
    if before is None:
        tx.add(bindings, wanted)
    else:
        tx.replace(bindings, before, wanted)
