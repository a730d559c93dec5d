"""How long the bodies of requests may be."""

from __future__ import annotations

from typing import Any

from envoy.config.route.v3 import route_components_pb2
from envoy.extensions.filters.network.http_connection_manager.v3 import http_connection_manager_pb2
from google.protobuf import any_pb2
from xds.type.v3 import typed_struct_pb2

from twincloud.balancing.plan import Listener, Route
from twincloud.dataplane.compile.resources import pack

BODY_SIZE_LIMIT = "type.googleapis.com/envoy.extensions.filters.http.body_size_limit.v3.BodySizeLimit"


def body_limits(listener: Listener) -> list[Any]:
    """Return a filter for each limit that the listener's routes have; a route switches its own on.

    Envoy's filter takes no settings of a route, only that it is off or on there.
    """
    known = {route.max_body_bytes for host in listener.hosts for route in host.routes}
    return [_filter(limit) for limit in sorted(limit for limit in known if limit is not None)]


def limit_body(message: Any, route: Route) -> None:
    """Switch the filter for the route's limit on in its Route message."""
    if route.max_body_bytes is not None:
        # Settings have to be there, but there are none.
        on = route_components_pb2.FilterConfig(config=any_pb2.Any())
        message.typed_per_filter_config[_name(route.max_body_bytes)].CopyFrom(pack(on))


def _filter(limit: int) -> Any:
    # The message is younger than the library of Envoy's messages; Envoy takes any message in this form.
    config = typed_struct_pb2.TypedStruct(type_url=BODY_SIZE_LIMIT)
    config.value.update({"max_request_bytes": limit})
    return http_connection_manager_pb2.HttpFilter(name=_name(limit), typed_config=pack(config), disabled=True)


def _name(limit: int) -> str:
    return f"body:{limit}"
