"""Certificates by name and TLS policies of SLB's HTTPS listeners: what the official SDK asks for is what hands meet."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from typing import ClassVar

import pytest
import pytest_asyncio

from tests.support.certificates import Authority, shake
from tests.support.server import ServerProcess
from tests.support.slb import Slb
from tests.support.targets import HttpTarget, http_target, http_targets

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 443


@pytest.fixture
def slb(quick_server: ServerProcess) -> Slb:
    """The official SDK as a client of the module's server."""
    return Slb(quick_server)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest_asyncio.fixture(loop_scope="module")
async def a() -> AsyncIterator[HttpTarget]:
    """A server."""
    async with http_target("a") as running:
        yield running


async def serial(vip: str, name: str) -> int:
    """Return which certificate is shown to a client that asks for `name`, whether or not it is for that name."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    async with shake(vip, PORT, name, context) as connection:
        return connection.serial


def speaks(authority: Authority, version: str, suites: str | None = None) -> ssl.SSLContext:
    """Return how a client shakes hands that speaks one version, and up to 1.2 only these suites."""
    client = authority.client()
    client.minimum_version = client.maximum_version = {
        "1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3,
    }[version]  # fmt: skip
    if suites is not None:
        client.set_ciphers(suites)
    return client


class TestPolicies:
    NARROW: ClassVar = ["ECDHE-ECDSA-AES128-GCM-SHA256", "DES-CBC3-SHA", "ECDHE-RSA-AES256-SHA384"]

    async def test_only_its_versions_and_suites_are_spoken(self, slb: Slb, a: HttpTarget, authority: Authority) -> None:
        made = await slb("CreateTLSCipherPolicy", Name="narrow", TLSVersions=["TLSv1.2"], Ciphers=self.NARROW)
        named = {"TLSCipherPolicyId": made["TLSCipherPolicyId"]}
        certificate = await slb.certificate(authority.issue("one.test"))
        balancer, vip = await slb.serving(
            "https", PORT, a.port, ServerCertificateId=certificate, TLSCipherPolicy=made["TLSCipherPolicyId"]
        )
        assert (await slb.shown(balancer, "https", PORT))["TLSCipherPolicy"] == made["TLSCipherPolicyId"]
        small = speaks(authority, "1.2", "ECDHE-ECDSA-AES128-GCM-SHA256")
        large = speaks(authority, "1.2", "ECDHE-ECDSA-AES256-GCM-SHA384")
        newest = speaks(authority, "1.3")
        assert [await self._served(vip, client) for client in (small, large, newest)] == [True, False, False]
        # The other suite in place of the first, and the newest version: for the running listener, at once.
        suites = ["ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_AES_128_GCM_SHA256"]
        versions = ["TLSv1.2", "TLSv1.3"]
        changed = await slb("SetTLSCipherPolicyAttribute", **named, Name="wider", TLSVersions=versions, Ciphers=suites)
        assert changed["TaskId"]
        assert [await self._served(vip, client) for client in (small, large, newest)] == [False, True, True]
        await slb.change(balancer, "https", PORT, TLSCipherPolicy="tls_cipher_policy_1_2_strict")
        assert [await self._served(vip, client) for client in (small, large, newest)] == [True, True, False]

    async def test_they_are_listed_and_deleted(self, slb: Slb, a: HttpTarget, authority: Authority) -> None:
        made = [
            (await slb("CreateTLSCipherPolicy", Name=name, TLSVersions=["TLSv1.2"], Ciphers=self.NARROW))[
                "TLSCipherPolicyId"
            ]
            for name in ("listed-1", "listed-2")
        ]
        certificate = await slb.certificate(authority.issue("one.test"))
        balancer, _ = await slb.serving("https", PORT, a.port, ServerCertificateId=certificate, TLSCipherPolicy=made[1])
        (shown,) = (await slb("ListTLSCipherPolicies", TLSCipherPolicyId=made[1], IncludeListener=True))[
            "TLSCipherPolicies"
        ]
        expected = {
            "InstanceId": made[1], "Name": "listed-2", "Ciphers": self.NARROW, "TLSVersions": ["TLSv1.2"],
            "Status": "normal",
            "RelateListeners": [{"LoadBalancerId": balancer, "Port": PORT, "Protocol": "HTTPS"}],
        }  # fmt: skip
        assert {name: shown[name] for name in expected} == expected
        assert isinstance(shown["CreateTime"], int)
        (named,) = (await slb("ListTLSCipherPolicies", Name="listed-1"))["TLSCipherPolicies"]
        assert (named["InstanceId"], named["RelateListeners"]) == (made[0], [])
        found: list[str] = []
        token = None
        while token is not None or not found:
            page = await slb("ListTLSCipherPolicies", MaxItems=1, **({"NextToken": token} if token else {}))
            found += [one["InstanceId"] for one in page["TLSCipherPolicies"]]
            token = page.get("NextToken")
            assert page["IsTruncated"] == (token is None)
        assert set(made) <= set(found)
        assert page["TotalCount"] == len(found) == len(set(found))
        refused = await slb.refused("DeleteTLSCipherPolicy", TLSCipherPolicyId=made[1])
        assert refused == ("Operation.NotAllowed", 400)
        await slb("DeleteLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=PORT)
        for name in made:
            await slb("DeleteTLSCipherPolicy", TLSCipherPolicyId=name)
        assert (await slb("ListTLSCipherPolicies", TLSCipherPolicyId=made[0]))["TLSCipherPolicies"] == []

    @staticmethod
    async def _served(vip: str, client: ssl.SSLContext) -> bool:
        try:
            async with shake(vip, PORT, "one.test", client) as connection:
                return (await connection.get("one.test")).body == "a"
        except ssl.SSLError:
            return False


class TestDomainExtensions:
    async def test_each_name_has_its_certificate(self, slb: Slb, authority: Authority) -> None:
        own, one, wide = authority.issue("own.test"), authority.issue("one.test"), authority.issue("*.wide.test")
        async with http_targets("default", "rule", "narrow") as servers:
            balancer, vip = await slb.serving(
                "https", PORT, servers["default"].port, ServerCertificateId=await slb.certificate(own)
            )
            place = {"LoadBalancerId": balancer, "ListenerPort": PORT}
            async with shake(vip, PORT, "own.test", authority.client()) as kept:
                assert kept.serial == own.serial
                for domain, pair in (("one.test", one), ("*.wide.test", wide)):
                    certificate = await slb.certificate(pair)
                    await slb("CreateDomainExtension", **place, Domain=domain, ServerCertificateId=certificate)
                expected = {
                    "one.test": one, "ONE.test": one, "a.wide.test": wide, "wide.test": own, "own.test": own,
                    "elsewhere.test": own,
                }  # fmt: skip
                assert {name: await serial(vip, name) for name in expected} == {
                    name: pair.serial for name, pair in expected.items()
                }
                # Who was connected meanwhile stays so.
                assert (await kept.get("own.test")).body == "default"
            # A certificate is none of the rules' business, nor a rule the certificates'.
            await slb.rule(balancer, PORT, await slb.group(balancer, servers["rule"].port), Domain="*.test", Url="/r")
            group = await slb.group(balancer, servers["narrow"].port)
            await slb.rule(balancer, PORT, group, Domain="a.wide.test")
            asked = {
                ("one.test", "/r"): "rule", ("one.test", "/"): "default", ("b.wide.test", "/r"): "rule",
                ("a.wide.test", "/"): "narrow",
            }  # fmt: skip
            for (name, path), body in asked.items():
                async with shake(vip, PORT, name, authority.client()) as connection:
                    assert (await connection.get(name, path)).body == body

    async def test_they_are_changed_listed_and_deleted(self, slb: Slb, a: HttpTarget, authority: Authority) -> None:
        own, first, second = (authority.issue("one.test") for _ in range(3))
        balancer, vip = await slb.serving("https", PORT, a.port, ServerCertificateId=await slb.certificate(own))
        place = {"LoadBalancerId": balancer, "ListenerPort": PORT}
        certificates = [await slb.certificate(pair) for pair in (first, second)]
        made = await slb(
            "CreateDomainExtension", **place, Domain="one.test", ServerCertificateId=certificates[0]
        )  # fmt: skip
        assert made["ListenerPort"] == PORT
        named = {"DomainExtensionId": made["DomainExtensionId"]}
        assert await serial(vip, "one.test") == first.serial
        await slb("SetDomainExtensionAttribute", **named, ServerCertificateId=certificates[1])
        assert await serial(vip, "one.test") == second.serial
        shown = {**named, "Domain": "one.test", "ServerCertificateId": certificates[1]}
        found = await slb("DescribeDomainExtensionAttribute", **named)
        assert {name: found[name] for name in (*shown, *place)} == {**shown, **place}
        listed = await slb("DescribeDomainExtensions", **place)
        assert listed["DomainExtensions"]["DomainExtension"] == [shown]
        other = await slb("DescribeDomainExtensions", **place, DomainExtensionId="de-other")
        assert other["DomainExtensions"] == {"DomainExtension": []}
        assert (await slb.shown(balancer, "https", PORT))["DomainExtensions"] == {"DomainExtension": [shown]}
        await slb("DeleteServerCertificate", ServerCertificateId=certificates[0])
        refused = await slb.refused("DeleteServerCertificate", ServerCertificateId=certificates[1])
        assert refused == ("CertificateAndPrivateKeyIsRefered", 400)
        await slb("DeleteDomainExtension", **named)
        assert await serial(vip, "one.test") == own.serial
        gone = ("InvalidParameter.DomainExtensionId", 400)
        assert await slb.refused("DescribeDomainExtensionAttribute", **named) == gone

    async def test_they_ask_clients_for_what_the_listener_does(
        self, slb: Slb, a: HttpTarget, authority: Authority
    ) -> None:
        known = (await slb("UploadCACertificate", CACertificate=authority.pem))["CACertificateId"]
        one = await slb.certificate(authority.issue("one.test"))
        balancer, vip = await slb.serving("https", PORT, a.port, ServerCertificateId=one, CACertificateId=known)
        await slb(
            "CreateDomainExtension", LoadBalancerId=balancer, ListenerPort=PORT, Domain="one.test",
            ServerCertificateId=one,
        )  # fmt: skip
        assert await self._body(vip, authority.client(authority.issue("me"))) == "a"
        with pytest.raises((ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)):
            await self._body(vip, authority.client())

    @staticmethod
    async def _body(vip: str, client: ssl.SSLContext) -> str:
        async with shake(vip, PORT, "one.test", client) as connection:
            return (await connection.get("one.test")).body
