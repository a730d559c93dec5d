"""HTTP and HTTPS listeners of GAAP: what the official SDK asks for is what requests meet."""

from __future__ import annotations

import ssl
from typing import Any

import pytest

from tests.support.certificates import Authority, shake
from tests.support.gaap import Gaap
from tests.support.http3 import http3_client
from tests.support.targets import ask_http, eventually, http_target, http_targets
from tests.support.traffic import http_name, http_names, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHECK: dict[str, Any] = {"DelayLoop": 5, "ConnectTimeout": 2, "Path": "/up", "Method": "GET", "StatusCode": [200]}


async def opened(gaap: Gaap, protocol: str = "HTTP", **fields: Any) -> tuple[str, str, int]:
    """Make a connection with a listener; return the listener's id, the address and the port."""
    proxy = await gaap.proxy()
    port = 80 if protocol == "HTTP" else 443
    return await gaap.listener(proxy, protocol, port, **fields), await gaap.address(proxy), port


async def statuses(gaap: Gaap, rule: str) -> tuple[int, list[int]]:
    """Return the rule's BindStatus and its origins' statuses."""
    (shown,) = (await gaap("DescribeRulesByRuleIds", RuleIds=[rule])).RuleSet
    return shown.BindStatus, [origin.RealServerStatus for origin in shown.RealServerSet]


class TestRules:
    async def test_the_domain_and_its_longest_path_choose(self, gaap: Gaap) -> None:
        listener, address, port = await opened(gaap)
        assert await http_name(address, port, "a.test") == 404
        rules = {
            "root": ("a.test", "/"),
            "deep": ("a.test", "/a/b"),
            "path": ("a.test", "/a"),
            "any": ("*.b.test", "/"),
        }
        async with http_targets(*rules) as servers:
            for domain in ("a.test", "*.b.test"):
                await gaap.done("CreateDomain", ListenerId=listener, Domain=domain)
            for name, (domain, path) in rules.items():
                await gaap.bind(await gaap.rule(listener, domain, path), servers[name].port)
            asked = [("A.test", "/x"), ("a.test", "/a"), ("a.test", "/a/b/c"), ("a.test", "/ab"), ("x.b.test", "/y")]
            found = [await http_name(address, port, *one) for one in asked]
            assert found == ["root", "path", "deep", "path", "any"]
            assert await http_name(address, port, "nobody.test") == 404
            (rule,) = [
                one.RuleSet[0].RuleId
                for one in (await gaap("DescribeRules", ListenerId=listener)).DomainRuleSet
                if one.Domain == "*.b.test"
            ]
            await gaap.done("DeleteRule", ListenerId=listener, RuleId=rule, Force=1)
            assert await http_name(address, port, "x.b.test") == 404
            await gaap.done("DeleteDomain", ListenerId=listener, Domain="a.test", Force=1)
            assert await http_name(address, port, "a.test") == 404

    async def test_the_default_domain_gets_what_nobody_claims(self, gaap: Gaap) -> None:
        listener, address, port = await opened(gaap)
        async with http_targets("a", "b") as servers:
            for name, default in (("a", False), ("b", True)):
                domain = f"{name}.test"
                await gaap.done("CreateDomain", ListenerId=listener, Domain=domain, IsDefaultServer=default)
                await gaap.bind(await gaap.rule(listener, domain), servers[name].port)
            assert [await http_name(address, port, name) for name in ("a.test", "nobody.test", address)] == [
                "a",
                "b",
                "b",
            ]

    async def test_weights_act_with_wrr(self, gaap: Gaap) -> None:
        listener, address, port = await opened(gaap)
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
        async with http_targets("a", "b") as servers:
            rule = await gaap.rule(listener, "a.test", Scheduler="wrr")
            ids = await gaap.origins("127.0.0.1")
            entry = {"RealServerId": ids["127.0.0.1"], "RealServerIP": "127.0.0.1"}
            await gaap.bind_entries(
                rule,
                {**entry, "RealServerPort": servers["a"].port, "RealServerWeight": 30},
                {**entry, "RealServerPort": servers["b"].port, "RealServerWeight": 10},
            )
            found = await http_names(address, port, 40, host_header="a.test")
        assert abs(found["a"] - 30) <= 3
        assert found["a"] + found["b"] == 40

    async def test_origins_are_told_of_the_client_and_of_another_host(self, gaap: Gaap) -> None:
        listener, address, port = await opened(gaap)
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
        async with http_target("a") as a:
            await gaap.bind(await gaap.rule(listener, "a.test"), a.port)
            await gaap.bind(await gaap.rule(listener, "a.test", "/other", ForwardHost="inside.test"), a.port)
            for path in ("/", "/other"):
                headers = {"x-forwarded-for": "192.0.2.9", "x-real-ip": "192.0.2.9"}
                await ask_http(address, port, path, host_header="a.test", headers=headers, source="127.0.0.77")
        assert [seen.headers["host"] for seen in a.seen] == ["a.test", "inside.test"]
        assert {seen.headers["x-forwarded-for"] for seen in a.seen} == {"192.0.2.9,127.0.0.77"}
        assert {seen.headers["x-real-ip"] for seen in a.seen} == {"127.0.0.77"}

    async def test_clients_are_sent_elsewhere(self, gaap: Gaap) -> None:
        listener, address, port = await opened(gaap)
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
        for path, url in (("/", "https:"), ("/moved", "https://b.test:8443/there"), ("/host", "http://b.test")):
            await gaap.rule(listener, "a.test", path, ForcedRedirect=url)
        found = [
            await ask_http(address, port, path, host_header="a.test") for path in ("/x?y=1", "/moved/x", "/host/x")
        ]
        assert [(one.status, one.headers["location"]) for one in found] == [
            (301, "https://a.test/x?y=1"),
            (301, "https://b.test:8443/there"),
            (301, "http://b.test/host/x"),
        ]

    async def test_an_origin_that_fails_its_check_gets_nothing(self, gaap: Gaap) -> None:
        listener, address, port = await opened(gaap)
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
        async with http_targets("a", "b") as servers:
            rule = await gaap.rule(listener, "a.test", HealthCheck=1, CheckParams={**CHECK, "Domain": "up.test"})
            await gaap.bind(rule, *(server.port for server in servers.values()))
            await eventually(lambda: statuses(gaap, rule), lambda found: found == (1, [0, 0]))
            servers["b"].status = 500
            await eventually(lambda: statuses(gaap, rule), lambda found: found == (0, [0, 1]))
            assert set(await http_names(address, port, 6, host_header="a.test")) == {"a"}
            checks = [seen for seen in servers["a"].seen if seen.path == "/up"]
            assert (checks[0].method, checks[0].headers["host"]) == ("GET", "up.test")
            servers["a"].status = 500
            await eventually(lambda: statuses(gaap, rule), lambda found: found == (0, [1, 1]))
            assert await http_name(address, port, "a.test") == 503

    async def test_an_origin_that_fails_its_clients_is_left_out(self, gaap: Gaap) -> None:
        listener, address, port = await opened(gaap)
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
        passive = {"FailedCountInter": 1, "FailedThreshold": 2, "BlockInter": 600, "StatusCode": [200, 500]}
        async with http_targets("a", "b") as servers:
            rule = await gaap.rule(listener, "a.test", HealthCheck=1, CheckParams={**CHECK, **passive})
            await gaap.bind(rule, *(server.port for server in servers.values()))
            await eventually(lambda: statuses(gaap, rule), lambda found: found == (1, [0, 0]))
            servers["b"].status = 500

            async def names() -> set[str | int]:
                return set(await http_names(address, port, 6, host_header="a.test"))

            await eventually(names, lambda found: found == {"a"})

    async def test_origins_by_name(self, gaap: Gaap) -> None:
        listener, address, port = await opened(gaap)
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
        async with http_target("a") as a:
            rule = await gaap.rule(listener, "a.test", RealServerType="DOMAIN")
            await gaap.bind(rule, a.port, host="localhost")
            assert await http_name(address, port, "a.test") == "a"

    async def test_origins_are_spoken_to_in_tls(self, gaap: Gaap) -> None:
        listener, address, port = await opened(gaap)
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
        authority, asked = Authority(), []
        context = authority.server(authority.issue("inside.test"))

        def note(_socket: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
            asked.append(name)

        context.sni_callback = note
        sni = {"ServerNameIndicationSwitch": "ON", "ServerNameIndication": "inside.test"}
        async with http_target("a", tls=context) as a:
            for path, fields in (("/", {}), ("/named", sni)):
                rule = await gaap.rule(listener, "a.test", path, ForwardProtocol="HTTPS", **fields)
                await gaap.bind(rule, a.port)
                assert await http_name(address, port, "a.test", path) == "a"
        assert asked == [None, "inside.test"]


class TestHttps:
    async def test_domains_show_their_own_certificates(self, gaap: Gaap) -> None:
        authority = Authority()
        listeners, own = (
            await gaap.certificate(authority, "a.test", "b.test"),
            await gaap.certificate(authority, "b.test"),
        )
        fields = {"CertificateId": listeners, "ForwardProtocol": "HTTP"}
        listener, address, port = await opened(gaap, "HTTPS", **fields)
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test", CertificateId="default")
        await gaap.done("CreateDomain", ListenerId=listener, Domain="b.test", CertificateId=own)
        async with http_target("a") as a:
            serials = []
            for name in ("a.test", "b.test"):
                await gaap.bind(await gaap.rule(listener, name), a.port)
                async with shake(address, port, name, authority.client()) as shaken:
                    assert (await shaken.get(name)).body == "a"
                    serials.append(shaken.serial)
        assert serials[0] != serials[1]
        assert await gaap.refused("DeleteCertificate", CertificateId=own) == "FailedOperation.CertificateIsUsing"
        await gaap.done("DeleteDomain", ListenerId=listener, Domain="b.test", Force=1)
        await gaap("DeleteCertificate", CertificateId=own)

    async def test_clients_must_show_certificates(self, gaap: Gaap) -> None:
        ours, others, third = Authority("ours"), Authority("others"), Authority("third")
        poly = {"PolyClientCertificateIds": [await gaap.authority(ours)], "AuthType": 1, "ForwardProtocol": "HTTP"}
        certificate = await gaap.certificate(ours, "a.test", "b.test")
        listener, address, port = await opened(gaap, "HTTPS", CertificateId=certificate, **poly)
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
        second = [await gaap.authority(others), await gaap.authority(third)]
        await gaap.done("CreateDomain", ListenerId=listener, Domain="b.test", PolyClientCertificateIds=second)
        async with http_target("a") as a:
            for name in ("a.test", "b.test"):
                await gaap.bind(await gaap.rule(listener, name), a.port)

            async def asked(name: str, issuer: Authority | None) -> str:
                context = ours.client(issuer.issue("client") if issuer is not None else None)
                try:
                    async with shake(address, port, name, context) as shaken:
                        return (await shaken.get(name)).body
                except (OSError, EOFError):
                    return "turned away"

            served = [(name, issuer) for name in ("a.test", "b.test") for issuer in (None, ours, others, third)]
            found = [await asked(*one) for one in served]
        away = "turned away"
        assert found == [away, "a", away, away, away, away, "a", "a"]

    async def test_http3(self, gaap: Gaap) -> None:
        authority = Authority()
        certificate = await gaap.certificate(authority, "a.test")
        fields = {"CertificateId": certificate, "ForwardProtocol": "HTTP", "Http3Supported": 1}
        listener, address, port = await opened(gaap, "HTTPS", **fields)
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test", Http3Supported=1)
        async with http_target("a") as a:
            await gaap.bind(await gaap.rule(listener, "a.test"), a.port)
            async with shake(address, port, "a.test", authority.client()) as shaken:
                assert (await shaken.get("a.test")).headers["alt-svc"].startswith(f'h3=":{port}"')
            async with http3_client(address, port, "a.test", authority.pem) as client:
                assert (await client.get("a.test")).body == "a"

    async def test_origins_are_spoken_to_as_the_listener_says(self, gaap: Gaap) -> None:
        authority = Authority()
        certificate = await gaap.certificate(authority, "a.test")
        listener, address, port = await opened(gaap, "HTTPS", CertificateId=certificate, ForwardProtocol="HTTPS")
        await gaap.done("CreateDomain", ListenerId=listener, Domain="a.test")
        async with http_target("a", tls=authority.server(authority.issue("a.test"))) as a:
            await gaap.bind(await gaap.rule(listener, "a.test"), a.port)
            async with shake(address, port, "a.test", authority.client()) as shaken:
                assert (await shaken.get("a.test")).body == "a"
        proxy = (await gaap("DescribeHTTPSListeners", ListenerId=listener)).ListenerSet[0].ProxyId
        await gaap.done("DeleteListeners", ProxyId=proxy, ListenerIds=[listener], Force=1)
        assert await refuses(address, port)
