"""From a request for layer-4 listeners to the record of it: defaults filled in, combinations checked."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import UNSUPPORTED, VALUE, missing, refusal
from twincloud.services.tencent_gaap.records import TCP, UDP, Check, Listener

PORT, PING = "PORT", "PING"
_LAST_PORT = 65_535

Request = shapes.CreateTCPListenersRequest | shapes.CreateUDPListenersRequest


def asked_for(call: Call, request: Request, owner_id: str) -> Listener:
    """Return a record without id, port and generation; raises ApiError for what does not go together."""
    origin_type, scheduler = request.real_server_type.upper(), request.scheduler.lower()
    check_scheduler(call, scheduler, origin_type)
    if request.failover_switch and origin_type == "DOMAIN":
        raise refusal(call, VALUE, "FailoverSwitch cannot be used with origins of type DOMAIN.")
    tcp = isinstance(request, shapes.CreateTCPListenersRequest)
    return Listener(
        id="",
        owner_id=owner_id,
        account=call.tenant.account,
        protocol=TCP if tcp else UDP,
        port=0,
        name=request.listener_name,
        created_ms=call.now_ms,
        changed=0,
        of_group=bool(request.group_id),
        origin_type=origin_type,
        scheduler=scheduler,
        check=_check(call, request),
        client_ip_method=(request.client_ip_method or 0)
        if isinstance(request, shapes.CreateTCPListenersRequest)
        else 0,
        failover=request.failover_switch or 0,
    )


def check_scheduler(call: Call, scheduler: str, origin_type: str) -> None:
    """Raise ApiError for a way of choosing origins that is not to be had, or not with origins of this type."""
    if scheduler == "lrtt":
        raise refusal(call, UNSUPPORTED, "Scheduler lrtt is for accounts on a list alone, and not provided here.")
    if scheduler == "wrr" and origin_type == "DOMAIN":
        raise refusal(call, VALUE, "Scheduler wrr cannot be used with origins of type DOMAIN.")


def _check(call: Call, request: Request) -> Check:
    check = Check(
        on=request.health_check or 0,
        interval=_default(request.delay_loop, 5),
        timeout=_default(request.connect_timeout, 2),
        healthy=_default(request.healthy_threshold, 1),
        unhealthy=_default(request.unhealthy_threshold, 1),
    )
    if check.timeout >= check.interval:
        raise refusal(call, VALUE, "ConnectTimeout must be less than DelayLoop.")
    if isinstance(request, shapes.CreateTCPListenersRequest):
        return check
    return _udp_check(call, request, check)


def _udp_check(call: Call, request: shapes.CreateUDPListenersRequest, check: Check) -> Check:
    kind, context = (request.check_type or "").upper(), (request.context_type or "").upper()
    if kind not in ("", PORT, PING):
        raise refusal(call, VALUE, "CheckType must be PORT or PING.")
    if context not in ("", "TEXT"):
        raise refusal(call, VALUE, "ContextType must be TEXT.")
    if check.on and not kind:
        raise missing(call, "CheckType")
    port = request.check_port or 0
    if check.on and kind == PORT and not 1 <= port <= _LAST_PORT:
        raise refusal(call, VALUE, f"CheckPort must be 1..{_LAST_PORT}.")
    send, receive = request.send_context or "", request.recv_context or ""
    if kind != PORT and (send or receive):
        raise refusal(call, VALUE, "SendContext and RecvContext are for CheckType PORT alone.")
    if not (send.isascii() and receive.isascii()):
        raise refusal(call, VALUE, "SendContext and RecvContext must be ASCII.")
    return Check(
        on=check.on,
        interval=check.interval,
        timeout=check.timeout,
        healthy=check.healthy,
        unhealthy=check.unhealthy,
        kind=kind,
        port=port,
        context_type=context,
        send=send,
        receive=receive,
    )


def _default(given: int | None, default: int) -> int:
    return default if given is None else given
