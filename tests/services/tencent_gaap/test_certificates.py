"""Certificates of the five kinds."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.services.tencent_clb.harness import NOW_MS
from tests.services.tencent_gaap.harness import Cloud
from tests.support.certificates import Authority

CONTENT = "InvalidParameterValue.InvalidCertificateContent"
KEY = "InvalidParameterValue.InvalidCertificateKey"
PAIR = "InvalidParameterValue.CertificateContentNotMatchKey"


async def listed(cloud: Cloud, **members: Any) -> list[dict[str, Any]]:
    return list((await cloud("DescribeCertificates", **members))["CertificateSet"])


@pytest.mark.parametrize("encoded", [False, True])
async def test_servers_come_raw_or_url_encoded(cloud: Cloud, encoded: bool) -> None:
    pair = Authority("issuer").issue("a.test", "b.test")
    chain, key = (quote(pair.chain), quote(pair.key)) if encoded else (pair.chain, pair.key)
    made = await cloud.certificate(CertificateContent=chain, CertificateKey=key, CertificateAlias="mine")
    (shown,) = await listed(cloud)
    begin, end = shown.pop("BeginTime"), shown.pop("EndTime")
    assert shown == {
        "CertificateId": made, "CertificateName": "mine", "CertificateType": 2, "CertificateAlias": "mine",
        "CreateTime": NOW_MS // 1000, "IssuerCN": "issuer", "SubjectCN": "a.test",
    }  # fmt: skip
    assert end - begin == 2 * 86_400
    await cloud.https(await cloud.proxy(), CertificateId=made)


async def test_users_have_no_times(cloud: Cloud) -> None:
    await cloud.certificate(0, CertificateContent="test:tx2KGdo3zJg/.\nother:$apr1$x", CertificateAlias="users")
    (shown,) = await listed(cloud)
    assert [shown[name] for name in ("BeginTime", "EndTime", "IssuerCN", "SubjectCN")] == [None] * 4


async def test_each_kind_and_pages(cloud: Cloud) -> None:
    authority = Authority()
    pair = authority.issue("a.test")
    own = {"CertificateContent": pair.chain, "CertificateKey": pair.key}
    for kind, members in ((0, {"CertificateContent": "a:b"}), (1, {}), (2, {}), (3, {}), (4, own)):
        await cloud.certificate(kind, **members)
    assert [one["CertificateType"] for one in await listed(cloud)] == [0, 1, 2, 3, 4]
    assert [one["CertificateType"] for one in await listed(cloud, CertificateType="-1", Offset=1, Limit=2)] == [1, 2]
    for kind in range(5):
        assert [one["CertificateType"] for one in await listed(cloud, CertificateType=kind)] == [kind]
    assert (await cloud("DescribeCertificates", Limit=1))["TotalCount"] == 5
    assert await listed(Cloud(cloud.store, account="100000000002")) == []


GOOD, OTHER = Authority().issue("a.test"), Authority().issue("a.test")


@pytest.mark.parametrize(
    ("kind", "members", "code"),
    [
        (0, {"CertificateContent": "nobody"}, CONTENT),
        (0, {"CertificateContent": " "}, CONTENT),
        (1, {"CertificateContent": "nonsense"}, CONTENT),
        (2, {"CertificateContent": "nonsense", "CertificateKey": GOOD.key}, CONTENT),
        (2, {"CertificateContent": GOOD.chain, "CertificateKey": "nonsense"}, KEY),
        (2, {"CertificateContent": GOOD.chain, "CertificateKey": OTHER.key}, PAIR),
        (2, {"CertificateContent": GOOD.chain}, "MissingParameter"),
        (4, {"CertificateContent": GOOD.chain}, "MissingParameter"),
        (5, {"CertificateContent": GOOD.chain}, "InvalidParameterValue"),
        (1, {"CertificateContent": GOOD.chain, "CertificateAlias": "x" * 51}, "InvalidParameterValue"),
        (1, {}, "MissingParameter"),
    ],
)
async def test_what_cannot_be_used(cloud: Cloud, kind: int, members: dict[str, Any], code: str) -> None:
    assert await cloud.code("CreateCertificate", CertificateType=kind, **members) == code
    assert await listed(cloud) == []


async def test_what_is_used_stays(cloud: Cloud) -> None:
    proxy = await cloud.proxy()
    certificate, authority = await cloud.certificate(), await cloud.certificate(1)
    clients: dict[str, Any] = {"AuthType": 1, "PolyClientCertificateIds": [authority]}
    listener = await cloud.https(proxy, CertificateId=certificate, **clients)
    for used in (certificate, authority):
        assert await cloud.code("DeleteCertificate", CertificateId=used) == "FailedOperation.CertificateIsUsing"
    await cloud.delete(proxy, listener)
    for used in (certificate, authority):
        await cloud("DeleteCertificate", CertificateId=used)
    gone = await cloud.refused("DeleteCertificate", CertificateId=certificate)
    assert (gone.code, gone.message) == ("ResourceNotFound", "CertificateId not found")
    assert await Cloud(cloud.store, account="100000000002").code("DeleteCertificate", CertificateId="default")
