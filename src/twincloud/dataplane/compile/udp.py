"""What a UDP listener does with datagrams."""

from __future__ import annotations

from typing import Any

from envoy.config.listener.v3 import listener_components_pb2
from envoy.extensions.filters.udp.udp_proxy.v3 import route_pb2, udp_proxy_pb2
from xds.type.matcher.v3 import matcher_pb2

from twincloud.balancing.plan import Listener
from twincloud.dataplane.compile.access import guard
from twincloud.dataplane.compile.chains import by_port
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.resources import CompileError, duration, pack, pool_name

NOWHERE = "nowhere"
"""A cluster that never exists: datagrams for it are dropped."""


def forward_datagrams(message: Any, listener: Listener, options: CompileOptions) -> None:
    """Make the Listener message one that forwards datagrams; raises CompileError for what UDP cannot have."""
    if listener.max_connections is not None or listener.max_new_connections_per_s is not None:
        raise CompileError("a UDP listener has no connections that could be limited")
    # Each worker has a socket of its own; Envoy refuses to do without with more than one worker.
    message.enable_reuse_port.value = True
    message.udp_listener_config.SetInParent()
    idle_s = listener.idle_timeout_s if listener.idle_timeout_s is not None else options.udp_idle_s
    proxy = udp_proxy_pb2.UdpProxyConfig(stat_prefix=listener.id, idle_timeout=duration(options.idle(idle_s)))
    forward = _to(pool_name(listener.pool_id) if listener.pool_id is not None else NOWHERE)
    if listener.pool_ids:
        choices = zip(listener.endpoints, listener.pool_ids, strict=True)
        forward = matcher_pb2.Matcher.OnMatch(
            matcher=by_port({endpoint.port: _to(pool_name(name)) for endpoint, name in choices})
        )
    if listener.access is not None:
        proxy.matcher.CopyFrom(guard(listener.access, listener.protocol.transport, forward))
    elif listener.pool_ids:
        proxy.matcher.CopyFrom(forward.matcher)
    else:
        proxy.matcher.on_no_match.CopyFrom(forward)
    if listener.hash_source_ip:
        proxy.hash_policies.add().source_ip = True
    message.listener_filters.append(listener_components_pb2.ListenerFilter(name="udp_proxy", typed_config=pack(proxy)))


def _to(cluster: str) -> Any:
    on_match = matcher_pb2.Matcher.OnMatch()
    on_match.action.name = "forward"
    on_match.action.typed_config.CopyFrom(pack(route_pb2.Route(cluster=cluster)))
    return on_match
