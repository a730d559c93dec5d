"""What the Terraform provider does with elastic addresses, alone and with an internal balancer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clb import REGION, UNCHECKED, Clb
from tests.support.companions import Sdk, tag, vpc
from tests.support.server import ServerProcess
from tests.support.targets import ask_tcp, eventually, tcp_target

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def waited_for(networks: Sdk, answer: Any) -> None:
    """Poll a task as the provider does: its number is a text that it reads as a number."""
    await eventually(
        lambda: networks("DescribeTaskResult", TaskId=int(answer.TaskId)), lambda task: task.Result != "RUNNING"
    )


async def by_id(networks: Sdk, address: str) -> Any:
    """Return the address as the provider looks for it, None when the list is empty."""
    found = await networks("DescribeAddresses", AddressIds=[address])
    return found.AddressSet[0] if found.AddressSet else None


async def status(networks: Sdk, address: str, wanted: str) -> None:
    """Poll an address until it has a status; the list must have exactly it."""

    async def look() -> str:
        (found,) = (await networks("DescribeAddresses", AddressIds=[address])).AddressSet
        return str(found.AddressStatus)

    await eventually(look, lambda found: found == wanted)


async def allocated(networks: Sdk, **fields: Any) -> str:
    """Take an address as the provider does."""
    made = await networks("AllocateAddresses", AddressType="EIP", **fields)
    address = str(made.AddressSet[0])
    await waited_for(networks, made)
    assert (await by_id(networks, address)).AddressStatus != "CREATING"
    return address


async def released(networks: Sdk, address: str) -> None:
    """Give an address back as the provider does."""
    assert (await by_id(networks, address)).AddressStatus == "UNBIND", "else it would unbind it first"
    await waited_for(networks, await networks("ReleaseAddresses", AddressIds=[address]))
    assert await by_id(networks, address) is None


async def test_an_elastic_address_from_apply_to_destroy(quick_server: ServerProcess) -> None:
    networks, tags = vpc(quick_server), tag(quick_server)
    given = {"AddressName": "tf", "InternetMaxBandwidthOut": 2, "Tags": [{"Key": "env", "Value": "test"}]}
    address = await allocated(networks, **given)
    asked = {"ServiceType": "vpc", "ResourcePrefix": "eip", "ResourceRegion": REGION, "ResourceIds": [address]}

    async def read() -> tuple[Any, dict[str, str]]:
        found = await tags("DescribeResourceTagsByResourceIds", **asked, Offset=0, Limit=20)
        filters = [{"Name": "resource.resource-id", "Values": [address]}]
        assert (await networks("DescribeBandwidthPackages", Filters=filters)).BandwidthPackageSet == []
        return await by_id(networks, address), {one.TagKey: one.TagValue for one in found.Tags}

    shown, found = await read()
    assert (shown.AddressName, shown.AddressType, shown.Bandwidth, found) == ("tf", "EIP", 2, {"env": "test"})
    assert None not in (shown.AddressIp, shown.AddressStatus, shown.InternetChargeType)
    assert (shown.Egress, shown.AntiDDoSPackageId, shown.DedicatedClusterId) == (None, None, None)

    await networks("ModifyAddressAttribute", AddressId=address, AddressName="tf-2")
    await waited_for(
        networks, await networks("ModifyAddressesBandwidth", AddressIds=[address], InternetMaxBandwidthOut=3)
    )
    resource = f"qcs::vpc:{REGION}:uin/:eip/{address}"
    await tags("ModifyResourceTags", Resource=resource, ReplaceTags=[{"TagKey": "env", "TagValue": "prod"}])
    shown, found = await read()
    assert (shown.AddressName, shown.Bandwidth, found) == ("tf-2", 3, {"env": "prod"})
    await released(networks, address)


async def test_an_internal_balancer_with_an_elastic_address_from_apply_to_destroy(
    clb: Clb, quick_server: ServerProcess
) -> None:
    networks = vpc(quick_server)
    first, second = await allocated(networks), await allocated(networks)
    ordered = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-11111111", "SubnetId": "subnet-11111111"}
    answer = await clb("CreateLoadBalancer", LoadBalancerName="tf-internal", **ordered, EipAddressId=first)
    (balancer,) = (await clb.task(answer.RequestId)).LoadBalancerIds

    async def read() -> str | None:
        """Return the elastic address as the provider puts it into its state."""
        (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
        assert shown.LoadBalancerType == "INTERNAL"
        found = await networks("DescribeAddresses", Filters=[{"Name": "instance-id", "Values": [balancer]}])
        assert found.AddressSet is not None, "null would end the provider"
        return str(found.AddressSet[0].AddressId) if len(found.AddressSet) == 1 else None

    assert await read() == first
    # Another address takes its place: the old one goes first.
    await networks("DisassociateAddress", AddressId=first)
    await status(networks, first, "UNBIND")
    await networks("AssociateAddress", AddressId=second, InstanceId=balancer)
    await status(networks, second, "BIND")
    assert await read() == second
    async with tcp_target("a") as a:
        listener = await clb.listener(balancer, "TCP", 90, HealthCheck=UNCHECKED)
        await clb.register(balancer, listener, a.port)
        assert await ask_tcp((await by_id(networks, second)).AddressIp, 90) == "a"

    await networks("DisassociateAddress", AddressId=second)
    await status(networks, second, "UNBIND")
    assert await read() is None
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    for address in (first, second):
        await released(networks, address)
