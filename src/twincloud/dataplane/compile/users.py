"""Requests that are answered 401 unless they come with a user's name and password."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from envoy.extensions.filters.http.basic_auth.v3 import basic_auth_pb2
from envoy.extensions.filters.network.http_connection_manager.v3 import http_connection_manager_pb2

from twincloud.balancing.plan import Listener, Route
from twincloud.balancing.trust import User
from twincloud.dataplane.compile.resources import pack

FILTER = "envoy.filters.http.basic_auth"


def doormen(listener: Listener) -> list[Any]:
    """Return the filter that asks for names and passwords where a route has users; none when no route has."""
    if not any(route.users for host in listener.hosts for route in host.routes):
        return []
    door = http_connection_manager_pb2.HttpFilter(name=FILTER, disabled=True)
    door.typed_config.CopyFrom(pack(basic_auth_pb2.BasicAuth(users={"inline_string": _NOBODY})))
    return [door]


def ask_for_users(message: Any, route: Route) -> None:
    """Let the Route message be for its users alone."""
    if route.users:
        known = basic_auth_pb2.BasicAuthPerRoute(users={"inline_string": _lines(route.users)})
        message.typed_per_filter_config[FILTER].CopyFrom(pack(known))


def _lines(users: Iterable[User]) -> str:
    return "".join(f"{user.name}:{{SHA}}{user.sha1}\n" for user in users)


_NOBODY = _lines([User("nobody", base64.b64encode(bytes(20)).decode())])
"""Envoy wants somebody, also where the routes say whom; no known password has this sum."""
