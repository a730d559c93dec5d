"""Listeners: CreateListener, ModifyListener, DescribeListeners, DeleteListener, DeleteLoadBalancerListeners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.real_ports import Free
from twincloud.kernel.times import shown
from twincloud.services.tencent_clb.errors import LENGTH, LIMIT, VALUE, refusal
from twincloud.services.tencent_clb.groups.group_list import with_group_names
from twincloud.services.tencent_clb.listeners.certificates import Uploads, credentials, credentials_view, read_uploads
from twincloud.services.tencent_clb.listeners.health_checks import listener_check
from twincloud.services.tencent_clb.listeners.health_checks import shown as shown_check
from twincloud.services.tencent_clb.listeners.listener_orders import certified, changed, check_name, encrypted, ordered
from twincloud.services.tencent_clb.listeners.port_use import (
    check_free,
    main_use,
    map_ports,
    mapped_uses,
    real_ports,
    uses_of,
)
from twincloud.services.tencent_clb.lookups import (
    find_balancer,
    find_listener,
    listeners_of,
    rules_by_listener,
    rules_of,
)
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import quotas
from twincloud.services.tencent_clb.records import (
    LAYER_4,
    LAYER_7,
    STOP,
    Listener,
    Rule,
    listeners,
    rules,
    subjects,
    targets,
)
from twincloud.services.tencent_clb.removal import purge_unwatched, unbind
from twincloud.services.tencent_clb.rules.domains import default_domain, forget_redirects
from twincloud.services.tencent_clb.rules.rules import rule_view
from twincloud.storage.transaction import Transaction

_SWITCHES = (
    ("H2cSwitch", attrgetter("h2c")),
    ("SnatEnable", attrgetter("snat_enable")),
    ("ProxyProtocol", attrgetter("proxy_protocol")),
    ("SslCloseSwitch", attrgetter("ssl_closed")),
    ("RescheduleTargetZeroWeight", attrgetter("reschedule_zero_weight")),
    ("RescheduleUnhealthy", attrgetter("reschedule_unhealthy")),
    ("RescheduleExpandTarget", attrgetter("reschedule_expand")),
    (STOP, attrgetter("stopped")),
)


class _Prepared(Struct, frozen=True):
    """What a CreateListener finds before its transaction: real ports, and the certificates that it brings."""

    ports: Free
    uploads: Uploads


Request = (
    shapes.CreateListenerRequest
    | shapes.ModifyListenerRequest
    | shapes.DeleteListenerRequest
    | shapes.DeleteLoadBalancerListenersRequest
)


def _lock(call: Call, request: Request) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


async def _prepare(call: Call, request: shapes.CreateListenerRequest) -> _Prepared:
    blank = Listener("", "", "", "", request.protocol.upper(), 0, call.now_ms)
    wanted = mapped_uses([replace(blank, port=first, end_port=last) for first, last in _runs(call, request)])
    brought = (request.certificate, request.multi_cert_info) if encrypted(blank) else ()
    return _Prepared(real_ports(call, wanted), await read_uploads(call, *brought))


async def _read_certificates(call: Call, request: shapes.ModifyListenerRequest) -> Uploads:
    return await read_uploads(call, request.certificate, request.multi_cert_info)


@CLB.write("CreateListener", locks=_lock, prepare=_prepare)
def create_listener(
    call: Call, request: shapes.CreateListenerRequest, tx: Transaction
) -> shapes.CreateListenerResponse:
    """Open one listener for each port, or run of ports; all of them or none."""
    prepared: _Prepared = call.prepared
    balancer = find_balancer(call, tx, request.load_balancer_id)
    template = ordered(call, request, balancer)
    if encrypted(template):
        own = credentials(call, tx, request.certificate, request.multi_cert_info, prepared.uploads)
        template = certified(call, template, own)
    made = [
        replace(template, id=call.new_id("lbl-"), location_id=call.new_id("loc-"), name=name, port=first, end_port=last)
        for name, (first, last) in zip(_names(call, request), _runs(call, request), strict=True)
    ]
    add_listeners(call, tx, balancer.id, made, prepared.ports)
    ids = [listener.id for listener in made]
    return shapes.CreateListenerResponse(listener_ids=ids, request_id=call.request_id)


@CLB.write("ModifyListener", locks=_lock, prepare=_read_certificates)
def modify_listener(
    call: Call, request: shapes.ModifyListenerRequest, tx: Transaction
) -> shapes.ModifyListenerResponse:
    """Change what is given of a listener; what is left out stays as it is."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    before = find_listener(call, tx, balancer.id, request.listener_id)
    if before.sni and request.sni_switch == 0:
        raise refusal(call, VALUE, "SniSwitch cannot be turned off again.")
    after = changed(call, request, before, balancer)
    if request.health_check is not None:
        after = replace(after, check=listener_check(call, request.health_check, before.protocol, before.check))
    if request.listener_name is not None:
        check_name(call, request.listener_name)
        after = replace(after, name=request.listener_name)
    if after.target_type != before.target_type and tx.find(targets, location_id=before.location_id):
        raise refusal(call, VALUE, "TargetType cannot change while targets are bound.")
    if encrypted(after):
        own = credentials(call, tx, request.certificate, request.multi_cert_info, call.prepared)
        after = certified(call, after, before.credentials if own is None and not after.sni else own)
    if after.sni and not before.sni:
        _hand_down(tx, before)
    tx.replace(listeners, before, after)
    touch(tx, balancer.id, *subjects(after))
    return shapes.ModifyListenerResponse(request_id=call.request_id)


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
    _close(call, tx, [find_listener(call, tx, request.load_balancer_id, request.listener_id)])
    return shapes.DeleteListenerResponse(request_id=call.request_id)


@CLB.write("DeleteLoadBalancerListeners", locks=_lock)
def delete_load_balancer_listeners(
    call: Call, request: shapes.DeleteLoadBalancerListenersRequest, tx: Transaction
) -> shapes.DeleteLoadBalancerListenersResponse:
    """Close several listeners, all of the named ones or none; without names all that the balancer has."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    if request.listener_ids is None:
        doomed = listeners_of(tx, balancer.id)
    else:
        doomed = [find_listener(call, tx, balancer.id, name) for name in dict.fromkeys(request.listener_ids)]
    _close(call, tx, doomed)
    return shapes.DeleteLoadBalancerListenersResponse(request_id=call.request_id)


def add_listeners(call: Call, tx: Transaction, balancer_id: str, made: Sequence[Listener], ports: Free) -> None:
    """Open new listeners; raises ApiError when there are too many, or a port is taken."""
    most = quotas(call).listeners_per_balancer
    if len(tx.column(listeners, "port", balancer_id=balancer_id, deleting=0)) + len(made) > most:
        raise refusal(call, LIMIT, f"A balancer has at most {most} listeners.")
    check_free(call, uses_of(tx, balancer_id), [main_use(listener) for listener in made])
    tx.add_all(listeners, made)
    map_ports(call, tx, balancer_id, mapped_uses(made), ports)
    touch(tx, balancer_id, *(name for listener in made for name in subjects(listener)))


def _close(call: Call, tx: Transaction, doomed: Sequence[Listener]) -> None:
    """Mark listeners of one balancer deleted; what is bound to them goes at once, their rules when they do."""
    if not doomed:
        return
    balancer_id = doomed[0].balancer_id
    generation = touch(tx, balancer_id, *(name for listener in doomed for name in subjects(listener)))
    forget_redirects(tx, balancer_id, {rule.id for listener in doomed for rule in rules_of(tx, listener.id)})
    for listener in doomed:
        unbind(tx, listener_id=listener.id)
        tx.replace(listeners, listener, replace(listener, deleting=generation))
    purge_unwatched(call, tx, balancer_id, generation)


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
        certificate=credentials_view(listener.credentials),
        sni_switch=listener.sni,
        rules=None if layer_4 else [rule_view(rule, default, gzip=compresses(listener)) for rule in rules],
        listener_name=listener.name,
        create_time=shown(listener.created_ms),
        end_port=listener.end_port,
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


def compresses(listener: Listener) -> bool:
    """Tell whether answers are compressed for clients that accept it."""
    return listener.protocol in LAYER_7 and listener.compress_mode == "compatibility"


def _flags(listener: Listener) -> list[str]:
    """Return the switches that are on; answers show them here and nowhere else."""
    return [name for name, on in _SWITCHES if on(listener)]


def _names(call: Call, request: shapes.CreateListenerRequest) -> list[str]:
    """Return a name for each port; ports beyond the last name get none (our choice)."""
    given = request.listener_names or []
    for name in given:
        check_name(call, name)
    if len(given) > len(request.ports):
        raise refusal(call, LENGTH, "There are more ListenerNames than Ports.")
    return [*given, *[""] * (len(request.ports) - len(given))]


def _runs(call: Call, request: shapes.CreateListenerRequest) -> Iterator[tuple[int, int]]:
    """Yield the first and the last port of each listener, the latter 0 for a listener of one; raises ApiError."""
    ends = list(request.full_end_ports or ())
    if request.end_port:
        if len(request.ports) > 1 or any(ends):
            raise refusal(call, VALUE, "EndPort goes with exactly one port and without FullEndPorts.")
        ends = [request.end_port]
    if len(ends) > len(request.ports):
        raise refusal(call, VALUE, "There are more FullEndPorts than Ports.")
    for place, first in enumerate(request.ports):
        last = ends[place] if place < len(ends) else 0
        if last and last <= first:
            raise refusal(call, VALUE, f"A run of ports that begins at {first} cannot end at {last}.")
        yield first, last


def _hand_down(tx: Transaction, before: Listener) -> None:
    """Give the domains of a listener that turns to SNI the certificates which it has shown for all of them."""
    for rule in rules_of(tx, before.id):
        if rule.credentials is None:
            tx.replace(rules, rule, replace(rule, credentials=before.credentials))
