"""What an access log says of a request, under the names that the product's layer-7 logs have."""

from __future__ import annotations

import datetime as dt

from twincloud.balancing.request_log import LoggedRequest, formats

FORMAT = "slb"
_NONE = "-"
_ZONE = dt.timezone(dt.timedelta(hours=8))


def fields(entry: LoggedRequest, at_ms: int) -> dict[str, str]:
    """Return the fields of an entry, all of them texts; what there was not is ``-``, as the product shows it."""
    wait_us = (entry.target_wait_ms or 0) * 1000
    answer_us = None if entry.target_answer_us is None else wait_us + entry.target_answer_us
    return {
        "time": dt.datetime.fromtimestamp(at_ms / 1000, _ZONE).isoformat(timespec="seconds"),
        **entry.constants,
        "client_ip": entry.client_host,
        "client_port": str(entry.client_port),
        "request_method": entry.method or _NONE,
        "request_uri": entry.path or _NONE,
        "server_protocol": entry.protocol or _NONE,
        "host": (entry.host or _NONE).partition(":")[0],
        "http_host": entry.host or _NONE,
        "http_referer": entry.referer or _NONE,
        "http_user_agent": entry.user_agent or _NONE,
        "http_x_forwarded_for": entry.forwarded_for or _NONE,
        "http_x_real_ip": entry.client_host,
        "status": str(entry.status),
        "request_length": str(entry.bytes_received),
        "body_bytes_sent": str(entry.bytes_sent),
        "request_time": _seconds(entry.duration_us),
        "upstream_addr": entry.target or _NONE,
        "upstream_status": str(entry.status) if entry.answered else _NONE,
        "upstream_response_time": _seconds(answer_us),
        "ssl_cipher": entry.tls_cipher or _NONE,
        "ssl_protocol": entry.tls_version or _NONE,
    }


formats[FORMAT] = fields


def _seconds(of_us: int | None) -> str:
    return _NONE if of_us is None else f"{of_us / 1_000_000:.3f}"
