"""The forwarding plan: everything the data plane ever sees of a balancer, immutable and free of vendor words.

A planner of a product makes one plan per balancer from its rows; the data plane compiles it. Elements are compared by
value: an element that did not change between two plans costs nothing to apply.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from twincloud.balancing.access import Access, Blocked
from twincloud.balancing.ejection import Closing, Ejection
from twincloud.balancing.error_pages import ErrorPage
from twincloud.balancing.headers import AnswerHeader, RequestHeader, RequestHeaders
from twincloud.balancing.redirect import Redirect
from twincloud.balancing.request_log import Log
from twincloud.balancing.trust import Trust, User


class Transport(StrEnum):
    """What a port is a port of: the same number may be open once in each."""

    TCP = "tcp"
    UDP = "udp"


class Protocol(StrEnum):
    """What a listener speaks with its clients."""

    TCP = "tcp"
    HTTP = "http"
    UDP = "udp"
    TLS = "tls"
    """TCP inside TLS; the targets get what was inside."""
    HTTPS = "https"
    """HTTP/1.1 or HTTP/2 inside TLS."""
    HTTP3 = "http3"
    """HTTP/3 over QUIC."""

    @property
    def routed(self) -> bool:
        """Whether each request is routed by its host and path."""
        return self in {Protocol.HTTP, Protocol.HTTPS, Protocol.HTTP3}

    @property
    def encrypted(self) -> bool:
        """Whether clients must speak TLS."""
        return self in {Protocol.TLS, Protocol.HTTPS, Protocol.HTTP3}

    @property
    def transport(self) -> Transport:
        """What the listener's port is a port of."""
        return Transport.UDP if self in {Protocol.UDP, Protocol.HTTP3} else Transport.TCP


class Scheduler(StrEnum):
    """How a pool picks a target."""

    WEIGHTED_ROUND_ROBIN = "weighted-round-robin"
    LEAST_CONNECTIONS = "least-connections"
    SOURCE_IP_HASH = "source-ip-hash"
    CONNECTION_HASH = "connection-hash"
    """By the addresses and ports of both ends of a connection: the same for a connection that comes again."""


class PathMatch(StrEnum):
    """How a route's path is compared with a request's."""

    PREFIX = "prefix"
    EXACT = "exact"
    REGEX = "regex"


class CheckKind(StrEnum):
    """What a health check does with a target."""

    TCP = "tcp"
    PAYLOAD = "payload"
    HTTP = "http"
    GRPC = "grpc"
    UDP_PAYLOAD = "udp-payload"
    """A datagram is answered with exactly the expected one."""
    PING = "ping"
    """The host answers a ping, and does not say that nobody listens on the port of UDP."""
    UDP_OPEN = "udp-open"
    """The host does not say that nobody listens on the port of UDP; a host that says nothing passes."""


class UpstreamProtocol(StrEnum):
    """What a pool speaks with its targets."""

    PLAIN = "plain"
    """Bytes as they come (layer 4), or HTTP/1.1 (layer 7)."""
    TLS = "tls"
    """HTTP/1.1 inside TLS; the target's certificate is not verified, as in the cloud products."""
    HTTP2 = "http2"
    """HTTP/2 without TLS, as gRPC needs it."""
    HTTP2_TLS = "http2-tls"


class Endpoint(Struct, frozen=True):
    """An IP address and a port."""

    host: str
    port: int


class Target(Struct, frozen=True):
    """A server behind a pool. `weight` is 0..100; a target of weight 0 gets no new traffic.

    `host` is an IP address, or a name that is looked up again and again and stands for all its addresses. A `backup`
    gets traffic only while every target that is none fails its checks.
    """

    host: str
    port: int
    weight: int
    backup: bool = False


class HttpCheck(Struct, frozen=True):
    """The request of an HTTP health check. `statuses` are half-open ranges: (200, 300) is every 2xx."""

    path: str
    method: str
    statuses: tuple[tuple[int, int], ...]
    host: str | None = None
    http10: bool = False


class HealthCheck(Struct, frozen=True):
    """Active checks of a pool's targets. Times are in seconds; thresholds count consecutive results."""

    kind: CheckKind
    interval_s: float
    timeout_s: float
    healthy_threshold: int
    unhealthy_threshold: int
    port: int | None = None
    """Port to check instead of the target's own."""
    http: HttpCheck | None = None
    """Present when kind is HTTP."""
    send: bytes = b""
    """Bytes to send when kind is PAYLOAD or UDP_PAYLOAD; the latter needs some."""
    receive: bytes = b""
    """Bytes expected in return; empty accepts any answer (a connection is enough for PAYLOAD)."""
    grpc_service: str = ""
    tls: bool | None = None
    """Whether an HTTP check speaks TLS; None is as the pool does."""


class Pool(Struct, frozen=True):
    """A set of targets and how one of them is chosen."""

    id: str
    scheduler: Scheduler
    targets: tuple[Target, ...]
    health_check: HealthCheck | None = None
    upstream: UpstreamProtocol = UpstreamProtocol.PLAIN
    all_dead_serves_all: bool = True
    """When every target fails its check, spread traffic over all of them instead of refusing it."""
    http: bool = False
    """The pool serves HTTP routes (its targets are spoken to in HTTP)."""
    keepalive: bool = True
    """Reuse connections to the targets between requests (HTTP pools only)."""
    proxy_protocol: int | None = None
    """Begin each connection to a target with a PROXY protocol header of this version, 1 or 2 (not for UDP)."""
    max_sessions: int | None = None
    """How many clients of a UDP listener may be served at once; datagrams of further ones are dropped."""
    server_name: str | None = None
    """The name that targets which are spoken to in TLS are asked for (SNI)."""
    trust: Trust | None = None
    """Demands on targets that are spoken to in TLS, and what they are shown; None believes everybody."""
    ejection: Ejection | None = None
    """Passive checks (pools that serve HTTP routes)."""
    closing: Closing | None = None
    """Which connections do not stay with their targets (pools of TCP and TLS listeners)."""
    log: Log | None = None
    """Where changes of its targets' health are written down (pools that have a health check)."""
    connect_timeout_s: float | None = None
    """How long a connection to a target may take to open, in seconds; None is the engine's default."""


class Certificate(Struct, frozen=True):
    """What a server shows: its own certificate followed by its issuers', and the private key, all in PEM."""

    id: str
    chain_pem: str
    key_pem: str

    def __repr__(self) -> str:
        """Return the id alone: a key must not get into a log by accident."""
        return f"Certificate(id={self.id!r})"


class ClientAuthority(Struct, frozen=True):
    """Who vouches for clients: certificates in PEM, of which one must be at the root of a client's chain."""

    id: str
    ca_pem: str


class TlsVersion(StrEnum):
    """A version of TLS."""

    V1_0 = "1.0"
    V1_1 = "1.1"
    V1_2 = "1.2"
    V1_3 = "1.3"


class Tls(Struct, frozen=True):
    """How an encrypted listener proves who it is, and who its clients have to be.

    Of several certificates the one is shown that is for the name which the client asks for, else the first. Hosts may
    have certificates of their own; when all have, or there is no host at all, `certificate_ids` may be empty, and a
    client that asks for any other name is not served. With a `client_authority_id` a client's certificate is verified,
    if it shows one; `client_certificate_required` turns away those without. `http2` is offered to the clients of HTTPS
    listeners.
    """

    certificate_ids: tuple[str, ...] = ()
    client_authority_id: str | None = None
    client_certificate_required: bool = False
    http2: bool = True
    min_version: TlsVersion | None = None
    """The oldest version that is spoken; None is the engine's default."""
    max_version: TlsVersion | None = None
    ciphers: tuple[str, ...] = ()
    """OpenSSL's names of the suites that are spoken up to version 1.2; empty is the engine's default."""
    client_chain_depth: int | None = None
    """How many certificates may stand between a client's own and the authority's, also where hosts have their own."""


class TlsLimits(Struct, frozen=True):
    """What is spoken with one host's clients instead of what its listener speaks; the members are those of Tls."""

    min_version: TlsVersion | None = None
    max_version: TlsVersion | None = None
    ciphers: tuple[str, ...] = ()


class CookieSession(Struct, frozen=True):
    """Session persistence by a cookie that the balancer sets. `ttl_s` is its life in seconds.

    With `rewrites` the cookie is the targets' own: its value is lengthened on the way to the client, which is led back
    for as long as it shows that, and targets get it as they set it. Its life is theirs to say, and 0 here.
    """

    name: str
    ttl_s: int
    rewrites: bool = False


class Share(Struct, frozen=True):
    """One of several pools that share the traffic by weight; `weight` is 1..100."""

    pool_id: str
    weight: int


class Route(Struct, frozen=True):
    """Requests whose path matches go to a pool, or elsewhere. Routes are tried in the order in which they stand."""

    id: str
    match: PathMatch
    path: str
    pool_id: str | None = None
    """None for a route that redirects or has `shares`."""
    session: CookieSession | None = None
    hash_source_ip: bool = False
    """Choose the target by the client's address (set when the pool's scheduler is SOURCE_IP_HASH)."""
    timeout_s: float = 60.0
    """How long a target may be silent before the client is told that it did not answer, in seconds."""
    redirect: Redirect | None = None
    shares: tuple[Share, ...] = ()
    """Several pools in place of `pool_id`. A client with a session, or one hashed by its address, keeps to one of them
    for as long as the shares stay the same."""

    @property
    def pool_ids(self) -> tuple[str, ...]:
        """The pools to which the route leads."""
        return tuple(share.pool_id for share in self.shares) if self.pool_id is None else (self.pool_id,)

    host_header: str | None = None
    """The Host that a target is told instead of the one that the client asked for."""
    path_prefix: str | None = None
    """What a target finds in front of the path that the client asked for, such as ``/functions``."""
    idle_timeout_s: float | None = None
    """End a request on which nothing moved in either direction for so long, in seconds; None is the engine's default.

    The client is told 408 while it owes a part of the request, 504 while the answer has not begun. A value below
    `timeout_s` would win over that.
    """
    max_body_bytes: int | None = None
    """Requests with a longer body are answered with 413; of one without a length the target may have seen a part."""
    request_headers: tuple[RequestHeader, ...] = ()
    """Written into requests after those of the listener."""
    answer_headers: tuple[AnswerHeader, ...] = ()
    error_pages: tuple[ErrorPage, ...] = ()
    """The first one that names an answer's status counts."""
    users: tuple[User, ...] = ()
    """Who may ask; anybody else is answered 401. Empty is everybody."""
    https_redirects: bool = False
    """Where a target sends a client to ``http://`` (Location, Refresh), send it to ``https://``."""


class VirtualHost(Struct, frozen=True):
    """Routes for a set of host names.

    `domains` holds exact names, ``*.suffix``, ``prefix.*``, regular expressions that begin with ``~``, or ``*`` for
    every name nobody else claims. Precedence: exact, suffix wildcard, prefix wildcard, regular expression, ``*``.
    """

    id: str
    domains: tuple[str, ...]
    routes: tuple[Route, ...]
    certificate_ids: tuple[str, ...] = ()
    """Shown to the clients of an encrypted listener that ask for one of the domains, instead of the listener's own.

    Whoever has certificates of its own also has its own demands on its clients' certificates.
    """
    client_authority_id: str | None = None
    client_certificate_required: bool = False
    http2: bool | None = None
    """Whether HTTP/2 is offered to those who ask for one of the domains; None leaves it to the listener."""
    tls_limits: TlsLimits | None = None
    """For those who ask for one of the domains in the handshake; None is as the listener has it."""
    http3_port: int | None = None
    """The port on which clients are told that the domains are served over HTTP/3 as well (Alt-Svc)."""


class Listener(Struct, frozen=True):
    """A port that is open. `endpoints` are the real addresses to bind, at least one.

    A TCP, TLS or UDP listener forwards to `pool_id`; an HTTP, HTTPS or HTTP3 listener routes by `hosts`. Limits of
    connections are for listeners that have connections. A change of `endpoints` opens all of them anew, and clients
    that wait to be accepted at that moment are reset unless the system has ``net.ipv4.tcp_migrate_req``; everything
    else changes without a loss.
    """

    id: str
    protocol: Protocol
    endpoints: tuple[Endpoint, ...]
    pool_id: str | None = None
    hosts: tuple[VirtualHost, ...] = ()
    idle_timeout_s: float | None = None
    """Close a connection on which nothing moved for so long, in seconds; None is the engine's default.

    For UDP: forget so silent a client's target.
    """
    hash_source_ip: bool = False
    """Choose the target by the client's address (TCP, TLS and UDP listeners)."""
    hash_connection: bool = False
    """Choose the target by both ends' addresses and ports (TCP and TLS listeners, whose pool's scheduler says so)."""
    max_connections: int | None = None
    max_new_connections_per_s: int | None = None
    tls: Tls | None = None
    """Present for TLS, HTTPS and HTTP3."""
    access: Access | None = None
    """Whom it serves; None is everybody."""
    compress: bool = False
    """Compress answers with gzip for clients that accept it (listeners that route requests)."""
    request_headers: RequestHeaders = RequestHeaders()
    """What targets are told of a request's client (listeners that route requests)."""
    plain_http2: bool = True
    """Whether an HTTP listener takes HTTP/2 without TLS beside HTTP/1.1."""
    pool_ids: tuple[str, ...] = ()
    """Instead of `pool_id` one for each endpoint, in their order, whose ports differ (TCP and UDP listeners).

    `max_connections` then counts for each endpoint by itself.
    """
    blocked: Blocked | None = None
    """Whose requests it does not serve (listeners that route requests); None asks nobody who they are."""
    header_timeout_s: float | None = None
    """How long a client may take to send a request's headers before it is told 408, in seconds; None is the engine's
    default. As the two below of listeners that route requests."""
    max_header_bytes: int | None = None
    """How long a request's headers may be together, up to 8 MiB; None is the engine's default, 60 KiB."""
    max_requests_per_connection: int | None = None
    """Close a client's connection after so many requests; 1 keeps none open."""
    apart: tuple[Endpoint, ...] = ()
    """Further addresses where the same is served, with the ports of `endpoints` and in their order, or none.

    They are opened apart: they come and go without a touch on the sockets of `endpoints`. Limits of connections count
    for them by themselves.
    """
    epoch: int = 0
    """A change of this number closes the connections that are open, within the engine's drain time."""
    log: Log | None = None
    """Where each request is written down (listeners that route requests)."""


class ForwardingPlan(Struct, frozen=True):
    """All that one balancer does with traffic, as of one generation of its configuration."""

    balancer_id: str
    generation: int
    listeners: tuple[Listener, ...] = ()
    pools: tuple[Pool, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    client_authorities: tuple[ClientAuthority, ...] = ()
