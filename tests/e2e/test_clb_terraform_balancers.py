"""What the Terraform provider does with balancers themselves, with the services that it asks beside CLB."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clb import REGION, Clb
from tests.support.companions import tag, vpc
from tests.support.server import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def made(clb: Clb, **fields: Any) -> str:
    """Create a balancer as the provider does: it takes the id from the task."""
    answer = await clb("CreateLoadBalancer", **fields)
    (balancer,) = (await clb.task(answer.RequestId)).LoadBalancerIds
    return str(balancer)


async def read(clb: Clb, server: ServerProcess, balancer: str) -> tuple[Any, dict[str, str]]:
    """Read a balancer and its tags as the provider does."""
    (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
    assert None not in (shown.TargetRegionInfo, shown.LoadBalancerType, shown.LoadBalancerName)
    assert None not in (shown.TargetRegionInfo.Region, shown.TargetRegionInfo.VpcId)
    if shown.LoadBalancerType == "INTERNAL":
        addresses = await vpc(server)("DescribeAddresses", Filters=[{"Name": "instance-id", "Values": [balancer]}])
        assert addresses.AddressSet == [], "null would end the provider"
    asked = {"ServiceType": "clb", "ResourcePrefix": "clb", "ResourceRegion": REGION, "ResourceIds": [balancer]}
    found = await tag(server)("DescribeResourceTagsByResourceIds", **asked, Offset=0, Limit=20)
    return shown, {one.TagKey: one.TagValue for one in found.Tags}


async def test_a_balancer_from_apply_to_destroy(clb: Clb, quick_server: ServerProcess) -> None:
    networks = vpc(quick_server)
    group = (await networks("CreateSecurityGroup", GroupName="tf", GroupDescription="")).SecurityGroup.SecurityGroupId
    tags = [{"TagKey": "env", "TagValue": "test"}]
    balancer = await made(clb, LoadBalancerType="OPEN", LoadBalancerName="tf-open", Tags=tags)
    named = {"LoadBalancerId": balancer}
    await clb.done("SetLoadBalancerSecurityGroups", **named, SecurityGroups=[group])
    region = {"Region": REGION, "VpcId": "vpc-default0"}
    for change in ({"TargetRegionInfo": region}, {"DeleteProtect": True}, {"AssociateEndpoint": "vpce-12345678"}):
        await clb.done("ModifyLoadBalancerAttributes", **named, **change)
    shown, found = await read(clb, quick_server, balancer)
    assert (shown.SecureGroups, found) == ([group], {"env": "test"})
    assert (shown.AttributeFlags, shown.AssociateEndpoint) == (["DeleteProtect"], "vpce-12345678")
    assert (shown.AddressIPVersion, shown.TargetRegionInfo.VpcId) == ("ipv4", "vpc-default0")

    await clb.done("ModifyLoadBalancerAttributes", **named, LoadBalancerName="tf-new", LoadBalancerPassToTarget=True)
    await clb.done("SetLoadBalancerSecurityGroups", **named, SecurityGroups=[])
    resource = f"qcs::clb:{REGION}:uin/:clb/{balancer}"
    replaced = {"ReplaceTags": [{"TagKey": "env", "TagValue": "prod"}]}
    await tag(quick_server)("ModifyResourceTags", Resource=resource, **replaced)
    shown, found = await read(clb, quick_server, balancer)
    assert (shown.LoadBalancerName, shown.LoadBalancerPassToTarget, shown.SecureGroups) == ("tf-new", True, [])
    assert found == {"env": "prod"}

    assert await clb.refused("DeleteLoadBalancer", LoadBalancerIds=[balancer]) == "FailedOperation"
    await clb.done("ModifyLoadBalancerAttributes", **named, DeleteProtect=False)
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    assert (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).TotalCount == 0
    asked = {"ServiceType": "clb", "ResourcePrefix": "clb", "ResourceRegion": REGION, "ResourceIds": [balancer]}
    assert (await tag(quick_server)("DescribeResourceTagsByResourceIds", **asked)).Tags == []
    await networks("DeleteSecurityGroup", SecurityGroupId=group)


async def test_an_internal_balancer_from_apply_to_destroy(clb: Clb, quick_server: ServerProcess) -> None:
    networks = vpc(quick_server)
    net = (await networks("CreateVpc", VpcName="tf", CidrBlock="10.0.0.0/16", EnableMulticast="false")).Vpc.VpcId
    given = {"VpcId": net, "SubnetName": "tf", "CidrBlock": "10.0.1.0/24", "Zone": f"{REGION}-3"}
    subnet = (await networks("CreateSubnet", **given)).Subnet.SubnetId
    balancer = await made(clb, LoadBalancerType="INTERNAL", VpcId=net, SubnetId=subnet)
    shown, found = await read(clb, quick_server, balancer)
    assert (shown.VpcId, shown.SubnetId, shown.TargetRegionInfo.VpcId, found) == (net, subnet, net, {})
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    await networks("DeleteSubnet", SubnetId=subnet)
    await networks("DeleteVpc", VpcId=net)


async def test_security_group_attachment(clb: Clb, quick_server: ServerProcess) -> None:
    networks = vpc(quick_server)
    group = (await networks("CreateSecurityGroup", GroupName="tf", GroupDescription="")).SecurityGroup.SecurityGroupId
    balancer = await clb.balancer()
    # The provider does not wait for this task.
    await clb("SetSecurityGroupForLoadbalancers", SecurityGroup=group, OperationType="ADD", LoadBalancerIds=[balancer])
    shown, _ = await read(clb, quick_server, balancer)
    assert shown.SecureGroups == [group]
    await clb("SetSecurityGroupForLoadbalancers", SecurityGroup=group, OperationType="DEL", LoadBalancerIds=[balancer])
    shown, _ = await read(clb, quick_server, balancer)
    assert shown.SecureGroups == []


async def test_projects_and_specifications(clb: Clb, quick_server: ServerProcess) -> None:
    balancer = await clb.balancer()
    await clb.done("ModifyLoadBalancerSla", LoadBalancerSla=[{"LoadBalancerId": balancer, "SlaType": "clb.c2.medium"}])
    await clb.done("ModifyLoadBalancersProject", LoadBalancerIds=[balancer], ProjectId=7)
    shown, _ = await read(clb, quick_server, balancer)
    assert (shown.SlaType, shown.ProjectId) == ("clb.c2.medium", 7)


async def test_snat_addresses(clb: Clb, quick_server: ServerProcess) -> None:
    balancer = await clb.balancer(SnatPro=True)
    given = [{"SubnetId": "subnet-12345678", "Ip": f"10.0.0.{host}"} for host in (5, 6)]
    await clb.done("CreateLoadBalancerSnatIps", LoadBalancerId=balancer, SnatIps=given)
    shown, _ = await read(clb, quick_server, balancer)
    assert [(one.SubnetId, one.Ip) for one in shown.SnatIps] == [(one["SubnetId"], one["Ip"]) for one in given]
    await clb.done("DeleteLoadBalancerSnatIps", LoadBalancerId=balancer, Ips=["10.0.0.5"])
    shown, _ = await read(clb, quick_server, balancer)
    assert [one.Ip for one in shown.SnatIps] == ["10.0.0.6"]
