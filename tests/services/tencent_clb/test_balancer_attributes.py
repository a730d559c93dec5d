"""ModifyLoadBalancerAttributes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud


async def shown(cloud: Cloud, balancer: str) -> dict[str, Any]:
    (found,) = (await cloud("DescribeLoadBalancers", LoadBalancerIds=[balancer]))["LoadBalancerSet"]
    return dict(found)


async def test_what_is_given_changes(cloud: Cloud) -> None:
    balancer = await cloud.balancer(LoadBalancerName="old", VpcId="vpc-1")
    before = await shown(cloud, balancer)
    await cloud("ModifyLoadBalancerAttributes", LoadBalancerId=balancer)
    assert await shown(cloud, balancer) == before
    answer = await cloud(
        "ModifyLoadBalancerAttributes", LoadBalancerId=balancer, LoadBalancerName="new",
        TargetRegionInfo={"Region": "ap-shanghai", "VpcId": "vpc-2"}, LoadBalancerPassToTarget=True, SnatPro=True,
        InternetChargeInfo={"InternetChargeType": "BANDWIDTH_POSTPAID_BY_HOUR", "InternetMaxBandwidthOut": 20},
        DeleteProtect=True, ModifyClassicDomain=True, AssociateEndpoint="vpce-12345678",
    )  # fmt: skip
    assert answer["DealName"] is None
    after = await shown(cloud, balancer)
    assert {name for name, value in after.items() if value != before[name]} == {
        "LoadBalancerName", "TargetRegionInfo", "LoadBalancerPassToTarget", "SnatPro", "NetworkAttributes",
        "AttributeFlags", "AssociateEndpoint",
    }  # fmt: skip
    region = after["TargetRegionInfo"]
    assert (after["LoadBalancerName"], region["Region"], region["VpcId"]) == ("new", "ap-shanghai", "vpc-2")
    assert after["NetworkAttributes"]["InternetMaxBandwidthOut"] == 20
    assert (after["AttributeFlags"], after["AssociateEndpoint"]) == (["DeleteProtect"], "vpce-12345678")
    await cloud("ModifyLoadBalancerAttributes", LoadBalancerId=balancer, AssociateEndpoint="", DeleteProtect=False)
    after = await shown(cloud, balancer)
    assert (after["AttributeFlags"], after["AssociateEndpoint"], after["LoadBalancerName"]) == ([], "", "new")
    # Groups of the network in which the targets are can be bound now.
    listener = await cloud.listener(balancer, TargetType="TARGETGROUP")
    place = {"LoadBalancerId": balancer, "ListenerId": listener}
    for vpc, fits in (("vpc-1", False), ("vpc-2", True)):
        group = (await cloud("CreateTargetGroup", VpcId=vpc))["TargetGroupId"]
        association = {"Associations": [{**place, "TargetGroupId": group}]}
        if fits:
            await cloud("AssociateTargetGroups", **association)
        else:
            assert (await cloud.refused("AssociateTargetGroups", **association)).code == "InvalidParameterValue"


async def test_a_switch_of_payment_is_a_deal(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    for flag, charge, deal in ((0, "POSTPAID_BY_HOUR", False), (1, "PREPAID", True), (2, "PREPAID", True)):
        answer = await cloud("ModifyLoadBalancerAttributes", LoadBalancerId=balancer, SwitchFlag=flag)
        assert (await shown(cloud, balancer))["ChargeType"] == charge
        assert (len(answer["DealName"] or "") == 23) == deal


async def test_a_protected_balancer_stays(cloud: Cloud) -> None:
    free, kept = await cloud.balancer(), await cloud.balancer()
    await cloud("ModifyLoadBalancerAttributes", LoadBalancerId=kept, DeleteProtect=True)
    for force in (False, True):
        refused = await cloud.refused("DeleteLoadBalancer", LoadBalancerIds=[free, kept], ForceDelete=force)
        assert refused.code == "FailedOperation"
    await cloud("ModifyLoadBalancerAttributes", LoadBalancerId=kept, DeleteProtect=False)
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[free, kept])


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"LoadBalancerId": "lb-none0000"}, "InvalidParameter.LBIdNotFound"),
        ({"LoadBalancerName": "taken"}, "InvalidParameterValue.Duplicate"),
        ({"LoadBalancerName": "\U0001f600"}, "InvalidParameter.FormatError"),
        ({"LoadBalancerName": "n" * 81}, "InvalidParameterValue.Length"),
        ({"SwitchFlag": 3}, "InvalidParameterValue"),
        ({"InternetChargeInfo": {"InternetMaxBandwidthOut": 3000}}, "InvalidParameterValue"),
        ({"TargetRegionInfo": {"Region": "ap-shanghai"}}, "MissingParameter"),
    ],
)
async def test_modify_refuses(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    balancer = await cloud.balancer()
    await cloud.balancer(LoadBalancerName="taken")
    refused = await cloud.refused("ModifyLoadBalancerAttributes", **{"LoadBalancerId": balancer, **members})
    assert refused.code == code
