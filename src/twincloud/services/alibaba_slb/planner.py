"""What a balancer's rows ask of the data plane."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.balancing.access import Access
from twincloud.balancing.ejection import Closing
from twincloud.balancing.headers import RequestHeaders
from twincloud.balancing.records import Balancer
from twincloud.balancing.redirect import Redirect
from twincloud.inventory.addresses import AddressBook, mapped_ports
from twincloud.inventory.certificates import find_certificate
from twincloud.services.alibaba_slb.balancers.access_logs import log_of
from twincloud.services.alibaba_slb.listeners.tls_policies import POLICIES, spoken
from twincloud.services.alibaba_slb.records import (
    ACTIVE,
    HTTPS,
    ON,
    OPEN_WHITE_LIST,
    SLAVE,
    TCP,
    UDP,
    DomainExtension,
    Forwarding,
    Listener,
    LoadBalancer,
    Rule,
    Server,
    acls,
    domain_extensions,
    listeners,
    load_balancers,
    own_tls_policies,
    rules,
    servers,
)
from twincloud.services.alibaba_slb.removal import purge
from twincloud.services.alibaba_slb.servers.checks import planned_check
from twincloud.storage.transaction import Transaction

ANY = "*"
SESSION_COOKIE = "SERVERID"
"""The product's own cookie for session persistence."""
ADDRESS_HEADER, ID_HEADER = "SLB-IP", "SLB-ID"
PORT_HEADER, CLIENT_PORT_HEADER = "X-Forwarded-Port", "X-Forwarded-Client-srcport"
PERMANENTLY = 301

_SCHEDULERS = {
    "wrr": plan.Scheduler.WEIGHTED_ROUND_ROBIN,
    "rr": plan.Scheduler.WEIGHTED_ROUND_ROBIN,
    "wlc": plan.Scheduler.LEAST_CONNECTIONS,
    "sch": plan.Scheduler.SOURCE_IP_HASH,
    "tch": plan.Scheduler.CONNECTION_HASH,
}
_PROTOCOLS = {
    "tcp": plan.Protocol.TCP,
    "udp": plan.Protocol.UDP,
    "http": plan.Protocol.HTTP,
    "https": plan.Protocol.HTTPS,
}


class SlbPlanner:
    """Alibaba SLB's part in reconciling."""

    def __init__(self, book: AddressBook) -> None:
        """`book` says where balancers listen."""
        self._book = book

    def plan(self, tx: Transaction, balancer: Balancer) -> plan.ForwardingPlan:
        """Return what the balancer's rows ask for; one that is inactive or going asks for nothing."""
        record = tx.get(load_balancers, balancer.id)
        if record is None or record.deleting or record.load_balancer_status != ACTIVE:
            return plan.ForwardingPlan(balancer.id, balancer.generation)
        return _Drawing(tx, record, self._book).drawn(balancer)

    def purge(self, tx: Transaction, balancer: Balancer, generation: int) -> None:
        """Delete the rows that were marked deleted at or before `generation`, which every node has applied."""
        purge(tx, balancer.id, generation)

    def balancer_of(self, tx: Transaction, listener_id: str) -> str | None:
        """Return the balancer whose listener has this id, or None when there is no such listener."""
        listener = tx.get(listeners, listener_id)
        return None if listener is None else listener.balancer_id


class _Drawing:
    """One balancer on its way from rows to a plan."""

    def __init__(self, tx: Transaction, record: LoadBalancer, book: AddressBook) -> None:
        self._tx = tx
        self._record = record
        self._address = book.address(record.slot)
        self._real_ports: Mapping[tuple[str, int], int] = {}
        if book.maps_ports:
            found = tx.find(mapped_ports, owner=record.id)
            self._real_ports = {(mapped.transport, mapped.port): mapped.real_port for mapped in found}
        self._servers: dict[str, list[Server]] = {}
        for server in tx.find(servers, balancer_id=record.id):
            self._servers.setdefault(server.group_id, []).append(server)
        self._rules: dict[str, list[Rule]] = {}
        for rule in tx.find(rules, balancer_id=record.id):
            self._rules.setdefault(rule.listener_id, []).append(rule)
        self._extensions: dict[str, list[DomainExtension]] = {}
        for extension in tx.find(domain_extensions, balancer_id=record.id):
            self._extensions.setdefault(extension.listener_id, []).append(extension)
        self._pools: list[plan.Pool] = []
        self._certificates: dict[str, plan.Certificate] = {}
        self._authorities: dict[str, plan.ClientAuthority] = {}

    def drawn(self, balancer: Balancer) -> plan.ForwardingPlan:
        running = [listener for listener in self._tx.find(listeners, balancer_id=balancer.id) if listener.running]
        return plan.ForwardingPlan(
            balancer_id=balancer.id,
            generation=balancer.generation,
            listeners=tuple(self._layer_7(one) if one.layer_7 else self._layer_4(one) for one in running),
            pools=tuple(self._pools),
            certificates=tuple(self._certificates.values()),
            client_authorities=tuple(self._authorities.values()),
        )

    def _layer_4(self, listener: Listener) -> plan.Listener:
        scheduler = _scheduler(listener)
        self._add_pool(listener.id, listener, listener, listener.group_id)
        is_tcp = listener.listener_protocol == TCP
        return plan.Listener(
            id=listener.id,
            protocol=_PROTOCOLS[listener.listener_protocol],
            endpoints=(self._endpoint(listener.transport, listener.listener_port),),
            pool_id=listener.id,
            idle_timeout_s=float(listener.established_timeout) if is_tcp else None,
            hash_source_ip=scheduler is plan.Scheduler.SOURCE_IP_HASH,
            hash_connection=scheduler is plan.Scheduler.CONNECTION_HASH,
            access=self._access(listener),
        )

    def _layer_7(self, listener: Listener) -> plan.Listener:
        return plan.Listener(
            id=listener.id,
            protocol=_PROTOCOLS[listener.listener_protocol],
            endpoints=(self._endpoint(listener.transport, listener.listener_port),),
            hosts=tuple(self._hosts(listener)),
            idle_timeout_s=float(listener.idle_timeout),
            tls=self._tls(listener) if listener.listener_protocol == HTTPS else None,
            access=self._access(listener),
            compress=listener.gzip == ON,
            request_headers=self._headers(listener),
            log=log_of(self._tx, self._record, listener, self._address),
        )

    def _endpoint(self, transport: str, port: int) -> plan.Endpoint:
        return plan.Endpoint(self._address, self._real_ports.get((transport, port), port))

    def _hosts(self, listener: Listener) -> Iterable[plan.VirtualHost]:
        """Yield a host for each domain with rules or a certificate, and one for all other names.

        A request that no rule of its domain takes goes on to the rules without a domain, then to the listener's
        servers.
        """
        if listener.listener_forward == ON:
            yield plan.VirtualHost(ANY, (ANY,), (self._redirect(listener),))
            return
        self._add_pool(listener.id, listener, listener, listener.group_id)
        by_domain: dict[str, list[plan.Route]] = {}
        for rule in sorted(self._rules.get(listener.id, ()), key=lambda rule: -len(rule.url)):
            self._add_pool(rule.id, listener, in_force(rule, listener), rule.v_server_group_id)
            route = _route(rule.id, rule.url or "/", listener, in_force(rule, listener))
            by_domain.setdefault(rule.domain.lower(), []).append(route)
        last = [*by_domain.pop("", ()), _route(listener.id, "/", listener, listener)]
        extensions = {one.domain.lower(): one for one in self._extensions.get(listener.id, ())}
        for domain in dict.fromkeys([*by_domain, *extensions]):
            host = plan.VirtualHost(domain, (domain,), (*by_domain.get(_covering(domain, by_domain), ()), *last))
            yield self._certified(host, listener, extensions[domain]) if domain in extensions else host
        yield plan.VirtualHost(ANY, (ANY,), tuple(last))

    def _redirect(self, listener: Listener) -> plan.Route:
        port = self._endpoint(TCP, listener.forward_port).port
        redirect = Redirect(https=True, port=port, code=PERMANENTLY)
        return plan.Route(listener.id, plan.PathMatch.PREFIX, "/", redirect=redirect)

    def _add_pool(self, name: str, listener: Listener, forwarding: Forwarding, group_id: str) -> None:
        bound = self._servers.get(group_id or listener.group_id, [])
        proxied = listener.proxy_protocol_v2_enabled and listener.listener_protocol == TCP
        pool = plan.Pool(
            id=name,
            scheduler=_scheduler(listener) if not listener.layer_7 else _SCHEDULERS[forwarding.scheduler],
            targets=tuple(_targets(bound, listener, forwarding)),
            health_check=planned_check(forwarding, listener.listener_protocol),
            all_dead_serves_all=False,
            http=listener.layer_7,
            proxy_protocol=2 if proxied else None,
            closing=_closing(listener),
        )
        self._pools.append(pool)

    def _access(self, listener: Listener) -> Access | None:
        """Return whom the listener serves.

        Lists without an entry, black or white, keep nobody out; the listener's own white list keeps everybody out then.
        """
        if listener.access_control_status == OPEN_WHITE_LIST:
            return Access(allow=True, networks=listener.white_list)
        if listener.acl_status != ON:
            return None
        found = [acl for acl in (self._tx.get(acls, name) for name in listener.acl_id) if acl is not None]
        networks = tuple(dict.fromkeys(entry.entry for acl in found for entry in acl.entries))
        return Access(listener.acl_type == "white", networks) if networks else None

    def _certified(self, host: plan.VirtualHost, listener: Listener, extension: DomainExtension) -> plan.VirtualHost:
        """Return the host with a certificate of its own; its clients are asked for what the listener's are."""
        self._show(extension.server_certificate_id)
        return replace(
            host,
            certificate_ids=(extension.server_certificate_id,),
            client_authority_id=listener.ca_certificate_id or None,
            client_certificate_required=bool(listener.ca_certificate_id),
        )

    def _show(self, certificate_id: str) -> None:
        own = find_certificate(self._tx, self._record.account, certificate_id)
        if own is not None:
            self._certificates[own.id] = plan.Certificate(own.id, own.chain_pem, own.key_pem)

    def _tls(self, listener: Listener) -> plan.Tls:
        own = self._tx.get(own_tls_policies, listener.tls_cipher_policy)
        policy = POLICIES[listener.tls_cipher_policy] if own is None else spoken(own.tls_versions, own.ciphers)
        self._show(listener.server_certificate_id)
        authority = None
        if listener.ca_certificate_id:
            authority = find_certificate(self._tx, self._record.account, listener.ca_certificate_id)
            if authority is not None:
                self._authorities[authority.id] = plan.ClientAuthority(authority.id, authority.chain_pem)
        return plan.Tls(
            certificate_ids=(listener.server_certificate_id,),
            client_authority_id=listener.ca_certificate_id or None,
            client_certificate_required=bool(listener.ca_certificate_id),
            http2=listener.enable_http2 == ON,
            min_version=policy.oldest,
            max_version=policy.newest,
            ciphers=policy.suites,
        )

    def _headers(self, listener: Listener) -> RequestHeaders:
        constants = {
            ADDRESS_HEADER: self._address if listener.x_forwarded_for_slbip == ON else None,
            ID_HEADER: listener.balancer_id if listener.x_forwarded_for_slbid == ON else None,
            PORT_HEADER: str(listener.listener_port) if listener.x_forwarded_for_slbport == ON else None,
        }
        return RequestHeaders(
            client_address=listener.x_forwarded_for == ON,
            scheme=listener.x_forwarded_for_proto == ON,
            client_port=CLIENT_PORT_HEADER if listener.x_forwarded_for_client_src_port == ON else None,
            constants=tuple((name, value) for name, value in constants.items() if value is not None),
        )


def _covering(domain: str, others: Collection[str]) -> str:
    """Return which of the domains speaks for one that may have no rules: itself, else the narrowest wildcard."""
    if domain in others:
        return domain
    wide = (one for one in others if one.startswith("*") and domain.removeprefix("*").endswith(one[1:]))
    return max(wide, key=len, default="")


def _scheduler(listener: Listener) -> plan.Scheduler:
    """Return a layer-4 listener's scheduler: persistence is a hash of the client's address (our choice).

    A client of UDP keeps its server for as long as it speaks in any case, so that hashing its port would add nothing.
    """
    if listener.listener_protocol == UDP and listener.scheduler in {"tch", "qch"}:
        return plan.Scheduler.WEIGHTED_ROUND_ROBIN
    if listener.persistence_timeout and listener.scheduler != "tch":
        return plan.Scheduler.SOURCE_IP_HASH
    return _SCHEDULERS[listener.scheduler]


def _closing(listener: Listener) -> Closing | None:
    """Return when connections are closed whose server is gone; without draining they stay (our choice)."""
    if listener.listener_protocol != TCP or listener.connection_drain != ON:
        return None
    return Closing(removed=True, after_s=float(listener.connection_drain_timeout))


def in_force(rule: Rule, listener: Listener) -> Forwarding:
    """Return the settings that count for a rule: its own, or those of its listener."""
    return listener if rule.listener_sync == ON else rule


def _targets(bound: Sequence[Server], listener: Listener, forwarding: Forwarding) -> Iterable[plan.Target]:
    """Yield the servers whose address is known; with `rr` all weigh the same."""
    for server in bound:
        weight = min(server.weight, 1) if forwarding.scheduler == "rr" else server.weight
        port = server.port or listener.backend_server_port
        yield plan.Target(server.host, port, weight, backup=server.server_type == SLAVE)


def _route(name: str, path: str, listener: Listener, forwarding: Forwarding) -> plan.Route:
    session = None
    if forwarding.sticky_session == ON:
        own = forwarding.sticky_session_type == "insert"
        session = (
            plan.CookieSession(SESSION_COOKIE, forwarding.cookie_timeout)
            if own
            else plan.CookieSession(forwarding.cookie, 0, rewrites=True)
        )
    return plan.Route(
        id=name,
        match=plan.PathMatch.PREFIX,
        path=path,
        pool_id=name,
        session=session,
        timeout_s=float(listener.request_timeout),
    )
