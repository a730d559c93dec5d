"""Health checks: who gets traffic, and what DescribeTargetHealth says of whom. Ten seconds are one on this server."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.grpc_target import ask_grpc, grpc_target
from tests.support.targets import HttpTarget, ask_http, eventually, http_target, tcp_target, tcp_targets
from tests.support.traffic import answers, http_name, http_names, tcp_names

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000
OFTEN = {"IntervalTime": 4, "TimeOut": 3, "HealthNum": 2, "UnHealthNum": 2}


async def checked(clb: Clb, **check: Any) -> tuple[str, str, str]:
    """Create a balancer with a TCP listener and this check; return its id, the listener's and the address."""
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "TCP", PORT, HealthCheck={**OFTEN, **check})
    return balancer, listener, await clb.vip(balancer)


async def asked_for_its_health(target: HttpTarget, count: int) -> None:
    """Wait until a target has been asked so many times more."""
    before = len(target.seen)

    async def more() -> int:
        return len(target.seen) - before

    await eventually(more, lambda found: found >= count)


class TestTcp:
    async def test_traffic_goes_only_to_the_living(self, clb: Clb) -> None:
        balancer, listener, vip = await checked(clb)
        async with tcp_target("a") as a, tcp_target("b") as b:
            await clb.register(balancer, listener, a.port, b.port)
            await clb.healthy(balancer, {a.port: "Alive", b.port: "Alive"})
            assert set(await tcp_names(vip, PORT, 12)) == {"a", "b"}
            await b.stop()
            await clb.healthy(balancer, {a.port: "Alive", b.port: "Dead"})
            assert await tcp_names(vip, PORT, 12) == {"a": 12}
            await b.start(b.port)
            await clb.healthy(balancer, {a.port: "Alive", b.port: "Alive"})
            assert set(await tcp_names(vip, PORT, 12)) == {"a", "b"}

    async def test_every_state_is_told_with_its_listener_and_target(self, clb: Clb) -> None:
        balancer, listener, _ = await checked(clb)
        off = await clb.listener(balancer, "TCP", PORT + 1, HealthCheck=UNCHECKED)
        slow = {"CheckType": "CUSTOM", "ContextType": "TEXT", "SendContext": "?", "RecvContext": "!"}
        waiting = await clb.listener(
            balancer, "TCP", PORT + 2, HealthCheck={**slow, "TimeOut": 60, "IntervalTime": 300}
        )
        async with tcp_target("living") as living, tcp_target("silent") as silent:
            silent.mute = True
            async with tcp_target("gone") as gone:
                pass
            await clb.register(balancer, listener, living.port, gone.port)
            await clb.register(balancer, listener, silent.port, weight=0)
            await clb.register(balancer, off, gone.port)
            await clb.register(balancer, waiting, silent.port)

            async def told() -> list[tuple[Any, ...]]:
                (found,) = (await clb("DescribeTargetHealth", LoadBalancerIds=[balancer])).LoadBalancers
                return [
                    (one.ListenerId, target.Port, target.HealthStatusDetail, target.HealthStatus)
                    for one in found.Listeners
                    for rule in one.Rules
                    for target in rule.Targets
                ]

            expected = [
                (listener, living.port, "Alive", True),
                (listener, gone.port, "Dead", False),
                (listener, silent.port, "Unknown", False),
                (off, gone.port, "Close", True),
                (waiting, silent.port, "Unknown", False),
            ]
            await eventually(told, lambda found: found == expected)
            answer = await clb("DescribeTargetHealth", LoadBalancerIds=[balancer], ListenerIds=[listener])
        (found,) = answer.LoadBalancers
        assert (found.LoadBalancerId, found.LoadBalancerName) == (balancer, balancer)
        (one,) = found.Listeners
        assert (one.ListenerId, one.Protocol, one.Port) == (listener, "TCP", PORT)
        (rule,) = one.Rules
        assert (rule.LocationId[:4], rule.Domain, rule.Url) == ("loc-", None, None)
        # The misspelt member of older clients, for which the SDK has a warning.
        assert [target._serialize()["HealthStatusDetial"] for target in rule.Targets] == ["Alive", "Dead", "Unknown"]
        assert {target.IP for target in rule.Targets} == {"127.0.0.1"}
        assert [target.Weight for target in rule.Targets] == [10, 10, 0]

    async def test_when_all_are_dead_all_serve(self, clb: Clb) -> None:
        never = {"CheckType": "CUSTOM", "ContextType": "TEXT", "SendContext": "who?", "RecvContext": "never"}
        balancer, listener, vip = await checked(clb, **never)
        async with tcp_targets("a", "b") as targets:
            ports = [target.port for target in targets.values()]
            await clb.register(balancer, listener, *ports)
            await clb.healthy(balancer, dict.fromkeys(ports, "Dead"))
            assert set(await tcp_names(vip, PORT, 12)) == {"a", "b"}

    async def test_another_port_may_be_checked(self, clb: Clb) -> None:
        async with tcp_target("a") as a, tcp_target("b") as b, tcp_target("watched") as watched:
            balancer, listener, vip = await checked(clb, CheckPort=watched.port)
            plain = await clb.listener(balancer, "TCP", PORT + 1, HealthCheck={**OFTEN, "CheckPort": -1})
            await clb.register(balancer, listener, a.port)
            await clb.register(balancer, plain, b.port)
            await clb.healthy(balancer, {a.port: "Alive", b.port: "Alive"})
            await watched.stop()
            await clb.healthy(balancer, {a.port: "Dead", b.port: "Alive"})
            assert await answers(vip, PORT) == "a"
            await watched.start(watched.port)
            await a.stop()
            await clb.healthy(balancer, {a.port: "Alive", b.port: "Alive"})

    @pytest.mark.parametrize(
        "payload",
        [
            {"ContextType": "TEXT", "SendContext": "who?", "RecvContext": "blue"},
            {"ContextType": "HEX", "SendContext": "77686F3F", "RecvContext": "626C7565"},
        ],
        ids=["text", "hex"],
    )
    async def test_an_expected_answer(self, clb: Clb, payload: dict[str, str]) -> None:
        balancer, listener, vip = await checked(clb, CheckType="CUSTOM", **payload)
        async with tcp_target("blue") as blue, tcp_target("green") as green:
            await clb.register(balancer, listener, blue.port, green.port)
            await clb.healthy(balancer, {blue.port: "Alive", green.port: "Dead"})
            assert await tcp_names(vip, PORT, 8) == {"blue": 8}
            green.name = "blue"
            await clb.healthy(balancer, {blue.port: "Alive", green.port: "Alive"})
        (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer)).Listeners
        check = shown.HealthCheck
        assert (check.CheckType, check.ContextType) == ("CUSTOM", payload["ContextType"])
        assert (check.SendContext, check.RecvContext) == (payload["SendContext"], payload["RecvContext"])


class TestHttp:
    async def test_path_domain_method_and_version_of_a_tcp_listeners_check(self, clb: Clb) -> None:
        old = {"CheckType": "HTTP", "HttpVersion": "HTTP/1.0", "HttpCheckDomain": "old.test", "HttpCheckPath": "/old"}
        new = {**old, "HttpVersion": "HTTP/1.1", "HttpCheckDomain": "new.test", "HttpCheckMethod": "GET"}
        balancer, listener, vip = await checked(clb, **old)
        other = await clb.listener(balancer, "TCP", PORT + 1, HealthCheck={**OFTEN, **new, "HttpCheckPath": "/new?x=1"})
        async with http_target("old") as old_target, http_target("new") as new_target:
            await clb.register(balancer, listener, old_target.port)
            await clb.register(balancer, other, new_target.port)
            await clb.healthy(balancer, {old_target.port: "Alive", new_target.port: "Alive"})
            first, second = old_target.seen[0], new_target.seen[0]
            assert (first.method, first.path, first.headers["host"]) == ("HEAD", "/old", "old.test")
            assert first.headers["connection"] == "close", "as close to a 1.0 request as the engine gets"
            assert (second.method, second.path, second.headers["host"]) == ("GET", "/new?x=1", "new.test")
            assert "connection" not in second.headers
            assert await http_name(vip, PORT, "any.test") == "old"
            await old_target.stop()
            await clb.healthy(balancer, {old_target.port: "Dead", new_target.port: "Alive"})

    async def test_the_mask_of_statuses_and_the_path(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", PORT)
        check = {**OFTEN, "CheckType": "HTTP", "HttpCheckPath": "/alive", "HttpCheckMethod": "GET", "HttpCode": 1 | 2}
        rule = await clb.rule(balancer, listener, "a.test", HealthCheck=check)
        tolerant = await clb.rule(balancer, listener, "a.test", "/x", HealthCheck={**check, "HttpCode": 2 | 8})
        async with http_target("good") as good, http_target("bad") as bad, http_target("other") as other:
            bad.status = other.status = 404
            await clb.register(balancer, listener, good.port, bad.port, location=rule)
            await clb.register(balancer, listener, other.port, location=tolerant)
            await clb.healthy(balancer, {good.port: "Alive", bad.port: "Dead", other.port: "Alive"})
            assert {(seen.method, seen.path, seen.headers["host"]) for seen in bad.seen} == {
                ("GET", "/alive", "a.test")
            }
            assert await http_names(vip, PORT, 12, host_header="a.test") == {"good": 12}
            other.status = 500
            bad.status = 201
            await clb.healthy(balancer, {good.port: "Alive", bad.port: "Alive", other.port: "Dead"})
            bad.status = good.status = 503
            await clb.healthy(balancer, {good.port: "Dead", bad.port: "Dead", other.port: "Dead"})
            found = {(await ask_http(vip, PORT, host_header="a.test")).body for _ in range(12)}
            assert found == {"good", "bad"}, "when all are dead, all serve"

    async def test_what_is_asked_and_accepted_when_nothing_is_said(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        listener = await clb.listener(balancer, "HTTP", PORT)
        rule = await clb.rule(balancer, listener, "a.test", HealthCheck=OFTEN)
        named = await clb.rule(balancer, listener, "*.b.test", HealthCheck={**OFTEN, "HttpCheckDomain": "x.b.test"})
        pattern = await clb.rule(balancer, listener, "*.c.test", HealthCheck=OFTEN)
        async with http_target("a") as a, http_target("b") as b, http_target("c") as c:
            a.status = 500
            await clb.register(balancer, listener, a.port, location=rule)
            await clb.register(balancer, listener, b.port, location=named)
            await clb.register(balancer, listener, c.port, location=pattern)
            await clb.healthy(balancer, {a.port: "Alive", b.port: "Alive", c.port: "Alive"})
            assert (a.seen[0].method, a.seen[0].path, a.seen[0].headers["host"]) == ("HEAD", "/", "a.test")
            assert b.seen[0].headers["host"] == "x.b.test"
            assert c.seen[0].headers["host"] == "127.0.0.1"
            await a.stop()
            await clb.healthy(balancer, {a.port: "Dead", b.port: "Alive", c.port: "Alive"})

    async def test_as_many_checks_as_the_thresholds_say_at_the_interval(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        listener = await clb.listener(balancer, "HTTP", PORT)
        check = {"IntervalTime": 4, "TimeOut": 3, "HealthNum": 4, "UnHealthNum": 5, "HttpCode": 2}
        rule = await clb.rule(balancer, listener, "a.test", HealthCheck=check)
        async with http_target("a") as a:
            await clb.register(balancer, listener, a.port, location=rule)
            await clb.healthy(balancer, {a.port: "Alive"})
            for status, needed, state in ((500, 5, "Dead"), (200, 4, "Alive")):
                a.status, before, started = status, len(a.seen), time.monotonic()
                await clb.healthy(balancer, {a.port: state})
                assert needed <= len(a.seen) - before <= 2 * needed
                assert time.monotonic() - started >= 0.35 * (needed - 1)

    async def test_a_check_has_its_time(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        listener = await clb.listener(balancer, "HTTP", PORT)
        hasty = await clb.rule(balancer, listener, "a.test", HealthCheck=OFTEN)
        patient = await clb.rule(balancer, listener, "b.test", HealthCheck={"TimeOut": 40, "IntervalTime": 41})
        async with http_target("slow") as slow, http_target("too") as too:
            slow.pause_s = too.pause_s = 0.7
            await clb.register(balancer, listener, slow.port, location=patient)
            await clb.register(balancer, listener, too.port, location=hasty)
            await clb.healthy(balancer, {slow.port: "Alive", too.port: "Dead"})

    async def test_a_check_that_is_off_asks_nothing(self, clb: Clb) -> None:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", PORT)
        on = await clb.rule(balancer, listener, "a.test", HealthCheck=OFTEN)
        off = await clb.rule(balancer, listener, "b.test", HealthCheck=UNCHECKED)
        async with http_target("on") as asked, http_target("off") as left_alone:
            await clb.register(balancer, listener, left_alone.port, location=off)
            await clb.register(balancer, listener, asked.port, location=on)
            await asked_for_its_health(asked, 3)
            assert left_alone.seen == []
            assert await clb.health(balancer) == {asked.port: "Alive", left_alone.port: "Close"}
            assert await http_name(vip, PORT, "b.test") == "off"
        (found,) = (await clb("DescribeTargetHealth", LoadBalancerIds=[balancer], LocationIds=[off])).LoadBalancers
        (rule,) = found.Listeners[0].Rules
        assert (rule.LocationId, rule.Domain, rule.Url) == (off, "b.test", "/")


class TestGrpc:
    async def test_the_health_service_is_asked_when_an_answer_is_wanted(self, clb: Clb) -> None:
        balancer = await clb.balancer(LoadBalancerType="INTERNAL", VpcId="vpc-1", SubnetId="subnet-1")
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", PORT, H2cSwitch=True)
        check = {**OFTEN, "CheckType": "GRPC", "ExtendedCode": "0"}
        rule = await clb.rule(balancer, listener, "grpc.test", ForwardType="GRPC", HealthCheck=check)
        async with grpc_target("blue") as blue, grpc_target("green") as green:
            green.serving = False
            await clb.register(balancer, listener, blue.port, green.port, location=rule)
            await clb.healthy(balancer, {blue.port: "Alive", green.port: "Dead"})
            assert {await ask_grpc(vip, PORT, "grpc.test") for _ in range(6)} == {"blue"}
            green.serving = True
            await clb.healthy(balancer, {blue.port: "Alive", green.port: "Alive"})
            assert {await ask_grpc(vip, PORT, "grpc.test") for _ in range(12)} == {"blue", "green"}


async def test_health_of_a_balancer_that_nobody_knows(clb: Clb) -> None:
    refused = await clb.refused("DescribeTargetHealth", LoadBalancerIds=["lb-absent00"])
    assert refused == "InvalidParameter.LBIdNotFound"
