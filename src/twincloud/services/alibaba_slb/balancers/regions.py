"""The regions of SLB and their zones: the catalogue that clients choose from, which changes nothing here."""

from __future__ import annotations

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.kernel.errors import ApiError
from twincloud.services.alibaba_slb.product import SLB
from twincloud.storage.transaction import Transaction

_CHINESE = "zh-CN"
_KINDS = (("vpc", "ipv4"), ("vpc", "ipv6"), ("classic_internet", "ipv4"), ("classic_intranet", "ipv4"))


class Region(Struct, frozen=True):
    """A region with its names and the letters of its zones."""

    id: str
    english: str
    chinese: str
    zones: str

    def name(self, language: str | None) -> str:
        """Return its name in the language that AcceptLanguage asks for: Chinese, or English (our default)."""
        return self.chinese if language == _CHINESE else self.english

    def zone(self, letter: str) -> str:
        """Return the id of a zone; regions whose names end with a figure put a hyphen before the letter."""
        return f"{self.id}{'' if self.id[-1].isdigit() else '-'}{letter}"

    def others(self, letter: str) -> str:
        """Return the letters of the zones that can stand in for one: all others, or itself where it is alone."""
        return self.zones.replace(letter, "") or letter


CATALOGUE = {
    region.id: region
    for region in (
        Region("cn-qingdao", "China (Qingdao)", "华北1(青岛)", "bc"),
        Region("cn-beijing", "China (Beijing)", "华北2(北京)", "abcdefghijkl"),
        Region("cn-zhangjiakou", "China (Zhangjiakou)", "华北3(张家口)", "abc"),
        Region("cn-huhehaote", "China (Hohhot)", "华北5(呼和浩特)", "ab"),
        Region("cn-wulanchabu", "China (Ulanqab)", "华北6(乌兰察布)", "abc"),
        Region("cn-hangzhou", "China (Hangzhou)", "华东1(杭州)", "bdefghijk"),
        Region("cn-shanghai", "China (Shanghai)", "华东2(上海)", "abcdefgklmn"),
        Region("cn-nanjing", "China (Nanjing - Local Region)", "华东5(南京-本地地域)", "a"),
        Region("cn-fuzhou", "China (Fuzhou - Local Region)", "华东6(福州-本地地域)", "a"),
        Region("cn-wuhan-lr", "China (Wuhan - Local Region)", "华中1(武汉-本地地域)", "a"),
        Region("cn-shenzhen", "China (Shenzhen)", "华南1(深圳)", "abcdef"),
        Region("cn-heyuan", "China (Heyuan)", "华南2(河源)", "ab"),
        Region("cn-guangzhou", "China (Guangzhou)", "华南3(广州)", "ab"),
        Region("cn-chengdu", "China (Chengdu)", "西南1(成都)", "ab"),
        Region("cn-hongkong", "China (Hong Kong)", "中国香港", "bcd"),
        Region("ap-northeast-1", "Japan (Tokyo)", "日本(东京)", "abc"),
        Region("ap-northeast-2", "South Korea (Seoul)", "韩国(首尔)", "ab"),
        Region("ap-southeast-1", "Singapore", "新加坡", "abc"),
        Region("ap-southeast-2", "Australia (Sydney)", "澳大利亚(悉尼)", "ab"),
        Region("ap-southeast-3", "Malaysia (Kuala Lumpur)", "马来西亚(吉隆坡)", "abc"),
        Region("ap-southeast-5", "Indonesia (Jakarta)", "印度尼西亚(雅加达)", "abc"),
        Region("ap-southeast-6", "Philippines (Manila)", "菲律宾(马尼拉)", "ab"),
        Region("ap-southeast-7", "Thailand (Bangkok)", "泰国(曼谷)", "ab"),
        Region("ap-south-1", "India (Mumbai)", "印度(孟买)", "ab"),
        Region("us-east-1", "US (Virginia)", "美国(弗吉尼亚)", "ab"),
        Region("us-west-1", "US (Silicon Valley)", "美国(硅谷)", "ab"),
        Region("na-south-1", "Mexico", "墨西哥", "ab"),
        Region("eu-west-1", "UK (London)", "英国(伦敦)", "ab"),
        Region("eu-central-1", "Germany (Frankfurt)", "德国(法兰克福)", "abc"),
        Region("me-east-1", "UAE (Dubai)", "阿联酋(迪拜)", "ab"),
        Region("me-central-1", "SAU (Riyadh - Partner Region)", "沙特(利雅得-合作伙伴运营)", "ab"),
        Region("cn-hangzhou-finance", "China East 1 Finance", "华东1 金融云", "jk"),
        Region("cn-shanghai-finance-1", "China East 2 Finance", "华东2 金融云", "fgkz"),
        Region("cn-shenzhen-finance-1", "China South 1 Finance", "华南1 金融云", "de"),
        Region("cn-beijing-finance-1", "China North 2 Finance (Preview)", "华北2 金融云(邀测)", "kl"),
        Region("cn-north-2-gov-1", "China North 2 Ali Gov 1", "华北2 阿里政务云1", "bl"),
    )
}
"""The regions by id, in the order in which they are listed."""


@SLB.read("DescribeRegions")
def describe_regions(
    call: Call, request: shapes.DescribeRegionsRequest, tx: Transaction
) -> shapes.DescribeRegionsResponse:
    """List the regions in which load balancers can be made."""
    found = [
        shapes.Region(
            local_name=region.name(request.accept_language),
            region_endpoint=f"slb.{region.id}.aliyuncs.com",
            region_id=region.id,
        )
        for region in CATALOGUE.values()
    ]
    return shapes.DescribeRegionsResponse(regions=shapes.Regions(region=found), request_id=call.request_id)


@SLB.read("DescribeZones")
def describe_zones(call: Call, request: shapes.DescribeZonesRequest, tx: Transaction) -> shapes.DescribeZonesResponse:
    """List a region's zones, each with the zones that can stand in for it: all others, or itself where it is alone.

    Raises ApiError InvalidRegionId.NotFound.
    """
    region = _find(request.region_id)
    zones = [
        shapes.Zone(
            zone_id=region.zone(letter),
            local_name=_zone_name(region, letter, request.accept_language),
            slave_zones=shapes.SlaveZones(
                slave_zone=[
                    shapes.SlaveZone(
                        zone_id=region.zone(other), local_name=_zone_name(region, other, request.accept_language)
                    )
                    for other in region.others(letter)
                ]
            ),
        )
        for letter in region.zones
    ]
    return shapes.DescribeZonesResponse(zones=shapes.Zones(zone=zones), request_id=call.request_id)


@SLB.read("DescribeAvailableResource")
def describe_available_resource(
    call: Call, request: shapes.DescribeAvailableResourceRequest, tx: Transaction
) -> shapes.DescribeAvailableResourceResponse:
    """List a region's pairs of zones and what can be made in them: everything everywhere, IPv6 outside the classic net.

    Kinds of addresses are named with either line, as documents and clients differ. Raises ApiError
    InvalidRegionId.NotFound.
    """
    region = _find(request.region_id)
    supported = [
        shapes.SupportResource(address_type=kind, address_ip_version=version)
        for kind, version in _KINDS
        if (request.address_type or kind).lower().replace("-", "_") == kind
        and (request.address_ip_version or version).lower() == version
    ]
    pairs = [
        shapes.AvailableResource(
            master_zone_id=region.zone(letter),
            slave_zone_id=region.zone(other),
            support_resources=shapes.SupportResources(support_resource=supported),
        )
        for letter in region.zones
        for other in region.others(letter)
        if supported
    ]
    return shapes.DescribeAvailableResourceResponse(
        available_resources=shapes.AvailableResources(available_resource=pairs), request_id=call.request_id
    )


def _find(region_id: str) -> Region:
    region = CATALOGUE.get(region_id)
    if region is None:
        raise ApiError("InvalidRegionId.NotFound", "The specified RegionId does not exist.")
    return region


def _zone_name(region: Region, letter: str, language: str | None) -> str:
    if language == _CHINESE:
        return f"{region.chinese} 可用区{letter.upper()}"
    return f"{region.english} Zone {letter.upper()}"
