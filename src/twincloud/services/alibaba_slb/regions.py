"""The catalogue of regions and zones: DescribeRegions, DescribeZones."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.product import SLB
from twincloud.storage.transaction import Transaction

_NAMES = {
    "cn-qingdao": "China (Qingdao)",
    "cn-beijing": "China (Beijing)",
    "cn-zhangjiakou": "China (Zhangjiakou)",
    "cn-huhehaote": "China (Hohhot)",
    "cn-wulanchabu": "China (Ulanqab)",
    "cn-hangzhou": "China (Hangzhou)",
    "cn-shanghai": "China (Shanghai)",
    "cn-nanjing": "China (Nanjing - Local Region)",
    "cn-fuzhou": "China (Fuzhou - Local Region)",
    "cn-wuhan-lr": "China (Wuhan - Local Region)",
    "cn-shenzhen": "China (Shenzhen)",
    "cn-heyuan": "China (Heyuan)",
    "cn-guangzhou": "China (Guangzhou)",
    "cn-chengdu": "China (Chengdu)",
    "cn-hongkong": "China (Hong Kong)",
    "ap-northeast-1": "Japan (Tokyo)",
    "ap-northeast-2": "South Korea (Seoul)",
    "ap-southeast-1": "Singapore",
    "ap-southeast-2": "Australia (Sydney)",
    "ap-southeast-3": "Malaysia (Kuala Lumpur)",
    "ap-southeast-5": "Indonesia (Jakarta)",
    "ap-southeast-6": "Philippines (Manila)",
    "ap-southeast-7": "Thailand (Bangkok)",
    "ap-south-1": "India (Mumbai)",
    "us-east-1": "US (Virginia)",
    "us-west-1": "US (Silicon Valley)",
    "na-south-1": "Mexico",
    "eu-west-1": "UK (London)",
    "eu-central-1": "Germany (Frankfurt)",
    "me-east-1": "UAE (Dubai)",
    "me-central-1": "SAU (Riyadh)",
    "cn-hangzhou-finance": "China East 1 Finance",
    "cn-shanghai-finance-1": "China East 2 Finance",
    "cn-shenzhen-finance-1": "China South 1 Finance",
    "cn-beijing-finance-1": "China North 2 Finance",
    "cn-north-2-gov-1": "China North 2 Ali Gov",
}
_ZONES = {
    "cn-qingdao": "bc",
    "cn-beijing": "acdefghijkl",
    "cn-zhangjiakou": "abc",
    "cn-huhehaote": "ab",
    "cn-wulanchabu": "abc",
    "cn-hangzhou": "bfghijk",
    "cn-shanghai": "abefglmn",
    "cn-shenzhen": "acdef",
    "cn-heyuan": "ab",
    "cn-guangzhou": "ab",
    "cn-chengdu": "ab",
    "cn-hongkong": "bcd",
    "ap-northeast-1": "abc",
    "ap-southeast-1": "abc",
    "ap-southeast-3": "ab",
    "ap-southeast-5": "abc",
    "us-east-1": "ab",
    "us-west-1": "ab",
    "eu-west-1": "ab",
    "eu-central-1": "abc",
}
_FEWEST_ZONES = "ab"


@SLB.read("DescribeRegions")
def describe_regions(
    call: Call, request: shapes.DescribeRegionsRequest, tx: Transaction
) -> shapes.DescribeRegionsResponse:
    """List the product's regions."""
    found = [
        shapes.Region(region_id=name, local_name=_NAMES.get(name, name), region_endpoint=f"slb.{name}.aliyuncs.com")
        for name in SLB.contract.regions
    ]
    return shapes.DescribeRegionsResponse(regions=shapes.Regions(region=found), request_id=call.request_id)


@SLB.read("DescribeZones")
def describe_zones(call: Call, request: shapes.DescribeZonesRequest, tx: Transaction) -> shapes.DescribeZonesResponse:
    """List the region's zones, each with those that may stand in for it."""
    zones = _zones(call.tenant.region)
    found = [
        shapes.Zone(
            zone_id=zone,
            local_name=name,
            slave_zones=shapes.SlaveZones(
                slave_zone=[
                    shapes.SlaveZone(zone_id=other, local_name=other_name)
                    for other, other_name in zones.items()
                    if other != zone
                ]
            ),
        )
        for zone, name in zones.items()
    ]
    return shapes.DescribeZonesResponse(zones=shapes.Zones(zone=found), request_id=call.request_id)


def _zones(region: str) -> dict[str, str]:
    """Return a region's zones and their names; those of regions with a number end in the letter alone."""
    separator = "" if region[-1].isdigit() else "-"
    letters = _ZONES.get(region, _FEWEST_ZONES)
    name = _NAMES.get(region, region)
    return {f"{region}{separator}{letter}": f"{name} Zone {letter.upper()}" for letter in letters}
