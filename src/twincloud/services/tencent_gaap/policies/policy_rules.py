"""Rules of security policies: CreateSecurityRules, ModifySecurityRule, DeleteSecurityRules, DescribeSecurityRules."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import LIMIT, NOT_FOUND, VALUE, refusal
from twincloud.services.tencent_gaap.lookups import account_lock, hold, require_standard
from twincloud.services.tencent_gaap.policies.policy_lookups import (
    BOUND,
    UNBOUND,
    find_policy,
    policy_status,
    rule_view,
)
from twincloud.services.tencent_gaap.policies.policy_records import (
    ALL,
    DROP,
    EVERYBODY,
    PolicyRule,
    SecurityPolicy,
    guarded,
    policy_rules,
    security_policies,
)
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction

_LONGEST_ALIAS = 30
_PORTS = re.compile(r"\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?)*")
_LAST_PORT = 65_535


@GAAP.write("CreateSecurityRules", locks=account_lock, settle=served)
def create_security_rules(
    call: Call, request: shapes.CreateSecurityRulesRequest, tx: Transaction
) -> shapes.CreateSecurityRulesResponse:
    """Add rules behind those that a policy has; all of them or none."""
    policy = _changeable(call, tx, request.policy_id)
    known = tx.find(policy_rules, policy_id=policy.id)
    made: list[PolicyRule] = []
    for given in request.rule_list:
        blank = PolicyRule(
            id=call.new_id("sr-"),
            policy_id=policy.id,
            owner_id=policy.owner_id,
            action=given.action,
            cidr=given.source_cidr,
            protocol=given.protocol or ALL,
            ports=given.dest_port_range or ALL,
            alias=given.alias_name or "",
        )
        made.append(_checked(call, blank, [*known, *made]))
    most = quotas(call).rules_per_policy
    if len(known) + len(made) > most:
        raise refusal(call, LIMIT, f"A policy has at most {most} rules.")
    tx.add_all(policy_rules, made)
    _apply(tx, policy)
    return shapes.CreateSecurityRulesResponse(rule_id_list=[rule.id for rule in made], request_id=call.request_id)


@GAAP.write("ModifySecurityRule", locks=account_lock, settle=served)
def modify_security_rule(
    call: Call, request: shapes.ModifySecurityRuleRequest, tx: Transaction
) -> shapes.ModifySecurityRuleResponse:
    """Change a rule, which keeps its place; what is not given stays."""
    policy = _changeable(call, tx, request.policy_id)
    known = tx.find(policy_rules, policy_id=policy.id)
    rule = _one(call, known, request.rule_id)
    after = replace(
        rule,
        action=request.rule_action or rule.action,
        cidr=request.source_cidr or rule.cidr,
        protocol=request.protocol or rule.protocol,
        ports=request.dest_port_range or rule.ports,
        alias=request.alias_name,
    )
    tx.replace(policy_rules, rule, _checked(call, after, [other for other in known if other.id != rule.id]))
    _apply(tx, policy)
    return shapes.ModifySecurityRuleResponse(request_id=call.request_id)


@GAAP.write("DeleteSecurityRules", locks=account_lock, settle=served)
def delete_security_rules(
    call: Call, request: shapes.DeleteSecurityRulesRequest, tx: Transaction
) -> shapes.DeleteSecurityRulesResponse:
    """Take rules out of a policy; all of the named ones or none."""
    policy = _changeable(call, tx, request.policy_id)
    known = tx.find(policy_rules, policy_id=policy.id)
    for rule_id in dict.fromkeys(request.rule_id_list):
        tx.remove(policy_rules, _one(call, known, rule_id))
    _apply(tx, policy)
    return shapes.DeleteSecurityRulesResponse(request_id=call.request_id)


@GAAP.read("DescribeSecurityRules")
def describe_security_rules(
    call: Call, request: shapes.DescribeSecurityRulesRequest, tx: Transaction
) -> shapes.DescribeSecurityRulesResponse:
    """Show rules in the order in which they are named; ids that nobody knows are passed over."""
    shown = []
    for rule_id in dict.fromkeys(request.security_rule_ids):
        rule = tx.get(policy_rules, rule_id)
        policy = tx.get(security_policies, rule.policy_id) if rule is not None else None
        if rule is not None and policy is not None and policy.account == call.tenant.account:
            shown.append(rule_view(rule))
    return shapes.DescribeSecurityRulesResponse(
        total_count=len(shown), security_rule_set=shown, request_id=call.request_id
    )


def _changeable(call: Call, tx: Transaction, policy_id: str) -> SecurityPolicy:
    """Hold a policy's connection or group and return the policy; raises ApiError unless it may be changed now."""
    owner_id = find_policy(call, tx, policy_id).owner_id
    hold(tx, owner_id)
    policy = find_policy(call, tx, policy_id)
    require_standard(call, tx, owner_id)
    status = policy_status(call, tx, policy)
    if status not in (BOUND, UNBOUND):
        code = "FailedOperation.ProxySecurityPolicyOperating"
        raise refusal(call, code, f"The policy {policy.id} is {status}.")
    return policy


def _apply(tx: Transaction, policy: SecurityPolicy) -> None:
    """Have a policy that is on obeyed as it is now."""
    if policy.on:
        generation = touch(tx, policy.owner_id, *guarded(tx, policy.owner_id))
        tx.replace(security_policies, policy, replace(policy, changed=generation))


def _one(call: Call, known: Sequence[PolicyRule], rule_id: str) -> PolicyRule:
    for rule in known:
        if rule.id == rule_id:
            return rule
    raise refusal(call, NOT_FOUND, f"SecurityRuleId({rule_id}) Not Exist.")


def _checked(call: Call, rule: PolicyRule, others: Sequence[PolicyRule]) -> PolicyRule:
    """Return a rule in the words in which it is kept; raises ApiError for one that cannot be, or is there already."""
    made = replace(
        rule,
        action=rule.action.upper(),
        cidr=_cidr(call, rule.cidr),
        protocol=rule.protocol.upper(),
        ports=_ports(call, rule.ports),
        alias=rule.alias[:_LONGEST_ALIAS],
    )
    if made.protocol == ALL and made.ports != ALL:
        raise refusal(call, VALUE, "With Protocol ALL DestPortRange must be ALL.")
    if (made.action, made.cidr, made.protocol) == (DROP, EVERYBODY, ALL):
        code = "FailedOperation.ProxySecurityPolicyDefaultRule"
        raise refusal(call, code, "Who turns everybody away does so by the policy's default.")
    if any((one.cidr, one.protocol, one.ports) == (made.cidr, made.protocol, made.ports) for one in others):
        code = "FailedOperation.ProxySecurityPolicyDuplicatedRule"
        raise refusal(call, code, f"There is a rule for {made.cidr}, {made.protocol} and {made.ports} already.")
    return made


def _cidr(call: Call, given: str) -> str:
    """Return a network as it is shown: as it came, but a single address without its length."""
    try:
        network = ipaddress.ip_network(given, strict=False)
    except ValueError:
        raise refusal(call, VALUE, f"SourceCidr {given} is neither an address nor a network.") from None
    return given.removesuffix("/32") if network.version == 4 else given


def _ports(call: Call, given: str) -> str:
    if given.upper() == ALL:
        return ALL
    text = given.replace(" ", "")
    if _PORTS.fullmatch(text):
        ranges = [part.partition("-") for part in text.split(",")]
        if all(1 <= int(low) <= int(high or low) <= _LAST_PORT for low, _, high in ranges):
            return text
    raise refusal(call, VALUE, "DestPortRange must be like 80 or 80,443 or 3306-20000, or ALL.")
