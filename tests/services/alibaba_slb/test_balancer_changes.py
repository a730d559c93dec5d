"""Changes of what a balancer is and how it is paid: what is not allowed, and resource groups and zones."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from twincloud.kernel.tenancy import Tenant
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import Store

SPEC, INTERNET = "ModifyLoadBalancerInstanceSpec", "ModifyLoadBalancerInternetSpec"
PAY, CHARGE = "ModifyLoadBalancerPayType", "ModifyLoadBalancerInstanceChargeType"
BY_BANDWIDTH = {"InternetChargeType": "paybybandwidth", "Bandwidth": 10}
IN_ADVANCE = {**BY_BANDWIDTH, "PayType": "PrePay"}
BY_USE = {"InstanceChargeType": "PayByCLCU"}


@pytest.mark.parametrize(
    ("ordered", "action", "members", "code"),
    [
        (BY_USE, SPEC, {"LoadBalancerSpec": "slb.s1.small"}, "ModifySpecNotAllowed"),
        ({}, SPEC, {"LoadBalancerSpec": "slb.s9.huge"}, "InvalidParameter"),
        ({"AddressType": "intranet"}, INTERNET, {"Bandwidth": 1}, "Operation.NotAllowed"),
        (BY_USE, INTERNET, BY_BANDWIDTH, "Operation.NotAllowed"),
        (IN_ADVANCE, INTERNET, {"InternetChargeType": "paybytraffic"}, "Operation.NotAllowed"),
        ({}, INTERNET, {"InternetChargeType": "paybybandwidth"}, "InvalidParameter"),
        ({}, INTERNET, {"Bandwidth": 5121}, "InvalidParameter"),
        (IN_ADVANCE, PAY, {"PayType": "PrePay"}, "Operation.NotAllowed"),
        (BY_BANDWIDTH, PAY, {}, "Operation.NotAllowed"),
        (BY_USE, PAY, {"PayType": "PrePay"}, "Operation.NotAllowed"),
        ({}, PAY, {"PayType": "PrePay"}, "Operation.NotAllowed"),
        (BY_BANDWIDTH, PAY, {"PayType": "PrePay", "PricingCycle": "month", "Duration": 10}, "InvalidParameter"),
        (BY_BANDWIDTH, PAY, {"PayType": "PrePay", "PricingCycle": "year", "Duration": 4}, "InvalidParameter"),
        (BY_USE, CHARGE, {"InstanceChargeType": "PayBySpec"}, "Operation.NotAllowed"),
        (IN_ADVANCE, CHARGE, BY_USE, "Operation.NotAllowed"),
        (BY_BANDWIDTH, CHARGE, BY_USE, "Operation.NotAllowed"),
        ({}, CHARGE, {**BY_USE, "InternetChargeType": "paybybandwidth"}, "Operation.NotAllowed"),
        ({}, CHARGE, {"InstanceChargeType": "PayByLuck"}, "InvalidParameter"),
    ],
)
async def test_what_is_not_allowed(
    cloud: Cloud, ordered: dict[str, Any], action: str, members: dict[str, Any], code: str
) -> None:
    balancer = await cloud.balancer(**ordered)
    before = await cloud("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
    assert (await cloud.refused(action, LoadBalancerId=balancer, **members)).code == code
    after = await cloud("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
    assert {**after, "RequestId": ""} == {**before, "RequestId": ""}


CALLS: dict[str, dict[str, Any]] = {
    SPEC: {"LoadBalancerSpec": "slb.s2.small"},
    INTERNET: BY_BANDWIDTH,
    PAY: {"PayType": "PrePay"},
    CHARGE: BY_USE,
}


@pytest.mark.parametrize("action", CALLS)
async def test_whose_it_is_and_locks(cloud: Cloud, empty_store: SqliteStore, action: str) -> None:
    balancer = await cloud.balancer()
    stranger = Cloud(empty_store, tenant=Tenant("100000000002", "cn-hangzhou"))
    error = await stranger.refused(action, LoadBalancerId=balancer, **CALLS[action])
    assert (error.code, error.status) == ("InvalidLoadBalancerId.NotFound", 404)
    await cloud.lock(balancer, "financial")
    assert (await cloud.refused(action, LoadBalancerId=balancer, **CALLS[action])).code == "ActionNotAllowed"
    moved = {"ResourceType": "loadbalancer", "ResourceId": balancer, "NewResourceGroupId": "rg-1"}
    assert (await cloud.refused("MoveResourceGroup", **moved)).code == "ActionNotAllowed"
    assert (await stranger.refused("MoveResourceGroup", **moved)).code == "InvalidParameter"


async def test_on_both_stores(store: Store) -> None:
    cloud = Cloud(store)
    balancer = await cloud.balancer(**BY_BANDWIDTH)
    await cloud(PAY, LoadBalancerId=balancer, PayType="PrePay")
    acl = await cloud.acl()
    for kind, name in (("loadbalancer", balancer), ("acl", acl)):
        await cloud("MoveResourceGroup", ResourceType=kind, ResourceId=name, NewResourceGroupId="rg-1")
    shown = await cloud("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
    assert (shown["PayType"], shown["ResourceGroupId"]) == ("PrePay", "rg-1")
    assert shown["EndTimeStamp"] == cloud.now_ms + 30 * 86_400_000
    stranger = Cloud(store, tenant=Tenant("100000000002", "cn-hangzhou"))
    moved = {"ResourceType": "acl", "ResourceId": acl, "NewResourceGroupId": "rg-2"}
    assert (await stranger.refused("MoveResourceGroup", **moved)).code == "InvalidParameter"
    certificate = {**moved, "ResourceType": "certificate", "ResourceId": await cloud.certificate("a.test")}
    assert (await stranger.refused("MoveResourceGroup", **certificate)).code == "InvalidParameter"
