"""An open port: its addresses, its limits and what it does with a connection."""

from __future__ import annotations

from typing import Any

from envoy.config.listener.v3 import listener_components_pb2, listener_pb2
from envoy.extensions.filters.http.router.v3 import router_pb2
from envoy.extensions.filters.http.stateful_session.v3 import stateful_session_pb2
from envoy.extensions.filters.listener.local_ratelimit.v3 import local_ratelimit_pb2
from envoy.extensions.filters.network.connection_limit.v3 import connection_limit_pb2
from envoy.extensions.filters.network.direct_response.v3 import config_pb2 as direct_response_pb2
from envoy.extensions.filters.network.http_connection_manager.v3 import http_connection_manager_pb2
from envoy.extensions.filters.network.tcp_proxy.v3 import tcp_proxy_pb2
from google.protobuf.wrappers_pb2 import BoolValue

from twincloud.balancing.plan import Endpoint, Listener, Protocol
from twincloud.dataplane.compile.cluster import config_source
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.resources import (
    CompileError,
    Kind,
    Resource,
    ResourceKey,
    duration,
    listener_name,
    pack,
    pool_name,
    routes_name,
    seal,
)
from twincloud.dataplane.compile.routes import SESSION_FILTER


def compile_listener(listener: Listener, options: CompileOptions) -> Resource:
    """Return the listener's own resource, without its routes; raises CompileError when it has no address."""
    if not listener.endpoints:
        raise CompileError("the listener has no address to listen on")
    message = listener_pb2.Listener(name=listener_name(listener.id), stat_prefix=listener.id)
    _place(message.address, listener.endpoints[0])
    for endpoint in listener.endpoints[1:]:
        _place(message.additional_addresses.add().address, endpoint)
    if listener.max_new_connections_per_s is not None:
        message.listener_filters.append(_rate_limit(listener.id, listener.max_new_connections_per_s))
    chain = message.filter_chains.add()
    if listener.max_connections is not None:
        # First of its chain: a connection too many is refused before anything else is made for it.
        limit = connection_limit_pb2.ConnectionLimit(stat_prefix=listener.id)
        limit.max_connections.value = listener.max_connections
        chain.filters.append(_filter("connection_limit", limit))
    if listener.protocol is Protocol.HTTP:
        chain.filters.append(_filter("http", _http(listener, options)))
        ref = ResourceKey(Kind.ROUTES, routes_name(listener.id))
    elif listener.pool_id is not None:
        chain.filters.append(_filter("tcp", _tcp(listener, listener.pool_id, options)))
        ref = ResourceKey(Kind.CLUSTER, pool_name(listener.pool_id))
    else:
        chain.filters.append(_filter("close", direct_response_pb2.Config()))
        return seal(ResourceKey(Kind.LISTENER, message.name), message, owner=listener.id)
    return seal(ResourceKey(Kind.LISTENER, message.name), message, owner=listener.id, refs=frozenset({ref}))


def _place(address: Any, endpoint: Endpoint) -> None:
    address.socket_address.address = endpoint.host
    address.socket_address.port_value = endpoint.port


def _filter(name: str, config: Any) -> Any:
    return listener_components_pb2.Filter(name=name, typed_config=pack(config))


def _rate_limit(listener_id: str, per_second: int) -> Any:
    limit = local_ratelimit_pb2.LocalRateLimit(stat_prefix=listener_id)
    limit.token_bucket.max_tokens = per_second
    limit.token_bucket.tokens_per_fill.value = per_second
    limit.token_bucket.fill_interval.seconds = 1
    # A filter of the listener, because those run before anything is read or encrypted.
    return listener_components_pb2.ListenerFilter(name="rate_limit", typed_config=pack(limit))


def _tcp(listener: Listener, pool_id: str, options: CompileOptions) -> Any:
    idle_s = listener.idle_timeout_s if listener.idle_timeout_s is not None else options.tcp_idle_s
    proxy = tcp_proxy_pb2.TcpProxy(
        stat_prefix=listener.id, cluster=pool_name(pool_id), idle_timeout=duration(options.idle(idle_s))
    )
    if listener.hash_source_ip:
        proxy.hash_policy.add().source_ip.SetInParent()
    return proxy


def _http(listener: Listener, options: CompileOptions) -> Any:
    idle_s = listener.idle_timeout_s if listener.idle_timeout_s is not None else options.http_idle_s
    manager = http_connection_manager_pb2.HttpConnectionManager(
        stat_prefix=listener.id,
        use_remote_address=BoolValue(value=True),
        skip_xff_append=True,  # the routes append the client's address themselves
        generate_request_id=BoolValue(value=False),
        server_header_transformation=http_connection_manager_pb2.HttpConnectionManager.PASS_THROUGH,
        drain_timeout=duration(options.http_drain_s),
        stream_idle_timeout=duration(options.stream_idle_s),
        request_headers_timeout=duration(options.header_timeout_s),
    )
    manager.common_http_protocol_options.idle_timeout.CopyFrom(duration(options.idle(idle_s)))
    manager.http_protocol_options.accept_http_10 = True
    manager.http_protocol_options.default_host_for_http_10 = listener.endpoints[0].host
    manager.upgrade_configs.add().upgrade_type = "websocket"
    manager.rds.route_config_name = routes_name(listener.id)
    manager.rds.config_source.CopyFrom(config_source(options))
    # Does nothing until a route says otherwise, so that stickiness is a matter of routes alone.
    session = manager.http_filters.add()
    session.name = SESSION_FILTER
    session.typed_config.CopyFrom(pack(stateful_session_pb2.StatefulSession()))
    router = manager.http_filters.add()
    router.name = "envoy.filters.http.router"
    router.typed_config.CopyFrom(pack(router_pb2.Router(suppress_envoy_headers=True)))
    return manager
