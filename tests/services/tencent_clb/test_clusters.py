"""DescribeExclusiveClusters, DescribeClusterResources and DescribeCrossTargets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud


@pytest.fixture
async def two(cloud: Cloud) -> tuple[str, str]:
    """Two balancers: an open one in two clusters, and an internal one in one of these."""
    exclusive = {
        "L4Clusters": [{"ClusterId": "tgw-11111111", "ClusterName": "four", "Zone": "ap-guangzhou-4"}],
        "L7Clusters": [{"ClusterId": "stgw-22222222"}],
    }
    first = await cloud.balancer(ExclusiveCluster=exclusive, ClusterTag="blue", SlaveZoneId="100006")
    network = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-1", "SubnetId": "subnet-1"}
    return first, await cloud.balancer(**network, ClusterIds=["tgw-11111111", "vpcgw-33333333"])


async def listed(cloud: Cloud, **members: Any) -> list[str]:
    answer = await cloud("DescribeExclusiveClusters", **members)
    return [one["ClusterId"] for one in answer["ClusterSet"]]


async def test_clusters_that_orders_name(cloud: Cloud, two: tuple[str, str]) -> None:
    first, second = two
    await cloud.balancer()
    answer = await cloud("DescribeExclusiveClusters")
    assert answer["TotalCount"] == 3
    assert answer["ClusterSet"][0] == {
        "ClusterId": "tgw-11111111", "ClusterName": "four", "ClusterType": "TGW", "ClusterTag": "blue",
        "Zone": "ap-guangzhou-4", "Network": "Public", "MaxConn": None, "MaxInFlow": None, "MaxInPkg": None,
        "MaxOutFlow": None, "MaxOutPkg": None, "MaxNewConn": None, "HTTPMaxNewConn": None, "HTTPSMaxNewConn": None,
        "HTTPQps": None, "HTTPSQps": None, "ResourceCount": 2, "IdleResourceCount": 0,
        "LoadBalanceDirectorCount": None, "Isp": "BGP",
        "ClustersZone": {"MasterZone": ["ap-guangzhou-4"], "SlaveZone": ["ap-guangzhou-6"]}, "ClustersVersion": "",
        "DisasterRecoveryType": "DISASTER-RECOVERY", "Egress": "", "IPVersion": "IPv4", "Tag": [],
    }  # fmt: skip
    assert await listed(cloud, Offset=1, Limit=1) == ["stgw-22222222"]
    for name, value, expected in (
        ("cluster-type", "VPCGW", ["vpcgw-33333333"]),
        ("cluster-id", "tgw-11111111", ["tgw-11111111"]),
        ("cluster-name", "four", ["tgw-11111111"]),
        ("cluster-tag", "blue", ["tgw-11111111", "stgw-22222222"]),
        ("vip", "192.0.2.2", ["tgw-11111111", "vpcgw-33333333"]),
        ("loadbalancer-id", first, ["tgw-11111111", "stgw-22222222"]),
        ("loadbalancer-id", second, ["tgw-11111111", "vpcgw-33333333"]),
        ("network", "Private", ["vpcgw-33333333"]),
        ("zone", "ap-guangzhou-1", ["stgw-22222222"]),
        ("isp", "INTERNAL", ["vpcgw-33333333"]),
    ):
        assert await listed(cloud, Filters=[{"Name": name, "Values": [value]}]) == expected, name


async def test_addresses_in_clusters(cloud: Cloud, two: tuple[str, str]) -> None:
    first, second = two
    answer = await cloud("DescribeClusterResources", Filters=[{"Name": "cluster-id", "Values": ["tgw-11111111"]}])
    assert [(one["LoadBalancerId"], one["Vip"]) for one in answer["ClusterResourceSet"]] == [
        (first, "192.0.2.1"),
        (second, "192.0.2.2"),
    ]
    assert answer["ClusterResourceSet"][0] == {
        "ClusterId": "tgw-11111111", "Vip": "192.0.2.1", "LoadBalancerId": first, "Idle": "False",
        "ClusterName": "four", "Isp": "BGP",
        "ClustersZone": {"MasterZone": ["ap-guangzhou-4"], "SlaveZone": ["ap-guangzhou-6"]},
    }  # fmt: skip
    for name, value, expected in (
        ("vip", "192.0.2.1", 2),
        ("loadbalancer-id", second, 2),
        ("idle", "False", 4),
        ("idle", "True", 0),
    ):
        answer = await cloud("DescribeClusterResources", Filters=[{"Name": name, "Values": [value]}], Limit=1)
        assert (answer["TotalCount"], len(answer["ClusterResourceSet"])) == (expected, min(expected, 1)), name


async def test_nobody_is_in_another_network(cloud: Cloud) -> None:
    for name in ("vpc-id", "ip", "listener-id", "location-id"):
        answer = await cloud("DescribeCrossTargets", Filters=[{"Name": name, "Values": ["any"]}])
        assert (answer["TotalCount"], answer["CrossTargetSet"]) == (0, [])


@pytest.mark.parametrize("action", ["DescribeExclusiveClusters", "DescribeClusterResources", "DescribeCrossTargets"])
async def test_unknown_filters_are_refused(cloud: Cloud, action: str) -> None:
    error = await cloud.refused(action, Filters=[{"Name": "color", "Values": ["blue"]}])
    assert error.code == "InvalidParameterValue.InvalidFilter"
    error = await cloud.refused(action, Limit=101)
    assert error.code == "InvalidParameterValue.Range"
