"""Who may use a balancer: SetLoadBalancerSecurityGroups, SetSecurityGroupForLoadbalancers, and what they do."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.balancing.access import Access
from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.networks import (
    SecurityRule,
    admitted,
    find_security_group,
    guard_with,
    security_group_lock,
    security_groups,
)
from twincloud.services.tencent_clb.errors import LENGTH, VALUE, refusal
from twincloud.services.tencent_clb.lookups import find_balancer, listeners_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import LoadBalancer, load_balancers, subjects, without_quic
from twincloud.storage.transaction import Transaction

_MOST_GROUPS = 50


def _locks(call: Call, request: shapes.SetLoadBalancerSecurityGroupsRequest) -> Sequence[str]:
    """Hold the groups: their rules must not change between the look at them and the note of their use."""
    return [security_group_lock(group_id) for group_id in request.security_groups or ()]


def _lock(call: Call, request: shapes.SetSecurityGroupForLoadbalancersRequest) -> Sequence[str]:
    return [security_group_lock(request.security_group)]


@CLB.write("SetLoadBalancerSecurityGroups", locks=_locks)
def set_load_balancer_security_groups(
    call: Call, request: shapes.SetLoadBalancerSecurityGroupsRequest, tx: Transaction
) -> shapes.SetLoadBalancerSecurityGroupsResponse:
    """Let exactly these security groups guard a balancer, in this order; none lets everybody in."""
    tx.lock([balancer_lock(request.load_balancer_id)])
    balancer = find_balancer(call, tx, request.load_balancer_id)
    _guard(call, tx, balancer, tuple(dict.fromkeys(request.security_groups or ())))
    return shapes.SetLoadBalancerSecurityGroupsResponse(request_id=call.request_id)


@CLB.write("SetSecurityGroupForLoadbalancers", locks=_lock)
def set_security_group_for_loadbalancers(
    call: Call, request: shapes.SetSecurityGroupForLoadbalancersRequest, tx: Transaction
) -> shapes.SetSecurityGroupForLoadbalancersResponse:
    """Let one security group guard several balancers as well (ADD), or no longer (DEL); all of them or none."""
    group_id = request.security_group
    tx.lock([balancer_lock(balancer_id) for balancer_id in request.load_balancer_ids])
    for balancer_id in dict.fromkeys(request.load_balancer_ids):
        balancer = find_balancer(call, tx, balancer_id)
        others = tuple(other for other in balancer.security_groups if other != group_id)
        if request.operation_type == "ADD":
            present = group_id in balancer.security_groups
            _guard(call, tx, balancer, balancer.security_groups if present else (*others, group_id))
        else:
            _guard(call, tx, balancer, others)
    return shapes.SetSecurityGroupForLoadbalancersResponse(request_id=call.request_id)


def with_access(tx: Transaction, balancer: LoadBalancer, made: plan.ForwardingPlan) -> plan.ForwardingPlan:
    """Return the plan with every listener guarded by the inbound rules of the balancer's security groups."""
    if not balancer.security_groups:
        return made
    rules: list[SecurityRule] = []
    for group_id in balancer.security_groups:
        group = tx.get(security_groups, group_id)
        rules += group.inbound if group is not None else ()
    ports = {listener.id: listener.port for listener in listeners_of(tx, balancer.id)}
    tried = tuple(rules)

    def networks(listener: plan.Listener) -> tuple[str, ...]:
        return admitted(tried, listener.protocol.transport.upper(), ports.get(without_quic(listener.id), 0))

    guarded = [replace(one, access=Access(allow=True, networks=networks(one))) for one in made.listeners]
    return replace(made, listeners=tuple(guarded))


def _guard(call: Call, tx: Transaction, balancer: LoadBalancer, group_ids: tuple[str, ...]) -> None:
    """Store which groups guard a balancer; raises ApiError for too many and for ones that the tenant has not."""
    if len(group_ids) > _MOST_GROUPS:
        raise refusal(call, LENGTH, f"A balancer has at most {_MOST_GROUPS} security groups.")
    for group_id in group_ids:
        if find_security_group(tx, *call.tenant, group_id) is None:
            raise refusal(call, VALUE, f"Invalid SecurityGroup, SecurityGroup: {group_id}")
    tx.replace(load_balancers, balancer, replace(balancer, security_groups=group_ids))
    guard_with(tx, balancer.id, group_ids)
    touched = [name for listener in listeners_of(tx, balancer.id) for name in subjects(listener)]
    touch(tx, balancer.id, *touched)
