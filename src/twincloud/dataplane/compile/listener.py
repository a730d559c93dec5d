"""An open port: its addresses, its limits and what it does with a connection."""

from __future__ import annotations

from typing import Any

from envoy.config.core.v3 import address_pb2
from envoy.config.listener.v3 import listener_components_pb2, listener_pb2
from envoy.extensions.filters.listener.local_ratelimit.v3 import local_ratelimit_pb2
from envoy.extensions.filters.network.connection_limit.v3 import connection_limit_pb2
from envoy.extensions.filters.network.direct_response.v3 import config_pb2 as direct_response_pb2
from envoy.extensions.filters.network.tcp_proxy.v3 import tcp_proxy_pb2
from msgspec.structs import replace

from twincloud.balancing.plan import Endpoint, Listener, Protocol, Transport
from twincloud.dataplane.compile.chains import MAIN, choose_chains, port_chain
from twincloud.dataplane.compile.connection_hash import hash_both_ends, note_both_ends
from twincloud.dataplane.compile.http import compile_http
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.quic import speak_quic
from twincloud.dataplane.compile.resources import (
    CompileError,
    Kind,
    Resource,
    ResourceKey,
    apart_name,
    duration,
    listener_name,
    pack,
    pool_name,
    routes_name,
    seal,
)
from twincloud.dataplane.compile.secrets import secret_keys
from twincloud.dataplane.compile.tls import add_encrypted_chains, inspector
from twincloud.dataplane.compile.udp import forward_datagrams


def compile_listener(listener: Listener, options: CompileOptions) -> Resource:
    """Return the listener's own resource, without its routes; raises CompileError for what cannot be."""
    if not listener.endpoints:
        raise CompileError("the listener has no address to listen on")
    return _compile(listener, listener_name(listener.id), options)


def compile_apart(listener: Listener, options: CompileOptions) -> Resource | None:
    """Return the resource of the addresses that are opened apart, None without any; raises CompileError."""
    if not listener.apart:
        return None
    return _compile(replace(listener, endpoints=listener.apart), apart_name(listener.id), options)


def _compile(listener: Listener, name: str, options: CompileOptions) -> Resource:
    message = listener_pb2.Listener(name=name, stat_prefix=listener.id)
    transport = listener.protocol.transport
    _place(message.address, listener.endpoints[0], transport)
    for endpoint in listener.endpoints[1:]:
        _place(message.additional_addresses.add().address, endpoint, transport)
    if listener.pool_ids:
        _check_pools(listener)
    if listener.protocol is Protocol.UDP:
        forward_datagrams(message, listener, options)
    else:
        _serve_connections(message, listener, options)
    return seal(ResourceKey(Kind.LISTENER, message.name), message, owner=listener.id, refs=_refs(listener))


def _refs(listener: Listener) -> frozenset[ResourceKey]:
    secrets = secret_keys(listener)
    if listener.protocol.routed:
        return frozenset({ResourceKey(Kind.ROUTES, routes_name(listener.id)), *secrets})
    pools = [listener.pool_id] if listener.pool_id is not None else listener.pool_ids
    return frozenset({*(ResourceKey(Kind.CLUSTER, pool_name(name)) for name in pools), *secrets})


def _serve_connections(message: Any, listener: Listener, options: CompileOptions) -> None:
    if listener.protocol is Protocol.HTTP3:
        speak_quic(message, listener)
    elif listener.max_new_connections_per_s is not None:
        message.listener_filters.append(_rate_limit(listener.id, listener.max_new_connections_per_s))
    if listener.protocol is Protocol.HTTPS:
        message.listener_filters.append(inspector())
    if listener.pool_ids:
        for endpoint, pool_id in zip(listener.endpoints, listener.pool_ids, strict=True):
            chain = port_chain(endpoint.port)
            message.filter_chains.add(name=chain, filters=_filters(listener, options, pool_id))
    elif not listener.protocol.encrypted:
        message.filter_chains.add(name=MAIN, filters=_filters(listener, options, listener.pool_id))
    else:
        add_encrypted_chains(message, listener, _filters(listener, options, listener.pool_id), options)
    if listener.epoch:
        for chain in message.filter_chains:
            # Part of the chain, so that Envoy takes it for another one and drains what is open on the old.
            chain.metadata.filter_metadata["twincloud"].update({"epoch": listener.epoch})
    choose_chains(message, listener)


def _check_pools(listener: Listener) -> None:
    """Raise CompileError unless each of the listener's ports has a pool of its own."""
    ports = {endpoint.port for endpoint in listener.endpoints}
    if not len(ports) == len(listener.endpoints) == len(listener.pool_ids):
        raise CompileError("each endpoint needs a port and a pool of its own")
    if listener.protocol not in {Protocol.TCP, Protocol.UDP}:
        raise CompileError("only TCP and UDP listeners have a pool for each endpoint")


def _filters(listener: Listener, options: CompileOptions, pool_id: str | None) -> list[Any]:
    filters: list[Any] = []
    if listener.max_connections is not None:
        # First of its chain: a connection too many is refused before anything else is made for it.
        limit = connection_limit_pb2.ConnectionLimit(stat_prefix=listener.id)
        limit.max_connections.value = listener.max_connections
        filters.append(_filter("connection_limit", limit))
    if listener.protocol.routed:
        filters.append(_filter("http", compile_http(listener, options)))
    elif pool_id is not None:
        if listener.hash_connection:
            filters.append(_filter("both_ends", note_both_ends()))
        filters.append(_filter("tcp", _tcp(listener, pool_id, options)))
    else:
        filters.append(_filter("close", direct_response_pb2.Config()))
    return filters


def _place(address: Any, endpoint: Endpoint, transport: Transport) -> None:
    address.socket_address.address = endpoint.host
    address.socket_address.port_value = endpoint.port
    if transport is Transport.UDP:
        address.socket_address.protocol = address_pb2.SocketAddress.UDP


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
    elif listener.hash_connection:
        hash_both_ends(proxy)
    return proxy
