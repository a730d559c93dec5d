"""Instances of target groups: registered, weighted, moved to other ports and listed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.group_calls import group, inside, server
from tests.services.tencent_clb.harness import Cloud
from twincloud.inventory.instances import Instance, instance_key, instances
from twincloud.services.tencent_clb import Quotas


async def test_ports_of_instances(cloud: Cloud) -> None:
    made = await group(cloud, Port=8080)
    await cloud("RegisterTargetGroupInstances", TargetGroupId=made, TargetGroupInstances=[{"BindIP": "10.0.0.1"}])
    await cloud(
        "RegisterTargetGroupInstances", TargetGroupId=made, TargetGroupInstances=[{"BindIP": "10.0.0.2", "Port": 81}]
    )
    assert await inside(cloud, made) == [("10.0.0.1", 8080, 10), ("10.0.0.2", 81, 10)]
    # The Terraform provider sends 0 for what nobody has set.
    without = await group(cloud, Port=0)
    members = {"TargetGroupId": without, "TargetGroupInstances": [{"BindIP": "10.0.0.1", "Port": 0, "NewPort": 0}]}
    refused = await cloud.refused("RegisterTargetGroupInstances", **members)
    assert (refused.code, "no default" in refused.message) == ("InvalidParameterValue", True)


async def test_weights_of_instances(cloud: Cloud) -> None:
    old = await group(cloud, "10.0.0.1:80", "10.0.0.2:80:0")
    assert [weight for _, _, weight in await inside(cloud, old)] == [10, 0]
    new = await group(cloud, "10.0.0.1:80", "10.0.0.2:80:7", Type="v2", Protocol="TCP", Weight=30)
    assert [weight for _, _, weight in await inside(cloud, new)] == [30, 7]
    named = {"TargetGroupId": new, "TargetGroupInstances": [server("10.0.0.2:80")]}
    await cloud("ModifyTargetGroupInstancesWeight", **named)
    assert [weight for _, _, weight in await inside(cloud, new)] == [30, 30]
    instances = {"TargetGroupInstances": [server("10.0.0.1:80")]}
    without = await cloud.refused("CreateTargetGroup", Type="v2", Protocol="TCP", **instances)
    assert (without.code, "Weight is required" in without.message) == ("InvalidParameterValue", True)
    assert (await cloud.refused("CreateTargetGroup", Weight=10)).code == "InvalidParameterValue"


async def test_registering_again_changes_the_weight(cloud: Cloud) -> None:
    made = await group(cloud, "10.0.0.1:80:5")
    again = {"TargetGroupId": made, "TargetGroupInstances": [server("10.0.0.1:80")]}
    await cloud("RegisterTargetGroupInstances", **again)
    assert await inside(cloud, made) == [("10.0.0.1", 80, 5)]
    await cloud("RegisterTargetGroupInstances", TargetGroupId=made, TargetGroupInstances=[server("10.0.0.1:80:0")])
    assert await inside(cloud, made) == [("10.0.0.1", 80, 0)]


async def test_instances_get_other_ports(cloud: Cloud) -> None:
    made = await group(cloud, "10.0.0.1:80:5", "10.0.0.1:81:6")
    swapped = [{"BindIP": "10.0.0.1", "Port": 80, "NewPort": 81}, {"BindIP": "10.0.0.1", "Port": 81, "NewPort": 80}]
    await cloud("ModifyTargetGroupInstancesPort", TargetGroupId=made, TargetGroupInstances=swapped)
    assert await inside(cloud, made) == [("10.0.0.1", 81, 5), ("10.0.0.1", 80, 6)]
    for wanted in ({"NewPort": 80}, {"NewPort": 0}, {}):
        moved = [{"BindIP": "10.0.0.1", "Port": 81, **wanted}]
        refused = await cloud.refused(
            "ModifyTargetGroupInstancesPort", TargetGroupId=made, TargetGroupInstances=moved
        )  # fmt: skip
        assert refused.code == "InvalidParameterValue"
    assert await inside(cloud, made) == [("10.0.0.1", 81, 5), ("10.0.0.1", 80, 6)]


@pytest.mark.parametrize(
    "action",
    ["DeregisterTargetGroupInstances", "ModifyTargetGroupInstancesWeight", "ModifyTargetGroupInstancesPort"],
)
async def test_instances_are_named_by_address_and_port(cloud: Cloud, action: str) -> None:
    made = await group(cloud, "10.0.0.1:80", Port=80)
    for wanted, code in (
        ([{"BindIP": "10.0.0.1"}], "InvalidParameterValue"),
        ([server("10.0.0.1:81")], "InvalidParameter"),
        ([server("10.0.0.1:80")] * 2, "InvalidParameterValue"),
        ([], "InvalidParameterValue"),
    ):
        refused = await cloud.refused(action, TargetGroupId=made, TargetGroupInstances=wanted)
        assert refused.code == code
    unknown = await cloud.refused(action, TargetGroupId="lbtg-none0000", TargetGroupInstances=[server("10.0.0.1:80")])
    assert unknown.code == "InvalidParameter"
    assert await inside(cloud, made) == [("10.0.0.1", 80, 10)]


async def test_instances_are_listed(cloud: Cloud) -> None:
    account = cloud.tenant.account
    told = Instance(instance_key(account, "ins-12345678"), account, "ins-12345678", "10.0.0.2", "web")
    await cloud.store.write(lambda tx: tx.add(instances, told))
    made = await group(cloud, "10.0.0.1:80", "10.0.0.2:80", "10.0.0.2:81")
    await group(cloud, "10.0.0.1:80")
    of_group = {"Name": "TargetGroupId", "Values": [made]}

    async def listed(*filters: dict[str, Any], **members: Any) -> tuple[list[tuple[str, str, int]], int, int]:
        answer = await cloud("DescribeTargetGroupInstances", Filters=list(filters), **members)
        found = [(one["Type"], one["InstanceId"], one["Port"]) for one in answer["TargetGroupInstanceSet"]]
        return found, answer["TotalCount"], answer["RealCount"]

    assert await listed(of_group, Limit=2, Offset=1) == (
        [("CVM", "ins-12345678", 80), ("CVM", "ins-12345678", 81)], 3, 3,
    )  # fmt: skip
    assert await listed({"Name": "BindIP", "Values": ["10.0.0.1"]}) == ([("ENI", "", 80)] * 2, 2, 2)
    assert await listed(of_group, {"Name": "InstanceId", "Values": ["ins-12345678"]}, Limit=1) == (
        [("CVM", "ins-12345678", 80)], 2, 2,
    )  # fmt: skip
    assert await listed({"Name": "TargetGroupId", "Values": ["lbtg-none0000"]}) == ([], 0, 0)
    unknown = [{"Name": "Nonsense", "Values": ["b"]}]
    assert (await cloud.refused("DescribeTargetGroupInstances", Filters=unknown)).code == "InvalidParameterValue"
    (backend,) = (await cloud("DescribeTargetGroupInstances", Filters=[of_group], Limit=1))["TargetGroupInstanceSet"]
    assert backend == {
        "TargetGroupId": made, "Type": "ENI", "InstanceId": "", "Port": 80, "Weight": 10, "PublicIpAddresses": [],
        "PrivateIpAddresses": ["10.0.0.1"], "InstanceName": "", "RegisteredTime": "2026-01-01 08:00:00", "EniId": "",
        "ZoneId": 100001,
    }  # fmt: skip


async def test_a_group_has_at_most_a_hundred_instances(cloud: Cloud) -> None:
    small = Cloud(cloud.store, quotas=Quotas(targets_per_location=2))
    made = await group(small, "10.0.0.1:80", "10.0.0.2:80")
    more = {"TargetGroupId": made, "TargetGroupInstances": [server("10.0.0.3:80")]}
    assert (await small.refused("RegisterTargetGroupInstances", **more)).code == "LimitExceeded"
    await small("RegisterTargetGroupInstances", TargetGroupId=made, TargetGroupInstances=[server("10.0.0.2:80:1")])
    assert Quotas().targets_per_location == 100
