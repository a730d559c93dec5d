"""CA certificates, by which HTTPS listeners verify their clients: uploaded, listed, renamed, deleted."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.certificates import (
    AUTHORITY,
    Certificate,
    CertificateError,
    certificates,
    find_certificate,
    read_certificate,
)
from twincloud.inventory.tags import set_tags
from twincloud.kernel.ids import LOWER_HEX
from twincloud.services.alibaba_slb.errors import refusal, unusable
from twincloud.services.alibaba_slb.listeners.certificates import certificates_lock, forget, members, of_region
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.shown import tags_shown
from twincloud.services.alibaba_slb.tags import given_tags, has_tags
from twincloud.storage.transaction import Transaction

_HEX_LENGTH = 11


async def _read(call: Call, request: shapes.UploadCACertificateRequest) -> Certificate:
    """Read the PEM before the transaction; raises ApiError InvalidParameter for what is none."""
    certificate_id = f"{call.new_id('', _HEX_LENGTH, LOWER_HEX)}-{call.tenant.region}-01"
    name = request.ca_certificate_name or certificate_id
    try:
        return read_certificate(certificate_id, call.tenant.account, name, request.ca_certificate, "", call.now_ms)
    except CertificateError as error:
        raise unusable(f"The CACertificate cannot be used: {error}.") from None


@SLB.write("UploadCACertificate", locks=certificates_lock, prepare=_read)
def upload_ca_certificate(
    call: Call, request: shapes.UploadCACertificateRequest, tx: Transaction
) -> shapes.UploadCACertificateResponse:
    """Keep an authority's certificate, for HTTPS listeners of the region to verify clients by."""
    prepared: Certificate = call.prepared
    certificate = replace(prepared, region=call.tenant.region, resource_group=request.resource_group_id or "")
    if len(of_region(call, tx, AUTHORITY)) >= quotas(call).certificates_per_region:
        raise refusal("OverQuota", "The number of CA certificates exceeds the quota of the account.")
    tx.add(certificates, certificate)
    set_tags(tx, call.tenant, certificate.id, given_tags(call, request.tag))
    return shapes.UploadCACertificateResponse(**_named(certificate), request_id=call.request_id)


@SLB.read("DescribeCACertificates")
def describe_ca_certificates(
    call: Call, request: shapes.DescribeCACertificatesRequest, tx: Transaction
) -> shapes.DescribeCACertificatesResponse:
    """List the region's CA certificates, and those that the operator keeps for every region."""
    wanted = {tag.key or "": tag.value or "" for tag in request.tag or ()}
    found = [
        shapes.CACertificate(**_named(one), region_id=one.region or call.tenant.region, tags=tags_shown(tx, one.id))
        for one in of_region(call, tx, AUTHORITY)
        if request.ca_certificate_id in {None, "", one.id}
        and request.resource_group_id in {None, one.resource_group}
        and has_tags(tx, one.id, wanted)
    ]
    shown = shapes.CACertificates(ca_certificate=found)
    return shapes.DescribeCACertificatesResponse(ca_certificates=shown, request_id=call.request_id)


@SLB.write("SetCACertificateName", locks=certificates_lock)
def set_ca_certificate_name(
    call: Call, request: shapes.SetCACertificateNameRequest, tx: Transaction
) -> shapes.SetCACertificateNameResponse:
    """Call a CA certificate something else."""
    certificate = _find(call, tx, request.ca_certificate_id)
    tx.replace(certificates, certificate, replace(certificate, name=request.ca_certificate_name))
    return shapes.SetCACertificateNameResponse(request_id=call.request_id)


@SLB.write("DeleteCACertificate", locks=certificates_lock)
def delete_ca_certificate(
    call: Call, request: shapes.DeleteCACertificateRequest, tx: Transaction
) -> shapes.DeleteCACertificateResponse:
    """Forget a CA certificate by which no listener verifies its clients."""
    forget(tx, _find(call, tx, request.ca_certificate_id))
    return shapes.DeleteCACertificateResponse(request_id=call.request_id)


def _find(call: Call, tx: Transaction, certificate_id: str) -> Certificate:
    certificate = find_certificate(tx, call.tenant.account, certificate_id)
    if certificate is None or certificate.kind != AUTHORITY:
        raise refusal("CACertificateId.NotFound", "The specified CACertificateId does not exist.")
    return certificate


def _named(certificate: Certificate) -> dict[str, Any]:
    return {
        **members(certificate),
        "ca_certificate_id": certificate.id,
        "ca_certificate_name": certificate.name or certificate.id,
    }
