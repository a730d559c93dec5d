"""Listeners change: ModifyTCP-, ModifyUDP-, ModifyHTTP- and ModifyHTTPSListenerAttribute."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import no_listener
from twincloud.services.tencent_gaap.listeners.certificate_use import (
    CLIENT_AUTHORITY,
    SERVER,
    check_certificates,
    given_ids,
)
from twincloud.services.tencent_gaap.listeners.listener_orders import (
    Change,
    asked_check,
    check_failover,
    check_scheduler,
)
from twincloud.services.tencent_gaap.lookups import account_lock, changeable, find_listener, owner_id_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import CHANGING, HTTP, HTTPS, TCP, UDP, Listener, listeners, subjects
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction


@GAAP.write("ModifyTCPListenerAttribute", locks=account_lock, settle=served)
def modify_tcp_listener_attribute(
    call: Call, request: shapes.ModifyTCPListenerAttributeRequest, tx: Transaction
) -> shapes.ModifyTCPListenerAttributeResponse:
    """Change a TCP listener; what is not given stays."""
    _modify_layer_4(call, request, tx, TCP)
    return shapes.ModifyTCPListenerAttributeResponse(request_id=call.request_id)


@GAAP.write("ModifyUDPListenerAttribute", locks=account_lock, settle=served)
def modify_udp_listener_attribute(
    call: Call, request: shapes.ModifyUDPListenerAttributeRequest, tx: Transaction
) -> shapes.ModifyUDPListenerAttributeResponse:
    """Change a UDP listener; what is not given stays."""
    _modify_layer_4(call, request, tx, UDP)
    return shapes.ModifyUDPListenerAttributeResponse(request_id=call.request_id)


@GAAP.write("ModifyHTTPListenerAttribute", locks=account_lock, settle=served)
def modify_http_listener_attribute(
    call: Call, request: shapes.ModifyHTTPListenerAttributeRequest, tx: Transaction
) -> shapes.ModifyHTTPListenerAttributeResponse:
    """Rename an HTTP listener."""
    listener = _changeable(call, tx, request.listener_id, HTTP, request.proxy_id)
    _store(tx, listener, replace(listener, name=request.listener_name))
    return shapes.ModifyHTTPListenerAttributeResponse(request_id=call.request_id)


@GAAP.write("ModifyHTTPSListenerAttribute", locks=account_lock, settle=served)
def modify_https_listener_attribute(
    call: Call, request: shapes.ModifyHTTPSListenerAttributeRequest, tx: Transaction
) -> shapes.ModifyHTTPSListenerAttributeResponse:
    """Change an HTTPS listener; authorities of clients count where it demands certificates of them."""
    listener = _changeable(call, tx, request.listener_id, HTTPS, request.proxy_id)
    clients = given_ids(request.poly_client_certificate_ids, request.client_certificate_id)
    if not listener.auth_type or not clients:
        clients = listener.client_certificate_ids
    server = request.certificate_id or listener.certificate_id
    check_certificates(call, tx, SERVER, server)
    check_certificates(call, tx, CLIENT_AUTHORITY, *clients)
    after = replace(
        listener,
        name=request.listener_name or listener.name,
        forward_protocol=(request.forward_protocol or listener.forward_protocol).upper(),
        certificate_id=server,
        client_certificate_ids=clients,
    )
    _store(tx, listener, after)
    return shapes.ModifyHTTPSListenerAttributeResponse(request_id=call.request_id)


def _modify_layer_4(call: Call, request: Change, tx: Transaction, protocol: str) -> None:
    owner_id = owner_id_of(call, request.proxy_id, request.group_id)
    listener = _changeable(call, tx, request.listener_id, protocol, owner_id)
    scheduler = (request.scheduler or listener.scheduler).lower()
    check_scheduler(call, scheduler, listener.origin_type)
    check_failover(call, request.failover_switch, listener.origin_type)
    after = replace(
        listener,
        name=request.listener_name or listener.name,
        scheduler=scheduler,
        check=asked_check(call, request, listener.check),
        failover=listener.failover if request.failover_switch is None else request.failover_switch,
    )
    _store(tx, listener, after)


def _changeable(call: Call, tx: Transaction, listener_id: str, protocol: str, owner_id: str | None) -> Listener:
    """Return a listener of this protocol, and of this connection or group if one is named; raises ApiError."""
    known = find_listener(call, tx, listener_id)
    if known.protocol != protocol or (owner_id and known.owner_id != owner_id):
        raise no_listener(call, listener_id)
    return changeable(call, tx, listener_id)


def _store(tx: Transaction, before: Listener, after: Listener) -> None:
    """Store a listener; the data plane hears of what is more than another name."""
    if replace(after, name=before.name) != before:
        generation = touch(tx, before.owner_id, *subjects(before))
        after = replace(after, change=CHANGING, changed=generation)
    tx.replace(listeners, before, after)
