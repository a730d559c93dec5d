"""Forwarding rules: CreateRules, SetRule, DeleteRules, DescribeRules, DescribeRuleAttribute."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.operation import no_locks
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.balancers.balancers import named_balancer
from twincloud.services.alibaba_slb.changes import Statuses, announce, applied
from twincloud.services.alibaba_slb.errors import missing, refusal
from twincloud.services.alibaba_slb.listeners.listener_orders import (
    check_domain,
    check_forwarding,
    check_group,
    given_members,
)
from twincloud.services.alibaba_slb.listeners.listener_views import shown_members
from twincloud.services.alibaba_slb.lookups import find_balancer, find_listener, find_rule, hold_balancer, hold_rule
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.records import ON, STARTING, STOPPING, Listener, Rule, listeners, rules
from twincloud.services.alibaba_slb.shown import filled
from twincloud.storage.transaction import Transaction

S = TypeVar("S", bound=Struct)
_ID_LENGTH = 13
_MOST_PER_CALL = 10
_LONGEST_URL = 80
_URL = re.compile(r"/[\w\-./%?#&=~!$*()+,;:@']*", re.ASCII)
_FOREIGN = "The specified VServerGroupId doesn't belong to the rule's LoadBalancerId."


@SLB.write("CreateRules", locks=named_balancer, settle=applied)
def create_rules(call: Call, request: shapes.CreateRulesRequest, tx: Transaction) -> shapes.CreateRulesResponse:
    """Add rules to an HTTP or HTTPS listener; all of them or none."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    listener = find_listener(tx, balancer.id, request.listener_port, request.listener_protocol)
    _check_listener(call, tx, listener)
    if not 0 < len(request.rule_list) <= _MOST_PER_CALL:
        raise refusal("RuleListMalformed", f"A call adds 1 to {_MOST_PER_CALL} rules.")
    present = tx.find(rules, listener_id=listener.id)
    if len(present) + len(request.rule_list) > quotas(call).rules_per_listener:
        raise refusal("TooManyRules", "The number of rules exceeds the limit.")
    made: list[Rule] = []
    for item in request.rule_list:
        rule = _ordered(call, tx, listener, item)
        _check_new([*present, *made], rule)
        made.append(rule)
    if not request.dry_run:
        tx.add_all(rules, made)
        announce(tx, balancer.id, [listener])
    shown = [shapes.CreateRulesRule(rule_id=rule.id, rule_name=rule.rule_name) for rule in made]
    return shapes.CreateRulesResponse(rules=shapes.CreateRulesRules(rule=shown), request_id=call.request_id)


@SLB.write("SetRule", locks=no_locks, settle=applied)
def set_rule(call: Call, request: shapes.SetRuleRequest, tx: Transaction) -> shapes.SetRuleResponse:
    """Change a rule: its name, its group, and whether its settings are its listener's or its own."""
    rule = hold_rule(call, tx, request.rule_id)
    listener = _owner(tx, rule)
    _check_listener(call, tx, listener)
    changed = {name: value for name, value in given_members(request).items() if name in Rule.__struct_fields__}
    after = replace(
        rule,
        **changed,
        rule_name=request.rule_name or rule.rule_name,
        listener_sync=request.listener_sync or rule.listener_sync,
    )
    if after.listener_sync != ON:
        _check_own(rule, request)
        check_forwarding(after, layer_7=True)
    if after.v_server_group_id != rule.v_server_group_id:
        check_group(tx, rule.balancer_id, after.v_server_group_id, _FOREIGN)
    others = [other for other in tx.find(rules, listener_id=rule.listener_id) if other.id != rule.id]
    _check_name(others, after)
    if not request.dry_run and after != rule:
        tx.replace(rules, rule, after)
        announce(tx, rule.balancer_id, [listener])
    return shapes.SetRuleResponse(request_id=call.request_id)


@SLB.write("DeleteRules", locks=no_locks, settle=applied)
def delete_rules(call: Call, request: shapes.DeleteRulesRequest, tx: Transaction) -> shapes.DeleteRulesResponse:
    """Delete rules; all of them or none."""
    doomed = [hold_rule(call, tx, name) for name in sorted(set(request.rule_ids))]
    for rule in doomed:
        listener = _owner(tx, rule)
        _check_listener(call, tx, listener)
        tx.remove(rules, rule)
        announce(tx, rule.balancer_id, [listener])
    return shapes.DeleteRulesResponse(request_id=call.request_id)


@SLB.read("DescribeRules")
def describe_rules(call: Call, request: shapes.DescribeRulesRequest, tx: Transaction) -> shapes.DescribeRulesResponse:
    """List a listener's rules, oldest first."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    listener = find_listener(tx, balancer.id, request.listener_port, request.listener_protocol)
    found = [_shown(shapes.DescribeRulesRule, rule, listener) for rule in tx.find(rules, listener_id=listener.id)]
    return shapes.DescribeRulesResponse(rules=shapes.DescribeRulesRules(rule=found), request_id=call.request_id)


@SLB.read("DescribeRuleAttribute")
def describe_rule_attribute(
    call: Call, request: shapes.DescribeRuleAttributeRequest, tx: Transaction
) -> shapes.DescribeRuleAttributeResponse:
    """Show a rule; its ListenerPort is a text in this answer."""
    rule = find_rule(call, tx, request.rule_id)
    listener = _owner(tx, rule)
    shape = shapes.DescribeRuleAttributeResponse
    found = _shown(shape, rule, listener, request_id=call.request_id)
    return replace(found, load_balancer_id=rule.balancer_id, listener_port=str(listener.listener_port))


def _owner(tx: Transaction, rule: Rule) -> Listener:
    listener = tx.get(listeners, rule.listener_id)
    if listener is None:
        raise LookupError(f"rule {rule.id} has no listener")
    return listener


def _check_listener(call: Call, tx: Transaction, listener: Listener) -> None:
    if not listener.layer_7:
        raise refusal("RuleNotSupport", "Rules are for HTTP and HTTPS listeners.")
    if Statuses(call, tx, listener.balancer_id).of(listener) in {STARTING, STOPPING}:
        words = "The status of the listener does not support the operation."
        raise refusal("OperationFailed.ListenerStatusNotSupport", words)


def _ordered(call: Call, tx: Transaction, listener: Listener, item: shapes.RuleItem) -> Rule:
    domain, url = item.domain or "", item.url or ""
    if not item.rule_name:
        raise refusal("RuleListMalformed", "A rule needs a RuleName.")
    if not domain and not url:
        raise refusal("RuleListMalformed", "A rule needs a Domain or a Url.")
    if domain:
        check_domain(domain)
    if url == "/":
        raise refusal("URLNotSupport", "The URL / is not supported: it is what the listener does by itself.")
    if url and (len(url) > _LONGEST_URL or not _URL.fullmatch(url)):
        raise refusal("UrlMalformed", f"The URL {url} is malformed.")
    if not item.v_server_group_id:
        raise missing("VServerGroupId")
    check_group(tx, listener.balancer_id, item.v_server_group_id, _FOREIGN)
    return Rule(
        id=call.new_id("rule-", _ID_LENGTH),
        balancer_id=listener.balancer_id,
        listener_id=listener.id,
        rule_name=item.rule_name,
        created_ms=call.now_ms,
        domain=domain,
        url=url,
        v_server_group_id=item.v_server_group_id,
    )


def _check_new(present: list[Rule], rule: Rule) -> None:
    place = (rule.domain.lower(), rule.url)
    if any((other.domain.lower(), other.url) == place for other in present):
        raise refusal("DomainExist", f"There is a rule for {rule.domain}{rule.url} already.")
    _check_name(present, rule)


def _check_name(others: list[Rule], rule: Rule) -> None:
    if any(other.rule_name == rule.rule_name for other in others):
        raise refusal("RuleListMalformed", f"There is a rule named {rule.rule_name} already.")


def _check_own(rule: Rule, request: shapes.SetRuleRequest) -> None:
    """Raise ApiError MissingParameter when a rule begins to have settings of its own and they are not all there."""
    if rule.listener_sync != ON:
        return
    given = {
        "Scheduler": request.scheduler,
        "HealthCheck": request.health_check,
        "StickySession": request.sticky_session,
    }
    for name, value in given.items():
        if value is None:
            raise missing(name)


def _shown(shape: type[S], rule: Rule, listener: Listener, **more: Any) -> S:
    """Return a rule with the settings that are in force for it."""
    settings = shown_members(listener if rule.listener_sync == ON else rule, layer_7=True)
    own = {name: getattr(rule, name) for name in ("v_server_group_id", "domain", "url") if getattr(rule, name)}
    return filled(
        shape, settings, rule_id=rule.id, rule_name=rule.rule_name, listener_sync=rule.listener_sync, **own, **more
    )
