"""What can be ordered: regions, sizes and prices, which are zero, and CheckProxyCreate."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.connections.proxy_orders import BANDWIDTHS, CONCURRENTS, check_regions, check_size
from twincloud.services.tencent_gaap.connections.regions import (
    access_regions,
    is_origin_region,
    origin_regions,
    region_detail,
)
from twincloud.services.tencent_gaap.errors import missing, refusal
from twincloud.services.tencent_gaap.lookups import find_group
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import quotas
from twincloud.services.tencent_gaap.records import proxies
from twincloud.storage.transaction import Transaction

_IPV6 = "IPV6"
_CURRENCY = "CNY"
_STEPS = ((0, 20), (20, 100), (100, 500), (500, 2000), (2000, -1))
"""The ranges of bandwidth (Mbit/s) that have a price of their own; -1 is no end (product page)."""
_BY_TRAFFIC = 1


@GAAP.read("DescribeAccessRegions")
def describe_access_regions(
    call: Call, request: shapes.DescribeAccessRegionsRequest, tx: Transaction
) -> shapes.DescribeAccessRegionsResponse:
    """List the regions in which connections begin."""
    del request, tx
    found = [region_detail(region) for region in access_regions()]
    return shapes.DescribeAccessRegionsResponse(
        total_count=len(found), access_region_set=found, request_id=call.request_id
    )


@GAAP.read("DescribeDestRegions")
def describe_dest_regions(
    call: Call, request: shapes.DescribeDestRegionsRequest, tx: Transaction
) -> shapes.DescribeDestRegionsResponse:
    """List the regions to which connections lead."""
    del request, tx
    found = [region_detail(region) for region in origin_regions()]
    return shapes.DescribeDestRegionsResponse(total_count=len(found), dest_region_set=found, request_id=call.request_id)


@GAAP.read("DescribeAccessRegionsByDestRegion")
def describe_access_regions_by_dest_region(
    call: Call, request: shapes.DescribeAccessRegionsByDestRegionRequest, tx: Transaction
) -> shapes.DescribeAccessRegionsByDestRegionResponse:
    """List the regions from which connections lead to one, all of them, with the sizes that there are; no IPv6 ones."""
    del tx
    if not is_origin_region(request.dest_region):
        message = f"The origin server region {request.dest_region} is not known."
        raise refusal(call, "InvalidParameterValue.UnknownDestRegion", message)
    offered = () if _wants_ipv6(request.ip_address_version) else access_regions()
    found = []
    for region in offered:
        detail = region_detail(region)
        found.append(
            shapes.AccessRegionDetial(
                region_id=detail.region_id,
                region_name=detail.region_name,
                concurrent_list=list(CONCURRENTS),
                bandwidth_list=list(BANDWIDTHS),
                region_area=detail.region_area,
                region_area_name=detail.region_area_name,
                idc_type=detail.idc_type,
                feature_bitmap=detail.feature_bitmap,
            )
        )
    return shapes.DescribeAccessRegionsByDestRegionResponse(
        total_count=len(found), access_region_set=found, request_id=call.request_id
    )


@GAAP.read("DescribeRegionAndPrice")
def describe_region_and_price(
    call: Call, request: shapes.DescribeRegionAndPriceRequest, tx: Transaction
) -> shapes.DescribeRegionAndPriceResponse:
    """List the regions to which connections lead, with the price of bandwidth."""
    del tx
    found = [] if _wants_ipv6(request.ip_address_version) else [region_detail(region) for region in origin_regions()]
    return shapes.DescribeRegionAndPriceResponse(
        total_count=len(found),
        dest_region_set=found,
        bandwidth_unit_price=_bandwidth_prices(),
        currency=_CURRENCY,
        request_id=call.request_id,
    )


@GAAP.read("InquiryPriceCreateProxy")
def inquiry_price_create_proxy(
    call: Call, request: shapes.InquiryPriceCreateProxyRequest, tx: Transaction
) -> shapes.InquiryPriceCreateProxyResponse:
    """Say what a connection would cost: nothing, in the members that belong to the way of paying."""
    del tx
    concurrent = request.concurrency if request.concurrent is None else request.concurrent
    region = request.real_server_region or request.dest_region
    if concurrent is None:
        raise missing(call, "Concurrent")
    if not region:
        raise missing(call, "RealServerRegion")
    check_size(call, request.bandwidth, concurrent)
    check_regions(call, request.access_region, region)
    by_traffic = request.billing_type == _BY_TRAFFIC
    return shapes.InquiryPriceCreateProxyResponse(
        proxy_daily_price=0.0,
        discount_proxy_daily_price=0.0,
        bandwidth_unit_price=None if by_traffic else _bandwidth_prices(),
        flow_unit_price=0.0 if by_traffic else None,
        discount_flow_unit_price=0.0 if by_traffic else None,
        cn2_bandwidth_price=0.0,
        cn2_bandwidth_price_with_discount=0.0,
        currency=_CURRENCY,
        request_id=call.request_id,
    )


@GAAP.read("CheckProxyCreate")
def check_proxy_create(
    call: Call, request: shapes.CheckProxyCreateRequest, tx: Transaction
) -> shapes.CheckProxyCreateResponse:
    """Say whether a connection could be made: what is no such thing is refused, what there is no room for is 0."""
    check_size(call, request.bandwidth, request.concurrent)
    check_regions(call, request.access_region, request.real_server_region)
    known = tx.find(proxies, account=call.tenant.account, deleting=0)
    most = quotas(call)
    room = len(known) < most.proxies and not _wants_ipv6(request.ip_address_version)
    if request.group_id:
        group = find_group(call, tx, request.group_id)
        room = room and len([proxy for proxy in known if proxy.group_id == group.id]) < most.proxies_per_group
    return shapes.CheckProxyCreateResponse(check_flag=int(room), request_id=call.request_id)


def _wants_ipv6(version: str | None) -> bool:
    return (version or "").upper() == _IPV6


def _bandwidth_prices() -> list[shapes.BandwidthPriceGradient]:
    return [
        shapes.BandwidthPriceGradient(
            bandwidth_range=list(step), bandwidth_unit_price=0.0, discount_bandwidth_unit_price=0.0
        )
        for step in _STEPS
    ]
