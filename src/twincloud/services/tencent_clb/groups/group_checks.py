"""Health checks of target groups of kind v2: from what was given to the check that is done."""

from __future__ import annotations

from collections.abc import Mapping

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import VALUE, refusal
from twincloud.services.tencent_clb.records import Check

_KINDS: Mapping[str, tuple[str, ...]] = {
    "TCP": ("TCP", "HTTP", "CUSTOM"),
    "UDP": ("PING", "CUSTOM"),
    "HTTP": ("HTTP", "TCP"),
    "HTTPS": ("HTTPS", "TCP"),
    "GRPC": ("GRPC", "TCP"),
}
"""Which checks a group may have, by its protocol; the first is the default."""


def merged(
    before: shapes.TargetGroupHealthCheck | None, given: shapes.TargetGroupHealthCheck
) -> shapes.TargetGroupHealthCheck:
    """Return a check in which what was given replaces what was there; the rest stays (our choice)."""
    if before is None:
        return given
    names = shapes.TargetGroupHealthCheck.__struct_fields__
    return shapes.TargetGroupHealthCheck(
        **{name: getattr(before, name) if getattr(given, name) is None else getattr(given, name) for name in names}
    )


def check_times(call: Call, given: shapes.TargetGroupHealthCheck | None) -> None:
    """Raise ApiError InvalidParameterValue unless a check may time out before the next one begins."""
    if given is not None and _or(given.timeout, 2) >= _or(given.gap_time, 5):
        raise refusal(call, VALUE, "HealthCheck.Timeout must be less than HealthCheck.GapTime.")


def group_check(call: Call, protocol: str, given: shapes.TargetGroupHealthCheck | None) -> Check:
    """Return the check of a group of kind v2; raises ApiError InvalidParameterValue."""
    # Members that were never given mean what they mean for listeners.
    given = given or shapes.TargetGroupHealthCheck(health_switch=True)
    allowed = _KINDS[protocol]
    kind = (given.protocol or allowed[0]).upper()
    if kind not in allowed:
        raise refusal(call, VALUE, f"HealthCheck.Protocol of a {protocol} group must be one of: {', '.join(allowed)}.")
    if kind == "CUSTOM" and (not given.context_type or given.send_context is None or given.recv_context is None):
        message = "HealthCheck.ContextType, SendContext and RecvContext are required for a CUSTOM check."
        raise refusal(call, VALUE, message)
    if kind == "CUSTOM" and given.context_type == "HEX":
        for text in (given.send_context or "", given.recv_context or ""):
            if len(text) % 2 or not set(text) <= set("0123456789ABCDEF"):
                message = "HealthCheck.SendContext and RecvContext must consist of pairs of 0-9 and A-F."
                raise refusal(call, VALUE, message)
    return Check(
        kind=kind,
        switch=1 if given.health_switch else 0,
        timeout=_or(given.timeout, 2),
        interval=_or(given.gap_time, 5),
        healthy=_or(given.good_limit, 3),
        unhealthy=_or(given.bad_limit, 3),
        http_code=given.http_code,
        http_path=given.http_check_path,
        http_domain=given.http_check_domain,
        http_method=given.http_check_method.upper() if given.http_check_method else None,
        http_version=given.http_version,
        port=given.port,
        context_type=given.context_type,
        send=given.send_context,
        receive=given.recv_context,
        extended_code=given.extended_code,
    )


def _or(given: int | None, default: int) -> int:
    return default if given is None else given
