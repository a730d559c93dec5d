"""What the Terraform provider does with target groups: its calls in its order, and the members that it reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clb import Clb
from tests.support.targets import http_targets, tcp_target
from tests.support.traffic import answers, http_name, http_names

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def groups(clb: Clb, group_id: str) -> list[Any]:
    """List a group as the provider reads it."""
    found = await clb("DescribeTargetGroupList", TargetGroupIds=[group_id], Limit=100, Offset=0)
    return list(found.TargetGroupSet)


async def instances(clb: Clb, group_id: str, address: str) -> list[Any]:
    """List a group's instances as the provider reads them."""
    filters = [{"Name": "TargetGroupId", "Values": [group_id]}, {"Name": "BindIP", "Values": [address]}]
    found = await clb("DescribeTargetGroupInstances", Filters=filters, Limit=100, Offset=0)
    return list(found.TargetGroupInstanceSet)


async def test_a_target_group_from_apply_to_destroy(clb: Clb) -> None:
    made = await clb("CreateTargetGroup", TargetGroupName="tf", Port=0, Type="v1")
    (shown,) = await groups(clb, made.TargetGroupId)
    assert (shown.TargetGroupName, shown.VpcId, shown.Port, shown.TargetGroupType) == ("tf", "vpc-default0", 0, "v1")
    assert (shown.Protocol, shown.AssociatedRule) == (None, None)
    await clb("ModifyTargetGroupAttribute", TargetGroupId=made.TargetGroupId, TargetGroupName="tf-2", Port=8080)
    (shown,) = await groups(clb, made.TargetGroupId)
    assert (shown.TargetGroupName, shown.Port) == ("tf-2", 8080)

    async with tcp_target("a") as a:
        server = {"BindIP": "127.0.0.1", "Port": a.port, "Weight": 0, "NewPort": 0}
        named = {"TargetGroupId": made.TargetGroupId, "TargetGroupInstances": [server]}
        await clb.done("RegisterTargetGroupInstances", **named)
        (bound,) = await instances(clb, made.TargetGroupId, "127.0.0.1")
        assert (bound.Port, bound.Weight, bound.PrivateIpAddresses) == (a.port, 0, ["127.0.0.1"])
        await clb("ModifyTargetGroupInstancesWeight", TargetGroupId=made.TargetGroupId,
                  TargetGroupInstances=[{**server, "Weight": 10}])  # fmt: skip

        balancer = await clb.balancer()
        listener = await clb.listener(balancer, "TCP", 9000, TargetType="TARGETGROUP")
        (of_balancer,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
        (of_group,) = (await clb("DescribeTargetGroups", TargetGroupIds=[made.TargetGroupId])).TargetGroupSet
        assert of_balancer.TargetRegionInfo.VpcId == of_group.VpcId, "the provider compares these before it binds"
        association = [{"LoadBalancerId": balancer, "ListenerId": listener, "TargetGroupId": made.TargetGroupId}]
        await clb.done("AssociateTargetGroups", Associations=association)
        (rule,) = (
            (await clb("DescribeTargetGroups", TargetGroupIds=[made.TargetGroupId])).TargetGroupSet[0].AssociatedRule
        )
        assert (rule.LoadBalancerId, rule.ListenerId, rule.LocationId, rule.Protocol) == (
            balancer, listener, None, "TCP",
        )  # fmt: skip
        assert await answers(await clb.vip(balancer), 9000) == "a"
        await clb.done("DisassociateTargetGroups", Associations=association)
        (of_group,) = (await clb("DescribeTargetGroups", TargetGroupIds=[made.TargetGroupId])).TargetGroupSet
        assert of_group.AssociatedRule == []
        await clb.done("DeregisterTargetGroupInstances", **named)
        assert await instances(clb, made.TargetGroupId, "127.0.0.1") == []
    await clb("DeleteTargetGroups", TargetGroupIds=[made.TargetGroupId])
    assert await groups(clb, made.TargetGroupId) == []


async def test_several_groups_of_a_rule_from_apply_to_destroy(clb: Clb) -> None:
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "HTTP", 80)
    # The provider leaves the scheduler out for such rules.
    location = await clb.rule(balancer, listener, "a.test", TargetType="TARGETGROUP-V2")
    place = {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": location}
    vip = await clb.vip(balancer)
    async with http_targets("a", "b") as servers:
        associations = []
        for one in servers.values():
            made = await clb(
                "CreateTargetGroup", TargetGroupName="tf", Type="v2", Protocol="HTTP", Port=one.port, Weight=10,
                HealthCheck={"HealthSwitch": False},
            )  # fmt: skip
            named = {"TargetGroupId": made.TargetGroupId, "TargetGroupInstances": [{"BindIP": "127.0.0.1"}]}
            await clb.done("RegisterTargetGroupInstances", **named)
            associations.append({**place, "TargetGroupId": made.TargetGroupId, "Weight": 50})
        await clb.done("AssociateTargetGroups", Associations=associations)
        for item in associations:
            (of_group,) = (await clb("DescribeTargetGroups", TargetGroupIds=[item["TargetGroupId"]])).TargetGroupSet
            (rule,) = of_group.AssociatedRule
            assert (rule.LocationId, rule.Domain, rule.Url, rule.Weight) == (location, "a.test", "/", 50)
        assert set(await http_names(vip, 80, 40, host_header="a.test")) == {"a", "b"}
        (shown,) = (await clb("DescribeListeners", LoadBalancerId=balancer, ListenerIds=[listener])).Listeners
        assert [one.TargetGroupId for one in shown.Rules[0].TargetGroupList] == [
            item["TargetGroupId"] for item in associations
        ]
        await clb.done("DisassociateTargetGroups", Associations=associations)
        assert await http_name(vip, 80, "a.test") == 503
    await clb("DeleteTargetGroups", TargetGroupIds=[item["TargetGroupId"] for item in associations])
