"""ReplaceCertForLoadBalancers and DescribeLoadBalancerListByCertId: authorities, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.services.tencent_clb.harness import Cloud
from tests.support.certificates import Authority
from twincloud.inventory.certificates import certificates, read_certificate

ONE_WAY = {"SSLMode": "UNIDIRECTIONAL"}


async def kept(cloud: Cloud, name: str, chain: str, key: str = "") -> str:
    """Put a certificate into the inventory under a name that serves as its id."""
    record = read_certificate(name, cloud.tenant.account, name, chain, key, cloud.now_ms)
    await cloud.store.write(lambda tx: tx.add(certificates, replace(record, id=name)))
    return name


async def test_an_authority_is_replaced(cloud: Cloud) -> None:
    first, second = Authority("first"), Authority("second")
    pair = first.issue("a.test")
    server = await kept(cloud, "server00", pair.chain, pair.key)
    old, new = await kept(cloud, "caold000", first.pem), await kept(cloud, "canew000", second.pem)
    balancer = await cloud.balancer()
    mutual = {"SSLMode": "MUTUAL", "CertId": server, "CertCaId": old}
    listener = await cloud.listener(balancer, 443, "HTTPS", Certificate=mutual)
    await cloud("ReplaceCertForLoadBalancers", OldCertificateId=old, Certificate={**mutual, "CertCaId": new})
    shown = (await cloud.shown(balancer, listener))["Certificate"]
    assert (shown["CertId"], shown["CertCaId"]) == (server, new)
    answer = await cloud("DescribeLoadBalancerListByCertId", CertIds=[old, new, "none0000"])
    used_by = {one["CertId"]: [used["LoadBalancerId"] for used in one["LoadBalancers"]] for one in answer["CertSet"]}
    assert used_by == {old: [], new: [balancer], "none0000": []}


@pytest.mark.parametrize(
    ("old", "given", "code"),
    [
        ("none0000", {"CertId": "server00"}, "InvalidParameterValue"),
        ("server00", {"CertId": "none0000"}, "InvalidParameter"),
        ("caold000", {"CertId": "server00"}, "InvalidParameterValue"),
        ("server00", {}, "MissingParameter"),
    ],
)
async def test_refusals(cloud: Cloud, old: str, given: dict[str, Any], code: str) -> None:
    authority = Authority()
    pair = authority.issue("a.test")
    await kept(cloud, "server00", pair.chain, pair.key)
    await kept(cloud, "caold000", authority.pem)
    refused = await cloud.refused(
        "ReplaceCertForLoadBalancers", OldCertificateId=old, Certificate={**ONE_WAY, **given}
    )  # fmt: skip
    assert refused.code == code
