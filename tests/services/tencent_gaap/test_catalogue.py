"""Regions, sizes, prices, and whether a connection could be made."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_gaap.harness import ORDER, Cloud
from twincloud.services.tencent_gaap import Quotas
from twincloud.storage.sqlite import SqliteStore

ASKED = {"AccessRegion": "Hongkong", "RealServerRegion": "Guangzhou", "Bandwidth": 10, "Concurrent": 2}
FREE = [
    {"BandwidthRange": step, "BandwidthUnitPrice": 0.0, "DiscountBandwidthUnitPrice": 0.0}
    for step in ([0, 20], [20, 100], [100, 500], [500, 2000], [2000, -1])
]


async def test_every_region_that_is_offered_can_be_ordered(cloud: Cloud) -> None:
    access = (await cloud("DescribeAccessRegions"))["AccessRegionSet"]
    origins = (await cloud("DescribeDestRegions", QualityType=0))["DestRegionSet"]
    assert {one["RegionId"] for one in origins} < {one["RegionId"] for one in access}
    hongkong = {
        "RegionId": "Hongkong", "RegionName": "Hong Kong (China)", "RegionArea": "AsiaPacific",
        "RegionAreaName": "Asia-Pacific", "IDCType": "dc", "FeatureBitmap": 71,
        "SupportFeature": {"NetworkType": ["normal"]},
    }  # fmt: skip
    assert hongkong in access
    assert hongkong in origins
    for region in access:
        await cloud("CheckProxyCreate", **{**ASKED, "AccessRegion": region["RegionId"]})
    for region in origins:
        answer = await cloud("DescribeAccessRegionsByDestRegion", DestRegion=region["RegionId"])
        assert answer["TotalCount"] == len(access)
    one = answer["AccessRegionSet"][0]
    assert (one["ConcurrentList"][:2], one["BandwidthList"][:2], one["FeatureBitmap"]) == ([2, 5], [10, 20], 71)
    nothing = await cloud("DescribeAccessRegionsByDestRegion", DestRegion="Japan", IPAddressVersion="IPv6")
    assert nothing["AccessRegionSet"] == []
    code = await cloud.code("DescribeAccessRegionsByDestRegion", DestRegion="Changsha")
    assert code == "InvalidParameterValue.UnknownDestRegion"


async def test_prices(cloud: Cloud) -> None:
    answer = await cloud("DescribeRegionAndPrice", PackageType="Thunder")
    assert (answer["BandwidthUnitPrice"], answer["Currency"]) == (FREE, "CNY")
    assert answer["TotalCount"] == (await cloud("DescribeDestRegions"))["TotalCount"]
    assert (await cloud("DescribeRegionAndPrice", IPAddressVersion="IPv6"))["DestRegionSet"] == []
    older = {"AccessRegion": "Hongkong", "DestRegion": "Guangzhou", "Bandwidth": 10, "Concurrency": 2}
    for asked in (ASKED, older):
        answer = await cloud("InquiryPriceCreateProxy", **asked)
        del answer["RequestId"]
        assert answer == {
            "ProxyDailyPrice": 0.0, "BandwidthUnitPrice": FREE, "DiscountProxyDailyPrice": 0.0, "Currency": "CNY",
            "FlowUnitPrice": None, "DiscountFlowUnitPrice": None, "Cn2BandwidthPrice": 0.0,
            "Cn2BandwidthPriceWithDiscount": 0.0,
        }  # fmt: skip
    answer = await cloud("InquiryPriceCreateProxy", **ASKED, BillingType=1)
    assert (answer["BandwidthUnitPrice"], answer["FlowUnitPrice"]) == (None, 0.0)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"AccessRegion": "Moon"}, "InvalidParameterValue.UnknownAccessRegion"),
        ({"RealServerRegion": "Changsha"}, "InvalidParameterValue.UnknownDestRegion"),
        ({"Bandwidth": 11}, "InvalidParameterValue.InvalidBandwidth"),
        ({"Concurrent": 3}, "InvalidParameterValue.InvalidConcurrency"),
    ],
)
async def test_what_there_is_not(cloud: Cloud, members: dict[str, Any], code: str) -> None:
    for action in ("CheckProxyCreate", "InquiryPriceCreateProxy"):
        assert await cloud.code(action, **{**ASKED, **members}) == code, action


@pytest.mark.parametrize("missing", ["Concurrent", "RealServerRegion"])
async def test_a_price_needs_both_names_one(cloud: Cloud, missing: str) -> None:
    asked = {name: value for name, value in ASKED.items() if name != missing}
    assert await cloud.code("InquiryPriceCreateProxy", **asked) == "MissingParameter"


async def test_whether_there_is_room(empty_store: SqliteStore) -> None:
    cloud = Cloud(empty_store, quotas=Quotas(proxies=2, proxies_per_group=1))
    group = await cloud.group("Japan")

    async def flag(**members: Any) -> int:
        return int((await cloud("CheckProxyCreate", **{**ASKED, **members}))["CheckFlag"])

    assert [await flag(), await flag(GroupId=group), await flag(IPAddressVersion="IPv6")] == [1, 0, 0]
    await cloud("CreateProxy", **ORDER)
    assert await flag() == 0
    assert await cloud.code("CheckProxyCreate", **ASKED, GroupId="lg-12345678") == "ResourceNotFound"
