"""Target groups through the official SDK, with real traffic."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.clb import Clb
from tests.support.datagrams import ask_udp, udp_target
from tests.support.grpc_target import ask_grpc, grpc_target
from tests.support.targets import TcpTarget, ask_tcp, http_target, http_targets, tcp_target, tcp_targets
from tests.support.traffic import answers, http_name, http_names, tcp_names

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNCHECKED = {"HealthSwitch": False}


async def group(clb: Clb, *ports: int, **members: Any) -> str:
    """Make a group of local servers and return its id."""
    servers = [server(port) for port in ports]
    return str((await clb("CreateTargetGroup", TargetGroupInstances=servers, **members)).TargetGroupId)


def server(port: int, weight: int = 10) -> dict[str, Any]:
    return {"BindIP": "127.0.0.1", "Port": port, "Weight": weight}


async def rule_for(clb: Clb, kind: str, **members: Any) -> tuple[str, dict[str, Any]]:
    """Make a balancer with a rule for groups; returns its address and the rule as an association names it."""
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "HTTP", 80)
    location = await clb.rule(balancer, listener, "a.test", TargetType=kind, **members)
    place = {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": location}
    return await clb.vip(balancer), place


async def test_a_group_serves_a_rule(clb: Clb) -> None:
    vip, place = await rule_for(clb, "TARGETGROUP", HealthCheck={"HealthSwitch": 0})
    async with http_targets("a", "b") as servers:
        a, b = (one.port for one in servers.values())
        made = await group(clb, a)
        association = [{**place, "TargetGroupId": made}]
        assert await http_name(vip, 80, "a.test") == 503
        await clb.done("AssociateTargetGroups", Associations=association)
        assert await http_name(vip, 80, "a.test") == "a"
        (shown,) = (await clb("DescribeTargetGroups", TargetGroupIds=[made])).TargetGroupSet
        assert [item.LocationId for item in shown.AssociatedRule] == [place["LocationId"]]
        named = {"TargetGroupId": made}
        await clb.done("RegisterTargetGroupInstances", **named, TargetGroupInstances=[server(b)])
        assert set(await http_names(vip, 80, 10, host_header="a.test")) == {"a", "b"}
        await clb.done("ModifyTargetGroupInstancesWeight", **named, TargetGroupInstances=[server(a, 0)])
        assert await http_names(vip, 80, 10, host_header="a.test") == {"b": 10}
        of_group = [{"Name": "TargetGroupId", "Values": [made]}]
        found = (await clb("DescribeTargetGroupInstances", Filters=of_group)).TargetGroupInstanceSet
        assert [(one.Port, one.Weight) for one in found] == [(a, 0), (b, 10)]
        await clb.done("DeregisterTargetGroupInstances", **named, TargetGroupInstances=[server(b)])
        assert await http_name(vip, 80, "a.test") == 503
        await clb.done("ModifyTargetGroupInstancesWeight", **named, TargetGroupInstances=[server(a, 1)])
        assert await http_name(vip, 80, "a.test") == "a"
        assert await clb.refused("DeleteTargetGroups", TargetGroupIds=[made]) == "InvalidParameterValue"
        await clb.done("DisassociateTargetGroups", Associations=association)
        assert await http_name(vip, 80, "a.test") == 503
        await clb("DeleteTargetGroups", TargetGroupIds=[made])
        assert (await clb("DescribeTargetGroups", TargetGroupIds=[made])).TotalCount == 0


async def test_one_group_serves_several_balancers(clb: Clb) -> None:
    places = []
    async with tcp_targets("a", "b") as servers:
        made = await group(clb, servers["a"].port)
        for _ in range(2):
            balancer = await clb.balancer()
            listener = await clb.listener(balancer, "TCP", 90, TargetType="TARGETGROUP")
            association = [{"LoadBalancerId": balancer, "ListenerId": listener, "TargetGroupId": made}]
            await clb.done("AssociateTargetGroups", Associations=association)
            places.append(await clb.vip(balancer))
        assert [await answers(vip, 90) for vip in places] == ["a", "a"]
        named = {"TargetGroupId": made}
        await clb.done("RegisterTargetGroupInstances", **named, TargetGroupInstances=[server(servers["b"].port)])
        await clb.done("DeregisterTargetGroupInstances", **named, TargetGroupInstances=[server(servers["a"].port)])
        assert [await answers(vip, 90) for vip in places] == ["b", "b"]


async def test_an_instance_moves_to_another_port(clb: Clb) -> None:
    vip, place = await rule_for(clb, "TARGETGROUP", HealthCheck={"HealthSwitch": 0})
    async with http_targets("a", "b") as servers:
        a, b = (one.port for one in servers.values())
        made = await group(clb, a)
        await clb.done("AssociateTargetGroups", Associations=[{**place, "TargetGroupId": made}])
        assert await http_name(vip, 80, "a.test") == "a"
        moved = [{"BindIP": "127.0.0.1", "Port": a, "NewPort": b}]
        await clb.done("ModifyTargetGroupInstancesPort", TargetGroupId=made, TargetGroupInstances=moved)
        assert await http_name(vip, 80, "a.test") == "b"


async def test_v2_groups_share_a_rule_by_weight(clb: Clb) -> None:
    vip, place = await rule_for(clb, "TARGETGROUP-V2")
    async with http_targets("a", "b") as servers:
        blue, green = [
            await group(clb, one.port, Type="v2", Protocol="HTTP", HealthCheck=UNCHECKED) for one in servers.values()
        ]
        both = [{**place, "TargetGroupId": blue, "Weight": 75}, {**place, "TargetGroupId": green, "Weight": 25}]
        await clb.done("AssociateTargetGroups", Associations=both)
        found = await http_names(vip, 80, 200, host_header="a.test")
        assert set(found) == {"a", "b"}
        assert 15 < found["b"] < 85
        await clb.done("AssociateTargetGroups", Associations=[{**place, "TargetGroupId": blue, "Weight": 0}])
        assert await http_names(vip, 80, 10, host_header="a.test") == {"b": 10}
        await clb.done("DisassociateTargetGroups", Associations=[{**place, "TargetGroupId": green}])
        assert await http_name(vip, 80, "a.test") == 503


async def test_v2_groups_share_a_listener_by_weight(clb: Clb) -> None:
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "TCP", 90, TargetType="TARGETGROUP-V2")
    async with tcp_targets("a", "b", "c") as servers:
        a, b, c = (one.port for one in servers.values())
        members = {"Type": "v2", "Protocol": "TCP", "HealthCheck": UNCHECKED}
        blue, green = await group(clb, a, b, **members), await group(clb, c, **members)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        both = [{**place, "TargetGroupId": blue, "Weight": 50}, {**place, "TargetGroupId": green, "Weight": 50}]
        await clb.done("AssociateTargetGroups", Associations=both)
        found = await tcp_names(await clb.vip(balancer), 90, 40)
        # Each of Envoy's workers has turns of its own.
        assert set(found) == {"a", "b", "c"}
        assert 16 <= found["c"] <= 24


async def test_a_v2_group_gets_datagrams(clb: Clb) -> None:
    balancer = await clb.balancer()
    listener = await clb.listener(balancer, "UDP", 53, TargetType="TARGETGROUP-V2")
    vip = await clb.vip(balancer)
    async with udp_target("a") as a, udp_target("b") as b:
        members = {"Type": "v2", "Protocol": "UDP", "HealthCheck": UNCHECKED}
        blue, green = await group(clb, a.port, **members), await group(clb, b.port, **members)
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        await clb.done("AssociateTargetGroups", Associations=[{**place, "TargetGroupId": blue}])
        assert await ask_udp(vip, 53) == "a"
        both = [{**place, "TargetGroupId": blue, "Weight": 0}, {**place, "TargetGroupId": green}]
        await clb.done("AssociateTargetGroups", Associations=both)
        assert await ask_udp(vip, 53) == "b"


async def test_a_v2_group_serves_grpc(clb: Clb) -> None:
    inside = {"LoadBalancerType": "INTERNAL", "VpcId": "vpc-default0", "SubnetId": "subnet-12345678"}
    balancer = str((await clb.done("CreateLoadBalancer", **inside)).LoadBalancerIds[0])
    vip = await clb.vip(balancer)
    listener = await clb.listener(balancer, "HTTP", 80, H2cSwitch=True)
    location = await clb.rule(balancer, listener, "a.test", TargetType="TARGETGROUP-V2", ForwardType="GRPC")
    place = {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": location}
    async with grpc_target("g") as target:
        check = {"HealthSwitch": True, "Protocol": "GRPC", "ExtendedCode": "0", "GapTime": 3, "GoodLimit": 2}
        made = await group(clb, target.port, Type="v2", Protocol="GRPC", HealthCheck=check)
        await clb.done("AssociateTargetGroups", Associations=[{**place, "TargetGroupId": made}])
        await clb.healthy(place["LoadBalancerId"], {target.port: "Alive"})
        assert await ask_grpc(vip, 80, "a.test") == "g"


async def test_the_check_of_a_v2_group_decides(clb: Clb) -> None:
    vip, place = await rule_for(clb, "TARGETGROUP-V2")
    async with http_target("a") as a, http_target("b") as b:
        check = {"HealthSwitch": True, "Protocol": "TCP", "GapTime": 3, "GoodLimit": 2, "BadLimit": 2}
        made = await group(clb, a.port, b.port, Type="v2", Protocol="HTTP", HealthCheck=check)
        await clb.done("AssociateTargetGroups", Associations=[{**place, "TargetGroupId": made}])
        await clb.healthy(place["LoadBalancerId"], {a.port: "Alive", b.port: "Alive"})
        port = b.port
        await b.stop()
        await clb.healthy(place["LoadBalancerId"], {a.port: "Alive", port: "Dead"})
        assert await http_names(vip, 80, 10, host_header="a.test") == {"a": 10}
        await clb.done("ModifyTargetGroupAttribute", TargetGroupId=made, HealthCheck={"HealthSwitch": False})
        await clb.healthy(place["LoadBalancerId"], {a.port: "Close", port: "Close"})
        await b.start(port)
        found = await http_names(vip, 80, 10, host_header="a.test")
        assert set(found) == {"a", "b"}, "nobody waits for a check of what came back"


async def test_targets_of_a_group_for_all_ports_keep_the_clients_port(clb: Clb) -> None:
    balancer = await clb.balancer()
    async with neighbours("a", "b", "c") as servers:
        first = servers[0].port
        answer = await clb.done(
            "CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[first], FullEndPorts=[first + 2],
            TargetType="TARGETGROUP-V2",
        )  # fmt: skip
        made = await clb(
            "CreateTargetGroup", Type="v2", Protocol="TCP", FullListenSwitch=True, HealthCheck=UNCHECKED,
            TargetGroupInstances=[{"BindIP": "127.0.0.1", "Weight": 10}],
        )  # fmt: skip
        place = {"LoadBalancerId": balancer, "ListenerId": answer.ListenerIds[0], "TargetGroupId": made.TargetGroupId}
        await clb.done("AssociateTargetGroups", Associations=[place])
        vip = await clb.vip(balancer)
        assert [await ask_tcp(vip, first + number) for number in range(3)] == ["a", "b", "c"]


@contextlib.asynccontextmanager
async def neighbours(*names: str) -> AsyncIterator[list[TcpTarget]]:
    """Run targets on ports that follow each other, wherever so many are free."""
    for first in range(20_000, 30_000, 10):
        async with contextlib.AsyncExitStack() as stack:
            try:
                servers = [
                    await stack.enter_async_context(tcp_target(name, port=first + place))
                    for place, name in enumerate(names)
                ]
            except OSError:
                continue
            yield servers
            return
    raise AssertionError("no ports are free")
