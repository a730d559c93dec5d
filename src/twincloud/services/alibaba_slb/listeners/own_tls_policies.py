"""TLS policies of one's own: which versions and suites an HTTPS listener speaks, made, changed, deleted and listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock
from twincloud.contract.call import Call
from twincloud.contract.operation import no_locks
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.changes import Statuses, announce, applied
from twincloud.services.alibaba_slb.errors import NOT_ALLOWED, refusal, unusable
from twincloud.services.alibaba_slb.listeners.tls_policies import SUITES, spoken
from twincloud.services.alibaba_slb.lookups import find_tls_policy, listeners_with_tls_policy, tls_policy_lock
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import OwnTlsPolicy, own_tls_policies
from twincloud.services.alibaba_slb.shown import place
from twincloud.storage.transaction import Transaction

_ID_LENGTH = 20
NORMAL, CONFIGURING = "normal", "configuring"


def _lock(call: Call, request: Any) -> Sequence[str]:
    return [tls_policy_lock(request.tls_cipher_policy_id)]


@SLB.write("CreateTLSCipherPolicy", locks=no_locks)
def create_tls_cipher_policy(
    call: Call, request: shapes.CreateTLSCipherPolicyRequest, tx: Transaction
) -> shapes.CreateTLSCipherPolicyResponse:
    """Make a policy, for HTTPS listeners to speak by."""
    _check(request)
    account, region = call.tenant
    made = OwnTlsPolicy(
        id=call.new_id("tls-", _ID_LENGTH),
        account=account,
        region=region,
        name=request.name,
        tls_versions=tuple(request.tls_versions),
        ciphers=tuple(request.ciphers),
        created_ms=call.now_ms,
    )
    tx.add(own_tls_policies, made)
    return shapes.CreateTLSCipherPolicyResponse(tls_cipher_policy_id=made.id, request_id=call.request_id)


@SLB.write("SetTLSCipherPolicyAttribute", locks=_lock, settle=applied)
def set_tls_cipher_policy_attribute(
    call: Call, request: shapes.SetTLSCipherPolicyAttributeRequest, tx: Transaction
) -> shapes.SetTLSCipherPolicyAttributeResponse:
    """Change a policy, for every listener that has it at once; a locked balancer hears of it when it is unlocked."""
    before = find_tls_policy(call, tx, request.tls_cipher_policy_id)
    _check(request)
    after = replace(before, name=request.name, tls_versions=tuple(request.tls_versions), ciphers=tuple(request.ciphers))
    tx.replace(own_tls_policies, before, after)
    if replace(after, name=before.name) != before:
        users = listeners_with_tls_policy(tx, after.id)
        owners = sorted({one.balancer_id for one in users})
        tx.lock([balancer_lock(owner) for owner in owners])
        for owner in owners:
            announce(tx, owner, [one for one in users if one.balancer_id == owner])
    return shapes.SetTLSCipherPolicyAttributeResponse(task_id=call.request_id, request_id=call.request_id)


@SLB.write("DeleteTLSCipherPolicy", locks=_lock)
def delete_tls_cipher_policy(
    call: Call, request: shapes.DeleteTLSCipherPolicyRequest, tx: Transaction
) -> shapes.DeleteTLSCipherPolicyResponse:
    """Delete a policy that no listener has."""
    found = find_tls_policy(call, tx, request.tls_cipher_policy_id)
    if listeners_with_tls_policy(tx, found.id):
        raise refusal(NOT_ALLOWED, "The specified TLSCipherPolicyId is used by a listener.")
    tx.remove(own_tls_policies, found)
    return shapes.DeleteTLSCipherPolicyResponse(request_id=call.request_id)


@SLB.read("ListTLSCipherPolicies")
def list_tls_cipher_policies(
    call: Call, request: shapes.ListTLSCipherPoliciesRequest, tx: Transaction
) -> shapes.ListTLSCipherPoliciesResponse:
    """List the region's own policies, a page at a time; `IsTruncated` tells, as documented, that this is the last."""
    account, region = call.tenant
    found = [
        one
        for one in tx.find(own_tls_policies, account=account, region=region)
        if request.tls_cipher_policy_id in {None, "", one.id} and request.name in {None, "", one.name}
    ]
    start = place(request.next_token)
    page = found[start : start + request.max_items]
    more = start + len(page) < len(found)
    return shapes.ListTLSCipherPoliciesResponse(
        tls_cipher_policies=[_shown(call, tx, one, with_listeners=request.include_listener) for one in page],
        is_truncated=not more,
        next_token=str(start + len(page)) if more else None,
        total_count=len(found),
        request_id=call.request_id,
    )


def _check(request: shapes.CreateTLSCipherPolicyRequest | shapes.SetTLSCipherPolicyAttributeRequest) -> None:
    """Raise ApiError InvalidParameter for suites that no named version has, or of which none can be spoken."""
    known = frozenset[str]().union(*(SUITES[version] for version in request.tls_versions))
    for name in request.ciphers:
        if name not in known:
            raise unusable(f"The specified Ciphers is not valid: none of the TLSVersions has {name}.")
    try:
        spoken(request.tls_versions, request.ciphers)
    except ValueError as error:
        raise unusable(f"The specified TLSCipherPolicy cannot be provided: {error}.") from None


def _shown(call: Call, tx: Transaction, policy: OwnTlsPolicy, *, with_listeners: bool) -> shapes.TLSCipherPolicies:
    users = listeners_with_tls_policy(tx, policy.id)
    owners = {one.balancer_id for one in users if one.running}
    settled = all(Statuses(call, tx, owner).settled for owner in owners)
    related = [
        shapes.RelateListeners(
            load_balancer_id=one.balancer_id, port=one.listener_port, protocol=one.listener_protocol.upper()
        )
        for one in users
    ]
    return shapes.TLSCipherPolicies(
        instance_id=policy.id,
        name=policy.name,
        ciphers=list(policy.ciphers),
        tls_versions=list(policy.tls_versions),
        create_time=policy.created_ms,
        status=NORMAL if settled else CONFIGURING,
        relate_listeners=related if with_listeners else [],
    )
