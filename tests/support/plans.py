"""Short ways to write forwarding plans in tests."""

from __future__ import annotations

from tests.support.targets import Target as Server
from twincloud.balancing.plan import (
    Endpoint,
    ForwardingPlan,
    HealthCheck,
    Listener,
    PathMatch,
    Pool,
    Protocol,
    Route,
    Scheduler,
    Target,
    VirtualHost,
)


def target(server: Server, weight: int = 10) -> Target:
    """Return a running server as a target."""
    return Target(server.host, server.port, weight)


def pool(
    name: str,
    *targets: Target,
    scheduler: Scheduler = Scheduler.WEIGHTED_ROUND_ROBIN,
    check: HealthCheck | None = None,
    http: bool = False,
    all_dead_serves_all: bool = True,
) -> Pool:
    """Return a pool of targets."""
    return Pool(name, scheduler, targets, health_check=check, http=http, all_dead_serves_all=all_dead_serves_all)


def tcp(name: str, at: Endpoint, pool_id: str, *, hash_source_ip: bool = False) -> Listener:
    """Return a TCP listener."""
    return Listener(name, Protocol.TCP, (at,), pool_id=pool_id, hash_source_ip=hash_source_ip)


def http(name: str, at: Endpoint, *hosts: VirtualHost) -> Listener:
    """Return an HTTP listener."""
    return Listener(name, Protocol.HTTP, (at,), hosts=hosts)


def host(domain: str, *routes: Route) -> VirtualHost:
    """Return the routes of one host name."""
    return VirtualHost(f"host-{domain}", (domain,), routes)


def route(path: str, pool_id: str, match: PathMatch = PathMatch.PREFIX) -> Route:
    """Return a route to a pool."""
    return Route(f"route-{path}-{pool_id}", match, path, pool_id)


def plan(*elements: Listener | Pool, balancer: str = "lb", generation: int = 1) -> ForwardingPlan:
    """Return a plan of listeners and pools."""
    return ForwardingPlan(
        balancer,
        generation,
        tuple(element for element in elements if isinstance(element, Listener)),
        tuple(element for element in elements if isinstance(element, Pool)),
    )
