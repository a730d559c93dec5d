"""The forwarding plan: everything the data plane ever sees of a balancer, immutable and free of vendor words.

A planner of a product makes one plan per balancer from its rows; the data plane compiles it. Elements are compared by
value: an element that did not change between two plans costs nothing to apply.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Protocol(StrEnum):
    """What a listener speaks with its clients."""

    TCP = "tcp"
    HTTP = "http"


class Scheduler(StrEnum):
    """How a pool picks a target."""

    WEIGHTED_ROUND_ROBIN = "weighted-round-robin"
    LEAST_CONNECTIONS = "least-connections"
    SOURCE_IP_HASH = "source-ip-hash"


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
    """A server behind a pool. `weight` is 0..100; a target of weight 0 gets no new traffic."""

    host: str
    port: int
    weight: int


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
    """Bytes to send when kind is PAYLOAD."""
    receive: bytes = b""
    """Bytes expected when kind is PAYLOAD; empty accepts any answer."""
    grpc_service: str = ""


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


class CookieSession(Struct, frozen=True):
    """Session persistence by a cookie that the balancer sets. `ttl_s` is its life in seconds."""

    name: str
    ttl_s: int


class Route(Struct, frozen=True):
    """Requests whose path matches go to a pool. Routes are tried in the order in which they stand."""

    id: str
    match: PathMatch
    path: str
    pool_id: str
    session: CookieSession | None = None
    hash_source_ip: bool = False
    """Choose the target by the client's address (set when the pool's scheduler is SOURCE_IP_HASH)."""
    timeout_s: float = 60.0


class VirtualHost(Struct, frozen=True):
    """Routes for a set of host names.

    `domains` holds exact names, ``*.suffix``, ``prefix.*``, regular expressions that begin with ``~``, or ``*`` for
    every name nobody else claims. Precedence: exact, suffix wildcard, prefix wildcard, regular expression, ``*``.
    """

    id: str
    domains: tuple[str, ...]
    routes: tuple[Route, ...]


class Listener(Struct, frozen=True):
    """A port that is open. `endpoints` are the real addresses to bind, at least one.

    A TCP listener forwards to `pool_id`; an HTTP listener routes by `hosts`.
    """

    id: str
    protocol: Protocol
    endpoints: tuple[Endpoint, ...]
    pool_id: str | None = None
    hosts: tuple[VirtualHost, ...] = ()
    idle_timeout_s: float | None = None
    """Close a connection on which nothing moved for so long, in seconds; None is the engine's default."""
    hash_source_ip: bool = False
    """Choose the target by the client's address (TCP listeners)."""
    max_connections: int | None = None
    max_new_connections_per_s: int | None = None


class ForwardingPlan(Struct, frozen=True):
    """All that one balancer does with traffic, as of one generation of its configuration."""

    balancer_id: str
    generation: int
    listeners: tuple[Listener, ...] = ()
    pools: tuple[Pool, ...] = ()
