"""Certificates are added, listed and forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.inventory.certificates import find_certificate
from twincloud.kernel.errors import ApiError

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
BEGIN = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def pem_of(key: Key, password: bytes | None = None) -> str:
    hidden = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    return key.private_bytes(*form, hidden).decode()


def certificate_of(key: Key, *names: str) -> str:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


async def test_a_certificate_is_added_where_products_look_for_it(door: Any) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    other = await door("CreateAccount", name="other")
    pem = certificate_of(key, "a.example", "*.a.example")
    added = await door("AddCertificate", account=other["id"], name="web", certificate=pem, private_key=pem_of(key))
    assert len(added["id"]) == 8
    assert {name: added[name] for name in added if name != "id"} == {
        "account": other["id"],
        "name": "web",
        "kind": "SVR",
        "subject": "CN=a.example",
        "names": ["a.example", "*.a.example"],
        "algorithm": "ECC secp256r1",
        "not_before_ms": int(BEGIN.timestamp() * 1000),
        "not_after_ms": int(BEGIN.timestamp() * 1000) + 30 * 24 * 3600 * 1000,
    }
    found = await door.store.read(lambda tx: find_certificate(tx, other["id"], added["id"]))
    assert (found.chain_pem, found.key_pem) == (pem, pem_of(key))
    assert await door.store.read(lambda tx: find_certificate(tx, FIRST_ACCOUNT, added["id"])) is None


async def test_a_certificate_without_a_key_is_an_authoritys(door: Any) -> None:
    key = rsa.generate_private_key(65537, 2048)
    added = await door("AddCertificate", certificate=certificate_of(key, "authority"))
    assert (added["kind"], added["algorithm"]) == ("CA", "RSA 2048")


@pytest.mark.parametrize("wrong", ["certificate", "key", "other key", "locked key"])
async def test_certificates_that_cannot_be(door: Any, wrong: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate, private_key = certificate_of(key, "a.example"), pem_of(key)
    if wrong == "certificate":
        certificate = certificate[:200]
    elif wrong == "key":
        private_key = private_key[:60]
    elif wrong == "other key":
        private_key = pem_of(ec.generate_private_key(ec.SECP256R1()))
    else:
        private_key = pem_of(key, b"password")
    with pytest.raises(ApiError) as refused:
        await door("AddCertificate", certificate=certificate, private_key=private_key)
    assert refused.value.code == "InvalidParameterValue"
    assert (await door("ListCertificates"))["total"] == 0


async def test_certificates_are_listed_without_keys(door: Any) -> None:
    other = await door("CreateAccount", name="other")
    key = ec.generate_private_key(ec.SECP256R1())
    for name, account in (("a", FIRST_ACCOUNT), ("b", other["id"]), ("c", FIRST_ACCOUNT)):
        pem = certificate_of(key, f"{name}.example")
        await door("AddCertificate", account=account, name=name, certificate=pem, private_key=pem_of(key))

    async def listed(**payload: Any) -> list[str]:
        answer = await door("ListCertificates", **payload)
        assert "PRIVATE KEY" not in str(answer)
        return [each["name"] for each in answer["certificates"]]

    assert await listed() == ["a", "b", "c"]
    assert await listed(account=FIRST_ACCOUNT) == ["a", "c"]
    assert await listed(offset=1, limit=1) == ["b"]


async def test_a_removed_certificate_is_gone(door: Any) -> None:
    other = await door("CreateAccount", name="other")
    key = ec.generate_private_key(ec.SECP256R1())
    added = await door("AddCertificate", certificate=certificate_of(key, "a.example"))
    with pytest.raises(ApiError, match="There is no certificate"):
        await door("RemoveCertificate", account=other["id"], id=added["id"])
    assert await door("RemoveCertificate", account=FIRST_ACCOUNT, id=added["id"]) == {}
    assert (await door("ListCertificates"))["total"] == 0
