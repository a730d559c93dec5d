"""HTTP listeners: what the official SDK asks for is what requests meet."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from tests.support.clb import UNCHECKED, Clb
from tests.support.grpc_target import ask_grpc, grpc_target
from tests.support.targets import HttpTarget, ask_http, eventually, http_target, http_targets
from tests.support.traffic import asked_on_one_connection, http_name, http_names
from twincloud.gateway.tls import LocalAuthority

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 80
Rules = dict[str, dict[str, Any]]


async def opened(clb: Clb, **fields: Any) -> tuple[str, str, str]:
    """Create a balancer with an HTTP listener; return its id, the listener's and the address."""
    balancer = await clb.balancer()
    return balancer, await clb.listener(balancer, "HTTP", PORT, **fields), await clb.vip(balancer)


async def ruled(clb: Clb, balancer: str, listener: str, rules: Rules, servers: dict[str, HttpTarget]) -> dict[str, str]:
    """Create the rules in one call, bind to each the server of its name and return their ids."""
    given = [{"HealthCheck": UNCHECKED, **rule} for rule in rules.values()]
    answer = await clb.done("CreateRule", LoadBalancerId=balancer, ListenerId=listener, Rules=given)
    locations = dict(zip(rules, answer.LocationIds, strict=True))
    for name, location in locations.items():
        await clb.register(balancer, listener, servers[name].port, location=location)
    return locations


class TestDomains:
    async def test_the_most_specific_domain_answers(self, clb: Clb) -> None:
        domains = {
            "first": "fallback.test",
            "expression": r"~^(?:shop|store)\d+\.test$",
            "prefix": "www.*",
            "longer prefix": "www.elsewhere.*",
            "suffix": "*.a.test",
            "longer suffix": "*.b.a.test",
            "exact": "www.a.test",
        }
        expected = {
            "www.a.test": "exact",
            "WWW.A.Test": "exact",
            "www.a.test:8080": "exact",
            "other.a.test": "suffix",
            "deep.other.a.test": "suffix",
            "more.b.a.test": "longer suffix",
            "www.nowhere": "prefix",
            "www.elsewhere.test": "longer prefix",
            "shop12.test": "expression",
            "store7.test:81": "expression",
            "shop.test": "first",
            "fallback.test": "first",
            "a.test": "first",
        }
        balancer, listener, vip = await opened(clb)
        rules = {name: {"Domain": domain, "Url": "/"} for name, domain in domains.items()}
        async with http_targets(*domains) as servers:
            await ruled(clb, balancer, listener, rules, servers)
            assert {asked: await http_name(vip, PORT, asked) for asked in expected} == expected
        (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
        assert [rule.Domain for rule in shown.Rules] == list(domains.values())

    async def test_the_default_domain_answers_for_names_that_nobody_claims(self, clb: Clb) -> None:
        balancer, listener, vip = await opened(clb)
        rules: Rules = {
            "a": {"Domain": "a.test", "Url": "/"},
            "b": {"Domain": "b.test", "Url": "/", "DefaultServer": True},
            "c": {"Domain": "c.test", "Url": "/"},
        }
        async with http_targets("a", "b", "c") as servers:
            locations = await ruled(clb, balancer, listener, rules, servers)
            assert [await http_name(vip, PORT, name) for name in ("a.test", "nobody.test", vip)] == ["a", "b", "b"]
            place = {"LoadBalancerId": balancer, "ListenerId": listener}
            await clb.done("DeleteRule", **place, LocationIds=[locations["b"]], NewDefaultServerDomain="c.test")
            assert [await http_name(vip, PORT, name) for name in ("a.test", "b.test", vip)] == ["a", "c", "c"]
            (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
            assert {rule.Domain: rule.DefaultServer for rule in shown.Rules} == {"a.test": False, "c.test": True}

    async def test_one_rule_serves_several_domains(self, clb: Clb) -> None:
        balancer, listener, vip = await opened(clb)
        rules: Rules = {
            "other": {"Domain": "other.test", "Url": "/"},
            "both": {"Domains": ["one.test", "*.two.test"], "Url": "/"},
            "one": {"Domain": "ONE.test", "Url": "/one"},
        }
        async with http_targets(*rules) as servers:
            await ruled(clb, balancer, listener, rules, servers)
            asked = [("one.test", "/"), ("one.test", "/one"), ("x.two.test", "/one"), ("three.test", "/one")]
            assert [await http_name(vip, PORT, *one) for one in asked] == ["both", "one", "both", "other"]
        (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
        assert [rule.Domains for rule in shown.Rules] == [["other.test"], ["one.test", "*.two.test"], ["ONE.test"]]


class TestUrls:
    async def test_exact_before_expressions_before_the_longest_prefix(self, clb: Clb) -> None:
        urls = {
            "root": "/",
            "short": "/api",
            "long": "/api/v2",
            "picture": r"~ \.(?:png|jpe?g)$",
            "late": r"~ /api/.*\.png$",
            "any case": "~* ^/NeedLe",
            "exact": "= /api/exact",
        }
        expected = {
            "/": "root",
            "/elsewhere": "root",
            "/api": "short",
            "/apis": "short",
            "/api/v1": "short",
            "/api/v2/x?y=1": "long",
            "/api/v2/a.png": "picture",
            "/a.jpg?size=1": "picture",
            "/a.jpgx": "root",
            "/needle/hay": "any case",
            "/hay/needle": "root",
            "/api/exact": "exact",
            "/api/exact?query": "exact",
            "/api/exact/not": "short",
        }
        balancer, listener, vip = await opened(clb)
        rules = {name: {"Domain": "a.test", "Url": url} for name, url in urls.items()}
        async with http_targets(*urls) as servers:
            await ruled(clb, balancer, listener, rules, servers)
            assert {path: await http_name(vip, PORT, "a.test", path) for path in expected} == expected
        (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
        assert [rule.Url for rule in shown.Rules] == list(urls.values())

    async def test_a_path_that_no_rule_of_the_domain_takes_is_not_found(self, clb: Clb) -> None:
        balancer, listener, vip = await opened(clb)
        rules = {"all": {"Domain": "all.test", "Url": "/"}, "some": {"Domain": "some.test", "Url": "/only"}}
        async with http_targets(*rules) as servers:
            await ruled(clb, balancer, listener, rules, servers)
            asked = [("some.test", "/only"), ("some.test", "/other"), ("all.test", "/other")]
            assert [await http_name(vip, PORT, *place) for place in asked] == ["some", 404, "all"]

    async def test_a_deleted_rule_leaves_its_requests_to_the_others(self, clb: Clb) -> None:
        balancer, listener, vip = await opened(clb)
        rules = {
            "root": {"Domain": "a.test", "Url": "/"},
            "api": {"Domain": "a.test", "Url": "/api"},
            "admin": {"Domain": "a.test", "Url": "/admin"},
            "b": {"Domain": "b.test", "Url": "/"},
        }
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        async with http_targets(*rules) as servers:
            locations = await ruled(clb, balancer, listener, rules, servers)

            async def seen() -> list[str | int]:
                asked = [("a.test", "/"), ("a.test", "/api"), ("a.test", "/admin"), ("b.test", "/")]
                return [await http_name(vip, PORT, *one) for one in asked]

            assert await seen() == ["root", "api", "admin", "b"]
            await clb.done("DeleteRule", **place, LocationIds=[locations["api"]])
            assert await seen() == ["root", "root", "admin", "b"]
            await clb.done("DeleteRule", **place, Domain="a.test", Url="/")
            assert await seen() == [404, 404, "admin", "b"]
            await clb.done("DeleteRule", **place, Domain="b.test")
            assert await seen() == [404, 404, "admin", 404]
            await clb.done("DeleteRule", **place, Domain="a.test")
            assert await seen() == [404, 404, 404, 404]
        (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
        assert shown.Rules == []

    async def test_of_rules_of_which_one_is_wrong_none_serves(self, clb: Clb) -> None:
        balancer, listener, vip = await opened(clb)
        async with http_targets("a") as servers:
            await ruled(clb, balancer, listener, {"a": {"Domain": "a.test", "Url": "/a"}}, servers)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        pair = [{"Domain": "a.test", "Url": "/new"}, {"Domain": "a.test", "Url": "/a"}]
        assert await clb.refused("CreateRule", **place, Rules=pair) == "InvalidParameterValue"
        assert await http_name(vip, PORT, "a.test", "/new") == 404
        tcp = await clb.listener(balancer, "TCP", 81)
        refused = await clb.refused("CreateRule", LoadBalancerId=balancer, ListenerId=tcp, Rules=pair[:1])
        assert refused == "InvalidParameterValue"


class TestTargets:
    async def test_targets_come_and_go_and_are_shared_by_weight(self, clb: Clb) -> None:
        balancer, listener, vip = await opened(clb)
        rule = await clb.rule(balancer, listener, "a.test", HealthCheck=UNCHECKED)
        other = await clb.rule(balancer, listener, "a.test", "/other", HealthCheck=UNCHECKED)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}

        async def shares(count: int = 30) -> dict[str | int, int]:
            return dict(await http_names(vip, PORT, count, host_header="a.test"))

        async with http_targets("a", "b", "c") as servers:
            a, b, c = (server.port for server in servers.values())
            assert await shares(2) == {503: 2}
            await clb.register(balancer, listener, a, location=rule, weight=20)
            by_place = {"Domain": "a.test", "Url": "/"}
            await clb.done("RegisterTargets", **place, **by_place, Targets=[{"EniIp": "127.0.0.1", "Port": b}])
            await clb.register(balancer, listener, c, location=other)
            found = await shares()
            assert set(found) == {"a", "b"}
            assert 17 <= found["a"] <= 23, found
            await clb.weigh(balancer, listener, a, location=rule, weight=0)
            assert await shares() == {"b": 30}
            await clb.weigh(balancer, listener, b, location=rule, weight=0)
            assert await shares(2) == {503: 2}
            await clb.weigh(balancer, listener, a, location=rule, weight=1)
            await clb.deregister(balancer, listener, b, location=rule)
            assert await shares() == {"a": 30}
            assert await http_name(vip, PORT, "a.test", "/other") == "c"
            await clb.deregister(balancer, listener, a, location=rule)
            assert await shares(2) == {503: 2}

    async def test_targets_are_told_the_clients_address(self, clb: Clb) -> None:
        balancer, listener, vip = await opened(clb)
        async with http_targets("a") as servers:
            await ruled(clb, balancer, listener, {"a": {"Domain": "a.test", "Url": "/"}}, servers)
            await ask_http(vip, PORT, "/x?y=1", host_header="a.test", source="127.0.3.9")
            forged = {"x-forwarded-for": "192.0.2.7", "x-envoy-internal": "true"}
            await ask_http(vip, PORT, host_header="a.test", headers=forged, source="127.0.3.9")
        plain, behind_a_proxy = servers["a"].seen
        assert (plain.method, plain.path, plain.headers["host"]) == ("GET", "/x?y=1", "a.test")
        assert plain.headers["x-forwarded-for"] == "127.0.3.9"
        assert behind_a_proxy.headers["x-forwarded-for"].replace(" ", "") == "192.0.2.7,127.0.3.9"
        assert not [name for seen in servers["a"].seen for name in seen.headers if name.startswith("x-envoy")]

    async def test_connections_to_targets_are_kept_when_the_listener_says_so(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        async with http_targets("kept", "closed") as servers:
            for port, (name, switch) in enumerate((("kept", 1), ("closed", 0)), start=PORT):
                listener = await clb.listener(balancer, "HTTP", port, KeepaliveEnable=switch)
                await ruled(clb, balancer, listener, {name: {"Domain": "a.test", "Url": "/"}}, servers)
                answers = await asked_on_one_connection(vip, port, 5, host_header="a.test")
                assert [answer.body for answer in answers] == [name] * 5
            assert (servers["kept"].opened, servers["closed"].opened) == (1, 5)
        shown = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
        assert [listener.KeepaliveEnable for listener in shown] == [1, 0]


class TestSchedulers:
    async def test_a_cookie_leads_back_to_its_target(self, clb: Clb) -> None:
        balancer, listener, vip = await opened(clb)
        sticky: dict[str, Any] = {"SessionExpireTime": 90, "HealthCheck": UNCHECKED}
        own = await clb.rule(balancer, listener, "own.test", **sticky, CookieName="SID")
        usual = await clb.rule(balancer, listener, "usual.test", **sticky)
        none = await clb.rule(balancer, listener, "none.test", HealthCheck=UNCHECKED)
        async with http_targets("a", "b", "c") as servers:
            for rule in (own, usual, none):
                await clb.register(balancer, listener, *(server.port for server in servers.values()), location=rule)
            for domain, name in (("own.test", "SID"), ("usual.test", "tgw_l7_route")):
                first = await ask_http(vip, PORT, host_header=domain)
                cookie, *attributes = (part.strip() for part in first.headers["set-cookie"].split(";"))
                assert cookie.startswith(f"{name}=")
                assert "Max-Age=90" in attributes
                kept = {"cookie": cookie}
                assert await http_names(vip, PORT, 12, host_header=domain, headers=kept) == {first.body: 12}
                fresh = [(await ask_http(vip, PORT, host_header=domain)).body for _ in range(12)]
                assert set(fresh) == {"a", "b", "c"}
            plain = await ask_http(vip, PORT, host_header="none.test")
            assert "set-cookie" not in plain.headers
        (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
        assert [rule.CookieName for rule in shown.Rules] == ["SID", None, None]
        assert [rule.SessionExpireTime for rule in shown.Rules] == [90, 90, 0]

    async def test_a_clients_address_chooses_its_target(self, clb: Clb) -> None:
        balancer, listener, vip = await opened(clb)
        rule = await clb.rule(balancer, listener, "a.test", Scheduler="IP_HASH", HealthCheck=UNCHECKED)
        async with http_targets("a", "b", "c") as servers:
            await clb.register(balancer, listener, *(server.port for server in servers.values()), location=rule)
            chosen = [await http_names(vip, PORT, 3, source=f"127.0.3.{number}") for number in range(1, 25)]
        assert [len(found) for found in chosen] == [1] * 24
        assert {name for found in chosen for name in found} == {"a", "b", "c"}

    async def test_the_least_busy_target_gets_the_next_request(self, clb: Clb) -> None:
        balancer, listener, vip = await opened(clb)
        rule = await clb.rule(balancer, listener, "a.test", Scheduler="LEAST_CONN", HealthCheck=UNCHECKED)
        async with http_targets("a", "b") as servers:
            await clb.register(balancer, listener, *(server.port for server in servers.values()), location=rule)
            for server in servers.values():
                server.pause_s = 30
            held = asyncio.create_task(ask_http(vip, PORT, host_header="a.test"))
            reached = await eventually(
                lambda: asyncio.sleep(0, [name for name, server in servers.items() if server.seen]), bool
            )
            for server in servers.values():
                server.pause_s = 0
            (idle,) = set(servers) - set(reached)
            for _ in range(6):
                assert await http_name(vip, PORT, "a.test") == idle
                await eventually(lambda: asyncio.sleep(0, servers[idle].busy), lambda open_: open_ == 0)
            held.cancel()
            await asyncio.wait([held])


class TestProtocols:
    async def test_websockets_pass(self, clb: Clb) -> None:
        async def shout(connection: ServerConnection) -> None:
            async for message in connection:
                await connection.send(f"{message!s}!")

        balancer, listener, vip = await opened(clb)
        rule = await clb.rule(balancer, listener, "ws.test", HealthCheck=UNCHECKED)
        async with serve(shout, "127.0.0.1", 0) as server:
            await clb.register(balancer, listener, server.sockets[0].getsockname()[1], location=rule)
            async with connect(f"ws://{vip}:{PORT}/chat", proxy=None) as client:
                for word in ("hello", "world"):
                    await client.send(word)
                    assert await asyncio.wait_for(client.recv(), 10) == f"{word}!"

    async def test_grpc_passes_to_targets_without_tls(self, clb: Clb) -> None:
        balancer = await clb.balancer(LoadBalancerType="INTERNAL", VpcId="vpc-1", SubnetId="subnet-1")
        listener, vip = await clb.listener(balancer, "HTTP", PORT, H2cSwitch=True), await clb.vip(balancer)
        async with grpc_target("blue") as blue, grpc_target("green") as green:
            rules = [{"Domain": "grpc.test", "Url": "/", "ForwardType": "GRPC"}]
            answer = await clb.done("CreateRule", LoadBalancerId=balancer, ListenerId=listener, Rules=rules)
            rule = answer.LocationIds[0]
            await clb.register(balancer, listener, blue.port, green.port, location=rule)
            await clb.healthy(balancer, {blue.port: "Alive", green.port: "Alive"})
            assert {await ask_grpc(vip, PORT, "grpc.test") for _ in range(12)} == {"blue", "green"}
            assert (blue.asked, green.asked) == (0, 0), "a check that is content with code 12 asks nothing"
            await clb.deregister(balancer, listener, blue.port, location=rule)
            assert {await ask_grpc(vip, PORT, "grpc.test") for _ in range(6)} == {"green"}
        (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
        assert [(one.ForwardType, one.HealthCheck.CheckType) for one in shown.Rules] == [("GRPC", "GRPC")]

    async def test_tls_is_spoken_to_targets_that_want_it(self, clb: Clb, tmp_path: Path) -> None:
        balancer, listener, vip = await opened(clb)
        encrypted = await clb.rule(balancer, listener, "a.test", ForwardType="HTTPS", HealthCheck=UNCHECKED)
        plain = await clb.rule(balancer, listener, "a.test", "/plain", HealthCheck=UNCHECKED)
        async with http_target("secret", tls=LocalAuthority.open(tmp_path).server_context()) as secret:
            for rule in (encrypted, plain):
                await clb.register(balancer, listener, secret.port, location=rule)
            assert await http_name(vip, PORT, "a.test") == "secret"
            assert await http_name(vip, PORT, "a.test", "/plain") == 503
