"""Changes of targets, weights and rules lose no request."""

from __future__ import annotations

import asyncio

from tests.support.clb import Clb
from tests.support.load import Load, load
from tests.support.server import ServerProcess
from tests.support.targets import http_target

PER_SECOND = 1000
CHANGES = 50


async def until_sent(running: Load, count: int) -> None:
    """Let the load go on until `count` requests have ended since now."""
    goal = running.sent + count
    async with asyncio.timeout(60):
        while running.sent < goal:
            await asyncio.sleep(0.005)


async def test_a_thousand_requests_a_second_survive_fifty_changes_of_each_kind(server: ServerProcess) -> None:
    clb = Clb(server)
    async with http_target("a") as a, http_target("b") as b, http_target("c") as c:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", 80)
        rule = await clb.rule(balancer, listener, "load.test")
        place = {"LoadBalancerId": balancer, "ListenerId": listener}
        await clb.register(balancer, listener, a.port, b.port, location=rule)
        third = [{"EniIp": "127.0.0.1", "Port": c.port}]
        first = {"EniIp": "127.0.0.1", "Port": a.port}
        async with load(vip, 80, per_second=PER_SECOND, host_header="load.test") as running:
            await until_sent(running, PER_SECOND)
            for number in range(CHANGES):
                await clb.done("RegisterTargets", **place, LocationId=rule, Targets=third)
                weighted = [{**first, "Weight": number % 100}]
                await clb.done("ModifyTargetWeight", **place, LocationId=rule, Targets=weighted)
                other = await clb.rule(balancer, listener, "load.test", f"/other{number}")
                await until_sent(running, 10)
                await clb.done("DeregisterTargets", **place, LocationId=rule, Targets=third)
                await clb.done("DeleteRule", **place, LocationIds=[other])
                await until_sent(running, 10)
            await until_sent(running, PER_SECOND)
    assert running.failures == {}
    assert set(running.answers) == {"a", "b", "c"}
    assert running.sent >= 2 * PER_SECOND + 20 * CHANGES
    assert running.rate > PER_SECOND / 2, "the machine was too slow for this test to mean anything"


async def test_target_groups_change_under_load(server: ServerProcess) -> None:
    clb = Clb(server)
    async with http_target("a") as a, http_target("b") as b, http_target("c") as c:
        balancer = await clb.balancer()
        vip = await clb.vip(balancer)
        listener = await clb.listener(balancer, "HTTP", 80)
        rule = await clb.rule(balancer, listener, "load.test", TargetType="TARGETGROUP-V2")
        groups = []
        for port in (a.port, b.port):
            first = [{"BindIP": "127.0.0.1", "Port": port, "Weight": 10}]
            kind = {"Type": "v2", "Protocol": "HTTP"}
            groups.append(str((await clb("CreateTargetGroup", **kind, TargetGroupInstances=first)).TargetGroupId))
        blue, green = (
            {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": rule, "TargetGroupId": one}
            for one in groups
        )
        await clb.done("AssociateTargetGroups", Associations=[blue])
        await clb.healthy(balancer, {a.port: "Alive"})
        third = {"TargetGroupInstances": [{"BindIP": "127.0.0.1", "Port": c.port, "Weight": 10}]}
        async with load(vip, 80, per_second=PER_SECOND, host_header="load.test") as running:
            await until_sent(running, PER_SECOND)
            for number in range(CHANGES // 2):
                await clb.done("AssociateTargetGroups", Associations=[{**green, "Weight": 1 + number}])
                await clb.done("RegisterTargetGroupInstances", TargetGroupId=groups[1], **third)
                await until_sent(running, 10)
                await clb.done("DeregisterTargetGroupInstances", TargetGroupId=groups[1], **third)
                await clb.done("ModifyTargetGroupAttribute", TargetGroupId=groups[0], Weight=number)
                await clb.done("DisassociateTargetGroups", Associations=[green])
                await until_sent(running, 10)
            await clb.done("AssociateTargetGroups", Associations=[{**green, "Weight": 10}])
            await clb.done("DisassociateTargetGroups", Associations=[blue])
            await until_sent(running, PER_SECOND)
    assert running.failures == {}
    assert set(running.answers) >= {"a", "b"}
    assert running.rate > PER_SECOND / 2, "the machine was too slow for this test to mean anything"
