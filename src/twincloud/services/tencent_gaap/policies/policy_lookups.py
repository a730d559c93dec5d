"""Finding policies and their rules, and what is shown of them."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import NOT_FOUND, refusal
from twincloud.services.tencent_gaap.policies.policy_records import PolicyRule, SecurityPolicy, security_policies
from twincloud.services.tencent_gaap.states import Progress
from twincloud.storage.transaction import Transaction

BOUND, UNBOUND, BINDING, UNBINDING = "BOUND", "UNBIND", "BINDING", "UNBINDING"


def find_policy(call: Call, tx: Transaction, policy_id: str) -> SecurityPolicy:
    """Return the account's policy; raises ApiError ResourceNotFound."""
    found = tx.get(security_policies, policy_id)
    if found is None or found.account != call.tenant.account:
        raise refusal(call, NOT_FOUND, f"PolicyId({policy_id}) Not Exist.")
    return found


def policy_status(call: Call, tx: Transaction, policy: SecurityPolicy) -> str:
    """Return a policy's status: what was asked for last, or that it is on its way there."""
    if Progress(call, tx).applied(policy.owner_id) < policy.changed:
        return BINDING if policy.on else UNBINDING
    return BOUND if policy.on else UNBOUND


def rule_view(rule: PolicyRule) -> shapes.SecurityPolicyRuleOut:
    """Return a rule as answers show it."""
    return shapes.SecurityPolicyRuleOut(
        action=rule.action,
        source_cidr=rule.cidr,
        alias_name=rule.alias,
        dest_port_range=rule.ports,
        rule_id=rule.id,
        protocol=rule.protocol,
        policy_id=rule.policy_id,
    )
