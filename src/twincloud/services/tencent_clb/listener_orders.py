"""From a CreateListener to the record of what was asked for: defaults filled in, combinations checked."""

from __future__ import annotations

from collections.abc import Iterable

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import UNSUPPORTED, VALUE, refusal
from twincloud.services.tencent_clb.health_checks import listener_check
from twincloud.services.tencent_clb.records import INTERNAL, LAYER_4, LAYER_7, NODE, Listener, LoadBalancer

_SHORTEST_SESSION_S = 30
_SHARED_IDLE_S = 900
_DEFAULT_IDLE_S = 900
_UNLIMITED = -1
_BY_WEIGHT = "WRR"
_SCHEDULERS = (_BY_WEIGHT, "LEAST_CONN")


def asked_for(call: Call, request: shapes.CreateListenerRequest, balancer: LoadBalancer) -> Listener:
    """Return a record without id, name and port; raises ApiError.

    A member that belongs to other protocols is refused, unless its value means what its absence does (our choice):
    some clients send those with every call.
    """
    protocol = request.protocol.upper()
    if protocol not in LAYER_4 | LAYER_7:
        raise refusal(call, UNSUPPORTED, f"{protocol} listeners are not provided yet; TCP and HTTP ones are.")
    if request.end_port or any(request.full_end_ports or ()):
        raise refusal(call, UNSUPPORTED, "Listeners of port ranges are not provided yet; leave EndPort out.")
    foreign = _foreign_to_layer_4(request) if protocol in LAYER_4 else _foreign_to_layer_7(request, balancer)
    for wire in foreign:
        raise refusal(call, VALUE, f"{wire} cannot be used with this {protocol} listener.")
    if (request.scheduler or _BY_WEIGHT) not in _SCHEDULERS:
        raise refusal(call, VALUE, "Scheduler should be WRR or LEAST_CONN")
    if 0 < (request.session_expire_time or 0) < _SHORTEST_SESSION_S:
        raise refusal(call, VALUE, "SessionExpireTime must be 0 or 30..3600.")
    idle = request.idle_connect_timeout
    if idle is not None and idle > _SHARED_IDLE_S and not balancer.sla_type:
        raise refusal(call, VALUE, f"IdleConnectTimeout must be at most {_SHARED_IDLE_S} on this balancer.")
    return _record(call, request, protocol, balancer)


def _record(call: Call, request: shapes.CreateListenerRequest, protocol: str, balancer: LoadBalancer) -> Listener:
    layer_4 = protocol in LAYER_4
    return Listener(
        id="",
        balancer_id=balancer.id,
        location_id="",
        name="",
        protocol=protocol,
        port=0,
        created_ms=call.now_ms,
        check=listener_check(call, request.health_check) if layer_4 else None,
        scheduler=request.scheduler or _BY_WEIGHT,
        session_expire=request.session_expire_time or 0,
        session_type=request.session_type or "NORMAL",
        target_type=request.target_type or NODE,
        keepalive=request.keepalive_enable or 0,
        deregister_rst=bool(request.deregister_target_rst),
        max_conn=_UNLIMITED if request.max_conn is None else request.max_conn,
        max_cps=_UNLIMITED if request.max_cps is None else request.max_cps,
        idle_timeout=(request.idle_connect_timeout or _DEFAULT_IDLE_S) if layer_4 else None,
        snat_enable=bool(request.snat_enable),
        h2c=bool(request.h2c_switch),
        compress_mode=request.data_compress_mode,
        reschedule_zero_weight=bool(request.reschedule_target_zero_weight),
        reschedule_unhealthy=bool(request.reschedule_unhealthy),
        reschedule_expand=bool(request.reschedule_expand_target),
        reschedule_start=request.reschedule_start_time or 0,
        reschedule_interval=request.reschedule_interval or 0,
    )


def _foreign_to_layer_4(request: shapes.CreateListenerRequest) -> Iterable[str]:
    yield from _foreign_without_tls(request)
    if request.keepalive_enable:
        yield "KeepaliveEnable"
    if request.h2c_switch:
        yield "H2cSwitch"
    if (request.session_type or "NORMAL") != "NORMAL":
        yield "SessionType"


def _foreign_to_layer_7(request: shapes.CreateListenerRequest, balancer: LoadBalancer) -> Iterable[str]:
    yield from _foreign_without_tls(request)
    present = {
        "HealthCheck": request.health_check is not None,
        "SessionExpireTime": bool(request.session_expire_time),
        "Scheduler": (request.scheduler or _BY_WEIGHT) != _BY_WEIGHT,
        "TargetType": (request.target_type or NODE) != NODE,
        "SessionType": (request.session_type or "NORMAL") != "NORMAL",
        "DeregisterTargetRst": bool(request.deregister_target_rst),
        "MaxConn": (request.max_conn or _UNLIMITED) != _UNLIMITED,
        "MaxCps": (request.max_cps or _UNLIMITED) != _UNLIMITED,
        "IdleConnectTimeout": bool(request.idle_connect_timeout),
        "H2cSwitch": bool(request.h2c_switch) and balancer.kind != INTERNAL,
        "RescheduleTargetZeroWeight": bool(request.reschedule_target_zero_weight),
        "RescheduleUnhealthy": bool(request.reschedule_unhealthy),
        "RescheduleExpandTarget": bool(request.reschedule_expand_target),
        "RescheduleStartTime": bool(request.reschedule_start_time),
        "RescheduleInterval": bool(request.reschedule_interval),
    }
    yield from (wire for wire, is_present in present.items() if is_present)


def _foreign_without_tls(request: shapes.CreateListenerRequest) -> Iterable[str]:
    if request.sni_switch:
        yield "SniSwitch"
    if request.proxy_protocol:
        yield "ProxyProtocol"
    if request.ssl_close_switch:
        yield "SslCloseSwitch"
