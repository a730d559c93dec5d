"""Changes of what serves already, through the official SDK: what clients meet is what was asked for last."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography import x509

from tests.support.certificates import Authority, shake
from tests.support.datagrams import ask_udp, udp_target
from tests.support.gaap import Gaap
from tests.support.targets import ask_http, eventually, http_target, http_targets, tcp_targets
from tests.support.traffic import http_name, http_names, tcp_names

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000


async def layer_4(gaap: Gaap, listener: str, protocol: str) -> Any:
    (shown,) = (await gaap(f"Describe{protocol}Listeners", ListenerId=listener)).ListenerSet
    return shown


async def web(gaap: Gaap, protocol: str = "HTTP", **fields: Any) -> tuple[str, str, str, int]:
    """Make a connection with a listener that has the domain a.test; return it, the listener, address and port."""
    proxy, port = await gaap.proxy(), 80 if protocol == "HTTP" else 443
    listener = await gaap.listener(proxy, protocol, port, **fields)
    await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
    return proxy, listener, await gaap.address(proxy), port


async def test_a_tcp_listener_is_changed_as_terraform_does_it(gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    listener, address = await gaap.listener(proxy, "TCP", PORT), await gaap.address(proxy)
    async with tcp_targets("a", "b") as servers:
        ids = await gaap.origins("127.0.0.1")
        entry = {"RealServerId": ids["127.0.0.1"], "RealServerIP": "127.0.0.1"}
        entries = [
            {**entry, "RealServerPort": servers[name].port, "RealServerWeight": weight}
            for name, weight in (("a", 30), ("b", 10))
        ]
        await gaap.bind_entries(listener, *entries)
        assert abs((await tcp_names(address, PORT, 20))["a"] - 10) <= 3
        # The provider sends every member each time.
        change = {
            "ListenerName": "renamed", "Scheduler": "wrr", "HealthCheck": 1, "DelayLoop": 6, "ConnectTimeout": 3,
            "HealthyThreshold": 2, "UnhealthyThreshold": 3,
        }  # fmt: skip
        await gaap.done("ModifyTCPListenerAttribute", ListenerId=listener, ProxyId=proxy, **change)
        await gaap.bind_entries(listener, *entries)
        shown = await layer_4(gaap, listener, "TCP")
        assert shown.ListenerStatus == 0
        assert {name: getattr(shown, name) for name in change} == change

        async def normal() -> int:
            return int((await layer_4(gaap, listener, "TCP")).BindStatus)

        found = await tcp_names(address, PORT, 40)
        assert abs(found["a"] - 30) <= 3
        assert abs(found["b"] - 10) <= 3
        await servers["b"].stop()
        await eventually(normal, lambda status: status == 0)
        assert set(await tcp_names(address, PORT, 6)) == {"a"}


async def test_a_udp_listeners_check_is_changed(gaap: Gaap) -> None:
    proxy = await gaap.proxy()
    listener, address = await gaap.listener(proxy, "UDP", PORT), await gaap.address(proxy)
    async with udp_target("a", {b"ping": b"pong"}) as a:
        await gaap.bind(listener, a.port)
        assert await ask_udp(address, PORT) == "a"
        change = {
            "HealthCheck": 1, "CheckType": "PORT", "CheckPort": a.port, "ContextType": "TEXT", "SendContext": "ping",
            "RecvContext": "wrong", "DelayLoop": 5, "ConnectTimeout": 2, "Scheduler": "lc", "FailoverSwitch": 0,
            "HealthyThreshold": 1, "UnhealthyThreshold": 1, "ListenerName": "renamed",
        }  # fmt: skip
        place = {"ListenerId": listener, "ProxyId": proxy}
        await gaap.done("ModifyUDPListenerAttribute", **place, **change)

        async def status() -> int:
            return int((await layer_4(gaap, listener, "UDP")).BindStatus)

        await eventually(status, lambda found: found == 1)
        await gaap.done("ModifyUDPListenerAttribute", **place, RecvContext="pong")
        await eventually(status, lambda found: found == 0)
        shown = await layer_4(gaap, listener, "UDP")
        assert {name: getattr(shown, name) for name in change} == {**change, "RecvContext": "pong"}


async def test_a_rule_is_changed_as_terraform_does_it(gaap: Gaap) -> None:
    _, listener, address, port = await web(gaap)
    async with http_targets("a", "b") as servers:
        rule = await gaap.rule(listener, "a.test", "/old")
        await gaap.bind(rule, *(server.port for server in servers.values()))
        place = {"ListenerId": listener, "RuleId": rule}
        check = {"DelayLoop": 5, "ConnectTimeout": 2, "Path": "/up", "Method": "GET", "StatusCode": [200]}
        empty = {"ServerNameIndicationSwitch": "OFF", "ServerNameIndication": ""}
        await gaap.done(
            "ModifyRuleAttribute", **place, Scheduler="wrr", HealthCheck=1, CheckParams=check, Path="/new", **empty
        )
        await gaap.done("ModifyRuleAttribute", **place, ForwardHost="inside.test")
        assert await http_name(address, port, "a.test", "/old") == 404
        answer = await ask_http(address, port, "/new", host_header="a.test")
        seen = servers[answer.body].seen[-1]
        assert (answer.status, seen.headers["host"]) == (200, "inside.test")
        servers["b"].status = 500

        async def bound() -> int:
            (shown,) = (await gaap("DescribeRulesByRuleIds", RuleIds=[rule])).RuleSet
            return int(shown.BindStatus)

        await eventually(bound, lambda status: status == 0)
        (shown,) = (await gaap("DescribeRulesByRuleIds", RuleIds=[rule])).RuleSet
        assert (shown.Path, shown.Scheduler, shown.ForwardHost, shown.RuleStatus) == ("/new", "wrr", "inside.test", 0)
        await gaap.done("ModifyRuleAttribute", **place, ForcedRedirect="http://b.test")
        assert (await ask_http(address, port, "/new", host_header="a.test")).status == 301
        await gaap.done("ModifyRuleAttribute", **place, ForcedRedirect="", ForwardHost="default", HealthCheck=0)
        servers["b"].status = 200
        assert set(await http_names(address, port, 8, "/new", host_header="a.test")) == {"a", "b"}
        assert servers["a"].seen[-1].headers["host"] == "a.test"


async def test_a_domain_gets_another_name(gaap: Gaap) -> None:
    proxy, listener, address, port = await web(gaap)
    async with http_target("a") as a:
        await gaap.bind(await gaap.rule(listener, "a.test"), a.port)
        # The provider says «default» for certificates, also on listeners that have none.
        names = {"OldDomain": "a.test", "NewDomain": "b.test"}
        certificates = {"CertificateId": "default", "PolyClientCertificateIds": ["default"]}
        await gaap.done("ModifyDomain", ListenerId=listener, **names, **certificates, IsDefaultServer=False)
        assert [await http_name(address, port, f"{name}.test") for name in "abc"] == [404, "a", 404]
        (domain,) = (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet
        assert (domain.Domain, domain.RuleSet[0].Domain, domain.DomainStatus) == ("b.test", "b.test", 0)
        names = {"OldDomain": "b.test", "NewDomain": "b.test"}
        await gaap.done("ModifyDomain", ListenerId=listener, **names, IsDefaultServer=True)
        assert await http_name(address, port, "c.test") == "a"
        await gaap.done("ModifyHTTPListenerAttribute", ListenerId=listener, ListenerName="renamed", ProxyId=proxy)
        (shown,) = (await gaap("DescribeHTTPListeners", ListenerId=listener)).ListenerSet
        assert shown.ListenerName == "renamed"


async def test_certificates_are_exchanged(gaap: Gaap, authority: Authority) -> None:
    first, second, own = [await gaap.certificate(authority, "a.test") for _ in range(3)]
    proxy, listener, address, port = await web(gaap, "HTTPS", CertificateId=first, ForwardProtocol="HTTP")
    serials = {}
    for name in (first, second, own):
        detail = (await gaap("DescribeCertificateDetail", CertificateId=name)).CertificateDetail
        assert (detail.CertificateType, detail.SubjectCN, "PRIVATE KEY" in detail.CertificateKey) == (2, "a.test", True)
        serials[x509.load_pem_x509_certificate(detail.CertificateContent.encode()).serial_number] = name

    async def shown() -> str:
        async with shake(address, port, "a.test", authority.client()) as connection:
            return serials[connection.serial]

    async with http_target("a") as a, http_target("s", tls=authority.server(authority.issue("o.test"))) as secret:
        await gaap.bind(await gaap.rule(listener, "a.test"), a.port)
        assert await shown() == first
        place = {"ListenerId": listener, "ProxyId": proxy}
        await gaap.done("ModifyHTTPSListenerAttribute", **place, CertificateId=second, ListenerName="renamed")
        assert await shown() == second
        await gaap.done("ModifyCertificate", ListenerId=listener, Domain="a.test", CertificateId=own)
        assert await shown() == own
        await gaap.done("ModifyCertificate", ListenerId=listener, Domain="a.test", CertificateId="default")
        assert await shown() == second
        names = {"OldDomain": "a.test", "NewDomain": "a.test"}
        await gaap.done("ModifyDomain", ListenerId=listener, **names, CertificateId=own)
        assert await shown() == own
        # Rules that say nothing else follow the listener to origins that speak TLS.
        (domain,) = (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet
        (rule,) = domain.RuleSet
        await gaap.bind(rule.RuleId, secret.port)
        await gaap.done("ModifyHTTPSListenerAttribute", **place, ForwardProtocol="HTTPS")
        async with shake(address, port, "a.test", authority.client()) as connection:
            assert (await connection.get("a.test")).body == "s"
    await gaap("ModifyCertificateAttributes", CertificateId=own, CertificateAlias="mine")
    (domain,) = (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet
    assert (domain.CertificateAlias, domain.RuleSet[0].ForwardProtocol) == ("mine", "HTTPS")
    assert await gaap.refused("DeleteCertificate", CertificateId=own) == "FailedOperation.CertificateIsUsing"


async def test_clients_certificates_are_demanded_of_other_authorities(gaap: Gaap, authority: Authority) -> None:
    other = Authority("other")
    ids = {name: await gaap.authority(one) for name, one in (("first", authority), ("second", other))}
    server = await gaap.certificate(authority, "a.test")
    clients: dict[str, Any] = {"AuthType": 1, "PolyClientCertificateIds": [ids["first"]]}
    proxy, listener, address, port = await web(gaap, "HTTPS", CertificateId=server, ForwardProtocol="HTTP", **clients)

    async def let_in(own: Authority) -> bool:
        try:
            async with shake(address, port, "a.test", authority.client(own.issue("client"))) as connection:
                return (await connection.get("a.test")).status == 200
        except (OSError, EOFError):
            return False

    async with http_target("a") as a:
        await gaap.bind(await gaap.rule(listener, "a.test"), a.port)
        assert (await let_in(authority), await let_in(other)) == (True, False)
        place = {"ListenerId": listener, "ProxyId": proxy}
        await gaap.done("ModifyHTTPSListenerAttribute", **place, PolyClientCertificateIds=[ids["second"]])
        assert (await let_in(authority), await let_in(other)) == (False, True)
        exchange = {"ListenerId": listener, "Domain": "a.test", "CertificateId": "default"}
        await gaap.done("ModifyCertificate", **exchange, ClientCertificateId=ids["first"])
        assert (await let_in(authority), await let_in(other)) == (True, False)
