"""From a CreateListener or ModifyListener to the record that is asked for: defaults filled in, combinations checked."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import FORMAT, MISSING, VALUE, refusal
from twincloud.services.tencent_clb.listeners.health_checks import listener_check
from twincloud.services.tencent_clb.records import (
    INTERNAL,
    LAYER_4,
    LAYER_7,
    NODE,
    Credentials,
    Listener,
    LoadBalancer,
)

Order = shapes.CreateListenerRequest | shapes.ModifyListenerRequest

_SHORTEST_SESSION_S = 30
_SHARED_IDLE_S = 900
_DEFAULT_IDLE_S = {"TCP": 900, "UDP": 300}
_UNLIMITED = -1
_BY_WEIGHT = "WRR"
_AT_FIRST = (_BY_WEIGHT, "LEAST_CONN")
_LATER = (*_AT_FIRST, "IP_HASH")
_LAST_OF_PLANE_0 = "\uffff"
_ENCRYPTED = frozenset({"HTTPS", "TCP_SSL", "QUIC"})
_TCP_AND_UDP = frozenset({"TCP", "UDP"})


class _Member(Struct, frozen=True):
    """A member of requests that not all protocols have: where the record keeps it, and values that mean nothing."""

    wire: str
    name: str
    protocols: frozenset[str]
    means_nothing: tuple[object, ...] = (None, False, 0)
    kept_as: str = ""


_MEMBERS = (
    _Member("HealthCheck", "health_check", LAYER_4, (None,)),
    _Member("SessionExpireTime", "session_expire_time", _TCP_AND_UDP, kept_as="session_expire"),
    _Member("Scheduler", "scheduler", LAYER_4, (None, _BY_WEIGHT), "scheduler"),
    _Member("SniSwitch", "sni_switch", frozenset({"HTTPS"}), kept_as="sni"),
    _Member("TargetType", "target_type", _TCP_AND_UDP, (None, NODE), "target_type"),
    _Member("SessionType", "session_type", frozenset({"UDP"}), (None, "NORMAL"), "session_type"),
    _Member("KeepaliveEnable", "keepalive_enable", LAYER_7, kept_as="keepalive"),
    _Member("DeregisterTargetRst", "deregister_target_rst", _TCP_AND_UDP, kept_as="deregister_rst"),
    _Member("MaxConn", "max_conn", LAYER_4, (None, _UNLIMITED, 0), "max_conn"),
    _Member("MaxCps", "max_cps", LAYER_4, (None, _UNLIMITED, 0), "max_cps"),
    _Member("IdleConnectTimeout", "idle_connect_timeout", _TCP_AND_UDP, (None,), "idle_timeout"),
    _Member("ProxyProtocol", "proxy_protocol", frozenset({"TCP_SSL", "QUIC"}), kept_as="proxy_protocol"),
    _Member("SnatEnable", "snat_enable", LAYER_4 | LAYER_7, kept_as="snat_enable"),
    _Member("H2cSwitch", "h2c_switch", frozenset({"HTTP"}), kept_as="h2c"),
    _Member("SslCloseSwitch", "ssl_close_switch", frozenset({"TCP_SSL"}), kept_as="ssl_closed"),
    _Member("DataCompressMode", "data_compress_mode", LAYER_4 | LAYER_7, kept_as="compress_mode"),
    _Member(
        "RescheduleTargetZeroWeight", "reschedule_target_zero_weight", _TCP_AND_UDP, kept_as="reschedule_zero_weight"
    ),
    _Member("RescheduleUnhealthy", "reschedule_unhealthy", _TCP_AND_UDP, kept_as="reschedule_unhealthy"),
    _Member("RescheduleExpandTarget", "reschedule_expand_target", _TCP_AND_UDP, kept_as="reschedule_expand"),
    _Member("RescheduleStartTime", "reschedule_start_time", _TCP_AND_UDP, kept_as="reschedule_start"),
    _Member("RescheduleInterval", "reschedule_interval", _TCP_AND_UDP, kept_as="reschedule_interval"),
)


def ordered(call: Call, request: shapes.CreateListenerRequest, balancer: LoadBalancer) -> Listener:
    """Return a record without id, name, ports and certificates; raises ApiError."""
    protocol = request.protocol.upper()
    blank = Listener(
        id="",
        balancer_id=balancer.id,
        location_id="",
        name="",
        protocol=protocol,
        port=0,
        created_ms=call.now_ms,
        idle_timeout=_DEFAULT_IDLE_S.get(protocol),
    )
    made = changed(call, request, blank, balancer)
    if protocol in LAYER_4:
        made = replace(made, check=listener_check(call, request.health_check, protocol))
    return made


def changed(call: Call, request: Order, before: Listener, balancer: LoadBalancer) -> Listener:
    """Return the record with what the request gives, without check, certificates and name; raises ApiError.

    A member that belongs to other protocols is refused, unless its value means what its absence does (our choice):
    some clients send those with every call.
    """
    foreign = [member.wire for member in _MEMBERS if _is_foreign(request, member, before.protocol)]
    if getattr(request, "h2c_switch", None) and balancer.kind != INTERNAL:
        foreign.append("H2cSwitch")
    if foreign:
        raise refusal(call, VALUE, f"{foreign[0]} cannot be used with this {before.protocol} listener.")
    given = {
        member.kept_as: value
        for member in _MEMBERS
        if member.kept_as
        and before.protocol in member.protocols
        and (value := getattr(request, member.name, None)) is not None
    }
    after = replace(before, **given)
    _check_schedule(call, request, after)
    idle = request.idle_connect_timeout
    if idle is not None and idle > _SHARED_IDLE_S and not balancer.sla_type:
        raise refusal(call, VALUE, f"IdleConnectTimeout must be at most {_SHARED_IDLE_S} on this balancer.")
    return after


def check_name(call: Call, name: str) -> None:
    """Raise ApiError for a name with characters beyond the basic plane, such as emoji."""
    if any(char > _LAST_OF_PLANE_0 for char in name):
        raise refusal(call, FORMAT, "A listener's name has no characters beyond the basic multilingual plane.")


def encrypted(listener: Listener) -> bool:
    """Tell whether clients must speak TLS."""
    return listener.protocol in _ENCRYPTED and not listener.ssl_closed


def certified(call: Call, made: Listener, own: Credentials | None) -> Listener:
    """Return an encrypted listener with its certificates; raises ApiError when it cannot do with them."""
    if made.sni and own is not None:
        raise refusal(call, VALUE, "With SniSwitch 1 certificates belong to the rules' domains.")
    if not made.sni and own is None:
        raise refusal(call, MISSING, f"This {made.protocol} listener needs Certificate or MultiCertInfo.")
    if made.protocol == "QUIC" and own is not None and own.ca_id:
        # The engine cannot verify certificates of clients there.
        raise refusal(call, VALUE, "SSLMode MUTUAL cannot be used with a QUIC listener.")
    return replace(made, credentials=own)


def _is_foreign(request: Order, member: _Member, protocol: str) -> bool:
    return protocol not in member.protocols and getattr(request, member.name, None) not in member.means_nothing


def _check_schedule(call: Call, request: Order, after: Listener) -> None:
    schedulers: Iterable[str] = _AT_FIRST if isinstance(request, shapes.CreateListenerRequest) else _LATER
    if (request.scheduler or _BY_WEIGHT) not in schedulers:
        raise refusal(call, VALUE, f"Scheduler should be {' or '.join(schedulers)}")
    if 0 < after.session_expire < _SHORTEST_SESSION_S:
        raise refusal(call, VALUE, "SessionExpireTime must be 0 or 30..3600.")
    if after.session_type == "QUIC_CID" and after.scheduler != _BY_WEIGHT:
        raise refusal(call, VALUE, "SessionType QUIC_CID needs the Scheduler WRR.")
