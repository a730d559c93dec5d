"""Master and slave groups of SLB through the official SDK: who serves, and who stands in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.datagrams import ask_udp, udp_target
from tests.support.server import ServerProcess
from tests.support.slb import Slb
from tests.support.targets import tcp_targets
from tests.support.traffic import answers, tcp_names

pytestmark = pytest.mark.asyncio(loop_scope="module")

PORT = 9000
CHECKED = {"healthCheckInterval": 1, "HealthyThreshold": 2, "UnhealthyThreshold": 2}


@pytest.fixture
def slb(quick_server: ServerProcess) -> Slb:
    """The official SDK as a client of the module's server."""
    return Slb(quick_server)


async def test_the_slave_serves_only_while_the_master_cannot(slb: Slb) -> None:
    async with tcp_targets("master", "slave") as servers:
        master, slave = servers.values()
        balancer, vip = await slb.balancer()
        group = await slb.pair(balancer, master.port, slave.port)
        await slb.running(balancer, "tcp", PORT, MasterSlaveServerGroupId=group, **CHECKED)
        assert (await slb.shown(balancer, "tcp", PORT))["MasterSlaveServerGroupId"] == group
        await slb.healthy(balancer, PORT, {master.port: "normal", slave.port: "normal"})
        assert set(await tcp_names(vip, PORT, 20)) == {"master"}
        await master.stop()
        await slb.healthy(balancer, PORT, {master.port: "abnormal", slave.port: "normal"})
        assert set(await tcp_names(vip, PORT, 20)) == {"slave"}
        await master.start(master.port)
        await slb.healthy(balancer, PORT, {master.port: "normal", slave.port: "normal"})
        assert set(await tcp_names(vip, PORT, 20)) == {"master"}
        await master.stop()
        await slave.stop()
        await slb.healthy(balancer, PORT, {master.port: "abnormal", slave.port: "abnormal"})
        assert await answers(vip, PORT) == "closed"


async def test_without_a_check_or_with_a_master_of_no_weight(slb: Slb) -> None:
    async with tcp_targets("master", "slave") as servers:
        master, slave = servers.values()
        balancer, vip = await slb.balancer()
        pair = {"MasterSlaveServerGroupId": await slb.pair(balancer, master.port, slave.port)}
        await slb.running(balancer, "tcp", PORT, **pair, HealthCheckSwitch="off")
        light = [
            {"ServerId": "127.0.0.1", "Port": one.port, "ServerType": one.name.title()} for one in servers.values()
        ]
        light[0]["Weight"] = 0
        made = await slb("CreateMasterSlaveServerGroup", LoadBalancerId=balancer, MasterSlaveBackendServers=light)
        weightless = {"MasterSlaveServerGroupId": made["MasterSlaveServerGroupId"]}
        await slb.running(balancer, "tcp", PORT + 1, **weightless, HealthCheckSwitch="off")
        assert set(await tcp_names(vip, PORT + 1, 10)) == {"slave"}
        assert set(await tcp_names(vip, PORT, 10)) == {"master"}
        await master.stop()
        assert await answers(vip, PORT) == "closed", "nobody finds out that the master is gone"


async def test_over_udp_as_well(slb: Slb) -> None:
    async with udp_target("master", {b"ping": b"gone"}) as master, udp_target("slave", {b"ping": b"pong"}) as slave:
        balancer, vip = await slb.balancer()
        group = await slb.pair(balancer, master.port, slave.port)
        await slb.running(balancer, "udp", PORT, MasterSlaveServerGroupId=group, HealthCheckSwitch="off")
        assert {await ask_udp(vip, PORT) for _ in range(8)} == {"master"}
        # This one's check wants an answer which the master does not give.
        asked = {"healthCheckReq": "ping", "healthCheckExp": "pong"}
        await slb.running(balancer, "udp", PORT + 1, MasterSlaveServerGroupId=group, **asked, **CHECKED)
        await slb.healthy(balancer, PORT + 1, {master.port: "abnormal", slave.port: "normal"})
        assert {await ask_udp(vip, PORT + 1) for _ in range(8)} == {"slave"}


async def test_a_running_listener_changes_to_such_a_group_and_back(slb: Slb) -> None:
    async with tcp_targets("plain", "master", "slave") as servers:
        plain, master, slave = (one.port for one in servers.values())
        balancer, vip = await slb.serving("tcp", PORT, plain, HealthCheckSwitch="off")
        first = (await slb.shown(balancer, "tcp", PORT))["VServerGroupId"]
        named = {"MasterSlaveServerGroupId": await slb.pair(balancer, master, slave)}
        await slb.change(balancer, "tcp", PORT, VServerGroup="off", MasterSlaveServerGroup="on", **named)
        assert set(await tcp_names(vip, PORT, 10)) == {"master"}
        assert await slb.refused("DeleteMasterSlaveServerGroup", **named) == ("RspoolVipExist", 400)
        await slb("DeleteVServerGroup", VServerGroupId=first)
        last = await slb.group(balancer, plain)
        await slb.change(balancer, "tcp", PORT, MasterSlaveServerGroup="off", VServerGroup="on", VServerGroupId=last)
        assert set(await tcp_names(vip, PORT, 10)) == {"plain"}
        await slb("DeleteMasterSlaveServerGroup", **named)
        assert await slb.refused("DescribeMasterSlaveServerGroupAttribute", **named) == ("InvalidParameter", 404)


async def test_how_they_are_shown(slb: Slb) -> None:
    balancer, _ = await slb.balancer()
    tags = [{"Key": "tier", "Value": "db"}]
    servers: list[dict[str, Any]] = [
        {
            "ServerId": "10.0.0.1", "Port": 80, "Weight": 70, "Type": "eni", "ServerIp": "10.0.0.9",
            "Description": "first", "ServerType": "Slave",
        },
        {"ServerId": "10.0.0.2", "Port": 80, "ServerType": "Master"},
    ]  # fmt: skip
    made = await slb(
        "CreateMasterSlaveServerGroup", LoadBalancerId=balancer, MasterSlaveServerGroupName="pair", Tag=tags,
        MasterSlaveBackendServers=servers,
    )  # fmt: skip
    group = made["MasterSlaveServerGroupId"]
    assert group.startswith("rsp-")
    members = [
        {name: value for name, value in servers[0].items() if name != "ServerIp"},
        {**servers[1], "Weight": 100, "Type": "ecs"},
    ]
    assert made["MasterSlaveBackendServers"]["MasterSlaveBackendServer"] == members
    shown = await slb("DescribeMasterSlaveServerGroupAttribute", MasterSlaveServerGroupId=group)
    assert shown["MasterSlaveBackendServers"]["MasterSlaveBackendServer"] == members
    assert (shown["LoadBalancerId"], shown["MasterSlaveServerGroupName"]) == (balancer, "pair")
    assert shown["Tags"]["Tag"] == [{"TagKey": "tier", "TagValue": "db"}]
    other = await slb.pair(balancer, 81, 82)
    await slb.listener(balancer, "udp", PORT, MasterSlaveServerGroupId=other)

    async def listed(**members: Any) -> list[Any]:
        found = await slb("DescribeMasterSlaveServerGroups", LoadBalancerId=balancer, **members)
        return list(found["MasterSlaveServerGroups"]["MasterSlaveServerGroup"])

    assert [one["MasterSlaveServerGroupId"] for one in await listed()] == [group, other]
    assert [one["MasterSlaveServerGroupId"] for one in await listed(Tag=tags)] == [group]
    assert [one["MasterSlaveServerGroupId"] for one in await listed(Description="pair")] == [group]
    users = [one["AssociatedObjects"]["Listeners"]["Listener"] for one in await listed(IncludeListener=True)]
    assert users == [[], [{"Port": PORT, "Protocol": "udp"}]]
    # What is no vServer group is not listed as one.
    found = await slb("DescribeVServerGroups", LoadBalancerId=balancer)
    assert found["VServerGroups"] == {"VServerGroup": []}
