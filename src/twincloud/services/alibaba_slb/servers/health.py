"""DescribeHealthStatus: how the data plane finds the servers behind running listeners."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from twincloud.balancing.engine import Engine
from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.balancers.balancer_list import status_of
from twincloud.services.alibaba_slb.changes import Statuses
from twincloud.services.alibaba_slb.lookups import find_balancer, find_listener, listeners_of
from twincloud.services.alibaba_slb.planner import in_force
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import ACTIVE, ON, RUNNING, Forwarding, Listener, Server, rules, servers
from twincloud.storage.transaction import Transaction

NORMAL, ABNORMAL, UNAVAILABLE = "normal", "abnormal", "unavailable"


class _Seat(Struct, frozen=True):
    """A server in the place where traffic meets it; `pool` is empty where nobody checks it."""

    pool: str
    listener: Listener
    server: Server

    @property
    def port(self) -> int:
        return self.server.port or self.listener.backend_server_port


async def _add_readings(
    call: Call, request: shapes.DescribeHealthStatusRequest, response: tuple[_Seat, ...]
) -> shapes.DescribeHealthStatusResponse:
    """Ask the data plane and shape the answer; without a data plane nothing is known of any server."""
    watcher = call.optional_port(Engine)
    pools = sorted({seat.pool for seat in response if seat.pool})
    seen = await watcher.health(pools) if watcher is not None and pools else {}
    found = {(pool, target.host, target.port): target.healthy for pool, targets in seen.items() for target in targets}
    shown = [_view(seat, _status(found.get((seat.pool, seat.server.host, seat.port)))) for seat in response]
    return shapes.DescribeHealthStatusResponse(
        backend_servers=shapes.DescribeHealthStatusBackendServers(backend_server=shown), request_id=call.request_id
    )


@SLB.read("DescribeHealthStatus", settle=_add_readings)
def describe_health_status(
    call: Call, request: shapes.DescribeHealthStatusRequest, tx: Transaction
) -> tuple[_Seat, ...]:
    """Find the servers of a balancer's listeners, or of one; the step after this one tells how they are."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    if request.listener_port is not None:
        chosen = [find_listener(tx, balancer.id, request.listener_port, request.listener_protocol)]
    else:
        wanted = (request.listener_protocol or "").lower()
        chosen = [one for one in listeners_of(tx, balancer.id) if wanted in {"", one.listener_protocol}]
    statuses = Statuses(call, tx, balancer.id)
    active = status_of(tx, balancer) == ACTIVE
    return tuple(seat for one in chosen for seat in _seats(tx, one, serving=active and statuses.of(one) == RUNNING))


def _seats(tx: Transaction, listener: Listener, *, serving: bool) -> Sequence[_Seat]:
    """Return the servers of a listener and of its rules, one that serves several of them once."""
    places: list[tuple[str, str, Forwarding]] = [(listener.id, listener.group_id, listener)]
    places += [
        (rule.id, rule.v_server_group_id, in_force(rule, listener)) for rule in tx.find(rules, listener_id=listener.id)
    ]
    found: dict[tuple[str, str, int], _Seat] = {}
    for pool, group, forwarding in places:
        for server in tx.find(servers, group_id=group):
            checked = serving and forwarding.health_check == ON and server.weight > 0
            seat = _Seat(pool if checked else "", listener, server)
            found.setdefault((server.server_id, server.host, seat.port), seat)
    return list(found.values())


def _status(healthy: object) -> str:
    """Return the word for a reading; None is one that is not there yet."""
    return UNAVAILABLE if healthy is None else NORMAL if healthy else ABNORMAL


def _view(seat: _Seat, status: str) -> shapes.DescribeHealthStatusBackendServer:
    return shapes.DescribeHealthStatusBackendServer(
        listener_port=seat.listener.listener_port,
        protocol=seat.listener.listener_protocol,
        server_id=seat.server.server_id,
        server_ip=seat.server.host,
        port=seat.port,
        server_health_status=status,
    )
