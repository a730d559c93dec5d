"""Security groups guard balancers, through the official SDKs and with real traffic."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.support.certificates import Authority, shake
from tests.support.clb import UNCHECKED, Clb
from tests.support.companions import Sdk, vpc
from tests.support.datagrams import ask_udp, udp_target
from tests.support.server import ServerProcess
from tests.support.targets import ask_tcp, http_target, tcp_target

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEAR, FAR = "127.0.3.1", "127.0.4.1"
"""Two clients."""


async def group(client: Sdk, *rules: dict[str, Any]) -> str:
    """Make a security group with inbound rules and return its id."""
    made = await client("CreateSecurityGroup", GroupName="web", GroupDescription="")
    group_id = str(made.SecurityGroup.SecurityGroupId)
    if rules:
        policies = {"Ingress": list(rules)}
        await client("CreateSecurityGroupPolicies", SecurityGroupId=group_id, SecurityGroupPolicySet=policies)
    return group_id


def rule(peer: str, port: str = "ALL", action: str = "ACCEPT", protocol: str = "TCP") -> dict[str, Any]:
    return {"Protocol": protocol, "Port": port, "CidrBlock": peer, "Action": action}


async def served(vip: str, port: int) -> list[bool]:
    """Tell which of the two clients is served."""
    found = []
    for source in (NEAR, FAR):
        try:
            found.append(bool(await ask_tcp(vip, port, source=source)))
        except (OSError, asyncio.IncompleteReadError):
            found.append(False)
    return found


async def test_a_security_group_guards_a_balancer(clb: Clb, quick_server: ServerProcess) -> None:
    client = vpc(quick_server)
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    async with tcp_target("a") as a:
        for port in (80, 81):
            listener = await clb.listener(balancer, "TCP", port, HealthCheck=UNCHECKED)
            await clb.register(balancer, listener, a.port)
        assert [await served(vip, 80), await served(vip, 81)] == [[True, True], [True, True]]
        made = await group(client, rule("127.0.3.0/24", "80"), rule("127.0.4.1", "81-90"))
        await clb.done("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=[made])
        assert [await served(vip, 80), await served(vip, 81)] == [[True, False], [False, True]]
        # Whoever changes rules may rely on them when the answer is there.
        drop = {"Ingress": [rule("127.0.3.1", action="DROP", protocol="ALL")]}
        await client("CreateSecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet=drop)
        assert await served(vip, 80) == [False, False]
        await client("DeleteSecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet=drop)
        assert await served(vip, 80) == [True, False]
        everybody = {"Ingress": [rule("0.0.0.0/0", protocol="ALL")]}
        await client("ModifySecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet=everybody)
        assert [await served(vip, 80), await served(vip, 81)] == [[True, True], [True, True]]
        await client("ModifySecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet={"Ingress": []})
        assert await served(vip, 80) == [False, False]
        assert await client.refused("DeleteSecurityGroup", SecurityGroupId=made) == "ResourceInUse"
        await clb.done("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer)
        assert await served(vip, 80) == [True, True]
        await client("DeleteSecurityGroup", SecurityGroupId=made)


async def test_datagrams_and_handshakes_are_guarded_too(
    clb: Clb, quick_server: ServerProcess, authority: Authority
) -> None:
    client = vpc(quick_server)
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    own = {"SSLMode": "UNIDIRECTIONAL", "CertId": await clb.certificate(authority.issue("a.test"))}
    async with udp_target("u") as u, http_target("h") as h:
        datagrams = await clb.listener(balancer, "UDP", 53, HealthCheck=UNCHECKED)
        await clb.register(balancer, datagrams, u.port)
        requests = await clb.listener(balancer, "HTTPS", 443, Certificate=own)
        location = await clb.rule(balancer, requests, "a.test", HealthCheck=UNCHECKED)
        await clb.register(balancer, requests, h.port, location=location)
        # The first rule is about the same number of the other transport.
        rules = rule("127.0.0.0/8", "443", "DROP", "UDP"), rule("127.0.3.0/24", "53", protocol="UDP")
        made = await group(client, *rules, rule("127.0.0.1", "443"))
        await clb.done("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=[made])
        assert await ask_udp(vip, 53, source=NEAR) == "u"
        with pytest.raises(TimeoutError):
            await ask_udp(vip, 53, source=FAR, within_s=0.3)
        async with shake(vip, 443, "a.test", authority.client(alpn=("http/1.1",))) as connection:
            assert (await connection.get("a.test")).body == "h"
        await client("ModifySecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet={"Ingress": [*rules]})
        with pytest.raises((OSError, EOFError)):
            async with shake(vip, 443, "a.test", authority.client()):
                pass


async def test_one_group_guards_several_balancers(clb: Clb, quick_server: ServerProcess) -> None:
    client = vpc(quick_server)
    made = await group(client, rule(NEAR))
    balancers = [await clb.balancer(), await clb.balancer()]
    vips = [await clb.vip(balancer) for balancer in balancers]
    async with tcp_target("a") as a:
        for balancer in balancers:
            listener = await clb.listener(balancer, "TCP", 80, HealthCheck=UNCHECKED)
            await clb.register(balancer, listener, a.port)
        named = {"SecurityGroup": made, "LoadBalancerIds": balancers}
        await clb.done("SetSecurityGroupForLoadbalancers", OperationType="ADD", **named)
        assert [await served(vip, 80) for vip in vips] == [[True, False], [True, False]]
        found = await clb("DescribeLoadBalancers", SecurityGroup=made)
        assert {one.LoadBalancerId for one in found.LoadBalancerSet} == set(balancers)
        assert found.LoadBalancerSet[0].SecureGroups == [made]
        policies = {"Ingress": [rule(FAR)]}
        await client("ModifySecurityGroupPolicies", SecurityGroupId=made, SecurityGroupPolicySet=policies)
        assert [await served(vip, 80) for vip in vips] == [[False, True], [False, True]]
        await clb.done("SetSecurityGroupForLoadbalancers", OperationType="DEL", **named)
        assert [await served(vip, 80) for vip in vips] == [[True, True], [True, True]]
