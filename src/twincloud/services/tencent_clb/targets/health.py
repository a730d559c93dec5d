"""DescribeTargetHealth: what is bound, and how the engine finds it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from twincloud.balancing import engine
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.groups.group_records import (
    GroupInstance,
    TargetGroup,
    groups_by_location,
    instances_of,
    pool_of_group,
)
from twincloud.services.tencent_clb.lookups import find_balancer, listeners_of, rules_by_listener, targets_by_location
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import LAYER_4, Check, LoadBalancer, Target
from twincloud.storage.transaction import Transaction

ALIVE, DEAD, UNKNOWN, CLOSE = "Alive", "Dead", "Unknown", "Close"
_GETS_TRAFFIC = frozenset({ALIVE, CLOSE})

Readings = Mapping[str, Mapping[tuple[str, int], bool | None]]
"""What the engine sees of targets, by pool, then by address and port; pools that it does not know are absent."""


async def _add_readings(
    call: Call, request: shapes.DescribeTargetHealthRequest, response: shapes.DescribeTargetHealthResponse
) -> shapes.DescribeTargetHealthResponse:
    """Put what the engine sees in place of «Unknown»; without a data plane it stays."""
    found = await readings(
        call,
        [
            pool
            for balancer in response.load_balancers or ()
            for listener in balancer.listeners or ()
            for rule in listener.rules or ()
            for target in rule.targets or ()
            for pool in pools_of(rule.location_id or "", target.target_group_id or "")
        ],
    )
    shown = [
        replace(
            balancer,
            listeners=[
                replace(listener, rules=[_with_readings(rule, found) for rule in listener.rules or ()])
                for listener in balancer.listeners or ()
            ],
        )
        for balancer in response.load_balancers or ()
    ]
    return replace(response, load_balancers=shown)


@CLB.read("DescribeTargetHealth", settle=_add_readings)
def describe_target_health(
    call: Call, request: shapes.DescribeTargetHealthRequest, tx: Transaction
) -> shapes.DescribeTargetHealthResponse:
    """List the targets of balancers by location: a rule, or the one that a layer-4 listener has inside."""
    shown = [
        _balancer_view(request, tx, find_balancer(call, tx, balancer_id))
        for balancer_id in dict.fromkeys(request.load_balancer_ids)
    ]
    return shapes.DescribeTargetHealthResponse(load_balancers=shown, request_id=call.request_id)


def pools_of(location_id: str, group_id: str = "") -> tuple[str, ...]:
    """Return the pools in which a target may be, the first one that there is.

    Groups of kind v2 have pools of their own at rules; all other targets are in that of the location.
    """
    return (pool_of_group(location_id, group_id), location_id) if group_id else (location_id,)


async def readings(call: Call, pools: Sequence[str]) -> Readings:
    """Return what the engine sees of the targets in these pools; nothing without a data plane."""
    watcher = call.optional_port(engine.Engine)
    if watcher is None:
        return {}
    seen = await watcher.health(list(dict.fromkeys(pools)))
    return {pool: {(one.host, one.port): one.healthy for one in known} for pool, known in seen.items()}


def reading(found: Readings, pools: Sequence[str], host: str, port: int) -> bool | None:
    """Return whether a target passes its checks, None while nobody knows; `pools` are those of `pools_of`."""
    known: Mapping[tuple[str, int], bool | None] = next((found[pool] for pool in pools if found.get(pool)), {})
    return known.get((canonical(host), port))


def canonical(host: str) -> str:
    """Return an address in the one form in which the engine reports it."""
    return str(ipaddress.ip_address(host)) if ":" in host else host


def _balancer_view(
    request: shapes.DescribeTargetHealthRequest, tx: Transaction, balancer: LoadBalancer
) -> shapes.LoadBalancerHealth:
    rules = rules_by_listener(tx, balancer.id)
    bound = targets_by_location(tx, balancer.id)
    groups = _grouped(tx, balancer.id)
    found: list[shapes.ListenerHealth] = []
    for listener in listeners_of(tx, balancer.id):
        if request.listener_ids and listener.id not in request.listener_ids:
            continue
        if listener.protocol in LAYER_4:
            entries = [_rule_view(listener.location_id, None, None, listener.check, bound, groups)]
        else:
            own = rules.get(listener.id, [])
            entries = [_rule_view(rule.id, rule.domains[0], rule.url, rule.check, bound, groups) for rule in own]
        if balancer.stopped or listener.stopped:
            entries = [_unchecked(entry) for entry in entries]
        if request.location_ids:
            entries = [entry for entry in entries if entry.location_id in request.location_ids]
            if not entries:
                continue
        found.append(
            shapes.ListenerHealth(
                listener_id=listener.id,
                listener_name=listener.name,
                protocol=listener.protocol,
                port=listener.port,
                rules=entries,
            )
        )
    return shapes.LoadBalancerHealth(load_balancer_id=balancer.id, load_balancer_name=balancer.name, listeners=found)


def _rule_view(
    location_id: str,
    domain: str | None,
    url: str | None,
    check: Check | None,
    bound: Mapping[str, Sequence[Target]],
    groups: Mapping[str, Sequence[tuple[TargetGroup, int, GroupInstance]]],
) -> shapes.RuleHealth:
    of_groups = [
        _instance_view(group, port, instance, unread_status(group.check if group.protocol else check))
        for group, port, instance in groups.get(location_id, ())
    ]
    return shapes.RuleHealth(
        location_id=location_id,
        domain=domain,
        url=url,
        rule_id="",
        targets=[*(_target_view(target, unread_status(check)) for target in bound.get(location_id, [])), *of_groups],
    )


def _unchecked(rule: shapes.RuleHealth) -> shapes.RuleHealth:
    """Return the rule of a stopped listener, whose targets are not checked and get nothing."""
    shown = [
        replace(target, health_status=False, health_status_detail=CLOSE, health_status_detial=CLOSE)
        for target in rule.targets or ()
    ]
    return replace(rule, targets=shown)


def unread_status(check: Check | None) -> str:
    """Return what is known of a target before the engine is asked."""
    return UNKNOWN if check is not None and check.switch else CLOSE


def _grouped(tx: Transaction, balancer_id: str) -> dict[str, list[tuple[TargetGroup, int, GroupInstance]]]:
    """Return the instances of the groups that are bound, by location, each with its listener's port."""
    ports_of = {listener.id: listener.port for listener in listeners_of(tx, balancer_id)}
    return {
        location: [
            (group, ports_of.get(binding.listener_id, 0), instance)
            for binding, group in groups
            for instance in instances_of(tx, group.id)
        ]
        for location, groups in groups_by_location(tx, balancer_id).items()
    }


def _instance_view(group: TargetGroup, port: int, instance: GroupInstance, status: str) -> shapes.TargetHealth:
    return shapes.TargetHealth(
        ip=instance.host,
        port=instance.port or port,
        health_status=status in _GETS_TRAFFIC,
        target_id="",
        health_status_detail=status,
        health_status_detial=status,
        target_group_id=group.id,
        weight=instance.weight,
    )


def _target_view(target: Target, status: str) -> shapes.TargetHealth:
    return shapes.TargetHealth(
        ip=target.host,
        port=target.port,
        health_status=status in _GETS_TRAFFIC,
        target_id=target.instance_id,
        health_status_detail=status,
        health_status_detial=status,
        target_group_id="",
        weight=target.weight,
    )


def _with_readings(rule: shapes.RuleHealth, found: Readings) -> shapes.RuleHealth:
    shown = [_with_reading(rule.location_id or "", target, found) for target in rule.targets or ()]
    return replace(rule, targets=shown)


def _with_reading(location: str, target: shapes.TargetHealth, found: Readings) -> shapes.TargetHealth:
    pools = pools_of(location, target.target_group_id or "")
    healthy = reading(found, pools, target.ip or "", target.port or 0)
    if target.health_status_detail == CLOSE or healthy is None:
        return target
    status = ALIVE if healthy else DEAD
    return replace(target, health_status=healthy, health_status_detail=status, health_status_detial=status)
