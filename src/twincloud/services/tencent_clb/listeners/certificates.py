"""Certificates of listeners and domains: named by id, or brought along and then kept in the inventory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from twincloud.balancing import plan
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.certificates import (
    AUTHORITY,
    SERVER,
    Certificate,
    CertificateError,
    certificates,
    find_certificate,
    read_certificate,
)
from twincloud.kernel.ids import ALNUM
from twincloud.services.tencent_clb.errors import MISSING, VALUE, refusal
from twincloud.services.tencent_clb.records import MUTUAL, Credentials, Mode
from twincloud.storage.transaction import Transaction

Given = shapes.CertificateInput | shapes.MultiCertInfo | None
Uploads = Mapping[tuple[str, str], Certificate]
"""Certificates that a call brought along, by their content and key as they were sent."""

_LABEL = re.compile(r"-----(BEGIN|END) ?([A-Z ]+?) ?-----")
_WORDS = re.compile(r"CERTIFICATE|PRIVATE|KEY|RSA|EC|ENCRYPTED|TRUSTED|X509")


class _Piece(Struct, frozen=True):
    """One certificate of a request: an id, or content with or without a key."""

    id: str
    name: str
    content: str
    key: str


async def read_uploads(call: Call, *given: Given) -> Uploads:
    """Read the certificates that requests bring along, before the transaction; raises ApiError."""
    found: dict[tuple[str, str], Certificate] = {}
    for one in given:
        for piece in _pieces(one):
            if piece.content and not piece.id and (piece.content, piece.key) not in found:
                found[piece.content, piece.key] = _read(call, piece)
    return found


def credentials(
    call: Call,
    tx: Transaction,
    certificate: shapes.CertificateInput | None,
    several: shapes.MultiCertInfo | None,
    uploads: Uploads,
) -> Credentials | None:
    """Return what a request says of certificates, None when it says nothing; raises ApiError.

    Content that the account has brought before gets the id that it has, other content a new one.
    """
    if certificate is not None and several is not None:
        raise refusal(call, VALUE, "Certificate and MultiCertInfo cannot be used together.")
    given = certificate or several
    if given is None:
        return None
    found = [_find(call, tx, piece, uploads) for piece in _pieces(given)]
    servers = [one for one in found if one.kind == SERVER]
    authorities = [one for one in found if one.kind == AUTHORITY]
    mode: Mode = given.ssl_mode or "UNIDIRECTIONAL"
    if isinstance(given, shapes.CertificateInput):
        _check_places(call, given, found)
    if not servers:
        raise refusal(call, MISSING, "The request needs a server's certificate: CertId, or CertContent with CertKey.")
    algorithms = [one.algorithm.partition(" ")[0] for one in servers]
    if len(set(algorithms)) < len(algorithms):
        raise refusal(call, VALUE, "Several certificates of a listener must be of different algorithms.")
    if mode == MUTUAL and len(authorities) != 1:
        raise refusal(call, MISSING if not authorities else VALUE, "MUTUAL needs one CA certificate: CertCaId.")
    return Credentials(
        server_ids=tuple(one.id for one in servers),
        mode=mode,
        verify=given.ssl_verify_client or "ON",
        ca_id=authorities[0].id if mode == MUTUAL else "",
    )


def credentials_view(known: Credentials | None) -> shapes.CertificateOutput | None:
    """Return certificates as answers show them; what a one-way listener does not have is null."""
    if known is None:
        return None
    mutual = known.mode == MUTUAL
    return shapes.CertificateOutput(
        ssl_mode=known.mode,
        ssl_verify_client=known.verify if mutual else None,
        cert_id=known.server_ids[0],
        cert_ca_id=known.ca_id if mutual else None,
        ext_cert_ids=list(known.server_ids[1:]) or None,
    )


def planned_certificates(
    tx: Transaction, account: str, used: Iterable[Credentials]
) -> tuple[tuple[plan.Certificate, ...], tuple[plan.ClientAuthority, ...]]:
    """Return the material of the certificates in use; one that the operator has removed is missing."""
    servers: dict[str, plan.Certificate] = {}
    authorities: dict[str, plan.ClientAuthority] = {}
    for known in used:
        for name in known.server_ids:
            found = find_certificate(tx, account, name) if name not in servers else None
            if found is not None:
                servers[name] = plan.Certificate(name, found.chain_pem, found.key_pem)
        found = find_certificate(tx, account, known.ca_id) if known.ca_id and known.ca_id not in authorities else None
        if found is not None:
            authorities[found.id] = plan.ClientAuthority(found.id, found.chain_pem)
    return tuple(servers.values()), tuple(authorities.values())


def _pieces(given: Given) -> Sequence[_Piece]:
    """Return a request's certificates; members that are empty count as absent."""
    if given is None:
        return ()
    if isinstance(given, shapes.MultiCertInfo):
        several = [
            _Piece(one.cert_id or "", one.cert_name or "", one.cert_content or "", one.cert_key or "")
            for one in given.cert_list
        ]
        return [piece for piece in several if piece.id or piece.content]
    server = _Piece(given.cert_id or "", given.cert_name or "", given.cert_content or "", given.cert_key or "")
    authority = _Piece(given.cert_ca_id or "", given.cert_ca_name or "", given.cert_ca_content or "", "")
    return [piece for piece in (server, authority) if piece.id or piece.content]


def _read(call: Call, piece: _Piece) -> Certificate:
    chain, key = _as_pem(piece.content), _as_pem(piece.key)
    try:
        return read_certificate(call.new_id("", 8, ALNUM), call.tenant.account, piece.name, chain, key, call.now_ms)
    except CertificateError as error:
        raise refusal(
            call, VALUE, f"The certificate {piece.name or 'without a name'} is not usable: {error}."
        ) from None


def _as_pem(text: str) -> str:
    """Return PEM as the product's examples write it in its proper form.

    They have a backslash and an «n» for a line's end, and labels without spaces: ``-----BEGINRSAPRIVATEKEY-----``.
    """
    lines = text.replace("\\n", "\n")
    return _LABEL.sub(lambda label: f"-----{label[1]} {' '.join(_WORDS.findall(label[2]))}-----", lines)


def _find(call: Call, tx: Transaction, piece: _Piece, uploads: Uploads) -> Certificate:
    if piece.id:
        found = find_certificate(tx, call.tenant.account, piece.id)
        if found is None:
            raise refusal(call, "InvalidParameter", f"Invalid CertId, CertId: {piece.id}")
        return found
    brought = uploads[piece.content, piece.key]
    for known in tx.find(certificates, account=call.tenant.account, kind=brought.kind):
        if (known.chain_pem, known.key_pem) == (brought.chain_pem, brought.key_pem):
            return known
    tx.add(certificates, brought)
    return brought


def _check_places(call: Call, given: shapes.CertificateInput, found: Sequence[Certificate]) -> None:
    """Refuse a server's certificate in the place of an authority's, and the other way round."""
    kinds = [SERVER] if given.cert_id or given.cert_content else []
    kinds += [AUTHORITY] if given.cert_ca_id or given.cert_ca_content else []
    for kind, one in zip(kinds, found, strict=True):
        if one.kind != kind:
            wanted = "a server's certificate with its key" if kind == SERVER else "a CA certificate"
            raise refusal(call, VALUE, f"The certificate {one.id} is not {wanted}.")
