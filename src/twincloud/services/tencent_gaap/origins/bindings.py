"""Which origins serve a listener or a rule: BindListenerRealServers, BindRuleRealServers."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import VALUE, refusal
from twincloud.services.tencent_gaap.lookups import account_lock, changeable, is_layer_4
from twincloud.services.tencent_gaap.origins.real_servers import kind_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.records import (
    BINDING,
    Binding,
    Listener,
    Rule,
    binding_id,
    bindings,
    listeners,
    real_servers,
    rules,
    subjects,
)
from twincloud.services.tencent_gaap.rules.rule_lookups import find_rule, require_rule_idle
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction

MASTER, SLAVE = "master", "slave"


@GAAP.write("BindListenerRealServers", locks=account_lock, settle=served)
def bind_listener_real_servers(
    call: Call, request: shapes.BindListenerRealServersRequest, tx: Transaction
) -> shapes.BindListenerRealServersResponse:
    """Let a layer-4 listener have exactly these origins; without any it has none."""
    listener = changeable(call, tx, request.listener_id)
    if not is_layer_4(listener):
        raise refusal(call, VALUE, f"The listener {listener.id} has rules; bind origins to these.")
    wanted = _wanted(call, tx, request.real_server_bind_set, listener, listener.id, listener.origin_type)
    _exchange(tx, listener.id, wanted)
    generation = touch(tx, listener.owner_id, *subjects(listener))
    tx.replace(listeners, listener, replace(listener, change=BINDING, changed=generation))
    return shapes.BindListenerRealServersResponse(request_id=call.request_id)


@GAAP.write("BindRuleRealServers", locks=account_lock, settle=served)
def bind_rule_real_servers(
    call: Call, request: shapes.BindRuleRealServersRequest, tx: Transaction
) -> shapes.BindRuleRealServersResponse:
    """Let a rule have exactly these origins; without any it has none."""
    listener = changeable(call, tx, find_rule(call, tx, request.rule_id).listener_id)
    rule = find_rule(call, tx, request.rule_id)
    require_rule_idle(call, tx, rule)
    wanted = _wanted(call, tx, request.real_server_bind_set, listener, rule.id, rule.origin_type)
    _exchange(tx, rule.id, wanted)
    tx.replace(rules, rule, _binding(rule, touch(tx, listener.owner_id, *subjects(listener))))
    return shapes.BindRuleRealServersResponse(request_id=call.request_id)


def _binding(rule: Rule, generation: int) -> Rule:
    return replace(rule, change=BINDING, changed=generation)


def _wanted(
    call: Call,
    tx: Transaction,
    given: Sequence[shapes.RealServerBindSetReq] | None,
    listener: Listener,
    place_id: str,
    origin_type: str,
) -> dict[str, Binding]:
    """Return the bindings that a request asks for by their ids; raises ApiError."""
    most = quotas(call).servers_per_place
    if len(given or ()) > most:
        raise refusal(call, "FailedOperation.LimitRealServerNum", f"At most {most} origins can be bound.")
    wanted: dict[str, Binding] = {}
    for item in given or ():
        key = binding_id(place_id, item.real_server_id, item.real_server_port)
        if key in wanted:
            raise refusal(call, VALUE, f"{item.real_server_id}:{item.real_server_port} is named twice.")
        address = _address(call, tx, item)
        if kind_of(address) != origin_type:
            raise refusal(call, VALUE, f"The origin {address} is not of type {origin_type}.")
        role = (item.real_server_failover_role or MASTER).lower()
        if role not in (MASTER, SLAVE):
            raise refusal(call, VALUE, "RealServerFailoverRole must be master or slave.")
        wanted[key] = Binding(
            id=key,
            owner_id=listener.owner_id,
            listener_id=listener.id,
            place_id=place_id,
            server_id=item.real_server_id,
            address=address,
            port=item.real_server_port,
            weight=1 if item.real_server_weight is None else item.real_server_weight,
            role=role,
        )
    return wanted


def _address(call: Call, tx: Transaction, item: shapes.RealServerBindSetReq) -> str:
    """Return the address of the account's origin; raises ApiError when it has another one, or there is none."""
    server = tx.get(real_servers, item.real_server_id)
    given = item.real_server_ip.rstrip(".").lower()
    if kind_of(given) == "IP":
        given = str(ipaddress.ip_address(given))
    if server is None or (server.account, server.address) != (call.tenant.account, given):
        message = f"There is no origin {item.real_server_id} with the address {item.real_server_ip}."
        raise refusal(call, "InvalidParameterValue.RealServerNotBelong", message)
    return server.address


def _exchange(tx: Transaction, place_id: str, wanted: dict[str, Binding]) -> None:
    """Store what a place has from now on; what stays the same is not touched."""
    known = {binding.id: binding for binding in tx.find(bindings, place_id=place_id)}
    for key, binding in known.items():
        if key in wanted:
            tx.replace(bindings, binding, wanted[key])
        else:
            tx.remove(bindings, binding)
    tx.add_all(bindings, [binding for key, binding in wanted.items() if key not in known])
