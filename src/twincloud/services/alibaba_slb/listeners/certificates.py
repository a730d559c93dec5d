"""Server certificates: uploaded, listed, renamed, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.certificates import (
    SERVER,
    Certificate,
    CertificateError,
    KeyMismatchError,
    KeyPasswordError,
    certificates,
    find_certificate,
    read_certificate,
)
from twincloud.inventory.tags import drop_tags, set_tags
from twincloud.kernel.ids import LOWER_HEX
from twincloud.services.alibaba_slb.errors import missing, refusal, unusable
from twincloud.services.alibaba_slb.lookups import listeners_with_certificate
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.records import domain_extensions
from twincloud.services.alibaba_slb.shown import tags_shown, time_shown
from twincloud.services.alibaba_slb.tags import given_tags, has_tags
from twincloud.storage.transaction import Transaction

_HEX_LENGTH = 20


def certificates_lock(call: Call, request: Any) -> Sequence[str]:
    """Hold what the quotas are counted over."""
    return [f"slb-certificates:{call.tenant.account}/{call.tenant.region}"]


async def _read(call: Call, request: shapes.UploadServerCertificateRequest) -> Certificate:
    """Read the PEM before the transaction; raises ApiError for what is none, or for a key of another certificate."""
    if request.ali_cloud_certificate_id:
        raise unusable("Certificates of the cloud's certificate service are not provided; upload the certificate.")
    if not request.server_certificate:
        raise missing("ServerCertificate")
    if not request.private_key:
        raise missing("PrivateKey")
    account = call.tenant.account
    name = request.server_certificate_name or ""
    certificate_id = call.new_id(f"{account}_", _HEX_LENGTH, LOWER_HEX) + "_1_1"
    try:
        return read_certificate(
            certificate_id, account, name, request.server_certificate, request.private_key, call.now_ms
        )
    except KeyMismatchError:
        words = "The specified certificate and private key do not match."
        raise refusal("CertificateNotMatchPrivateKey", words) from None
    except KeyPasswordError:
        raise refusal("PrivateKeyEncryption", "The private key must not be encrypted.") from None
    except CertificateError as error:
        raise refusal("KeyFormatError", f"The certificate cannot be used: {error}.") from None


@SLB.write("UploadServerCertificate", locks=certificates_lock, prepare=_read)
def upload_server_certificate(
    call: Call, request: shapes.UploadServerCertificateRequest, tx: Transaction
) -> shapes.UploadServerCertificateResponse:
    """Keep a certificate with its key, for HTTPS listeners of the region to show."""
    prepared: Certificate = call.prepared
    certificate = replace(
        prepared,
        name=prepared.name or prepared.id,
        region=call.tenant.region,
        resource_group=request.resource_group_id or "",
    )
    if len(of_region(call, tx, SERVER)) >= quotas(call).certificates_per_region:
        raise refusal("OverQuota", "The number of server certificates exceeds the quota of the account.")
    tx.add(certificates, certificate)
    set_tags(tx, call.tenant, certificate.id, given_tags(call, request.tag))
    return shapes.UploadServerCertificateResponse(**_members(call, certificate), request_id=call.request_id)


@SLB.read("DescribeServerCertificates")
def describe_server_certificates(
    call: Call, request: shapes.DescribeServerCertificatesRequest, tx: Transaction
) -> shapes.DescribeServerCertificatesResponse:
    """List the region's certificates, and those that the operator keeps for every region; never a key."""
    wanted = {tag.key or "": tag.value or "" for tag in request.tag or ()}
    found = [
        shapes.ServerCertificate(**_members(call, one), tags=tags_shown(tx, one.id))
        for one in of_region(call, tx, SERVER)
        if request.server_certificate_id in {None, "", one.id}
        and request.resource_group_id in {None, one.resource_group}
        and has_tags(tx, one.id, wanted)
    ]
    return shapes.DescribeServerCertificatesResponse(
        server_certificates=shapes.ServerCertificates(server_certificate=found), request_id=call.request_id
    )


@SLB.write("SetServerCertificateName", locks=certificates_lock)
def set_server_certificate_name(
    call: Call, request: shapes.SetServerCertificateNameRequest, tx: Transaction
) -> shapes.SetServerCertificateNameResponse:
    """Call a certificate something else."""
    certificate = _find(call, tx, request.server_certificate_id)
    tx.replace(certificates, certificate, replace(certificate, name=request.server_certificate_name))
    return shapes.SetServerCertificateNameResponse(request_id=call.request_id)


@SLB.write("DeleteServerCertificate", locks=certificates_lock)
def delete_server_certificate(
    call: Call, request: shapes.DeleteServerCertificateRequest, tx: Transaction
) -> shapes.DeleteServerCertificateResponse:
    """Forget a certificate that no listener shows."""
    forget(tx, _find(call, tx, request.server_certificate_id))
    return shapes.DeleteServerCertificateResponse(request_id=call.request_id)


def forget(tx: Transaction, certificate: Certificate) -> None:
    """Delete a certificate with its tags; raises ApiError while a listener names it."""
    extended = tx.find(domain_extensions, server_certificate_id=certificate.id)
    if extended or listeners_with_certificate(tx, certificate.id):
        words = "The specified certificate and private key are referred to by a listener."
        raise refusal("CertificateAndPrivateKeyIsRefered", words)
    tx.remove(certificates, certificate)
    drop_tags(tx, certificate.id)


def _find(call: Call, tx: Transaction, certificate_id: str) -> Certificate:
    certificate = find_certificate(tx, call.tenant.account, certificate_id)
    if certificate is None or certificate.kind != SERVER:
        raise refusal("ServerCertificateId.NotFound", "The specified ServerCertificateId does not exist.")
    return certificate


def of_region(call: Call, tx: Transaction, kind: str) -> list[Certificate]:
    """Return the account's certificates of a kind that are good in the call's region, oldest first."""
    found = tx.find(certificates, account=call.tenant.account, kind=kind)
    return [one for one in found if one.region in {"", call.tenant.region}]


def _members(call: Call, certificate: Certificate) -> dict[str, Any]:
    """Return what answers tell of a server's certificate."""
    return {
        **members(certificate),
        "server_certificate_id": certificate.id,
        "server_certificate_name": certificate.name or certificate.id,
        "subject_alternative_names": shapes.SubjectAlternativeNames(subject_alternative_name=list(certificate.names)),
        "is_ali_cloud_certificate": 0,
        "region_id": certificate.region or call.tenant.region,
    }


def members(certificate: Certificate) -> dict[str, Any]:
    """Return what answers tell of any certificate."""
    first = x509.load_pem_x509_certificates(certificate.chain_pem.encode())[0]
    digest = first.fingerprint(hashes.SHA1())  # noqa: S303 (the documented kind; nothing depends on it)
    common = first.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return {
        "fingerprint": digest.hex(":"),
        "common_name": str(common[0].value) if common else "",
        "create_time": time_shown(certificate.created_ms),
        "create_time_stamp": certificate.created_ms,
        "expire_time": time_shown(certificate.not_after_ms),
        "expire_time_stamp": certificate.not_after_ms,
        "resource_group_id": certificate.resource_group,
    }
