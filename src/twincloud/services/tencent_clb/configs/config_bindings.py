"""Where customized configurations are bound: AssociateCustomizedConfig, DisassociateCustomizedConfig."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from twincloud.balancing.records import balancer_lock, users_of
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.configs.config_records import (
    ConfigBinding,
    CustomizedConfig,
    Place,
    config_bindings,
    config_lock,
    configs,
    find_config,
)
from twincloud.services.tencent_clb.configs.directives import CLB as OF_BALANCERS
from twincloud.services.tencent_clb.configs.directives import LOCATION
from twincloud.services.tencent_clb.errors import LOCATION_NOT_FOUND, MISSING, VALUE, refusal
from twincloud.services.tencent_clb.lookups import find_balancer, rules_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import listeners, load_balancers, rules
from twincloud.services.tencent_clb.rules.domains import check_domain_of, find_layer_7, has_domain
from twincloud.storage.transaction import Transaction

Request = shapes.AssociateCustomizedConfigRequest | shapes.DisassociateCustomizedConfigRequest


def _lock(call: Call, request: Request) -> Sequence[str]:
    return [config_lock(request.uconfig_id)]


@CLB.write("AssociateCustomizedConfig", locks=_lock)
def associate_customized_config(
    call: Call, request: shapes.AssociateCustomizedConfigRequest, tx: Transaction
) -> shapes.AssociateCustomizedConfigResponse:
    """Bind a configuration of the kind SERVER to domains, one of LOCATION to rules; all or none."""
    config = find_config(call, tx, request.uconfig_id)
    for place in _named(call, tx, config, request.bind_list):
        bind(call, tx, config, place)
    return shapes.AssociateCustomizedConfigResponse(request_id=call.request_id)


@CLB.write("DisassociateCustomizedConfig", locks=_lock)
def disassociate_customized_config(
    call: Call, request: shapes.DisassociateCustomizedConfigRequest, tx: Transaction
) -> shapes.DisassociateCustomizedConfigResponse:
    """Unbind a configuration from domains or rules; all or none."""
    config = find_config(call, tx, request.uconfig_id)
    for place in _named(call, tx, config, request.bind_list):
        unbind(call, tx, config, place)
    return shapes.DisassociateCustomizedConfigResponse(request_id=call.request_id)


def bind(call: Call, tx: Transaction, config: CustomizedConfig, place: Place) -> None:
    """Bind a configuration; again is no error (our choice). Raises ApiError where another one is bound."""
    if _bound(call, tx, config, place) is None:
        tx.add(config_bindings, place.bound_to(config.id))
        place.touch(tx)


def unbind(call: Call, tx: Transaction, config: CustomizedConfig, place: Place) -> None:
    """Unbind a configuration; what is not bound is no error (our choice). Raises ApiError where another one is."""
    before = _bound(call, tx, config, place)
    if before is not None:
        tx.remove(config_bindings, before)
        place.touch(tx)


def live_places(tx: Transaction, config_id: str) -> Iterator[Place]:
    """Yield the places that a configuration is bound to, oldest binding first, without those that are not there now."""
    for binding in tx.find(config_bindings, config_id=config_id):
        place = _place_of(tx, binding)
        if place is not None:
            yield place


def _users(tx: Transaction, config: CustomizedConfig) -> Iterator[tuple[str, Sequence[str]]]:
    for place in live_places(tx, config.id):
        if concerned := place.concerned(tx):
            yield place.balancer.id, concerned


users_of[configs.name] = _users


def _bound(call: Call, tx: Transaction, config: CustomizedConfig, place: Place) -> ConfigBinding | None:
    """Return the configuration's binding at a place, None where there is none; raises ApiError for another one's."""
    before = tx.get(config_bindings, place.id)
    if before is not None and before.config_id != config.id:
        raise refusal(call, "FailedOperation", f"{before.config_id} is bound to {place.id}; there can be only one.")
    return before


def _named(call: Call, tx: Transaction, config: CustomizedConfig, given: Sequence[shapes.BindItem]) -> list[Place]:
    """Return the places that a request names, whose balancers are held from then on; raises ApiError."""
    if config.kind == OF_BALANCERS:
        message = "is of the kind CLB; SetCustomizedConfigForLoadBalancer binds it to balancers."
        raise refusal(call, VALUE, f"{config.id} {message}")
    tx.lock(sorted({balancer_lock(item.load_balancer_id) for item in given}))
    return [_place(call, tx, config.kind, item) for item in given]


def _place(call: Call, tx: Transaction, kind: str, given: shapes.BindItem) -> Place:
    balancer = find_balancer(call, tx, given.load_balancer_id)
    listener = find_layer_7(call, tx, given.load_balancer_id, given.listener_id)
    if kind != LOCATION:
        check_domain_of(call, rules_of(tx, listener.id), given.domain)
        return Place(balancer, listener, given.domain)
    if not given.location_id:
        raise refusal(call, MISSING, "The request is missing a required parameter `BindList.LocationId`.")
    rule = tx.get(rules, given.location_id)
    if rule is None or rule.deleting or rule.listener_id != listener.id or not has_domain(rule, given.domain):
        raise refusal(call, LOCATION_NOT_FOUND, f"Invalid LocationId, LocationId: {given.location_id}")
    return Place(balancer, listener, given.domain, rule)


def _place_of(tx: Transaction, binding: ConfigBinding) -> Place | None:
    balancer = tx.get(load_balancers, binding.balancer_id)
    if balancer is None or balancer.deleting:
        return None
    if not binding.listener_id:
        return Place(balancer)
    listener = tx.get(listeners, binding.listener_id)
    if listener is None or listener.deleting:
        return None
    known = rules_of(tx, listener.id)
    if binding.location_id:
        own = [rule for rule in known if rule.id == binding.location_id]
        return Place(balancer, listener, binding.domain, own[0]) if own else None
    served = any(has_domain(rule, binding.domain) for rule in known)
    return Place(balancer, listener, binding.domain) if served else None
