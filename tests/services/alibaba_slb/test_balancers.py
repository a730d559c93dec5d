"""Balancers: what is ordered is shown, and what cannot be ordered is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_slb.harness import Cloud
from twincloud.inventory.addresses import PoolBook
from twincloud.kernel.tenancy import Tenant
from twincloud.services.alibaba_slb import Quotas
from twincloud.storage.sqlite import SqliteStore


async def described(cloud: Cloud, balancer: str) -> dict[str, Any]:
    return await cloud("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)


@pytest.mark.parametrize(
    ("ordered", "shown"),
    [
        (
            {},
            {
                "AddressType": "internet", "NetworkType": "classic", "InternetChargeType": "paybytraffic",
                "Bandwidth": 5120, "LoadBalancerSpec": "slb.s1.small", "PayType": "PayOnDemand",
                "InstanceChargeType": "PayBySpec", "DeleteProtection": "off", "LoadBalancerStatus": "active",
                "ModificationProtectionStatus": "NonProtection", "AddressIPVersion": "ipv4",
                "RegionId": "cn-hangzhou", "RegionIdAlias": "cn-hangzhou", "CreateTime": "2026-01-01T00:00:00Z",
                "CreateTimeStamp": 1767225600000, "ListenerPorts": {"ListenerPort": []}, "Tags": {"Tag": []},
                "BackendServers": {"BackendServer": []}, "EndTime": "2999-09-08T16:00Z", "EndTimeStamp": 32493801600000,
            },
        ),
        (
            {
                "VSwitchId": "vsw-1", "VpcId": "vpc-1", "LoadBalancerName": "web", "ResourceGroupId": "rg-1",
                "MasterZoneId": "cn-hangzhou-b", "SlaveZoneId": "cn-hangzhou-g", "InstanceChargeType": "PayByCLCU",
                "LoadBalancerSpec": "slb.s2.small", "DeleteProtection": "on", "Tag": [{"Key": "a", "Value": "b"}],
                "ModificationProtectionStatus": "ConsoleProtection", "ModificationProtectionReason": "mine",
            },
            {
                "AddressType": "intranet", "NetworkType": "vpc", "VSwitchId": "vsw-1", "VpcId": "vpc-1",
                "LoadBalancerName": "web", "ResourceGroupId": "rg-1", "MasterZoneId": "cn-hangzhou-b",
                "SlaveZoneId": "cn-hangzhou-g", "InstanceChargeType": "PayByCLCU",
                "LoadBalancerSpec": "slb.lcu.elastic", "DeleteProtection": "on",
                "ModificationProtectionStatus": "ConsoleProtection", "ModificationProtectionReason": "mine",
                "Tags": {"Tag": [{"TagKey": "a", "TagValue": "b"}]},
            },
        ),
        (
            {"InternetChargeType": "paybybandwidth", "Bandwidth": 10, "PayType": "PrePay", "Duration": 2},
            {
                "InternetChargeType": "paybybandwidth", "Bandwidth": 10, "PayType": "PrePay",
                "EndTime": "2026-03-02T00:00Z", "RenewalStatus": "Normal",
            },
        ),
    ],
)  # fmt: skip
async def test_what_is_ordered_is_shown(cloud: Cloud, ordered: dict[str, Any], shown: dict[str, Any]) -> None:
    made = await cloud("CreateLoadBalancer", **ordered)
    balancer = made["LoadBalancerId"]
    assert (made["Address"], made["OrderId"]) == ("192.0.2.1", 0)
    whole = await described(cloud, balancer)
    assert {name: whole[name] for name in shown} == shown
    assert (whole["Address"], whole["LoadBalancerId"]) == (made["Address"], balancer)
    listed = (await cloud("DescribeLoadBalancers"))["LoadBalancers"]["LoadBalancer"]
    assert [one["CreateTime"] for one in listed] == ["2026-01-01T00:00Z"]
    both = shown.keys() & listed[0].keys() - {"CreateTime"}
    assert {name: listed[0][name] for name in both} == {name: shown[name] for name in both}


@pytest.mark.parametrize(
    ("ordered", "code"),
    [
        ({"InternetChargeType": "paybybandwidth"}, "InvalidParameter"),
        ({"LoadBalancerName": "1st"}, "InvalidParameter"),
        ({"LoadBalancerName": "x" * 81}, "InvalidParameter"),
        ({"AddressType": "both"}, "InvalidParameter"),
        ({"Address": "10.0.0.1"}, "InvalidParameter"),
        ({"PayType": "PrePay"}, "Operation.NotAllowed"),
        (
            {"PayType": "PrePay", "VSwitchId": "v", "InternetChargeType": "paybybandwidth", "Bandwidth": 1},
            "Operation.NotAllowed",
        ),
        (
            {
                "PayType": "PrePay", "InternetChargeType": "paybybandwidth", "Bandwidth": 1, "PricingCycle": "year",
                "Duration": 6,
            },
            "InvalidParameter",
        ),
        ({"Tag": [{"Key": "aliyun-x", "Value": "b"}]}, "InvalidParameter"),
        ({"Tag": [{"Key": "a", "Value": "http://b"}]}, "InvalidParameter"),
        ({"Tag": [{"Key": f"k{number}"} for number in range(21)]}, "TagCountLimit"),
    ],
)  # fmt: skip
async def test_what_cannot_be_ordered(cloud: Cloud, ordered: dict[str, Any], code: str) -> None:
    assert (await cloud.refused("CreateLoadBalancer", **ordered)).code == code
    assert await cloud.count("slb_balancer") == 0


async def test_a_token_repeats_its_answer(cloud: Cloud) -> None:
    first = await cloud("CreateLoadBalancer", ClientToken="t", LoadBalancerName="one")
    again = await cloud("CreateLoadBalancer", ClientToken="t", LoadBalancerName="one")
    assert {**again, "RequestId": ""} == {**first, "RequestId": ""}
    assert await cloud.count("slb_balancer") == 1
    other = await cloud.refused("CreateLoadBalancer", ClientToken="t", LoadBalancerName="two")
    assert (other.code, other.status) == ("LX_REQUEST_TOKEN_CONFLICT", 400)
    cloud.now_ms += 25 * 3_600_000
    await cloud("CreateLoadBalancer", ClientToken="t", LoadBalancerName="two")
    assert await cloud.count("slb_balancer") == 2


async def test_quota_and_addresses_end(empty_store: SqliteStore) -> None:
    few = Cloud(empty_store, quotas=Quotas(balancers_per_region=1))
    await few.balancer()
    assert (await few.refused("CreateLoadBalancer")).code == "OverQuota"
    narrow = Cloud(empty_store, book=PoolBook(["192.0.2.1"]))
    assert (await narrow.refused("CreateLoadBalancer")).code == "IpNotAvailable"


async def test_protection_keeps_a_balancer(cloud: Cloud) -> None:
    balancer = await cloud.balancer(DeleteProtection="on")
    await cloud.listener(balancer)
    error = await cloud.refused("DeleteLoadBalancer", LoadBalancerId=balancer)
    assert (error.code, error.status) == ("OperationDenied.DeleteProtectionIsOn", 400)
    await cloud("DeleteLoadBalancerListener", LoadBalancerId=balancer, ListenerPort=80)
    await cloud("SetLoadBalancerDeleteProtection", LoadBalancerId=balancer, DeleteProtection="off")
    await cloud("DeleteLoadBalancer", LoadBalancerId=balancer)
    error = await cloud.refused("DescribeLoadBalancerAttribute", LoadBalancerId=balancer)
    assert (error.code, error.status) == ("InvalidLoadBalancerId.NotFound", 404)


async def test_switches_are_shown(cloud: Cloud) -> None:
    balancer = await cloud.balancer()
    await cloud("SetLoadBalancerName", LoadBalancerId=balancer, LoadBalancerName="new")
    await cloud("SetLoadBalancerStatus", LoadBalancerId=balancer, LoadBalancerStatus="inactive")
    await cloud(
        "SetLoadBalancerModificationProtection", LoadBalancerId=balancer,
        ModificationProtectionStatus="ConsoleProtection", ModificationProtectionReason="why",
    )  # fmt: skip
    shown = await described(cloud, balancer)
    assert (shown["LoadBalancerName"], shown["LoadBalancerStatus"]) == ("new", "inactive")
    assert (shown["ModificationProtectionStatus"], shown["ModificationProtectionReason"]) == (
        "ConsoleProtection",
        "why",
    )
    await cloud(
        "SetLoadBalancerModificationProtection", LoadBalancerId=balancer, ModificationProtectionStatus="NonProtection"
    )
    assert "ModificationProtectionReason" not in await described(cloud, balancer)
    bad = await cloud.refused("SetLoadBalancerStatus", LoadBalancerId=balancer, LoadBalancerStatus="locked")
    assert bad.code == "InvalidParameter"
    assert (await cloud.refused("SetLoadBalancerName", LoadBalancerId=balancer, LoadBalancerName="-")).code == bad.code


async def test_a_balancer_takes_all_that_it_has_with_it(driven: Cloud) -> None:
    balancer = await driven.balancer(Tag=[{"Key": "a", "Value": "b"}])
    group = await driven.group(balancer, "10.0.0.1:80")
    await driven("AddBackendServers", LoadBalancerId=balancer, BackendServers=[{"ServerId": "10.0.0.2"}])
    await driven.running(balancer, "http", VServerGroupId=group, Tag=[{"Key": "c", "Value": "d"}])
    await driven.rule(balancer, group, Url="/x")
    await driven("DeleteLoadBalancer", LoadBalancerId=balancer)
    tables = (
        "slb_balancer",
        "slb_listener",
        "slb_rule",
        "slb_server_group",
        "slb_server",
        "tag",
        "address",
        "balancer",
    )
    assert [await driven.count(table) for table in tables] == [0] * len(tables)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["a", "b", "c"]),
        ({"LoadBalancerName": "a,c"}, ["a", "c"]),
        ({"AddressType": "intranet"}, ["b"]),
        ({"NetworkType": "Classic"}, ["a", "c"]),
        ({"Tag": [{"Key": "k"}]}, ["a", "b"]),
        ({"Tag": [{"Key": "k", "Value": "1"}]}, ["a"]),
        ({"Tags": [{"TagKey": "k", "TagValue": "2"}]}, ["b"]),
        ({"ServerId": "10.0.0.1"}, ["c"]),
        ({"ServerIntranetAddress": ["10.0.0.1", "10.0.0.9"]}, ["c"]),
        ({"LoadBalancerStatus": "inactive"}, ["a"]),
        ({"Address": "192.0.2.2"}, ["b"]),
        ({"PayType": "PrePay"}, []),
        ({"PageSize": 2}, ["a", "b"]),
        ({"PageSize": 2, "PageNumber": 2}, ["c"]),
        ({"PageNumber": 9}, []),
    ],
)
async def test_lists_are_filtered_and_paged(cloud: Cloud, filters: dict[str, Any], found: list[str]) -> None:
    first = await cloud.balancer(LoadBalancerName="a", Tag=[{"Key": "k", "Value": "1"}])
    await cloud.balancer(LoadBalancerName="b", VSwitchId="v", Tag=[{"Key": "k", "Value": "2"}])
    third = await cloud.balancer(LoadBalancerName="c")
    await cloud("SetLoadBalancerStatus", LoadBalancerId=first, LoadBalancerStatus="inactive")
    await cloud("AddBackendServers", LoadBalancerId=third, BackendServers=[{"ServerId": "10.0.0.1"}])
    answer = await cloud("DescribeLoadBalancers", **filters)
    assert [one["LoadBalancerName"] for one in answer["LoadBalancers"]["LoadBalancer"]] == found
    paged = "PageSize" in filters or "PageNumber" in filters
    assert answer["TotalCount"] == (3 if paged else len(found))


async def test_nobody_sees_what_belongs_to_others(cloud: Cloud, empty_store: SqliteStore) -> None:
    balancer = await cloud.balancer()
    stranger = Cloud(empty_store, tenant=Tenant("100000000002", "cn-hangzhou"))
    assert (await stranger.refused("DeleteLoadBalancer", LoadBalancerId=balancer)).status == 404
    assert (await stranger("DescribeLoadBalancers"))["TotalCount"] == 0
    # Lists are of a region; an id is found from every one, as clients leave RegionId out of many calls.
    elsewhere = Cloud(empty_store, tenant=Tenant("100000000001", "cn-beijing"))
    assert (await elsewhere("DescribeLoadBalancers"))["TotalCount"] == 0
    assert (await described(elsewhere, balancer))["RegionId"] == "cn-hangzhou"


async def test_regions_and_zones(cloud: Cloud) -> None:
    regions = (await cloud("DescribeRegions"))["Regions"]["Region"]
    assert {
        "RegionId": "cn-hangzhou",
        "LocalName": "China (Hangzhou)",
        "RegionEndpoint": "slb.cn-hangzhou.aliyuncs.com",
    } in regions
    zones = (await cloud("DescribeZones"))["Zones"]["Zone"]
    assert zones[0]["ZoneId"] == "cn-hangzhou-b"
    others = [one["ZoneId"] for one in zones[0]["SlaveZones"]["SlaveZone"]]
    assert others == [zone["ZoneId"] for zone in zones[1:]]
