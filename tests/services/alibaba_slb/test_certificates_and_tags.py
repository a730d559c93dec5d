"""Server certificates, and tags on everything."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from tests.services.alibaba_slb.harness import Cloud
from tests.support.certificates import Authority
from twincloud.kernel.tenancy import Tenant
from twincloud.services.alibaba_slb import Quotas
from twincloud.storage.sqlite import SqliteStore

UPLOAD = "UploadServerCertificate"


async def listed(cloud: Cloud, **members: Any) -> list[dict[str, Any]]:
    return list((await cloud("DescribeServerCertificates", **members))["ServerCertificates"]["ServerCertificate"])


async def test_a_certificate_comes_and_goes(cloud: Cloud, empty_store: SqliteStore) -> None:
    pair = Authority().issue("a.test", "b.test")
    made = await cloud(
        UPLOAD, ServerCertificate=pair.chain, PrivateKey=pair.key, ServerCertificateName="mine", ResourceGroupId="rg-1"
    )
    certificate = made["ServerCertificateId"]
    assert certificate.startswith("100000000001_")
    assert (made["ServerCertificateName"], made["CommonName"]) == ("mine", "a.test")
    assert made["SubjectAlternativeNames"]["SubjectAlternativeName"] == ["a.test", "b.test"]
    assert (made["RegionId"], made["ResourceGroupId"], made["IsAliCloudCertificate"]) == ("cn-hangzhou", "rg-1", 0)
    assert len(made["Fingerprint"].split(":")) == 20
    assert made["ExpireTimeStamp"] > made["CreateTimeStamp"] == cloud.now_ms
    (shown,) = await listed(cloud)
    assert {name: shown[name] for name in shown if name != "Tags"} == {
        name: value for name, value in made.items() if name != "RequestId"
    }
    assert await listed(cloud, ServerCertificateId="unknown") == []
    assert await listed(cloud, ResourceGroupId="rg-1") == [shown]
    assert await listed(Cloud(empty_store, tenant=Tenant("100000000001", "cn-beijing"))) == []
    balancer = await cloud.balancer()
    await cloud.listener(balancer, "https", 443, ServerCertificateId=certificate)
    error = await cloud.refused("DeleteServerCertificate", ServerCertificateId=certificate)
    assert error.code == "CertificateAndPrivateKeyIsRefered"
    await cloud("DeleteLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=443)
    await cloud("DeleteServerCertificate", ServerCertificateId=certificate)
    error = await cloud.refused("DeleteServerCertificate", ServerCertificateId=certificate)
    assert error.code == "ServerCertificateId.NotFound"


def locked_key(pem: str) -> str:
    """Return the key with a password."""
    key = serialization.load_pem_private_key(pem.encode(), None)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret")
    ).decode()


async def test_what_is_no_certificate(cloud: Cloud, empty_store: SqliteStore) -> None:
    authority = Authority()
    pair, other = authority.issue("a.test"), authority.issue("b.test")
    refused = {
        "CertificateNotMatchPrivateKey": {"ServerCertificate": pair.chain, "PrivateKey": other.key},
        "PrivateKeyEncryption": {"ServerCertificate": pair.chain, "PrivateKey": locked_key(pair.key)},
        "KeyFormatError": {"ServerCertificate": "nothing", "PrivateKey": pair.key},
        "MissingParameter": {"ServerCertificate": pair.chain},
        "InvalidParameter": {"AliCloudCertificateId": "cas-1"},
    }
    for code, members in refused.items():
        assert (await cloud.refused(UPLOAD, **members)).code == code
    assert (await cloud.refused(UPLOAD, PrivateKey=pair.key)).code == "MissingParameter"
    assert (await cloud.refused(UPLOAD, ServerCertificate=pair.chain, PrivateKey="nothing")).code == "KeyFormatError"
    none = Cloud(empty_store, quotas=Quotas(certificates_per_region=0))
    full = await none.refused(UPLOAD, ServerCertificate=pair.chain, PrivateKey=pair.key)
    assert full.code == "OverQuota"
    assert await listed(cloud) == []


async def test_a_client_authority_comes_and_goes(cloud: Cloud, empty_store: SqliteStore) -> None:
    authority = Authority("mine")
    tags = [{"Key": "a", "Value": "b"}]
    made = await cloud("UploadCACertificate", CACertificate=authority.pem, CACertificateName="ca", Tag=tags)
    name = made["CACertificateId"]
    assert (made["CACertificateName"], made["CommonName"]) == ("ca", "mine")

    async def found(**members: Any) -> list[dict[str, Any]]:
        return list((await cloud("DescribeCACertificates", **members))["CACertificates"]["CACertificate"])

    (shown,) = await found()
    assert {key: shown[key] for key in shown if key not in {"Tags", "RegionId"}} == {
        key: made[key] for key in made if key != "RequestId"
    }
    assert await found(CACertificateId=name) == await found(Tag=tags) == [shown]
    assert await found(CACertificateId="unknown") == await found(ResourceGroupId="rg-x") == []
    assert await listed(cloud) == []
    elsewhere = Cloud(empty_store, tenant=Tenant(cloud.tenant.account, "cn-beijing"))
    assert (await elsewhere("DescribeCACertificates"))["CACertificates"] == {"CACertificate": []}
    await cloud("SetCACertificateName", CACertificateId=name, CACertificateName="new")
    assert [one["CACertificateName"] for one in await found()] == ["new"]
    balancer = await cloud.balancer()
    await cloud.https(balancer, 443, CACertificateId=name)
    assert (await cloud.shown(balancer, "https", 443))["CACertificateId"] == name
    error = await cloud.refused("DeleteCACertificate", CACertificateId=name)
    assert error.code == "CertificateAndPrivateKeyIsRefered"
    await cloud("DeleteLoadBalancer", LoadBalancerId=balancer)
    await cloud("DeleteCACertificate", CACertificateId=name)
    assert await found() == []
    for action, more in (("DeleteCACertificate", {}), ("SetCACertificateName", {"CACertificateName": "x"})):
        assert (await cloud.refused(action, CACertificateId=name, **more)).code == "CACertificateId.NotFound"
    assert (await cloud.refused("UploadCACertificate", CACertificate="nothing")).code == "InvalidParameter"


async def test_a_certificate_is_renamed(cloud: Cloud) -> None:
    name = await cloud.certificate("a.test")
    await cloud("SetServerCertificateName", ServerCertificateId=name, ServerCertificateName="new")
    assert [one["ServerCertificateName"] for one in await listed(cloud)] == ["new"]
    error = await cloud.refused("SetServerCertificateName", ServerCertificateId="x", ServerCertificateName="new")
    assert error.code == "ServerCertificateId.NotFound"


async def tagged(cloud: Cloud, kind: str, **members: Any) -> dict[str, dict[str, str]]:
    """Return the tags that ListTagResources shows, by resource."""
    answer = await cloud("ListTagResources", ResourceType=kind, **members)
    found: dict[str, dict[str, str]] = {}
    for one in answer["TagResources"]["TagResource"]:
        assert one["ResourceType"] == kind
        found.setdefault(one["ResourceId"], {})[one["TagKey"]] = one["TagValue"]
    return found


@pytest.mark.parametrize(
    "kind", ["instance", "certificate", "acl", "listener", "vservergroup", "masterslaveservergroup"]
)
async def test_tags_of_each_kind(cloud: Cloud, empty_store: SqliteStore, kind: str) -> None:
    balancer = await cloud.balancer()
    await cloud.listener(balancer, "http")
    resources = {
        "instance": balancer,
        "certificate": await cloud.certificate("a.test"),
        "acl": await cloud.acl(),
        "listener": f"{balancer}_http_80",
        "vservergroup": await cloud.group(balancer),
        "masterslaveservergroup": await cloud.pair(balancer, "10.0.0.1:80", "10.0.0.2:80"),
    }
    name = resources[kind]
    tags = [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    await cloud("TagResources", ResourceType=kind, ResourceId=[name], Tag=tags)
    await cloud("TagResources", ResourceType=kind, ResourceId=[name], Tag=[{"Key": "b", "Value": "3"}])
    assert await tagged(cloud, kind, ResourceId=[name]) == {name: {"a": "1", "b": "3"}}
    assert await tagged(cloud, kind, Tag=[{"Key": "a", "Value": "1"}]) == {name: {"a": "1"}}
    assert await tagged(cloud, kind, Tag=[{"Key": "a", "Value": "9"}]) == {}
    assert await tagged(cloud, kind) == {name: {"a": "1", "b": "3"}}
    assert await tagged(Cloud(empty_store, tenant=Tenant(cloud.tenant.account, "cn-beijing")), kind) == {}
    other = "acl" if kind != "acl" else "instance"
    assert await tagged(cloud, other) == {}
    await cloud("UntagResources", ResourceType=kind, ResourceId=[name], TagKey=["a"])
    assert await tagged(cloud, kind, ResourceId=[name]) == {name: {"b": "3"}}
    nothing = await cloud.refused("UntagResources", ResourceType=kind, ResourceId=[name])
    assert nothing.code == "MissingParameter"
    await cloud("UntagResources", ResourceType=kind, ResourceId=[name], All=True)
    assert await tagged(cloud, kind, ResourceId=[name]) == {}
    unknown = await cloud.refused("TagResources", ResourceType=kind, ResourceId=[f"{name}x"], Tag=tags)
    assert unknown.code == "InvalidParameter"


async def test_tags_of_what_is_gone_are_none(cloud: Cloud) -> None:
    acl = await cloud.acl()
    await cloud("TagResources", ResourceType="acl", ResourceId=[acl], Tag=[{"Key": "a", "Value": "1"}])
    await cloud("DeleteAccessControlList", AclId=acl)
    assert await tagged(cloud, "acl", ResourceId=[acl]) == {}
    assert await cloud.count("tag") == 0


async def test_tags_are_counted_and_paged(cloud: Cloud) -> None:
    balancers = [await cloud.balancer() for _ in range(3)]
    tags = [{"Key": f"k{number}", "Value": "v"} for number in range(20)]
    await cloud("TagResources", ResourceType="instance", ResourceId=balancers, Tag=tags)
    first = await cloud("ListTagResources", ResourceType="instance")
    second = await cloud("ListTagResources", ResourceType="instance", NextToken=first["NextToken"])
    counts = [len(one["TagResources"]["TagResource"]) for one in (first, second)]
    assert (counts, "NextToken" in second) == ([50, 10], False)
    more = {"ResourceType": "instance", "ResourceId": balancers[:1], "Tag": [{"Key": "one more"}]}
    assert (await cloud.refused("TagResources", **more)).code == "TagCountLimit"
