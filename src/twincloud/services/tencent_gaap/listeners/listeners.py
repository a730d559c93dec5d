"""Listeners come: CreateTCPListeners, CreateUDPListeners, CreateHTTPListener, CreateHTTPSListener."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.real_ports import Free
from twincloud.services.tencent_gaap.errors import FAILED, UNSUPPORTED, VALUE, missing, refusal
from twincloud.services.tencent_gaap.listeners.certificate_use import (
    CLIENT_AUTHORITY,
    SERVER,
    check_certificates,
    given_ids,
)
from twincloud.services.tencent_gaap.listeners.listener_orders import asked_for
from twincloud.services.tencent_gaap.listeners.port_use import check_new, free_ports, map_ports
from twincloud.services.tencent_gaap.lookups import (
    account_lock,
    find_owner,
    hold,
    owner_id_of,
    require_running,
    require_standard,
)
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.records import HTTP, HTTPS, Listener, Proxy, listeners, subjects
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction

Layer4 = shapes.CreateTCPListenersRequest | shapes.CreateUDPListenersRequest
Layer7 = shapes.CreateHTTPListenerRequest | shapes.CreateHTTPSListenerRequest


async def _find_ports(call: Call, request: Layer4) -> Free:
    # As many as a call may open: one that asks for more is refused before any is given out.
    return free_ports(call, min(len(request.ports), quotas(call).ports_per_call))


async def _find_port(call: Call, request: Layer7) -> Free:
    return free_ports(call, 1)


@GAAP.write("CreateTCPListeners", locks=account_lock, prepare=_find_ports, settle=served)
def create_tcp_listeners(
    call: Call, request: shapes.CreateTCPListenersRequest, tx: Transaction
) -> shapes.CreateTCPListenersResponse:
    """Open a listener for each port; all of them or none."""
    return shapes.CreateTCPListenersResponse(listener_ids=_open_all(call, request, tx), request_id=call.request_id)


@GAAP.write("CreateUDPListeners", locks=account_lock, prepare=_find_ports, settle=served)
def create_udp_listeners(
    call: Call, request: shapes.CreateUDPListenersRequest, tx: Transaction
) -> shapes.CreateUDPListenersResponse:
    """Open a listener for each port; all of them or none."""
    return shapes.CreateUDPListenersResponse(listener_ids=_open_all(call, request, tx), request_id=call.request_id)


@GAAP.write("CreateHTTPListener", locks=account_lock, prepare=_find_port, settle=served)
def create_http_listener(
    call: Call, request: shapes.CreateHTTPListenerRequest, tx: Transaction
) -> shapes.CreateHTTPListenerResponse:
    """Open a listener; without domains it answers every request with 404."""
    owner_id = _owner(call, request, tx)
    (listener_id,) = _open(call, tx, [_layer_7(call, request, owner_id, HTTP)])
    return shapes.CreateHTTPListenerResponse(listener_id=listener_id, request_id=call.request_id)


@GAAP.write("CreateHTTPSListener", locks=account_lock, prepare=_find_port, settle=served)
def create_https_listener(
    call: Call, request: shapes.CreateHTTPSListenerRequest, tx: Transaction
) -> shapes.CreateHTTPSListenerResponse:
    """Open a listener with a certificate; AuthType 1 demands certificates of clients."""
    owner_id = _owner(call, request, tx)
    auth_type, http3 = request.auth_type or 0, request.http3_supported or 0
    clients = given_ids(request.poly_client_certificate_ids, request.client_certificate_id) if auth_type else ()
    if auth_type and not clients:
        raise missing(call, "PolyClientCertificateIds")
    if auth_type and http3:
        raise refusal(call, UNSUPPORTED, "Clients cannot be asked for certificates over HTTP/3.")
    check_certificates(call, tx, SERVER, request.certificate_id)
    check_certificates(call, tx, CLIENT_AUTHORITY, *clients)
    listener = replace(
        _layer_7(call, request, owner_id, HTTPS),
        forward_protocol=request.forward_protocol.upper(),
        certificate_id=request.certificate_id,
        auth_type=auth_type,
        client_certificate_ids=clients,
        http3=http3,
    )
    (listener_id,) = _open(call, tx, [listener])
    return shapes.CreateHTTPSListenerResponse(listener_id=listener_id, request_id=call.request_id)


def _open_all(call: Call, request: Layer4, tx: Transaction) -> list[str]:
    owner_id = _owner(call, request, tx)
    most = quotas(call).ports_per_call
    if len(request.ports) > most:
        message = f"A call opens at most {most} listeners."
        raise refusal(call, "FailedOperation.OperateLimitNumofListener", message)
    if request.real_server_ports and len(request.real_server_ports) != len(request.ports):
        raise refusal(call, VALUE, "There must be as many RealServerPorts as Ports.")
    template = asked_for(call, request, owner_id)
    return _open(call, tx, [replace(template, port=port) for port in request.ports])


def _owner(call: Call, request: Layer4 | Layer7, tx: Transaction) -> str:
    """Hold the connection or group for which listeners are asked and return its id; raises ApiError."""
    hold(tx, owner_id_of(call, request.proxy_id, request.group_id))
    owner = find_owner(call, tx, request.proxy_id, request.group_id)
    require_standard(call, tx, owner.id)
    require_running(call, tx, owner)
    if isinstance(owner, Proxy) and owner.group_id:
        message = f"{owner.id} is in the group {owner.group_id}: make the listener for the group."
        raise refusal(call, FAILED, message)
    return owner.id


def _layer_7(call: Call, request: Layer7, owner_id: str, protocol: str) -> Listener:
    return Listener(
        id="",
        owner_id=owner_id,
        account=call.tenant.account,
        protocol=protocol,
        port=request.port,
        name=request.listener_name,
        created_ms=call.now_ms,
        changed=0,
        of_group=bool(request.group_id),
    )


def _open(call: Call, tx: Transaction, wanted: Sequence[Listener]) -> list[str]:
    """Store listeners of one connection or group, which the caller holds, and return their ids; raises ApiError."""
    owner_id = wanted[0].owner_id
    check_new(call, tx, owner_id, wanted)
    named = [replace(listener, id=call.new_id("listener-")) for listener in wanted]
    generation = touch(tx, owner_id, *(subject for listener in named for subject in subjects(listener)))
    made = [replace(listener, changed=generation) for listener in named]
    tx.add_all(listeners, made)
    map_ports(call, tx, owner_id, made, call.prepared)
    return [listener.id for listener in made]
