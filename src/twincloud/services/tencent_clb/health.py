"""DescribeTargetHealth: what is bound, and how the engine finds it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from twincloud.balancing import engine
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb import ports
from twincloud.services.tencent_clb.lookups import find_balancer, listeners_of, rules_by_listener, targets_by_location
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import LAYER_4, Check, LoadBalancer, Target
from twincloud.storage.transaction import Transaction

ALIVE, DEAD, UNKNOWN, CLOSE = "Alive", "Dead", "Unknown", "Close"
_GETS_TRAFFIC = frozenset({ALIVE, CLOSE})

Seen = Mapping[str, Sequence[engine.TargetHealth]]


async def _add_readings(
    call: Call, request: shapes.DescribeTargetHealthRequest, response: shapes.DescribeTargetHealthResponse
) -> shapes.DescribeTargetHealthResponse:
    """Put what the engine sees in place of «Unknown»; without a data plane it stays."""
    watcher = ports.engine(call)
    if watcher is None:
        return response
    pools = [
        rule.location_id or ""
        for balancer in response.load_balancers or ()
        for listener in balancer.listeners or ()
        for rule in listener.rules or ()
    ]
    seen = await watcher.health(pools)
    shown = [
        replace(
            balancer,
            listeners=[
                replace(listener, rules=[_with_readings(rule, seen) for rule in listener.rules or ()])
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


def canonical(host: str) -> str:
    """Return an address in the one form in which the engine reports it."""
    return str(ipaddress.ip_address(host)) if ":" in host else host


def _balancer_view(
    request: shapes.DescribeTargetHealthRequest, tx: Transaction, balancer: LoadBalancer
) -> shapes.LoadBalancerHealth:
    rules = rules_by_listener(tx, balancer.id)
    bound = targets_by_location(tx, balancer.id)
    found: list[shapes.ListenerHealth] = []
    for listener in listeners_of(tx, balancer.id):
        if request.listener_ids and listener.id not in request.listener_ids:
            continue
        if listener.protocol in LAYER_4:
            entries = [_rule_view(listener.location_id, None, None, listener.check, bound)]
        else:
            own = rules.get(listener.id, [])
            entries = [_rule_view(rule.id, rule.domains[0], rule.url, rule.check, bound) for rule in own]
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
    location_id: str, domain: str | None, url: str | None, check: Check | None, bound: Mapping[str, Sequence[Target]]
) -> shapes.RuleHealth:
    status = UNKNOWN if check is not None and check.switch else CLOSE
    return shapes.RuleHealth(
        location_id=location_id,
        domain=domain,
        url=url,
        rule_id="",
        targets=[_target_view(target, status) for target in bound.get(location_id, [])],
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


def _with_readings(rule: shapes.RuleHealth, seen: Seen) -> shapes.RuleHealth:
    healthy = {(target.host, target.port): target.healthy for target in seen.get(rule.location_id or "", ())}
    return replace(rule, targets=[_with_reading(target, healthy) for target in rule.targets or ()])


def _with_reading(target: shapes.TargetHealth, healthy: Mapping[tuple[str, int], bool | None]) -> shapes.TargetHealth:
    reading = healthy.get((canonical(target.ip or ""), target.port or 0))
    if target.health_status_detail == CLOSE or reading is None:
        return target
    status = ALIVE if reading else DEAD
    return replace(target, health_status=reading, health_status_detail=status, health_status_detial=status)
