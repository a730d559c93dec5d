"""The lines of logs as Envoy writes them: requests in the form that we ask for, changes of health in its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from twincloud.balancing.request_log import LoggedCheck, LoggedRequest

_REQUEST = b'{"at_ms":"'
_TIME_END = len(_REQUEST) + len("1767225600000")
_CHANGE = b'{"health_checker_type":'
_STAMP, _STAMP_END = b'"timestamp":"', b'"'
_OURS = "twincloud"


class _Socket(Struct, frozen=True):
    address: str
    port_value: int


class _Host(Struct, frozen=True):
    socket_address: _Socket


class _First(Struct, frozen=True):
    first_check: bool = False


class _Metadata(Struct, frozen=True):
    filter_metadata: dict[str, dict[str, Any]] = {}


class _Change(Struct, frozen=True):
    """Envoy's HealthCheckEvent, as far as we look at it."""

    host: _Host
    metadata: _Metadata = _Metadata()
    eject_unhealthy_event: dict[str, Any] | None = None
    add_healthy_event: _First | None = None
    health_check_failure_event: _First | None = None


_request = msgspec.json.Decoder(LoggedRequest, strict=False).decode
_change = msgspec.json.Decoder(_Change).decode


def time_of(line: bytes) -> int | None:
    """Return when an entry was written, by the system's clock; None for what is no whole line."""
    if line.startswith(_REQUEST):
        digits = line[len(_REQUEST) : _TIME_END]
        return int(digits) if digits.isdigit() else None
    if not line.startswith(_CHANGE):
        return None
    _, _, rest = line.partition(_STAMP)
    try:
        return int(datetime.fromisoformat(rest.partition(_STAMP_END)[0].decode()).timestamp() * 1000)
    except ValueError:
        return None


def whole(line: bytes) -> bytes:
    """Return an entry without the one in front of it that a crash has cut short."""
    return line[max(line.rfind(_REQUEST), line.rfind(_CHANGE), 0) :]


def entry_of(line: bytes) -> LoggedRequest | LoggedCheck | None:
    """Return what a line says; None for what is cut short, and for what is no news: a target that is well at first."""
    try:
        return _request(line) if line.startswith(_REQUEST) else _checked(_change(line), time_of(line))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _checked(change: _Change, at_ms: int | None) -> LoggedCheck | None:
    whose = change.metadata.filter_metadata.get(_OURS, {})
    failed_first = change.health_check_failure_event is not None and change.health_check_failure_event.first_check
    well = change.add_healthy_event is not None and not change.add_healthy_event.first_check
    if at_ms is None or "format" not in whose or not (well or failed_first or change.eject_unhealthy_event is not None):
        return None
    place = change.host.socket_address
    return LoggedCheck(at_ms, whose["format"], place.address, place.port_value, well, whose.get("constants", {}))
