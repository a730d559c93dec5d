"""What official clients ask beside the load balancer, through the official SDKs."""

from __future__ import annotations

import pytest

from tests.support.certificates import Authority
from tests.support.clb import Clb
from tests.support.companions import ssl, tag, vpc
from tests.support.server import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_networks_and_subnets(quick_server: ServerProcess, clb: Clb) -> None:
    client = vpc(quick_server)
    net = (await client("CreateVpc", VpcName="net", CidrBlock="10.0.0.0/16")).Vpc
    await client("ModifyVpcAttribute", VpcId=net.VpcId, VpcName="renamed")
    found = await client("DescribeVpcs", Filters=[{"Name": "vpc-id", "Values": [net.VpcId]}], Limit="100", Offset="0")
    (shown,) = found.VpcSet
    assert (found.TotalCount, shown.VpcName, shown.CidrBlock, shown.IsDefault) == (1, "renamed", "10.0.0.0/16", False)
    given = {"VpcId": net.VpcId, "SubnetName": "sub", "CidrBlock": "10.0.1.0/24", "Zone": "ap-guangzhou-3"}
    subnet = (await client("CreateSubnet", **given)).Subnet
    await client("ModifySubnetAttribute", SubnetId=subnet.SubnetId, SubnetName="renamed")
    (shown,) = (await client("DescribeSubnets", SubnetIds=[subnet.SubnetId])).SubnetSet
    assert (shown.SubnetName, shown.VpcId, shown.CidrBlock) == ("renamed", net.VpcId, "10.0.1.0/24")
    made = await clb.done(
        "CreateLoadBalancer", LoadBalancerType="INTERNAL", VpcId=net.VpcId, SubnetId=subnet.SubnetId
    )  # fmt: skip
    (balancer,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=made.LoadBalancerIds)).LoadBalancerSet
    assert (balancer.VpcId, balancer.SubnetId) == (net.VpcId, subnet.SubnetId)
    assert await client.refused("DeleteVpc", VpcId=net.VpcId) == "ResourceInUse"
    await client("DeleteSubnet", SubnetId=subnet.SubnetId)
    await client("DeleteVpc", VpcId=net.VpcId)
    assert (await client("DescribeVpcs", VpcIds=[net.VpcId])).TotalCount == 0
    assert (await client("DescribeSubnets", SubnetIds=[subnet.SubnetId])).TotalCount == 0


async def test_security_groups_and_their_rules(quick_server: ServerProcess) -> None:
    client = vpc(quick_server)
    made = (await client("CreateSecurityGroup", GroupName="web", GroupDescription="for the web")).SecurityGroup
    named = {"SecurityGroupId": made.SecurityGroupId}
    await client("ModifySecurityGroupAttribute", **named, GroupName="renamed")
    (shown,) = (await client("DescribeSecurityGroups", SecurityGroupIds=[made.SecurityGroupId])).SecurityGroupSet
    assert (shown.SecurityGroupName, shown.SecurityGroupDesc) == ("renamed", "for the web")
    rule = {"Protocol": "TCP", "Port": "80", "CidrBlock": "10.0.0.0/8", "Action": "ACCEPT"}
    for action, policies, wanted in (
        ("CreateSecurityGroupPolicies", {"Ingress": [rule]}, (["80"], [])),
        ("CreateSecurityGroupPolicies", {"Egress": [{**rule, "Port": "81"}]}, (["80"], ["81"])),
        ("DeleteSecurityGroupPolicies", {"Ingress": [{"PolicyIndex": 0}]}, ([], ["81"])),
        ("ModifySecurityGroupPolicies", {"Ingress": [rule, {**rule, "Port": "82"}]}, (["80", "82"], [])),
    ):
        await client(action, **named, SecurityGroupPolicySet=policies)
        rules = (await client("DescribeSecurityGroupPolicies", **named)).SecurityGroupPolicySet
        assert ([one.Port for one in rules.Ingress], [one.Port for one in rules.Egress]) == wanted
    counted = await client("DescribeSecurityGroupAssociationStatistics", SecurityGroupIds=[made.SecurityGroupId])
    assert [one.CLB for one in counted.SecurityGroupAssociationStatisticsSet] == [0]
    await client("DeleteSecurityGroup", **named)
    assert (await client("DescribeSecurityGroups", SecurityGroupIds=[made.SecurityGroupId])).TotalCount == 0


async def test_tags_of_a_balancer(quick_server: ServerProcess, clb: Clb) -> None:
    client = tag(quick_server)
    balancer = await clb.balancer(Tags=[{"TagKey": "a", "TagValue": "1"}])
    name = f"qcs::clb:ap-guangzhou:uin/:clb/{balancer}"
    await client(
        "ModifyResourceTags", Resource=name,
        ReplaceTags=[{"TagKey": "b", "TagValue": "2"}], DeleteTags=[{"TagKey": "a"}],
    )  # fmt: skip
    found = await client(
        "DescribeResourceTagsByResourceIds", ServiceType="clb", ResourcePrefix="clb", ResourceRegion="ap-guangzhou",
        ResourceIds=[balancer], Offset=0, Limit=20,
    )  # fmt: skip
    assert [(one.ResourceId, one.TagKey, one.TagValue) for one in found.Tags] == [(balancer, "b", "2")]
    (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
    assert [(one.TagKey, one.TagValue) for one in shown.Tags] == [("b", "2")]


async def test_tags_of_many_resources(quick_server: ServerProcess, clb: Clb) -> None:
    client = tag(quick_server)
    names = [f"qcs::clb:ap-guangzhou:uin/:clb/{await clb.balancer()}" for _ in range(2)]
    answer = await client("TagResources", ResourceList=names, Tags=[{"TagKey": "many", "TagValue": "yes"}])
    assert answer.FailedResources == []
    found = await client("GetResources", TagFilters=[{"TagKey": "many", "TagValue": ["yes"]}])
    assert len(found.ResourceTagMappingList) == 2
    await client("UnTagResources", ResourceList=names, TagKeys=["many"])
    found = await client("GetResources", TagFilters=[{"TagKey": "many"}])
    assert found.ResourceTagMappingList == []


async def test_certificates(quick_server: ServerProcess) -> None:
    client = ssl(quick_server)
    pair = Authority().issue("a.test")
    given = {"CertificatePublicKey": pair.chain, "CertificatePrivateKey": pair.key, "CertificateType": "SVR"}
    made = (await client("UploadCertificate", **given, Alias="web")).CertificateId
    await client("ModifyCertificateAlias", CertificateId=made, Alias="renamed")
    detail = await client("DescribeCertificateDetail", CertificateId=made)
    assert (detail.CertificateType, detail.Alias, detail.CertificatePublicKey) == ("SVR", "renamed", pair.chain)
    assert (await client("DescribeCertificate", CertificateId=made)).Status == 1
    (listed,) = (await client("DescribeCertificates", SearchKey=made)).Certificates
    assert listed.CertificateId == made
    assert (await client("DeleteCertificate", CertificateId=made)).DeleteResult is True
    assert (
        await client.refused("DescribeCertificateDetail", CertificateId=made) == "FailedOperation.CertificateNotFound"
    )


async def test_what_is_not_provided_says_so(quick_server: ServerProcess) -> None:
    assert await vpc(quick_server).refused("DescribeRouteTables") == "UnsupportedOperation"
