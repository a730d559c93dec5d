"""What was moved, through the official SDK: what clients really sent and got."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.support.gaap import Gaap
from tests.support.server import ServerProcess
from tests.support.targets import ask_http, ask_tcp, eventually, http_target, tcp_target
from tests.support.traffic import Connection
from twincloud.kernel.times import shown

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "x" * 50_000
METRICS = ["InBandwidth", "OutBandwidth", "Concurrent", "HttpQPS"]
MINUTE_MS = 60_000


def span() -> dict[str, str]:
    """Return the hour around now, as the product writes it; the server's clock may be some minutes ahead."""
    now_ms = int(time.time() * 1000)
    return {"StartTime": shown(now_ms - 10 * MINUTE_MS), "EndTime": shown(now_ms + 50 * MINUTE_MS)}


def highest(answer: Any) -> dict[str, float]:
    """Return the highest value of each metric."""
    return {
        one.MetricName: max((point.Data for point in one.MetricData if point.Data is not None), default=0)
        for one in answer.StatisticsData
    }


async def test_traffic_is_told_once_its_minute_is_over(gaap: Gaap, quick_server: ServerProcess) -> None:
    proxy, group = await gaap.proxy(), await gaap.group("Japan")
    tcp, http = await gaap.listener(proxy, "TCP", 9000), await gaap.listener(proxy, "HTTP", 80)
    grouped = await gaap.listener(group, "TCP", 9000)
    await gaap.done("CreateDomain", ListenerId=http, Domain="a.test")
    address = await gaap.address(proxy)
    (member,) = (await gaap("DescribeProxies", Filters=[{"Name": "GroupId", "Values": [group]}])).ProxySet
    asked = {**span(), "MetricNames": METRICS}
    async with tcp_target(LONG) as stream, http_target("a") as web:
        await gaap.bind(tcp, stream.port)
        await gaap.bind(grouped, stream.port)
        await gaap.bind(await gaap.rule(http, "a.test"), web.port)
        kept = [await Connection.open(address, 9000) for _ in range(3)]

        async def told() -> dict[str, float]:
            assert await ask_tcp(address, 9000) == LONG
            assert await ask_tcp(member.IP, 9000) == LONG
            assert (await ask_http(address, 80, host_header="a.test")).body == "a"
            # A minute is over when the next one begins.
            await quick_server.operator("AdvanceClock", milliseconds=MINUTE_MS)
            return highest(await gaap("DescribeProxyStatistics", ProxyId=proxy, **asked, Granularity=60))

        found = await eventually(told, lambda seen: all(seen[name] for name in METRICS) and seen["Concurrent"] >= 3)
        for one in kept:
            one.close()
    assert found["OutBandwidth"] > found["InBandwidth"] > 0
    of_tcp = highest(await gaap("DescribeListenerStatistics", ListenerId=tcp, **asked, Granularity=300))
    assert of_tcp["OutBandwidth"] >= 8 * 50_000 / 1.0, "half a second is an interval"
    assert of_tcp["HttpQPS"] == 0
    of_group = highest(await gaap("DescribeProxyGroupStatistics", GroupId=group, **asked, Granularity=60))
    assert of_group["OutBandwidth"] >= 8 * 50_000 / 1.0
