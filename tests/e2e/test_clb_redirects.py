"""Redirections between rules, as the official SDK makes them and clients meet them."""

from __future__ import annotations

import pytest

from tests.support.certificates import Authority, shake
from tests.support.clb import UNCHECKED, Clb
from tests.support.targets import ask_http, http_target
from tests.support.traffic import http_name

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def encrypted(clb: Clb, authority: Authority, port: int = 443) -> tuple[str, str, str]:
    """Make a balancer with an HTTPS listener; return its id, its address and the listener."""
    balancer = await clb.balancer()
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(authority.issue("a.test", "b.test"))}
    return balancer, await clb.vip(balancer), await clb.listener(balancer, "HTTPS", port, Certificate=own)


async def location(vip: str, port: int, domain: str, path: str) -> tuple[int, str | None]:
    answer = await ask_http(vip, port, path, host_header=domain)
    return answer.status, answer.headers.get("location")


async def test_http_on_port_80_leads_to_https(clb: Clb, authority: Authority) -> None:
    balancer, vip, listener = await encrypted(clb, authority)
    rules = [await clb.rule(balancer, listener, name, HealthCheck=UNCHECKED) for name in ("a.test", "b.test")]
    async with http_target("web") as web:
        await clb.register(balancer, listener, web.port, location=rules[0])
        await clb.done("AutoRewrite", LoadBalancerId=balancer, ListenerId=listener)
        assert await location(vip, 80, "a.test", "/some/where?x=1") == (302, "https://a.test/some/where?x=1")
        assert await location(vip, 80, "b.test", "/") == (302, "https://b.test/")
        async with shake(vip, 443, "a.test", authority.client()) as connection:
            assert (await connection.get("a.test", "/some/where?x=1")).body == "web"
    found = await clb("DescribeListeners", LoadBalancerId=balancer, Protocol="HTTP", Port=80)
    (plain,) = found.Listeners
    assert [(rule.Domain, rule.Url, rule.BeAutoCreated) for rule in plain.Rules] == [
        ("a.test", "/", True), ("b.test", "/", True),
    ]  # fmt: skip
    shown = (await clb("DescribeRewrite", LoadBalancerId=balancer, SourceListenerIds=[plain.ListenerId])).RewriteSet
    assert [
        (one.RewriteTarget.TargetListenerId, one.RewriteTarget.TargetLocationId, one.RewriteTarget.RewriteType)
        for one in shown
    ] == [(listener, rule, "Auto") for rule in rules]
    pairs = [{"SourceLocationId": shown[0].LocationId, "TargetLocationId": rules[0]}]
    between = {"LoadBalancerId": balancer, "SourceListenerId": plain.ListenerId, "TargetListenerId": listener}
    await clb.done("DeleteRewrite", **between, RewriteInfos=pairs)
    assert await http_name(vip, 80, "a.test") == 503, "the rule is there, but nothing is bound to it"
    assert (await location(vip, 80, "b.test", "/"))[0] == 302
    assert await clb.refused("DeleteRewrite", **between, RewriteInfos=pairs) == "InvalidParameter.SomeRewriteNotFound"
    left = (await clb("DescribeRewrite", LoadBalancerId=balancer, SourceLocationIds=[shown[1].LocationId])).RewriteSet
    assert [one.LocationId for one in left] == [shown[1].LocationId]


async def test_only_the_named_domains_and_with_their_status(clb: Clb, authority: Authority) -> None:
    balancer, vip, listener = await encrypted(clb, authority)
    for name in ("a.test", "b.test"):
        await clb.rule(balancer, listener, name, "/app", HealthCheck=UNCHECKED)
    plain = await clb.listener(balancer, "HTTP", 80)
    there = await clb.rule(balancer, plain, "b.test", "/app", HealthCheck=UNCHECKED)
    await clb.done(
        "AutoRewrite",
        LoadBalancerId=balancer,
        ListenerId=listener,
        Domains=["b.test"],
        RewriteCodes=[301],
        TakeUrls=[True],
    )
    assert await location(vip, 80, "b.test", "/app/x") == (301, "https://b.test/app/x")
    (rule,) = (await clb.shown(balancer, plain)).Rules
    assert (rule.LocationId, rule.BeAutoCreated, rule.RewriteTarget.RewriteCode) == (there, False, 301)


async def test_one_rule_leads_to_another(clb: Clb, authority: Authority) -> None:
    balancer, vip, listener = await encrypted(clb, authority, 8443)
    target = await clb.rule(balancer, listener, "a.test", "/new", HealthCheck=UNCHECKED)
    plain = await clb.listener(balancer, "HTTP", 8080)
    kept = await clb.rule(balancer, plain, "old.test", "/old", HealthCheck=UNCHECKED)
    fixed = await clb.rule(balancer, plain, "old.test", "/fixed", HealthCheck=UNCHECKED)
    between = {"LoadBalancerId": balancer, "SourceListenerId": plain, "TargetListenerId": listener}
    choice = {"RewriteCode": 307, "TakeUrl": False, "SourceDomain": "old.test"}
    pairs = [
        {"SourceLocationId": kept, "TargetLocationId": target},
        {"SourceLocationId": fixed, "TargetLocationId": target, **choice},
    ]
    await clb.done("ManualRewrite", **between, RewriteInfos=pairs)
    assert await location(vip, 8080, "old.test", "/old/page?x=1") == (302, "https://a.test:8443/new/page?x=1")
    assert await location(vip, 8080, "old.test", "/fixed/page") == (307, "https://a.test:8443/new")
    shown = (await clb("DescribeRewrite", LoadBalancerId=balancer)).RewriteSet
    assert [
        (one.LocationId, one.RewriteTarget.RewriteCode, one.RewriteTarget.TakeUrl, one.RewriteTarget.RewriteType)
        for one in shown
    ] == [(kept, 0, False, "Manual"), (fixed, 307, False, "Manual")]
    again = [{"SourceLocationId": kept, "TargetLocationId": target}]
    refused = await clb.refused("ManualRewrite", **between, RewriteInfos=again)
    assert refused == "InvalidParameter.RewriteAlreadyExist"
    async with http_target("web") as web:
        await clb.register(balancer, plain, web.port, location=kept)
        await clb.done("DeleteRule", LoadBalancerId=balancer, ListenerId=listener, LocationIds=[target])
        assert await http_name(vip, 8080, "old.test", "/old") == "web", "nowhere to go, so it serves itself"
    assert (await clb("DescribeRewrite", LoadBalancerId=balancer)).RewriteSet == []
