"""A whole plan, or one element of it, as Envoy resources."""

from __future__ import annotations

from collections.abc import Collection

from twincloud.balancing.plan import ForwardingPlan, Listener, Pool, Target
from twincloud.dataplane.compile.cluster import compile_cluster
from twincloud.dataplane.compile.endpoints import compile_endpoints
from twincloud.dataplane.compile.listener import compile_apart, compile_listener
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.resources import Resource, ResourceKey
from twincloud.dataplane.compile.routes import compile_routes
from twincloud.dataplane.compile.secrets import Credentials, compile_secrets


def compile_pool(pool: Pool, options: CompileOptions, leaving: Collection[Target] = ()) -> list[Resource]:
    """Return a pool's cluster and targets, with those whose connections are still to be closed; raises CompileError."""
    return [compile_cluster(pool, options), compile_endpoints(pool, options, leaving)]


def compile_port(listener: Listener, options: CompileOptions) -> list[Resource]:
    """Return a listener and, when it has them, its routes, without its secrets; raises CompileError."""
    made = [compile_listener(listener, options)]
    apart = compile_apart(listener, options)
    if apart is not None:
        made.append(apart)
    if listener.protocol.routed:
        made.append(compile_routes(listener))
    return made


def compile_plan(plan: ForwardingPlan, options: CompileOptions) -> dict[ResourceKey, Resource]:
    """Return every resource of `plan` by its key; raises CompileError for the first element that cannot be said."""
    made = [resource for pool in plan.pools for resource in compile_pool(pool, options)]
    credentials = Credentials(plan)
    for listener in plan.listeners:
        made += compile_port(listener, options)
        made += compile_secrets(listener, credentials.of(listener))
    return {resource.key: resource for resource in made}
