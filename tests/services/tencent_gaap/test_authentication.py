"""SetAuthentication: what is shown, planned and refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import Cloud
from twincloud.balancing.plan import TlsLimits, TlsVersion
from twincloud.balancing.trust import User

SHA = "/pHHYKZ/ehvCo1WOtZBaPGhW0nI="
USERS = f"ann:{{SHA}}{SHA}\nbob:{{SHA}}{SHA}"


async def opened(cloud: Cloud) -> tuple[str, dict[str, str]]:
    """Make an HTTPS listener with the domain a.test and two rules, one of which says a server name."""
    proxy = await cloud.proxy()
    listener = await cloud.https(proxy, ForwardProtocol="HTTPS")
    await cloud.rule(listener)
    await cloud.rule(listener, path="/sni", ServerNameIndicationSwitch="ON", ServerNameIndication="sni.test")
    return proxy, {"ListenerId": listener, "Domain": "a.test"}


async def shown(cloud: Cloud, place: dict[str, str]) -> dict[str, Any]:
    (domain,) = (await cloud("DescribeRules", ListenerId=place["ListenerId"]))["DomainRuleSet"]
    return dict(domain)


async def test_everything_is_switched_on_and_off(cloud: Cloud) -> None:
    proxy, place = await opened(cloud)
    users = await cloud.certificate(0, CertificateContent=USERS, CertificateAlias="users")
    authorities = [await cloud.certificate(3, CertificateAlias=name) for name in ("one", "two")]
    pair = (await cloud("DescribeCertificateDetail", CertificateId=await cloud.certificate()))["CertificateDetail"]
    material = {name: pair[name] for name in ("CertificateContent", "CertificateKey")}
    own = await cloud.certificate(4, **material, CertificateAlias="own")
    asked = {
        "BasicAuth": 1, "BasicAuthConfId": users, "GaapAuth": 1, "GaapCertificateId": own, "RealServerAuth": 1,
        "PolyRealServerCertificateIds": authorities, "RealServerCertificateDomain": "o.test",
    }  # fmt: skip
    await cloud("SetAuthentication", **place, **asked)
    domain = await shown(cloud, place)
    aliases = {"BasicAuthConfAlias": "users", "GaapCertificateAlias": "own", "RealServerCertificateAlias": "one"}
    first = {"RealServerCertificateId": authorities[0]}
    del asked["PolyRealServerCertificateIds"]
    assert {name: domain[name] for name in (*asked, *aliases, *first)} == {**asked, **aliases, **first}
    poly = [one["CertificateId"] for one in domain["PolyRealServerCertificateAliasInfo"]]
    assert poly == authorities

    plan = await cloud.plan(proxy)
    (long, short) = plan.listeners[0].hosts[0].routes
    assert long.users == short.users == (User("ann", SHA), User("bob", SHA))
    trusts = [pool.trust for pool in plan.pools]
    assert [trust.name for trust in trusts if trust is not None] == ["o.test", "o.test"]
    assert trusts[0] is not None
    assert trusts[0].authorities_pem.count("BEGIN CERTIFICATE") == 2
    assert (trusts[0].chain_pem, trusts[0].key_pem) == (material["CertificateContent"], material["CertificateKey"])
    for name in (users, own, *authorities):
        assert await cloud.code("DeleteCertificate", CertificateId=name) == "FailedOperation.CertificateIsUsing"

    await cloud("SetAuthentication", **place, RealServerAuth=1, RealServerCertificateId=authorities[1])
    names = [pool.trust.name for pool in (await cloud.plan(proxy)).pools if pool.trust is not None]
    assert names == ["", "sni.test"]
    domain = await shown(cloud, place)
    assert (domain["BasicAuth"], domain["BasicAuthConfId"], domain["GaapAuth"]) == (0, None, 0)
    await cloud("SetAuthentication", **place)
    plan = await cloud.plan(proxy)
    assert [pool.trust for pool in plan.pools] == [None, None]
    assert [route.users for route in plan.listeners[0].hosts[0].routes] == [(), ()]
    domain = await shown(cloud, place)
    assert (domain["RealServerAuth"], domain["PolyRealServerCertificateAliasInfo"]) == (0, [])
    await cloud("DeleteCertificate", CertificateId=users)


async def test_origins_in_the_clear_prove_nothing(cloud: Cloud) -> None:
    proxy, place = await opened(cloud)
    await cloud("ModifyHTTPSListenerAttribute", ListenerId=place["ListenerId"], ForwardProtocol="HTTP")
    await cloud("SetAuthentication", **place, RealServerAuth=1, RealServerCertificateId=await cloud.certificate(3))
    assert [pool.trust for pool in (await cloud.plan(proxy)).pools] == [None, None]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"BasicAuth": 1}, "MissingParameter"),
        ({"GaapAuth": 1}, "MissingParameter"),
        ({"RealServerAuth": 1}, "MissingParameter"),
        ({"BasicAuth": 2}, "InvalidParameterValue"),
        ({"BasicAuth": 1, "BasicAuthConfId": "server"}, "InvalidParameterValue.InvalidCertificateId"),
        ({"GaapAuth": 1, "GaapCertificateId": "server"}, "InvalidParameterValue.InvalidCertificateId"),
        ({"RealServerAuth": 1, "RealServerCertificateId": "cert-1"}, "InvalidParameterValue.InvalidCertificateId"),
        ({"BasicAuth": 1, "BasicAuthConfId": "crypted"}, "UnsupportedOperation"),
        ({"TLSSupportVersion": ["SSLv3"]}, "InvalidParameterValue"),
        ({"TLSCiphers": "ANY"}, "InvalidParameterValue"),
        ({"Domain": "b.test"}, "ResourceNotFound"),
        ({"ListenerId": "listener-12345678"}, "ResourceNotFound"),
    ],
)
async def test_what_is_refused(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    _, place = await opened(cloud)
    known = {
        "server": await cloud.certificate(),
        "crypted": await cloud.certificate(0, CertificateContent="test:tx2KGdo3zJg/."),
    }
    given = {name: known.get(value, value) if isinstance(value, str) else value for name, value in members.items()}
    assert await cloud.code("SetAuthentication", **{**place, **given}) == code


async def test_listeners_of_layer_4_have_no_domains(cloud: Cloud) -> None:
    (tcp,) = await cloud.tcp(await cloud.proxy())
    assert (await cloud.refused("SetAuthentication", ListenerId=tcp, Domain="a.test")).code == "FailedOperation"


async def test_versions_of_tls_are_the_domains_own(cloud: Cloud) -> None:
    proxy, place = await opened(cloud)
    await cloud("CreateDomain", ListenerId=place["ListenerId"], Domain="b.test")

    async def limits() -> list[TlsLimits | None]:
        return [host.tls_limits for host in (await cloud.plan(proxy)).listeners[0].hosts]

    assert await limits() == [None, None]
    await cloud("SetAuthentication", **place, TLSSupportVersion=["TLSv1.2", "TLSv1.1"])
    assert await limits() == [TlsLimits(TlsVersion.V1_1, TlsVersion.V1_2), None]
    await cloud("SetAuthentication", **place, TLSCiphers="GAAPTLS_CIPHERS_STRICT")
    domain = (await cloud("DescribeRules", ListenerId=place["ListenerId"]))["DomainRuleSet"][0]
    assert (domain["TLSSupportVersion"], domain["TLSCiphers"]) == (["TLSv1.1", "TLSv1.2"], "GAAP_TLS_CIPHERS_STRICT")
    (first, _) = await limits()
    assert first is not None
    assert len(first.ciphers) == 6
    await cloud("SetAuthentication", **place, TLSSupportVersion=[])
    (first, _) = await limits()
    assert first is not None
    assert (first.min_version, first.max_version) == (TlsVersion.V1_2, TlsVersion.V1_3)
    plain = await cloud.http(proxy, 80)
    await cloud("CreateDomain", ListenerId=plain, Domain="a.test")
    asked = {"ListenerId": plain, "Domain": "a.test", "TLSSupportVersion": ["TLSv1.2"]}
    assert await cloud.code("SetAuthentication", **asked) == "InvalidParameterValue"
