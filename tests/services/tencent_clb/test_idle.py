"""DescribeIdleLoadBalancers."""

from __future__ import annotations

from tests.services.tencent_clb.harness import TENANT, Cloud
from twincloud.inventory.functions import Function, function_key, functions
from twincloud.kernel.tenancy import Tenant

WEEK_MS = 7 * 86_400_000


async def idle(cloud: Cloud) -> dict[str, str]:
    answer = await cloud("DescribeIdleLoadBalancers")
    return {one["LoadBalancerId"]: one["IdleReason"] for one in answer["IdleLoadBalancers"]}


async def test_what_is_idle_and_why(cloud: Cloud) -> None:
    empty = await cloud.balancer(LoadBalancerName="empty")
    half, unruled, ruled, used = [await cloud.balancer() for _ in range(4)]
    await cloud.listener(half)
    await cloud.listener(unruled, protocol="HTTP")
    http = await cloud.listener(ruled, protocol="HTTP")
    rule = await cloud.rule(ruled, http)
    await cloud.bind(used, await cloud.listener(used), "10.0.0.1:80")
    cloud.now_ms += WEEK_MS
    assert await idle(cloud) == {}
    cloud.now_ms += 1
    await cloud.balancer()
    assert await idle(cloud) == {empty: "NO_RULES", half: "NO_RS", unruled: "NO_RULES", ruled: "NO_RS"}
    (first, *_) = (await cloud("DescribeIdleLoadBalancers"))["IdleLoadBalancers"]
    assert first == {
        "LoadBalancerId": empty, "LoadBalancerName": "empty", "Region": "ap-guangzhou", "Vip": "192.0.2.1",
        "IdleReason": "NO_RULES", "Status": 1, "Forward": 1, "Domain": "",
    }  # fmt: skip
    await cloud.bind(ruled, http, "10.0.0.1:80", LocationId=rule)
    await cloud("DeleteLoadBalancer", LoadBalancerIds=[empty])
    assert await idle(cloud) == {half: "NO_RS", unruled: "NO_RULES"}


async def test_groups_count_when_they_have_instances(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, TargetType="TARGETGROUP")
    group = (await cloud("CreateTargetGroup", Port=80))["TargetGroupId"]
    place = {"LoadBalancerId": balancer, "ListenerId": listener, "TargetGroupId": group}
    await cloud("AssociateTargetGroups", Associations=[place])
    cloud.now_ms += WEEK_MS + 1
    assert await idle(cloud) == {balancer: "NO_RS"}
    instance = {"BindIP": "10.0.0.1", "Port": 80}
    await cloud("RegisterTargetGroupInstances", TargetGroupId=group, TargetGroupInstances=[instance])
    assert await idle(cloud) == {}


async def test_pages_and_regions(cloud: Cloud) -> None:
    here = [await cloud.balancer() for _ in range(3)]
    far = Cloud(cloud.store, book=cloud.book, tenant=Tenant(TENANT.account, "ap-shanghai"))
    there = await far.balancer()
    other = Cloud(cloud.store, book=cloud.book, tenant=Tenant("100000000002", "ap-guangzhou"))
    await other.balancer()
    cloud.now_ms += WEEK_MS + 1
    answer = await cloud("DescribeIdleLoadBalancers", Offset=1, Limit=2)
    assert ([one["LoadBalancerId"] for one in answer["IdleLoadBalancers"]], answer["TotalCount"]) == (here[1:], 4)
    answer = await cloud("DescribeIdleLoadBalancers", LoadBalancerRegion="ap-shanghai")
    assert [one["LoadBalancerId"] for one in answer["IdleLoadBalancers"]] == [there]
    assert (await cloud.refused("DescribeIdleLoadBalancers", Limit=101)).code == "InvalidParameterValue.Range"


async def test_functions_count(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    listener = await cloud.listener(balancer, protocol="HTTP")
    place = {"LoadBalancerId": balancer, "ListenerId": listener, "LocationId": await cloud.rule(balancer, listener)}
    name = function_key(TENANT.account, "default", "hello", "")
    told = Function(name, TENANT.account, "default", "hello", "", "http://127.0.0.1:9000")
    await cloud.store.write(lambda tx: tx.add(functions, told))
    cloud.now_ms += WEEK_MS + 1
    assert await idle(cloud) == {balancer: "NO_RS"}
    function = {"FunctionNamespace": "default", "FunctionName": "hello", "FunctionQualifier": "$LATEST"}
    await cloud("RegisterFunctionTargets", **place, FunctionTargets=[{"Function": function}])
    assert await idle(cloud) == {}
