"""DescribeLBListeners."""

from __future__ import annotations

from typing import Any

from tests.services.tencent_clb.group_calls import group
from tests.services.tencent_clb.harness import Cloud
from twincloud.inventory.instances import Instance, instance_key, instances
from twincloud.kernel.tenancy import Tenant
from twincloud.services.tencent_clb.balancers.networks import numerical_vpc_id
from twincloud.storage.store import Store

VPC = "vpc-00000001"


async def found(cloud: Cloud, *hosts: str, network: str = VPC) -> list[dict[str, Any]]:
    asked = [{"VpcId": network, "PrivateIp": host} for host in hosts]
    return list((await cloud("DescribeLBListeners", Backends=asked))["LoadBalancers"])


async def test_bindings_as_the_documentation_shows_them(cloud: Cloud) -> None:
    balancer = await cloud.balancer(VpcId=VPC)
    listener = await cloud.listener(balancer, 81)
    await cloud.bind(balancer, listener, "10.0.0.2:1201", "10.0.0.3:1201")
    assert await found(cloud, "10.0.0.2") == [
        {
            "LoadBalancerId": balancer, "Vip": "192.0.2.1", "Region": "ap-guangzhou",
            "Listeners": [
                {
                    "ListenerId": listener, "Protocol": "TCP", "Port": 81, "EndPort": 0, "Rules": None,
                    "Targets": [
                        {
                            "Type": "eni", "PrivateIp": "10.0.0.2", "Port": 1201, "VpcId": numerical_vpc_id(VPC),
                            "Weight": 10,
                        }
                    ],
                }
            ],
        }
    ]  # fmt: skip


async def test_servers_of_groups_and_of_other_networks_count_where_they_are(store: Store) -> None:
    cloud = Cloud(store)
    account = cloud.tenant.account
    record = Instance(instance_key(account, "ins-1"), account, "ins-1", "10.0.0.9", "web")
    await cloud.store.write(lambda tx: tx.add(instances, record))
    balancer = await cloud.balancer(VpcId=VPC)
    tcp = await cloud.listener(balancer, 81, TargetType="TARGETGROUP")
    http = await cloud.listener(balancer, 80, "HTTP")
    rule = await cloud.rule(balancer, http)
    by_name = [{"InstanceId": "ins-1", "Port": 8080}]
    await cloud("RegisterTargets", LoadBalancerId=balancer, ListenerId=http, LocationId=rule, Targets=by_name)
    made = await group(cloud, "10.0.0.9:9000:20", "10.0.0.8:9000", VpcId=VPC)
    place = {"LoadBalancerId": balancer, "ListenerId": tcp}
    await cloud("AssociateTargetGroups", Associations=[{**place, "TargetGroupId": made}])

    (one,) = await found(cloud, "10.0.0.9", "10.0.0.9", "10.9.9.9")
    first, second = one["Listeners"]
    assert [(t["Type"], t["Port"], t["Weight"]) for t in first["Targets"]] == [("cvm", 9000, 20)]
    (shown,) = second["Rules"]
    assert [(t["Type"], t["Port"], t["Weight"]) for t in shown["Targets"]] == [("cvm", 8080, 10)]
    (one,) = await found(cloud, "10.0.0.8")
    assert [(t["Type"], t["PrivateIp"]) for t in one["Listeners"][0]["Targets"]] == [("eni", "10.0.0.8")]
    assert await found(cloud, "10.0.0.9", network="vpc-00000002") == []
    region = {"Region": "ap-beijing", "VpcId": "vpc-00000002"}
    await cloud("ModifyLoadBalancerAttributes", LoadBalancerId=balancer, TargetRegionInfo=region)
    assert await found(cloud, "10.0.0.9") == []
    assert len(await found(cloud, "10.0.0.9", network="vpc-00000002")) == 1


async def test_only_ones_own_balancers(cloud: Cloud) -> None:
    balancer = await cloud.balancer(VpcId=VPC)
    listener = await cloud.listener(balancer, 81)
    await cloud.bind(balancer, listener, "10.0.0.2:1201")
    for stranger in (Tenant("200000000002", "ap-guangzhou"), Tenant(cloud.tenant.account, "ap-beijing")):
        assert await found(Cloud(cloud.store, tenant=stranger), "10.0.0.2") == []
    assert len(await found(cloud, "10.0.0.2")) == 1
    refused = await cloud.refused("DescribeLBListeners", Backends=[])
    assert refused.code == "InvalidParameterValue.Length"
    incomplete = await cloud.refused("DescribeLBListeners", Backends=[{"VpcId": VPC}])
    assert incomplete.code == "MissingParameter"
