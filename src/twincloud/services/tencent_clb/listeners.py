"""Listeners: CreateListener, DescribeListeners, DeleteListener."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

import sqlalchemy as sa
from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.addresses import map_port, mapped_ports
from twincloud.services.tencent_clb.errors import LENGTH, LIMIT, PORT_CHECK, refusal
from twincloud.services.tencent_clb.group_list import with_group_names
from twincloud.services.tencent_clb.health_checks import shown as shown_check
from twincloud.services.tencent_clb.listener_orders import asked_for
from twincloud.services.tencent_clb.lookups import find_balancer, find_listener, listeners_of, rules_by_listener
from twincloud.services.tencent_clb.ports import address_book
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import quotas
from twincloud.services.tencent_clb.records import LAYER_4, Listener, Rule, listeners, targets
from twincloud.services.tencent_clb.removal import purge_unwatched
from twincloud.services.tencent_clb.rules import default_domain, rule_view
from twincloud.services.tencent_clb.times import shown
from twincloud.storage.transaction import Transaction

_TRANSPORT = "tcp"
"""TCP, TCP_SSL, HTTP and HTTPS share the ports of TCP; UDP and QUIC would have those of UDP."""
_SPARE_PORTS = 8
_SWITCHES = (
    ("H2cSwitch", attrgetter("h2c")),
    ("SnatEnable", attrgetter("snat_enable")),
    ("RescheduleTargetZeroWeight", attrgetter("reschedule_zero_weight")),
    ("RescheduleUnhealthy", attrgetter("reschedule_unhealthy")),
    ("RescheduleExpandTarget", attrgetter("reschedule_expand")),
)


def _lock(call: Call, request: shapes.CreateListenerRequest | shapes.DeleteListenerRequest) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


async def _find_ports(call: Call, request: shapes.CreateListenerRequest) -> Sequence[int]:
    """Ask for real ports where balancers have none of their own, some more than needed: a few may be promised."""
    book = address_book(call)
    return book.free_ports(len(request.ports) + _SPARE_PORTS, _TRANSPORT) if book.maps_ports else ()


@CLB.write("CreateListener", locks=_lock, prepare=_find_ports)
def create_listener(
    call: Call, request: shapes.CreateListenerRequest, tx: Transaction
) -> shapes.CreateListenerResponse:
    """Open one listener for each port; all of them or none."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    template = asked_for(call, request, balancer)
    names = _names(call, request)
    _check_ports(call, tx, balancer.id, request.ports)
    made = [
        replace(template, id=call.new_id("lbl-"), location_id=call.new_id("loc-"), name=name, port=port)
        for name, port in zip(names, request.ports, strict=True)
    ]
    tx.add_all(listeners, made)
    if address_book(call).maps_ports:
        _map_ports(call, tx, balancer.id, request.ports)
    ids = [listener.id for listener in made]
    touch(tx, balancer.id, *ids)
    return shapes.CreateListenerResponse(listener_ids=ids, request_id=call.request_id)


@CLB.read("DescribeListeners")
def describe_listeners(
    call: Call, request: shapes.DescribeListenersRequest, tx: Transaction
) -> shapes.DescribeListenersResponse:
    """List a balancer's listeners, oldest first; ids that nobody knows are passed over."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    found = matching(tx, balancer.id, request.listener_ids, request.protocol, request.port)
    layer_7 = any(listener.protocol not in LAYER_4 for listener in found)
    rules = rules_by_listener(tx, balancer.id) if layer_7 else {}
    views = [listener_view(listener, rules.get(listener.id, [])) for listener in found]
    views = with_group_names(tx, balancer.id, views)
    return shapes.DescribeListenersResponse(listeners=views, total_count=len(views), request_id=call.request_id)


@CLB.write("DeleteListener", locks=_lock)
def delete_listener(
    call: Call, request: shapes.DeleteListenerRequest, tx: Transaction
) -> shapes.DeleteListenerResponse:
    """Close a listener; its rules and bindings go with it."""
    listener = find_listener(call, tx, request.load_balancer_id, request.listener_id)
    generation = touch(tx, listener.balancer_id, listener.id)
    for target in tx.find(targets, listener_id=listener.id):
        tx.remove(targets, target)
    tx.replace(listeners, listener, replace(listener, deleting=generation))
    purge_unwatched(call, tx, listener.balancer_id, generation)
    return shapes.DeleteListenerResponse(request_id=call.request_id)


def matching(
    tx: Transaction, balancer_id: str, ids: Sequence[str] | None, protocol: str | None, port: int | None
) -> list[Listener]:
    """Return the balancer's listeners that the filters which several reads share let through."""
    return [
        listener
        for listener in listeners_of(tx, balancer_id)
        if (not ids or listener.id in ids)
        and (not protocol or listener.protocol == protocol.upper())
        and (not port or listener.port == port)
    ]


def listener_view(listener: Listener, rules: Sequence[Rule]) -> shapes.Listener:
    """Return a listener as answers show it; what its layer does not have is null."""
    layer_4 = listener.protocol in LAYER_4
    default = "" if layer_4 else default_domain(listener, rules)
    return shapes.Listener(
        listener_id=listener.id,
        protocol=listener.protocol,
        port=listener.port,
        health_check=shown_check(listener.check, of_rule=False) if listener.check is not None else None,
        scheduler=listener.scheduler if layer_4 else None,
        session_expire_time=listener.session_expire,
        sni_switch=0,
        rules=None if layer_4 else [rule_view(rule, default) for rule in rules],
        listener_name=listener.name,
        create_time=shown(listener.created_ms),
        end_port=0,
        target_type=listener.target_type if layer_4 else None,
        session_type=listener.session_type,
        keepalive_enable=None if layer_4 else listener.keepalive,
        toa=False,
        deregister_target_rst=listener.deregister_rst,
        attr_flags=_flags(listener),
        max_conn=listener.max_conn,
        max_cps=listener.max_cps,
        idle_connect_timeout=listener.idle_timeout,
        reschedule_interval=listener.reschedule_interval,
        data_compress_mode=listener.compress_mode,
        reschedule_start_time=listener.reschedule_start,
    )


def _flags(listener: Listener) -> list[str]:
    """Return the switches that are on; answers show them here and nowhere else."""
    return [name for name, on in _SWITCHES if on(listener)]


def _names(call: Call, request: shapes.CreateListenerRequest) -> list[str]:
    """Return a name for each port; ports beyond the last name get none (our choice)."""
    given = request.listener_names or []
    if len(given) > len(request.ports):
        raise refusal(call, LENGTH, "There are more ListenerNames than Ports.")
    return [*given, *[""] * (len(request.ports) - len(given))]


def _check_ports(call: Call, tx: Transaction, balancer_id: str, ports: Sequence[int]) -> None:
    taken = set(tx.column(listeners, "port", balancer_id=balancer_id, deleting=0))
    most = quotas(call).listeners_per_balancer
    if len(taken) + len(ports) > most:
        raise refusal(call, LIMIT, f"A balancer has at most {most} listeners.")
    for port in ports:
        if port in taken:
            raise refusal(call, PORT_CHECK, f"Port {port} is used by another listener of the balancer.")
        taken.add(port)


def _map_ports(call: Call, tx: Transaction, balancer_id: str, ports: Sequence[int]) -> None:
    """Let each port be stood for by a real one that nobody else was promised."""
    table = mapped_ports.table
    query = sa.select(table.c.real_port).where(table.c.transport == _TRANSPORT, table.c.real_port.in_(call.prepared))
    promised = set(tx.execute(query).scalars())
    free = [port for port in call.prepared if port not in promised]
    # A listener on the same port that is still being closed leaves its real port to this one.
    kept = {mapped.port for mapped in tx.find(mapped_ports, owner=balancer_id)}
    wanted = [port for port in ports if port not in kept]
    if len(free) < len(wanted):
        raise refusal(call, "ResourceInsufficient", "No real ports are free to stand for the listeners' ports.")
    for port, real_port in zip(wanted, free, strict=False):
        map_port(tx, balancer_id, _TRANSPORT, port, real_port)
