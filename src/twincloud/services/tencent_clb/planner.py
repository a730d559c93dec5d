"""What a balancer's rows ask of the data plane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from twincloud.balancing import plan
from twincloud.balancing.records import Balancer
from twincloud.inventory.addresses import AddressBook, mapped_ports
from twincloud.services.tencent_clb.group_traffic import DEFAULT_COOKIE, SCHEDULERS, with_groups
from twincloud.services.tencent_clb.health import canonical
from twincloud.services.tencent_clb.health_checks import planned
from twincloud.services.tencent_clb.lookups import listeners_of, rules_by_listener, targets_by_location
from twincloud.services.tencent_clb.patterns import REGEX, path_of
from twincloud.services.tencent_clb.records import (
    LAYER_4,
    Listener,
    LoadBalancer,
    Rule,
    Target,
    listeners,
    load_balancers,
)
from twincloud.services.tencent_clb.removal import purge
from twincloud.services.tencent_clb.rules import default_domain
from twincloud.storage.transaction import Transaction

ANY = "*"
_UPSTREAMS = {
    "HTTP": plan.UpstreamProtocol.PLAIN,
    "HTTPS": plan.UpstreamProtocol.TLS,
    "GRPC": plan.UpstreamProtocol.HTTP2,
    "GRPCS": plan.UpstreamProtocol.HTTP2_TLS,
}
_BY_NGINX = (plan.PathMatch.EXACT, plan.PathMatch.REGEX, plan.PathMatch.PREFIX)
"""The order in which kinds of URL are tried, as nginx does it (our choice)."""


class ClbPlanner:
    """Tencent CLB's part in reconciling."""

    def __init__(self, book: AddressBook) -> None:
        """`book` says where balancers listen."""
        self._book = book

    def plan(self, tx: Transaction, balancer: Balancer) -> plan.ForwardingPlan:
        """Return what the balancer's rows ask for; a balancer that is going asks for nothing."""
        record = tx.get(load_balancers, balancer.id)
        if record is None or record.deleting:
            return plan.ForwardingPlan(balancer.id, balancer.generation)
        rules = rules_by_listener(tx, balancer.id)
        bound = targets_by_location(tx, balancer.id)
        endpoints = self._endpoints(tx, record)
        planned_listeners: list[plan.Listener] = []
        pools: list[plan.Pool] = []
        for listener in listeners_of(tx, balancer.id):
            if listener.protocol in LAYER_4:
                planned_listeners.append(_layer_4(listener, endpoints(listener.port)))
                pools.append(_pool_of_listener(listener, bound.get(listener.location_id, [])))
            else:
                own = rules.get(listener.id, [])
                planned_listeners.append(_layer_7(listener, own, endpoints(listener.port)))
                pools += [_pool_of_rule(listener, rule, bound.get(rule.id, [])) for rule in own]
        made = plan.ForwardingPlan(balancer.id, balancer.generation, tuple(planned_listeners), tuple(pools))
        return with_groups(tx, made)

    def purge(self, tx: Transaction, balancer: Balancer, generation: int) -> None:
        """Delete the rows that were marked deleted at or before `generation`, which every node has applied."""
        purge(tx, balancer.id, generation)

    def balancer_of(self, tx: Transaction, listener_id: str) -> str | None:
        """Return the balancer whose listener has this id, or None when there is no such listener."""
        listener = tx.get(listeners, listener_id)
        return None if listener is None or listener.deleting else listener.balancer_id

    def _endpoints(self, tx: Transaction, record: LoadBalancer) -> _Endpoints:
        real = {}
        if self._book.maps_ports:
            real = {mapped.port: mapped.real_port for mapped in tx.find(mapped_ports, owner=record.id)}
        return _Endpoints(self._book.address(record.slot), real)


class _Endpoints:
    """Where the ports of one balancer really are."""

    def __init__(self, address: str, real_ports: Mapping[int, int]) -> None:
        self._address = address
        self._real_ports = real_ports

    def __call__(self, port: int) -> tuple[plan.Endpoint, ...]:
        return (plan.Endpoint(self._address, self._real_ports.get(port, port)),)


def _layer_4(listener: Listener, endpoints: tuple[plan.Endpoint, ...]) -> plan.Listener:
    return plan.Listener(
        id=listener.id,
        protocol=plan.Protocol.TCP,
        endpoints=endpoints,
        pool_id=listener.location_id,
        idle_timeout_s=float(listener.idle_timeout) if listener.idle_timeout else None,
        hash_source_ip=_sticks(listener),
        max_connections=_limit(listener.max_conn),
        max_new_connections_per_s=_limit(listener.max_cps),
    )


def _limit(given: int) -> int | None:
    return given if given > 0 else None


def _sticks(listener: Listener) -> bool:
    """Tell whether clients stay with a target: a hash of their address stands for the table that ages (our choice)."""
    return listener.session_expire > 0


def _pool_of_listener(listener: Listener, bound: Sequence[Target]) -> plan.Pool:
    scheduler = plan.Scheduler.SOURCE_IP_HASH if _sticks(listener) else SCHEDULERS[listener.scheduler]
    return plan.Pool(listener.location_id, scheduler, _targets(bound), planned(listener.check))


def _layer_7(listener: Listener, rules: Sequence[Rule], endpoints: tuple[plan.Endpoint, ...]) -> plan.Listener:
    return plan.Listener(
        id=listener.id,
        protocol=plan.Protocol.HTTP,
        endpoints=endpoints,
        hosts=tuple(_hosts(listener, rules)),
    )


def _pool_of_rule(listener: Listener, rule: Rule, bound: Sequence[Target]) -> plan.Pool:
    only_name = rule.domains[0] if ANY not in rule.domains[0] and not rule.domains[0].startswith(REGEX) else None
    return plan.Pool(
        rule.id,
        SCHEDULERS[rule.scheduler],
        _targets(bound),
        planned(rule.check, default_host=only_name),
        upstream=_UPSTREAMS[rule.forward_type],
        http=True,
        keepalive=bool(listener.keepalive),
    )


def _targets(bound: Sequence[Target]) -> tuple[plan.Target, ...]:
    return tuple(plan.Target(canonical(target.host), target.port, target.weight) for target in bound)


def _hosts(listener: Listener, rules: Sequence[Rule]) -> Iterable[plan.VirtualHost]:
    """Yield a host for each set of domains that have the same rules, in the order of their first rule."""
    by_domain: dict[str, list[Rule]] = {}
    for rule in rules:
        for domain in rule.domains:
            name = domain if domain.startswith(REGEX) else domain.lower()
            by_domain.setdefault(name, []).append(rule)
    default = default_domain(listener, rules).lower()
    domains_by_rules: dict[tuple[str, ...], list[str]] = {}
    for domain, own in by_domain.items():
        names = domains_by_rules.setdefault(tuple(rule.id for rule in own), [])
        names.append(domain)
        if domain.lower() == default:
            names.append(ANY)
    for names in domains_by_rules.values():
        routes = [_route(rule) for rule in _in_order(by_domain[names[0]])]
        yield plan.VirtualHost(names[0], tuple(names), tuple(routes))


def _in_order(rules: Sequence[Rule]) -> list[Rule]:
    """Return a domain's rules as they are tried: exact URLs, expressions as created, then the longest prefix."""

    def place(rule: Rule) -> tuple[int, int]:
        kind, path = path_of(rule.url)
        return _BY_NGINX.index(kind), -len(path) if kind is plan.PathMatch.PREFIX else 0

    return sorted(rules, key=place)


def _route(rule: Rule) -> plan.Route:
    kind, path = path_of(rule.url)
    session = None
    if rule.session_expire:
        session = plan.CookieSession(rule.cookie_name or DEFAULT_COOKIE, rule.session_expire)
    return plan.Route(
        id=rule.id,
        match=kind,
        path=path,
        pool_id=rule.id,
        session=session,
        hash_source_ip=rule.scheduler == "IP_HASH",
    )
