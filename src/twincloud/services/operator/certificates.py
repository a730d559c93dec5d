"""Certificates: what the operator puts into the inventory, for listeners of any product to name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.inventory.certificates import (
    Certificate,
    CertificateError,
    certificates,
    find_certificate,
    read_certificate,
)
from twincloud.kernel.ids import ALNUM
from twincloud.services.operator.accounts import owner
from twincloud.services.operator.errors import invalid, not_found
from twincloud.services.operator.listing import one_page
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction


def _this_certificate(call: Call, request: Any) -> Sequence[str]:
    return [f"certificate:{getattr(request, 'id', None) or 'new'}"]


async def _read(call: Call, request: shapes.AddCertificateRequest) -> Certificate:
    """Read the PEM before the transaction; the account is filled in where its row is at hand."""
    certificate_id = call.new_id("", 8, ALNUM)
    try:
        return read_certificate(
            certificate_id, "", request.name or "", request.certificate, request.private_key or "", call.now_ms
        )
    except CertificateError as error:
        raise invalid(f"{error}.") from None


@OPERATOR.read("ListCertificates")
def list_certificates(
    call: Call, request: shapes.ListCertificatesRequest, tx: Transaction
) -> shapes.ListCertificatesResponse:
    """List the certificates of every account, or of one; never a key."""
    found = tx.find(certificates, account=request.account) if request.account else tx.find(certificates)
    shown = [_view(certificate) for certificate in one_page(found, request.offset, request.limit)]
    return shapes.ListCertificatesResponse(certificates=shown, total=len(found))


@OPERATOR.write("AddCertificate", locks=_this_certificate, prepare=_read)
def add_certificate(call: Call, request: shapes.AddCertificateRequest, tx: Transaction) -> shapes.Certificate:
    """Keep a server's certificate with its key, or an authority's without; raises ApiError InvalidParameterValue."""
    prepared: Certificate = call.prepared
    certificate = replace(prepared, account=owner(tx, request.account).id)
    tx.add(certificates, certificate)
    return _view(certificate)


@OPERATOR.write("RemoveCertificate", locks=_this_certificate)
def remove_certificate(
    call: Call, request: shapes.RemoveCertificateRequest, tx: Transaction
) -> shapes.RemoveCertificateResponse:
    """Forget a certificate and its key; raises ApiError NotFound."""
    certificate = find_certificate(tx, owner(tx, request.account).id, request.id)
    if certificate is None:
        raise not_found("certificate", request.id)
    tx.remove(certificates, certificate)
    return shapes.RemoveCertificateResponse()


def _view(certificate: Certificate) -> shapes.Certificate:
    return shapes.Certificate(
        id=certificate.id,
        account=certificate.account,
        name=certificate.name,
        kind=certificate.kind,
        subject=certificate.subject,
        names=list(certificate.names),
        algorithm=certificate.algorithm,
        not_before_ms=certificate.not_before_ms,
        not_after_ms=certificate.not_after_ms,
    )
