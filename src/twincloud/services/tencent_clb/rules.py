"""Forwarding rules of layer-7 listeners: CreateRule, DeleteRule."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import (
    LIMIT,
    LOCATION_NOT_FOUND,
    MISSING,
    UNSUPPORTED,
    VALUE,
    refusal,
)
from twincloud.services.tencent_clb.health_checks import rule_check
from twincloud.services.tencent_clb.health_checks import shown as shown_check
from twincloud.services.tencent_clb.lookups import find_listener, rules_of
from twincloud.services.tencent_clb.patterns import check_domain, check_url
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import quotas
from twincloud.services.tencent_clb.records import LAYER_7, NODE, Listener, Rule, listeners, rules, targets
from twincloud.services.tencent_clb.removal import purge_unwatched
from twincloud.services.tencent_clb.times import shown
from twincloud.storage.transaction import Transaction

_SHORTEST_SESSION_S = 30


def _lock(call: Call, request: shapes.CreateRuleRequest | shapes.DeleteRuleRequest) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


@CLB.write("CreateRule", locks=_lock)
def create_rule(call: Call, request: shapes.CreateRuleRequest, tx: Transaction) -> shapes.CreateRuleResponse:
    """Add forwarding rules to an HTTP listener; all of them or none."""
    listener = _find_layer_7(call, tx, request.load_balancer_id, request.listener_id)
    known = rules_of(tx, listener.id)
    most = quotas(call).rules_per_listener
    if len(known) + len(request.rules) > most:
        raise refusal(call, LIMIT, f"A listener has at most {most} rules.")
    made: list[Rule] = []
    default = ""
    for given in request.rules:
        rule = _asked_for(call, given, listener)
        _check_new(call, rule, [*known, *made])
        made.append(rule)
        if given.default_server:
            default = rule.domains[0]
    tx.add_all(rules, made)
    if default:
        tx.replace(listeners, listener, replace(listener, default_domain=default))
    touch(tx, listener.balancer_id, listener.id)
    return shapes.CreateRuleResponse(location_ids=[rule.id for rule in made], request_id=call.request_id)


@CLB.write("DeleteRule", locks=_lock)
def delete_rule(call: Call, request: shapes.DeleteRuleRequest, tx: Transaction) -> shapes.DeleteRuleResponse:
    """Delete rules by id, or all of a domain (or that one with the URL); their bindings go with them."""
    listener = _find_layer_7(call, tx, request.load_balancer_id, request.listener_id)
    known = rules_of(tx, listener.id)
    doomed = _doomed(call, request, known)
    kept = [rule for rule in known if rule not in doomed]
    if request.new_default_server_domain:
        default = request.new_default_server_domain
        if not any(has_domain(rule, default) for rule in kept):
            raise refusal(call, VALUE, f"NewDefaultServerDomain {default} is not a domain of the listener.")
        tx.replace(listeners, listener, replace(listener, default_domain=default))
    generation = touch(tx, listener.balancer_id, listener.id)
    for rule in doomed:
        for target in tx.find(targets, location_id=rule.id):
            tx.remove(targets, target)
        tx.replace(rules, rule, replace(rule, deleting=generation))
    purge_unwatched(call, tx, listener.balancer_id, generation)
    return shapes.DeleteRuleResponse(request_id=call.request_id)


def has_domain(rule: Rule, domain: str) -> bool:
    """Tell whether a rule serves a domain; names do not differ by case."""
    return domain.lower() in {name.lower() for name in rule.domains}


def default_domain(listener: Listener, known: Sequence[Rule]) -> str:
    """Return the domain that gets requests nobody claims: the one chosen, else that of the first rule."""
    if any(has_domain(rule, listener.default_domain) for rule in known):
        return listener.default_domain
    return known[0].domains[0] if known else ""


def rule_view(rule: Rule, default: str) -> shapes.RuleOutput:
    """Return a rule as answers show it."""
    return shapes.RuleOutput(
        location_id=rule.id,
        domain=rule.domains[0],
        url=rule.url,
        session_expire_time=rule.session_expire,
        health_check=shown_check(rule.check, of_rule=True),
        scheduler=rule.scheduler,
        listener_id=rule.listener_id,
        rewrite_target=shapes.RewriteTarget(),
        http_gzip=False,
        be_auto_created=False,
        default_server=has_domain(rule, default),
        http2=False,
        forward_type=rule.forward_type,
        create_time=shown(rule.created_ms),
        target_type=rule.target_type,
        trpc_callee=rule.trpc_callee,
        trpc_func=rule.trpc_func,
        quic_status="QUIC_INACTIVE",
        domains=list(rule.domains),
        cookie_name=rule.cookie_name,
    )


def _find_layer_7(call: Call, tx: Transaction, balancer_id: str, listener_id: str) -> Listener:
    listener = find_listener(call, tx, balancer_id, listener_id)
    if listener.protocol not in LAYER_7:
        raise refusal(call, VALUE, "This interface only support HTTP/HTTPS listener.")
    return listener


def _asked_for(call: Call, given: shapes.RuleInput, listener: Listener) -> Rule:
    domains = _domains(call, given)
    check_url(call, given.url)
    for wire, on in (("Http2", given.http2), ("Quic", given.quic)):
        if on:
            raise refusal(call, VALUE, f"{wire} cannot be used with the rules of an HTTP listener.")
    forward_type = given.forward_type or "HTTP"
    if forward_type == "TRPC":
        raise refusal(call, UNSUPPORTED, "Rules that forward with TRPC are not provided.")
    if 0 < (given.session_expire_time or 0) < _SHORTEST_SESSION_S:
        raise refusal(call, VALUE, "SessionExpireTime must be 0 or 30..86400.")
    return Rule(
        id=call.new_id("loc-"),
        balancer_id=listener.balancer_id,
        listener_id=listener.id,
        domains=domains,
        url=given.url,
        check=rule_check(call, given.health_check, forward_type),
        created_ms=call.now_ms,
        scheduler=given.scheduler or "WRR",
        session_expire=given.session_expire_time or 0,
        cookie_name=given.cookie_name or None,
        forward_type=forward_type,
        target_type=given.target_type or NODE,
        trpc_callee=given.trpc_callee,
        trpc_func=given.trpc_func,
    )


def _domains(call: Call, given: shapes.RuleInput) -> tuple[str, ...]:
    if given.domain and given.domains:
        raise refusal(call, VALUE, "Domain and Domains cannot be used together.")
    domains = tuple(given.domains or ([given.domain] if given.domain else []))
    if not domains:
        raise refusal(call, MISSING, "The request is missing a required parameter `Rules.Domain`.")
    for domain in domains:
        check_domain(call, domain)
    if len({domain.lower() for domain in domains}) < len(domains):
        raise refusal(call, VALUE, "Domains holds a domain twice.")
    return domains


def _check_new(call: Call, rule: Rule, known: Sequence[Rule]) -> None:
    for other in known:
        if other.url == rule.url and any(has_domain(other, domain) for domain in rule.domains):
            raise refusal(call, VALUE, f"The listener has a rule for {rule.domains[0]} and {rule.url} already.")


def _doomed(call: Call, request: shapes.DeleteRuleRequest, known: Sequence[Rule]) -> list[Rule]:
    if request.location_ids:
        by_id = {rule.id: rule for rule in known}
        absent = [location for location in request.location_ids if location not in by_id]
        if absent:
            raise refusal(call, LOCATION_NOT_FOUND, f"Invalid LocationId, LocationId: {', '.join(absent)}")
        return [by_id[location] for location in dict.fromkeys(request.location_ids)]
    if not request.domain:
        raise refusal(call, MISSING, "The request needs LocationIds, or Domain.")
    url = request.url
    found = [rule for rule in known if has_domain(rule, request.domain) and (not url or rule.url == url)]
    if not found:
        raise refusal(call, LOCATION_NOT_FOUND, f"No rule for {request.domain} {url or ''}".rstrip())
    return found
