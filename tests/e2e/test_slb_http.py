"""HTTP and HTTPS listeners of SLB: what the official SDK asks for is what requests meet."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ssl
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.certificates import Authority, shake
from tests.support.server import ServerProcess
from tests.support.slb import Slb, local
from tests.support.targets import HttpTarget, ask_http, eventually, http_target, http_targets
from tests.support.traffic import Connection, http_name, http_names

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 80
LONG = b"twin " * 4000
CHECKED = {"HealthCheck": "on", "HealthCheckInterval": 1, "HealthyThreshold": 2, "UnhealthyThreshold": 2}


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


class TestHeaders:
    async def test_by_default_the_clients_address_is_told(self, slb: Slb, a: HttpTarget) -> None:
        _, vip = await slb.serving("http", PORT, a.port)
        await ask_http(vip, PORT, headers={"X-Forwarded-For": "192.0.2.1"}, source="127.0.9.5")
        told = a.seen[-1].headers
        assert told["x-forwarded-for"] == "192.0.2.1,127.0.9.5"
        own = {"x-forwarded-proto", "slb-ip", "slb-id", "x-forwarded-port", "x-forwarded-client-srcport"}
        assert own.isdisjoint(told)

    async def test_everything_that_can_be_told(self, slb: Slb, a: HttpTarget) -> None:
        switches = ("SLBIP", "SLBID", "proto", "SLBPORT", "ClientSrcPort")
        members = {f"XForwardedFor_{name}": "on" for name in switches}
        balancer, vip = await slb.serving("http", PORT, a.port, XForwardedFor="off", **members)
        await ask_http(vip, PORT, headers={"SLB-ID": "forged"})
        told = a.seen[-1].headers
        assert "x-forwarded-for" not in told
        assert (told["slb-ip"], told["slb-id"]) == (vip, balancer)
        assert (told["x-forwarded-proto"], told["x-forwarded-port"]) == ("http", str(PORT))
        assert int(told["x-forwarded-client-srcport"]) > 1024


class TestSessions:
    async def test_an_inserted_cookie_leads_back(self, slb: Slb) -> None:
        async with http_targets("a", "b", "c") as servers:
            session = {"StickySession": "on", "StickySessionType": "insert", "CookieTimeout": 300}
            _, vip = await slb.serving("http", PORT, *(one.port for one in servers.values()), **session)
            first = await ask_http(vip, PORT)
            cookie, *attributes = first.headers["set-cookie"].split("; ")
            assert cookie.startswith("SERVERID=")
            assert "Max-Age=300" in attributes
            assert await http_names(vip, PORT, 20, headers={"cookie": cookie}) == {first.body: 20}

    async def test_a_rewritten_cookie_leads_back(self, slb: Slb) -> None:
        async with http_targets("a", "b", "c") as servers:
            session = {"StickySession": "on", "StickySessionType": "server", "Cookie": "app_sid"}
            balancer, vip = await slb.serving("http", PORT, *(one.port for one in servers.values()), **session)
            assert set(await http_names(vip, PORT, 20)) == {"a", "b", "c"}
            for name, server in servers.items():
                server.headers = {"set-cookie": f"app_sid=of-{name}; Path=/"}
            first = await ask_http(vip, PORT)
            cookie = first.headers["set-cookie"].partition(";")[0]
            assert cookie.startswith(f"app_sid=of-{first.body}!")
            assert await http_names(vip, PORT, 20, headers={"cookie": cookie}) == {first.body: 20}
            assert servers[first.body].seen[-1].headers["cookie"] == f"app_sid=of-{first.body}"
            await slb.change(balancer, "http", PORT, Cookie="other")
            assert set(await http_names(vip, PORT, 20, headers={"cookie": cookie})) == {"a", "b", "c"}

    async def test_a_rule_with_a_rewritten_cookie(self, slb: Slb, authority: Authority) -> None:
        async with http_targets("default", "a", "b") as servers:
            default, a, b = (one.port for one in servers.values())
            certificate = await slb.certificate(authority.issue("a.test"))
            session = {"StickySession": "on", "StickySessionType": "server", "Cookie": "sid"}
            balancer, vip = await slb.serving("https", 443, default, ServerCertificateId=certificate, **session)
            rule = await slb.rule(balancer, 443, await slb.group(balancer, a, b), Domain="a.test")
            members = {"Scheduler": "wrr", "HealthCheck": "off", **session, "Cookie": "of_rule"}
            await slb("SetRule", RuleId=rule, ListenerSync="off", **members)
            for name in ("a", "b"):
                servers[name].headers = {"set-cookie": f"of_rule={name}", "Set-Cookie": "sid=1"}
            async with shake(vip, 443, "a.test", authority.client()) as connection:
                first = await connection.get("a.test")
            kept, other = first.headers["set-cookie"].split(",")
            assert (kept.partition("!")[0], other) == (f"of_rule={first.body}", "sid=1")
            servers["default"].headers = {"set-cookie": "sid=2"}
            async with shake(vip, 443, "a.test", authority.client()) as connection:
                assert (await connection.get("else.test")).headers["set-cookie"].startswith("sid=2!")
            await slb.change(balancer, "https", 443, Cookie="sid_2")
            async with shake(vip, 443, "a.test", authority.client()) as connection:
                assert (await connection.get("else.test")).headers["set-cookie"] == "sid=2"

    async def test_without_a_session_everybody_gets_traffic(self, slb: Slb) -> None:
        async with http_targets("a", "b") as servers:
            balancer, vip = await slb.serving("http", PORT, *(one.port for one in servers.values()))
            assert set(await http_names(vip, PORT, 20)) == {"a", "b"}
            session = {"StickySession": "on", "StickySessionType": "insert", "CookieTimeout": 300}
            await slb.change(balancer, "http", PORT, **session)
            assert "set-cookie" in (await ask_http(vip, PORT)).headers
            await slb.change(balancer, "http", PORT, StickySession="off")
            assert "set-cookie" not in (await ask_http(vip, PORT)).headers


class TestTimes:
    async def test_a_server_that_says_nothing(self, slb: Slb, a: HttpTarget) -> None:
        _, vip = await slb.serving("http", PORT, a.port, RequestTimeout=1)
        a.pause_s = 20
        assert (await ask_http(vip, PORT)).status == 504

    async def test_a_client_that_says_nothing(self, slb: Slb, a: HttpTarget) -> None:
        # A tenth of it, as this server's time runs ten times faster.
        _, vip = await slb.serving("http", PORT, a.port, IdleTimeout=5)
        connection = await Connection.open(vip, PORT)
        await connection.end()


class TestBodies:
    async def test_answers_are_compressed_unless_it_is_off(self, slb: Slb) -> None:
        async with _texts() as port:
            balancer, vip = await slb.serving("http", PORT, port)
            assert await _encoding(vip) == "gzip"
            await slb.change(balancer, "http", PORT, Gzip="off")
            assert await _encoding(vip) == ""


class TestRules:
    async def test_the_most_specific_rule_answers(self, slb: Slb) -> None:
        rules = {
            "exact": {"Domain": "www.a.test"},
            "exact and long": {"Domain": "www.a.test", "Url": "/img/big"},
            "exact and short": {"Domain": "www.a.test", "Url": "/img"},
            "wide": {"Domain": "*.test"},
            "narrow": {"Domain": "*.a.test", "Url": "/only"},
            "everywhere": {"Url": "/api"},
        }
        expected = {
            ("www.a.test", "/"): "exact",
            ("WWW.a.test", "/img/small"): "exact and short",
            ("www.a.test", "/img/big/x"): "exact and long",
            ("b.test", "/"): "wide",
            ("x.a.test", "/only"): "narrow",
            ("x.a.test", "/other"): "default",
            ("x.a.test", "/api"): "everywhere",
            ("elsewhere", "/api/x"): "everywhere",
            ("elsewhere", "/"): "default",
        }
        async with http_targets("default", *rules) as servers:
            balancer, vip = await slb.serving("http", PORT, servers["default"].port)
            for name, rule in rules.items():
                await slb.rule(balancer, PORT, await slb.group(balancer, servers[name].port), **rule)
            assert {asked: await http_name(vip, PORT, *asked) for asked in expected} == expected
            listed = (await slb("DescribeRules", LoadBalancerId=balancer, ListenerPort=PORT))["Rules"]["Rule"]
            assert [(one.get("Domain"), one.get("Url")) for one in listed] == [
                (rule.get("Domain"), rule.get("Url")) for rule in rules.values()
            ]

    async def test_a_rule_moves_and_goes(self, slb: Slb) -> None:
        async with http_targets("default", "one", "two") as servers:
            balancer, vip = await slb.serving("http", PORT, servers["default"].port)
            one, two = [await slb.group(balancer, servers[name].port) for name in ("one", "two")]
            rule = await slb.rule(balancer, PORT, one, Domain="a.test")
            assert await http_name(vip, PORT, "a.test") == "one"
            await slb("SetRule", RuleId=rule, VServerGroupId=two, RuleName="moved")
            assert await http_name(vip, PORT, "a.test") == "two"
            shown = await slb("DescribeRuleAttribute", RuleId=rule)
            assert (shown["RuleName"], shown["VServerGroupId"], shown["ListenerPort"]) == ("moved", two, str(PORT))
            assert (await slb.refused("DeleteVServerGroup", VServerGroupId=two))[0] == "RspoolRuleExist"
            await slb("DeleteRules", RuleIds=[rule])
            assert await http_name(vip, PORT, "a.test") == "default"
            await slb("DeleteVServerGroup", VServerGroupId=two)
            assert await slb.refused("DescribeRuleAttribute", RuleId=rule) == ("InvalidRuleId.NotFound", 404)

    async def test_a_rule_with_settings_of_its_own(self, slb: Slb) -> None:
        async with http_targets("default", "a", "b") as servers:
            balancer, vip = await slb.serving("http", PORT, servers["default"].port)
            a, b = servers["a"], servers["b"]
            rule = await slb.rule(balancer, PORT, await slb.group(balancer, (a.port, 1), (b.port, 9)), Domain="a.test")
            await slb(
                "SetRule", RuleId=rule, ListenerSync="off", Scheduler="rr", HealthCheckURI="/up", HealthCheckTimeout=2,
                HealthCheckHttpCode="http_2xx", HealthCheckDomain="up.test", StickySession="off", **CHECKED,
            )  # fmt: skip

            async def met() -> set[str | int]:
                return set(await http_names(vip, PORT, 12, host_header="a.test"))

            await eventually(met, lambda found: found == {"a", "b"})
            assert (a.seen[0].path, a.seen[0].headers["host"]) == ("/up", "up.test")
            b.status = 500
            await eventually(met, lambda found: found == {"a"})
            session = {"StickySession": "on", "StickySessionType": "insert", "CookieTimeout": 60}
            await slb("SetRule", RuleId=rule, **session)
            assert "SERVERID=" in (await ask_http(vip, PORT, host_header="a.test")).headers["set-cookie"]
            assert "set-cookie" not in (await ask_http(vip, PORT)).headers
            await slb("SetRule", RuleId=rule, ListenerSync="on")
            assert "set-cookie" not in (await ask_http(vip, PORT, host_header="a.test")).headers


class TestHealth:
    async def test_what_a_check_asks_and_what_follows(self, slb: Slb) -> None:
        async with http_targets("a", "b") as servers:
            a, b = servers.values()
            balancer, vip = await slb.serving(
                "http", PORT, a.port, b.port, HealthCheckURI="/up", HealthCheckDomain="up.test",
                HealthCheckMethod="get", HealthCheckTimeout=2, HealthCheckHttpCode="http_2xx,http_3xx", **CHECKED,
            )  # fmt: skip
            await slb.healthy(balancer, PORT, {a.port: "normal", b.port: "normal"})
            asked = a.seen[0]
            assert (asked.method, asked.path, asked.headers["host"]) == ("GET", "/up", "up.test")
            b.status = 404
            await slb.healthy(balancer, PORT, {a.port: "normal", b.port: "abnormal"})
            assert set(await http_names(vip, PORT, 10)) == {"a"}
            a.status = 500
            await slb.healthy(balancer, PORT, {a.port: "abnormal", b.port: "abnormal"})
            assert (await ask_http(vip, PORT)).status == 503
            await slb.change(balancer, "http", PORT, HealthCheckDomain="$_ip", HealthCheckMethod="head")
            await eventually(lambda: _last(a), lambda seen: seen[0] == "HEAD" and seen[1].startswith("127.0.0.1"))
            await slb.change(balancer, "http", PORT, HealthCheck="off")
            assert set(await http_names(vip, PORT, 10)) == {404, 500}


class TestHttps:
    async def test_a_certificate_and_both_versions_of_http(self, slb: Slb, a: HttpTarget, authority: Authority) -> None:
        pair = authority.issue("a.test")
        certificate = await slb.certificate(pair, ServerCertificateName="mine")
        balancer, vip = await slb.serving("https", 443, a.port, ServerCertificateId=certificate)
        client = authority.client(alpn=("h2", "http/1.1"))
        async with shake(vip, 443, "a.test", client) as connection:
            assert (connection.serial, connection.alpn) == (pair.serial, "h2")
        await slb.change(balancer, "https", 443, EnableHttp2="off", XForwardedFor_proto="on")
        async with shake(vip, 443, "a.test", client) as connection:
            assert connection.alpn == "http/1.1"
            assert (await connection.get("a.test")).body == "a"
        assert a.seen[-1].headers["x-forwarded-proto"] == "https"
        other = authority.issue("b.test")
        second = await slb.certificate(other)
        await slb.change(balancer, "https", 443, ServerCertificateId=second)
        async with shake(vip, 443, "b.test", client) as connection:
            assert connection.serial == other.serial
        refused = await slb.refused("DeleteServerCertificate", ServerCertificateId=second)
        assert refused == ("CertificateAndPrivateKeyIsRefered", 400)
        await slb("DeleteServerCertificate", ServerCertificateId=certificate)
        left = (await slb("DescribeServerCertificates"))["ServerCertificates"]["ServerCertificate"]
        names = {one["ServerCertificateId"] for one in left}
        assert (second in names, certificate in names) == (True, False)

    @pytest.mark.parametrize(
        ("policy", "version", "served"),
        [
            ("tls_cipher_policy_1_0", ssl.TLSVersion.TLSv1_2, True),
            ("tls_cipher_policy_1_2_strict", ssl.TLSVersion.TLSv1_2, True),
            ("tls_cipher_policy_1_2_strict", ssl.TLSVersion.TLSv1_3, False),
            ("tls_cipher_policy_1_2_strict_with_1_3", ssl.TLSVersion.TLSv1_3, True),
        ],
    )
    async def test_policies(
        self, slb: Slb, a: HttpTarget, authority: Authority, policy: str, version: ssl.TLSVersion, served: bool
    ) -> None:
        certificate = await slb.certificate(authority.issue("a.test"))
        members = {"ServerCertificateId": certificate, "TLSCipherPolicy": policy}
        balancer, vip = await slb.serving("https", 443, a.port, **members)
        client = authority.client()
        client.minimum_version = client.maximum_version = version
        if served:
            async with shake(vip, 443, "a.test", client) as connection:
                assert (await connection.get("a.test")).body == "a"
        else:
            with pytest.raises(ssl.SSLError):
                await _shaken(vip, client)
        await slb("DeleteLoadBalancer", LoadBalancerId=balancer)

    async def test_clients_are_asked_for_certificates(self, slb: Slb, a: HttpTarget, authority: Authority) -> None:
        known = await slb("UploadCACertificate", CACertificate=authority.pem, CACertificateName="mine")
        certificate = await slb.certificate(authority.issue("a.test"))
        members = {"ServerCertificateId": certificate, "CACertificateId": known["CACertificateId"]}
        balancer, vip = await slb.serving("https", 443, a.port, **members)
        async with shake(vip, 443, "a.test", authority.client(authority.issue("client"))) as connection:
            assert (await connection.get("a.test")).body == "a"
        with pytest.raises((ssl.SSLError, ConnectionError, asyncio.IncompleteReadError)):
            await _shaken(vip, authority.client())
        named = {"CACertificateId": known["CACertificateId"]}
        assert await slb.refused("DeleteCACertificate", **named) == ("CertificateAndPrivateKeyIsRefered", 400)
        await slb("DeleteLoadBalancer", LoadBalancerId=balancer)
        await slb("SetCACertificateName", **named, CACertificateName="renamed")
        (shown,) = (await slb("DescribeCACertificates", **named))["CACertificates"]["CACertificate"]
        assert (shown["CACertificateName"], shown["CommonName"]) == ("renamed", "tests")
        await slb("DeleteCACertificate", **named)
        assert (await slb("DescribeCACertificates", **named))["CACertificates"] == {"CACertificate": []}

    async def test_an_http_listener_sends_its_clients_there(
        self, slb: Slb, a: HttpTarget, authority: Authority
    ) -> None:
        certificate = await slb.certificate(authority.issue("a.test"))
        balancer, vip = await slb.serving("https", 8443, a.port, ServerCertificateId=certificate)
        await slb.running(balancer, "http", PORT, ListenerForward="on", ForwardPort=8443)
        answer = await ask_http(vip, PORT, "/x?y=1", host_header="a.test")
        assert (answer.status, answer.headers["location"]) == (301, "https://a.test:8443/x?y=1")
        place = {"LoadBalancerId": balancer, "ListenerPort": PORT}
        refused = await slb.refused("SetLoadBalancerHTTPListenerAttribute", **place, Description="new")
        assert refused == ("Operation.NotAllowed", 400)


async def test_schedulers(slb: Slb) -> None:
    async with http_targets("light", "heavy") as servers:
        light, heavy = (one.port for one in servers.values())
        balancer, vip = await slb.serving("http", PORT, (light, 20), (heavy, 80))
        found = await http_names(vip, PORT, 100)
        assert 15 <= found["light"] <= 25, found
        await slb.change(balancer, "http", PORT, Scheduler="rr")
        found = await http_names(vip, PORT, 100)
        assert 45 <= found["light"] <= 55, found
        await slb.change(balancer, "http", PORT, Scheduler="wlc")
        assert set(await http_names(vip, PORT, 20)) == {"light", "heavy"}


async def test_access_lists(slb: Slb, a: HttpTarget) -> None:
    acl = await slb.acl("http", "127.0.9.0/24")
    _, vip = await slb.serving("http", PORT, a.port, AclStatus="on", AclType="white", AclId=acl)
    assert (await ask_http(vip, PORT, source="127.0.9.5")).body == "a"
    with pytest.raises((OSError, asyncio.IncompleteReadError)):
        await ask_http(vip, PORT, source="127.0.8.5")


async def test_default_servers(slb: Slb, a: HttpTarget) -> None:
    balancer, vip = await slb.balancer()
    await slb.running(balancer, "http", PORT, BackendServerPort=a.port)
    assert (await ask_http(vip, PORT)).status == 503
    await slb("AddBackendServers", LoadBalancerId=balancer, BackendServers=[{"ServerId": "127.0.0.1"}])
    assert (await ask_http(vip, PORT)).body == "a"
    group = await slb.group(balancer)
    await slb.change(balancer, "http", PORT, VServerGroup="on", VServerGroupId=group)
    assert (await ask_http(vip, PORT)).status == 503
    await slb("AddVServerGroupBackendServers", VServerGroupId=group, BackendServers=local(a.port))
    assert (await ask_http(vip, PORT)).body == "a"


@contextlib.asynccontextmanager
async def _texts() -> AsyncIterator[int]:
    """Run a server whose answers are long texts; hands out its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            head = f"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: {len(LONG)}\r\n\r\n"
            writer.write(head.encode() + LONG)
            await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()


async def _encoding(vip: str) -> str:
    """Ask for a text in gzip; return how it came, having read it."""
    reader, writer = await asyncio.open_connection(vip, PORT)
    # The oldest form of a request, so that the body ends with the connection and has no chunks.
    writer.write(b"GET / HTTP/1.0\r\nhost: a\r\naccept-encoding: gzip\r\n\r\n")
    async with asyncio.timeout(5):
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    packed = b"content-encoding: gzip" in head.lower()
    assert (gzip.decompress(body) if packed else body) == LONG
    return "gzip" if packed else ""


async def _shaken(vip: str, client: ssl.SSLContext) -> None:
    async with shake(vip, 443, "a.test", client) as connection:
        await connection.get("a.test")


async def _last(target: HttpTarget) -> tuple[str, str]:
    return target.seen[-1].method, target.seen[-1].headers["host"]
