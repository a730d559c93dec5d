"""Routes that send the client elsewhere."""

from __future__ import annotations

from typing import Any

from envoy.config.route.v3 import route_components_pb2

from twincloud.balancing.plan import PathMatch, Route
from twincloud.dataplane.compile.resources import CompileError

CODES = {
    301: route_components_pb2.RedirectAction.MOVED_PERMANENTLY,
    302: route_components_pb2.RedirectAction.FOUND,
    307: route_components_pb2.RedirectAction.TEMPORARY_REDIRECT,
}


def send_elsewhere(action: Any, route: Route) -> None:
    """Fill the RedirectAction message of a route; raises CompileError for what cannot be said."""
    redirect = route.redirect
    if redirect is None:
        raise CompileError(f"the route {route.id} has neither a pool nor a redirection")
    code = CODES.get(redirect.code)
    if code is None:
        raise CompileError(f"the route {route.id} redirects with the status {redirect.code}, not with 301, 302 or 307")
    action.response_code = code
    if redirect.https is not None:
        action.scheme_redirect = "https" if redirect.https else "http"
    if redirect.host is not None:
        action.host_redirect = redirect.host
    if redirect.port is not None:
        action.port_redirect = redirect.port
    if redirect.path is not None and redirect.prefix is not None:
        raise CompileError(f"the route {route.id} redirects to a path and to a prefix")
    if redirect.path is not None:
        action.path_redirect = redirect.path
    elif redirect.prefix is not None:
        if route.match is not PathMatch.PREFIX:
            raise CompileError(f"the route {route.id} exchanges a prefix that it does not match")
        action.prefix_rewrite = redirect.prefix
