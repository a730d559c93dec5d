"""Customized configurations in a forwarding plan: what listeners, routes and pools do because of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.balancing.headers import AnswerHeader, Known, RequestHeader
from twincloud.services.tencent_clb.configs.config_records import config_bindings, configs
from twincloud.services.tencent_clb.configs.directives import TARGET_HEADERS, Settings
from twincloud.services.tencent_clb.records import LAYER_7, Listener, without_quic
from twincloud.services.tencent_clb.rules.planned_hosts import ANY
from twincloud.storage.transaction import Transaction

_USUAL_SILENCE_S = 60.0
"""client_body_timeout, send_timeout, proxy_send_timeout and proxy_read_timeout where nothing is said (product page)."""
_USUAL_HEADERS = 60 * 1024
"""What headers may have together anyway, in bytes."""
_KNOWN = {
    "$remote_port": Known.CLIENT_PORT,
    "$stgw_request_id": Known.REQUEST_ID,
    "$request_method": Known.METHOD,
    "$uri": Known.PATH,
}


class _Bound(Struct, frozen=True):
    """What is bound to a balancer: to itself, to domains by (listener, name), and to rules."""

    all: Settings
    domains: Mapping[tuple[str, str], Settings]
    rules: Mapping[str, Settings]

    def of_host(self, listener_id: str, name: str) -> Settings:
        """Return what holds for a domain of a listener."""
        own = self.domains.get((listener_id, name.lower()))
        return self.all if own is None else own.inside(self.all)


def with_configs(
    tx: Transaction, address: str, known: Sequence[Listener], made: plan.ForwardingPlan
) -> plan.ForwardingPlan:
    """Return the plan with the balancer's configurations in it.

    Its `address`, and the ports of the listeners `known`, are what targets can be told.
    """
    bound = _bound(tx, made.balancer_id)
    if bound is None:
        return made
    ports = {listener.id: listener.port for listener in known if listener.protocol in LAYER_7}
    changed: list[plan.Listener] = []
    connect: dict[str, float] = {}
    for listener in made.listeners:
        listener_id = without_quic(listener.id)
        if listener_id not in ports:
            changed.append(listener)
            continue
        site = _Site(bound, listener_id, address, ports[listener_id], connect)
        changed.append(replace(_listener(listener, bound.all), hosts=tuple(site.hosts(listener.hosts))))
    pools = [replace(pool, connect_timeout_s=connect.get(pool.id)) for pool in made.pools]
    return replace(made, listeners=tuple(changed), pools=tuple(pools))


class _Site(Struct, frozen=True):
    """A listener whose hosts are treated; `connect` gathers what is said of connections to pools."""

    bound: _Bound
    listener_id: str
    address: str
    port: int
    connect: dict[str, float]

    def hosts(self, known: Iterable[plan.VirtualHost]) -> Iterator[plan.VirtualHost]:
        """Yield the hosts, apart where their domains have configurations of their own."""
        for host in known:
            by_settings: dict[Settings, list[str]] = {}
            said = self.bound.all
            for domain in host.domains:
                # Everybody else is served as the default domain is, which stands before.
                if domain != ANY:
                    said = self.bound.of_host(self.listener_id, domain)
                by_settings.setdefault(said, []).append(domain)
            for settings, names in by_settings.items():
                routes = tuple(self._route(route, settings) for route in host.routes)
                yield replace(host, id=names[0], domains=tuple(names), routes=routes)

    def _route(self, route: plan.Route, of_host: Settings) -> plan.Route:
        own = self.bound.rules.get(route.id)
        said = of_host if own is None else own.inside(of_host)
        if said.connect_timeout_s is not None:
            for pool_id in route.pool_ids:
                self.connect.setdefault(pool_id, said.connect_timeout_s)
        timeout_s = said.read_timeout_s or route.timeout_s
        return replace(
            route,
            timeout_s=timeout_s,
            idle_timeout_s=_silence(said, timeout_s),
            max_body_bytes=said.max_body,
            request_headers=tuple(self._told(said)),
            answer_headers=_answer_headers(said),
            https_redirects=bool(said.https_redirects),
        )

    def _told(self, said: Settings) -> Iterator[RequestHeader]:
        fixed = {"$server_addr": self.address, "$vport": str(self.port)}
        for name in dict.fromkeys(said.target_headers):
            variable = TARGET_HEADERS[name]
            if variable in fixed:
                yield RequestHeader(name, fixed[variable])
            else:
                yield RequestHeader(name, known=_KNOWN[variable])


def _bound(tx: Transaction, balancer_id: str) -> _Bound | None:
    found = tx.find(config_bindings, balancer_id=balancer_id)
    if not found:
        return None
    of_all, domains, rules = Settings(), {}, {}
    for binding in found:
        config = tx.get(configs, binding.config_id)
        if config is None:
            continue
        if binding.location_id:
            rules[binding.location_id] = config.settings
        elif binding.listener_id:
            domains[binding.listener_id, binding.domain.lower()] = config.settings
        else:
            of_all = config.settings
    return _Bound(of_all, domains, rules)


def _listener(listener: plan.Listener, said: Settings) -> plan.Listener:
    """Return the listener with what holds for its connections: what is said for the balancer."""
    headers = max(said.header_buffer or 0, said.header_field or 0, _USUAL_HEADERS)
    return replace(
        listener,
        idle_timeout_s=said.keepalive_s or None,
        header_timeout_s=said.header_timeout_s,
        max_header_bytes=headers if headers > _USUAL_HEADERS else None,
        max_requests_per_connection=1 if said.keepalive_s == 0 else said.keepalive_requests,
        tls=_tls(listener, said),
    )


def _tls(listener: plan.Listener, said: Settings) -> plan.Tls | None:
    if listener.tls is None or listener.protocol is plan.Protocol.HTTP3:
        return listener.tls  # QUIC has TLS 1.3 inside, and asks no client for a certificate
    return replace(
        listener.tls,
        min_version=said.versions[0] if said.versions else None,
        max_version=said.versions[-1] if said.versions else None,
        ciphers=said.suites,
        client_chain_depth=said.chain_depth,
    )


def _silence(said: Settings, timeout_s: float) -> float | None:
    """Return how long nothing may move; one clock stands for those of both directions, so it is the slowest of them."""
    asked = (said.body_timeout_s, said.send_timeout_s, said.client_send_timeout_s)
    if asked == (None, None, None):
        return None
    return max(timeout_s, *(_USUAL_SILENCE_S if one is None else one for one in asked))


def _answer_headers(said: Settings) -> tuple[AnswerHeader, ...]:
    last = {header.name.lower(): header for header in said.set_headers}
    return (*said.added_headers, *last.values())
