"""Health checks of listeners and rules in the plan's words."""

from __future__ import annotations

from twincloud.balancing import plan
from twincloud.services.alibaba_slb.records import ON, TCP, UDP, Forwarding

OWN_ADDRESS = "$_ip"
"""The HealthCheckDomain that stands for each server's own address."""
_CLASS = "http_"


def planned_check(forwarding: Forwarding, protocol: str) -> plan.HealthCheck | None:
    """Return the check of the servers behind a listener of `protocol`; None when it is off.

    A UDP check without a text to send and the answer to expect takes silence for health.
    """
    if forwarding.health_check != ON:
        return None
    connecting = protocol in {TCP, UDP}
    by_http = not connecting or (protocol == TCP and forwarding.health_check_type == "http")
    return plan.HealthCheck(
        kind=plan.CheckKind.HTTP if by_http else _kind(forwarding, protocol),
        interval_s=float(forwarding.health_check_interval),
        timeout_s=float(forwarding.health_check_connect_timeout if connecting else forwarding.health_check_timeout),
        healthy_threshold=forwarding.healthy_threshold,
        unhealthy_threshold=forwarding.unhealthy_threshold,
        port=forwarding.health_check_connect_port or None,
        http=_request(forwarding) if by_http else None,
        send=forwarding.health_check_req.encode() if protocol == UDP else b"",
        receive=forwarding.health_check_exp.encode() if protocol == UDP else b"",
    )


def _kind(forwarding: Forwarding, protocol: str) -> plan.CheckKind:
    if protocol == TCP:
        return plan.CheckKind.TCP
    has_answer = forwarding.health_check_req and forwarding.health_check_exp
    return plan.CheckKind.UDP_PAYLOAD if has_answer else plan.CheckKind.UDP_OPEN


def _request(forwarding: Forwarding) -> plan.HttpCheck:
    """Return the request; without a domain it names each server by its own address."""
    domain = forwarding.health_check_domain
    return plan.HttpCheck(
        path=forwarding.health_check_uri or "/",
        method=forwarding.health_check_method.upper(),
        statuses=tuple(_range(word) for word in forwarding.health_check_http_code.split(",")),
        host=None if domain in {"", OWN_ADDRESS} else domain,
    )


def _range(word: str) -> tuple[int, int]:
    first = int(word.removeprefix(_CLASS)[0]) * 100
    return first, first + 100
