"""The routes of an HTTP listener."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from envoy.config.core.v3 import base_pb2
from envoy.config.route.v3 import route_components_pb2, route_pb2
from envoy.extensions.filters.http.stateful_session.v3 import stateful_session_pb2
from envoy.extensions.http.stateful_session.cookie.v3 import cookie_pb2
from google.protobuf.wrappers_pb2 import BoolValue

from twincloud.balancing.plan import CookieSession, Listener, PathMatch, Route, VirtualHost
from twincloud.dataplane.compile.answers import treat_answers
from twincloud.dataplane.compile.blocked import FILTER, blocked_clients
from twincloud.dataplane.compile.bodies import limit_body
from twincloud.dataplane.compile.patterns import host_pattern, path_pattern
from twincloud.dataplane.compile.redirects import send_elsewhere
from twincloud.dataplane.compile.request_headers import tell_target, tell_targets
from twincloud.dataplane.compile.request_log import name_domain
from twincloud.dataplane.compile.resources import (
    Kind,
    Resource,
    ResourceKey,
    duration,
    pack,
    pool_name,
    routes_name,
    seal,
)
from twincloud.dataplane.compile.target_cookies import keep_by_cookie
from twincloud.dataplane.compile.users import ask_for_users

SESSION_FILTER = "envoy.filters.http.stateful_session"
SESSION_COOKIE = "envoy.http.stateful_session.cookie"
ANY = "*"
NOT_FOUND = 404
HTTP3_REMEMBERED_S = 86_400
RETRY_ON = "connect-failure,refused-stream,reset-before-request"
"""Failures after which no target has seen the request (our choice, as nginx does it)."""
RETRIES = 2


def compile_routes(listener: Listener) -> Resource:
    """Return the listener's route configuration; raises CompileError for an expression that cannot be said."""
    config = route_pb2.RouteConfiguration(
        name=routes_name(listener.id),
        validate_clusters=BoolValue(value=True),
        ignore_port_in_host_matching=True,
    )
    tell_targets(config, listener.request_headers)
    if listener.blocked is not None:
        config.typed_per_filter_config[FILTER].CopyFrom(pack(blocked_clients(listener.blocked)))
    _hosts(config, listener)
    refs = frozenset(
        ResourceKey(Kind.CLUSTER, pool_name(name))
        for host in listener.hosts
        for route in host.routes
        for name in route.pool_ids
    )
    return seal(ResourceKey(Kind.ROUTES, config.name), config, owner=listener.id, refs=refs)


def _hosts(config: Any, listener: Listener) -> None:
    """Add the virtual hosts in the plan's precedence; names with expressions are tried inside the one for all names."""
    by_expression: list[Any] = []
    for_all: list[Any] = []
    logged = listener.log is not None
    for host in listener.hosts:
        named = [domain for domain in host.domains if domain != ANY and not domain.startswith("~")]
        if named:
            config.virtual_hosts.append(
                route_components_pb2.VirtualHost(name=host.id, domains=named, routes=_routes(host, logged=logged))
            )
        for domain in host.domains:
            if domain.startswith("~"):
                by_expression.extend(_only_for(host_pattern(domain[1:]), _routes(host, logged=logged)))
        if ANY in host.domains:
            for_all.extend(_routes(host, logged=logged))
    if by_expression or for_all:
        config.virtual_hosts.append(
            route_components_pb2.VirtualHost(name=ANY, domains=[ANY], routes=[*by_expression, *for_all])
        )


def _routes(host: VirtualHost, *, logged: bool) -> list[Any]:
    messages = [_route(route) for route in host.routes]
    if logged:
        name_domain(messages, host)
    if host.http3_port is not None:
        told = base_pb2.HeaderValue(key="alt-svc", value=f'h3=":{host.http3_port}"; ma={HTTP3_REMEMBERED_S}')
        for message in messages:
            message.response_headers_to_add.add(
                header=told, append_action=base_pb2.HeaderValueOption.OVERWRITE_IF_EXISTS_OR_ADD
            )
    return messages


def _only_for(pattern: str, routes: Iterable[Any]) -> list[Any]:
    """Return the routes for host names that match, and an end, so that no other host's routes are tried after them."""
    nowhere = route_components_pb2.Route()
    nowhere.match.prefix = "/"
    nowhere.direct_response.status = NOT_FOUND
    messages = [*routes, nowhere]
    for message in messages:
        header = message.match.headers.add()
        header.name = ":authority"
        header.string_match.safe_regex.regex = pattern
    return messages


def _route(route: Route) -> Any:
    message = route_components_pb2.Route(name=route.id)
    if route.match is PathMatch.PREFIX:
        message.match.prefix = route.path
    elif route.match is PathMatch.EXACT:
        message.match.path = route.path
    else:
        message.match.safe_regex.regex = path_pattern(route.path)
    if route.redirect is not None or not route.pool_ids:
        send_elsewhere(message.redirect, route)
    else:
        _forward(message, route)
    ask_for_users(message, route)
    limit_body(message, route)
    tell_target(message, route.request_headers)
    treat_answers(message, route)
    return message


def _forward(message: Any, route: Route) -> None:
    action = message.route
    if route.pool_id is not None:
        action.cluster = pool_name(route.pool_id)
    else:
        _share(action, route)
    # The products limit the silence of a target, not the length of an answer.
    action.timeout.SetInParent()
    retry = action.retry_policy
    retry.retry_on = RETRY_ON
    retry.num_retries.value = RETRIES
    retry.per_try_idle_timeout.CopyFrom(duration(route.timeout_s))
    if route.idle_timeout_s is not None:
        action.idle_timeout.CopyFrom(duration(route.idle_timeout_s))
    if route.host_header is not None:
        action.host_rewrite_literal = route.host_header
    if route.path_prefix is not None:
        action.regex_rewrite.pattern.regex = "^"
        action.regex_rewrite.substitution = route.path_prefix.replace("\\", "\\\\")
    if route.hash_source_ip:
        action.hash_policy.add().connection_properties.source_ip = True
    if route.session is not None:
        _keep_session(message, route.session)


def _share(action: Any, route: Route) -> None:
    for share in route.shares:
        action.weighted_clusters.clusters.add(name=pool_name(share.pool_id)).weight.value = share.weight
    if route.session is not None or route.hash_source_ip:
        # Else each request of a session would go to a pool of its own.
        action.weighted_clusters.use_hash_policy.value = True
        if not route.hash_source_ip:
            action.hash_policy.add().connection_properties.source_ip = True


def _keep_session(message: Any, session: CookieSession) -> None:
    per_route = stateful_session_pb2.StatefulSessionPerRoute()
    state = per_route.stateful_session.session_state
    if session.rewrites:
        keep_by_cookie(message, session, state)
    else:
        cookie = cookie_pb2.CookieBasedSessionState()
        cookie.cookie.name = session.name
        cookie.cookie.path = "/"
        cookie.cookie.ttl.CopyFrom(duration(session.ttl_s))
        # Envoy looks the kind of session up by exactly this name.
        state.name = SESSION_COOKIE
        state.typed_config.CopyFrom(pack(cookie))
    message.typed_per_filter_config[SESSION_FILTER].CopyFrom(pack(per_route))
