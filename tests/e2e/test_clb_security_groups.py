"""Security groups guard balancers, through the official SDKs and with real traffic."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.companions import Sdk, vpc
from tests.support.server import ServerProcess
from tests.support.targets import ask_tcp, tcp_target

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
