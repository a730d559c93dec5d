"""Paths of domains and where their requests go: CreateRule, ModifyRuleAttribute, DeleteRule."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import ALREADY_BOUND, NOT_FOUND, refusal
from twincloud.services.tencent_gaap.lookups import account_lock, changeable, rules_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.records import (
    CHANGING,
    Listener,
    Rule,
    bindings,
    rules,
    subjects,
)
from twincloud.services.tencent_gaap.removal import purge_unwatched
from twincloud.services.tencent_gaap.rules.rule_lookups import (
    find_domain,
    find_rule,
    require_domain_idle,
    require_layer_7,
    require_rule_idle,
)
from twincloud.services.tencent_gaap.rules.rule_orders import asked_for, changed
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction


@GAAP.write("CreateRule", locks=account_lock, settle=served)
def create_rule(call: Call, request: shapes.CreateRuleRequest, tx: Transaction) -> shapes.CreateRuleResponse:
    """Add a path to a domain that the listener has."""
    listener = changeable(call, tx, request.listener_id)
    require_layer_7(call, listener)
    domain = find_domain(call, tx, listener.id, request.domain)
    rule = asked_for(call, request, listener, domain.domain)
    own = [known for known in rules_of(tx, listener.id) if known.domain == domain.domain]
    _require_new(call, rule, own)
    most = quotas(call).rules_per_domain
    if len(own) >= most:
        raise refusal(call, "FailedOperation.LimitNumofRules", f"A domain has at most {most} rules.")
    tx.add(rules, replace(rule, changed=touch(tx, listener.owner_id, *subjects(listener))))
    return shapes.CreateRuleResponse(rule_id=rule.id, request_id=call.request_id)


@GAAP.write("ModifyRuleAttribute", locks=account_lock, settle=served)
def modify_rule_attribute(
    call: Call, request: shapes.ModifyRuleAttributeRequest, tx: Transaction
) -> shapes.ModifyRuleAttributeResponse:
    """Change a rule; what is not given stays."""
    listener, rule = _changeable(call, tx, request.listener_id, request.rule_id)
    after = changed(call, request, rule)
    own = [known for known in rules_of(tx, listener.id) if known.domain == rule.domain and known.id != rule.id]
    _require_new(call, after, own)
    generation = touch(tx, listener.owner_id, *subjects(listener))
    tx.replace(rules, rule, replace(after, change=CHANGING, changed=generation))
    return shapes.ModifyRuleAttributeResponse(request_id=call.request_id)


@GAAP.write("DeleteRule", locks=account_lock, settle=served)
def delete_rule(call: Call, request: shapes.DeleteRuleRequest, tx: Transaction) -> shapes.DeleteRuleResponse:
    """Remove a rule; without Force only when it has no origins."""
    listener, rule = _changeable(call, tx, request.listener_id, request.rule_id)
    bound = tx.find(bindings, place_id=rule.id)
    if bound and not request.force:
        raise refusal(call, ALREADY_BOUND, f"Origins are bound to the rule {rule.id}.")
    generation = touch(tx, listener.owner_id, *subjects(listener))
    for binding in bound:
        tx.remove(bindings, binding)
    tx.replace(rules, rule, replace(rule, deleting=generation))
    purge_unwatched(call, tx, listener.owner_id, generation)
    return shapes.DeleteRuleResponse(request_id=call.request_id)


def _changeable(call: Call, tx: Transaction, listener_id: str, rule_id: str) -> tuple[Listener, Rule]:
    """Return a listener and its rule; raises ApiError unless both may be changed now."""
    listener = changeable(call, tx, listener_id)
    require_layer_7(call, listener)
    rule = find_rule(call, tx, rule_id)
    if rule.listener_id != listener.id:
        raise refusal(call, NOT_FOUND, f"ruleId({rule.id}) Not Exist.")
    require_rule_idle(call, tx, rule)
    require_domain_idle(call, tx, find_domain(call, tx, listener.id, rule.domain))
    return listener, rule


def _require_new(call: Call, rule: Rule, others: Sequence[Rule]) -> None:
    if any(other.path == rule.path for other in others):
        message = f"The domain {rule.domain} has the path {rule.path} already."
        raise refusal(call, "FailedOperation.RuleAlreadyExisted", message)
