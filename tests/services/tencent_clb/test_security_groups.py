"""Security groups that guard balancers: which ones, and what their rules become in the plan."""

from __future__ import annotations

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.services.tencent_clb.harness import inbound as rule
from tests.services.tencent_clb.harness import security_group as group
from twincloud.inventory.networks import SecurityRule, admitted
from twincloud.kernel.tenancy import Tenant


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ([], ()),
        ([rule("ACCEPT", "10.0.0.0/8")], ("10.0.0.0/8",)),
        ([rule("ACCEPT", "10.1.2.3", "80", "tcp")], ("10.1.2.3/32",)),
        ([rule("ACCEPT", "10.0.0.0/8", "22,79-81", "TCP")], ("10.0.0.0/8",)),
        ([rule("ACCEPT", "10.0.0.0/8", "22,81-90", "TCP"), rule("ACCEPT", "10.0.0.0/8", "80", "UDP")], ()),
        ([rule("DROP", "10.0.0.0/9"), rule("ACCEPT", "10.0.0.0/8")], ("10.128.0.0/9",)),
        ([rule("ACCEPT", "10.0.0.0/9"), rule("DROP", "10.0.0.0/8"), rule("ACCEPT", "10.0.0.0/7")],
         ("10.0.0.0/9", "11.0.0.0/8")),
        ([rule("ACCEPT", "10.0.0.0/9"), rule("ACCEPT", "10.128.0.0/9")], ("10.0.0.0/8",)),
        ([rule("DROP", "0.0.0.0/0"), rule("ACCEPT", "10.0.0.0/8")], ()),
        ([SecurityRule("ACCEPT", "ALL", "ALL", 0, ipv6_cidr="2001:db8::/32")], ("2001:db8::/32",)),
        ([SecurityRule("ACCEPT", "ALL", "ALL", 0, group_id="sg-other")], ()),
    ],
)  # fmt: skip
def test_the_first_rule_that_names_an_address_decides(rules: list[SecurityRule], wanted: tuple[str, ...]) -> None:
    assert admitted(tuple(rules), "TCP", 80) == wanted


async def test_rules_of_several_groups_are_tried_in_their_order(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud.listener(balancer, 80)
    await cloud.listener(balancer, 81, "HTTP")
    closed = await group(cloud, "closed", rule("DROP", "10.0.0.0/9", "80"))
    opened = await group(cloud, "opened", rule("ACCEPT", "10.0.0.0/8", protocol="TCP"))
    assert [listener.access for listener in (await cloud.plan(balancer)).listeners] == [None, None]
    await cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=[closed, opened])
    found = [listener.access for listener in (await cloud.plan(balancer)).listeners]
    assert [(one.allow, one.networks) for one in found if one] == [
        (True, ("10.128.0.0/9",)), (True, ("10.0.0.0/8",)),
    ]  # fmt: skip
    await cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer, SecurityGroups=[opened, closed])
    found = [listener.access for listener in (await cloud.plan(balancer)).listeners]
    assert [one.networks for one in found if one] == [("10.0.0.0/8",)] * 2
    await cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=balancer)
    assert [listener.access for listener in (await cloud.plan(balancer)).listeners] == [None, None]


async def test_groups_come_and_go_one_by_one(cloud: Cloud) -> None:
    first, second = await cloud.balancer(), await cloud.balancer()
    a, b = await group(cloud, "a"), await group(cloud, "b")

    async def shown() -> list[list[str]]:
        answer = await cloud("DescribeLoadBalancers", OrderType=0, OrderBy="LoadBalancerName")
        by_id = {one["LoadBalancerId"]: one["SecureGroups"] for one in answer["LoadBalancerSet"]}
        return [by_id[first], by_id[second]]

    await cloud("SetLoadBalancerSecurityGroups", LoadBalancerId=first, SecurityGroups=[a])
    both = {"LoadBalancerIds": [first, second]}
    for _ in range(2):
        await cloud("SetSecurityGroupForLoadbalancers", SecurityGroup=b, OperationType="ADD", **both)
        assert await shown() == [[a, b], [b]]
    assert await cloud.count("security_group_use") == 3
    listed = await cloud("DescribeLoadBalancers", SecurityGroup=a)
    assert [one["LoadBalancerId"] for one in listed["LoadBalancerSet"]] == [first]
    for _ in range(2):
        await cloud("SetSecurityGroupForLoadbalancers", SecurityGroup=b, OperationType="DEL", **both)
        assert await shown() == [[a], []]
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[first])
    assert await cloud.count("security_group_use") == 0


async def test_refusals(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    mine = await group(cloud, "mine")
    other = Cloud(cloud.store, tenant=Tenant("100000000002", "ap-guangzhou"))
    theirs = await group(other, "theirs")
    for members, code in (
        ({"SecurityGroups": [mine, theirs]}, "InvalidParameterValue"),
        ({"SecurityGroups": [f"sg-{number:08}" for number in range(51)]}, "InvalidParameterValue.Length"),
        ({"LoadBalancerId": "lb-none0000"}, "InvalidParameter.LBIdNotFound"),
    ):
        refused = await cloud.refused("SetLoadBalancerSecurityGroups", **{"LoadBalancerId": balancer, **members})
        assert refused.code == code
    for members, code in (
        ({"SecurityGroup": theirs}, "InvalidParameterValue"),
        ({"OperationType": "SET"}, "InvalidParameterValue"),
        ({"LoadBalancerIds": ["lb-none0000"]}, "InvalidParameter.LBIdNotFound"),
        ({"LoadBalancerIds": [balancer] * 21}, "InvalidParameterValue.Length"),
    ):
        given = {"SecurityGroup": mine, "OperationType": "ADD", "LoadBalancerIds": [balancer], **members}
        refused = await cloud.refused("SetSecurityGroupForLoadbalancers", **given)
        assert refused.code.startswith(code.partition(".")[0])
