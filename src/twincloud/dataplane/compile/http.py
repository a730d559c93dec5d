"""How a listener that routes treats requests on their way to its routes."""

from __future__ import annotations

import math
from typing import Any

from envoy.extensions.filters.http.router.v3 import router_pb2
from envoy.extensions.filters.http.stateful_session.v3 import stateful_session_pb2
from envoy.extensions.filters.network.http_connection_manager.v3 import http_connection_manager_pb2
from google.protobuf.wrappers_pb2 import BoolValue

from twincloud.balancing.plan import Listener, Protocol
from twincloud.dataplane.compile.answers import answer_script
from twincloud.dataplane.compile.blocked import blockers
from twincloud.dataplane.compile.bodies import body_limits
from twincloud.dataplane.compile.cluster import config_source
from twincloud.dataplane.compile.compression import compressor
from twincloud.dataplane.compile.options import CompileOptions
from twincloud.dataplane.compile.request_log import write_down
from twincloud.dataplane.compile.resources import duration, pack, routes_name
from twincloud.dataplane.compile.routes import SESSION_FILTER
from twincloud.dataplane.compile.target_cookies import cookie_script
from twincloud.dataplane.compile.users import doormen


def compile_http(listener: Listener, options: CompileOptions) -> Any:
    """Return the connection manager that the listener's chains share."""
    idle_s = listener.idle_timeout_s if listener.idle_timeout_s is not None else options.http_idle_s
    manager = http_connection_manager_pb2.HttpConnectionManager(
        stat_prefix=listener.id,
        use_remote_address=BoolValue(value=True),
        skip_xff_append=True,  # the routes append the client's address themselves
        generate_request_id=BoolValue(value=False),
        server_header_transformation=http_connection_manager_pb2.HttpConnectionManager.PASS_THROUGH,
        drain_timeout=duration(options.http_drain_s),
        stream_idle_timeout=duration(options.stream_idle_s),
        request_headers_timeout=duration(
            options.header_timeout_s if listener.header_timeout_s is None else listener.header_timeout_s
        ),
    )
    manager.common_http_protocol_options.idle_timeout.CopyFrom(duration(options.idle(idle_s)))
    if listener.max_requests_per_connection is not None:
        manager.common_http_protocol_options.max_requests_per_connection.value = listener.max_requests_per_connection
    if listener.max_header_bytes is not None:
        manager.max_request_headers_kb.value = math.ceil(listener.max_header_bytes / 1024)
    manager.http_protocol_options.accept_http_10 = True
    manager.http_protocol_options.default_host_for_http_10 = listener.endpoints[0].host
    manager.upgrade_configs.add().upgrade_type = "websocket"
    if listener.protocol is Protocol.HTTP3:
        manager.codec_type = http_connection_manager_pb2.HttpConnectionManager.HTTP3
        manager.http3_protocol_options.SetInParent()
    elif listener.protocol is Protocol.HTTP and not listener.plain_http2:
        manager.codec_type = http_connection_manager_pb2.HttpConnectionManager.HTTP1
    manager.rds.route_config_name = routes_name(listener.id)
    manager.rds.config_source.CopyFrom(config_source(options))
    if listener.blocked is not None:
        manager.http_filters.extend(blockers(listener.blocked))
    if listener.log is not None:
        write_down(manager, listener.log, options)
    manager.http_filters.extend(cookie_script(listener))
    # Does nothing until a route says otherwise, so that stickiness is a matter of routes alone.
    session = manager.http_filters.add()
    session.name = SESSION_FILTER
    session.typed_config.CopyFrom(pack(stateful_session_pb2.StatefulSession()))
    # Routes with sessions bring their own configuration, which switches it on; all others pass without its cost.
    session.disabled = True
    manager.http_filters.extend(doormen(listener))
    manager.http_filters.extend(body_limits(listener))
    manager.http_filters.extend(answer_script(listener))
    if listener.compress:
        manager.http_filters.append(compressor())
    router = manager.http_filters.add()
    router.name = "envoy.filters.http.router"
    router.typed_config.CopyFrom(pack(router_pb2.Router(suppress_envoy_headers=True)))
    return manager
