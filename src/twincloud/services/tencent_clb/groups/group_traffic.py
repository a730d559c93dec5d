"""Target groups in a forwarding plan: pools from groups in place of those of the locations to which they are bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.services.tencent_clb.groups.group_records import (
    Binding,
    GroupInstance,
    TargetGroup,
    groups_by_location,
    instances_of,
    pool_of_group,
)
from twincloud.services.tencent_clb.listeners.health_checks import planned
from twincloud.services.tencent_clb.records import listeners
from twincloud.storage.transaction import Transaction

_HEAVIEST = 100
_LONGEST_RUN = 256
"""Of longer runs all ports lead to the first: each port would have a cluster with checks in the engine."""
DEFAULT_COOKIE = "tgw_l7_route"
"""The product's own cookie for session persistence."""
SCHEDULERS = {
    "WRR": plan.Scheduler.WEIGHTED_ROUND_ROBIN,
    "LEAST_CONN": plan.Scheduler.LEAST_CONNECTIONS,
    "IP_HASH": plan.Scheduler.SOURCE_IP_HASH,
}


class _Bound(Struct, frozen=True):
    """A group at one location, with its instances and the port that those without one of their own are asked at."""

    binding: Binding
    group: TargetGroup
    instances: tuple[GroupInstance, ...]
    port: int

    @property
    def serves(self) -> bool:
        """Whether it is to get any traffic."""
        return self.binding.weight > 0 and any(instance.weight > 0 for instance in self.instances)

    def targets(self) -> tuple[plan.Target, ...]:
        return tuple(plan.Target(one.host, one.port or self.port, one.weight) for one in self.instances)


def with_groups(tx: Transaction, made: plan.ForwardingPlan) -> plan.ForwardingPlan:
    """Return the plan with the balancer's target groups in it.

    A group of kind v1 fills the pool of its location. Groups of kind v2 become pools of their own at a rule, which
    share its requests; at layer 4 they fill one pool together, with the check of the first: open connections then
    outlast every change of weights.
    """
    bound = _bound(tx, made.balancer_id)
    if not bound:
        return made
    shared: dict[str, Sequence[_Bound]] = {}
    pools: list[plan.Pool] = []
    for pool in made.pools:
        groups = bound.get(pool.id, ())
        if groups and pool.http and groups[0].group.protocol:
            shared[pool.id] = groups
            pools += [_pool_of_its_own(pool, one) for one in groups]
            if not any(one.serves for one in groups):
                pools.append(pool)
        else:
            pools.append(_filled(pool, groups) if groups else pool)
    listeners_ = tuple(_shared_out(listener, shared) for listener in made.listeners)
    return _by_port(replace(made, listeners=listeners_, pools=tuple(pools)), bound)


def _by_port(made: plan.ForwardingPlan, bound: Mapping[str, Sequence[_Bound]]) -> plan.ForwardingPlan:
    """Give each port of a run a pool of its own where groups listen to all ports: targets keep the client's port."""
    pools = {pool.id: pool for pool in made.pools}
    changed: list[plan.Listener] = []
    for listener in made.listeners:
        groups = bound.get(listener.pool_id or "", ())
        count = len(listener.endpoints)
        if not 1 < count <= _LONGEST_RUN or not any(one.group.full_listen for one in groups):
            changed.append(listener)
            continue
        first = groups[0].port
        own = [
            replace(_filled(pools[groups[0].binding.location_id], [_at(one, port) for one in groups]), id=name)
            for port, name in ((port, f"{listener.pool_id}.{port}") for port in range(first, first + count))
        ]
        # The pool of all stays for what is said of the targets' health.
        pools.update((pool.id, pool) for pool in own)
        changed.append(replace(listener, pool_id=None, pool_ids=tuple(pool.id for pool in own)))
    return replace(made, listeners=tuple(changed), pools=tuple(pools.values()))


def _at(one: _Bound, port: int) -> _Bound:
    return replace(one, port=port)


def _bound(tx: Transaction, balancer_id: str) -> Mapping[str, Sequence[_Bound]]:
    found: dict[str, list[_Bound]] = {}
    for location, groups in groups_by_location(tx, balancer_id).items():
        for binding, group in groups:
            listener = tx.get(listeners, binding.listener_id)
            if listener is not None:
                entry = _Bound(binding, group, tuple(instances_of(tx, group.id)), listener.port)
                found.setdefault(location, []).append(entry)
    return found


def _filled(pool: plan.Pool, groups: Sequence[_Bound]) -> plan.Pool:
    check = groups[0].group.check
    if groups[0].group.protocol is None:
        return replace(pool, targets=groups[0].targets())
    return replace(pool, targets=_together(groups), health_check=planned(check))


def _together(groups: Sequence[_Bound]) -> tuple[plan.Target, ...]:
    """Return the targets of several groups, weighed so that each group gets its share; to the hundredth of the most."""
    raw: dict[tuple[str, int], float] = {}
    for one in groups:
        total = sum(instance.weight for instance in one.instances) or 1
        for target in one.targets():
            share = one.binding.weight * target.weight / total
            raw[target.host, target.port] = raw.get((target.host, target.port), 0) + share
    most = max(raw.values(), default=0) or 1
    return tuple(
        plan.Target(host, port, max(round(share / most * _HEAVIEST), 1) if share else 0)
        for (host, port), share in raw.items()
    )


def _pool_of_its_own(pool: plan.Pool, one: _Bound) -> plan.Pool:
    """Return a group's pool for a rule, like the rule's pool but for what the group says itself."""
    group = one.group
    return replace(
        pool,
        id=pool_of_group(pool.id, group.id),
        scheduler=SCHEDULERS[group.scheduler],
        targets=one.targets(),
        health_check=planned(group.check),
        keepalive=group.keepalive,
    )


def _shared_out(listener: plan.Listener, shared: Mapping[str, Sequence[_Bound]]) -> plan.Listener:
    hosts = tuple(
        replace(host, routes=tuple(_route(route, shared.get(route.pool_id or "", ())) for route in host.routes))
        for host in listener.hosts
    )
    return replace(listener, hosts=hosts)


def _route(route: plan.Route, groups: Sequence[_Bound]) -> plan.Route:
    """Return the route with its requests shared out to groups; without one that serves it stays, and nobody answers."""
    serving = [one for one in groups if one.serves]
    if not serving:
        return route
    shares = [plan.Share(pool_of_group(one.binding.location_id, one.group.id), one.binding.weight) for one in serving]
    expire = max(one.group.session_expire for one in serving)
    return replace(
        route,
        pool_id=None,
        shares=tuple(shares),
        session=plan.CookieSession(DEFAULT_COOKIE, expire) if route.session is None and expire else route.session,
        hash_source_ip=any(one.group.scheduler == "IP_HASH" for one in serving),
    )
