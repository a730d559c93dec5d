"""What connections, groups and listeners moved, as it is told from what was written down."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import Cloud
from twincloud.balancing.traffic_history import Peaks, TrafficHour, traffic_hours
from twincloud.services.tencent_gaap.records import h3_id
from twincloud.storage.store import Store

MIDNIGHT_S = 1_767_196_800
"""2026-01-01 00:00:00 in China."""
DAY = {"StartTime": "2026-01-01 00:00:00", "EndTime": "2026-01-01 01:00:00"}


async def moved(cloud: Cloud, listener: str, minutes: dict[int, Peaks]) -> None:
    """Write down what a listener moved in minutes after midnight."""
    rows: dict[int, dict[int, Peaks]] = {}
    for minute, peaks in minutes.items():
        hour, rest = divmod(MIDNIGHT_S // 60 + minute, 60)
        rows.setdefault(hour, {})[rest] = peaks
    records = [TrafficHour(f"{listener}/{hour}", listener, hour, found) for hour, found in rows.items()]
    await cloud.store.write(lambda tx: tx.add_all(traffic_hours, records))


def points(answer: dict[str, Any]) -> dict[str, dict[int, float]]:
    """Return what was told of each metric, by seconds after midnight; places without a value are left out."""
    return {
        one["MetricName"]: {
            point["Time"] - MIDNIGHT_S: point["Data"] for point in one["MetricData"] if point["Data"] is not None
        }
        for one in answer["StatisticsData"]
    }


async def test_listeners_by_five_minutes(store: Store) -> None:
    cloud = Cloud(store)
    proxy = await cloud.proxy()
    (tcp,) = await cloud.tcp(proxy)
    await moved(
        cloud, tcp, {-1: Peaks(9, 9, 9), 0: Peaks(1, 10, 3), 4: Peaks(5, 2, 1), 59: Peaks(7, 7, 7), 60: Peaks(9)}
    )
    metrics = ["InputBandwidth", "OutBandwidth", "Concurrent", "InPackets"]
    answer = await cloud("DescribeListenerStatistics", ListenerId=tcp, **DAY, MetricNames=metrics, Granularity=300)
    assert points(answer) == {
        "InputBandwidth": {0: 5, 3300: 7},
        "OutBandwidth": {0: 10, 3300: 7},
        "Concurrent": {0: 3, 3300: 7},
        "InPackets": {},
    }
    assert [len(one["MetricData"]) for one in answer["StatisticsData"]] == [12, 12, 12, 12]


async def test_connections_and_groups_add_their_listeners_up(cloud: Cloud) -> None:
    proxy, group = await cloud.proxy(), await cloud.group("Japan")
    (tcp,), http = await cloud.tcp(proxy), await cloud.http(proxy, 81)
    https, grouped = await cloud.https(proxy, Http3Supported=1), await cloud.udp(group)
    for listener, requests in ((tcp, 0.0), (http, 2.0), (https, 3.0), (h3_id(https), 4.0), (grouped, 0.0)):
        await moved(cloud, listener, {1: Peaks(1, 10, 100, requests)})
    metrics = ["OutBandwidth", "Concurrent", "HttpQPS", "HttpsQPS", "Latency"]
    asked = {**DAY, "MetricNames": metrics, "Granularity": 60}
    assert points(await cloud("DescribeProxyStatistics", ProxyId=proxy, **asked)) == {
        "OutBandwidth": {60: 40}, "Concurrent": {60: 400}, "HttpQPS": {60: 2}, "HttpsQPS": {60: 7}, "Latency": {},
    }  # fmt: skip
    asked["MetricNames"] = ["OutBandwidth"]
    assert points(await cloud("DescribeProxyGroupStatistics", GroupId=group, **asked)) == {"OutBandwidth": {60: 10}}


@pytest.mark.parametrize(
    ("action", "days", "finest"),
    [
        ("DescribeListenerStatistics", 1, 300),
        ("DescribeListenerStatistics", 7, 3600),
        ("DescribeListenerStatistics", 8, 86400),
        ("DescribeProxyStatistics", 3, 60),
        ("DescribeProxyStatistics", 7, 300),
        ("DescribeProxyStatistics", 30, 3600),
        ("DescribeProxyGroupStatistics", 1, 60),
        ("DescribeProxyGroupStatistics", 7, 3600),
        ("DescribeProxyGroupStatistics", 30, 86400),
    ],
)
async def test_how_fine_it_may_be(cloud: Cloud, action: str, days: int, finest: int) -> None:
    proxy, group = await cloud.proxy(), await cloud.group()
    (tcp,) = await cloud.tcp(proxy)
    place = {
        "DescribeListenerStatistics": {"ListenerId": tcp}, "DescribeProxyStatistics": {"ProxyId": proxy},
        "DescribeProxyGroupStatistics": {"GroupId": group},
    }[action]  # fmt: skip
    span = {"StartTime": "2026-01-01 00:00:00", "EndTime": f"2026-01-{days + 1:02} 00:00:00"}
    asked = {**place, **span, "MetricNames": ["OutBandwidth"]}
    (found,) = (await cloud(action, **asked, Granularity=finest))["StatisticsData"]
    assert len(found["MetricData"]) == days * 86_400 // finest
    finer = {300: 60, 3600: 300, 86400: 3600, 60: 30}[finest]
    assert await cloud.code(action, **asked, Granularity=finer) == "InvalidParameterValue"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"StartTime": "yesterday"}, "InvalidParameterValue"),
        ({"EndTime": "2026-01-01 00:00:00"}, "InvalidParameterValue"),
        ({"EndTime": "2026-02-02 00:00:00"}, "InvalidParameterValue"),
        ({"MetricNames": ["Color"]}, "InvalidParameterValue"),
        ({"MetricNames": []}, "InvalidParameterValue"),
        ({"Granularity": 301}, "InvalidParameterValue"),
    ],
)
async def test_what_is_refused(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    asked = {"ProxyId": await cloud.proxy(), **DAY, "MetricNames": ["OutBandwidth"], "Granularity": 60, **members}
    assert await cloud.code("DescribeProxyStatistics", **asked) == code


async def test_what_is_not_there(cloud: Cloud) -> None:
    asked = {**DAY, "MetricNames": ["OutBandwidth"], "Granularity": 300}
    assert await cloud.code("DescribeListenerStatistics", **asked, ListenerId="listener-1") == "InvalidParameter"
    assert await cloud.code("DescribeProxyStatistics", **asked, ProxyId="link-1") == "ResourceNotFound"
    assert await cloud.code("DescribeProxyGroupStatistics", **asked, GroupId="lg-1") == "ResourceNotFound"
