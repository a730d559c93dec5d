"""The targets of a pool."""

from __future__ import annotations

from collections.abc import Collection

from envoy.config.core.v3 import health_check_pb2
from envoy.config.endpoint.v3 import endpoint_pb2

from twincloud.balancing.plan import CheckKind, Pool, Target
from twincloud.dataplane.compile.health import asked_of_us
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.request_log import say_whose
from twincloud.dataplane.compile.resources import Kind, Resource, ResourceKey, pool_name, seal

NEVER_SPILL = 100 * 1_000
"""With up to a thousand targets, one that is healthy is enough for all traffic."""


def compile_endpoints(pool: Pool, options: CompileOptions, leaving: Collection[Target] = ()) -> Resource:
    """Return the pool's targets that may get new traffic, and those `leaving`, which only keep what they have.

    A target of weight 0 is left out: as a draining one it would still get traffic when all others are dead.
    """
    name = pool_name(pool.id)
    assignment = endpoint_pb2.ClusterLoadAssignment(cluster_name=name)
    check = pool.health_check
    check_port = check.port if check is not None else None
    named = check is not None and check.kind is CheckKind.HTTP and check.http is not None and not check.http.host
    seen: set[tuple[str, int]] = set()
    localities = [assignment.endpoints.add()] if pool.targets else []
    if any(target.backup for target in pool.targets):
        localities.append(assignment.endpoints.add(priority=1))
        # Envoy would spill to the backups as soon as fewer than seven of ten others are healthy.
        assignment.policy.overprovisioning_factor.value = NEVER_SPILL
    asked = asked_of_us(pool)
    going = {(target.host, target.port) for target in leaving}
    if going and not localities:
        localities.append(assignment.endpoints.add())
    for target in [*pool.targets, *leaving]:
        address = (target.host, target.port)
        if target.weight <= 0 or address in seen:
            continue
        seen.add(address)
        entry = localities[int(target.backup and address not in going)].lb_endpoints.add()
        entry.load_balancing_weight.value = target.weight
        socket = entry.endpoint.address.socket_address
        socket.address, socket.port_value = address
        if address in going:
            entry.health_status = health_check_pb2.DRAINING
        elif pool.log is not None:
            say_whose(entry, pool.log)
        if asked:
            entry.endpoint.health_check_config.address.pipe.path = options.check_socket
            entry.endpoint.health_check_config.hostname = spoken(address)
            continue
        if check_port is not None and check_port != target.port:
            entry.endpoint.health_check_config.port_value = check_port
        if named:
            entry.endpoint.health_check_config.hostname = target.host
    return seal(ResourceKey(Kind.ENDPOINTS, name), assignment, checked=check is not None or asked)


def spoken(address: tuple[str, int]) -> str:
    """Return how a target is called when Envoy asks after it."""
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def empty_endpoints(name: str) -> Resource:
    """Return the answer for a pool without targets, or for one that nobody knows any more."""
    return seal(ResourceKey(Kind.ENDPOINTS, name), endpoint_pb2.ClusterLoadAssignment(cluster_name=name))
