"""From rows, made through the operations, to plans: one golden file a case (`WRITE_GOLDEN=1` writes them anew)."""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.services.tencent_clb.harness import TENANT, Cloud, inbound, security_group
from twincloud.balancing.plan import ForwardingPlan
from twincloud.contract import call as call_module
from twincloud.inventory.certificates import Certificate, certificates
from twincloud.inventory.functions import Function, function_key, functions
from twincloud.inventory.networks import SecurityRule
from twincloud.storage.transaction import Transaction

GOLDEN = Path(__file__).parent / "golden"
Case = Callable[[Cloud, str], Awaitable[None]]


@pytest.fixture(autouse=True)
def counted_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let ids be counted instead of drawn, so that plans can be compared."""
    numbers = itertools.count(1)
    monkeypatch.setattr(call_module, "resource_id", lambda prefix, *_: f"{prefix}{next(numbers):08}")


async def empty(cloud: Cloud, balancer: str) -> None:
    """A balancer without listeners asks for nothing."""


async def tcp(cloud: Cloud, balancer: str) -> None:
    """Two TCP listeners, one of them without targets."""
    first = await cloud.listener(balancer, 80)
    await cloud.bind(balancer, first, "10.0.0.1:8080", "10.0.0.2:8080:0", "10.0.0.3:8081:100")
    await cloud.listener(balancer, 81, HealthCheck={"HealthSwitch": 0})


async def tcp_settings(cloud: Cloud, balancer: str) -> None:
    """Everything of a TCP listener that acts on traffic."""
    await cloud.listener(
        balancer, 80, Scheduler="LEAST_CONN", IdleConnectTimeout=60, MaxConn=1000, MaxCps=100,
        HealthCheck={
            "TimeOut": 3, "IntervalTime": 10, "HealthNum": 2, "UnHealthNum": 4, "CheckPort": 9000,
            "CheckType": "HTTP", "HttpVersion": "HTTP/1.1", "HttpCheckDomain": "up.test", "HttpCheckPath": "/up",
            "HttpCheckMethod": "GET", "HttpCode": 2,
        },
    )  # fmt: skip
    await cloud.listener(balancer, 81, Scheduler="LEAST_CONN", SessionExpireTime=300, MaxConn=-1, MaxCps=-1)


async def http_domains(cloud: Cloud, balancer: str) -> None:
    """Exact names, wildcards, expressions and several names in a rule; the chosen default gets what nobody claims."""
    listener = await cloud.listener(balancer, 80, "HTTP")
    await cloud.rule(balancer, listener, "A.test")
    await cloud.rule(balancer, listener, "*.a.test")
    await cloud.rule(balancer, listener, "a.*")
    await cloud.rule(balancer, listener, r"~^w+\.a\.Test$")
    await cloud.rule(balancer, listener, url="/", Domains=["b.test", "c.test"], DefaultServer=True)
    await cloud.rule(balancer, listener, "c.test", "/only-c")


async def http_urls(cloud: Cloud, balancer: str) -> None:
    """URLs are tried as nginx does: exact, expressions as created, then the longest prefix."""
    listener = await cloud.listener(balancer, 80, "HTTP")
    for url in ("/", "/images/", r"~*\.(gif|jpg)$", "= /exact", "~^/v[0-9]/", "/images/large/", "=/other"):
        await cloud.rule(balancer, listener, "a.test", url)


async def http_rules(cloud: Cloud, balancer: str) -> None:
    """Schedulers, persistence, what is spoken with targets, checks; connections to targets are kept."""
    listener = await cloud.listener(balancer, 80, "HTTP", KeepaliveEnable=1)
    hashed = await cloud.rule(balancer, listener, "a.test", Scheduler="IP_HASH", HealthCheck={"HealthSwitch": 0})
    await cloud.rule(balancer, listener, "b.test", Scheduler="LEAST_CONN", SessionExpireTime=60)
    await cloud.rule(balancer, listener, "c.test", SessionExpireTime=90, CookieName="stick", ForwardType="HTTPS")
    await cloud.rule(balancer, listener, "d.test", ForwardType="GRPC", HealthCheck={"ExtendedCode": "0"})
    await cloud.rule(balancer, listener, "e.test", ForwardType="GRPCS", HealthCheck={"CheckType": "TCP"})
    await cloud.bind(balancer, listener, "10.0.0.1:80", "10.0.0.2:80:20", LocationId=hashed)


async def groups(cloud: Cloud, balancer: str) -> None:
    """Groups of kind v1 fill a location's pool; those of kind v2 share a rule or a listener by weight."""
    tcp = await cloud.listener(balancer, 80, TargetType="TARGETGROUP")
    shared = await cloud.listener(balancer, 81, TargetType="TARGETGROUP-V2")
    http = await cloud.listener(balancer, 82, "HTTP")
    old = await cloud.rule(balancer, http, "a.test", TargetType="TARGETGROUP")
    new = await cloud.rule(balancer, http, "b.test", TargetType="TARGETGROUP-V2")
    off = {"HealthSwitch": False}

    async def bound(listener: str, *hosts: str, location: str | None = None, weight: int = 10, **members: Any) -> None:
        servers = [{"BindIP": host, "Port": 8080, "Weight": 20} for host in hosts]
        made = await cloud("CreateTargetGroup", TargetGroupInstances=servers, **members)
        place = {"LoadBalancerId": balancer, "ListenerId": listener, "Weight": weight}
        place |= {"LocationId": location} if location else {}
        await cloud("AssociateTargetGroups", Associations=[{"TargetGroupId": made["TargetGroupId"], **place}])

    await bound(tcp, "10.0.0.1", "10.0.0.2")
    await bound(shared, "10.0.1.1", "10.0.1.2", Type="v2", Protocol="TCP", weight=30, HealthCheck=off)
    await bound(shared, "10.0.2.1", Type="v2", Protocol="TCP", weight=10)
    await bound(http, "10.0.3.1", location=old)
    web: dict[str, Any] = {"Type": "v2", "Protocol": "HTTP"}
    await bound(http, "10.0.4.1", **web, location=new, weight=90, SessionExpireTime=60, KeepaliveEnable=True)
    await bound(http, "10.0.5.1", **web, location=new, HealthCheck={"HealthSwitch": True, "HttpCheckDomain": "up.test"})
    await bound(http, "10.0.6.1", **web, location=new, weight=0)


async def function_targets(cloud: Cloud, balancer: str) -> None:
    """Rules whose requests go to functions: at a name in TLS, below a path, and one of weight 0."""
    listener = await cloud.listener(balancer, 80, "HTTP")
    urls = {"a": "https://f.test/release/", "b": "http://[2001:DB8::1]:9000", "c": "http://10.0.0.1:9000/f"}
    for name, url in urls.items():
        record = Function(function_key(TENANT.account, "default", name, ""), TENANT.account, "default", name, "", url)
        await cloud.store.write(functools.partial(_add_function, record))
        rule = await cloud.rule(balancer, listener, f"{name}.test", SessionExpireTime=60)
        function = {"FunctionNamespace": "default", "FunctionName": name, "FunctionQualifier": "$LATEST"}
        await cloud(
            "RegisterFunctionTargets", LoadBalancerId=balancer, ListenerId=listener, LocationId=rule,
            FunctionTargets=[{"Function": function, "Weight": 0 if name == "c" else 10}],
        )  # fmt: skip


def _add_function(record: Function, tx: Transaction) -> None:
    tx.add(functions, record)


async def deleted(cloud: Cloud, balancer: str) -> None:
    """What was deleted is asked for no more."""
    gone = await cloud.listener(balancer, 80)
    kept = await cloud.listener(balancer, 81, "HTTP")
    first = await cloud.rule(balancer, kept, "a.test")
    await cloud.rule(balancer, kept, "b.test")
    await cloud("DeleteListener", LoadBalancerId=balancer, ListenerId=gone)
    await cloud("DeleteRule", LoadBalancerId=balancer, ListenerId=kept, LocationIds=[first])


async def layer_4(cloud: Cloud, balancer: str) -> None:
    """UDP, TCP_SSL and QUIC with what only they have; a run of ports."""
    own = await _kept(cloud)
    udp = await cloud.listener(balancer, 53, "UDP", MaxConn=50, MaxCps=5, EndPort=55)
    await cloud.bind(balancer, udp, "10.0.0.1:53")
    custom = {"CheckType": "CUSTOM", "ContextType": "HEX", "SendContext": "0A", "RecvContext": "0B"}
    await cloud.listener(balancer, 54, "TCP_SSL", Certificate={"CertId": own}, ProxyProtocol=True, MaxCps=5)
    await cloud.listener(balancer, 60, "UDP", SessionExpireTime=60, HealthCheck=custom, SessionType="QUIC_CID")
    await cloud.listener(balancer, 443, "QUIC", Certificate={"CertId": own}, ProxyProtocol=True, MaxConn=7, MaxCps=5)
    await cloud.listener(balancer, 61, "TCP_SSL", SslCloseSwitch=True)


async def reschedule(cloud: Cloud, balancer: str) -> None:
    """Connections that do not stay with their targets."""
    switches: dict[str, Any] = {
        "DeregisterTargetRst": True,
        "RescheduleTargetZeroWeight": True,
        "RescheduleUnhealthy": True,
    }
    listener = await cloud.listener(balancer, 80, **switches, RescheduleExpandTarget=True, RescheduleStartTime=25)
    await cloud.bind(balancer, listener, "10.0.0.1:80", "10.0.0.2:80:0")
    await cloud.listener(balancer, 80, "UDP", **switches)
    await cloud.listener(balancer, 81, RescheduleUnhealthy=True)


async def https(cloud: Cloud, balancer: str) -> None:
    """Certificates of the listener and of domains; HTTP/2, QUIC, gzip, checks in TLS."""
    own = await _kept(cloud)
    await cloud.listener(balancer, 444, "HTTPS", SniSwitch=1)
    shared = await cloud.listener(
        balancer, 443, "HTTPS", Certificate={"CertId": own}, DataCompressMode="compatibility", KeepaliveEnable=1
    )
    await cloud.rule(balancer, shared, "a.test", Http2=True, Quic=True, ForwardType="HTTPS")
    await cloud.rule(balancer, shared, "b.test", HealthCheck={"CheckType": "HTTPS"})
    by_domain = await cloud.listener(balancer, 445, "HTTPS", SniSwitch=1)
    await cloud.rule(balancer, by_domain, "a.test", Certificate={"CertId": own}, ForwardType="GRPC")
    await cloud.rule(balancer, by_domain, "b.test", Certificate={"CertId": own}, Quic=True)


async def redirects(cloud: Cloud, balancer: str) -> None:
    """Rules that lead to others, by themselves and by hand."""
    secure = await cloud.listener(balancer, 443, "HTTPS", Certificate={"CertId": await _kept(cloud)})
    target = await cloud.rule(balancer, secure, "a.test", "/app")
    await cloud("AutoRewrite", LoadBalancerId=balancer, ListenerId=secure)
    other = await cloud.listener(balancer, 8080, "HTTP")
    source = await cloud.rule(balancer, other, "*.old.test", "/")
    ends = {"LoadBalancerId": balancer, "SourceListenerId": other, "TargetListenerId": secure}
    choice = {"RewriteCode": 301, "TakeUrl": False, "SourceDomain": "*.old.test"}
    infos = [{"SourceLocationId": source, "TargetLocationId": target, **choice}]
    await cloud("ManualRewrite", **ends, RewriteInfos=infos)


async def blocked(cloud: Cloud, balancer: str) -> None:
    """Clients that are turned away at layer 7, over QUIC too, and nowhere else."""
    await cloud.listener(balancer, 80, "HTTP")
    secure = await cloud.listener(balancer, 443, "HTTPS", Certificate={"CertId": await _kept(cloud)})
    await cloud.rule(balancer, secure, "a.test", Quic=True)
    await cloud.listener(balancer, 81)
    named = {"LoadBalancerIds": [balancer], "ClientIPField": "X-Forwarded-For"}
    await cloud("ModifyBlockIPList", **named, Type="add_customized_field")
    await cloud("ModifyBlockIPList", **named, Type="add_blocked", BlockIPList=["10.0.0.1", "2001:DB8::1"])


async def configs(cloud: Cloud, balancer: str) -> None:
    """What is said for a balancer, for a domain and for a rule, over TLS, over QUIC and at layer 4."""
    own = {"CertId": await _kept(cloud)}
    await cloud.listener(balancer, 80)
    await cloud.listener(balancer, 80, "QUIC", Certificate=own)
    http = await cloud.listener(balancer, 81, "HTTP")
    await cloud.rule(balancer, http, "a.test")
    api = await cloud.rule(balancer, http, "a.test", "/api")
    secure = await cloud.listener(balancer, 443, "HTTPS", Certificate=own)
    await cloud.rule(balancer, secure, "b.test", Quic=True)
    of_all = """
        ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers AES128-SHA; ssl_verify_depth 3; keepalive_timeout 30s;
        keepalive_requests 10; client_header_timeout 45s; client_header_buffer_size 100k; client_max_body_size 10M;
        proxy_connect_timeout 10s; proxy_read_timeout 90s; more_set_headers "A:1" "Server:"; add_header B 2;
        proxy_set_header X-Real-Port $remote_port; proxy_set_header X-clb-stgw-vip $server_addr;
        proxy_set_header Stgw-request-id $stgw_request_id; proxy_set_header X-Forwarded-Port $vport;
        proxy_set_header X-Method $request_method; proxy_set_header X-Uri $uri;
    """
    of_domain = "client_body_timeout 120s; proxy_connect_timeout 20s; proxy_redirect http:// https://;"
    of_rule = 'proxy_read_timeout 300s; send_timeout 5s; add_header C 3 always; more_set_headers "a:2";'
    place = {"LoadBalancerId": balancer, "ListenerId": http, "Domain": "a.test"}
    for kind, content in (("CLB", of_all), ("SERVER", of_domain), ("LOCATION", of_rule)):
        made = await cloud("AddCustomizedConfig", ConfigName=kind, ConfigType=kind, ConfigContent=content)
        name = {"UconfigId": made["ConfigId"]}
        if kind == "CLB":
            await cloud("SetCustomizedConfigForLoadBalancer", OperationType="BIND", **name, LoadBalancerIds=[balancer])
        else:
            item = {**place, "LocationId": api} if kind == "LOCATION" else place
            await cloud("AssociateCustomizedConfig", **name, BindList=[item])


async def guarded(cloud: Cloud, balancer: str) -> None:
    """Two security groups in their order on every listener: rules by protocol, port and peer."""
    tcp_80 = await cloud.listener(balancer, 80)
    await cloud.bind(balancer, tcp_80, "10.0.0.1:8080")
    await cloud.listener(balancer, 53, "UDP")
    await cloud.listener(balancer, 90, EndPort=92)
    await cloud.listener(balancer, 81, "HTTP")
    secure = await cloud.listener(balancer, 443, "HTTPS", Certificate={"CertId": await _kept(cloud)})
    await cloud.rule(balancer, secure, "a.test", Quic=True)
    closed = await security_group(
        cloud, "closed", inbound("DROP", "10.1.0.0/16"), inbound("DROP", "10.0.0.0/9", "80", "TCP")
    )
    opened = await security_group(
        cloud,
        "opened",
        inbound("ACCEPT", "10.0.0.0/8", protocol="TCP"),
        inbound("ACCEPT", "192.0.2.0/24", "53", "UDP"),
        inbound("ACCEPT", "198.51.100.7", "443", "TCP"),
        SecurityRule("ACCEPT", "ALL", "ALL", 0, ipv6_cidr="2001:db8::/32"),
        SecurityRule("ACCEPT", "ALL", "ALL", 0, group_id="sg-closed"),
    )
    await cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=[closed, opened])


async def _kept(cloud: Cloud) -> str:
    """Put a certificate that is the same at every run into the inventory, under a counted id."""
    name = "cert-1"
    made = Certificate(
        name, TENANT.account, "", "SVR", "[chain]", "[key]", "CN=a.test", ("a.test",), "ECC P-256", 0, 0, 0
    )
    await cloud.store.write(lambda tx: tx.add(certificates, made))
    return name


CASES_OF_PROTOCOLS = [layer_4, reschedule, https, redirects, blocked, function_targets, configs, guarded]


@pytest.mark.parametrize(
    "case", [*CASES_OF_PROTOCOLS, empty, tcp, tcp_settings, http_domains, http_urls, http_rules, groups, deleted]
)
async def test_golden(cloud: Cloud, case: Case) -> None:
    balancer = await cloud.balancer()
    await case(cloud, balancer)
    made = await cloud.plan(balancer)
    file = GOLDEN / f"{case.__name__}.json"
    if os.environ.get("WRITE_GOLDEN"):
        file.write_text(msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n")
    # As values: a plan's words that CLB does not use have their defaults.
    assert made == msgspec.json.decode(file.read_bytes(), type=ForwardingPlan)


async def test_a_balancer_that_is_going_asks_for_nothing(driven: Cloud) -> None:
    assert driven.engine is not None
    balancer = await driven.balancer()
    await driven.listener(balancer)
    await driven.settled()
    driven.engine.open.clear()
    await driven("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    plan = await driven.plan(balancer)
    assert (plan.balancer_id, plan.listeners, plan.pools) == (balancer, (), ())


async def test_whose_listener_it_is(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer)
    found = await cloud.store.read(lambda tx: [cloud.planner.balancer_of(tx, some) for some in (listener, "lbl-x")])
    assert found == [balancer, None]
