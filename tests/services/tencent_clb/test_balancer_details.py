"""DescribeLoadBalancersDetail."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_clb.group_calls import group
from tests.services.tencent_clb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.engine import TargetHealth
from twincloud.services.tencent_clb.groups.group_records import pool_of_group
from twincloud.storage.store import Store


async def rows(cloud: Cloud, *fields: str, kind: str | None = "NODE", **members: Any) -> list[dict[str, Any]]:
    """Return the rows with what is not null in them besides id and name."""
    asked = {"Fields": list(fields)} if fields else {}
    chosen = {"TargetType": kind} if kind else {}
    answer = await cloud("DescribeLoadBalancersDetail", **asked, **chosen, **members)
    assert answer["TotalCount"] >= len(answer["LoadBalancerDetailSet"])
    return [
        {name: value for name, value in row.items() if value is not None and name != "LoadBalancerName"}
        for row in answer["LoadBalancerDetailSet"]
    ]


async def test_balancers_as_the_documentation_shows_them(cloud: Cloud) -> None:
    balancer = await cloud.balancer(LoadBalancerName="web", MasterZoneId="ap-guangzhou-2", VpcId="vpc-1yxy51wh")
    await cloud.listener(balancer, 80)
    (row,) = (await cloud("DescribeLoadBalancersDetail"))["LoadBalancerDetailSet"]
    shown = {name: value for name, value in row.items() if value is not None}
    assert shown == {
        "LoadBalancerId": balancer, "LoadBalancerName": "web", "LoadBalancerDomain": "", "Status": 1, "Isolation": 0,
        "AddressIPVersion": "IPv4", "Zone": "ap-guangzhou-2", "LoadBalancerType": "Public", "VpcId": "vpc-1yxy51wh",
        "ChargeType": "POSTPAID_BY_HOUR",
        "NetworkAttributes": {
            "InternetChargeType": "TRAFFIC_POSTPAID_BY_HOUR", "InternetMaxBandwidthOut": 10,
            "BandwidthpkgSubType": None,
        },
        "ProjectId": 0, "LoadBalancerPassToTarget": 0, "CreateTime": "2026-01-01 08:00:00", "Egress": "",
    }  # fmt: skip


async def test_rows_go_as_far_down_as_the_fields(store: Store) -> None:
    cloud = Cloud(store)
    empty = await cloud.balancer()
    balancer = await cloud.balancer()
    tcp = await cloud.listener(balancer, 81)
    http = await cloud.listener(balancer, 80, "HTTP")
    first = await cloud.rule(balancer, http, Domains=["a.test", "b.test"])
    second = await cloud.rule(balancer, http, "a.test", "/other")
    await cloud.bind(balancer, tcp, "10.0.0.1:80", "10.0.0.2:80:0")
    await cloud.bind(balancer, http, "10.0.0.1:80", LocationId=second)
    own, other = {"LoadBalancerId": balancer}, {"LoadBalancerId": empty}

    assert await rows(cloud, "Address", kind=None) == [
        {**own, "Address": "192.0.2.2"},
        {**other, "Address": "192.0.2.1"},
    ]
    assert await rows(cloud, "ListenerId", "SniSwitch") == [
        {**own, "ListenerId": tcp, "SniSwitch": 0}, {**own, "ListenerId": http, "SniSwitch": 0}, other,
    ]  # fmt: skip
    assert await rows(cloud, "LocationId", "Domains", "Url", "Protocol") == [
        {**own, "Protocol": "tcp"},
        {**own, "Protocol": "http", "LocationId": first, "Url": "/", "Domains": "a.test,b.test"},
        {**own, "Protocol": "http", "LocationId": second, "Url": "/other", "Domains": "a.test"},
        other,
    ]
    assert await rows(cloud, "Port", "TargetAddress", "TargetWeight", "TargetId") == [
        {**own, "Port": 81, "TargetAddress": "10.0.0.1", "TargetWeight": 10, "TargetId": ""},
        {**own, "Port": 81, "TargetAddress": "10.0.0.2", "TargetWeight": 0, "TargetId": ""},
        {**own, "Port": 80},
        {**own, "Port": 80, "TargetAddress": "10.0.0.1", "TargetWeight": 10, "TargetId": ""},
        other,
    ]
    bound = [{"Name": "target-ip", "Values": ["10.0.0.1", "10.9.9.9"]}]
    assert await rows(cloud, "Port", Filters=bound) == [{**own, "Port": 81}, {**own, "Port": 80}]
    assert await rows(cloud, kind=None, Fields=["LoadBalancerId"], Filters=bound) == [own]
    assert await rows(cloud, "TargetAddress", Filters=bound) == [{**own, "TargetAddress": "10.0.0.1"}] * 2


async def test_targets_of_groups_and_their_health(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    http = await driven.listener(balancer, 80, "HTTP")
    rule = await driven.rule(balancer, http, TargetType="TARGETGROUP-V2")
    plain = await driven.rule(balancer, http, "b.test")
    off = await driven.rule(balancer, http, "c.test", HealthCheck={"HealthSwitch": 0})
    await driven.bind(balancer, http, "10.0.0.9:80", LocationId=plain)
    await driven.bind(balancer, http, "10.0.0.9:80", LocationId=off)
    made = await group(driven, "10.0.0.1:80:10", "10.0.0.2:80:10", "10.0.0.3:80:10", Type="v2", Protocol="HTTP")
    place = {"LoadBalancerId": balancer, "ListenerId": http, "LocationId": rule}
    await driven("AssociateTargetGroups", Associations=[{**place, "TargetGroupId": made}])
    engine.readings = {
        pool_of_group(rule, made): (
            TargetHealth("10.0.0.1", 80, healthy=True),
            TargetHealth("10.0.0.2", 80, healthy=False),
        ),
        plain: (TargetHealth("10.0.0.9", 80, healthy=True),),
        off: (TargetHealth("10.0.0.9", 80, healthy=True),),
    }

    async def health(kind: str) -> list[tuple[str | None, str | None]]:
        found = await rows(driven, "TargetAddress", "TargetHealth", kind=kind)
        return [(row.get("TargetAddress"), row.get("TargetHealth")) for row in found]

    assert await health("GROUP") == [
        ("10.0.0.1", "Alive"), ("10.0.0.2", "Dead"), ("10.0.0.3", "Unknown"), (None, None), (None, None),
    ]  # fmt: skip
    assert await health("NODE") == [(None, None), ("10.0.0.9", "Alive"), ("10.0.0.9", "Close")]
    # The address is what the engine is asked about, and is shown only to those who ask for it.
    assert [row.get("TargetHealth") for row in await rows(driven, "TargetHealth")] == [None, "Alive", "Close"]
    await driven("SetLoadBalancerStartStatus", LoadBalancerId=balancer, OperationType="Stop")
    assert await health("NODE") == [(None, None), ("10.0.0.9", "Close"), ("10.0.0.9", "Close")]


async def test_filters(cloud: Cloud) -> None:
    alpha = await cloud.balancer(LoadBalancerName="alpha", ProjectId=7, Tags=[{"TagKey": "team", "TagValue": "net"}])
    beta = await cloud.balancer(
        LoadBalancerName="beta", LoadBalancerType="INTERNAL", VpcId="vpc-00000001", SubnetId="subnet-1"
    )

    async def found(name: str, *values: str) -> list[str]:
        wanted = [{"Name": name, "Values": list(values)}]
        return [row["LoadBalancerId"] for row in await rows(cloud, kind=None, Filters=wanted)]

    assert await found("loadbalancer-id", alpha, "lb-00000000") == [alpha]
    assert await found("project-id", "7", "8") == [alpha]
    assert [await found("network", one) for one in ("Public", "Private")] == [[alpha], [beta]]
    assert await found("vip", "192.0.2.2") == [beta]
    assert await found("vpcid", "vpc-00000001") == [beta]
    assert await found("zone", "ap-guangzhou-1") == [alpha]
    assert await found("tag-key", "team") == [alpha]
    assert [await found("tag:team", one) for one in ("net", "web")] == [[alpha], []]
    assert await found("fuzzy-search", "eta") == [beta]
    assert await found("fuzzy-search", "192.0.2") == [beta, alpha]
    assert await found("target-ip", "10.0.0.1") == []
    both = [{"Name": "project-id", "Values": ["7"]}, {"Name": "network", "Values": ["Private"]}]
    assert await rows(cloud, kind=None, Filters=both) == []


async def test_pages(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    for port in range(1, 31):
        await cloud.listener(balancer, port)

    async def ports(**members: Any) -> list[int]:
        return [row["Port"] for row in await rows(cloud, "Port", **members)]

    assert await ports() == list(range(1, 21))
    assert await ports(Offset=25, Limit=3) == [26, 27, 28]
    assert await ports(Limit=100) == list(range(1, 31))


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"Fields": ["Nothing"]}, "InvalidParameterValue"),
        ({"Fields": ["ListenerId"]}, "InvalidParameter"),
        ({"Fields": ["Url"]}, "InvalidParameter"),
        ({"TargetType": "CVM"}, "InvalidParameterValue"),
        ({"Limit": 101}, "InvalidParameterValue.Range"),
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "InvalidParameterValue.InvalidFilter"),
    ],
)
async def test_what_is_refused(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    assert (await cloud.refused("DescribeLoadBalancersDetail", **members)).code == code
