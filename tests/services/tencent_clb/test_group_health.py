"""DescribeTargetGroupInstanceStatus."""

from __future__ import annotations

from typing import Any

from tests.services.tencent_clb.group_calls import group
from tests.services.tencent_clb.harness import Cloud
from tests.support.engines import RecordingEngine
from twincloud.balancing.engine import TargetHealth
from twincloud.inventory.instances import Instance, instance_key, instances
from twincloud.services.tencent_clb.groups.group_records import pool_of_group
from twincloud.storage.store import Store


async def statuses(cloud: Cloud, group_id: str, *only: str) -> dict[str, str]:
    more = {"TargetGroupInstanceIps": list(only)} if only else {}
    answer = await cloud("DescribeTargetGroupInstanceStatus", TargetGroupId=group_id, **more)
    return {one["InstanceIp"]: one["Status"] for one in answer["TargetGroupInstanceSet"]}


async def test_servers_as_the_documentation_shows_them(store: Store) -> None:
    cloud = Cloud(store)
    account = cloud.tenant.account
    record = Instance(instance_key(account, "ins-1"), account, "ins-1", "10.0.1.13", "web")
    await cloud.store.write(lambda tx: tx.add(instances, record))
    made = await group(cloud, "10.0.1.13:80", "10.0.1.5:81")
    answer = await cloud("DescribeTargetGroupInstanceStatus", TargetGroupId=made)
    assert answer["TargetGroupInstanceSet"] == [
        {"InstanceIp": "10.0.1.13", "Status": "off", "InstanceId": "ins-1", "Port": 80, "EniId": None},
        {"InstanceIp": "10.0.1.5", "Status": "off", "InstanceId": "", "Port": 81, "EniId": None},
    ]
    assert await statuses(cloud, made, "10.0.1.5", "10.9.9.9") == {"10.0.1.5": "off"}
    unknown = await cloud.refused("DescribeTargetGroupInstanceStatus", TargetGroupId="lbtg-00000000")
    assert unknown.code == "InvalidParameter"


async def test_any_place_can_find_a_server_unhealthy(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    listener = await driven.listener(balancer, 80, "HTTP")
    rules = [await driven.rule(balancer, listener, name, TargetType="TARGETGROUP-V2") for name in ("a.test", "b.test")]
    made = await group(driven, "10.0.0.1:80:10", "10.0.0.2:80:10", "10.0.0.3:80:10", Type="v2", Protocol="HTTP")
    place: dict[str, Any] = {"LoadBalancerId": balancer, "ListenerId": listener, "TargetGroupId": made}
    await driven("AssociateTargetGroups", Associations=[{**place, "LocationId": rule} for rule in rules])
    assert set((await statuses(driven, made)).values()) == {"on"}
    first, second = (pool_of_group(rule, made) for rule in rules)
    engine.readings = {
        first: (TargetHealth("10.0.0.1", 80, healthy=True), TargetHealth("10.0.0.2", 80, healthy=True)),
        second: (TargetHealth("10.0.0.1", 80, healthy=True), TargetHealth("10.0.0.2", 80, healthy=False)),
    }
    expected = {"10.0.0.1": "health", "10.0.0.2": "unhealth", "10.0.0.3": "on"}
    assert await statuses(driven, made) == expected
    await driven("SetLoadBalancerStartStatus", LoadBalancerId=balancer, OperationType="Stop")
    assert set((await statuses(driven, made)).values()) == {"off"}


async def test_the_checks_of_old_groups_are_their_places(driven: Cloud, engine: RecordingEngine) -> None:
    balancer = await driven.balancer()
    kind = {"TargetType": "TARGETGROUP"}
    listener = await driven.listener(balancer, 85, **kind)
    unchecked = await driven.listener(balancer, 86, **kind, HealthCheck={"HealthSwitch": 0})
    made, other = await group(driven, "10.0.0.1:80"), await group(driven, "10.0.0.1:80")
    bound = [
        {"LoadBalancerId": balancer, "ListenerId": listener, "TargetGroupId": made},
        {"LoadBalancerId": balancer, "ListenerId": unchecked, "TargetGroupId": other},
    ]
    await driven("AssociateTargetGroups", Associations=bound)
    await driven.settled()
    (pool, without) = (await driven.plan(balancer)).pools
    dead = (TargetHealth("10.0.0.1", 80, healthy=False),)
    engine.readings = {pool.id: dead, without.id: dead}
    assert await statuses(driven, made) == {"10.0.0.1": "unhealth"}
    assert await statuses(driven, other) == {"10.0.0.1": "off"}
