"""Certificates of the five kinds: they come, are shown, are renamed and go."""

from __future__ import annotations

import re
from urllib.parse import unquote

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.certificates import (
    CertificateError,
    KeyMismatchError,
    KeyUnreadableError,
    common_name,
    read_certificate,
)
from twincloud.kernel.paging import page
from twincloud.services.tencent_gaap.errors import NOT_FOUND, missing, refusal
from twincloud.services.tencent_gaap.listeners.certificate_use import OWN, SERVER, USERS, find_certificate, uses
from twincloud.services.tencent_gaap.lookups import account_lock
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import Certificate, certificates
from twincloud.storage.transaction import Transaction

_ALL_KINDS = -1
_MOST_SHOWN = 50
_USER = re.compile(r"[^:\s]+:\S+")
_CONTENT = "InvalidParameterValue.InvalidCertificateContent"
_KEY = "InvalidParameterValue.InvalidCertificateKey"
_PAIR = "InvalidParameterValue.CertificateContentNotMatchKey"


async def _read(call: Call, request: shapes.CreateCertificateRequest) -> Certificate:
    """Read what was given, which takes too long for a transaction; raises ApiError."""
    # Some clients send both texts URL-encoded and some as they are; neither has a percent sign of its own.
    content, key = unquote(request.certificate_content), unquote(request.certificate_key or "")
    blank = Certificate(
        id="",
        account=call.tenant.account,
        kind=request.certificate_type,
        alias=request.certificate_alias or "",
        content=content,
        created_ms=call.now_ms,
    )
    if request.certificate_type == USERS:
        lines = content.split()
        if not lines or not all(_USER.fullmatch(line) for line in lines):
            raise refusal(call, _CONTENT, "CertificateContent must hold lines of the form user:password.")
        return blank
    has_key = request.certificate_type in (SERVER, OWN)
    if has_key and not key:
        raise missing(call, "CertificateKey")
    return _with_contents(call, blank, key if has_key else "")


@GAAP.write("CreateCertificate", locks=account_lock, prepare=_read)
def create_certificate(
    call: Call, request: shapes.CreateCertificateRequest, tx: Transaction
) -> shapes.CreateCertificateResponse:
    """Store a certificate, with its key if its kind has one, or a list of users."""
    read: Certificate = call.prepared
    made = replace(read, id=call.new_id("cert-"))
    tx.add(certificates, made)
    return shapes.CreateCertificateResponse(certificate_id=made.id, request_id=call.request_id)


@GAAP.read("DescribeCertificates")
def describe_certificates(
    call: Call, request: shapes.DescribeCertificatesRequest, tx: Transaction
) -> shapes.DescribeCertificatesResponse:
    """List certificates of one kind or of all, oldest first, without their contents."""
    found = tx.find(certificates, account=call.tenant.account)
    if request.certificate_type not in (None, _ALL_KINDS):
        found = [certificate for certificate in found if certificate.kind == request.certificate_type]
    shown = [_view(one) for one in page(found, request.offset, request.limit, most=_MOST_SHOWN)]
    return shapes.DescribeCertificatesResponse(
        certificate_set=shown, total_count=len(found), request_id=call.request_id
    )


@GAAP.read("DescribeCertificateDetail")
def describe_certificate_detail(
    call: Call, request: shapes.DescribeCertificateDetailRequest, tx: Transaction
) -> shapes.DescribeCertificateDetailResponse:
    """Show one certificate with its content, and with its key if its kind has one."""
    certificate = _find(call, tx, request.certificate_id)
    timed = certificate.kind != USERS
    detail = shapes.CertificateDetail(
        certificate_id=certificate.id,
        certificate_type=certificate.kind,
        certificate_alias=certificate.alias,
        certificate_content=certificate.content,
        certificate_key=certificate.key or None,
        create_time=certificate.created_ms // 1000,
        begin_time=certificate.not_before_ms // 1000 if timed else None,
        end_time=certificate.not_after_ms // 1000 if timed else None,
        issuer_cn=certificate.issuer if timed else None,
        subject_cn=certificate.subject if timed else None,
    )
    return shapes.DescribeCertificateDetailResponse(certificate_detail=detail, request_id=call.request_id)


@GAAP.write("ModifyCertificateAttributes", locks=account_lock)
def modify_certificate_attributes(
    call: Call, request: shapes.ModifyCertificateAttributesRequest, tx: Transaction
) -> shapes.ModifyCertificateAttributesResponse:
    """Rename a certificate."""
    certificate = _find(call, tx, request.certificate_id)
    alias = certificate.alias if request.certificate_alias is None else request.certificate_alias
    tx.replace(certificates, certificate, replace(certificate, alias=alias))
    return shapes.ModifyCertificateAttributesResponse(request_id=call.request_id)


@GAAP.write("DeleteCertificate", locks=account_lock)
def delete_certificate(
    call: Call, request: shapes.DeleteCertificateRequest, tx: Transaction
) -> shapes.DeleteCertificateResponse:
    """Forget a certificate that no listener or domain uses."""
    certificate = _find(call, tx, request.certificate_id)
    if uses(tx, call.tenant.account, certificate.id):
        code = "FailedOperation.CertificateIsUsing"
        raise refusal(call, code, f"The certificate {certificate.id} is used by a listener or domain.")
    tx.remove(certificates, certificate)
    return shapes.DeleteCertificateResponse(request_id=call.request_id)


def _find(call: Call, tx: Transaction, certificate_id: str) -> Certificate:
    found = find_certificate(tx, call.tenant.account, certificate_id)
    if found is None:
        raise refusal(call, NOT_FOUND, "CertificateId not found")
    return found


def _with_contents(call: Call, blank: Certificate, key: str) -> Certificate:
    try:
        read = read_certificate("", blank.account, blank.alias, blank.content, key, call.now_ms)
    except KeyMismatchError as error:
        raise refusal(call, _PAIR, f"{error}.") from None
    except KeyUnreadableError as error:
        raise refusal(call, _KEY, f"{error}.") from None
    except CertificateError as error:
        raise refusal(call, _CONTENT, f"{error}.") from None
    return replace(
        blank,
        key=key,
        subject=common_name(read.subject),
        issuer=common_name(read.issuer),
        not_before_ms=read.not_before_ms,
        not_after_ms=read.not_after_ms,
    )


def _view(certificate: Certificate) -> shapes.Certificate:
    timed = certificate.kind != USERS
    return shapes.Certificate(
        certificate_id=certificate.id,
        certificate_name=certificate.alias,
        certificate_type=certificate.kind,
        certificate_alias=certificate.alias,
        create_time=certificate.created_ms // 1000,
        begin_time=certificate.not_before_ms // 1000 if timed else None,
        end_time=certificate.not_after_ms // 1000 if timed else None,
        issuer_cn=certificate.issuer if timed else None,
        subject_cn=certificate.subject if timed else None,
    )
