"""What the Terraform provider does with encrypted listeners, rules, attachments and redirections, in its order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.certificates import Authority, Pair, shake
from tests.support.clb import UNCHECKED, Clb
from tests.support.companions import Sdk, ssl
from tests.support.server import ServerProcess
from tests.support.targets import ask_http, http_target
from tests.support.traffic import http_name

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def uploaded(client: Sdk, pair: Pair) -> str:
    """Upload a certificate and look at it, as the provider does before it names one."""
    given = {"CertificatePublicKey": pair.chain, "CertificatePrivateKey": pair.key, "CertificateType": "SVR"}
    made = str((await client("UploadCertificate", **given)).CertificateId)
    assert (await client("DescribeCertificateDetail", CertificateId=made)).CertificateType == "SVR"
    return made


async def read(clb: Clb, balancer: str, listener: str) -> Any:
    """Read one listener as the provider does, and look at what it takes for granted."""
    (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer, ListenerIds=[listener])).Listeners
    assert None not in (shown.ListenerId, shown.Protocol, shown.Port, shown.SniSwitch)
    for rule in shown.Rules or ():
        assert None not in (rule.DefaultServer, rule.Domain, rule.Url, rule.LocationId)
        assert rule.HealthCheck is None or rule.HealthCheck.HttpCheckMethod is not None
    return shown


async def rule_of(clb: Clb, balancer: str, listener: str, domain: str, url: str) -> Any:
    """Find a rule by its domain and URL as the provider does."""
    (found,) = [
        rule for rule in (await read(clb, balancer, listener)).Rules if (rule.Domain, rule.Url) == (domain, url)
    ]  # fmt: skip
    return found


async def test_an_https_listener_from_apply_to_destroy(
    clb: Clb, quick_server: ServerProcess, authority: Authority
) -> None:
    client = ssl(quick_server)
    pairs = [authority.issue("a.test"), authority.issue("a.test")]
    first, second = [await uploaded(client, pair) for pair in pairs]
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": first}
    listener = await clb.listener(balancer, "HTTPS", 443, ListenerNames=["https"], SniSwitch=0, Certificate=own)
    shown = await read(clb, balancer, listener)
    assert (shown.Certificate.SSLMode, shown.Certificate.CertId) == ("UNIDIRECTIONAL", first)
    assert not shown.Certificate.ExtCertIds, "with an entry the provider would fill another member"
    async with shake(vip, 443, "a.test", authority.client()) as connection:
        assert connection.serial == pairs[0].serial
    assert await client.refused("DeleteCertificate", CertificateId=first) == "FailedOperation.DeleteResourceFailed"

    # Whatever changes, the certificate is sent with it.
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    await clb.done("ModifyListener", **place, ListenerName="renamed", Certificate=own)
    await clb.done("ModifyListener", **place, Certificate={**own, "CertId": second})
    shown = await read(clb, balancer, listener)
    assert (shown.ListenerName, shown.Certificate.CertId) == ("renamed", second)
    async with shake(vip, 443, "a.test", authority.client()) as connection:
        assert connection.serial == pairs[1].serial
    await clb.done("DeleteListener", **place)
    for certificate in (first, second):
        await client("DeleteCertificate", CertificateId=certificate)
    assert (await clb("DescribeListeners", LoadBalancerId=balancer, ListenerIds=[listener])).TotalCount == 0


async def test_a_rule_with_a_certificate_from_apply_to_destroy(
    clb: Clb, quick_server: ServerProcess, authority: Authority
) -> None:
    pair = authority.issue("a.test")
    certificate = await uploaded(ssl(quick_server), pair)
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "HTTPS", 443, SniSwitch=1)
    assert (await read(clb, balancer, listener)).Protocol == "HTTPS"
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": certificate}
    given = {
        "Domain": "a.test", "Url": "/", "Scheduler": "WRR", "SessionExpireTime": 0, "ForwardType": "HTTP",
        "Certificate": own, "HealthCheck": UNCHECKED,
    }  # fmt: skip
    await clb.done("CreateRule", **place, Rules=[given])
    rule = await rule_of(clb, balancer, listener, "a.test", "/")
    assert (rule.Certificate.CertId, rule.Http2, rule.DefaultServer) == (certificate, False, True)
    await clb.done("ModifyDomainAttributes", **place, Domain="a.test", Http2=True, Certificate=own)
    assert (await rule_of(clb, balancer, listener, "a.test", "/")).Http2 is True

    # An attachment: bound, read with the listener's protocol and port, changed, unbound.
    async with http_target("a") as a, http_target("b") as b:
        where = {**place, "LocationId": rule.LocationId}
        backend = {"EniIp": "127.0.0.1", "Port": a.port, "Weight": 10}
        await clb.done("RegisterTargets", **where, Targets=[backend])
        shown = await read(clb, balancer, listener)
        asked = {"LoadBalancerId": balancer, "ListenerIds": [listener], "Protocol": shown.Protocol, "Port": shown.Port}
        (bound,) = (await clb("DescribeTargets", **asked)).Listeners
        (target,) = bound.Rules[0].Targets
        assert (target.Type, target.PrivateIpAddresses[0], target.Port, target.Weight) == (
            "ENI", "127.0.0.1", a.port, 10,
        )  # fmt: skip
        async with shake(vip, 443, "a.test", authority.client(alpn=("http/1.1",))) as connection:
            assert (await connection.get("a.test")).body == "a"
        await clb.done("RegisterTargets", **where, Targets=[{**backend, "Port": b.port}])
        await clb.done("ModifyTargetWeight", **where, Targets=[{**backend, "Weight": 0}])
        async with shake(vip, 443, "a.test", authority.client(alpn=("http/1.1",))) as connection:
            assert (await connection.get("a.test")).body == "b"
        await clb.done("DeregisterTargets", **where, Targets=[backend, {**backend, "Port": b.port}])
        (bound,) = (await clb("DescribeTargets", **asked)).Listeners
        assert bound.Rules[0].Targets == []

    await clb.done("ModifyRule", **place, LocationId=rule.LocationId, Scheduler="IP_HASH", SessionExpireTime=0)
    await clb.done("ModifyDomainAttributes", **place, Domain="a.test", Http2=False, Certificate=own)
    rule = await rule_of(clb, balancer, listener, "a.test", "/")
    assert (rule.Scheduler, rule.Http2) == ("IP_HASH", False)
    await clb.done("DeleteRule", **place, LocationIds=[rule.LocationId])
    assert (await read(clb, balancer, listener)).Rules == []


async def test_a_rule_without_sni_shows_no_certificate(
    clb: Clb, quick_server: ServerProcess, authority: Authority
) -> None:
    certificate = await uploaded(ssl(quick_server), authority.issue("a.test"))
    balancer = await clb.balancer()
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": certificate}
    listener = await clb.listener(balancer, "HTTPS", 443, SniSwitch=0, Certificate=own)
    await clb.rule(balancer, listener, "a.test")
    rule = await rule_of(clb, balancer, listener, "a.test", "/")
    assert rule.Certificate is None, "else the provider replaces the rule at every apply"
    assert (rule.RewriteTarget is None or rule.RewriteTarget.TargetListenerId is None) is True


async def test_a_default_domain(clb: Clb) -> None:
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "HTTP", 80)
    for domain in ("a.test", "b.test"):
        await clb.rule(balancer, listener, domain)
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    await clb.done("ModifyDomainAttributes", **place, Domain="b.test", DefaultServer=True)
    rules = (await read(clb, balancer, listener)).Rules
    assert {rule.Domain: rule.DefaultServer for rule in rules} == {"a.test": False, "b.test": True}


async def test_an_automatic_redirection_from_apply_to_destroy(
    clb: Clb, quick_server: ServerProcess, authority: Authority
) -> None:
    certificate = await uploaded(ssl(quick_server), authority.issue("a.test"))
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": certificate}
    listener = await clb.listener(balancer, "HTTPS", 443, Certificate=own)
    target = await clb.rule(balancer, listener, "a.test")
    assert (await read(clb, balancer, listener)).Port == 443
    await clb.done("AutoRewrite", LoadBalancerId=balancer, ListenerId=listener, Domains=["a.test"])
    (plain,) = (await clb("DescribeListeners", LoadBalancerId=balancer, Protocol="HTTP", Port=80)).Listeners
    source = await rule_of(clb, balancer, plain.ListenerId, "a.test", "/")
    asked = {"SourceListenerIds": [plain.ListenerId], "SourceLocationIds": [source.LocationId]}
    (shown,) = (await clb("DescribeRewrite", LoadBalancerId=balancer, **asked)).RewriteSet
    assert (shown.RewriteTarget.TargetListenerId, shown.RewriteTarget.TargetLocationId) == (listener, target)
    answer = await ask_http(vip, 80, "/x", host_header="a.test")
    assert (answer.status, answer.headers["location"]) == (302, "https://a.test/x")
    between = {"SourceListenerId": plain.ListenerId, "TargetListenerId": listener}
    pairs = [{"SourceLocationId": source.LocationId, "TargetLocationId": target}]
    await clb.done("DeleteRewrite", LoadBalancerId=balancer, **between, RewriteInfos=pairs)
    assert (await clb("DescribeRewrite", LoadBalancerId=balancer, **asked)).RewriteSet == []


async def test_a_manual_redirection_from_apply_to_destroy(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    old, new = [await clb.listener(balancer, "HTTP", port) for port in (80, 81)]
    source, target = await clb.rule(balancer, old, "old.test"), await clb.rule(balancer, new, "new.test")
    between = {"SourceListenerId": old, "TargetListenerId": new}
    pairs = [{"SourceLocationId": source, "TargetLocationId": target}]
    await clb.done("ManualRewrite", LoadBalancerId=balancer, **between, RewriteInfos=pairs)
    asked = {"SourceListenerIds": [old], "SourceLocationIds": [source]}
    (shown,) = (await clb("DescribeRewrite", LoadBalancerId=balancer, **asked)).RewriteSet
    assert (shown.RewriteTarget.TargetListenerId, shown.RewriteTarget.TargetLocationId) == (new, target)
    assert await http_name(vip, 80, "old.test") in (301, 302)
    await clb.done("DeleteRewrite", LoadBalancerId=balancer, **between, RewriteInfos=pairs)
    assert (await clb("DescribeRewrite", LoadBalancerId=balancer, **asked)).RewriteSet == []


async def test_a_certificate_is_replaced_everywhere(
    clb: Clb, quick_server: ServerProcess, authority: Authority
) -> None:
    client = ssl(quick_server)
    pairs = [authority.issue("a.test"), authority.issue("a.test")]
    old, new = [await uploaded(client, pair) for pair in pairs]
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": old}
    balancer, other = await clb.balancer(), await clb.balancer()
    for_all = await clb.listener(balancer, "HTTPS", 443, Certificate=own)
    by_name = await clb.listener(other, "HTTPS", 443, SniSwitch=1)
    await clb.rule(other, by_name, "a.test", Certificate=own)

    async def users(*certificates: str) -> list[set[str]]:
        found = {
            one.CertId: one
            for one in (await clb("DescribeLoadBalancerListByCertId", CertIds=list(certificates))).CertSet
        }
        return [{used.LoadBalancerId for used in found[name].LoadBalancers} for name in certificates]

    assert await users(old, new) == [{balancer, other}, set()]
    await clb.done("ReplaceCertForLoadBalancers", OldCertificateId=old, Certificate={**own, "CertId": new})
    assert await users(old, new) == [set(), {balancer, other}]
    for one in (balancer, other):
        async with shake(await clb.vip(one), 443, "a.test", authority.client()) as connection:
            assert connection.serial == pairs[1].serial
    assert (await read(clb, balancer, for_all)).Certificate.CertId == new
    await client("DeleteCertificate", CertificateId=old)
    refused = await clb.refused("ReplaceCertForLoadBalancers", OldCertificateId=old, Certificate=own)
    assert refused == "InvalidParameterValue"
