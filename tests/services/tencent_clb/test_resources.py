"""DescribeResources and DescribeLoadBalancerOverview."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.services.tencent_clb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing import records
from twincloud.storage.transaction import Transaction

_DAY_MS = 86_400_000


async def found(cloud: Cloud, **filters: Any) -> list[tuple[str, str | None, list[str]]]:
    """Return (master, slave, lines) of the zones that are listed."""
    wanted = [{"Name": name.replace("_", "-"), "Values": values} for name, values in filters.items()]
    answer = await cloud("DescribeResources", Filters=wanted)
    return [
        (one["MasterZone"], one["SlaveZone"], [line["Isp"] for line in one["ResourceSet"]])
        for one in answer["ZoneResourceSet"]
    ]


async def test_a_zone_as_the_documentation_shows_it(cloud: Cloud) -> None:
    answer = await cloud("DescribeResources", Limit=1)
    (zone,) = answer["ZoneResourceSet"]
    (line, *_) = zone.pop("ResourceSet")
    assert zone == {
        "MasterZone": "ap-guangzhou-1", "SlaveZone": None, "IPVersion": "IPv4", "ZoneRegion": "ap-guangzhou",
        "LocalZone": False, "EdgeZone": False, "ZoneResourceType": "SHARED", "Egress": "",
    }  # fmt: skip
    assert (line["Isp"], line["Type"]) == ("BGP", ["BGP"])
    assert line["AvailabilitySet"] == [{"Type": "BGP", "Availability": "Available"}]
    (kind,) = line["TypeSet"]
    assert kind["Type"] == "BGP"
    assert {"SpecType": "clb.c2.medium", "Availability": "Available"} in kind["SpecAvailabilitySet"]


async def test_filters(cloud: Cloud) -> None:
    every = ["BGP", "CMCC", "CUCC", "CTCC", "INTERNAL"]
    first, second, third = (f"ap-guangzhou-{number}" for number in (1, 2, 3))
    assert await found(cloud, master_zone=[second, "ap-guangzhou-9"]) == [
        (second, None, every), (second, first, every), (second, third, every),
    ]  # fmt: skip
    assert await found(cloud, master_zone=["100003"], isp=["CMCC", "BGP_PRO"]) == [
        (third, None, ["CMCC"]), (third, first, ["CMCC"]), (third, second, ["CMCC"]),
    ]  # fmt: skip
    assert len(await found(cloud, ip_version=["IPv4"])) == 9
    assert await found(cloud, ip_version=["IPv6", "IPv6_Nat"]) == []
    assert await found(cloud, isp=["BGP_PRO"]) == []


@pytest.mark.parametrize(
    ("filters", "code"),
    [
        (["colour"], "InvalidParameterValue.InvalidFilter"),
        (["isp", "isp"], "InvalidParameterValue.Duplicate"),
    ],
)
async def test_filters_that_are_refused(cloud: Cloud, filters: list[str], code: str) -> None:
    wanted = [{"Name": name, "Values": ["BGP"]} for name in filters]
    assert (await cloud.refused("DescribeResources", Filters=wanted)).code == code


async def test_too_long_a_page(cloud: Cloud) -> None:
    assert (await cloud.refused("DescribeResources", Limit=101)).code == "InvalidParameterValue.Range"


async def test_balancers_are_counted_with_those_that_will_expire(driven: Cloud, engine: RecordingEngine) -> None:
    async def counts() -> tuple[int, ...]:
        answer = await driven("DescribeLoadBalancerOverview")
        return tuple(answer[name] for name in ("TotalCount", "RunningCount", "IsolationCount", "WillExpireCount"))

    await driven.balancer(LBChargeType="PREPAID", LBChargePrepaid={"Period": 1})
    await driven.settled()
    engine.open.clear()
    await driven.balancer()
    assert await counts() == (2, 1, 0, 0)
    engine.open.set()
    await driven.settled()
    driven.now_ms += 23 * _DAY_MS - 1
    assert await counts() == (2, 2, 0, 0)
    driven.now_ms += 1
    assert await counts() == (2, 2, 0, 1)


async def test_a_balancer_that_the_operator_has_locked_is_isolated(driven: Cloud) -> None:
    balancer, other = await driven.balancer(), await driven.balancer()

    def lock(tx: Transaction) -> None:
        before = tx.get(records.balancers, balancer)
        assert before is not None
        tx.replace(records.balancers, before, replace(before, locked="financial"))
        records.touch(tx, balancer)

    await driven.store.write(lock)
    await driven.settled()
    shown = (await driven("DescribeLoadBalancers"))["LoadBalancerSet"]
    assert {one["LoadBalancerId"]: one["Isolation"] for one in shown} == {balancer: 1, other: 0}
    assert (await driven("DescribeLoadBalancerOverview"))["IsolationCount"] == 1
