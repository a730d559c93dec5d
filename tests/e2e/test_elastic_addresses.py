"""Elastic addresses of internal balancers, through the official SDKs and a real Envoy."""

from __future__ import annotations

import functools
import socket
from typing import Any

import pytest
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

from tests.support.clb import UNCHECKED, Clb
from tests.support.companions import Sdk, vpc
from tests.support.load import load
from tests.support.server import ServerProcess
from tests.support.targets import ask_tcp, eventually, http_target, tcp_target
from tests.support.traffic import Connection, answers, http_name, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")

INTERNAL = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-11111111", "SubnetId": "subnet-11111111"}


@pytest.fixture
def networks(quick_server: ServerProcess) -> Sdk:
    """The official SDK for networks as a client of the module's server."""
    return vpc(quick_server)


async def finished(networks: Sdk, answer: Any) -> None:
    """Wait until the task that an answer names has ended well."""
    await eventually(
        lambda: networks("DescribeTaskResult", TaskId=int(answer.TaskId)), lambda task: task.Result == "SUCCESS"
    )


async def taken(networks: Sdk, **fields: Any) -> Any:
    """Take an address and return it as it is shown."""
    made = await networks("AllocateAddresses", **fields)
    await finished(networks, made)
    return await shown(networks, made.AddressSet[0])


async def shown(networks: Sdk, address: str) -> Any:
    (found,) = (await networks("DescribeAddresses", AddressIds=[address])).AddressSet
    return found


async def test_an_address_is_taken_changed_and_given_back(networks: Sdk) -> None:
    address = await taken(networks, AddressName="mine", InternetMaxBandwidthOut=5, Tags=[{"Key": "a", "Value": "b"}])
    assert (address.AddressName, address.Bandwidth, address.AddressStatus) == ("mine", 5, "UNBIND")
    assert (address.TagSet[0].Key, address.EipAlgType.Ftp, address.AddressType) == ("a", False, "EIP")
    name = address.AddressId
    await networks("ModifyAddressAttribute", AddressId=name, AddressName="other")
    changed = await networks("ModifyAddressesBandwidth", AddressIds=[name], InternetMaxBandwidthOut=6)
    await finished(networks, changed)
    (found,) = (await networks("DescribeAddresses", Filters=[{"Name": "address-name", "Values": ["other"]}])).AddressSet
    assert (found.AddressId, found.Bandwidth) == (name, 6)
    charged = {"InternetChargeType": "BANDWIDTH_POSTPAID_BY_HOUR", "InternetMaxBandwidthOut": 7}
    await networks("ModifyAddressInternetChargeType", AddressId=name, **charged)
    assert (await shown(networks, name)).InternetChargeType == "BANDWIDTH_POSTPAID_BY_HOUR"
    (quota,) = (await networks("DescribeAddressQuota")).QuotaSet
    assert (quota.QuotaId, quota.QuotaLimit) == ("TOTAL_EIP_QUOTA", 20)
    assert quota.QuotaCurrent >= 1
    await finished(networks, await networks("ReleaseAddresses", AddressIds=[name]))
    gone = await networks("DescribeAddresses", AddressIds=[name])
    assert (gone.TotalCount, gone.AddressSet) == (0, [])
    assert await networks.refused("ReleaseAddresses", AddressIds=[name]) == "InvalidParameterValue.AddressNotFound"


async def test_a_balancer_is_reached_at_its_elastic_address(clb: Clb, networks: Sdk) -> None:
    balancer = await clb.balancer(**INTERNAL)
    own = await clb.vip(balancer)
    address = await taken(networks)
    named = {"AddressId": address.AddressId}
    async with tcp_target("a") as a, http_target("h") as h:
        first = await clb.listener(balancer, "TCP", 90, HealthCheck=UNCHECKED)
        await clb.register(balancer, first, a.port)
        held = await Connection.open(own, 90)
        assert await held.name() == "a"
        assert address.AddressIp != own
        assert await refuses(address.AddressIp, 90)

        await finished(networks, await networks("AssociateAddress", **named, InstanceId=balancer))
        bound = await shown(networks, address.AddressId)
        assert (bound.AddressStatus, bound.InstanceId, bound.InstanceType) == ("BIND", balancer, "CLB")
        assert bound.PrivateAddressIp == own
        assert [await ask_tcp(host, 90) for host in (own, address.AddressIp)] == ["a", "a"]
        # What comes later is open at both as well.
        second = await clb.listener(balancer, "HTTP", 80)
        rule = await clb.rule(balancer, second, "h.test", HealthCheck=UNCHECKED)
        await clb.register(balancer, second, h.port, location=rule)
        assert [await http_name(host, 80, "h.test") for host in (own, address.AddressIp)] == ["h", "h"]
        assert await clb.vip(balancer) == own

        await finished(networks, await networks("DisassociateAddress", **named))
        assert (await shown(networks, address.AddressId)).AddressStatus == "UNBIND"
        for port in (80, 90):
            # Envoy's workers follow its word.
            look = functools.partial(answers, address.AddressIp, port)
            await eventually(look, lambda answer: answer == "refused")
        assert [await ask_tcp(own, 90), await http_name(own, 80, "h.test")] == ["a", "h"]
        assert await held.name() == "a"
        held.close()
    await networks("ReleaseAddresses", AddressIds=[address.AddressId])


async def test_a_balancer_is_ordered_with_its_elastic_address(clb: Clb, networks: Sdk) -> None:
    address = await taken(networks)
    balancer = await clb.balancer(**INTERNAL, EipAddressId=address.AddressId)
    assert (await shown(networks, address.AddressId)).InstanceId == balancer
    async with tcp_target("a") as a:
        listener = await clb.listener(balancer, "TCP", 90, HealthCheck=UNCHECKED)
        await clb.register(balancer, listener, a.port)
        assert await ask_tcp(address.AddressIp, 90) == "a"
        await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer])
        await eventually(lambda: answers(address.AddressIp, 90), lambda answer: answer == "refused")
    assert (await shown(networks, address.AddressId)).AddressStatus == "UNBIND"
    await networks("ReleaseAddresses", AddressIds=[address.AddressId])


async def test_nothing_is_lost_while_an_address_comes_and_goes(clb: Clb, networks: Sdk) -> None:
    balancer = await clb.balancer(**INTERNAL)
    own = await clb.vip(balancer)
    address = await taken(networks)
    async with http_target("h") as h:
        listener = await clb.listener(balancer, "HTTP", 80)
        rule = await clb.rule(balancer, listener, "h.test", HealthCheck=UNCHECKED)
        await clb.register(balancer, listener, h.port, location=rule)
        async with load(own, 80, per_second=200, host_header="h.test") as running:
            for _ in range(10):
                await networks("AssociateAddress", AddressId=address.AddressId, InstanceId=balancer)
                assert await http_name(address.AddressIp, 80, "h.test") == "h"
                await networks("DisassociateAddress", AddressId=address.AddressId)
        assert not running.failures
        assert running.answers.keys() == {"h"}
    await networks("ReleaseAddresses", AddressIds=[address.AddressId])


async def test_a_port_that_somebody_holds_there(clb: Clb, networks: Sdk) -> None:
    # Ports that no other test has here: one that the engine gave up just now is not tried before.
    balancer = await clb.balancer(**INTERNAL)
    address = await taken(networks)
    lent = {"AddressId": address.AddressId, "InstanceId": balancer}
    async with tcp_target("a") as a:
        listener = await clb.listener(balancer, "TCP", 4790, HealthCheck=UNCHECKED)
        await clb.register(balancer, listener, a.port)
        with socket.socket() as holder:
            holder.bind((address.AddressIp, 4790))
            holder.listen()
            with pytest.raises(TencentCloudSDKException) as refused:
                await networks("AssociateAddress", **lent)
            assert refused.value.code == "FailedOperation.TaskFailed"
            assert f"{address.AddressIp}:4790 cannot be bound" in str(refused.value.message)
            assert (await shown(networks, address.AddressId)).AddressStatus == "UNBIND"
            assert await ask_tcp(await clb.vip(balancer), 4790) == "a"
        await networks("AssociateAddress", **lent)
        assert await ask_tcp(address.AddressIp, 4790) == "a"
        # A listener that cannot be opened there is not opened at all.
        with socket.socket() as holder:
            holder.bind((address.AddressIp, 4791))
            holder.listen()
            answer = await clb("CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[4791])
            task = await clb.task(answer.RequestId)
            assert task.Status == 1
            assert f"{address.AddressIp}:4791 cannot be bound" in task.Message
        found = await clb("DescribeListeners", LoadBalancerId=balancer)
        assert [one.Port for one in found.Listeners] == [4790]
    await networks("DisassociateAddress", AddressId=address.AddressId)
    await networks("ReleaseAddresses", AddressIds=[address.AddressId])
