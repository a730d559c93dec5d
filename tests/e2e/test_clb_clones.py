"""CloneLoadBalancer through the official SDK: the clone serves as the original does, and on its own."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.certificates import Authority, shake
from tests.support.clb import UNCHECKED, Clb
from tests.support.companions import vpc
from tests.support.server import ServerProcess, running_server
from tests.support.targets import ask_http, ask_tcp, http_target, tcp_target
from tests.support.traffic import answers, http_name

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEAR, FAR = "127.0.3.1", "127.0.4.1"


async def clone(clb: Clb, balancer: str, **fields: object) -> str:
    """Clone a balancer and return the clone's id, as clients learn it."""
    answer = await clb("CloneLoadBalancer", LoadBalancerId=balancer, **fields)
    task = await clb.task(answer.RequestId)
    assert task.Status == 0, task.Message
    (made,) = task.LoadBalancerIds
    return str(made)


async def served(vip: str, port: int, source: str) -> bool:
    try:
        return bool(await ask_tcp(vip, port, source=source))
    except (OSError, asyncio.IncompleteReadError):
        return False


async def test_a_clone_serves_like_the_original(clb: Clb, quick_server: ServerProcess, authority: Authority) -> None:
    balancer = await clb.balancer(LoadBalancerName="original to clone")
    async with tcp_target("tcp") as tcp, http_target("web") as web, http_target("api") as api:
        plain = await clb.listener(balancer, "TCP", 81, HealthCheck=UNCHECKED)
        await clb.register(balancer, plain, tcp.port)
        own = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(authority.issue("a.test"))}
        secure = await clb.listener(balancer, "HTTPS", 443, Certificate=own)
        root = await clb.rule(balancer, secure, "a.test", HealthCheck=UNCHECKED)
        await clb.register(balancer, secure, web.port, location=root)
        typed = {"HealthCheck": UNCHECKED, "TargetType": "TARGETGROUP-V2"}
        grouped = await clb.rule(balancer, secure, "a.test", "/api", **typed)
        kind = {"Type": "v2", "Protocol": "HTTP", "HealthCheck": {"HealthSwitch": False}}
        servers = [{"BindIP": "127.0.0.1", "Port": api.port, "Weight": 10}]
        group = (await clb("CreateTargetGroup", **kind, TargetGroupInstances=servers)).TargetGroupId
        place = {"LoadBalancerId": balancer, "ListenerId": secure, "LocationId": grouped, "TargetGroupId": group}
        await clb.done("AssociateTargetGroups", Associations=[place])
        await clb.done("AutoRewrite", LoadBalancerId=balancer, ListenerId=secure)
        client = vpc(quick_server)
        guard = (await client("CreateSecurityGroup", GroupName="c", GroupDescription="")).SecurityGroup.SecurityGroupId
        let_in = [
            {"Protocol": "TCP", "Port": "ALL", "CidrBlock": one, "Action": "ACCEPT"} for one in (NEAR, "127.0.0.1")
        ]
        await client("CreateSecurityGroupPolicies", SecurityGroupId=guard, SecurityGroupPolicySet={"Ingress": let_in})
        await clb.done("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=[guard])

        tags = [{"TagKey": "copy", "TagValue": "yes"}]
        made = await clone(clb, balancer, LoadBalancerName="the clone", Tags=tags)
        (found,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[made])).LoadBalancerSet
        assert (found.LoadBalancerName, found.Tags[0].TagKey, found.SecureGroups) == ("the clone", "copy", [guard])
        vip = await clb.vip(made)
        assert vip != await clb.vip(balancer)
        assert [await served(vip, 81, source) for source in (NEAR, FAR)] == [True, False]
        async with shake(vip, 443, "a.test", authority.client(alpn=("http/1.1",))) as connection:
            assert [(await connection.get("a.test", path)).body for path in ("/", "/api")] == ["web", "api"]
        moved = await ask_http(vip, 80, "/x", host_header="a.test")
        assert (moved.status, moved.headers["location"]) == (302, "https://a.test/x")
        assert await client.refused("DeleteSecurityGroup", SecurityGroupId=guard) == "ResourceInUse"
        # It stands on its own.
        await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer], ForceDelete=True)
        assert await served(vip, 81, NEAR)


async def test_nothing_that_changes_later_reaches_a_clone(clb: Clb) -> None:
    balancer = await clb.balancer()
    async with http_target("a") as a, http_target("b") as b:
        listener = await clb.listener(balancer, "HTTP", 80)
        rule = await clb.rule(balancer, listener, "a.test", HealthCheck=UNCHECKED)
        await clb.register(balancer, listener, a.port, location=rule)
        made = await clone(clb, balancer)
        vip = await clb.vip(made)
        await clb.register(balancer, listener, b.port, location=rule)
        await clb.deregister(balancer, listener, a.port, location=rule)
        assert await http_name(await clb.vip(balancer), 80, "a.test") == "b"
        assert await http_name(vip, 80, "a.test") == "a"
        (shown,) = (await clb("DescribeListeners", LoadBalancerId=made)).Listeners
        assert {shown.ListenerId, shown.Rules[0].LocationId}.isdisjoint({listener, rule})
        await clb.done("DeleteListener", LoadBalancerId=made, ListenerId=shown.ListenerId)
        assert await http_name(await clb.vip(balancer), 80, "a.test") == "b"


async def test_a_clone_where_balancers_share_an_address(tmp_path: Path) -> None:
    settings = ("--limits", "off", "--addresses", "mapped")
    async with running_server(tmp_path / "data", *settings) as server, tcp_target("a") as a:
        clb = Clb(server)
        balancer = await clb.balancer()
        ports = list(range(81, 93))
        opened = await clb.done(
            "CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=ports, HealthCheck=UNCHECKED
        )
        for listener in opened.ListenerIds:
            await clb.register(balancer, listener, a.port)
        made = await clone(clb, balancer)
        copied = (await clb("DescribeListeners", LoadBalancerId=made)).Listeners
        assert [one.Port for one in copied] == ports
        named = [*opened.ListenerIds, *(one.ListenerId for one in copied)]
        real = [(await server.operator("GetAddress", id=one))["port"] for one in named]
        assert len(set(real)) == 2 * len(ports)
        assert {await answers("127.0.0.1", port) for port in real} == {"a"}
