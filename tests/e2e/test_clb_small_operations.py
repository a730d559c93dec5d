"""Operations around balancers through the official SDK: classic ones, clusters, prices, idle ones, jobs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.clb import REGION, Clb
from tests.support.server import ServerProcess

pytestmark = pytest.mark.asyncio(loop_scope="module")

WEEK_MS = 7 * 86_400_000


async def shown(clb: Clb, balancer: str) -> Any:
    (found,) = (await clb("DescribeLoadBalancers", LoadBalancerIds=[balancer])).LoadBalancerSet
    return found


async def test_nobody_is_of_the_classic_kind(clb: Clb) -> None:
    balancer = await clb.balancer()
    calls: dict[str, dict[str, Any]] = {
        "DescribeClassicalLBListeners": {}, "DescribeClassicalLBTargets": {}, "DescribeClassicalLBHealthStatus": {},
        "RegisterTargetsWithClassicalLB": {"Targets": [{"InstanceId": "ins-12345678", "Weight": 10}]},
        "DeregisterTargetsFromClassicalLB": {"InstanceIds": ["ins-12345678"]},
    }  # fmt: skip
    for action, members in calls.items():
        assert await clb.refused(action, LoadBalancerId=balancer, **members) == "InvalidParameter", action
    assert await clb.refused("MigrateClassicalLoadBalancers", LoadBalancerIds=[balancer]) == "InvalidParameter"
    found = await clb("DescribeClassicalLBByInstanceId", InstanceIds=["ins-12345678"])
    assert found.LoadBalancerInfoList == []
    assert (await shown(clb, balancer)).Forward == 1


async def test_clusters_are_those_that_orders_named(clb: Clb) -> None:
    cluster = {"L4Clusters": [{"ClusterId": "tgw-7h3k9d2a", "ClusterName": "mine", "Zone": f"{REGION}-3"}]}
    balancer = await clb.balancer(ExclusiveCluster=cluster)
    where = {"Filters": [{"Name": "cluster-id", "Values": ["tgw-7h3k9d2a"]}]}
    (found,) = (await clb("DescribeExclusiveClusters", **where)).ClusterSet
    assert (found.ClusterName, found.ClusterType, found.Zone, found.ResourceCount) == ("mine", "TGW", f"{REGION}-3", 1)
    (resource,) = (await clb("DescribeClusterResources", **where)).ClusterResourceSet
    assert (resource.LoadBalancerId, resource.Vip) == (balancer, await clb.vip(balancer))
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer])
    assert (await clb("DescribeExclusiveClusters", **where)).TotalCount == 0
    assert (await clb("DescribeCrossTargets")).CrossTargetSet == []


async def test_a_prepaid_balancer_is_renewed(clb: Clb) -> None:
    order = {
        "LoadBalancerType": "OPEN",
        "LoadBalancerChargeType": "PREPAID",
        "LoadBalancerChargePrepaid": {"Period": 1},
    }
    price = (await clb("InquiryPriceCreateLoadBalancer", **order)).Price
    assert (price.InstancePrice.DiscountPrice, price.BandwidthPrice.UnitPrice, price.LcuPrice) == (0, 0, None)
    balancer = await clb.balancer(LBChargeType="PREPAID", LBChargePrepaid={"Period": 1, "RenewFlag": "MANUAL_RENEW"})
    place = {"LoadBalancerId": balancer}
    wider = {"InternetChargeType": "BANDWIDTH_PREPAID", "InternetMaxBandwidthOut": 20}
    price = (await clb("InquiryPriceModifyLoadBalancer", **place, InternetAccessible=wider)).Price
    assert price.BandwidthPrice.DiscountPrice == 0
    price = (await clb("InquiryPriceRenewLoadBalancer", **place, LoadBalancerChargePrepaid={"Period": 2})).Price
    assert price.InstancePrice.DiscountPrice == 0
    price = (await clb("InquiryPriceRefundLoadBalancer", **place)).Price
    assert (price.InstancePrice.OriginalPrice, price.InstancePrice.UnitPrice) == (0, None)

    before = datetime.fromisoformat((await shown(clb, balancer)).ExpireTime)
    renewal = {"Period": 2, "RenewFlag": "AUTO_RENEW"}
    answer = await clb.done("RenewLoadBalancers", LoadBalancerIds=[balancer], LBChargePrepaid=renewal)
    after = await shown(clb, balancer)
    assert datetime.fromisoformat(after.ExpireTime) - before == timedelta(days=60)
    assert (after.PrepaidAttributes.Period, after.PrepaidAttributes.RenewFlag) == (3, "AUTO_RENEW")
    assert (await clb("DescribeTaskStatus", DealName=answer.DealName)).Status == 0
    postpaid = await clb.balancer()
    asked = {"LoadBalancerIds": [postpaid], "LBChargePrepaid": renewal}
    assert await clb.refused("RenewLoadBalancers", **asked) == "FailedOperation"


async def test_targets_of_both_families_are_let_in(clb: Clb) -> None:
    balancers = [await clb.balancer() for _ in range(2)]
    await clb.done("ModifyLoadBalancerMixIpTarget", LoadBalancerIds=balancers, MixIpTarget=True)
    assert [(await shown(clb, balancer)).MixIpTarget for balancer in balancers] == [True, True]


async def test_nobody_is_protected_from_operations(clb: Clb) -> None:
    balancer = await clb.balancer()
    (found,) = (await clb("DescribeLBOperateProtect", LoadBalancerIds=[balancer])).LoadBalancerSet
    assert (found.LoadBalancerId, found.ProtectState, found.OperatorUin) == (balancer, False, None)
    await clb.done("DeleteLoadBalancer", LoadBalancerIds=[balancer])


async def test_jobs_are_listed(clb: Clb) -> None:
    created = await clb("CreateLoadBalancer", LoadBalancerType="OPEN")
    (balancer,) = created.LoadBalancerIds
    opened = await clb.done("CreateListener", LoadBalancerId=balancer, Protocol="TCP", Ports=[80])
    found = await clb("DescribeAsyncJobs", MaxResults=1)
    assert [(one.ApiName, one.RequestId, one.Status) for one in found.Jobs] == [
        ("CreateListener", opened.RequestId, "Succeeded")
    ]
    (job,) = (await clb("DescribeAsyncJobs", RequestIds=[created.RequestId])).Jobs
    assert (job.ApiName, job.ResourceIds) == ("CreateLoadBalancer", [balancer])
    following = await clb("DescribeAsyncJobs", MaxResults=1, NextToken=found.NextToken)
    assert following.Jobs[0].RequestId == created.RequestId


async def test_balancers_without_use_are_found_after_a_week(clb: Clb, quick_server: ServerProcess) -> None:
    empty, half, used = [await clb.balancer() for _ in range(3)]
    await clb.listener(half, "TCP", 80)
    await clb.register(used, await clb.listener(used, "TCP", 80), 8001)

    async def idle() -> dict[str, str]:
        found = (await clb("DescribeIdleLoadBalancers", LoadBalancerRegion=REGION, Limit=100)).IdleLoadBalancers
        return {one.LoadBalancerId: one.IdleReason for one in found if one.LoadBalancerId in (empty, half, used)}

    assert await idle() == {}
    await quick_server.operator("AdvanceClock", milliseconds=WEEK_MS + 1)
    assert await idle() == {empty: "NO_RULES", half: "NO_RS"}
