"""How Envoy writes requests and changes of health down: one line of JSON for each."""

from __future__ import annotations

import re
from typing import Any

from envoy.config.accesslog.v3 import accesslog_pb2
from envoy.extensions.access_loggers.file.v3 import file_pb2
from envoy.extensions.health_check.event_sinks.file.v3 import file_pb2 as events_pb2

from twincloud.balancing.plan import VirtualHost
from twincloud.balancing.request_log import Log
from twincloud.dataplane.compile.options import LOG_FILE, CompileOptions
from twincloud.dataplane.compile.resources import CompileError, pack

OURS = "twincloud"
SAYS: dict[str, str] = {
    # Envoy sorts the members by name, so that each line begins with its time.
    "at_ms": "%EMIT_TIME(%s%3f)%",
    "client_host": "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%",
    "client_port": "%DOWNSTREAM_DIRECT_REMOTE_PORT%",
    "connection": "%CONNECTION_ID%",
    "method": "%REQ(:METHOD)%",
    "host": "%REQ(:AUTHORITY)%",
    "path": "%REQ(:PATH)%",
    "protocol": "%PROTOCOL%",
    "upgrade": "%REQ(UPGRADE)%",
    "user_agent": "%REQ(USER-AGENT)%",
    "referer": "%REQ(REFERER)%",
    "forwarded_for": "%REQ(X-FORWARDED-FOR)%",
    "status": "%RESPONSE_CODE%",
    "details": "%RESPONSE_CODE_DETAILS%",
    "bytes_received": "%DOWNSTREAM_WIRE_BYTES_RECEIVED%",
    "bytes_sent": "%DOWNSTREAM_WIRE_BYTES_SENT%",
    "duration_us": "%COMMON_DURATION(DS_RX_BEG:DS_TX_END:us)%",
    "route": "%ROUTE_NAME%",
    "domain": f"%METADATA(ROUTE:{OURS}:domain)%",
    "target": "%UPSTREAM_HOST%",
    "target_wait_ms": "%UPSTREAM_CONNECTION_POOL_READY_DURATION%",
    "target_header_us": "%COMMON_DURATION(US_TX_BEG:US_RX_BEG:us)%",
    "target_answer_us": "%COMMON_DURATION(US_TX_BEG:US_RX_END:us)%",
    "round_trip_ms": "%ROUNDTRIP_DURATION%",
    "tls_handshake_ms": "%DOWNSTREAM_HANDSHAKE_DURATION%",
    "tls_cipher": "%DOWNSTREAM_TLS_CIPHER%",
    "tls_version": "%DOWNSTREAM_TLS_VERSION%",
}
"""What Envoy says for each of an entry's members but the plan's own."""


def write_down(manager: Any, log: Log, options: CompileOptions) -> None:
    """Have a connection manager write its requests into a log; raises CompileError for a log's id that is no name."""
    sink = file_pb2.FileAccessLog(path=_path(log, options))
    shown = sink.log_format.json_format
    shown.update({**SAYS, "format": _literal(log.format)})
    shown["constants"] = {name: _literal(value) for name, value in log.constants}
    manager.access_log.append(accesslog_pb2.AccessLog(name="requests", typed_config=pack(sink)))


def name_domain(routes: list[Any], host: VirtualHost) -> None:
    """Let what is written down of the requests of these routes say whose host's they were."""
    for route in routes:
        route.metadata.filter_metadata[OURS].update({"domain": host.domains[0]})


def note_changes(check: Any, log: Log, options: CompileOptions) -> None:
    """Have a health check write changes into a log; raises CompileError for a log's id that is no name."""
    sink = events_pb2.HealthCheckEventFileSink(event_log_path=_path(log, options))
    check.event_logger.add(name="changes", typed_config=pack(sink))


def say_whose(endpoint: Any, log: Log) -> None:
    """Let what is written down of a target say what the plan wants to find there."""
    told = {"format": log.format, "constants": dict(log.constants)}
    endpoint.metadata.filter_metadata[OURS].update(told)


def _path(log: Log, options: CompileOptions) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]{1,100}", log.log_id):
        raise CompileError(f"a log cannot be called {log.log_id!r}")
    return f"{options.log_directory}/{log.log_id}/{LOG_FILE}"


def _literal(text: str) -> str:
    return text.replace("%", "%%")
