"""Domain extensions: other certificates that an HTTPS listener shows to those who ask for a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.certificates import SERVER
from twincloud.services.alibaba_slb.balancers.balancers import named_balancer
from twincloud.services.alibaba_slb.changes import Statuses, announce, applied
from twincloud.services.alibaba_slb.errors import missing, refusal
from twincloud.services.alibaba_slb.listeners.certificates import certificates_lock
from twincloud.services.alibaba_slb.listeners.listener_orders import check_certificate, check_domain
from twincloud.services.alibaba_slb.lookups import find_balancer, find_listener, hold_balancer, visible_balancer
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.records import (
    HTTPS,
    STARTING,
    STOPPING,
    DomainExtension,
    Listener,
    domain_extensions,
    listeners,
)
from twincloud.services.alibaba_slb.shown import filled
from twincloud.storage.transaction import Transaction

_ID_LENGTH = 13


def _lock(call: Call, request: Any) -> Sequence[str]:
    """Hold the certificates, so that the one that is named is not deleted meanwhile."""
    return [*named_balancer(call, request), *certificates_lock(call, request)]


@SLB.write("CreateDomainExtension", locks=_lock, settle=applied)
def create_domain_extension(
    call: Call, request: shapes.CreateDomainExtensionRequest, tx: Transaction
) -> shapes.CreateDomainExtensionResponse:
    """Let an HTTPS listener show a certificate of its own to those who ask for a domain."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    listener = find_listener(tx, balancer.id, request.listener_port, HTTPS)
    _check_settled(call, tx, listener)
    check_domain(request.domain)
    certificate = _certificate(call, tx, request.server_certificate_id)
    present = tx.find(domain_extensions, listener_id=listener.id)
    if any(one.domain.lower() == request.domain.lower() for one in present):
        raise refusal("DomainAlreadyExists", f"The listener has a certificate for {request.domain} already.")
    if len(present) >= quotas(call).extensions_per_listener:
        raise refusal("OverQuota", "The number of domain extensions exceeds the quota of the listener.")
    made = DomainExtension(
        id=call.new_id("de-", _ID_LENGTH),
        balancer_id=balancer.id,
        listener_id=listener.id,
        domain=request.domain,
        server_certificate_id=certificate,
    )
    tx.add(domain_extensions, made)
    announce(tx, balancer.id, [listener])
    return shapes.CreateDomainExtensionResponse(
        domain_extension_id=made.id, listener_port=listener.listener_port, request_id=call.request_id
    )


@SLB.write("SetDomainExtensionAttribute", locks=certificates_lock, settle=applied)
def set_domain_extension_attribute(
    call: Call, request: shapes.SetDomainExtensionAttributeRequest, tx: Transaction
) -> shapes.SetDomainExtensionAttributeResponse:
    """Show another certificate to those who ask for the domain."""
    before, listener = _held(call, tx, request.domain_extension_id)
    after = replace(before, server_certificate_id=_certificate(call, tx, request.server_certificate_id))
    if after != before:
        tx.replace(domain_extensions, before, after)
        announce(tx, before.balancer_id, [listener])
    return shapes.SetDomainExtensionAttributeResponse(request_id=call.request_id)


@SLB.write("DeleteDomainExtension", locks=certificates_lock, settle=applied)
def delete_domain_extension(
    call: Call, request: shapes.DeleteDomainExtensionRequest, tx: Transaction
) -> shapes.DeleteDomainExtensionResponse:
    """Show the listener's certificate again to those who ask for the domain."""
    extension, listener = _held(call, tx, request.domain_extension_id)
    tx.remove(domain_extensions, extension)
    announce(tx, extension.balancer_id, [listener])
    return shapes.DeleteDomainExtensionResponse(request_id=call.request_id)


@SLB.read("DescribeDomainExtensions")
def describe_domain_extensions(
    call: Call, request: shapes.DescribeDomainExtensionsRequest, tx: Transaction
) -> shapes.DescribeDomainExtensionsResponse:
    """List a listener's domain extensions, or the one that is named."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    listener = find_listener(tx, balancer.id, request.listener_port, HTTPS)
    return shapes.DescribeDomainExtensionsResponse(
        domain_extensions=shapes.DomainExtensions(
            domain_extension=[
                filled(shapes.DomainExtension, one, domain_extension_id=one.id)
                for one in tx.find(domain_extensions, listener_id=listener.id)
                if request.domain_extension_id in {None, "", one.id}
            ]
        ),
        request_id=call.request_id,
    )


@SLB.read("DescribeDomainExtensionAttribute")
def describe_domain_extension_attribute(
    call: Call, request: shapes.DescribeDomainExtensionAttributeRequest, tx: Transaction
) -> shapes.DescribeDomainExtensionAttributeResponse:
    """Show a domain extension with the listener that has it."""
    found = _find(call, tx, request.domain_extension_id)
    return filled(
        shapes.DescribeDomainExtensionAttributeResponse,
        found,
        domain_extension_id=found.id,
        load_balancer_id=found.balancer_id,
        listener_port=_owner(tx, found).listener_port,
        request_id=call.request_id,
    )


def _find(call: Call, tx: Transaction, extension_id: str) -> DomainExtension:
    found = tx.get(domain_extensions, extension_id)
    if found is None or visible_balancer(call, tx, found.balancer_id) is None:
        raise refusal("InvalidParameter.DomainExtensionId", "The specified DomainExtensionId does not exist.")
    return found


def _held(call: Call, tx: Transaction, extension_id: str) -> tuple[DomainExtension, Listener]:
    """Return the extension and its listener, their balancer held; raises ApiError."""
    hold_balancer(call, tx, _find(call, tx, extension_id).balancer_id)
    extension = _find(call, tx, extension_id)
    listener = _owner(tx, extension)
    _check_settled(call, tx, listener)
    return extension, listener


def _owner(tx: Transaction, extension: DomainExtension) -> Listener:
    listener = tx.get(listeners, extension.listener_id)
    if listener is None:
        raise LookupError(f"domain extension {extension.id} has no listener")
    return listener


def _check_settled(call: Call, tx: Transaction, listener: Listener) -> None:
    """Refuse a change while the listener's port is being opened or closed, with the code that is tried again."""
    if Statuses(call, tx, listener.balancer_id).of(listener) in {STARTING, STOPPING}:
        raise refusal("DomainExtensionProcessing", "The listener is being configured, please try again later.")


def _certificate(call: Call, tx: Transaction, certificate_id: str | None) -> str:
    if not certificate_id:
        raise missing("ServerCertificateId")
    check_certificate(call, tx, certificate_id, SERVER, "ServerCertificateId")
    return certificate_id
