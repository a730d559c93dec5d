"""Certificates: kept with their key under an id that any product's listener may name."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from msgspec import Struct

from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

SERVER = "SVR"
AUTHORITY = "CA"


class CertificateError(ValueError):
    """A certificate or key that cannot be used; the message says why."""


class KeyMismatchError(CertificateError):
    """The private key is not the certificate's."""


class KeyUnreadableError(CertificateError):
    """The private key cannot be read."""


class KeyPasswordError(KeyUnreadableError):
    """The private key cannot be read without a password."""


class Certificate(Struct, frozen=True):
    """A certificate of an account. `kind` is ``SVR`` (a server's, with its key) or ``CA`` (without one).

    `chain_pem` begins with the certificate itself; `names` are what it vouches for; `algorithm` is ``RSA 2048``,
    ``ECC P-256`` or the like. Times are Unix milliseconds.
    """

    id: str
    account: str
    name: str
    kind: str
    chain_pem: str
    key_pem: str
    subject: str
    names: tuple[str, ...]
    algorithm: str
    not_before_ms: int
    not_after_ms: int
    created_ms: int
    region: str = ""
    """Where it was uploaded; empty for one that is good in every region."""
    resource_group: str = ""
    issuer: str = ""


certificates = Collection("certificate", Certificate, columns={"account": str, "kind": str}, index=[("account",)])


def find_certificate(tx: Transaction, account: str, certificate_id: str) -> Certificate | None:
    """Return the account's certificate of that id, or None."""
    found = tx.get(certificates, certificate_id)
    return found if found is not None and found.account == account else None


def read_certificate(
    certificate_id: str, account: str, name: str, chain_pem: str, key_pem: str, now_ms: int
) -> Certificate:
    """Return the record of a certificate in PEM; an authority's when `key_pem` is empty.

    Raises CertificateError when the PEM cannot be read, or when the key is not the certificate's. Parsing takes a
    fraction of a millisecond, and belongs before a transaction all the same.
    """
    first = _chain(chain_pem)[0]
    if key_pem:
        _require_pair(first, key_pem)
    return Certificate(
        id=certificate_id,
        account=account,
        name=name,
        kind=SERVER if key_pem else AUTHORITY,
        chain_pem=chain_pem,
        key_pem=key_pem,
        subject=first.subject.rfc4514_string(),
        names=tuple(_names(first)),
        algorithm=_algorithm(first.public_key()),
        not_before_ms=int(first.not_valid_before_utc.timestamp() * 1000),
        not_after_ms=int(first.not_valid_after_utc.timestamp() * 1000),
        created_ms=now_ms,
        issuer=first.issuer.rfc4514_string(),
    )


def common_name(name: str) -> str:
    """Return the common name inside a subject or issuer as records have it; empty when it has none."""
    found = x509.Name.from_rfc4514_string(name).get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else ""


def _chain(pem: str) -> Sequence[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem.encode())
    except ValueError as error:
        raise CertificateError(f"the certificate is not valid PEM: {error}") from None


def _require_pair(certificate: x509.Certificate, key_pem: str) -> None:
    try:
        key = serialization.load_pem_private_key(key_pem.encode(), password=None)
    except TypeError:
        raise KeyPasswordError("the private key has a password; give it without one") from None
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyUnreadableError(f"the private key is not valid PEM: {error}") from None
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if key.public_key().public_bytes(*form) != certificate.public_key().public_bytes(*form):
        raise KeyMismatchError("the private key is not the certificate's")


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        common = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return [str(attribute.value) for attribute in common]
    return [str(name.value) for name in extension.value]


def _algorithm(key: object) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"ECC {key.curve.name}"
    return "Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else "other"
