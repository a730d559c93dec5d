"""Who has to prove what to whom, through the official SDK and as Terraform asks for it."""

from __future__ import annotations

import base64
import hashlib
import ssl
from typing import Any

import pytest

from tests.support.certificates import Authority, Pair, shake
from tests.support.gaap import Gaap
from tests.support.targets import ask_http, http_target

pytestmark = pytest.mark.asyncio(loop_scope="module")


def line(name: str, password: str) -> str:
    """Return what ``htpasswd -nbs`` prints."""
    told = hashlib.sha1(password.encode(), usedforsecurity=False).digest()
    return f"{name}:{{SHA}}{base64.b64encode(told).decode()}"


async def kept(gaap: Gaap, kind: int, content: str, key: str | None = None) -> str:
    """Store a certificate of a kind, or a list of users."""
    asked = {"CertificateType": kind, "CertificateContent": content, **({"CertificateKey": key} if key else {})}
    return str((await gaap("CreateCertificate", **asked)).CertificateId)


def demanding(authority: Authority, own: Pair) -> ssl.SSLContext:
    context = authority.server(own)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=authority.pem)
    return context


async def test_clients_need_a_password(gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    listener, address = await gaap.listener(proxy, "HTTP", 80), await gaap.address(proxy)
    await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
    users = await kept(gaap, 0, "\n".join([line("ann", "one"), line("bob", "two")]))
    place = {"ListenerId": listener, "Domain": "a.test"}

    async def status(user: str = "", password: str = "") -> int:
        told = base64.b64encode(f"{user}:{password}".encode()).decode()
        headers = {"authorization": f"Basic {told}"} if user else {}
        return (await ask_http(address, 80, host_header="a.test", headers=headers)).status

    async with http_target("a") as a:
        await gaap.bind(await gaap.rule(listener, "a.test"), a.port)
        assert await status() == 200
        switches = {"GaapAuth": 0, "RealServerAuth": 0}
        await gaap.done("SetAuthentication", **place, **switches, BasicAuth=1, BasicAuthConfId=users)
        found = [await status(*one) for one in ((), ("ann", "one"), ("bob", "two"), ("ann", "two"))]
        assert found == [401, 200, 200, 401]
        (domain,) = (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet
        assert (domain.BasicAuth, domain.BasicAuthConfId, domain.DomainStatus) == (1, users, 0)
        await gaap.done("SetAuthentication", **place, BasicAuth=0)
        assert await status() == 200


async def test_origins_and_gaap_prove_who_they_are(gaap: Gaap, authority: Authority) -> None:
    proxy = await gaap.proxy()
    certificate = await gaap.certificate(authority, "a.test")
    secure = {"CertificateId": certificate, "ForwardProtocol": "HTTPS"}
    listener, address = await gaap.listener(proxy, "HTTPS", 443, **secure), await gaap.address(proxy)
    await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test", CertificateId="default")
    own = authority.issue("gaap")
    ids: dict[str, str] = {
        "right": await kept(gaap, 3, authority.pem),
        "wrong": await kept(gaap, 3, Authority("other").pem),
        "own": await kept(gaap, 4, own.chain, own.key),
    }
    place = {"ListenerId": listener, "Domain": "a.test"}

    async def status() -> int:
        async with shake(address, 443, "a.test", authority.client()) as connection:
            return (await connection.get("a.test")).status

    async with http_target("a", tls=demanding(authority, authority.issue("o.test"))) as a:
        names: dict[str, Any] = {"ServerNameIndicationSwitch": "ON", "ServerNameIndication": "o.test"}
        rule = await gaap.rule(listener, "a.test", **names)
        await gaap.bind(rule, a.port)
        assert await status() == 503, "the origin wants a certificate"
        shows = {"GaapAuth": 1, "GaapCertificateId": ids["own"]}
        await gaap.done("SetAuthentication", **place, **shows)
        assert await status() == 200
        for name, expected in (("wrong", 503), ("right", 200)):
            believes = {"RealServerAuth": 1, "PolyRealServerCertificateIds": [ids[name]]}
            await gaap.done("SetAuthentication", **place, **shows, **believes)
            assert await status() == expected, name
        await gaap.done("ModifyRuleAttribute", ListenerId=listener, RuleId=rule, ServerNameIndication="x.test")
        assert await status() == 503, "it is not for this name"
    (domain,) = (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet
    assert (domain.RealServerAuth, domain.RealServerCertificateId) == (1, ids["right"])
    assert (domain.GaapAuth, domain.GaapCertificateId, domain.BasicAuthConfId) == (1, ids["own"], None)


async def test_a_domain_speaks_versions_of_its_own(gaap: Gaap, authority: Authority) -> None:
    proxy = await gaap.proxy()
    certificate = await gaap.certificate(authority, "a.test", "b.test")
    secure = {"CertificateId": certificate, "ForwardProtocol": "HTTP"}
    listener, address = await gaap.listener(proxy, "HTTPS", 443, **secure), await gaap.address(proxy)
    for name in ("a.test", "b.test"):
        await gaap.done("CreateDomain", ListenerId=listener, Domain=name)

    async def spoken(name: str, version: ssl.TLSVersion) -> bool:
        context = authority.client()
        context.minimum_version = context.maximum_version = version
        try:
            async with shake(address, 443, name, context) as connection:
                return connection.serial > 0
        except (OSError, EOFError):
            return False

    own = {"TLSSupportVersion": ["TLSv1.2"], "TLSCiphers": "GAAP_TLS_CIPHERS_STRICT"}
    await gaap.done("SetAuthentication", ListenerId=listener, Domain="a.test", **own)
    versions = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
    assert [await spoken("a.test", version) for version in versions] == [True, False]
    assert [await spoken("b.test", version) for version in versions] == [True, True]
    (first, _) = (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet
    assert (first.TLSSupportVersion, first.TLSCiphers) == (["TLSv1.2"], "GAAP_TLS_CIPHERS_STRICT")
