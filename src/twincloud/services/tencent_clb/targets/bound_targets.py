"""What operations on targets share: the place that a request means, and what binding, unbinding and changing need."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.instances import find_instance
from twincloud.kernel.hosts import is_address
from twincloud.services.tencent_clb.errors import (
    DUPLICATE,
    LIMIT,
    LOCATION_NOT_FOUND,
    MISSING,
    VALUE,
    refusal,
)
from twincloud.services.tencent_clb.lookups import find_listener, rules_of
from twincloud.services.tencent_clb.quotas import quotas
from twincloud.services.tencent_clb.records import LAYER_4, NODE, Target, function_targets, target_id, targets
from twincloud.services.tencent_clb.rules.domains import has_domain
from twincloud.storage.transaction import Transaction

DEFAULT_WEIGHT = 10

Given = shapes.Target | shapes.BatchTarget


class Location(Struct, frozen=True):
    """Where targets are bound: a rule, or the inside of a layer-4 listener."""

    id: str
    balancer_id: str
    listener_id: str
    target_type: str


class Bound(Struct, frozen=True):
    """What binding targets to a location changes: new ones, and those that were bound and are given otherwise."""

    added: tuple[Target, ...]
    changed: tuple[tuple[Target, Target], ...]

    def store(self, tx: Transaction) -> bool:
        """Write it; tells whether there was anything to write."""
        tx.add_all(targets, self.added)
        for before, after in self.changed:
            tx.replace(targets, before, after)
        return bool(self.added or self.changed)


def find_location(
    call: Call,
    tx: Transaction,
    balancer_id: str,
    listener_id: str,
    location_id: str | None,
    domain: str | None = None,
    url: str | None = None,
) -> Location:
    """Return the location that a request names; raises ApiError. Layer 4 needs no more than the listener."""
    listener = find_listener(call, tx, balancer_id, listener_id)
    if listener.protocol in LAYER_4:
        return Location(listener.location_id, listener.balancer_id, listener.id, listener.target_type)
    known = rules_of(tx, listener.id)
    if location_id:
        found = [rule for rule in known if rule.id == location_id]
    elif domain and url:
        found = [rule for rule in known if has_domain(rule, domain) and rule.url == url]
    else:
        raise refusal(call, MISSING, "The request needs LocationId, or Domain and Url.")
    if not found:
        raise refusal(call, LOCATION_NOT_FOUND, f"Invalid LocationId, LocationId: {location_id or f'{domain} {url}'}")
    return Location(found[0].id, listener.balancer_id, listener.id, found[0].target_type)


def bound_anew(call: Call, tx: Transaction, location: Location, given: Sequence[Given]) -> Bound:
    """Return what binding these targets changes; raises ApiError before anything is written."""
    if location.target_type != NODE:
        raise refusal(call, VALUE, f"Targets of TargetType {location.target_type} are bound through target groups.")
    if tx.get(function_targets, location.id) is not None:
        raise refusal(call, VALUE, "A function is bound to the rule; unbind it first (DeregisterFunctionTargets).")
    bound = {target.id: target for target in tx.find(targets, location_id=location.id)}
    added: list[Target] = []
    changed: list[tuple[Target, Target]] = []
    for key, item in _distinct(call, location, given).items():
        before = bound.get(key)
        if before is None:
            added.append(_new(call, tx, location, key, item))
            continue
        weight = before.weight if item.weight is None else item.weight
        after = replace(before, weight=weight, tag=before.tag if item.tag is None else item.tag)
        if after != before:
            changed.append((before, after))
    most = quotas(call).targets_per_location
    if len(bound) + len(added) > most:
        raise refusal(call, LIMIT, f"A rule, or a layer-4 listener, has at most {most} targets.")
    return Bound(tuple(added), tuple(changed))


def named(call: Call, tx: Transaction, location: Location, given: Sequence[Given]) -> list[tuple[Target, Given]]:
    """Return the bound targets that a request names, each with what it says; raises ApiError when one is not bound."""
    bound = {target.id: target for target in tx.find(targets, location_id=location.id)}
    found = []
    for key, item in _distinct(call, location, given).items():
        if key not in bound:
            message = f"The target {item.instance_id or item.eni_ip}:{item.port} is not bound."
            raise refusal(call, "InvalidParameter", message)
        found.append((bound[key], item))
    return found


def _distinct(call: Call, location: Location, given: Sequence[Given]) -> dict[str, Given]:
    """Return the named targets by their row ids; raises ApiError when one is named twice."""
    seen: dict[str, Given] = {}
    for item in given:
        key = _key(call, location, item)
        if key in seen:
            raise refusal(call, DUPLICATE, f"The target {item.instance_id or item.eni_ip}:{item.port} is named twice.")
        seen[key] = item
    return seen


def _key(call: Call, location: Location, given: Given) -> str:
    if given.instance_id and given.eni_ip:
        raise refusal(call, VALUE, "A target has either an InstanceId or an EniIp.")
    backend = given.instance_id or given.eni_ip
    if not backend:
        raise refusal(call, MISSING, "A target needs an InstanceId or an EniIp.")
    return target_id(location.id, backend, given.port)


def _new(call: Call, tx: Transaction, location: Location, key: str, given: Given) -> Target:
    host, name = given.eni_ip or "", ""
    if given.instance_id:
        instance = find_instance(tx, call.tenant.account, given.instance_id)
        if instance is None:
            message = f"Invalid InstanceId, InstanceId: {given.instance_id}; tell its address: twincloud instances add"
            raise refusal(call, VALUE, message)
        host, name = instance.address, instance.name
    elif not is_address(host):
        raise refusal(call, VALUE, f"EniIp {host} is not an IP address.")
    return Target(
        id=key,
        balancer_id=location.balancer_id,
        listener_id=location.listener_id,
        location_id=location.id,
        host=host,
        port=given.port,
        weight=DEFAULT_WEIGHT if given.weight is None else given.weight,
        registered_ms=call.now_ms,
        instance_id=given.instance_id or "",
        instance_name=name,
        tag=given.tag or "",
    )
