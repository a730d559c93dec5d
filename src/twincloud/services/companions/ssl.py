"""Tencent SSL certificates (API 2019-12-05): the inventory's certificates, which listeners of any product name."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.plans import Plans
from twincloud.balancing.records import balancers
from twincloud.contract.call import Call
from twincloud.contract.operation import Product
from twincloud.contract.shapes import ssl as shapes
from twincloud.inventory.certificates import (
    AUTHORITY,
    SERVER,
    Certificate,
    CertificateError,
    KeyMismatchError,
    certificates,
    common_name,
    find_certificate,
    read_certificate,
)
from twincloud.inventory.tags import drop_tags, set_tags, taggable, tags_of
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import ALNUM
from twincloud.kernel.paging import page
from twincloud.kernel.times import shown
from twincloud.storage.transaction import Transaction

SSL = Product("ssl", shapes)
taggable["ssl", "certificate"] = certificates

_VALID, _EXPIRED = 1, 3
_STATUS_NAMES = {_VALID: "已通过", _EXPIRED: "已过期"}
_PAGE, _MOST_A_PAGE = 10, 1000
_MONTH_MS = 30 * 86_400_000
_UPLOADED = "upload"

Changing = shapes.ModifyCertificateAliasRequest | shapes.DeleteCertificateRequest


class _Facts(Struct, frozen=True):
    """What answers say of a certificate beside what its record has."""

    domain: str
    status: int
    months: str
    wildcard: bool


def _lock(call: Call, request: Changing) -> Sequence[str]:
    return [f"certificate:{request.certificate_id}"]


def _new_lock(call: Call, request: shapes.UploadCertificateRequest) -> Sequence[str]:
    return [f"certificates:{call.tenant.account}"]


async def _read(call: Call, request: shapes.UploadCertificateRequest) -> Certificate:
    """Read the PEM before the transaction; raises ApiError for what cannot be used."""
    kind = request.certificate_type or SERVER
    key = request.certificate_private_key or ""
    if kind == SERVER and not key:
        raise ApiError("MissingParameter", "The request is missing a required parameter `CertificatePrivateKey`.")
    if request.key_password:
        key = _opened(key, request.key_password)
    try:
        return read_certificate(
            call.new_id("", 8, ALNUM),
            call.tenant.account,
            request.alias or "",
            request.certificate_public_key,
            key if kind == SERVER else "",
            call.now_ms,
        )
    except KeyMismatchError as error:
        raise ApiError("FailedOperation.CertificateMismatch", f"{error}.") from None
    except CertificateError as error:
        raise ApiError("FailedOperation.CertificateInvalid", f"{error}.") from None


@SSL.write("UploadCertificate", locks=_new_lock, prepare=_read)
def upload_certificate(
    call: Call, request: shapes.UploadCertificateRequest, tx: Transaction
) -> shapes.UploadCertificateResponse:
    """Keep a certificate; the same one again gets an id of its own, unless Repeatable is false."""
    made: Certificate = call.prepared
    if request.repeatable is False:
        for known in _known(call, tx):
            if (known.chain_pem, known.key_pem) == (made.chain_pem, made.key_pem):
                return shapes.UploadCertificateResponse(
                    certificate_id=known.id, repeat_cert_id=known.id, request_id=call.request_id
                )
    tx.add(certificates, made)
    if request.tags:
        set_tags(tx, call.tenant, made.id, {tag.tag_key: tag.tag_value for tag in request.tags})
    return shapes.UploadCertificateResponse(certificate_id=made.id, repeat_cert_id="", request_id=call.request_id)


@SSL.read("DescribeCertificates")
def describe_certificates(
    call: Call, request: shapes.DescribeCertificatesRequest, tx: Transaction
) -> shapes.DescribeCertificatesResponse:
    """List the account's certificates, the latest first unless asked otherwise."""
    found = [one for one in reversed(_known(call, tx)) if _listed(call, tx, request, one)]
    if request.expiration_sort:
        found.sort(key=lambda one: one.not_after_ms, reverse=request.expiration_sort == "DESC")
    views = [
        _list_view(call, tx, one)
        for one in page(found, request.offset, request.limit, default=_PAGE, most=_MOST_A_PAGE)
    ]
    return shapes.DescribeCertificatesResponse(
        total_count=len(found), certificates=views, request_id=call.request_id
    )  # fmt: skip


@SSL.read("DescribeCertificate")
def describe_certificate(
    call: Call, request: shapes.DescribeCertificateRequest, tx: Transaction
) -> shapes.DescribeCertificateResponse:
    """Say what a certificate is, without its content."""
    found = _find(call, tx, request.certificate_id)
    facts = _facts(call, found)
    authority = found.kind == AUTHORITY
    return shapes.DescribeCertificateResponse(
        owner_uin=found.account,
        project_id="0",
        from_=_UPLOADED,
        certificate_type=found.kind,
        product_zh_name="",
        domain=facts.domain,
        alias=found.name,
        status=facts.status,
        status_msg="",
        verify_type="",
        vulnerability_status="INACTIVE",
        cert_begin_time=shown(found.not_before_ms),
        cert_end_time=shown(found.not_after_ms),
        validity_period=facts.months,
        insert_time=shown(found.created_ms),
        order_id="",
        certificate_id=found.id,
        package_type_name="",
        status_name=_STATUS_NAMES[facts.status],
        subject_alt_name=list(found.names),
        is_vip=False,
        is_wildcard=facts.wildcard,
        is_dv=False,
        is_vulnerability=False,
        renew_able=False,
        deployable=True,
        tags=_tags(tx, found.id),
        ca_encrypt_algorithms=[found.algorithm] if authority else [],
        ca_common_names=[facts.domain] if authority else [],
        ca_end_times=[shown(found.not_after_ms)] if authority else [],
        request_id=call.request_id,
    )


@SSL.read("DescribeCertificateDetail")
def describe_certificate_detail(
    call: Call, request: shapes.DescribeCertificateDetailRequest, tx: Transaction
) -> shapes.DescribeCertificateDetailResponse:
    """Say what a certificate is and holds; a key that was given once is not given back (our choice)."""
    found = _find(call, tx, request.certificate_id)
    facts = _facts(call, found)
    return shapes.DescribeCertificateDetailResponse(
        owner_uin=found.account,
        project_id="0",
        from_=_UPLOADED,
        certificate_type=found.kind,
        product_zh_name="",
        domain=facts.domain,
        alias=found.name,
        status=facts.status,
        status_msg="",
        verify_type="",
        vulnerability_status="INACTIVE",
        cert_begin_time=shown(found.not_before_ms),
        cert_end_time=shown(found.not_after_ms),
        validity_period=facts.months,
        insert_time=shown(found.created_ms),
        order_id="",
        certificate_public_key=found.chain_pem,
        certificate_id=found.id,
        type_name="",
        status_name=_STATUS_NAMES[facts.status],
        subject_alt_name=[name for name in found.names if name != facts.domain],
        is_vip=False,
        is_wildcard=facts.wildcard,
        is_dv=False,
        is_vulnerability=False,
        renew_able=False,
        deployable=True,
        tags=_tags(tx, found.id),
        cert_fingerprint=_fingerprint(found),
        encrypt_algorithm=found.algorithm,
        hosting_status=-1,
        request_id=call.request_id,
    )


@SSL.write("ModifyCertificateAlias", locks=_lock)
def modify_certificate_alias(
    call: Call, request: shapes.ModifyCertificateAliasRequest, tx: Transaction
) -> shapes.ModifyCertificateAliasResponse:
    """Give a certificate another name."""
    found = _find(call, tx, request.certificate_id)
    tx.replace(certificates, found, replace(found, name=request.alias or ""))
    return shapes.ModifyCertificateAliasResponse(certificate_id=found.id, request_id=call.request_id)


@SSL.write("DeleteCertificate", locks=_lock)
def delete_certificate(
    call: Call, request: shapes.DeleteCertificateRequest, tx: Transaction
) -> shapes.DeleteCertificateResponse:
    """Forget a certificate and its key; raises ApiError while a listener shows it or asks its clients for it."""
    found = _find(call, tx, request.certificate_id)
    plans = call.port(Plans)
    for balancer in tx.find(balancers, account=call.tenant.account):
        made = plans.plan(tx, balancer)
        used = {one.id for one in made.certificates} | {one.id for one in made.client_authorities}
        if found.id in used:
            message = f"The certificate is used by {balancer.id}; take it from the listener first."
            raise ApiError("FailedOperation.DeleteResourceFailed", message)
    drop_tags(tx, found.id)
    tx.remove(certificates, found)
    return shapes.DeleteCertificateResponse(delete_result=True, task_id="", request_id=call.request_id)


def _opened(key: str, password: str) -> str:
    """Return a key without its password; raises ApiError."""
    try:
        opened = serialization.load_pem_private_key(key.encode(), password.encode())
    except (ValueError, TypeError):
        raise ApiError("FailedOperation.CertificateInvalid", "The KeyPassword does not open the key.") from None
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return opened.private_bytes(*form).decode()


def _known(call: Call, tx: Transaction) -> list[Certificate]:
    """Return the account's certificates but for those of another vendor's products, which have regions."""
    return [one for one in tx.find(certificates, account=call.tenant.account) if not one.region]


def _find(call: Call, tx: Transaction, certificate_id: str) -> Certificate:
    found = find_certificate(tx, call.tenant.account, certificate_id)
    if found is None or found.region:
        raise ApiError("FailedOperation.CertificateNotFound", f"The certificate {certificate_id} does not exist.")
    return found


def _listed(call: Call, tx: Transaction, request: shapes.DescribeCertificatesRequest, one: Certificate) -> bool:
    own = {(tag.key, tag.value) for tag in tags_of(tx, one.id)} if request.tags else set()
    text = request.search_key or ""
    return (
        (not request.certificate_type or one.kind == request.certificate_type)
        and (not request.cert_ids or one.id in request.cert_ids)
        and (not request.certificate_status or _facts(call, one).status in request.certificate_status)
        and (request.filter_source or _UPLOADED) == _UPLOADED
        and any(text in part for part in (one.id, one.name, *one.names))
        and all((tag.tag_key, tag.tag_value) in own for tag in request.tags or ())
    )


def _facts(call: Call, one: Certificate) -> _Facts:
    names = one.names or (common_name(one.subject),)
    return _Facts(
        domain=common_name(one.subject) or names[0],
        status=_VALID if call.now_ms < one.not_after_ms else _EXPIRED,
        months=str(max(round((one.not_after_ms - one.not_before_ms) / _MONTH_MS), 1)),
        wildcard=any(name.startswith("*.") for name in names),
    )


def _tags(tx: Transaction, certificate_id: str) -> list[shapes.Tags]:
    return [shapes.Tags(tag_key=tag.key, tag_value=tag.value) for tag in tags_of(tx, certificate_id)]


def _fingerprint(one: Certificate) -> str:
    first = x509.load_pem_x509_certificates(one.chain_pem.encode())[0]
    return first.fingerprint(hashes.SHA1()).hex()  # noqa: S303 (what the member holds is documented so)


def _list_view(call: Call, tx: Transaction, one: Certificate) -> shapes.Certificates:
    facts = _facts(call, one)
    authority = one.kind == AUTHORITY
    return shapes.Certificates(
        owner_uin=one.account,
        project_id="0",
        from_=_UPLOADED,
        certificate_type=one.kind,
        product_zh_name="",
        domain=facts.domain,
        alias=one.name,
        status=facts.status,
        vulnerability_status="INACTIVE",
        status_msg="",
        verify_type="",
        cert_begin_time=shown(one.not_before_ms),
        cert_end_time=shown(one.not_after_ms),
        validity_period=facts.months,
        insert_time=shown(one.created_ms),
        certificate_id=one.id,
        subject_alt_name=list(one.names),
        package_type_name="",
        status_name=_STATUS_NAMES[facts.status],
        is_vip=False,
        is_dv=False,
        is_wildcard=facts.wildcard,
        is_vulnerability=False,
        renew_able=False,
        bound_resource=[],
        deployable=True,
        tags=_tags(tx, one.id),
        is_ignore=False,
        is_sm=False,
        encrypt_algorithm=one.algorithm,
        ca_encrypt_algorithms=[one.algorithm] if authority else [],
        ca_end_times=[shown(one.not_after_ms)] if authority else [],
        ca_common_names=[facts.domain] if authority else [],
        hosting_status=-1,
        allow_download=False,
    )
