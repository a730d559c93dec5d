"""The PROXY protocol's header, by which a target learns who its client is."""

from __future__ import annotations

from typing import Any

from envoy.config.core.v3 import proxy_protocol_pb2
from envoy.extensions.transport_sockets.proxy_protocol.v3 import upstream_proxy_protocol_pb2
from envoy.extensions.transport_sockets.raw_buffer.v3 import raw_buffer_pb2

from twincloud.dataplane.compile.resources import CompileError, pack

VERSIONS = {1: proxy_protocol_pb2.ProxyProtocolConfig.V1, 2: proxy_protocol_pb2.ProxyProtocolConfig.V2}


def introduce_clients(cluster: Any, version: int) -> None:
    """Put the header before whatever the Cluster message speaks; raises CompileError for an unknown version."""
    if version not in VERSIONS:
        raise CompileError(f"there is no version {version} of the PROXY protocol, only 1 and 2")
    inner = upstream_proxy_protocol_pb2.ProxyProtocolUpstreamTransport()
    inner.config.version = VERSIONS[version]
    if cluster.HasField("transport_socket"):
        inner.transport_socket.CopyFrom(cluster.transport_socket)
    else:
        inner.transport_socket.name = "raw"
        inner.transport_socket.typed_config.CopyFrom(pack(raw_buffer_pb2.RawBuffer()))
    cluster.transport_socket.name = "proxy_protocol"
    cluster.transport_socket.typed_config.CopyFrom(pack(inner))
