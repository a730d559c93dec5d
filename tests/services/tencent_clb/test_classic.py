"""What is said of balancers of the classic kind: there are none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.harness import Cloud

TARGETS = {"Targets": [{"InstanceId": "ins-12345678", "Weight": 10}]}


@pytest.mark.parametrize(
    ("action", "members"),
    [
        ("DescribeClassicalLBListeners", {"ListenerIds": ["lbl-12345678"], "Protocol": "TCP", "ListenerPort": 80}),
        ("DescribeClassicalLBTargets", {}),
        ("DescribeClassicalLBHealthStatus", {"ListenerId": "lbl-12345678"}),
        ("RegisterTargetsWithClassicalLB", TARGETS),
        ("DeregisterTargetsFromClassicalLB", {"InstanceIds": ["ins-12345678"]}),
    ],
)
async def test_nobody_is_of_the_classic_kind(cloud: Cloud, action: str, members: dict[str, Any]) -> None:
    for balancer in ("lb-12345678", await cloud.balancer()):
        error = await cloud.refused(action, LoadBalancerId=balancer, **members)
        assert (error.code, error.message) == (
            "InvalidParameter",
            f"Invalid LoadBalancerId, LoadBalancerId: {balancer}",
        )
        error = await cloud.refused("MigrateClassicalLoadBalancers", LoadBalancerIds=[balancer])
        assert error.code == "InvalidParameter"


async def test_nothing_is_bound_to_the_classic_kind(cloud: Cloud) -> None:
    answer = await cloud("DescribeClassicalLBByInstanceId", InstanceIds=["ins-12345678"])
    assert answer["LoadBalancerInfoList"] == []


async def test_what_the_pages_bound_is_refused_first(cloud: Cloud) -> None:
    heavy = {"Targets": [{"InstanceId": "ins-12345678", "Weight": 101}]}
    error = await cloud.refused("RegisterTargetsWithClassicalLB", LoadBalancerId="lb-12345678", **heavy)
    assert error.code == "InvalidParameterValue"
    error = await cloud.refused("DescribeClassicalLBListeners", LoadBalancerId="lb-12345678", Protocol="QUIC")
    assert error.code == "InvalidParameterValue"
