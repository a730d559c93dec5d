"""What logs say of a request, and of a target whose health has changed, under the product's names."""

from __future__ import annotations

import functools
import hashlib
import time

import msgspec

from twincloud.balancing.request_log import LoggedCheck, LoggedRequest, formats

ACCESS_FORMAT, HEALTH_FORMAT = "clb", "clb-health"
_NONE = "-"
_CLIENT_GONE = 499
"""The status of a request whose client went before there was an answer; servers such as the product's say so."""
_AHEAD_S = 8 * 3600


def request_fields(entry: LoggedRequest, at_ms: int) -> dict[str, str]:
    """Return the fields of a request, all of them texts; what there was not is ``-`` (our choice, as servers do)."""
    path = entry.path or ""
    first = entry.method and f"{entry.method} {path} {entry.protocol}"
    wait_us = (entry.target_wait_ms or 0) * 1000
    return {
        # Nothing else of an entry is its own alone, and Envoy numbers no requests.
        "stgw_request_id": hashlib.blake2b(msgspec.json.encode(entry), digest_size=16).hexdigest(),
        "time_local": _local(at_ms // 1000),
        **entry.constants,
        "protocol_type": _protocol(entry),
        "server_name": entry.domain or _NONE,
        "remote_addr": entry.client_host,
        "remote_port": str(entry.client_port),
        "status": str(entry.status or _CLIENT_GONE),
        "upstream_addr": entry.target or _NONE,
        "upstream_status": str(entry.status) if entry.answered else _NONE,
        "proxy_host": entry.route or _NONE,
        "request": first or _NONE,
        "request_length": str(entry.bytes_received),
        "bytes_sent": str(entry.bytes_sent),
        "http_host": entry.host or _NONE,
        "http_user_agent": entry.user_agent or _NONE,
        "http_referer": entry.referer or _NONE,
        "http_x_forwarded_for": _forwarded_for(entry) or _NONE,
        "request_time": _seconds(entry.duration_us),
        "upstream_response_time": _seconds(_plus(wait_us, entry.target_answer_us)),
        "upstream_connect_time": _seconds(wait_us if entry.target_wait_ms is not None else None),
        "upstream_header_time": _seconds(_plus(wait_us, entry.target_header_us)),
        "tcpinfo_rtt": _NONE if entry.round_trip_ms is None else str(entry.round_trip_ms * 1000),
        "connection": str(entry.connection),
        "connection_requests": _NONE,
        "ssl_handshake_time": _NONE if entry.tls_handshake_ms is None else str(entry.tls_handshake_ms),
        "ssl_cipher": entry.tls_cipher or _NONE,
        "ssl_protocol": entry.tls_version or _NONE,
        "request_method": entry.method or _NONE,
        "uri": path.partition("?")[0] or _NONE,
        "server_protocol": entry.protocol or _NONE,
    }


def health_fields(entry: LoggedCheck, at_ms: int) -> dict[str, str]:
    """Return the fields of a target that has become well, or that has failed."""
    return {
        **entry.constants,
        "rsip": entry.host,
        "rsport": str(entry.port),
        "status": "true" if entry.healthy else "false",
        "time": _local(at_ms // 1000),
    }


formats[ACCESS_FORMAT] = request_fields
formats[HEALTH_FORMAT] = health_fields


@functools.lru_cache(maxsize=1024)
def _local(at_s: int) -> str:
    return time.strftime("%d/%b/%Y:%H:%M:%S +0800", time.gmtime(at_s + _AHEAD_S))


def _protocol(entry: LoggedRequest) -> str:
    """Return the listener's protocol, or what the client made of it: HTTP2, WS or WSS."""
    listener = entry.constants.get("protocol_type", _NONE)
    if (entry.upgrade or "").lower() == "websocket":
        return {"HTTP": "WS", "HTTPS": "WSS"}.get(listener, listener)
    return "HTTP2" if entry.protocol == "HTTP/2" else listener


def _forwarded_for(entry: LoggedRequest) -> str:
    """Return X-Forwarded-For as the client sent it: a target gets it with the client's address behind it."""
    known = entry.forwarded_for or ""
    before, _, last = known.rpartition(",")
    return before.rstrip() if entry.target is not None and last.strip() == entry.client_host else known


def _plus(first_us: int, more_us: int | None) -> int | None:
    return None if more_us is None else first_us + more_us


def _seconds(of_us: int | None) -> str:
    return _NONE if of_us is None else f"{of_us / 1_000_000:.3f}"
