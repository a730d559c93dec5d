"""Listeners as they are shown: Describe...ListenerAttribute of each protocol, DescribeLoadBalancerListeners."""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.tags import tags_of
from twincloud.kernel.errors import ApiError
from twincloud.services.alibaba_slb.changes import Statuses
from twincloud.services.alibaba_slb.errors import no_listener_to_describe
from twincloud.services.alibaba_slb.lookups import find_balancer, find_listener, listeners_of
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import (
    HTTP,
    HTTPS,
    OFF,
    ON,
    TCP,
    UDP,
    Forwarding,
    Listener,
    domain_extensions,
    load_balancers,
    rules,
)
from twincloud.services.alibaba_slb.shown import filled, place, tags_shown
from twincloud.services.alibaba_slb.tags import given_tags
from twincloud.storage.transaction import Transaction

S = TypeVar("S", bound=Struct)
F = TypeVar("F", bound=Forwarding)
HTTP_VERSION = "HTTP1.1"
_CONFIGS: dict[str, tuple[str, type[Struct]]] = {
    TCP: ("tcp_listener_config", shapes.TCPListenerConfig),
    UDP: ("udp_listener_config", shapes.UDPListenerConfig),
    HTTP: ("http_listener_config", shapes.HTTPListenerConfig),
    HTTPS: ("https_listener_config", shapes.HTTPSListenerConfig),
}
_CLIENT_CERTIFICATE = ("client_verify", "fingerprint", "issuer_dn", "subject_dn")
_OF_HTTP_CHECKS = {"health_check_uri": "", "health_check_domain": "", "health_check_http_code": ""}
_OF_SESSIONS = {"sticky_session_type": "", "cookie": "", "cookie_timeout": 0}


@SLB.read("DescribeLoadBalancerTCPListenerAttribute")
def describe_tcp_listener(
    call: Call, request: shapes.DescribeLoadBalancerTCPListenerAttributeRequest, tx: Transaction
) -> shapes.DescribeLoadBalancerTCPListenerAttributeResponse:
    """Show a TCP listener."""
    return _described(call, request, tx, TCP, shapes.DescribeLoadBalancerTCPListenerAttributeResponse)


@SLB.read("DescribeLoadBalancerUDPListenerAttribute")
def describe_udp_listener(
    call: Call, request: shapes.DescribeLoadBalancerUDPListenerAttributeRequest, tx: Transaction
) -> shapes.DescribeLoadBalancerUDPListenerAttributeResponse:
    """Show a UDP listener."""
    return _described(call, request, tx, UDP, shapes.DescribeLoadBalancerUDPListenerAttributeResponse)


@SLB.read("DescribeLoadBalancerHTTPListenerAttribute")
def describe_http_listener(
    call: Call, request: shapes.DescribeLoadBalancerHTTPListenerAttributeRequest, tx: Transaction
) -> shapes.DescribeLoadBalancerHTTPListenerAttributeResponse:
    """Show an HTTP listener with its rules."""
    found = _described(call, request, tx, HTTP, shapes.DescribeLoadBalancerHTTPListenerAttributeResponse)
    return replace(found, rules=_rules(tx, request, HTTP), security_status=ON)


@SLB.read("DescribeLoadBalancerHTTPSListenerAttribute")
def describe_https_listener(
    call: Call, request: shapes.DescribeLoadBalancerHTTPSListenerAttributeRequest, tx: Transaction
) -> shapes.DescribeLoadBalancerHTTPSListenerAttributeResponse:
    """Show an HTTPS listener with its rules and domain extensions."""
    found = _described(call, request, tx, HTTPS, shapes.DescribeLoadBalancerHTTPSListenerAttributeResponse)
    return replace(
        found,
        rules=_rules(tx, request, HTTPS),
        domain_extensions=_extensions(tx, request),
        security_status=ON,
        **_client_certificate_headers(),
    )


@SLB.read("DescribeLoadBalancerListeners")
def describe_listeners(
    call: Call, request: shapes.DescribeLoadBalancerListenersRequest, tx: Transaction
) -> shapes.DescribeLoadBalancerListenersResponse:
    """List the listeners of some balancers of the region, or of all, a page at a time."""
    if request.load_balancer_id:
        owners = [find_balancer(call, tx, name).id for name in dict.fromkeys(request.load_balancer_id)]
    else:
        account, region = call.tenant
        owners = tx.column(load_balancers, "id", account=account, region_id=region, deleting=0)
    found = [one for owner in owners for one in listeners_of(tx, owner) if _matches(call, request, tx, one)]
    start = place(request.next_token)
    page = found[start : start + request.max_results]
    more = start + len(page) < len(found)
    statuses = {owner: Statuses(call, tx, owner) for owner in {one.balancer_id for one in page}}
    return shapes.DescribeLoadBalancerListenersResponse(
        listeners=[_listed(tx, one, statuses[one.balancer_id].of(one)) for one in page],
        max_results=request.max_results,
        next_token=str(start + len(page)) if more else None,
        total_count=len(found),
        request_id=call.request_id,
    )


def shown_members(forwarding: F, *, layer_7: bool) -> F:
    """Return the settings without those that say nothing at the moment, such as a session's while it is off."""
    hidden: dict[str, Any] = {}
    if forwarding.sticky_session != ON or not layer_7:
        hidden |= _OF_SESSIONS
    if not layer_7 and forwarding.health_check_type != "http":
        hidden |= _OF_HTTP_CHECKS
    return replace(forwarding, **hidden)


def _described(call: Call, request: Any, tx: Transaction, protocol: str, shape: type[S]) -> S:
    balancer = find_balancer(call, tx, request.load_balancer_id)
    try:
        listener = find_listener(tx, balancer.id, request.listener_port, protocol)
    except ApiError:
        raise no_listener_to_describe() from None
    more: dict[str, Any] = {"acl_ids": shapes.AclIds(acl_id=list(listener.acl_id))}
    status = Statuses(call, tx, balancer.id).of(listener)
    return filled(
        shape,
        shown_members(listener, layer_7=listener.layer_7),
        load_balancer_id=balancer.id,
        status=status,
        acl_id=",".join(listener.acl_id) or None,
        tags=tags_shown(tx, listener.id),
        request_id=call.request_id,
        **more,
    )


def _rules(tx: Transaction, request: Any, protocol: str) -> Any:
    listener = find_listener(tx, request.load_balancer_id, request.listener_port, protocol)
    shape = shapes.DescribeLoadBalancerHTTPListenerAttributeRule
    found = [filled(shape, rule, rule_id=rule.id) for rule in tx.find(rules, listener_id=listener.id)]
    return shapes.DescribeLoadBalancerHTTPListenerAttributeRules(rule=found)


def _extensions(
    tx: Transaction, request: shapes.DescribeLoadBalancerHTTPSListenerAttributeRequest
) -> shapes.DomainExtensions:
    listener = find_listener(tx, request.load_balancer_id, request.listener_port, HTTPS)
    found = tx.find(domain_extensions, listener_id=listener.id)
    return shapes.DomainExtensions(
        domain_extension=[filled(shapes.DomainExtension, one, domain_extension_id=one.id) for one in found]
    )


def _matches(call: Call, request: shapes.DescribeLoadBalancerListenersRequest, tx: Transaction, one: Listener) -> bool:
    wanted = given_tags(call, request.tag)
    if wanted:
        present = {tag.key: tag.value for tag in tags_of(tx, one.id)}
        if any(present.get(key) != value for key, value in wanted.items()):
            return False
    protocol = (request.listener_protocol or one.listener_protocol).lower()
    return (
        protocol == one.listener_protocol
        and request.listener_port in {None, one.listener_port}
        and request.description in {None, one.description}
    )


def _listed(tx: Transaction, listener: Listener, status: str) -> shapes.DescribeLoadBalancerListenersListeners:
    attribute, shape = _CONFIGS[listener.listener_protocol]
    seen = shown_members(listener, layer_7=listener.layer_7)
    more: dict[str, Any] = {}
    if listener.layer_7:
        more = {"health_check_type": HTTP, "health_check_http_version": HTTP_VERSION}
    else:
        more = {"proxy_protocol_v2_enabled": str(listener.proxy_protocol_v2_enabled).lower()}
    if listener.listener_protocol == HTTPS:
        more |= _client_certificate_headers()
    if listener.listener_protocol == UDP:
        more |= {"connection_drain": OFF}
    return filled(
        shapes.DescribeLoadBalancerListenersListeners,
        seen,
        load_balancer_id=listener.balancer_id,
        acl_id=",".join(listener.acl_id) or None,
        acl_ids=list(listener.acl_id),
        status=status,
        tags=[
            shapes.DescribeLoadBalancerListenersTags(tag_key=tag.key, tag_value=tag.value)
            for tag in tags_of(tx, listener.id)
        ],
        **{attribute: filled(shape, seen, **more)},
    )


def _client_certificate_headers() -> dict[str, Any]:
    """Return the switches of headers about clients' certificates, which no call of this version sets."""
    return {f"x_forwarded_for_client_cert_{name}": OFF for name in _CLIENT_CERTIFICATE}
