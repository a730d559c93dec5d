"""ModifyLoadBalancerAttributes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from twincloud.inventory.networks import Subnet, subnets


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


async def test_another_specification(cloud: Cloud) -> None:
    first, second = await cloud.balancer(), await cloud.balancer()
    large = {"LoadBalancerId": first, "Ports": [80], "Protocol": "TCP", "IdleConnectTimeout": 1800}
    assert (await cloud.refused("CreateListener", **large)).code == "InvalidParameterValue"
    wanted = [{"LoadBalancerId": one, "SlaType": "clb.c3.small"} for one in (first, second)]
    assert len((await cloud("ModifyLoadBalancerSla", LoadBalancerSla=wanted, Force=True))["DealName"]) == 23
    assert [(await shown(cloud, one))["SlaType"] for one in (first, second)] == ["clb.c3.small"] * 2
    await cloud("CreateListener", **large)
    unknown = [{"LoadBalancerId": "lb-none0000", "SlaType": "clb.c3.small"}]
    refused = await cloud.refused("ModifyLoadBalancerSla", LoadBalancerSla=unknown)
    assert refused.code == "InvalidParameter.LBIdNotFound"
    odd = [{"LoadBalancerId": first, "SlaType": "clb.c9.huge"}]
    assert (await cloud.refused("ModifyLoadBalancerSla", LoadBalancerSla=odd)).code.startswith("InvalidParameter")


async def test_another_project(cloud: Cloud) -> None:
    first, second = await cloud.balancer(), await cloud.balancer()
    await cloud("ModifyLoadBalancersProject", LoadBalancerIds=[first], ProjectId=7)
    assert [(await shown(cloud, one))["ProjectId"] for one in (first, second)] == [7, 0]
    members = {"LoadBalancerIds": [second, "lb-none0000"], "ProjectId": 7}
    assert (await cloud.refused("ModifyLoadBalancersProject", **members)).code == "InvalidParameter.LBIdNotFound"


async def test_snat_addresses_of_a_subnet(cloud: Cloud) -> None:
    account, region = cloud.tenant
    record = Subnet("subnet-1", account, region, "vpc-1", "sub", "10.0.1.0/28", f"{region}-1", cloud.now_ms)
    await cloud.store.write(lambda tx: tx.add(subnets, record))
    balancer = await cloud.balancer()
    place = {"LoadBalancerId": balancer}

    async def addresses() -> list[str]:
        return [one["Ip"] for one in (await shown(cloud, balancer))["SnatIps"]]

    await cloud("CreateLoadBalancerSnatIps", **place, SnatIps=[{"SubnetId": "subnet-1", "Ip": "10.0.1.3"}])
    await cloud("CreateLoadBalancerSnatIps", **place, SnatIps=[{"SubnetId": "subnet-1"}], Number=2)
    assert await addresses() == ["10.0.1.3", "10.0.1.2", "10.0.1.4"]
    cases: list[tuple[dict[str, Any], str]] = [
        ({"SnatIps": [{"SubnetId": "subnet-1", "Ip": "10.0.1.9"}], "Number": 2}, "InvalidParameterValue"),
        ({"SnatIps": [{"SubnetId": "subnet-1", "Ip": "10.0.1.3"}]}, "InvalidParameterValue"),
        ({"SnatIps": [{"SubnetId": "subnet-1", "Ip": "somewhere"}]}, "InvalidParameterValue"),
        ({"SnatIps": [{"SubnetId": "subnet-none"}]}, "InvalidParameterValue"),
        ({"SnatIps": [{"SubnetId": "subnet-1"}], "Number": 8}, "LimitExceeded"),
        ({"LoadBalancerId": "lb-none0000", "SnatIps": [{"SubnetId": "subnet-1"}]}, "InvalidParameter.LBIdNotFound"),
    ]
    for members, code in cases:
        assert (await cloud.refused("CreateLoadBalancerSnatIps", **{**place, **members})).code == code
    refused = await cloud.refused("DeleteLoadBalancerSnatIps", **place, Ips=["10.0.1.3", "10.0.1.9"])
    assert refused.code == "InvalidParameterValue"
    await cloud("DeleteLoadBalancerSnatIps", **place, Ips=["10.0.1.3", "10.0.1.4"])
    assert await addresses() == ["10.0.1.2"]


async def test_targets_of_both_families(cloud: Cloud) -> None:
    balancers = [await cloud.balancer() for _ in range(2)]
    for switch in (True, False):
        answer = await cloud("ModifyLoadBalancerMixIpTarget", LoadBalancerIds=balancers, MixIpTarget=switch)
        assert (await cloud.status(answer))["Status"] == 0
        assert [(await shown(cloud, balancer))["MixIpTarget"] for balancer in balancers] == [switch, switch]
    asked = {"LoadBalancerIds": [balancers[0], "lb-12345678"], "MixIpTarget": True}
    assert (await cloud.refused("ModifyLoadBalancerMixIpTarget", **asked)).code == "InvalidParameter.LBIdNotFound"
    assert (await shown(cloud, balancers[0]))["MixIpTarget"] is False


async def test_nobody_is_protected_from_operations(cloud: Cloud) -> None:
    balancer = await cloud.balancer(LoadBalancerName="any")
    answer = await cloud("DescribeLBOperateProtect", LoadBalancerIds=[balancer])
    assert answer["LoadBalancerSet"] == [
        {
            "LoadBalancerId": balancer, "ProtectState": False, "OperatorUin": None, "Description": None,
            "ModifyTime": None,
        }
    ]  # fmt: skip
    error = await cloud.refused("DescribeLBOperateProtect", LoadBalancerIds=[balancer, "lb-12345678"])
    assert error.code == "InvalidParameter.LBIdNotFound"
