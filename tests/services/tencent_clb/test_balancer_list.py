"""DescribeLoadBalancers: filters, order, pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud
from tests.support.engines import RecordingEngine


@pytest.fixture
async def three(cloud: Cloud) -> dict[str, str]:
    """Three balancers by name, made a second apart."""
    made = {}
    orders: dict[str, dict[str, Any]] = {
        "alpha": {"ProjectId": 1, "Tags": [{"TagKey": "team", "TagValue": "net"}], "MasterZoneId": "100003"},
        "beta": {"DynamicVip": True, "SlaType": "clb.c3.small", "VpcId": "vpc-30xqxt9p"},
        "gamma": {
            "LoadBalancerType": "INTERNAL", "VpcId": "vpc-1", "SubnetId": "subnet-1", "LBChargeType": "PREPAID",
            "ExclusiveCluster": {"L4Clusters": [{"ClusterId": "tgw-1"}]},
        },
    }  # fmt: skip
    for name, members in orders.items():
        made[name] = await cloud.balancer(LoadBalancerName=name, **members)
        cloud.now_ms += 1000
    listener = await cloud.listener(made["alpha"])
    await cloud.bind(made["alpha"], listener, "10.0.0.1:80", "10.0.0.2:80")
    return made


async def names(cloud: Cloud, **members: Any) -> list[str]:
    answer = await cloud("DescribeLoadBalancers", **members)
    found = [balancer["LoadBalancerName"] for balancer in answer["LoadBalancerSet"]]
    assert answer["TotalCount"] >= len(found)
    return found


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, ["gamma", "beta", "alpha"]),
        ({"OrderType": 0}, ["alpha", "beta", "gamma"]),
        ({"OrderBy": "LoadBalancerName", "OrderType": 0}, ["alpha", "beta", "gamma"]),
        ({"OrderBy": "LoadBalancerName"}, ["gamma", "beta", "alpha"]),
        ({"OrderBy": "Domain"}, ["beta", "gamma", "alpha"]),
        ({"OrderBy": "LoadBalancerType", "OrderType": 0}, ["gamma", "alpha", "beta"]),
        ({"Offset": 1, "Limit": 1}, ["beta"]),
        ({"LoadBalancerType": "INTERNAL"}, ["gamma"]),
        ({"Forward": 1, "OrderType": 0}, ["alpha", "beta", "gamma"]),
        ({"Forward": 0}, []),
        ({"LoadBalancerName": "lph"}, ["alpha"]),
        ({"Domain": "tencentclb"}, ["beta"]),
        ({"LoadBalancerVips": ["192.0.2.2", "192.0.2.9"]}, ["beta"]),
        ({"BackendPublicIps": ["10.0.0.1"]}, []),
        ({"BackendPrivateIps": ["10.0.0.2"]}, ["alpha"]),
        ({"SearchKey": "192.0.2.3"}, ["gamma"]),
        ({"SearchKey": "eta"}, ["beta"]),
        ({"ProjectId": 1}, ["alpha"]),
        ({"ProjectId": -1, "Limit": 1}, ["gamma"]),
        ({"WithRs": 1}, ["alpha"]),
        ({"WithRs": 0}, ["gamma", "beta"]),
        ({"WithRs": -1}, ["gamma", "beta", "alpha"]),
        ({"VpcId": "vpc-30xqxt9p"}, ["beta"]),
        ({"SecurityGroup": "sg-12345678"}, []),
        ({"MasterZone": "100003"}, ["alpha"]),
        ({"LoadBalancerIds": ["lb-absent00"]}, []),
        ({"Filters": [{"Name": "charge-type", "Values": ["PREPAID"]}]}, ["gamma"]),
        ({"Filters": [{"Name": "internet-charge-type", "Values": ["BANDWIDTH_PACKAGE"]}]}, []),
        ({"Filters": [{"Name": "master-zone-id", "Values": ["100003"]}]}, ["alpha"]),
        ({"Filters": [{"Name": "tag-key", "Values": ["team", "none"]}]}, ["alpha"]),
        ({"Filters": [{"Name": "tag:team", "Values": ["net"]}]}, ["alpha"]),
        ({"Filters": [{"Name": "tag:team", "Values": ["other"]}]}, []),
        ({"Filters": [{"Name": "function-name", "Values": ["f"]}]}, []),
        ({"Filters": [{"Name": "vip-isp", "Values": ["INTERNAL"]}]}, ["gamma"]),
        ({"Filters": [{"Name": "sla-type", "Values": ["clb.c3.small"]}]}, ["beta"]),
        ({"Filters": [{"Name": "exclusive", "Values": ["1"]}]}, ["gamma"]),
        (
            {"Filters": [{"Name": "exclusive", "Values": ["0"]}, {"Name": "vip-isp", "Values": ["BGP"]}]},
            ["beta", "alpha"],
        ),
    ],
)
async def test_what_is_listed(cloud: Cloud, members: dict[str, Any], expected: list[str]) -> None:
    assert await names(cloud, **members) == expected


async def test_ids_that_nobody_knows_are_passed_over(cloud: Cloud, three: dict[str, str]) -> None:
    assert await names(cloud, LoadBalancerIds=[three["beta"], "lb-absent00"]) == ["beta"]


async def test_the_count_of_targets_is_shown_when_asked_for(cloud: Cloud, three: dict[str, str]) -> None:
    answer = await cloud("DescribeLoadBalancers", LoadBalancerIds=[three["alpha"]], AdditionalFields=["TargetCount"])
    assert answer["LoadBalancerSet"][0]["TargetCount"] == 2


async def test_a_page_has_twenty_unless_asked_otherwise_and_never_more_than_a_hundred(cloud: Cloud) -> None:
    for _ in range(6):
        await cloud("CreateLoadBalancer", LoadBalancerType="OPEN", Number=15)
    for _ in range(2):
        internal = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-1", "SubnetId": "subnet-1"}
        await cloud("CreateLoadBalancer", **internal, Number=15)
    assert len(await names(cloud)) == 20
    assert len(await names(cloud, Limit=100)) == 100
    assert len(await names(cloud, Limit=100, Offset=100)) == 20
    assert (await cloud.refused("DescribeLoadBalancers", Limit=101)).code == "InvalidParameterValue.Range"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "InvalidParameterValue.InvalidFilter"),
        ({"Filters": [{"Name": "vip-isp", "Values": ["BGP"]}] * 11}, "InvalidParameterValue.Length"),
        ({"Filters": [{"Name": "vip-isp", "Values": ["BGP"] * 101}]}, "InvalidParameterValue.Length"),
        ({"Filters": [{"Name": "vip-isp"}]}, "MissingParameter"),
        ({"LoadBalancerIds": ["lb-1"] * 21}, "InvalidParameterValue.Length"),
        ({"LoadBalancerType": "ANY"}, "InvalidParameterValue"),
        ({"OrderBy": "Colour"}, "InvalidParameterValue"),
        ({"OrderType": 2}, "InvalidParameterValue"),
        ({"WithRs": 2}, "InvalidParameterValue"),
        ({"Offset": -1}, "InvalidParameterValue.Range"),
    ],
)
async def test_refused(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    assert (await cloud.refused("DescribeLoadBalancers", **members)).code == code


async def test_a_balancer_is_creating_until_every_node_has_it(driven: Cloud, engine: RecordingEngine) -> None:
    engine.open.clear()
    balancer = await driven.balancer()
    assert (await driven("DescribeLoadBalancers"))["LoadBalancerSet"][0]["Status"] == 0
    engine.open.set()
    await driven.settled()
    answer = await driven("DescribeLoadBalancers", LoadBalancerIds=[balancer])
    assert answer["LoadBalancerSet"][0]["Status"] == 1
