"""What the Describe operations say of balancers that serve, by the official SDK's models. Each test has its region."""

from __future__ import annotations

import os
import re
import signal
from typing import Any

import pytest

from tests.support.clb import UNCHECKED, Clb
from tests.support.server import ServerProcess
from tests.support.targets import tcp_target
from tests.support.traffic import answers, refuses

pytestmark = pytest.mark.asyncio(loop_scope="module")

ABSENT = "lb-absent00"
A_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def nulls(model: Any) -> set[str]:
    """Return the members of an SDK's model that are null."""
    return {name for name, value in model._serialize(allow_none=True).items() if value is None}


def empty(model: Any) -> set[str]:
    """Return the members of an SDK's model that are empty strings."""
    return {name for name, value in model._serialize(allow_none=True).items() if value == ""}


async def by_name(clb: Clb, **fields: Any) -> list[str]:
    """Return the names that DescribeLoadBalancers lists; its count is that of all that match."""
    found = await clb("DescribeLoadBalancers", **fields)
    assert found.TotalCount >= len(found.LoadBalancerSet)
    return [balancer.LoadBalancerName for balancer in found.LoadBalancerSet]


class TestBalancers:
    async def test_filters_and_orders(self, quick_server: ServerProcess) -> None:
        clb = Clb(quick_server, region="ap-shanghai")
        orders: dict[str, dict[str, Any]] = {
            "alpha": {"ProjectId": 7, "Tags": [{"TagKey": "team", "TagValue": "net"}], "MasterZoneId": "ap-shanghai-3"},
            "beta": {"DynamicVip": True, "SlaType": "clb.c3.small", "VpcId": "vpc-30xqxt9p"},
            "gamma": {"VpcId": "vpc-00000001", "SubnetId": "subnet-00000001", "LBChargeType": "PREPAID"},
        }
        ids = {}
        for name, order in orders.items():
            kind = "INTERNAL" if "SubnetId" in order else "OPEN"
            made = await clb.done("CreateLoadBalancer", LoadBalancerType=kind, LoadBalancerName=name, **order)
            ids[name] = made.LoadBalancerIds[0]
        vip = await clb.vip(ids["beta"])
        listener = await clb.listener(ids["beta"], "TCP", 9000, HealthCheck=UNCHECKED)
        async with tcp_target("inside", "127.0.5.6") as target:
            backend = {"EniIp": "127.0.5.6", "Port": target.port}
            await clb.done("RegisterTargets", LoadBalancerId=ids["beta"], ListenerId=listener, Targets=[backend])
            assert await answers(vip, 9000) == "inside"

        def named(name: str, *values: str) -> list[dict[str, Any]]:
            return [{"Name": name, "Values": values}]

        table: list[tuple[dict[str, Any], list[str]]] = [
            ({}, ["gamma", "beta", "alpha"]),
            ({"OrderType": 0}, ["alpha", "beta", "gamma"]),
            ({"OrderBy": "LoadBalancerName"}, ["gamma", "beta", "alpha"]),
            ({"OrderBy": "LoadBalancerType", "OrderType": 0, "Limit": 1}, ["gamma"]),
            ({"LoadBalancerType": "INTERNAL"}, ["gamma"]),
            ({"Forward": 0}, []),
            ({"LoadBalancerName": "lph"}, ["alpha"]),
            ({"LoadBalancerVips": [vip]}, ["beta"]),
            ({"Domain": ids["beta"]}, ["beta"]),
            ({"SearchKey": ids["alpha"]}, ["alpha"]),
            ({"SearchKey": vip}, ["beta"]),
            ({"BackendPrivateIps": ["127.0.5.6"]}, ["beta"]),
            ({"BackendPublicIps": ["127.0.5.6"]}, []),
            ({"WithRs": 1}, ["beta"]),
            ({"WithRs": 0}, ["gamma", "alpha"]),
            ({"ProjectId": 7}, ["alpha"]),
            ({"VpcId": "vpc-30xqxt9p"}, ["beta"]),
            ({"SecurityGroup": "sg-12345678"}, []),
            ({"MasterZone": "ap-shanghai-3"}, ["alpha"]),
            ({"LoadBalancerIds": [ids["gamma"], ABSENT]}, ["gamma"]),
            ({"LoadBalancerIds": [ABSENT]}, []),
            ({"Filters": named("charge-type", "PREPAID", "NONE")}, ["gamma"]),
            ({"Filters": named("internet-charge-type", "BANDWIDTH_PACKAGE")}, []),
            ({"Filters": named("master-zone-id", "200003")}, ["alpha"]),
            ({"Filters": named("tag-key", "team")}, ["alpha"]),
            ({"Filters": named("tag:team", "net")}, ["alpha"]),
            ({"Filters": named("tag:team", "other")}, []),
            ({"Filters": named("function-name", "f")}, []),
            ({"Filters": named("sla-type", "clb.c3.small")}, ["beta"]),
            ({"Filters": named("exclusive", "0") + named("vip-isp", "BGP")}, ["beta", "alpha"]),
        ]
        assert [(fields, await by_name(clb, **fields)) for fields, _ in table] == table
        bad = await clb.refused("DescribeLoadBalancers", Filters=named("colour", "red"))
        assert bad == "InvalidParameterValue.InvalidFilter"
        assert await by_name(Clb(quick_server, region="ap-chengdu")) == []

    async def test_pages(self, quick_server: ServerProcess) -> None:
        clb = Clb(quick_server, region="ap-beijing")
        for count in (20, 3):
            answer = await clb.done(
                "CreateLoadBalancer", LoadBalancerType="OPEN", Number=count, LoadBalancerName=f"page{count}"
            )
            assert len(answer.LoadBalancerIds) == count
        everything = await by_name(clb, Limit=100)
        assert len(set(everything)) == 23
        assert {"page20-1", "page20-20", "page3-1", "page3-3"} <= set(everything)
        assert await by_name(clb) == everything[:20]
        assert await by_name(clb, Offset=20) == everything[20:]
        assert await by_name(clb, Offset=5, Limit=2) == everything[5:7]
        assert await by_name(clb, Offset=100) == []
        found = await clb("DescribeLoadBalancers", Limit=1)
        assert (found.TotalCount, len(found.LoadBalancerSet)) == (23, 1)
        assert await clb.refused("DescribeLoadBalancers", Limit=101) == "InvalidParameterValue.Range"

    async def test_what_an_open_balancer_shows(self, quick_server: ServerProcess) -> None:
        clb = Clb(quick_server, region="ap-nanjing")
        balancer = await clb.balancer(LoadBalancerName="shown")
        (shown,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
        assert nulls(shown) >= {
            "AddressIPv6", "IPv6Mode", "BackupZoneSet", "IsolatedTime", "PrepaidAttributes", "ExtraInfo", "ClusterTag",
            "Zones", "ClusterIds", "ExpireTime", "TargetCount",
        }  # fmt: skip
        assert empty(shown) == {
            "Domain", "Log", "AnycastZone", "SubnetId", "LogSetId", "LogTopicId", "HealthLogSetId", "HealthLogTopicId",
            "ConfigId", "SlaType", "NfvInfo", "IsBlockTime", "Egress", "AssociateEndpoint", "LoadBalancerDomain",
        }  # fmt: skip
        assert nulls(shown.ExclusiveCluster) == {"L4Clusters", "L7Clusters", "ClassicalCluster"}
        assert (shown.SecureGroups, shown.SnatIps, shown.Tags, shown.AttributeFlags) == ([], [], [], [])
        assert (shown.LoadBalancerType, shown.LoadBalancerName, shown.Forward) == ("OPEN", "shown", 1)
        assert (shown.TargetRegionInfo.Region, shown.TargetRegionInfo.VpcId) == ("ap-nanjing", shown.VpcId)
        assert (shown.MasterZone.Zone, shown.MasterZone.ZoneId) == ("ap-nanjing-1", 330001)
        assert shown.NetworkAttributes.InternetChargeType == "TRAFFIC_POSTPAID_BY_HOUR"
        assert (shown.AddressIPVersion, shown.VipIsp, shown.ChargeType) == ("ipv4", "BGP", "POSTPAID_BY_HOUR")
        assert (shown.Status, shown.Isolation) == (1, 0)
        assert A_TIME.fullmatch(shown.CreateTime)

    async def test_what_an_internal_balancer_shows(self, quick_server: ServerProcess) -> None:
        clb = Clb(quick_server, region="ap-singapore")
        place = {"VpcId": "vpc-12345678", "SubnetId": "subnet-12345678"}
        refused = await clb.refused("CreateLoadBalancer", LoadBalancerType="INTERNAL")
        assert refused == "MissingParameter"
        made = await clb.done("CreateLoadBalancer", LoadBalancerType="INTERNAL", **place)
        listener = await clb.listener(made.LoadBalancerIds[0], "TCP", 9000, HealthCheck=UNCHECKED)
        found = await clb("DescribeLoadBalancers", AdditionalFields=["TargetCount"])
        (shown,) = found.LoadBalancerSet
        assert nulls(shown) >= {"MasterZone", "NetworkAttributes"}
        assert (shown.LoadBalancerType, shown.SubnetId, shown.VpcId) == ("INTERNAL", "subnet-12345678", "vpc-12345678")
        assert shown.LoadBalancerName == shown.LoadBalancerId, "without a name it has its id's"
        assert shown.TargetCount == 0
        async with tcp_target("a") as a:
            await clb.register(shown.LoadBalancerId, listener, a.port)
            assert await answers(shown.LoadBalancerVips[0], 9000) == "a"
        found = await clb("DescribeLoadBalancers", AdditionalFields=["TargetCount"])
        assert [balancer.TargetCount for balancer in found.LoadBalancerSet] == [1]

    async def test_a_token_orders_once(self, quick_server: ServerProcess) -> None:
        clb = Clb(quick_server, region="ap-tokyo")
        order = {"LoadBalancerType": "OPEN", "ClientToken": "again"}
        first = await clb.done("CreateLoadBalancer", **order)
        second = await clb.done("CreateLoadBalancer", **order)
        assert second.LoadBalancerIds == first.LoadBalancerIds
        assert await by_name(clb) == first.LoadBalancerIds


class TestListeners:
    async def test_layers_show_what_they_have(self, quick_server: ServerProcess) -> None:
        clb = Clb(quick_server, region="ap-hongkong")
        balancer = await clb.balancer()
        check = {"HealthSwitch": 1, "CheckPort": -1, "HttpCheckPath": ""}
        tcp = await clb.listener(balancer, "tcp", 9000, HealthCheck=check, SessionExpireTime=60, SnatEnable=True)
        http = await clb.listener(balancer, "HTTP", 80)
        bare = await clb.listener(balancer, "HTTP", 81)
        await clb.rule(balancer, http, "a.test", "/x")
        found = await clb("DescribeListeners", LoadBalancerId=balancer)
        assert found.TotalCount == 3
        layer_4, layer_7, empty_one = found.Listeners
        assert nulls(layer_4) >= {"Rules", "KeepaliveEnable", "Certificate", "TargetGroup", "TargetGroupList"}
        assert (layer_4.ListenerId, layer_4.Protocol, layer_4.Port, layer_4.EndPort) == (tcp, "TCP", 9000, 0)
        assert (layer_4.SniSwitch, layer_4.Scheduler, layer_4.SessionExpireTime) == (0, "WRR", 60)
        assert (layer_4.AttrFlags, layer_4.TargetType, layer_4.SessionType) == (["SnatEnable"], "NODE", "NORMAL")
        assert nulls(layer_7) >= {"HealthCheck", "Scheduler", "Certificate", "TargetType", "TargetGroup"}
        assert (layer_7.SessionExpireTime, layer_7.KeepaliveEnable, layer_7.SniSwitch) == (0, 0, 0)
        (rule,) = layer_7.Rules
        assert nulls(rule) >= {"Certificate", "WafDomainId", "TargetGroup", "TargetGroupList"}
        assert (rule.Domain, rule.Domains, rule.Url, rule.DefaultServer) == ("a.test", ["a.test"], "/x", True)
        assert (rule.Scheduler, rule.ForwardType, rule.HttpGzip, rule.QuicStatus) == (
            "WRR", "HTTP", False, "QUIC_INACTIVE",
        )  # fmt: skip
        assert nulls(rule.RewriteTarget) >= {"TargetListenerId", "TargetLocationId"}
        assert empty_one.Rules == []
        assert A_TIME.fullmatch(layer_4.CreateTime)
        for fields, expected in (
            ({"ListenerIds": [http, "lbl-absent00"]}, [http]),
            ({"Protocol": "HTTP"}, [http, bare]),
            ({"Protocol": "HTTP", "Port": 81}, [bare]),
            ({"Port": 82}, []),
        ):
            listed = await clb("DescribeListeners", LoadBalancerId=balancer, **fields)
            assert [listener.ListenerId for listener in listed.Listeners] == expected
            assert listed.TotalCount == len(expected)
        refused = await clb.refused("DescribeListeners", LoadBalancerId=ABSENT)
        assert refused == "InvalidParameter.LBIdNotFound"


class TestTargets:
    async def test_layers_show_what_is_bound(self, quick_server: ServerProcess) -> None:
        clb = Clb(quick_server, region="ap-seoul")
        balancer = await clb.balancer()
        tcp = await clb.listener(balancer, "TCP", 9000)
        http = await clb.listener(balancer, "HTTP", 80)
        bare = await clb.listener(balancer, "TCP", 9001)
        rule = await clb.rule(balancer, http, "a.test")
        unbound = await clb.rule(balancer, http, "a.test", "/other")
        await clb.register(balancer, tcp, 20_001, 20_002, weight=30)
        tagged = [{"EniIp": "127.0.5.7", "Port": 80, "Tag": "blue"}]
        await clb.done("RegisterTargets", LoadBalancerId=balancer, ListenerId=http, LocationId=rule, Targets=tagged)

        layer_4, layer_7, empty_one = (await clb("DescribeTargets", LoadBalancerId=balancer)).Listeners
        assert (layer_4.ListenerId, layer_4.Protocol, layer_4.Port, layer_4.EndPort) == (tcp, "TCP", 9000, 0)
        assert layer_4.Rules is None
        assert [(one.Port, one.Weight, one.PrivateIpAddresses) for one in layer_4.Targets] == [
            (20_001, 30, ["127.0.0.1"]),
            (20_002, 30, ["127.0.0.1"]),
        ]
        assert {(one.Type, one.InstanceId, one.EniId) for one in layer_4.Targets} == {("ENI", "", "")}
        assert nulls(layer_4.Targets[0]) >= {"PublicIpAddresses", "InstanceName"}
        assert A_TIME.fullmatch(layer_4.Targets[0].RegisteredTime)
        assert layer_7.Targets is None
        assert [(one.LocationId, one.Domain, one.Url) for one in layer_7.Rules] == [
            (rule, "a.test", "/"),
            (unbound, "a.test", "/other"),
        ]
        assert [(len(one.Targets), one.FunctionTargets) for one in layer_7.Rules] == [(1, []), (0, [])]
        assert [(one.Port, one.Weight, one.Tag) for one in layer_7.Rules[0].Targets] == [(80, 10, "blue")]
        assert (empty_one.ListenerId, empty_one.Targets) == (bare, [])

        async def listed(**fields: Any) -> list[str]:
            found = await clb("DescribeTargets", LoadBalancerId=balancer, **fields)
            return [listener.ListenerId for listener in found.Listeners]

        assert await listed(ListenerIds=[bare], Protocol="TCP", Port=9001) == [bare]
        assert await listed(Protocol="HTTP") == [http]
        assert await listed(Filters=[{"Name": "location-id", "Values": [unbound]}]) == [http]
        assert await listed(Filters=[{"Name": "private-ip-address", "Values": ["127.0.0.1"]}]) == [tcp]
        assert await listed(Filters=[{"Name": "tag", "Values": ["blue"]}]) == [http]
        refused = await clb.refused("DescribeTargets", LoadBalancerId=ABSENT)
        assert refused == "InvalidParameter.LBIdNotFound"


class TestTasks:
    async def test_a_task_runs_until_the_engine_has_applied_its_change(self, quick_server: ServerProcess) -> None:
        clb = Clb(quick_server, region="ap-bangkok")
        served = await clb.balancer()
        vip = await clb.vip(served)
        os.kill(quick_server.envoy, signal.SIGSTOP)
        try:
            created = await clb("CreateLoadBalancer", LoadBalancerType="OPEN")
            opened = await clb("CreateListener", LoadBalancerId=served, Protocol="TCP", Ports=[9000])
            before = await clb("DescribeTaskStatus", TaskId=opened.RequestId)
            by_deal = await clb("DescribeTaskStatus", DealName=created.DealName)
            assert await refuses(vip, 9000)
        finally:
            os.kill(quick_server.envoy, signal.SIGCONT)
        assert (before.Status, before.LoadBalancerIds, before.Message) == (2, None, None)
        assert by_deal.LoadBalancerIds == created.LoadBalancerIds
        assert (await clb.task(opened.RequestId)).Status == 0
        assert await answers(vip, 9000) == "closed"
        after = await clb.task(created.RequestId)
        assert (after.Status, after.LoadBalancerIds, after.Message) == (0, created.LoadBalancerIds, None)
        (running,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=created.LoadBalancerIds)).LoadBalancerSet
        assert running.Status == 1
        assert await clb.refused("DescribeTaskStatus", TaskId="no-such-task") == "InvalidParameter"
        assert await clb.refused("DescribeTaskStatus") == "MissingParameter"
        elsewhere = Clb(quick_server, region="ap-mumbai")
        assert await elsewhere.refused("DescribeTaskStatus", TaskId=opened.RequestId) == "InvalidParameter"
