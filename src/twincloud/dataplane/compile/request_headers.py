"""What targets are told of a request's client."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from envoy.config.core.v3 import base_pb2

from twincloud.balancing.headers import Known, RequestHeader, RequestHeaders

CLIENT_ADDRESS = "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%"
CLIENT_PORT = "%DOWNSTREAM_DIRECT_REMOTE_PORT%"
FORWARDED_FOR = "x-forwarded-for"
FORWARDED_PROTO = "x-forwarded-proto"
_KNOWN = {
    Known.CLIENT_ADDRESS: CLIENT_ADDRESS,
    Known.CLIENT_PORT: CLIENT_PORT,
    Known.METHOD: "%REQ(:METHOD)%",
    Known.PATH: "%PATH(NQ)%",
    Known.REQUEST_ID: "%UNIQUE_ID%",
}
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
        _add(config, name, plain(value), base_pb2.HeaderValueOption.OVERWRITE_IF_EXISTS_OR_ADD)


def tell_target(route: Any, headers: Iterable[RequestHeader]) -> None:
    """Have the Route message write further headers into its requests."""
    for header in headers:
        value = plain(header.value) if header.known is None else _KNOWN[header.known]
        _add(route, header.name, value, base_pb2.HeaderValueOption.OVERWRITE_IF_EXISTS_OR_ADD)


def plain(text: str) -> str:
    """Return a header's text so that Envoy takes it as it is: a percent sign would begin one of its own words."""
    return text.replace("%", "%%")


def _add(config: Any, name: str, value: str, action: Any) -> None:
    header = base_pb2.HeaderValue(key=name, value=value)
    config.request_headers_to_add.append(base_pb2.HeaderValueOption(header=header, append_action=action))
