"""How the data plane finds origins, put into answers after the read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from twincloud.balancing.engine import Engine, TargetHealth
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.records import Binding

ABNORMAL, NORMAL = 0, 1
"""BindStatus of TCP listeners and of rules."""
UDP_NORMAL, UDP_BAD_ADDRESS, UDP_BAD_NAME = range(3)
"""BindStatus of UDP listeners."""

Seen = Mapping[str, Sequence[TargetHealth]]
Origins = Sequence[shapes.BindRealServer]


def bound_views(bound: Sequence[Binding]) -> list[shapes.BindRealServer]:
    """Return origins as answers show them, all in order until the data plane says otherwise."""
    return [
        shapes.BindRealServer(
            real_server_id=binding.server_id,
            real_server_ip=binding.address,
            real_server_weight=binding.weight,
            real_server_status=0,
            real_server_port=binding.port,
            down_ip_list=[],
            real_server_failover_role=binding.role,
        )
        for binding in bound
    ]


async def read_tcp(
    call: Call, request: object, response: shapes.DescribeTCPListenersResponse
) -> shapes.DescribeTCPListenersResponse:
    """Put what the data plane sees of each listener's origins into the answer."""
    shown = response.listener_set or []
    seen = await _seen(call, [listener.listener_id or "" for listener in shown])
    read = []
    for listener in shown:
        origins = _with_readings(listener.real_server_set or (), seen.get(listener.listener_id or "", ()))
        read.append(replace(listener, real_server_set=origins, bind_status=_bind_status(origins)))
    return replace(response, listener_set=read)


async def read_udp(
    call: Call, request: object, response: shapes.DescribeUDPListenersResponse
) -> shapes.DescribeUDPListenersResponse:
    """Put what the data plane sees of each listener's origins into the answer."""
    shown = response.listener_set or []
    seen = await _seen(call, [listener.listener_id or "" for listener in shown])
    read = []
    for listener in shown:
        origins = _with_readings(listener.real_server_set or (), seen.get(listener.listener_id or "", ()))
        bad = [origin for origin in origins if origin.real_server_status]
        lost = listener.real_server_type == "DOMAIN" and any(not origin.down_ip_list for origin in bad)
        status = UDP_BAD_NAME if lost else UDP_BAD_ADDRESS if bad else UDP_NORMAL
        read.append(replace(listener, real_server_set=origins, bind_status=status))
    return replace(response, listener_set=read)


async def read_rules(call: Call, rules: Sequence[shapes.RuleInfo]) -> list[shapes.RuleInfo]:
    """Put what the data plane sees of each rule's origins into the rules."""
    seen = await _seen(call, [rule.rule_id or "" for rule in rules])
    read = []
    for rule in rules:
        origins = _with_readings(rule.real_server_set or (), seen.get(rule.rule_id or "", ()))
        read.append(replace(rule, real_server_set=origins, bind_status=_bind_status(origins)))
    return read


async def read_origins(call: Call, place_id: str, origins: Origins) -> list[shapes.BindRealServer]:
    """Put what the data plane sees of the origins of one listener or rule into them."""
    seen = await _seen(call, [place_id])
    return _with_readings(origins, seen.get(place_id, ()))


async def _seen(call: Call, pool_ids: Sequence[str]) -> Seen:
    watcher = call.optional_port(Engine)
    return await watcher.health(pool_ids) if watcher is not None and pool_ids else {}


def _bind_status(origins: Origins) -> int:
    return ABNORMAL if any(origin.real_server_status for origin in origins) else NORMAL


def _with_readings(origins: Origins, seen: Sequence[TargetHealth]) -> list[shapes.BindRealServer]:
    states = {(target.host, target.port): target for target in seen}
    return [_with_reading(origin, states) for origin in origins]


def _with_reading(
    origin: shapes.BindRealServer, states: Mapping[tuple[str, int], TargetHealth]
) -> shapes.BindRealServer:
    state = states.get((origin.real_server_ip or "", origin.real_server_port or 0))
    if state is None or state.healthy is not False:
        return origin
    down = [f"{address}:{state.port}" for address in state.down]
    return replace(origin, real_server_status=1, down_ip_list=down)
