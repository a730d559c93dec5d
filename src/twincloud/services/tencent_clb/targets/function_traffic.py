"""Functions in a forwarding plan: the HTTP servers that stand for them take the requests of their rules.

A function gets the client's request as it is, under its own Host and below its URL's path (our choice; the product
makes an event of a request).
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.kernel.hosts import is_address
from twincloud.services.tencent_clb.lookups import functions_by_location
from twincloud.services.tencent_clb.records import FunctionTarget
from twincloud.services.tencent_clb.targets.health import canonical
from twincloud.storage.transaction import Transaction

_PORTS = {"http": 80, "https": 443}


def with_functions(tx: Transaction, made: plan.ForwardingPlan) -> plan.ForwardingPlan:
    """Return the plan with the functions of the balancer's rules in the pools and routes of these."""
    bound = functions_by_location(tx, made.balancer_id)
    if not bound:
        return made
    return replace(
        made,
        listeners=tuple(_led(listener, bound) for listener in made.listeners),
        pools=tuple(_filled(pool, bound[pool.id]) if pool.id in bound else pool for pool in made.pools),
    )


def _filled(pool: plan.Pool, function: FunctionTarget) -> plan.Pool:
    """Return a rule's pool with the function's server alone, which nobody checks."""
    parts = urlsplit(function.url)
    secure = parts.scheme == "https"
    host = canonical(parts.hostname or "")
    return replace(
        pool,
        scheduler=plan.Scheduler.WEIGHTED_ROUND_ROBIN,
        targets=(plan.Target(host, parts.port or _PORTS[parts.scheme], function.weight),),
        health_check=None,
        upstream=plan.UpstreamProtocol.TLS if secure else plan.UpstreamProtocol.PLAIN,
        server_name=host if secure and not is_address(host) else None,
    )


def _led(listener: plan.Listener, bound: Mapping[str, FunctionTarget]) -> plan.Listener:
    hosts = tuple(
        replace(host, routes=tuple(_route(route, bound.get(route.pool_id or "")) for route in host.routes))
        for host in listener.hosts
    )
    return replace(listener, hosts=hosts)


def _route(route: plan.Route, function: FunctionTarget | None) -> plan.Route:
    if function is None:
        return route
    parts = urlsplit(function.url)
    return replace(
        route,
        session=None,
        hash_source_ip=False,
        host_header=parts.netloc,
        path_prefix=parts.path.rstrip("/") or None,
    )
