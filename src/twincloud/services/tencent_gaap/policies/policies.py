"""Security policies come, are switched on and off, are shown and go; all of a connection's or group's ports obey."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import FAILED, missing, refusal
from twincloud.services.tencent_gaap.lookups import (
    account_lock,
    find_group,
    find_owner,
    find_proxy,
    hold,
    owner_id_of,
    require_standard,
)
from twincloud.services.tencent_gaap.policies.policy_lookups import (
    BOUND,
    UNBOUND,
    find_policy,
    policy_status,
    rule_view,
)
from twincloud.services.tencent_gaap.policies.policy_records import (
    SecurityPolicy,
    guarded,
    policy_of,
    policy_rules,
    security_policies,
)
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import proxies
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction

Switch = shapes.OpenSecurityPolicyRequest | shapes.CloseSecurityPolicyRequest


@GAAP.write("CreateSecurityPolicy", locks=account_lock)
def create_security_policy(
    call: Call, request: shapes.CreateSecurityPolicyRequest, tx: Transaction
) -> shapes.CreateSecurityPolicyResponse:
    """Make the one policy of a connection or group; it is off until it is opened."""
    hold(tx, owner_id_of(call, request.proxy_id, request.group_id))
    owner = find_owner(call, tx, request.proxy_id, request.group_id)
    require_standard(call, tx, owner.id)
    known = policy_of(tx, owner.id)
    if known is not None:
        message = f"{owner.id} has the policy {known.id} already."
        raise refusal(call, "FailedOperation.ProxySecurityPolicyExisted", message)
    made = SecurityPolicy(
        id=call.new_id("gsp-" if request.group_id else "sp-"),
        account=call.tenant.account,
        owner_id=owner.id,
        default=request.default_action.upper(),
    )
    tx.add(security_policies, made)
    return shapes.CreateSecurityPolicyResponse(policy_id=made.id, request_id=call.request_id)


@GAAP.write("OpenSecurityPolicy", locks=account_lock, settle=served)
def open_security_policy(
    call: Call, request: shapes.OpenSecurityPolicyRequest, tx: Transaction
) -> shapes.OpenSecurityPolicyResponse:
    """Let a policy decide who may use its connection or group."""
    _switch(call, request, tx, on=True)
    return shapes.OpenSecurityPolicyResponse(task_id=call.request_id, request_id=call.request_id)


@GAAP.write("CloseSecurityPolicy", locks=account_lock, settle=served)
def close_security_policy(
    call: Call, request: shapes.CloseSecurityPolicyRequest, tx: Transaction
) -> shapes.CloseSecurityPolicyResponse:
    """Let everybody in again, and keep the policy."""
    _switch(call, request, tx, on=False)
    return shapes.CloseSecurityPolicyResponse(task_id=call.request_id, request_id=call.request_id)


@GAAP.write("DeleteSecurityPolicy", locks=account_lock)
def delete_security_policy(
    call: Call, request: shapes.DeleteSecurityPolicyRequest, tx: Transaction
) -> shapes.DeleteSecurityPolicyResponse:
    """Forget a policy that is off, with its rules."""
    policy = find_policy(call, tx, request.policy_id)
    require_standard(call, tx, policy.owner_id)
    status = policy_status(call, tx, policy)
    if status != UNBOUND:
        raise refusal(call, FAILED, f"The policy {policy.id} is {status}; close it first.")
    for rule in tx.find(policy_rules, policy_id=policy.id):
        tx.remove(policy_rules, rule)
    tx.remove(security_policies, policy)
    return shapes.DeleteSecurityPolicyResponse(request_id=call.request_id)


@GAAP.read("DescribeSecurityPolicyDetail")
def describe_security_policy_detail(
    call: Call, request: shapes.DescribeSecurityPolicyDetailRequest, tx: Transaction
) -> shapes.DescribeSecurityPolicyDetailResponse:
    """Show a policy with its rules, in the order in which they are tried."""
    policy = find_policy(call, tx, request.policy_id)
    of_proxy = tx.get(proxies, policy.owner_id) is not None
    return shapes.DescribeSecurityPolicyDetailResponse(
        proxy_id=policy.owner_id if of_proxy else None,
        status=policy_status(call, tx, policy),
        default_action=policy.default,
        policy_id=policy.id,
        rule_list=[rule_view(rule) for rule in tx.find(policy_rules, policy_id=policy.id)],
        request_id=call.request_id,
    )


def _switch(call: Call, request: Switch, tx: Transaction, *, on: bool) -> None:
    found = _named(call, request, tx)
    hold(tx, found.owner_id)
    require_standard(call, tx, found.owner_id)
    policy = find_policy(call, tx, found.id)
    status = policy_status(call, tx, policy)
    if status not in (BOUND, UNBOUND):
        raise refusal(call, "FailedOperation.ActionIsDoing", f"The policy {policy.id} is {status}.")
    if policy.on == on:
        code = "FailedOperation.ProxySecurityAlreadyOpen" if on else "FailedOperation.ProxySecurityAlreadyClose"
        raise refusal(call, code, f"The policy {policy.id} is {status} already.")
    generation = touch(tx, policy.owner_id, *guarded(tx, policy.owner_id))
    tx.replace(security_policies, policy, replace(policy, on=on, changed=generation))


def _named(call: Call, request: Switch, tx: Transaction) -> SecurityPolicy:
    """Return the policy that a request names, by itself or by its connection; raises ApiError."""
    if request.policy_id:
        return find_policy(call, tx, request.policy_id)
    if not request.proxy_id:
        raise missing(call, "ProxyId")
    grouped = request.proxy_id.startswith("lg-")
    owner = find_group(call, tx, request.proxy_id) if grouped else find_proxy(call, tx, request.proxy_id)
    policy = policy_of(tx, owner.id)
    return find_policy(call, tx, policy.id if policy is not None else f"of {owner.id}")
