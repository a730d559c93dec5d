"""Certificates that are uploaded, listed and deleted."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from tests.services.companions.harness import Companion
from tests.support.certificates import Authority, Pair
from twincloud.kernel.tenancy import Tenant
from twincloud.services.companions.ssl import SSL


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority("an authority")


async def upload(ssl: Companion, pair: Pair, **members: Any) -> str:
    given = {"CertificatePublicKey": pair.chain, "CertificatePrivateKey": pair.key, **members}
    return str((await ssl("UploadCertificate", **given))["CertificateId"])


async def test_a_certificate_as_it_is_shown(ssl: Companion, authority: Authority) -> None:
    pair = authority.issue("a.test", "*.a.test")
    made = await upload(ssl, pair, Alias="web", Tags=[{"TagKey": "k", "TagValue": "v"}])
    assert len(made) == 8
    detail = await ssl("DescribeCertificateDetail", CertificateId=made)
    brief = await ssl("DescribeCertificate", CertificateId=made)
    (listed,) = (await ssl("DescribeCertificates"))["Certificates"]
    for shown in (detail, brief, listed):
        assert (shown["CertificateId"], shown["Alias"], shown["CertificateType"]) == (made, "web", "SVR")
        assert (shown["Status"], shown["From"], shown["OwnerUin"]) == (1, "upload", ssl.tenant.account)
        assert shown["Tags"] == [{"TagKey": "k", "TagValue": "v"}]
        assert shown["IsWildcard"] is True
    assert (detail["CertificatePublicKey"], detail["CertificatePrivateKey"]) == (pair.chain, None)
    assert len(detail["CertFingerprint"]) == 40
    assert set(brief["SubjectAltName"]) == {"a.test", "*.a.test"}
    assert detail["Domain"] not in detail["SubjectAltName"]
    assert listed["InsertTime"] == "2026-01-01 08:00:00"


async def test_an_authority_as_it_is_shown(ssl: Companion, authority: Authority) -> None:
    made = (await ssl("UploadCertificate", CertificatePublicKey=authority.pem, CertificateType="CA"))["CertificateId"]
    shown = await ssl("DescribeCertificate", CertificateId=made)
    assert (shown["CertificateType"], shown["CACommonNames"]) == ("CA", ["an authority"])
    detail = await ssl("DescribeCertificateDetail", CertificateId=made)
    assert (detail["CertificateType"], detail["CertificatePublicKey"]) == ("CA", authority.pem)


async def test_what_cannot_be_read_is_refused(ssl: Companion, authority: Authority) -> None:
    pair, other = authority.issue("a.test"), authority.issue("b.test")
    for members, code in (
        ({"CertificatePublicKey": pair.chain}, "MissingParameter"),
        ({"CertificatePublicKey": "nonsense", "CertificatePrivateKey": pair.key}, "FailedOperation.CertificateInvalid"),
        ({"CertificatePublicKey": pair.chain, "CertificatePrivateKey": "x"}, "FailedOperation.CertificateInvalid"),
        (
            {"CertificatePublicKey": pair.chain, "CertificatePrivateKey": other.key},
            "FailedOperation.CertificateMismatch",
        ),
        ({"CertificatePublicKey": pair.chain, "CertificateType": "OV"}, "InvalidParameterValue"),
    ):
        assert await ssl.refused("UploadCertificate", **members) == code
    assert (await ssl("DescribeCertificates"))["TotalCount"] == 0


async def test_a_key_with_a_password(ssl: Companion, authority: Authority) -> None:
    pair = authority.issue("a.test")
    key = serialization.load_pem_private_key(pair.key.encode(), None)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    locked = key.private_bytes(*form, serialization.BestAvailableEncryption(b"open")).decode()
    given = {"CertificatePublicKey": pair.chain, "CertificatePrivateKey": locked}
    for members in ({}, {"KeyPassword": "wrong"}):
        assert await ssl.refused("UploadCertificate", **given, **members) == "FailedOperation.CertificateInvalid"
    await ssl("UploadCertificate", **given, KeyPassword="open")


async def test_the_same_certificate_again(ssl: Companion, authority: Authority) -> None:
    pair = authority.issue("a.test")
    first, second = await upload(ssl, pair), await upload(ssl, pair)
    assert first != second
    again = {"CertificatePublicKey": pair.chain, "CertificatePrivateKey": pair.key, "Repeatable": False}
    answer = await ssl("UploadCertificate", **again)
    assert (answer["CertificateId"], answer["RepeatCertId"]) == (first, first)
    assert (await ssl("DescribeCertificates"))["TotalCount"] == 2


async def test_certificates_are_listed(ssl: Companion, authority: Authority) -> None:
    tags = [{"TagKey": "k", "TagValue": "v"}]
    a = await upload(ssl, authority.issue("a.test"), Alias="first")
    b = await upload(ssl, authority.issue("b.test"), Tags=tags)
    c = (await ssl("UploadCertificate", CertificatePublicKey=authority.pem, CertificateType="CA"))["CertificateId"]
    stranger = Companion(ssl.store, SSL, tenant=Tenant("100000000002", "ap-guangzhou"))
    theirs = await upload(stranger, authority.issue("c.test"))
    for members, wanted in (
        ({}, [c, b, a]),
        ({"Limit": 1, "Offset": 1}, [b]),
        ({"CertificateType": "CA"}, [c]),
        ({"SearchKey": "fir"}, [a]),
        ({"SearchKey": "b.te"}, [b]),
        ({"SearchKey": a}, [a]),
        ({"CertIds": [a, theirs]}, [a]),
        ({"CertificateStatus": [1]}, [c, b, a]),
        ({"CertificateStatus": [3]}, []),
        ({"FilterSource": "buy"}, []),
        ({"Tags": tags}, [b]),
    ):
        answer = await ssl("DescribeCertificates", **members)
        assert [one["CertificateId"] for one in answer["Certificates"]] == wanted, members
    for order in ("ASC", "DESC"):
        answer = await ssl("DescribeCertificates", ExpirationSort=order)
        ends = [one["CertEndTime"] for one in answer["Certificates"]]
        assert ends == sorted(ends, reverse=order == "DESC")


async def test_an_alias_can_be_changed(ssl: Companion, authority: Authority) -> None:
    made = await upload(ssl, authority.issue("a.test"), Alias="old")
    await ssl("ModifyCertificateAlias", CertificateId=made, Alias="new")
    assert (await ssl("DescribeCertificate", CertificateId=made))["Alias"] == "new"


async def test_a_certificate_goes(ssl: Companion, authority: Authority) -> None:
    made = await upload(ssl, authority.issue("a.test"), Tags=[{"TagKey": "k", "TagValue": "v"}])
    answer = await ssl("DeleteCertificate", CertificateId=made)
    assert answer["DeleteResult"] is True
    for action in ("DescribeCertificate", "DescribeCertificateDetail", "DeleteCertificate", "ModifyCertificateAlias"):
        assert await ssl.refused(action, CertificateId=made) == "FailedOperation.CertificateNotFound"


async def test_nobody_sees_anothers(ssl: Companion, authority: Authority) -> None:
    made = await upload(ssl, authority.issue("a.test"))
    stranger = Companion(ssl.store, SSL, tenant=Tenant("100000000002", "ap-guangzhou"))
    for action in ("DescribeCertificate", "DescribeCertificateDetail", "DeleteCertificate"):
        assert await stranger.refused(action, CertificateId=made) == "FailedOperation.CertificateNotFound"
