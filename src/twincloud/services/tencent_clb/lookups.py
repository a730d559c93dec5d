"""Finding what a request names, as its tenant may see it."""

from __future__ import annotations

import sqlalchemy as sa

from twincloud.contract.call import Call
from twincloud.services.tencent_clb.errors import no_balancer, no_listener
from twincloud.services.tencent_clb.groups.group_records import bindings, group_instances
from twincloud.services.tencent_clb.records import (
    FunctionTarget,
    Listener,
    LoadBalancer,
    Rule,
    Target,
    function_targets,
    listeners,
    load_balancers,
    rules,
    targets,
)
from twincloud.storage.transaction import Transaction


def visible_balancer(call: Call, tx: Transaction, balancer_id: str) -> LoadBalancer | None:
    """Return the tenant's balancer; None for one that is not there, going, or another tenant's."""
    found = tx.get(load_balancers, balancer_id)
    if found is None or found.deleting or (found.account, found.region) != call.tenant:
        return None
    return found


def balancers_anywhere(call: Call, tx: Transaction, region: str | None) -> list[LoadBalancer]:
    """Return the account's balancers in a region, or in all of them when none is named, oldest first."""
    where = {"region": region} if region else {}
    return tx.find(load_balancers, account=call.tenant.account, deleting=0, **where)


def find_balancer(call: Call, tx: Transaction, balancer_id: str) -> LoadBalancer:
    """Return the tenant's balancer; raises ApiError (InvalidParameter.LBIdNotFound or its parent)."""
    found = visible_balancer(call, tx, balancer_id)
    if found is None:
        raise no_balancer(call, balancer_id)
    return found


def find_listener(call: Call, tx: Transaction, balancer_id: str, listener_id: str) -> Listener:
    """Return a listener of the tenant's balancer; raises ApiError when either is not there."""
    find_balancer(call, tx, balancer_id)
    found = tx.get(listeners, listener_id)
    if found is None or found.deleting or found.balancer_id != balancer_id:
        raise no_listener(call, listener_id)
    return found


def listeners_of(tx: Transaction, balancer_id: str) -> list[Listener]:
    """Return the balancer's listeners, oldest first."""
    return tx.find(listeners, balancer_id=balancer_id, deleting=0)


def rules_of(tx: Transaction, listener_id: str) -> list[Rule]:
    """Return the listener's rules, oldest first."""
    return tx.find(rules, listener_id=listener_id, deleting=0)


def rules_by_listener(tx: Transaction, balancer_id: str) -> dict[str, list[Rule]]:
    """Return the balancer's rules by listener, oldest first."""
    grouped: dict[str, list[Rule]] = {}
    for rule in tx.find(rules, balancer_id=balancer_id, deleting=0):
        grouped.setdefault(rule.listener_id, []).append(rule)
    return grouped


def targets_by_location(tx: Transaction, balancer_id: str) -> dict[str, list[Target]]:
    """Return the balancer's targets by location, in the order in which they were bound."""
    grouped: dict[str, list[Target]] = {}
    for target in tx.find(targets, balancer_id=balancer_id):
        grouped.setdefault(target.location_id, []).append(target)
    return grouped


def functions_by_location(tx: Transaction, balancer_id: str) -> dict[str, FunctionTarget]:
    """Return the functions that the balancer's rules are bound to, by rule."""
    return {function.location_id: function for function in tx.find(function_targets, balancer_id=balancer_id)}


def balancers_with_targets(tx: Transaction) -> frozenset[str]:
    """Return the ids of the balancers to which a target, a function or a group with an instance is bound."""
    grouped = sa.select(bindings.table.c.balancer_id).join_from(
        bindings.table, group_instances.table, bindings.table.c.group_id == group_instances.table.c.group_id
    )
    single = (sa.select(one.table.c.balancer_id) for one in (targets, function_targets))
    return frozenset(tx.execute(sa.union(*single, grouped)).scalars())
