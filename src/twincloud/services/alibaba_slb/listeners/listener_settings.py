"""Listeners as they are ordered and changed: Create... and Set...Attribute of each protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.addresses import AddressBook, AddressesExhausted
from twincloud.inventory.real_ports import Free, find_free, promise
from twincloud.inventory.tags import set_tags
from twincloud.services.alibaba_slb.balancers.balancers import named_balancer
from twincloud.services.alibaba_slb.changes import Statuses, announce, applied
from twincloud.services.alibaba_slb.errors import refusal, unusable
from twincloud.services.alibaba_slb.listeners.access_lists import acl_lock
from twincloud.services.alibaba_slb.listeners.certificates import certificates_lock
from twincloud.services.alibaba_slb.listeners.listener_orders import (
    DEFAULTS,
    check_listener,
    check_not_forwarding,
    given_members,
)
from twincloud.services.alibaba_slb.lookups import find_listener, hold_balancer, listeners_of, tls_policy_lock
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.records import (
    HTTP,
    HTTPS,
    OFF,
    ON,
    STARTING,
    STOPPING,
    TCP,
    UDP,
    Listener,
    listener_id,
    listeners,
)
from twincloud.services.alibaba_slb.tags import given_tags
from twincloud.storage.transaction import Transaction


def _named_things(call: Call, request: Any) -> Sequence[str]:
    """Hold the balancer, and what the listener is going to name, so that it is not deleted meanwhile."""
    held = [*named_balancer(call, request), *(acl_lock(name) for name in request.acl_id or ())]
    if getattr(request, "server_certificate_id", None) or getattr(request, "ca_certificate_id", None):
        held += certificates_lock(call, request)
    if getattr(request, "tls_cipher_policy", None):
        held.append(tls_policy_lock(request.tls_cipher_policy))
    return held


async def _find_ports(call: Call, request: Any) -> Free:
    """Ask for real ports where balancers have none of their own."""
    transport = UDP if isinstance(request, shapes.CreateLoadBalancerUDPListenerRequest) else TCP
    try:
        return find_free(call.port(AddressBook), {transport: 1})
    except AddressesExhausted as error:
        raise refusal("SystemBusy", f"{error}.") from None


@SLB.write("CreateLoadBalancerTCPListener", locks=_named_things, prepare=_find_ports)
def create_tcp_listener(
    call: Call, request: shapes.CreateLoadBalancerTCPListenerRequest, tx: Transaction
) -> shapes.CreateLoadBalancerTCPListenerResponse:
    """Add a TCP listener, stopped."""
    _create(call, request, tx, TCP)
    return shapes.CreateLoadBalancerTCPListenerResponse(request_id=call.request_id)


@SLB.write("CreateLoadBalancerUDPListener", locks=_named_things, prepare=_find_ports)
def create_udp_listener(
    call: Call, request: shapes.CreateLoadBalancerUDPListenerRequest, tx: Transaction
) -> shapes.CreateLoadBalancerUDPListenerResponse:
    """Add a UDP listener, stopped; it may share its port with one of another protocol."""
    _create(call, request, tx, UDP)
    return shapes.CreateLoadBalancerUDPListenerResponse(request_id=call.request_id)


@SLB.write("CreateLoadBalancerHTTPListener", locks=_named_things, prepare=_find_ports)
def create_http_listener(
    call: Call, request: shapes.CreateLoadBalancerHTTPListenerRequest, tx: Transaction
) -> shapes.CreateLoadBalancerHTTPListenerResponse:
    """Add an HTTP listener, stopped."""
    _create(call, request, tx, HTTP)
    return shapes.CreateLoadBalancerHTTPListenerResponse(request_id=call.request_id)


@SLB.write("CreateLoadBalancerHTTPSListener", locks=_named_things, prepare=_find_ports)
def create_https_listener(
    call: Call, request: shapes.CreateLoadBalancerHTTPSListenerRequest, tx: Transaction
) -> shapes.CreateLoadBalancerHTTPSListenerResponse:
    """Add an HTTPS listener, stopped."""
    _create(call, request, tx, HTTPS)
    return shapes.CreateLoadBalancerHTTPSListenerResponse(request_id=call.request_id)


@SLB.write("SetLoadBalancerTCPListenerAttribute", locks=_named_things, settle=applied)
def set_tcp_listener(
    call: Call, request: shapes.SetLoadBalancerTCPListenerAttributeRequest, tx: Transaction
) -> shapes.SetLoadBalancerTCPListenerAttributeResponse:
    """Change a TCP listener, running or not."""
    _set(call, request, tx, TCP)
    return shapes.SetLoadBalancerTCPListenerAttributeResponse(request_id=call.request_id)


@SLB.write("SetLoadBalancerUDPListenerAttribute", locks=_named_things, settle=applied)
def set_udp_listener(
    call: Call, request: shapes.SetLoadBalancerUDPListenerAttributeRequest, tx: Transaction
) -> shapes.SetLoadBalancerUDPListenerAttributeResponse:
    """Change a UDP listener, running or not."""
    _set(call, request, tx, UDP)
    return shapes.SetLoadBalancerUDPListenerAttributeResponse(request_id=call.request_id)


@SLB.write("SetLoadBalancerHTTPListenerAttribute", locks=_named_things, settle=applied)
def set_http_listener(
    call: Call, request: shapes.SetLoadBalancerHTTPListenerAttributeRequest, tx: Transaction
) -> shapes.SetLoadBalancerHTTPListenerAttributeResponse:
    """Change an HTTP listener, running or not; one that forwards to an HTTPS listener cannot be changed."""
    _set(call, request, tx, HTTP)
    return shapes.SetLoadBalancerHTTPListenerAttributeResponse(request_id=call.request_id)


@SLB.write("SetLoadBalancerHTTPSListenerAttribute", locks=_named_things, settle=applied)
def set_https_listener(
    call: Call, request: shapes.SetLoadBalancerHTTPSListenerAttributeRequest, tx: Transaction
) -> shapes.SetLoadBalancerHTTPSListenerAttributeResponse:
    """Change an HTTPS listener, running or not."""
    _set(call, request, tx, HTTPS)
    return shapes.SetLoadBalancerHTTPSListenerAttributeResponse(request_id=call.request_id)


def _create(call: Call, request: Any, tx: Transaction, protocol: str) -> None:
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    made = Listener(
        id=listener_id(balancer.id, protocol, request.listener_port),
        balancer_id=balancer.id,
        listener_protocol=protocol,
        listener_port=request.listener_port,
        created_ms=call.now_ms,
        **{**DEFAULTS.get(protocol, {}), **given_members(request)},
    )
    present = listeners_of(tx, balancer.id)
    if any((other.transport, other.listener_port) == (made.transport, made.listener_port) for other in present):
        raise refusal("ListenerAlreadyExists", "There is already a listener bound to the port you specified.")
    if len(present) >= quotas(call).listeners_per_balancer:
        raise refusal("ListenerNumberOverLimit", "The number of listeners exceeds the limit.")
    check_listener(call, tx, balancer, made)
    tx.add(listeners, made)
    set_tags(tx, call.tenant, made.id, given_tags(call, request.tag))
    _map_port(call, tx, made)


def _set(call: Call, request: Any, tx: Transaction, protocol: str) -> None:
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    before = find_listener(tx, balancer.id, request.listener_port, protocol)
    if Statuses(call, tx, balancer.id).of(before) in {STARTING, STOPPING}:
        raise refusal(
            "OperationFailed.ListenerStatusNotSupport",
            "The status of the listener does not support the operation.",
        )
    check_not_forwarding(before)
    after = replace(before, **_with_groups(request, given_members(request)))
    check_listener(call, tx, balancer, after)
    if request.dry_run or after == before:
        return
    tx.replace(listeners, before, after)
    announce(tx, balancer.id, [after])


def _with_groups(request: Any, members: dict[str, Any]) -> dict[str, Any]:
    """Return the members with the switches of groups carried out: off takes the listener's group away."""
    groups = (getattr(request, "v_server_group", None), getattr(request, "master_slave_server_group", None))
    if groups == (ON, ON):
        raise unusable("VServerGroup and MasterSlaveServerGroup cannot both be on.")
    if groups[0] == OFF:
        members["v_server_group_id"] = ""
    if groups[1] == OFF:
        members["master_slave_server_group_id"] = ""
    return members


def _map_port(call: Call, tx: Transaction, listener: Listener) -> None:
    """Let the port be stood for by a real one that nobody else was promised."""
    try:
        promise(tx, listener.balancer_id, [(listener.transport, listener.listener_port)], call.prepared)
    except AddressesExhausted as error:
        raise refusal("SystemBusy", f"{error}.") from None
