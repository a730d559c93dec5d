"""Changes of listeners, rules and domains: what the official SDK asks for is what clients meet next."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.certificates import Authority, shake
from tests.support.clb import UNCHECKED, Clb
from tests.support.targets import ask_http, http_target, http_targets, tcp_target, tcp_targets
from tests.support.traffic import Connection, answers, http_name, http_names, tcp_names

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000
ONE_WAY = {"SSLMode": "UNIDIRECTIONAL"}


class TestListeners:
    async def test_scheduler_session_and_limits(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "TCP", PORT, HealthCheck=UNCHECKED)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        async with tcp_targets("a", "b") as targets:
            await clb.register(balancer, listener, *(target.port for target in targets.values()))
            assert len(await tcp_names(vip, PORT, 8, source="127.0.3.1")) == 2
            await clb.done("ModifyListener", **place, SessionExpireTime=60)
            assert len(await tcp_names(vip, PORT, 8, source="127.0.3.1")) == 1
            await clb.done("ModifyListener", **place, SessionExpireTime=0, Scheduler="IP_HASH")
            assert len(await tcp_names(vip, PORT, 8, source="127.0.3.1")) == 1
            await clb.done("ModifyListener", **place, Scheduler="LEAST_CONN", MaxConn=1, ListenerName="renamed")
            kept = await Connection.open(vip, PORT)
            assert await kept.name() in targets
            assert await answers(vip, PORT) == "closed"
            kept.close()
        shown = await clb.shown(balancer, listener)
        assert (shown.Scheduler, shown.SessionExpireTime, shown.MaxConn) == ("LEAST_CONN", 0, 1)
        assert (shown.ListenerName, shown.HealthCheck.HealthSwitch) == ("renamed", 0), "what is left out stays"

    async def test_health_check(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        quick = {"IntervalTime": 3, "TimeOut": 2, "HealthNum": 2, "UnHealthNum": 2}
        listener = await clb.listener(balancer, "TCP", PORT, HealthCheck=quick)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        async with tcp_target("a") as a:
            await clb.register(balancer, listener, a.port)
            await clb.healthy(balancer, {a.port: "Alive"})
            wrong = {"CheckType": "CUSTOM", "ContextType": "TEXT", "SendContext": "who?", "RecvContext": "b\n"}
            assert await clb.refused("ModifyListener", **place, HealthCheck=wrong) == "InvalidParameterValue"
            wrong["RecvContext"] = "b"
            await clb.done("ModifyListener", **place, HealthCheck=wrong)
            await clb.healthy(balancer, {a.port: "Dead"})
            await clb.done("ModifyListener", **place, HealthCheck={"RecvContext": "a"})
            await clb.healthy(balancer, {a.port: "Alive"})
            await clb.done("ModifyListener", **place, HealthCheck={"HealthSwitch": 0})
            await clb.healthy(balancer, {a.port: "Close"})
        shown = (await clb.shown(balancer, listener)).HealthCheck
        assert (shown.CheckType, shown.IntervalTime, shown.RecvContext) == ("CUSTOM", 3, "a")

    async def test_certificate_and_sni(self, clb: Clb, authority: Authority) -> None:
        first, second, own = (authority.issue("a.test", "b.test") for _ in range(3))
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        ids = [await clb.certificate(pair) for pair in (first, second, own)]
        listener = await clb.listener(balancer, "HTTPS", PORT, Certificate={**ONE_WAY, "CertId": ids[0]})
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        await clb.rule(balancer, listener, "a.test", HealthCheck=UNCHECKED)

        async def serials() -> list[int]:
            found = []
            for name in ("a.test", "b.test"):
                async with shake(vip, PORT, name, authority.client()) as connection:
                    found.append(connection.serial)
            return found

        assert await serials() == [first.serial, first.serial]
        await clb.done("ModifyListener", **place, Certificate={**ONE_WAY, "CertId": ids[1]})
        assert await serials() == [second.serial, second.serial]
        await clb.done("ModifyListener", **place, SniSwitch=1)
        shown = await clb.shown(balancer, listener)
        assert (shown.SniSwitch, shown.Certificate, shown.Rules[0].Certificate.CertId) == (1, None, ids[1])
        await clb.rule(balancer, listener, "b.test", Certificate={**ONE_WAY, "CertId": ids[2]}, HealthCheck=UNCHECKED)
        assert await serials() == [second.serial, own.serial]
        assert await clb.refused("ModifyListener", **place, SniSwitch=0) == "InvalidParameterValue"
        given = {"Domain": "b.test", "Certificate": {**ONE_WAY, "CertId": ids[0]}}
        await clb.done("ModifyDomainAttributes", **place, **given)
        assert await serials() == [second.serial, first.serial]

    async def test_keepalive_and_compression(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", PORT)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        rule = await clb.rule(balancer, listener, "a.test", HealthCheck=UNCHECKED)
        async with http_target("long" * 200) as target:
            await clb.register(balancer, listener, target.port, location=rule)

            async def encoding() -> str | None:
                reader, writer = await asyncio.open_connection(vip, PORT)
                writer.write(b"GET / HTTP/1.1\r\nhost: a.test\r\naccept-encoding: gzip\r\nconnection: close\r\n\r\n")
                head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).lower()
                writer.close()
                return "gzip" if b"content-encoding: gzip" in head else None

            assert await encoding() is None
            await clb.done("ModifyListener", **place, DataCompressMode="compatibility", KeepaliveEnable=1)
            assert await encoding() == "gzip"
            opened = target.opened
            assert {(await ask_http(vip, PORT, host_header="a.test")).status for _ in range(6)} == {200}
            assert target.opened <= opened + 2, "connections to the target are kept now, one by each worker"
            await clb.done("ModifyListener", **place, DataCompressMode="transparent")
            assert await encoding() is None
        shown = await clb.shown(balancer, listener)
        assert (shown.KeepaliveEnable, shown.DataCompressMode) == (1, "transparent")


class TestRules:
    async def test_url_scheduler_session_and_protocol(self, clb: Clb, authority: Authority) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", PORT)
        rule = await clb.rule(balancer, listener, "a.test", "/old", HealthCheck=UNCHECKED)
        place = {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": rule}
        async with http_targets("a", "b") as servers:
            await clb.register(balancer, listener, *(one.port for one in servers.values()), location=rule)
            assert len(await http_names(vip, PORT, 8, "/old", host_header="a.test")) == 2
            await clb.done("ModifyRule", **place, Url="/new", Scheduler="IP_HASH")
            assert await http_name(vip, PORT, "a.test", "/old") == 404
            assert len(await http_names(vip, PORT, 8, "/new", host_header="a.test", source="127.0.3.7")) == 1
            await clb.done("ModifyRule", **place, Scheduler="WRR", SessionExpireTime=60, CookieName="stick")
            answer = await ask_http(vip, PORT, "/new", host_header="a.test")
            assert answer.headers["set-cookie"].startswith("stick=")
            await clb.deregister(balancer, listener, *(one.port for one in servers.values()), location=rule)
        async with http_target("secret", tls=authority.server(authority.issue("target.test"))) as secret:
            await clb.register(balancer, listener, secret.port, location=rule)
            assert await http_name(vip, PORT, "a.test", "/new") == 503
            changed = {"ForwardType": "HTTPS", "SessionExpireTime": 0, "OAuth": {"OAuthEnable": False}}
            await clb.done("ModifyRule", **place, **changed)
            assert await http_name(vip, PORT, "a.test", "/new") == "secret"
        (shown,) = (await clb.shown(balancer, listener)).Rules
        assert (shown.Url, shown.Scheduler, shown.SessionExpireTime, shown.ForwardType) == ("/new", "WRR", 0, "HTTPS")
        assert (shown.OAuth.OAuthEnable, shown.CookieName) == (False, "stick")

    async def test_health_check(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        listener = await clb.listener(balancer, "HTTP", PORT)
        quick = {"IntervalTime": 3, "TimeOut": 2, "HealthNum": 2, "UnHealthNum": 2, "HttpCode": 2}
        rule = await clb.rule(balancer, listener, "a.test", HealthCheck=quick)
        place = {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": rule}
        async with http_target("a") as a:
            a.status = 404
            await clb.register(balancer, listener, a.port, location=rule)
            await clb.healthy(balancer, {a.port: "Dead"})
            await clb.done("ModifyRule", **place, HealthCheck={"HttpCode": 8, "HttpCheckPath": "/alive"})
            await clb.healthy(balancer, {a.port: "Alive"})
            assert "/alive" in {seen.path for seen in a.seen}
        (shown,) = (await clb.shown(balancer, listener)).Rules
        assert (shown.HealthCheck.HttpCode, shown.HealthCheck.IntervalTime) == (8, 3)


class TestDomains:
    async def test_a_domain_gets_another_name(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", PORT)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        first = await clb.rule(balancer, listener, "default.test", HealthCheck=UNCHECKED)
        rules = [await clb.rule(balancer, listener, "a.test", url, HealthCheck=UNCHECKED) for url in ("/", "/more")]
        async with http_targets("default", "root", "more") as servers:
            for location, server in zip((first, *rules), servers.values(), strict=True):
                await clb.register(balancer, listener, server.port, location=location)
            await clb.done("ModifyDomain", **place, Domain="a.test", NewDomain="b.test")
            found = [await http_name(vip, PORT, *asked) for asked in (("b.test",), ("b.test", "/more"), ("a.test",))]
            assert found == ["root", "more", "default"]
            names = ["b.test", "c.test"]
            await clb.done("ModifyDomainAttributes", **place, Domain="b.test", NewDomains=names)
            assert [await http_name(vip, PORT, name, "/more") for name in names] == ["more", "more"]
        shown = (await clb.shown(balancer, listener)).Rules
        assert [list(rule.Domains) for rule in shown] == [["default.test"], names, names]

    async def test_another_domain_becomes_the_default(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", PORT)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        async with http_targets("a.test", "b.test") as servers:
            for name, server in servers.items():
                rule = await clb.rule(balancer, listener, name, HealthCheck=UNCHECKED)
                await clb.register(balancer, listener, server.port, location=rule)
            assert await http_name(vip, PORT, "nobody.test") == "a.test"
            await clb.done("ModifyDomainAttributes", **place, Domain="b.test", DefaultServer=True)
            assert await http_name(vip, PORT, "nobody.test") == "b.test"
            off = {"Domain": "b.test", "DefaultServer": False}
            assert await clb.refused("ModifyDomainAttributes", **place, **off) == "InvalidParameterValue"
            await clb.done("ModifyDomainAttributes", **place, **off, NewDefaultServerDomain="a.test")
            assert await http_name(vip, PORT, "nobody.test") == "a.test"
        shown = (await clb.shown(balancer, listener)).Rules
        assert [rule.DefaultServer for rule in shown] == [True, False]

    async def test_http2_and_quic_are_switched(self, clb: Clb, authority: Authority) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        own = {**ONE_WAY, "CertId": await clb.certificate(authority.issue("a.test"))}
        listener = await clb.listener(balancer, "HTTPS", PORT, Certificate=own)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        for url in ("/", "/more"):
            await clb.rule(balancer, listener, "a.test", url, HealthCheck=UNCHECKED)
        for on, spoken in ((True, "h2"), (False, "http/1.1")):
            await clb.done("ModifyDomainAttributes", **place, Domain="a.test", Http2=on, Quic=on)
            async with shake(vip, PORT, "a.test", authority.client(alpn=("h2", "http/1.1"))) as connection:
                assert connection.alpn == spoken
            async with shake(vip, PORT, "a.test", authority.client()) as connection:
                assert ("alt-svc" in (await connection.get("a.test")).headers) is on
            rules = (await clb.shown(balancer, listener)).Rules
            status = "QUIC_ACTIVE" if on else "QUIC_INACTIVE"
            assert [(rule.Http2, rule.QuicStatus) for rule in rules] == [(on, status)] * 2
