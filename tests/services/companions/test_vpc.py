"""Networks and subnets: CreateVpc to DeleteSubnet."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.companions.harness import Companion
from twincloud.kernel.tenancy import Tenant
from twincloud.services.companions.vpc import VPC

CIDR = "10.0.0.0/16"
ZONE = "ap-guangzhou-3"


async def network(vpc: Companion, name: str = "net", cidr: str = CIDR, **members: Any) -> str:
    return str((await vpc("CreateVpc", VpcName=name, CidrBlock=cidr, **members))["Vpc"]["VpcId"])


async def subnet(vpc: Companion, vpc_id: str, cidr: str, name: str = "sub", **members: Any) -> str:
    given = {"VpcId": vpc_id, "SubnetName": name, "CidrBlock": cidr, "Zone": ZONE, **members}
    return str((await vpc("CreateSubnet", **given))["Subnet"]["SubnetId"])


async def listed(vpc: Companion, **members: Any) -> list[str]:
    return [one["VpcId"] for one in (await vpc("DescribeVpcs", **members))["VpcSet"]]


async def test_a_network_as_it_is_shown(vpc: Companion) -> None:
    made = await vpc("CreateVpc", VpcName="net", CidrBlock=CIDR, Tags=[{"Key": "a", "Value": "b"}])
    found = await vpc("DescribeVpcs", VpcIds=[made["Vpc"]["VpcId"]])
    assert (found["TotalCount"], found["VpcSet"]) == (1, [made["Vpc"]])
    assert made["Vpc"] == {
        "VpcName": "net", "VpcId": made["Vpc"]["VpcId"], "CidrBlock": CIDR, "IsDefault": False,
        "EnableMulticast": False, "CreatedTime": "2026-01-01 08:00:00", "DnsServerSet": [], "DomainName": "",
        "DhcpOptionsId": "", "EnableDhcp": True, "Ipv6CidrBlock": "", "TagSet": [{"Key": "a", "Value": "b"}],
        "AssistantCidrSet": [], "EnableRouteVpcPublish": False, "Ipv6CidrBlockSet": [],
        "EnableRouteVpcPublishIpv6": False, "StackType": "DualStack",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"CidrBlock": "10.0.0.0"}, "InvalidParameterValue"),
        ({"CidrBlock": "10.0.0.1/16"}, "InvalidParameterValue.Malformed"),
        ({"CidrBlock": "8.8.0.0/16"}, "InvalidParameterValue"),
        ({"CidrBlock": "10.0.0.0/29"}, "InvalidParameterValue"),
        ({"VpcName": "n" * 61}, "InvalidParameterValue"),
        ({"DnsServers": ["8.8.8.8"] * 5}, "InvalidParameterValue"),
        ({"StackType": "IPv6Only"}, "UnsupportedOperation"),
        ({"VpcName": None}, "MissingParameter"),
    ],
)
async def test_networks_that_cannot_be(vpc: Companion, members: dict[str, Any], code: str) -> None:
    given = {"VpcName": "net", "CidrBlock": CIDR, **members}
    assert (await vpc.refused("CreateVpc", **given)).startswith(code)


async def test_a_network_can_be_changed(vpc: Companion) -> None:
    made = await network(vpc, DnsServers=["8.8.8.8"], DomainName="a.test", EnableMulticast="true")
    (before,) = (await vpc("DescribeVpcs", VpcIds=[made]))["VpcSet"]
    assert (before["DnsServerSet"], before["DomainName"], before["EnableMulticast"]) == (["8.8.8.8"], "a.test", True)
    await vpc("ModifyVpcAttribute", VpcId=made)
    assert (await vpc("DescribeVpcs", VpcIds=[made]))["VpcSet"] == [before]
    await vpc(
        "ModifyVpcAttribute", VpcId=made, VpcName="new", DnsServers=[], DomainName="", EnableMulticast="false",
        EnableRouteVpcPublish=True, EnableRouteVpcPublishIpv6=True, EnableCdcPublish=False,
    )  # fmt: skip
    (after,) = (await vpc("DescribeVpcs", VpcIds=[made]))["VpcSet"]
    assert (after["VpcName"], after["DnsServerSet"], after["DomainName"], after["EnableMulticast"]) == (
        "new", [], "", False,
    )  # fmt: skip
    assert (after["EnableRouteVpcPublish"], after["EnableRouteVpcPublishIpv6"]) == (True, True)
    assert await vpc.refused("ModifyVpcAttribute", VpcId="vpc-none0000") == "ResourceNotFound"
    assert await vpc.refused("ModifyVpcAttribute", VpcId="vpc-default0", VpcName="mine") == "UnsupportedOperation"


async def test_networks_are_listed(vpc: Companion) -> None:
    default = "vpc-default0"
    first = await network(vpc, "first", Tags=[{"Key": "k", "Value": "v"}])
    second = await network(vpc, "second", "10.1.0.0/16")
    other = Companion(vpc.store, VPC, tenant=Tenant("100000000002", "ap-guangzhou"))
    theirs = await network(other)
    for members, wanted in (
        ({}, [default, first, second]),
        ({"Limit": "1", "Offset": "1"}, [first]),
        ({"VpcIds": [second, theirs, "vpc-none0000"]}, [second]),
        ({"Filters": [{"Name": "vpc-id", "Values": [first, second]}]}, [first, second]),
        ({"Filters": [{"Name": "vpc-name", "Values": ["econ"]}]}, [second]),
        ({"Filters": [{"Name": "is-default", "Values": ["true"]}]}, [default]),
        ({"Filters": [{"Name": "cidr-block", "Values": ["10.1.0.0/16"]}]}, [second]),
        ({"Filters": [{"Name": "tag-key", "Values": ["k"]}]}, [first]),
        ({"Filters": [{"Name": "tag:k", "Values": ["v"]}, {"Name": "vpc-id", "Values": [second]}]}, []),
    ):
        assert await listed(vpc, **members) == wanted, members
    unknown = [{"Name": "nonsense", "Values": ["x"]}]
    assert await vpc.refused("DescribeVpcs", Filters=unknown) == "InvalidParameter.FilterInvalidKey"
    both = {"VpcIds": [first], "Filters": [{"Name": "vpc-id", "Values": [first]}]}
    assert await vpc.refused("DescribeVpcs", **both) == "InvalidParameter.Coexist"
    assert (await vpc.refused("DescribeVpcs", Limit="ten")).startswith("InvalidParameterValue")


async def test_a_subnet_as_it_is_shown(vpc: Companion) -> None:
    net = await network(vpc)
    given = {"VpcId": net, "SubnetName": "sub", "CidrBlock": "10.0.1.0/24", "Zone": ZONE}
    made = (await vpc("CreateSubnet", **given, Tags=[{"Key": "a", "Value": "b"}]))["Subnet"]
    assert (await vpc("DescribeSubnets", SubnetIds=[made["SubnetId"]]))["SubnetSet"] == [made]
    assert made == {
        "VpcId": net, "SubnetId": made["SubnetId"], "SubnetName": "sub", "CidrBlock": "10.0.1.0/24",
        "IsDefault": False, "EnableBroadcast": False, "Zone": ZONE, "RouteTableId": f"rtb-{net[4:]}",
        "CreatedTime": "2026-01-01 08:00:00", "AvailableIpAddressCount": 253, "Ipv6CidrBlock": "", "NetworkAclId": "",
        "IsRemoteVpcSnat": False, "TotalIpAddressCount": 253, "TagSet": [{"Key": "a", "Value": "b"}], "CdcId": "",
        "IsCdcSubnet": 0, "StackType": "DualStack",
    }  # fmt: skip


async def test_a_subnet_lies_in_its_network(vpc: Companion) -> None:
    net = await network(vpc)
    await subnet(vpc, net, "10.0.1.0/24")
    given = {"VpcId": net, "SubnetName": "sub", "Zone": ZONE}
    for members, code in (
        ({"CidrBlock": "10.1.0.0/24"}, "InvalidParameterValue.SubnetRange"),
        ({"CidrBlock": "10.0.0.0/22"}, "InvalidParameterValue.SubnetOverlap"),
        ({"CidrBlock": "10.0.2.0/33"}, "InvalidParameterValue.Malformed"),
        ({}, "MissingParameter"),
        ({"CidrBlock": "10.0.2.0/24", "VpcId": "vpc-none0000"}, "ResourceNotFound"),
        ({"CidrBlock": "10.0.2.0/24", "CdcId": "cdc-12345678"}, "UnsupportedOperation"),
    ):
        assert await vpc.refused("CreateSubnet", **{**given, **members}) == code, members


async def test_subnets_are_listed(vpc: Companion) -> None:
    net, other = await network(vpc), await network(vpc, cidr="10.1.0.0/16")
    made = [await subnet(vpc, net, f"10.0.{number}.0/24", f"s{number}") for number in range(3)]
    made.append(await subnet(vpc, other, "10.1.0.0/24", "s0"))

    async def found(**members: Any) -> list[int]:
        return [made.index(one["SubnetId"]) for one in (await vpc("DescribeSubnets", **members))["SubnetSet"]]

    for members, wanted in (
        ({}, [0, 1, 2, 3]),
        ({"Limit": "2", "Offset": "1"}, [1, 2]),
        ({"SubnetIds": [made[3], "subnet-none0000"]}, [3]),
        ({"Filters": [{"Name": "vpc-id", "Values": [net]}, {"Name": "subnet-name", "Values": ["s0"]}]}, [0]),
        ({"Filters": [{"Name": "zone", "Values": ["ap-guangzhou-4"]}]}, []),
        ({"Filters": [{"Name": "is-default", "Values": ["true"]}]}, []),
        ({"MaxResults": 3}, [0, 1, 2]),
    ):
        assert await found(**members) == wanted, members
    first = await vpc("DescribeSubnets", MaxResults=3)
    second = await vpc("DescribeSubnets", MaxResults=3, NextToken=first["NextToken"])
    assert [one["SubnetId"] for one in second["SubnetSet"]] == [made[3]]
    assert second["NextToken"] == ""
    assert (await vpc("DescribeSubnets"))["NextToken"] is None
    assert await vpc.refused("DescribeSubnets", NextToken="x") == "InvalidParameterValue.Malformed"


async def test_a_subnet_can_be_changed(vpc: Companion) -> None:
    made = await subnet(vpc, await network(vpc), "10.0.1.0/24")
    await vpc("ModifySubnetAttribute", SubnetId=made, SubnetName="new", EnableBroadcast="true")
    await vpc("ModifySubnetAttribute", SubnetId=made)
    (found,) = (await vpc("DescribeSubnets", SubnetIds=[made]))["SubnetSet"]
    assert (found["SubnetName"], found["EnableBroadcast"]) == ("new", True)
    assert await vpc.refused("ModifySubnetAttribute", SubnetId="subnet-none0000") == "ResourceNotFound"


async def test_a_network_with_something_in_it_stays(vpc: Companion) -> None:
    net = await network(vpc, Tags=[{"Key": "a", "Value": "b"}])
    inside = await subnet(vpc, net, "10.0.1.0/24")
    assert await vpc.refused("DeleteVpc", VpcId=net) == "ResourceInUse"
    await vpc("DeleteSubnet", SubnetId=inside)
    assert await vpc.refused("DeleteSubnet", SubnetId=inside) == "ResourceNotFound"
    await vpc("DeleteVpc", VpcId=net)
    assert await listed(vpc) == ["vpc-default0"]
    assert await vpc.refused("DeleteVpc", VpcId=net) == "ResourceNotFound"
    assert await vpc.refused("DeleteVpc", VpcId="vpc-default0") == "UnsupportedOperation"


async def test_there_are_no_elastic_addresses(vpc: Companion) -> None:
    answer = await vpc("DescribeAddresses", Filters=[{"Name": "address-ip", "Values": ["10.0.0.1"]}])
    assert (answer["TotalCount"], answer["AddressSet"]) == (0, [])
