"""DescribeLoadBalancerTraffic."""

from __future__ import annotations

from tests.services.tencent_clb.harness import TENANT, Cloud
from twincloud.balancing.traffic import Moved, TrafficMeter
from twincloud.kernel.tenancy import Tenant


async def test_the_busiest_come_first(cloud: Cloud) -> None:
    meter = TrafficMeter()
    cloud.ports[TrafficMeter] = meter
    far = Cloud(cloud.store, book=cloud.book, tenant=Tenant(TENANT.account, "ap-shanghai"))
    https, idle, there = await cloud.balancer(LoadBalancerName="web"), await cloud.balancer(), await far.balancer()
    plain = await cloud.listener(https, protocol="HTTP")
    stream = await cloud.listener(https, 81)
    away = await far.listener(there)
    await cloud.listener(idle)
    meter.record(1.0, {plain: Moved(sent=1_000_000), stream: Moved(sent=250_000)})
    meter.record(1.0, {away: Moved(sent=2_000_000), stream: Moved(received=9_000_000)})
    answer = await cloud("DescribeLoadBalancerTraffic")
    assert answer["LoadBalancerTraffic"] == [
        {
            "LoadBalancerId": there, "LoadBalancerName": there, "Region": "ap-shanghai", "Vip": "192.0.2.3",
            "OutBandwidth": 16.0, "Domain": "",
        },
        {
            "LoadBalancerId": https, "LoadBalancerName": "web", "Region": "ap-guangzhou", "Vip": "192.0.2.1",
            "OutBandwidth": 10.0, "Domain": "",
        },
    ]  # fmt: skip
    answer = await cloud("DescribeLoadBalancerTraffic", LoadBalancerRegion="ap-guangzhou")
    assert [one["LoadBalancerId"] for one in answer["LoadBalancerTraffic"]] == [https]


async def test_ten_are_listed(cloud: Cloud) -> None:
    meter = TrafficMeter()
    cloud.ports[TrafficMeter] = meter
    balancers = [await cloud.balancer() for _ in range(11)]
    meter.record(
        1.0,
        {await cloud.listener(balancer): Moved(sent=1000 * (number + 1)) for number, balancer in enumerate(balancers)},
    )
    answer = await cloud("DescribeLoadBalancerTraffic")
    assert [one["LoadBalancerId"] for one in answer["LoadBalancerTraffic"]] == balancers[:0:-1]


async def test_without_a_data_plane_nothing_moves(cloud: Cloud) -> None:
    await cloud.listener(await cloud.balancer())
    assert (await cloud("DescribeLoadBalancerTraffic"))["LoadBalancerTraffic"] == []
