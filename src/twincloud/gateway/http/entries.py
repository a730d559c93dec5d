"""From how far a request came to its entry in the journal, from which secrets are kept out."""

from __future__ import annotations

import re
import time
from typing import Any

import msgspec

from twincloud.execution.journal import SHOWN_BYTES, Entry
from twincloud.gateway.dialects.dialect import Dialect, Parsed
from twincloud.gateway.http.message import Head
from twincloud.identity.accounts import Principal
from twincloud.kernel.errors import ApiError

_SIGNED_CHARACTERS = 32 * 1024
_NAME_CHARACTERS = 128
_UNTOLD = "cert_?key|private_?key|secret(?:_?(?:access_?)?key)?|password"
_SECRET_MEMBER = re.compile(f'"(?:{_UNTOLD})":'.encode(), re.IGNORECASE)
_SECRET_NAME = re.compile(_UNTOLD, re.IGNORECASE)
_SECRET_IN_QUERY = re.compile(rf"((?:^|[?&.\n])(?:{_UNTOLD})=)[^&\n]*", re.IGNORECASE)
_SECRET_IN_PARAMETERS = re.compile(rf"((?:^|[?&.])(?:{_UNTOLD})=)[^&]*", re.IGNORECASE)
"""Here values are as they were meant, so that a key has many lines."""
_SECRET_IN_ENCODED = re.compile(rf"((?:&|%26|\.)(?:{_UNTOLD})%3D).*?(?=%26|$)", re.IGNORECASE)
"""Here parameters were joined and then encoded as a whole, in one line."""
_HIDDEN = "(hidden)"


class Trail:
    """How far a request came, for the journal."""

    __slots__ = ("error", "parsed", "principal", "traceback")

    def __init__(self) -> None:
        self.parsed: Parsed | None = None
        self.principal: Principal | None = None
        self.error: ApiError | None = None
        self.traceback = ""


def entry_of(dialect: Dialect, head: Head, request_id: str, trail: Trail, now_ms: int, started_ns: int) -> Entry:
    """Return the entry of a request that was answered; `started_ns` is of the performance counter."""
    parsed, error = trail.parsed, trail.error
    trace = getattr(error, "trace", None)
    return Entry(
        at_ms=now_ms,
        request_id=request_id,
        dialect=dialect.name,
        product=parsed.product.name if parsed else "",
        action=parsed.action if parsed else "",
        account=trail.principal.account.id if trail.principal else "",
        key_id=parsed.key_id[:_NAME_CHARACTERS] if parsed else "",
        source_ip=head.source_ip,
        client=parsed.client[:_NAME_CHARACTERS] if parsed else "",
        region=parsed.region[:_NAME_CHARACTERS] if parsed else "",
        code=error.code if error else "",
        message=_without_secrets(error.message) if error and trace else error.message if error else "",
        hint=error.hint if error else "",
        latency_us=(time.perf_counter_ns() - started_ns) // 1000,
        request=shown(parsed.payload) if parsed else "",
        canonical_request=_without(_SECRET_IN_QUERY, trace.canonical_request) if trace else "",
        string_to_sign=_without_secrets(trace.string_to_sign) if trace else "",
        error=trail.traceback[-_SIGNED_CHARACTERS:],
    )


def shown(payload: Any) -> str:
    """Return a request as the journal shows it: without secrets, and not all of a long one."""
    try:
        text = msgspec.json.encode(payload)
        if _SECRET_MEMBER.search(text):
            text = msgspec.json.encode(_redacted(payload))
    except RecursionError:
        return "(nested too deeply to be shown)"
    return text[:SHOWN_BYTES].decode(errors="replace")


def _redacted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _HIDDEN if _SECRET_NAME.fullmatch(key) else _redacted(inner) for key, inner in value.items()}
    return [_redacted(inner) for inner in value] if isinstance(value, list) else value


def _without_secrets(text: str) -> str:
    return _without(_SECRET_IN_ENCODED, _without(_SECRET_IN_PARAMETERS, text))


def _without(secret: re.Pattern[str], signed: str) -> str:
    """Return what a signature was compared with, of which parameters may be a part."""
    return secret.sub(rf"\1{_HIDDEN}", signed[:_SIGNED_CHARACTERS])
