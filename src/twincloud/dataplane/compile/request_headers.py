"""What targets are told of a request's client."""

from __future__ import annotations

from typing import Any

from envoy.config.core.v3 import base_pb2

from twincloud.balancing.plan import RequestHeaders

CLIENT_ADDRESS = "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%"
CLIENT_PORT = "%DOWNSTREAM_DIRECT_REMOTE_PORT%"
FORWARDED_FOR = "x-forwarded-for"
FORWARDED_PROTO = "x-forwarded-proto"
OWN_HEADERS = ("x-envoy-internal", "x-envoy-external-address", "x-envoy-expected-rq-timeout-ms")


def tell_targets(config: Any, headers: RequestHeaders) -> None:
    """Have the RouteConfiguration message write the headers into each request."""
    config.request_headers_to_remove.extend(OWN_HEADERS)
    if not headers.scheme:
        config.request_headers_to_remove.append(FORWARDED_PROTO)
    if headers.client_address:
        # Envoy's own way would write this machine's address for a client on the loopback.
        _add(config, FORWARDED_FOR, CLIENT_ADDRESS, base_pb2.HeaderValueOption.APPEND_IF_EXISTS_OR_ADD)
    if headers.client_ip is not None:
        _add(config, headers.client_ip, CLIENT_ADDRESS, base_pb2.HeaderValueOption.OVERWRITE_IF_EXISTS_OR_ADD)
    if headers.client_port is not None:
        _add(config, headers.client_port, CLIENT_PORT, base_pb2.HeaderValueOption.OVERWRITE_IF_EXISTS_OR_ADD)
    for name, value in headers.constants:
        # A percent sign would begin one of Envoy's own words.
        _add(config, name, value.replace("%", "%%"), base_pb2.HeaderValueOption.OVERWRITE_IF_EXISTS_OR_ADD)


def _add(config: Any, name: str, value: str, action: Any) -> None:
    header = base_pb2.HeaderValue(key=name, value=value)
    config.request_headers_to_add.append(base_pb2.HeaderValueOption(header=header, append_action=action))
