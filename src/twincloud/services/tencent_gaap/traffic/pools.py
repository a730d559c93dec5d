"""Origins of a listener or rule as a pool of the plan."""

from __future__ import annotations

from collections.abc import Sequence

from twincloud.balancing import plan
from twincloud.balancing.ejection import Ejection
from twincloud.balancing.trust import Trust
from twincloud.services.tencent_gaap.listeners.listener_orders import PORT
from twincloud.services.tencent_gaap.records import (
    HTTPS,
    TCP,
    Binding,
    Check,
    Listener,
    Rule,
    RuleCheck,
    spoken_to_origins,
)

_SCHEDULERS = {
    "rr": plan.Scheduler.WEIGHTED_ROUND_ROBIN,
    "wrr": plan.Scheduler.WEIGHTED_ROUND_ROBIN,
    "lc": plan.Scheduler.LEAST_CONNECTIONS,
}
_PROXY_PROTOCOL = 1
"""ClientIPMethod, and the version of the header."""


def listener_pool(listener: Listener, bound: Sequence[Binding]) -> plan.Pool:
    """Return the pool of a layer-4 listener, which has the listener's id."""
    tcp = listener.protocol == TCP
    return plan.Pool(
        listener.id,
        _SCHEDULERS[listener.scheduler],
        _targets(listener.scheduler, bound, failover=bool(listener.failover)),
        _tcp_check(listener.check) if tcp else _udp_check(listener.check),
        all_dead_serves_all=False,
        proxy_protocol=1 if tcp and listener.client_ip_method == _PROXY_PROTOCOL else None,
    )


def rule_pool(listener: Listener, rule: Rule, bound: Sequence[Binding], trust: Trust | None) -> plan.Pool:
    """Return the pool of a rule, which has the rule's id."""
    tls = spoken_to_origins(listener, rule) == HTTPS
    return plan.Pool(
        rule.id,
        _SCHEDULERS[rule.scheduler],
        _targets(rule.scheduler, bound, failover=False),
        _http_check(rule) if rule.check_on else None,
        upstream=plan.UpstreamProtocol.TLS if tls else plan.UpstreamProtocol.PLAIN,
        all_dead_serves_all=False,
        http=True,
        server_name=(rule.sni or None) if tls else None,
        trust=trust if tls else None,
        ejection=_ejection(rule.check) if rule.check_on else None,
    )


def _targets(scheduler: str, bound: Sequence[Binding], *, failover: bool) -> tuple[plan.Target, ...]:
    """Return the origins; weights act with wrr alone, and roles with the listener's switch."""
    return tuple(
        plan.Target(
            binding.address,
            binding.port,
            binding.weight if scheduler == "wrr" else 1,
            backup=failover and binding.role == "slave",
        )
        for binding in bound
    )


def _tcp_check(check: Check) -> plan.HealthCheck | None:
    return _check(plan.CheckKind.TCP, check) if check.on else None


def _udp_check(check: Check) -> plan.HealthCheck | None:
    """Return the check of a UDP listener: a ping, a question with its answer, or whether the port is there at all."""
    if not check.on:
        return None
    if check.kind != PORT:
        return _check(plan.CheckKind.PING, check)
    answered = check.send and check.receive
    return _check(plan.CheckKind.UDP_PAYLOAD if answered else plan.CheckKind.UDP_OPEN, check)


def _check(kind: plan.CheckKind, check: Check) -> plan.HealthCheck:
    return plan.HealthCheck(
        kind=kind,
        interval_s=float(check.interval),
        timeout_s=float(check.timeout),
        healthy_threshold=check.healthy,
        unhealthy_threshold=check.unhealthy,
        port=check.port or None,
        send=check.send.encode(),
        receive=check.receive.encode(),
    )


def _http_check(rule: Rule) -> plan.HealthCheck:
    check = rule.check
    host = check.domain or rule.domain
    return plan.HealthCheck(
        kind=plan.CheckKind.HTTP,
        interval_s=float(check.interval),
        timeout_s=float(check.timeout),
        healthy_threshold=1,
        unhealthy_threshold=1,
        http=plan.HttpCheck(
            path=check.path,
            method=check.method,
            statuses=_ranges(check.statuses),
            host=None if host.startswith("*") else host,
        ),
    )


def _ranges(classes: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return classes of statuses (200 stands for every 2xx) as half-open ranges, neighbours joined."""
    ranges: list[tuple[int, int]] = []
    for start in sorted(classes):
        if ranges and ranges[-1][1] == start:
            ranges[-1] = (ranges[-1][0], start + 100)
        else:
            ranges.append((start, start + 100))
    return tuple(ranges)


def _ejection(check: RuleCheck) -> Ejection | None:
    """Return the passive check, which is on when one of its members is set; the others have their example's values."""
    if check.failed_interval is None and check.failed_threshold is None and check.block_time is None:
        return None
    return Ejection(
        failures=check.failed_threshold or 5,
        interval_s=float(check.failed_interval or 60),
        duration_s=float(check.block_time or 600),
    )
