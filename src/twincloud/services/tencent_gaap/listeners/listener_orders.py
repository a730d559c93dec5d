"""From a request for layer-4 listeners to the record of it: defaults filled in, combinations checked."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import UNSUPPORTED, VALUE, missing, refusal
from twincloud.services.tencent_gaap.records import TCP, UDP, Check, Listener

PORT, PING = "PORT", "PING"
_LAST_PORT = 65_535

Request = shapes.CreateTCPListenersRequest | shapes.CreateUDPListenersRequest
Change = shapes.ModifyTCPListenerAttributeRequest | shapes.ModifyUDPListenerAttributeRequest


def asked_for(call: Call, request: Request, owner_id: str) -> Listener:
    """Return a record without id, port and generation; raises ApiError for what does not go together."""
    origin_type, scheduler = request.real_server_type.upper(), request.scheduler.lower()
    check_scheduler(call, scheduler, origin_type)
    check_failover(call, request.failover_switch, origin_type)
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
        check=asked_check(call, request, Check()),
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


def check_failover(call: Call, switch: int | None, origin_type: str) -> None:
    """Raise ApiError for masters and slaves among origins of type DOMAIN."""
    if switch and origin_type == "DOMAIN":
        raise refusal(call, VALUE, "FailoverSwitch cannot be used with origins of type DOMAIN.")


def asked_check(call: Call, request: Request | Change, before: Check) -> Check:
    """Return a check with what a request says of it; raises ApiError for what does not go together."""
    check = replace(
        before,
        on=_default(request.health_check, before.on),
        interval=_default(request.delay_loop, before.interval),
        timeout=_default(request.connect_timeout, before.timeout),
        healthy=_default(request.healthy_threshold, before.healthy),
        unhealthy=_default(request.unhealthy_threshold, before.unhealthy),
    )
    if check.timeout >= check.interval:
        raise refusal(call, VALUE, "ConnectTimeout must be less than DelayLoop.")
    if isinstance(request, shapes.CreateUDPListenersRequest | shapes.ModifyUDPListenerAttributeRequest):
        return _udp_check(call, request, check)
    return check


def _udp_check(
    call: Call, request: shapes.CreateUDPListenersRequest | shapes.ModifyUDPListenerAttributeRequest, before: Check
) -> Check:
    kind = (request.check_type or before.kind).upper()
    context = (request.context_type or before.context_type).upper()
    if kind not in ("", PORT, PING):
        raise refusal(call, VALUE, "CheckType must be PORT or PING.")
    if context not in ("", "TEXT"):
        raise refusal(call, VALUE, "ContextType must be TEXT.")
    if before.on and not kind:
        raise missing(call, "CheckType")
    port = _default(request.check_port, before.port)
    if before.on and kind == PORT and not 1 <= port <= _LAST_PORT:
        raise refusal(call, VALUE, f"CheckPort must be 1..{_LAST_PORT}.")
    if kind != PORT and (request.send_context or request.recv_context):
        raise refusal(call, VALUE, "SendContext and RecvContext are for CheckType PORT alone.")
    send = before.send if request.send_context is None else request.send_context
    receive = before.receive if request.recv_context is None else request.recv_context
    if not (send.isascii() and receive.isascii()):
        raise refusal(call, VALUE, "SendContext and RecvContext must be ASCII.")
    asks = kind == PORT
    return replace(
        before,
        kind=kind,
        port=port,
        context_type=context,
        send=send if asks else "",
        receive=receive if asks else "",
    )


def _default(given: int | None, default: int) -> int:
    return default if given is None else given
