"""From rows, made through the operations, to plans: one golden file a case (`WRITE_GOLDEN=1` writes them anew)."""

from __future__ import annotations

import itertools
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from tests.services.alibaba_slb.harness import Cloud
from twincloud.balancing.plan import ForwardingPlan
from twincloud.contract import call as call_module

GOLDEN = Path(__file__).parent / "golden"
Case = Callable[[Cloud, str], Awaitable[None]]


@pytest.fixture(autouse=True)
def counted_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ids be counted instead of drawn, so that plans can be compared."""
    numbers = itertools.count(1)
    monkeypatch.setattr(call_module, "resource_id", lambda prefix, *_: f"{prefix}{next(numbers):08}")
    monkeypatch.setattr(call_module, "request_id", lambda: f"uuid-{next(numbers):08}")


async def stopped(cloud: Cloud, balancer: str) -> None:
    """A listener that was not started asks for nothing."""
    await cloud.listener(balancer)


async def tcp(cloud: Cloud, balancer: str) -> None:
    """Default servers and a group of servers with ports of their own."""
    await cloud(
        "AddBackendServers",
        LoadBalancerId=balancer,
        BackendServers=[{"ServerId": "10.0.0.1"}, {"ServerId": "10.0.0.2", "Weight": 0}],
    )
    group = await cloud.group(balancer, "10.0.0.3:9000", "10.0.0.3:9001:50")
    await cloud.running(balancer, "tcp", 80)
    await cloud.running(balancer, "tcp", 81, VServerGroupId=group, HealthCheckSwitch="off")


async def tcp_settings(cloud: Cloud, balancer: str) -> None:
    """Everything of a TCP listener that acts on traffic."""
    await cloud.running(
        balancer, "tcp", 80, Scheduler="wlc", EstablishedTimeout=60, ProxyProtocolV2Enabled=True,
        HealthCheckType="http", HealthCheckURI="/up", HealthCheckDomain="up.test", HealthCheckConnectPort=9000,
        HealthCheckConnectTimeout=3, healthCheckInterval=10, HealthyThreshold=2, UnhealthyThreshold=4,
        HealthCheckHttpCode=["http_2xx", "http_3xx"], ConnectionDrain="on", ConnectionDrainTimeout=300,
    )  # fmt: skip
    await cloud.running(balancer, "tcp", 81, Scheduler="wlc", PersistenceTimeout=100)
    await cloud.running(balancer, "tcp", 82, Scheduler="sch")
    await cloud.running(balancer, "tcp", 83, Scheduler="tch")


async def rr(cloud: Cloud, balancer: str) -> None:
    """In turn means in turn, whatever the weights; a weight of 0 still keeps a server out."""
    group = await cloud.group(balancer, "10.0.0.1:80:100", "10.0.0.2:80:1", "10.0.0.3:80:0")
    await cloud.running(balancer, "tcp", 80, VServerGroupId=group, Scheduler="rr")


async def master_and_slave(cloud: Cloud, balancer: str) -> None:
    """The slave stands in for the master, over TCP and over UDP."""
    pair = await cloud.pair(balancer, "10.0.0.1:80", "10.0.0.2:81:50")
    await cloud.running(balancer, "tcp", 80, MasterSlaveServerGroupId=pair)
    await cloud.running(balancer, "udp", 80, MasterSlaveServerGroupId=pair)


async def udp(cloud: Cloud, balancer: str) -> None:
    """UDP beside TCP on one port, with and without an expected answer of its checks."""
    await cloud.running(balancer, "tcp", 53)
    await cloud.running(balancer, "udp", 53, healthCheckReq="ping", healthCheckExp="pong", Scheduler="sch")
    await cloud.running(balancer, "udp", 54, Scheduler="qch")


async def http(cloud: Cloud, balancer: str) -> None:
    """What an HTTP listener writes into requests, its times, its session, its check; another's defaults."""
    await cloud.running(
        balancer, "http", 80, HealthCheck="on", HealthCheckDomain="$_ip", HealthCheckMethod="get", HealthCheckTimeout=4,
        IdleTimeout=30, RequestTimeout=20, Gzip="off", XForwardedFor="off", XForwardedFor_SLBIP="on",
        XForwardedFor_SLBID="on", XForwardedFor_proto="on", XForwardedFor_SLBPORT="on",
        XForwardedFor_ClientSrcPort="on", StickySession="on", StickySessionType="insert", CookieTimeout=300,
    )  # fmt: skip
    await cloud.running(balancer, "http", 81)
    await cloud.running(balancer, "http", 82, StickySession="on", StickySessionType="server", Cookie="mine")


async def logged(cloud: Cloud, balancer: str) -> None:
    """A balancer's layer-7 listeners write their requests down."""
    await cloud.running(balancer, "http", 80)
    await cloud.running(balancer, "tcp", 81)
    rule = {"LoadBalancerId": balancer, "LogProject": "project", "LogStore": "store"}
    await cloud("SetAccessLogsDownloadAttribute", LogsDownloadAttributes=[rule])


async def rules(cloud: Cloud, balancer: str) -> None:
    """Domains, wildcards, prefixes, rules without a domain, and a rule with settings of its own."""
    await cloud.running(balancer, "http", 80, HealthCheck="on")
    group = await cloud.group(balancer, "10.0.0.9:80")
    for domain, url in (("A.test", ""), ("A.test", "/img"), ("A.test", "/img/big"), ("*.a.test", "/x"), ("", "/api")):
        item = {name: value for name, value in (("Domain", domain), ("Url", url)) if value}
        rule = await cloud.rule(balancer, group, 80, **item)
    await cloud(
        "SetRule", RuleId=rule, ListenerSync="off", Scheduler="wlc", HealthCheck="off", StickySession="on",
        StickySessionType="insert", CookieTimeout=60,
    )  # fmt: skip


async def access(cloud: Cloud, balancer: str) -> None:
    """White, black, several lists, empty lists, and a list that is named but not used."""
    some = await cloud.acl("192.0.2.0/24", "198.51.100.7", name="some")
    more = await cloud.acl("203.0.113.0/24", name="more")
    empty = await cloud.acl(name="empty")
    await cloud.running(balancer, "tcp", 80, AclStatus="on", AclType="white", AclId=[some, more])
    await cloud.running(balancer, "udp", 80, AclStatus="on", AclType="black", AclId=[some])
    await cloud.running(balancer, "http", 81, AclStatus="on", AclType="white", AclId=[empty])
    await cloud.running(balancer, "tcp", 82, AclStatus="off", AclType="white", AclId=[some])


async def white_lists(cloud: Cloud, balancer: str) -> None:
    """A listener's own list: open and empty, open, and closed."""
    items = {"SourceItems": ["10.0.0.1", "10.1.2.3/16"]}
    for port, status in ((80, "open_white_list"), (81, "open_white_list"), (82, "close")):
        place = {"LoadBalancerId": balancer, "ListenerPort": port}
        await cloud.running(balancer, "tcp", port)
        if port != 80:
            await cloud("AddListenerWhiteListItem", **place, **items)
        await cloud("SetListenerAccessControlStatus", **place, AccessControlStatus=status)


async def forward(cloud: Cloud, balancer: str) -> None:
    """An HTTP listener that sends its clients to an HTTPS one, which is stopped."""
    await cloud.https(balancer, 8443)
    await cloud.running(balancer, "http", 80, ListenerForward="on", ForwardPort=8443)


async def inactive(cloud: Cloud, balancer: str) -> None:
    """A balancer that is inactive asks for nothing."""
    await cloud.running(balancer)
    await cloud("SetLoadBalancerStatus", LoadBalancerId=balancer, LoadBalancerStatus="inactive")


async def certificates_by_name(cloud: Cloud, balancer: str) -> None:
    """Names with certificates of their own, whose requests meet the rules that they would have met without."""
    await cloud.https(balancer)
    group = await cloud.group(balancer, "10.0.0.9:80")
    for domain, url in (("*.test", "/all"), ("*.a.test", "/narrow"), ("b.test", "/own"), ("", "/anywhere")):
        item = {name: value for name, value in (("Domain", domain), ("Url", url)) if value}
        await cloud.rule(balancer, group, 443, **item)
    certificate = await cloud.certificate("b.test")
    place = {"LoadBalancerId": balancer, "ListenerPort": 443}
    for domain in ("B.test", "x.a.test", "*.a.test"):
        await cloud("CreateDomainExtension", **place, Domain=domain, ServerCertificateId=certificate)
    await cloud("StartLoadBalancerListener", **place)


async def own_tls_policy(cloud: Cloud, balancer: str) -> None:
    """A policy's versions and suites, without those that nobody can speak."""
    policy = await cloud(
        "CreateTLSCipherPolicy", Name="mine", TLSVersions=["TLSv1.1", "TLSv1.3", "TLSv1.2"],
        Ciphers=["ECDHE-ECDSA-AES128-GCM-SHA256", "DES-CBC3-SHA", "AES256-SHA256", "TLS_AES_256_GCM_SHA384"],
    )  # fmt: skip
    await cloud.https(balancer, 443, TLSCipherPolicy=policy["TLSCipherPolicyId"])
    await cloud("StartLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=443)


CASES = [
    stopped,
    tcp,
    tcp_settings,
    master_and_slave,
    rr,
    udp,
    http,
    rules,
    access,
    forward,
    inactive,
    white_lists,
    certificates_by_name,
    logged,
    own_tls_policy,
]


def without_material(made: ForwardingPlan) -> ForwardingPlan:
    """Return the plan without the certificates' contents, which are new at every run."""
    return replace(
        made, certificates=tuple(replace(one, chain_pem="[chain]", key_pem="[key]") for one in made.certificates)
    )


@pytest.mark.parametrize("case", CASES)
async def test_golden(cloud: Cloud, case: Case) -> None:
    balancer = await cloud.balancer()
    await case(cloud, balancer)
    made = without_material(await cloud.plan(balancer))
    file = GOLDEN / f"{case.__name__}.json"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n")
    assert made == msgspec.json.decode(file.read_bytes(), type=ForwardingPlan)


async def test_an_https_listener_shows_its_certificate_by_its_policy(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud.https(balancer, 443, TLSCipherPolicy="tls_cipher_policy_1_2_strict_with_1_3", EnableHttp2="off")
    await cloud("StartLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=443)
    plan = await cloud.plan(balancer)
    tls = plan.listeners[0].tls
    assert tls is not None
    assert tls.certificate_ids == (plan.certificates[0].id,)
    assert (tls.min_version, tls.max_version, tls.http2) == ("1.2", "1.3", False)
    assert "PRIVATE KEY" in plan.certificates[0].key_pem


async def test_whose_listener_it_is(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud.listener(balancer)
    names = (f"{balancer}_tcp_80", "lb-x_tcp_80")
    assert await cloud.store.read(lambda tx: [cloud.planner.balancer_of(tx, name) for name in names]) == [
        balancer,
        None,
    ]
