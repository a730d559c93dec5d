"""Health checks: from a request to the record, and from there to answers and to the plan."""

from __future__ import annotations

import functools
import re

from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import VALUE, refusal
from twincloud.services.tencent_clb.records import Check

TCP, HTTP, HTTPS, GRPC, CUSTOM, PING = "TCP", "HTTP", "HTTPS", "GRPC", "CUSTOM", "PING"
KINDS_OF_LISTENERS = {
    "TCP": (TCP, HTTP, CUSTOM),
    "UDP": (PING, CUSTOM),
    "TCP_SSL": (TCP, HTTP, CUSTOM),
    "QUIC": (TCP, HTTP, CUSTOM),
}
"""By protocol, the default first."""
KINDS_OF_RULES = {"HTTP": (HTTP, GRPC, TCP), "HTTPS": (HTTP, HTTPS, GRPC, TCP)}
"""By protocol; TCP is not on the page, but the Terraform provider offers it."""
_METHOD = "HEAD"
_EVERY_STATUS = 31
_UNIMPLEMENTED = 12
_HEX = re.compile(r"(?:[0-9A-F]{2})*")
_VISIBLE = re.compile(r"[ -~]*")


def listener_check(call: Call, given: shapes.HealthCheck | None, protocol: str, before: Check | None = None) -> Check:
    """Return the check of a layer-4 listener; raises ApiError for values that do not go together.

    What the request leaves out stays as it was `before`, unless the kind of the check changes (our choice).
    """
    given = given or shapes.HealthCheck()
    kinds = KINDS_OF_LISTENERS[protocol]
    check = _recorded(call, given, before, kinds[0], kinds)
    if check.kind == HTTP and check.http_version is None:
        raise refusal(call, VALUE, f"HealthCheck.HttpVersion is required for an HTTP check of a {protocol} listener.")
    if check.kind == HTTP and check.http_domain is None:
        raise refusal(
            call, VALUE, f"HealthCheck.HttpCheckDomain is required for an HTTP check of a {protocol} listener."
        )
    if check.kind == CUSTOM:
        _check_payload(call, check)
    return check


def rule_check(
    call: Call, given: shapes.HealthCheck | None, protocol: str, forward_type: str, before: Check | None = None
) -> Check:
    """Return the check of a rule; raises ApiError for values that do not go together. `before` is as for listeners."""
    given = given or shapes.HealthCheck()
    default = HTTP
    if forward_type.startswith(GRPC):
        default = GRPC
    elif protocol == HTTPS and forward_type == HTTPS:
        default = HTTPS
    check = _recorded(call, given, before, default, KINDS_OF_RULES[protocol])
    if check.extended_code is not None:
        _statuses_of_grpc(call, check.extended_code)
    return check


@functools.lru_cache(maxsize=1024)
def shown(check: Check, *, of_rule: bool) -> shapes.HealthCheck:
    """Return the check for an answer: members that were never set are null, or clients would see a drift.

    A rule's HttpCheckMethod is the exception: the Terraform provider reads it without looking for null.
    """
    return shapes.HealthCheck(
        health_switch=check.switch,
        time_out=check.timeout,
        interval_time=check.interval,
        health_num=check.healthy,
        un_health_num=check.unhealthy,
        http_code=check.http_code,
        http_check_path=check.http_path,
        http_check_domain=check.http_domain,
        http_check_method=check.http_method or (_METHOD if of_rule else None),
        check_port=check.port,
        context_type=check.context_type,
        send_context=check.send,
        recv_context=check.receive,
        check_type=check.kind,
        http_version=check.http_version,
        source_ip_type=check.source_ip_type,
        extended_code=check.extended_code,
    )


def planned(
    check: Check | None, default_host: str | None = None, forward_type: str | None = None, *, over_udp: bool = False
) -> plan.HealthCheck | None:
    """Return the check for the plan, None when it is off. `default_host` is what an HTTP check names by default.

    `forward_type` is what is spoken with the targets otherwise, where a check may differ from that.
    """
    if check is None or not check.switch:
        return None
    kind = _planned_kind(check, over_udp=over_udp)
    return plan.HealthCheck(
        kind=kind,
        interval_s=float(check.interval),
        timeout_s=float(check.timeout),
        healthy_threshold=check.healthy,
        unhealthy_threshold=check.unhealthy,
        port=check.port if check.port is not None and check.port > 0 else None,
        http=_planned_request(check, default_host) if kind is plan.CheckKind.HTTP else None,
        send=_payload(check, check.send) if check.kind == CUSTOM else b"",
        receive=_payload(check, check.receive) if check.kind == CUSTOM else b"",
        tls=_differs(check, forward_type),
    )


def _differs(check: Check, forward_type: str | None) -> bool | None:
    """Return whether a check speaks TLS, or None when it does what requests do."""
    if forward_type is None or check.kind not in {HTTP, HTTPS}:
        return None
    wanted = check.kind == HTTPS
    return None if wanted == (forward_type in {"HTTPS", "GRPCS"}) else wanted


def _recorded(
    call: Call, given: shapes.HealthCheck, before: Check | None, default: str, allowed: tuple[str, ...]
) -> Check:
    kind = (given.check_type or (before.kind if before is not None else default)).upper()
    if kind not in allowed:
        raise refusal(call, VALUE, f"HealthCheck.CheckType must be one of: {', '.join(allowed)}.")
    if before is None:
        before = Check(kind)
    elif before.kind != kind:
        before = Check(kind, before.switch, before.timeout, before.interval, before.healthy, before.unhealthy)
    members = {
        "switch": given.health_switch,
        "timeout": given.time_out,
        "interval": given.interval_time,
        "healthy": given.health_num,
        "unhealthy": given.un_health_num,
        "http_code": given.http_code,
        "http_path": given.http_check_path,
        "http_domain": given.http_check_domain,
        "http_method": given.http_check_method.upper() if given.http_check_method else None,
        "http_version": given.http_version,
        "port": given.check_port,
        "context_type": given.context_type.upper() if given.context_type else None,
        "send": given.send_context,
        "receive": given.recv_context,
        "extended_code": given.extended_code,
        "source_ip_type": given.source_ip_type,
    }
    check = replace(before, **{name: value for name, value in members.items() if value is not None})
    if check.timeout >= check.interval:
        raise refusal(call, VALUE, "HealthCheck.TimeOut must be less than HealthCheck.IntervalTime.")
    if check.http_path and not check.http_path.startswith("/"):
        raise refusal(call, VALUE, "HealthCheck.HttpCheckPath must begin with a slash.")
    return check


def _check_payload(call: Call, check: Check) -> None:
    if check.context_type is None or check.send is None or check.receive is None:
        raise refusal(
            call, VALUE, "HealthCheck.ContextType, SendContext and RecvContext are required for a CUSTOM check."
        )
    allowed = _HEX if check.context_type == "HEX" else _VISIBLE
    if not allowed.fullmatch(check.send) or not allowed.fullmatch(check.receive):
        wanted = "pairs of 0-9 and A-F" if check.context_type == "HEX" else "visible ASCII characters"
        raise refusal(call, VALUE, f"HealthCheck.SendContext and RecvContext must consist of {wanted}.")


def _planned_kind(check: Check, *, over_udp: bool) -> plan.CheckKind:
    if check.kind == CUSTOM:
        return plan.CheckKind.UDP_PAYLOAD if over_udp else plan.CheckKind.PAYLOAD
    if check.kind == PING:
        return plan.CheckKind.PING
    if check.kind in {HTTP, HTTPS}:
        return plan.CheckKind.HTTP
    # The engine's own gRPC check wants the health service. The product is by default content with «unimplemented»:
    # with any server that answers, which a connection shows as well.
    if check.kind == GRPC and check.extended_code and not _accepts(check.extended_code, _UNIMPLEMENTED):
        return plan.CheckKind.GRPC
    return plan.CheckKind.TCP


def _planned_request(check: Check, default_host: str | None) -> plan.HttpCheck:
    return plan.HttpCheck(
        path=check.http_path or "/",
        method=check.http_method or _METHOD,
        statuses=_statuses(check.http_code or _EVERY_STATUS),
        host=check.http_domain or default_host,
        http10=check.http_version == "HTTP/1.0",
    )


def _statuses(mask: int) -> tuple[tuple[int, int], ...]:
    """Return the half-open ranges of a mask in which bit 0 stands for 1xx and bit 4 for 5xx, neighbours joined."""
    ranges: list[tuple[int, int]] = []
    for bit in range(5):
        if not mask >> bit & 1:
            continue
        start = (bit + 1) * 100
        if ranges and ranges[-1][1] == start:
            ranges[-1] = (ranges[-1][0], start + 100)
        else:
            ranges.append((start, start + 100))
    return tuple(ranges)


def _payload(check: Check, text: str | None) -> bytes:
    return bytes.fromhex(text or "") if check.context_type == "HEX" else (text or "").encode()


def _statuses_of_grpc(call: Call, codes: str) -> None:
    if not re.fullmatch(r"\d{1,2}(?:-\d{1,2})?(?:,\d{1,2}(?:-\d{1,2})?)*", codes):
        raise refusal(call, VALUE, "HealthCheck.ExtendedCode must look like 12, 12,20 or 0-99.")


def _accepts(codes: str, code: int) -> bool:
    for part in codes.split(","):
        low, _, high = part.partition("-")
        if int(low) <= code <= int(high or low):
            return True
    return False
