"""Servers: the default ones and those of groups, and how they are found to be."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud, server
from tests.support.engines import RecordingEngine
from twincloud.balancing.engine import TargetHealth
from twincloud.inventory.instances import Instance, instance_key, instances
from twincloud.services.alibaba_slb import Quotas
from twincloud.storage.sqlite import SqliteStore

ACCOUNT = "100000000001"


async def tell(cloud: Cloud, instance: str, address: str) -> None:
    """Tell the inventory of an instance, as the operator does."""
    record = Instance(instance_key(ACCOUNT, instance), ACCOUNT, instance, address)
    await cloud.store.write(lambda tx: tx.add(instances, record))


async def targets(cloud: Cloud, balancer: str, name: str = "") -> list[tuple[str, int, int]]:
    """Return the targets of a balancer's pool, the first one by default."""
    pools = (await cloud.plan(balancer)).pools
    pool = next(pool for pool in pools if name in {"", pool.id})
    return [(target.host, target.port, target.weight) for target in pool.targets]


async def default_servers(cloud: Cloud, balancer: str) -> list[dict[str, Any]]:
    shown = await cloud("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
    return list(shown["BackendServers"]["BackendServer"])


class TestDefaultServers:
    async def test_they_come_change_and_go(self, driven: Cloud) -> None:
        await tell(driven, "i-1", "10.0.0.1")
        balancer = await driven.balancer()
        await driven.running(balancer)
        given = [{"ServerId": "i-1", "Weight": 50, "Description": "one"}, {"ServerId": "10.0.0.2"}, {"ServerId": "i-1"}]
        added = await driven("AddBackendServers", LoadBalancerId=balancer, BackendServers=given)
        assert added["LoadBalancerId"] == balancer
        assert added["BackendServers"]["BackendServer"] == [
            {"ServerId": "i-1", "Weight": "50", "Type": "ecs", "Description": "one"},
            {"ServerId": "10.0.0.2", "Weight": "100", "Type": "ecs"},
        ]
        assert await targets(driven, balancer) == [("10.0.0.1", 8080, 50), ("10.0.0.2", 8080, 100)]
        changed = [{"ServerId": "i-1", "Weight": 0}]
        answer = await driven("SetBackendServers", LoadBalancerId=balancer, BackendServers=changed)
        assert answer["BackendServers"]["BackendServer"][0]["Weight"] == "0"
        assert await targets(driven, balancer) == [("10.0.0.1", 8080, 0), ("10.0.0.2", 8080, 100)]
        gone = [{"ServerId": "i-1"}, {"ServerId": "i-unknown"}]
        answer = await driven("RemoveBackendServers", LoadBalancerId=balancer, BackendServers=gone)
        assert answer["BackendServers"]["BackendServer"] == [{"ServerId": "10.0.0.2", "Weight": 100, "Type": "ecs"}]
        assert await default_servers(driven, balancer) == [
            {"ServerId": "10.0.0.2", "ServerIp": "10.0.0.2", "Type": "ecs", "Weight": 100}
        ]

    async def test_an_interface_may_have_several_addresses(self, cloud: Cloud) -> None:
        balancer = await cloud.balancer()
        await cloud.running(balancer)
        given = [{"ServerId": "eni-1", "Type": "eni", "ServerIp": f"10.0.0.{number}"} for number in (1, 2)]
        await cloud("AddBackendServers", LoadBalancerId=balancer, BackendServers=given)
        assert await targets(cloud, balancer) == [("10.0.0.1", 8080, 100), ("10.0.0.2", 8080, 100)]
        await cloud("RemoveBackendServers", LoadBalancerId=balancer, BackendServers=given[:1])
        assert [one["ServerIp"] for one in await default_servers(cloud, balancer)] == ["10.0.0.2"]

    async def test_a_name_with_dots_is_a_host(self, cloud: Cloud) -> None:
        balancer = await cloud.balancer()
        await cloud.running(balancer)
        await cloud("AddBackendServers", LoadBalancerId=balancer, BackendServers=[{"ServerId": "Web.internal"}])
        assert await targets(cloud, balancer) == [("web.internal", 8080, 100)]

    @pytest.mark.parametrize(
        ("action", "servers", "code"),
        [
            ("AddBackendServers", [{"ServerId": "i-unknown"}], "ObtainIpFail"),
            ("AddBackendServers", [{"ServerId": "10.0.0"}], "ObtainIpFail"),
            ("AddBackendServers", [{"ServerId": "i-1", "ServerIp": "nowhere"}], "InvalidParameter"),
            ("AddBackendServers", [{"ServerId": "10.0.0.1", "Weight": 101}], "InvalidWeight.Malformed"),
            ("AddBackendServers", [{"ServerId": "10.0.0.1", "Weight": -1}], "InvalidWeight.Malformed"),
            ("AddBackendServers", [{"Weight": 1}], "MissingParameter"),
            ("AddBackendServers", [{"ServerId": f"10.0.0.{n}"} for n in range(21)], "TooManyBackendServers"),
            ("SetBackendServers", [{"ServerId": "10.0.0.9", "Weight": 1}], "InvalidServerId.NotFound"),
        ],
    )
    async def test_what_is_refused(self, cloud: Cloud, action: str, servers: list[Any], code: str) -> None:
        balancer = await cloud.balancer()
        error = await cloud.refused(action, LoadBalancerId=balancer, BackendServers=servers)
        assert error.code == code
        if code == "ObtainIpFail":
            assert "twincloud instances add" in error.hint
        assert await cloud.count("slb_server") == 0

    async def test_there_are_so_many(self, empty_store: SqliteStore) -> None:
        cloud = Cloud(empty_store, quotas=Quotas(servers_per_balancer=1))
        balancer = await cloud.balancer()
        two = [{"ServerId": "10.0.0.1"}, {"ServerId": "10.0.0.2"}]
        error = await cloud.refused("AddBackendServers", LoadBalancerId=balancer, BackendServers=two)
        assert error.code == "TooManyBackendServers"


class TestGroups:
    async def test_they_come_change_and_go(self, driven: Cloud) -> None:
        balancer = await driven.balancer()
        made = await driven(
            "CreateVServerGroup", LoadBalancerId=balancer, VServerGroupName="web", Tag=[{"Key": "a", "Value": "b"}],
            BackendServers=[server("10.0.0.1:80:1"), server("10.0.0.1:81:2")],
        )  # fmt: skip
        group = made["VServerGroupId"]
        await driven.running(balancer, VServerGroupId=group)
        assert await targets(driven, balancer) == [("10.0.0.1", 80, 1), ("10.0.0.1", 81, 2)]
        change = {"VServerGroupId": group}
        more = [server("10.0.0.2:80"), server("10.0.0.1:80:9")]
        answer = await driven("AddVServerGroupBackendServers", **change, BackendServers=more)
        assert [one["Weight"] for one in answer["BackendServers"]["BackendServer"]] == [9, 2, 100]
        await driven("RemoveVServerGroupBackendServers", **change, BackendServers=[server("10.0.0.1:81")])
        assert await targets(driven, balancer) == [("10.0.0.1", 80, 9), ("10.0.0.2", 80, 100)]
        await driven(
            "ModifyVServerGroupBackendServers", **change, OldBackendServers=[server("10.0.0.1:80")],
            NewBackendServers=[server("10.0.0.3:83:3")],
        )  # fmt: skip
        assert await targets(driven, balancer) == [("10.0.0.2", 80, 100), ("10.0.0.3", 83, 3)]
        named = await driven(
            "SetVServerGroupAttribute", **change, VServerGroupName="new", BackendServers=[server("10.0.0.2:80:0")]
        )
        assert named["VServerGroupName"] == "new"
        shown = await driven("DescribeVServerGroupAttribute", **change)
        assert (shown["VServerGroupName"], shown["LoadBalancerId"]) == ("new", balancer)
        assert shown["Tags"]["Tag"] == [{"TagKey": "a", "TagValue": "b"}]
        assert shown["BackendServers"]["BackendServer"] == [
            {"ServerId": "10.0.0.2", "ServerIp": "10.0.0.2", "Port": 80, "Weight": 0, "Type": "ecs"},
            {"ServerId": "10.0.0.3", "ServerIp": "10.0.0.3", "Port": 83, "Weight": 3, "Type": "ecs"},
        ]
        error = await driven.refused("DeleteVServerGroup", **change)
        assert (error.code, error.status) == ("RspoolVipExist", 400)
        await driven("DeleteLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=80)
        await driven("DeleteVServerGroup", **change)
        error = await driven.refused("DescribeVServerGroupAttribute", **change)
        assert (error.code, error.status) == ("InvalidParameter", 404)
        assert "The specified VServerGroupId does not exist" in error.message
        assert await driven.count("slb_server") == 0

    async def test_a_call_without_servers_changes_nothing(self, driven: Cloud, engine: RecordingEngine) -> None:
        balancer = await driven.balancer()
        group = await driven.group(balancer, "10.0.0.1:80")
        await driven.running(balancer, VServerGroupId=group)
        before = len(engine.plans)
        for action in ("AddVServerGroupBackendServers", "RemoveVServerGroupBackendServers"):
            await driven(action, VServerGroupId=group, BackendServers=[])
        assert len(engine.plans) == before

    async def test_one_that_a_rule_uses_stays(self, cloud: Cloud) -> None:
        balancer = await cloud.balancer()
        group = await cloud.group(balancer)
        await cloud.listener(balancer, "http")
        await cloud.rule(balancer, group, Url="/x")
        assert (await cloud.refused("DeleteVServerGroup", VServerGroupId=group)).code == "RspoolRuleExist"

    @pytest.mark.parametrize(
        ("action", "members", "code"),
        [
            ("SetVServerGroupAttribute", {}, "MissingParameter"),
            ("SetVServerGroupAttribute", {"BackendServers": [server("10.0.0.9:80:1")]}, "InvalidServerId.NotFound"),
            ("AddVServerGroupBackendServers", {"BackendServers": [{"ServerId": "10.0.0.1"}]}, "MissingParameter"),
            ("AddVServerGroupBackendServers", {"BackendServers": [server("10.0.0.1:0")]}, "InvalidParameter"),
            ("AddVServerGroupBackendServers", {"BackendServers": [server("i-unknown:80")]}, "ObtainIpFail"),
            (
                "ModifyVServerGroupBackendServers",
                {"OldBackendServers": [server("10.0.0.9:80")], "NewBackendServers": [server("10.0.0.1:81")]},
                "InvalidServerId.NotFound",
            ),
        ],
    )
    async def test_what_is_refused(self, cloud: Cloud, action: str, members: dict[str, Any], code: str) -> None:
        group = await cloud.group(await cloud.balancer(), "10.0.0.1:80")
        assert (await cloud.refused(action, VServerGroupId=group, **members)).code == code
        unknown = await cloud.refused("DeleteVServerGroup", VServerGroupId="rsp-unknown")
        assert (unknown.code, unknown.status) == ("InvalidParameter", 404)
        assert await cloud.count("slb_server") == 1

    async def test_lists_name_their_users(self, cloud: Cloud) -> None:
        balancer = await cloud.balancer()
        group = await cloud.group(balancer, "10.0.0.1:80", "10.0.0.2:80")
        await cloud.listener(balancer, "http", VServerGroupId=group)
        rule = await cloud.rule(balancer, group, Url="/x")

        async def listed(**members: Any) -> dict[str, Any]:
            found = await cloud("DescribeVServerGroups", LoadBalancerId=balancer, **members)
            return dict(found["VServerGroups"]["VServerGroup"][0])

        plain = await listed()
        assert (plain["VServerGroupId"], plain["ServerCount"], "AssociatedObjects" in plain) == (group, 2, False)
        users = (await listed(IncludeListener=True, IncludeRule=True))["AssociatedObjects"]
        assert users["Listeners"]["Listener"] == [{"Port": 80, "Protocol": "http"}]
        assert [one["RuleId"] for one in users["Rules"]["Rule"]] == [rule]


class TestHealth:
    async def health(self, cloud: Cloud, balancer: str, **members: Any) -> dict[str, str]:
        answer = await cloud("DescribeHealthStatus", LoadBalancerId=balancer, **members)
        return {
            f"{one['Protocol']} {one['ListenerPort']} {one['ServerId']}:{one['Port']}": one["ServerHealthStatus"]
            for one in answer["BackendServers"]["BackendServer"]
        }

    async def test_readings_are_shown(self, driven: Cloud, engine: RecordingEngine) -> None:
        balancer = await driven.balancer()
        group = await driven.group(balancer, "10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80:0")
        await driven.running(balancer, "tcp", 80, VServerGroupId=group)
        await driven.running(balancer, "http", 81, VServerGroupId=group, HealthCheck="off")
        await driven.listener(balancer, "tcp", 82, VServerGroupId=group)
        engine.readings[f"{balancer}_tcp_80"] = (
            TargetHealth("10.0.0.1", 80, healthy=True),
            TargetHealth("10.0.0.2", 80, healthy=False),
            TargetHealth("10.0.0.3", 80, healthy=None),
        )
        assert await self.health(driven, balancer, ListenerPort=80) == {
            "tcp 80 10.0.0.1:80": "normal",
            "tcp 80 10.0.0.2:80": "abnormal",
            "tcp 80 10.0.0.3:80": "unavailable",
        }
        others = await self.health(driven, balancer)
        assert {key for key, value in others.items() if value == "unavailable"} == {
            "tcp 80 10.0.0.3:80",
            *(f"{place} 10.0.0.{number}:80" for place in ("http 81", "tcp 82") for number in (1, 2, 3)),
        }
        assert set(await self.health(driven, balancer, ListenerProtocol="HTTP")) == {
            f"http 81 10.0.0.{number}:80" for number in (1, 2, 3)
        }
        await driven("SetLoadBalancerStatus", LoadBalancerId=balancer, LoadBalancerStatus="inactive")
        assert set((await self.health(driven, balancer)).values()) == {"unavailable"}

    async def test_without_a_data_plane_nothing_is_known(self, cloud: Cloud) -> None:
        balancer = await cloud.balancer()
        await cloud("AddBackendServers", LoadBalancerId=balancer, BackendServers=[{"ServerId": "10.0.0.1"}])
        await cloud.running(balancer)
        assert await self.health(cloud, balancer) == {"tcp 80 10.0.0.1:8080": "unavailable"}
        error = await cloud.refused("DescribeHealthStatus", LoadBalancerId=balancer, ListenerPort=9)
        assert error.code == "ListenerNotFound"


async def test_calls_at_once_lose_nothing(driven: Cloud) -> None:
    balancer = await driven.balancer()
    group = await driven.group(balancer)
    await driven.running(balancer, VServerGroupId=group)
    calls = [
        driven("AddVServerGroupBackendServers", VServerGroupId=group, BackendServers=[server(f"10.0.0.{number}:80")])
        for number in range(20)
    ]
    await asyncio.gather(*calls)
    assert len(await targets(driven, balancer)) == 20
    assert driven.engine is not None
    assert len(driven.engine.plans[-1].pools[0].targets) == 20
