"""What is bound where, and how it fares, over many balancers: through the official SDK, with real traffic behind it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.server import ServerProcess
from tests.support.targets import eventually, http_target, tcp_target
from tests.support.traffic import answers, http_name

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_servers_tell_where_they_are_bound(quick_server: ServerProcess) -> None:
    clb = Clb(quick_server, region="ap-nanjing")
    balancer, other = await clb.balancer(VpcId="vpc-00000001"), await clb.balancer(VpcId="vpc-00000002")
    vip = await clb.vip(balancer)
    async with http_target("web", "127.0.6.1") as web:
        backend = {"EniIp": web.host, "Port": web.port, "Weight": 7}
        tcp = await clb.listener(balancer, "TCP", 81, HealthCheck=UNCHECKED)
        await clb.done("RegisterTargets", LoadBalancerId=balancer, ListenerId=tcp, Targets=[backend])
        http = await clb.listener(balancer, "HTTP", 80)
        await clb.rule(balancer, http, "empty.test", HealthCheck=UNCHECKED)
        rule = await clb.rule(balancer, http, "a.test", HealthCheck=UNCHECKED)
        place = {"LoadBalancerId": balancer, "ListenerId": http, "LocationId": rule}
        await clb.done("RegisterTargets", **place, Targets=[backend])
        elsewhere = await clb.listener(other, "TCP", 81, HealthCheck=UNCHECKED)
        await clb.done("RegisterTargets", LoadBalancerId=other, ListenerId=elsewhere, Targets=[backend])
        assert await http_name(vip, 80, "a.test") == "web"

        asked = [{"VpcId": "vpc-00000001", "PrivateIp": web.host}, {"VpcId": "vpc-00000001", "PrivateIp": "127.0.6.9"}]
        (found,) = (await clb("DescribeLBListeners", Backends=asked)).LoadBalancers
        assert (found.LoadBalancerId, found.Vip, found.Region) == (balancer, vip, "ap-nanjing")
        first, second = found.Listeners
        assert (first.ListenerId, first.Protocol, first.Port, first.EndPort, first.Rules) == (tcp, "TCP", 81, 0, None)
        assert (second.ListenerId, second.Targets) == (http, None)
        (shown,) = second.Rules
        assert (shown.LocationId, shown.Domain, shown.Url) == (rule, "a.test", "/")
        (own,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
        for target in (*first.Targets, *shown.Targets):
            seen = (target.Type, target.PrivateIp, target.Port, target.Weight, target.VpcId)
            assert seen == ("eni", web.host, web.port, 7, own.NumericalVpcId)
        await clb.done("DeregisterTargets", **place, Targets=[backend])
        (found,) = (await clb("DescribeLBListeners", Backends=asked)).LoadBalancers
        assert [one.ListenerId for one in found.Listeners] == [tcp]
        nowhere = [{"VpcId": "vpc-00000003", "PrivateIp": web.host}]
        assert (await clb("DescribeLBListeners", Backends=nowhere)).LoadBalancers == []


async def test_balancers_as_a_table(quick_server: ServerProcess) -> None:
    clb = Clb(quick_server, region="ap-chengdu")
    balancer = await clb.balancer(LoadBalancerName="table")
    vip = await clb.vip(balancer)
    fields = ["Address", "ListenerId", "Protocol", "Port", "TargetAddress", "TargetPort", "TargetHealth"]
    async with tcp_target("a") as a, tcp_target("gone") as gone:
        listener = await clb.listener(balancer, "TCP", 81)
        await clb.register(balancer, listener, a.port, gone.port)
        assert await answers(vip, 81) in {"a", "gone"}
        await gone.stop()

        async def rows(**more: Any) -> dict[int, str]:
            found = await clb("DescribeLoadBalancersDetail", Fields=fields, TargetType="NODE", **more)
            for row in found.LoadBalancerDetailSet:
                assert (row.LoadBalancerId, row.LoadBalancerName, row.Address) == (balancer, "table", vip)
                assert (row.ListenerId, row.Protocol, row.Port) == (listener, "tcp", 81)
                assert (row.TargetWeight, row.Status, row.VpcId, row.Egress) == (None, None, None, None)
            assert found.TotalCount == len(found.LoadBalancerDetailSet)
            return {row.TargetPort: row.TargetHealth for row in found.LoadBalancerDetailSet}

        await eventually(rows, lambda seen: seen == {a.port: "Alive", gone.port: "Dead"})
        only = [{"Name": "target-ip", "Values": ["127.0.0.1"]}]
        assert set(await rows(Filters=only)) == {a.port, gone.port}
        grouped = await clb("DescribeLoadBalancersDetail", Fields=["TargetPort"], TargetType="GROUP")
        assert [row.TargetPort for row in grouped.LoadBalancerDetailSet] == [None]


async def test_servers_of_a_group_tell_how_they_are(clb: Clb) -> None:
    balancer = await clb.balancer()
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "TCP", 81, TargetType="TARGETGROUP-V2")
    async with tcp_target("a", "127.0.7.1") as a, tcp_target("b", "127.0.7.2") as b:
        servers = [{"BindIP": one.host, "Port": one.port, "Weight": 10} for one in (a, b)]
        made = await clb("CreateTargetGroup", Type="v2", Protocol="TCP", TargetGroupInstances=servers)
        named = {"TargetGroupId": made.TargetGroupId}

        async def statuses(*only: str) -> dict[str, str]:
            more = {"TargetGroupInstanceIps": list(only)} if only else {}
            found = await clb("DescribeTargetGroupInstanceStatus", **named, **more)
            assert {one.Port for one in found.TargetGroupInstanceSet} <= {a.port, b.port}
            return {one.InstanceIp: one.Status for one in found.TargetGroupInstanceSet}

        assert await statuses() == {a.host: "off", b.host: "off"}
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        await clb.done("AssociateTargetGroups", Associations=[{**place, **named}])
        await eventually(statuses, lambda found: found == {a.host: "health", b.host: "health"})
        await b.stop()
        await eventually(statuses, lambda found: found == {a.host: "health", b.host: "unhealth"})
        assert await statuses(b.host, "127.0.7.9") == {b.host: "unhealth"}
        assert await answers(vip, 81) == "a"
        off = {"HealthSwitch": False}
        await clb("ModifyTargetGroupAttribute", **named, HealthCheck=off)
        assert await statuses() == {a.host: "off", b.host: "off"}


async def test_zones_for_balancers(quick_server: ServerProcess) -> None:
    clb = Clb(quick_server, region="ap-shanghai")
    found = await clb("DescribeResources")
    assert found.TotalCount == len(found.ZoneResourceSet) == 9
    first = found.ZoneResourceSet[0]
    assert (first.MasterZone, first.SlaveZone, first.IPVersion) == ("ap-shanghai-1", None, "IPv4")
    assert [one.Isp for one in first.ResourceSet] == ["BGP", "CMCC", "CUCC", "CTCC", "INTERNAL"]
    page = await clb("DescribeResources", Offset=3, Limit=2)
    assert (page.TotalCount, len(page.ZoneResourceSet)) == (9, 2)
    pair = page.ZoneResourceSet[0]
    made = await clb.balancer(MasterZoneId=pair.MasterZone, SlaveZoneId=pair.SlaveZone)
    (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[made])).LoadBalancerSet
    assert (shown.MasterZone.Zone, shown.BackupZoneSet[0].Zone) == (pair.MasterZone, pair.SlaveZone)


async def test_balancers_are_counted(quick_server: ServerProcess) -> None:
    clb = Clb(quick_server, region="ap-seoul")

    async def counts() -> tuple[int, int, int, int]:
        found = await clb("DescribeLoadBalancerOverview")
        return found.TotalCount, found.RunningCount, found.IsolationCount, found.WillExpireCount

    assert await counts() == (0, 0, 0, 0)
    first = await clb.balancer()
    await clb.balancer(LBChargeType="PREPAID", LBChargePrepaid={"Period": 1})
    found = await eventually(counts, lambda seen: seen[1] == 2)
    assert found == (2, 2, 0, 0)
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[first])
    assert await counts() == (1, 1, 0, 0)
