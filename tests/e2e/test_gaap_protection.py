"""Security policies, versions of TLS and headers for origins through the official SDK, as Terraform asks for them."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from tests.support.certificates import Authority, shake
from tests.support.datagrams import ask_udp, udp_target
from tests.support.gaap import Gaap
from tests.support.http3 import http3_client
from tests.support.targets import ask_http, ask_tcp, http_target, tcp_target

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000
GUEST, STRANGER = "127.0.0.77", "127.0.0.78"


async def served(address: str, source: str) -> bool:
    try:
        return await ask_tcp(address, PORT, source=source) == "a"
    except (OSError, EOFError):
        return False


async def test_a_policy_from_apply_to_destroy(gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    tcp, udp = [await gaap.listener(proxy, protocol, PORT) for protocol in ("TCP", "UDP")]
    address = await gaap.address(proxy)
    async with tcp_target("a") as a, udp_target("u") as u:
        await gaap.bind(tcp, a.port)
        await gaap.bind(udp, u.port)
        policy = (await gaap("CreateSecurityPolicy", ProxyId=proxy, DefaultAction="DROP")).PolicyId
        assert await served(address, GUEST), "it is not on yet"
        await gaap.done("OpenSecurityPolicy", ProxyId=proxy)
        detail = await gaap("DescribeSecurityPolicyDetail", PolicyId=policy)
        assert (detail.ProxyId, detail.Status, detail.DefaultAction) == (proxy, "BOUND", "DROP")
        assert [await served(address, source) for source in (GUEST, STRANGER)] == [False, False]

        given = {"SourceCidr": f"{GUEST}/32", "Action": "ACCEPT", "Protocol": "TCP", "DestPortRange": str(PORT)}
        answer = await gaap.done("CreateSecurityRules", PolicyId=policy, RuleList=[{**given, "AliasName": "tf"}])
        (rule,) = answer.RuleIdList
        (shown,) = (await gaap("DescribeSecurityRules", SecurityRuleIds=[rule])).SecurityRuleSet
        assert (shown.SourceCidr, shown.AliasName, shown.PolicyId) == (GUEST, "tf", policy)
        assert [await served(address, source) for source in (GUEST, STRANGER)] == [True, False]
        with pytest.raises(TimeoutError):
            await ask_udp(address, PORT, source=GUEST, within_s=0.5)

        change = {"RuleId": rule, "PolicyId": policy, "AliasName": "tf2", "SourceCidr": STRANGER, "Protocol": "ALL"}
        await gaap.done("ModifySecurityRule", **change, DestPortRange="ALL", RuleAction="ACCEPT")
        assert [await served(address, source) for source in (GUEST, STRANGER)] == [False, True]
        assert await ask_udp(address, PORT, source=STRANGER) == "u"
        await gaap.done("DeleteSecurityRules", PolicyId=policy, RuleIdList=[rule])
        assert (await gaap("DescribeSecurityRules", SecurityRuleIds=[rule])).SecurityRuleSet == []
        assert not await served(address, STRANGER)

        await gaap.done("CloseSecurityPolicy", ProxyId=proxy)
        assert (await gaap("DescribeSecurityPolicyDetail", PolicyId=policy)).Status == "UNBIND"
        assert await served(address, STRANGER)
        await gaap.done("DeleteSecurityPolicy", PolicyId=policy)
        assert await gaap.refused("DescribeSecurityPolicyDetail", PolicyId=policy) == "ResourceNotFound"


async def test_a_groups_policy_guards_every_address_of_it(gaap: Gaap) -> None:
    group = await gaap.group("Japan", "Korea")
    listener = await gaap.listener(group, "TCP", PORT)
    found = await gaap("DescribeProxies", Filters=[{"Name": "GroupId", "Values": [group]}])
    addresses = [member.IP for member in found.ProxySet]
    async with tcp_target("a") as a:
        await gaap.bind(listener, a.port)
        policy = (await gaap("CreateSecurityPolicy", GroupId=group, DefaultAction="ACCEPT")).PolicyId
        rule = {"SourceCidr": GUEST, "Action": "DROP"}
        await gaap.done("CreateSecurityRules", PolicyId=policy, RuleList=[rule])
        await gaap.done("OpenSecurityPolicy", PolicyId=policy)
        for address in addresses:
            assert [await served(address, source) for source in (GUEST, STRANGER)] == [False, True]


async def test_versions_of_tls(gaap: Gaap, authority: Authority) -> None:
    certificate = await gaap.certificate(authority, "a.test")
    proxy = await gaap.proxy()
    secure = {"CertificateId": certificate, "ForwardProtocol": "HTTP", "Http3Supported": 1}
    listener = await gaap.listener(proxy, "HTTPS", 443, **secure)
    assert (await gaap("DescribeProxyDetail", ProxyId=proxy)).ProxyDetail.IsSupportTLSChoice == 1
    address = await gaap.address(proxy)

    async def spoken(version: ssl.TLSVersion, ciphers: str = "") -> str | None:
        context = authority.client()
        context.minimum_version = context.maximum_version = version
        if ciphers:
            context.set_ciphers(ciphers)
        try:
            async with shake(address, 443, "a.test", context) as connection:
                found: str | None = connection.writer.get_extra_info("ssl_object").version()
                return found
        except (OSError, EOFError):
            return None

    v1_2, v1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
    assert [await spoken(one) for one in (v1_2, v1_3)] == ["TLSv1.2", "TLSv1.3"]
    asked: dict[str, Any] = {"ListenerId": listener, "TLSCiphers": "GAAP_TLS_CIPHERS_STRICT"}
    await gaap.done("SetTlsVersion", **asked, TLSSupportVersion=["TLSv1.2"])
    (shown,) = (await gaap("DescribeHTTPSListeners", ListenerId=listener)).ListenerSet
    assert (shown.TLSSupportVersion, shown.TLSCiphers) == (["TLSv1.2"], "GAAP_TLS_CIPHERS_STRICT")
    assert [await spoken(one) for one in (v1_2, v1_3)] == ["TLSv1.2", None]
    older = "ECDHE-ECDSA-AES128-SHA"
    assert await spoken(v1_2, older) is None
    await gaap.done(
        "SetTlsVersion", **{**asked, "TLSCiphers": "GAAP_TLS_CIPHERS_GENERAL"}, TLSSupportVersion=["TLSv1.2"]
    )
    assert await spoken(v1_2, older) == "TLSv1.2"
    await gaap.done("SetTlsVersion", **asked, TLSSupportVersion=["TLSv1.3"])
    assert [await spoken(one) for one in (v1_2, v1_3)] == [None, "TLSv1.3"]
    await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
    async with http_target("a") as a:
        await gaap.bind(await gaap.rule(listener, "a.test"), a.port)
        await gaap.done("SetTlsVersion", **asked, TLSSupportVersion=["TLSv1.2"])
        async with http3_client(address, 443, "a.test", authority.pem) as client:
            assert (await client.get("a.test")).body == "a"


async def test_headers_for_origins(gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    listener, address = await gaap.listener(proxy, "HTTP", 80), await gaap.address(proxy)
    await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
    async with http_target("a") as a:
        rule = await gaap.rule(listener, "a.test")
        await gaap.bind(rule, a.port)
        given = [
            {"HeaderName": "X-Client", "HeaderValue": "$remote_addr"},
            {"HeaderName": "X-Text", "HeaderValue": "50% of %REQ(:PATH)%"},
        ]
        await gaap.done("CreateCustomHeader", RuleId=rule, Headers=given)
        forged = {"x-client": "forged"}
        await ask_http(address, 80, "/", host_header="a.test", headers=forged, source=GUEST)
        assert (a.seen[-1].headers["x-client"], a.seen[-1].headers["x-text"]) == (GUEST, "50% of %REQ(:PATH)%")
        shown = (await gaap("DescribeCustomHeader", RuleId=rule)).Headers
        assert [(one.HeaderName, one.HeaderValue) for one in shown] == [
            ("X-Client", "$remote_addr"),
            ("X-Text", "50% of %REQ(:PATH)%"),
        ]
        await gaap.done("CreateCustomHeader", RuleId=rule)
        await ask_http(address, 80, "/", host_header="a.test", headers=forged)
        assert a.seen[-1].headers["x-client"] == "forged"
    blacklist = (await gaap("DescribeBlackHeader")).BlackHeaders
    asked = {"RuleId": rule, "Headers": [{"HeaderName": blacklist[0], "HeaderValue": "x"}]}
    assert await gaap.refused("CreateCustomHeader", **asked) == "InvalidParameterValue.HitBlacklist"
