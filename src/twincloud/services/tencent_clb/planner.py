"""What a balancer's rows ask of the data plane."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.balancing.ejection import Closing
from twincloud.balancing.records import Balancer
from twincloud.inventory.addresses import AddressBook, mapped_ports
from twincloud.services.tencent_clb.balancers.access import with_access
from twincloud.services.tencent_clb.balancers.block_list import with_blocked
from twincloud.services.tencent_clb.balancers.elastic import with_elastic
from twincloud.services.tencent_clb.configs.config_traffic import with_configs
from twincloud.services.tencent_clb.groups.group_traffic import SCHEDULERS, with_groups
from twincloud.services.tencent_clb.listeners.certificates import planned_certificates
from twincloud.services.tencent_clb.listeners.health_checks import planned
from twincloud.services.tencent_clb.listeners.listeners import compresses
from twincloud.services.tencent_clb.listeners.port_use import Use, main_use, quic_use
from twincloud.services.tencent_clb.logs import with_logs
from twincloud.services.tencent_clb.lookups import listeners_of, rules_by_listener, targets_by_location
from twincloud.services.tencent_clb.records import (
    LAYER_4,
    Credentials,
    Listener,
    LoadBalancer,
    Redirect,
    Rule,
    Target,
    listeners,
    load_balancers,
    quic_id,
    without_quic,
)
from twincloud.services.tencent_clb.removal import purge
from twincloud.services.tencent_clb.rules.patterns import REGEX
from twincloud.services.tencent_clb.rules.planned_hosts import ANY, Destination, Destinations, Site, demands
from twincloud.services.tencent_clb.targets.function_traffic import with_functions
from twincloud.services.tencent_clb.targets.health import canonical
from twincloud.storage.transaction import Transaction

PROXY_PROTOCOL = 2
"""The version of the PROXY protocol's header (product page)."""

_PROTOCOLS = {
    "TCP": plan.Protocol.TCP,
    "UDP": plan.Protocol.UDP,
    "TCP_SSL": plan.Protocol.TLS,
    "QUIC": plan.Protocol.HTTP3,
    "HTTP": plan.Protocol.HTTP,
    "HTTPS": plan.Protocol.HTTPS,
}
_UPSTREAMS = {
    "HTTP": plan.UpstreamProtocol.PLAIN,
    "HTTPS": plan.UpstreamProtocol.TLS,
    "GRPC": plan.UpstreamProtocol.HTTP2,
    "GRPCS": plan.UpstreamProtocol.HTTP2_TLS,
}


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
        known = listeners_of(tx, balancer.id)
        rules = rules_by_listener(tx, balancer.id)
        bound = targets_by_location(tx, balancer.id)
        endpoints = self._endpoints(tx, record)
        destinations = _destinations(known, rules, endpoints)
        serving = [listener for listener in known if not (listener.stopped or record.stopped)]
        planned_listeners: list[plan.Listener] = []
        pools: list[plan.Pool] = []
        for listener in serving:
            if listener.protocol in LAYER_4:
                planned_listeners.append(_layer_4(listener, endpoints(main_use(listener))))
                pools.append(_pool_of_listener(listener, bound.get(listener.location_id, [])))
                continue
            own = rules.get(listener.id, [])
            planned_listeners += _layer_7(listener, own, endpoints, destinations)
            # A rule that redirects keeps its targets, but no pool: nothing would ask it.
            asked = [rule for rule in own if rule.redirect is None or destinations(rule.redirect) is None]
            pools += [_pool_of_rule(listener, rule, bound.get(rule.id, [])) for rule in asked]
        certificates, authorities = planned_certificates(tx, record.account, _credentials(serving, rules))
        made = plan.ForwardingPlan(
            balancer.id, balancer.generation, tuple(planned_listeners), tuple(pools), certificates, authorities
        )
        made = with_functions(tx, with_groups(tx, made))
        made = with_configs(tx, self._book.address(record.slot), known, made)
        made = with_logs(tx, record, self._book, with_blocked(tx, with_access(tx, record, made)))
        return _with_epochs(serving, with_elastic(tx, self._book, made))

    def purge(self, tx: Transaction, balancer: Balancer, generation: int) -> None:
        """Delete the rows that were marked deleted at or before `generation`, which every node has applied."""
        purge(tx, balancer.id, generation)

    def balancer_of(self, tx: Transaction, listener_id: str) -> str | None:
        """Return the balancer whose listener has this id, or None when there is no such listener."""
        listener = tx.get(listeners, without_quic(listener_id))
        return None if listener is None or listener.deleting else listener.balancer_id

    def _endpoints(self, tx: Transaction, record: LoadBalancer) -> _Endpoints:
        real = {}
        if self._book.maps_ports:
            mapped = tx.find(mapped_ports, owner=record.id)
            real = {(one.transport, one.port): one.real_port for one in mapped}
        return _Endpoints(self._book.address(record.slot), real)


class _Endpoints:
    """Where the ports of one balancer really are."""

    def __init__(self, address: str, real_ports: Mapping[tuple[str, int], int]) -> None:
        self._address = address
        self._real_ports = real_ports

    def __call__(self, use: Use) -> tuple[plan.Endpoint, ...]:
        return tuple(plan.Endpoint(self._address, self.port(use, port)) for port in use.ports)

    def port(self, use: Use, port: int) -> int:
        """Return the real port that stands for one of the use's."""
        return self._real_ports.get((use.transport.value, port), port)


def _destinations(
    known: Sequence[Listener], rules: Mapping[str, Sequence[Rule]], endpoints: _Endpoints
) -> Destinations:
    by_location = {
        rule.id: Destination(listener, rule, endpoints.port(main_use(listener), listener.port))
        for listener in known
        for rule in rules.get(listener.id, ())
    }

    def find(redirect: Redirect) -> Destination | None:
        return by_location.get(redirect.location_id)

    return find


def _credentials(known: Sequence[Listener], rules: Mapping[str, Sequence[Rule]]) -> list[Credentials]:
    found = [listener.credentials for listener in known]
    found += [rule.credentials for listener in known for rule in rules.get(listener.id, ())]
    return [one for one in found if one is not None]


def _layer_4(listener: Listener, endpoints: tuple[plan.Endpoint, ...]) -> plan.Listener:
    protocol = plan.Protocol.TCP if listener.ssl_closed else _PROTOCOLS[listener.protocol]
    over_udp = protocol.transport is plan.Transport.UDP
    # Over QUIC the one pool is that of a host for all names.
    hosts = (_everything(listener),) if protocol.routed else ()
    return plan.Listener(
        id=listener.id,
        protocol=protocol,
        endpoints=endpoints,
        pool_id=None if hosts else listener.location_id,
        hosts=hosts,
        idle_timeout_s=float(listener.idle_timeout) if listener.idle_timeout else None,
        hash_source_ip=_by_address(listener) and not hosts,
        max_connections=None if listener.protocol == "UDP" else _limit(listener.max_conn),
        max_new_connections_per_s=None if over_udp else _limit(listener.max_cps),
        tls=_tls(listener.credentials),
    )


def _everything(listener: Listener) -> plan.VirtualHost:
    route = plan.Route(
        listener.location_id,
        plan.PathMatch.PREFIX,
        "/",
        listener.location_id,
        hash_source_ip=_by_address(listener),
    )
    return plan.VirtualHost(listener.location_id, (ANY,), (route,))


def _limit(given: int) -> int | None:
    return given if given > 0 else None


def _by_address(listener: Listener) -> bool:
    """Tell whether the client's address chooses its target.

    For session persistence a hash of it stands for the table that ages (our choice).
    """
    return listener.session_expire > 0 or listener.scheduler == "IP_HASH"


def _tls(own: Credentials | None) -> plan.Tls | None:
    """Return how a listener with these certificates shakes hands; HTTP/2 is a matter of its domains."""
    if own is None:
        return None
    return plan.Tls(own.server_ids, own.ca_id or None, client_certificate_required=demands(own), http2=False)


def _pool_of_listener(listener: Listener, bound: Sequence[Target]) -> plan.Pool:
    scheduler = plan.Scheduler.SOURCE_IP_HASH if _by_address(listener) else SCHEDULERS[listener.scheduler]
    over_udp = listener.protocol == "UDP"
    over_quic = listener.protocol == "QUIC"
    return plan.Pool(
        listener.location_id,
        scheduler,
        _targets(bound),
        planned(listener.check, over_udp=over_udp),
        http=over_quic,
        # With a header that tells of one client a connection is for that one alone.
        keepalive=not listener.proxy_protocol,
        proxy_protocol=PROXY_PROTOCOL if listener.proxy_protocol else None,
        max_sessions=_limit(listener.max_conn) if over_udp else None,
        closing=_closing(listener) if listener.protocol == "TCP" else None,
    )


def _closing(listener: Listener) -> Closing | None:
    """Return when connections to targets are closed so that their clients connect to others."""
    if not (listener.deregister_rst or listener.reschedule_zero_weight or listener.reschedule_unhealthy):
        return None
    return Closing(
        removed=listener.deregister_rst,
        weightless=listener.reschedule_zero_weight,
        unhealthy=listener.reschedule_unhealthy,
        after_s=float(listener.reschedule_start),
    )


def _with_epochs(known: Sequence[Listener], made: plan.ForwardingPlan) -> plan.ForwardingPlan:
    """Number the sets of targets of the listeners whose connections are shared out anew when targets come or go."""
    shared = {one.id: one.location_id for one in known if one.protocol == "TCP" and one.reschedule_expand}
    if not shared:
        return made
    targets = {pool.id: sorted((target.host, target.port) for target in pool.targets) for pool in made.pools}
    return replace(
        made,
        listeners=tuple(
            replace(one, epoch=zlib.crc32(repr(targets.get(shared[one.id])).encode())) if one.id in shared else one
            for one in made.listeners
        ),
    )


def _layer_7(
    listener: Listener, rules: Sequence[Rule], endpoints: _Endpoints, destinations: Destinations
) -> list[plan.Listener]:
    """Return the listener, and the one beside it for the domains that are also served over QUIC."""
    use, quic = main_use(listener), quic_use(listener)
    site = Site(listener, rules, endpoints.port(use, listener.port), endpoints.port(quic, listener.port), destinations)
    encrypted = listener.protocol == "HTTPS"
    tls = (_tls(listener.credentials) or plan.Tls(http2=False)) if encrypted else None
    made = plan.Listener(
        id=listener.id,
        protocol=_PROTOCOLS[listener.protocol],
        endpoints=endpoints(use),
        hosts=site.hosts(),
        tls=tls,
        compress=compresses(listener),
        plain_http2=listener.h2c,
    )
    if not encrypted or not any(rule.quic for rule in rules):
        return [made]
    over_quic = plan.Listener(
        id=quic_id(listener.id),
        protocol=plan.Protocol.HTTP3,
        endpoints=endpoints(quic),
        hosts=site.hosts(over_quic=True),
        tls=tls,
        compress=compresses(listener),
    )
    return [made, over_quic]


def _pool_of_rule(listener: Listener, rule: Rule, bound: Sequence[Target]) -> plan.Pool:
    only_name = rule.domains[0] if ANY not in rule.domains[0] and not rule.domains[0].startswith(REGEX) else None
    return plan.Pool(
        rule.id,
        SCHEDULERS[rule.scheduler],
        _targets(bound),
        planned(rule.check, only_name, rule.forward_type if listener.protocol == "HTTPS" else None),
        upstream=_UPSTREAMS[rule.forward_type],
        http=True,
        keepalive=bool(listener.keepalive),
    )


def _targets(bound: Sequence[Target]) -> tuple[plan.Target, ...]:
    return tuple(plan.Target(canonical(target.host), target.port, target.weight) for target in bound)
