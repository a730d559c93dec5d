"""DescribeResources: the zones in which balancers can be ordered, with the lines of providers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.kernel.paging import page
from twincloud.services.tencent_clb.balancers.networks import zone_name, zones_of
from twincloud.services.tencent_clb.errors import BAD_FILTER, DUPLICATE, refusal
from twincloud.services.tencent_clb.product import CLB
from twincloud.storage.transaction import Transaction

_IP_VERSION = "IPv4"
_LINES = ("BGP", "CMCC", "CUCC", "CTCC", "INTERNAL")
_SPECS = (
    "shared", "clb.c2.medium", "clb.c3.small", "clb.c3.medium", "clb.c4.small", "clb.c4.medium", "clb.c4.large",
    "clb.c4.xlarge",
)  # fmt: skip
_AVAILABLE = "Available"
_FILTERS = frozenset({"master-zone", "ip-version", "isp"})


@CLB.read("DescribeResources")
def describe_resources(
    call: Call, request: shapes.DescribeResourcesRequest, tx: Transaction
) -> shapes.DescribeResourcesResponse:
    """List each zone of the region alone, then each with each other one as its stand-in; all has everything."""
    del tx
    wanted: dict[str, frozenset[str]] = {}
    for item in request.filters or ():
        if item.name not in _FILTERS:
            raise refusal(call, BAD_FILTER, f"Invalid filter name: {item.name}")
        if item.name in wanted:
            raise refusal(call, DUPLICATE, f"The filter {item.name} is there twice.")
        wanted[item.name] = frozenset(item.values)
    region = call.tenant.region
    masters = wanted.get("master-zone")
    named = None if masters is None else {zone_name(region, zone) for zone in masters}
    lines = [line for line in _LINES if line in wanted.get("isp", _LINES)]
    places = [
        (master, slave)
        for master, slave in _places(zones_of(region))
        if lines and _IP_VERSION in wanted.get("ip-version", (_IP_VERSION,)) and (named is None or master in named)
    ]
    views = [_view(region, *place, lines) for place in page(places, request.offset, request.limit)]
    return shapes.DescribeResourcesResponse(
        zone_resource_set=views, total_count=len(places), request_id=call.request_id
    )


def _places(zones: Iterable[str]) -> list[tuple[str, str | None]]:
    known = list(zones)
    return [*((zone, None) for zone in known), *itertools.permutations(known, 2)]


def _view(region: str, master: str, slave: str | None, lines: Iterable[str]) -> shapes.ZoneResource:
    return shapes.ZoneResource(
        master_zone=master,
        slave_zone=slave,
        ip_version=_IP_VERSION,
        zone_region=region,
        local_zone=False,
        edge_zone=False,
        zone_resource_type="SHARED",
        egress="",
        resource_set=[_line(line) for line in lines],
    )


def _line(line: str) -> shapes.Resource:
    specs = [shapes.SpecAvailability(spec_type=spec, availability=_AVAILABLE) for spec in _SPECS]
    return shapes.Resource(
        type_=[line],
        isp=line,
        availability_set=[shapes.ResourceAvailability(type_=line, availability=_AVAILABLE)],
        type_set=[shapes.TypeInfo(type_=line, spec_availability_set=specs)],
    )
