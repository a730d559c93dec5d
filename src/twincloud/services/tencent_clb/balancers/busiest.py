"""DescribeLoadBalancerTraffic: the balancers that send most to their clients."""

from __future__ import annotations

from twincloud.balancing.traffic import TrafficMeter
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.services.tencent_clb.lookups import balancers_anywhere, listeners_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import subjects
from twincloud.storage.transaction import Transaction

_MOST = 10
"""How many balancers the list has (our choice)."""
_MEGA = 1_000_000
_DECIMALS = 3


@CLB.read("DescribeLoadBalancerTraffic")
def describe_load_balancer_traffic(
    call: Call, request: shapes.DescribeLoadBalancerTrafficRequest, tx: Transaction
) -> shapes.DescribeLoadBalancerTrafficResponse:
    """List the balancers that sent most, and their highest rate of late; those that sent nothing are not there."""
    meter = call.optional_port(TrafficMeter)
    found = []
    for balancer in balancers_anywhere(call, tx, request.load_balancer_region) if meter is not None else ():
        names = {name for listener in listeners_of(tx, balancer.id) for name in subjects(listener)}
        rate = meter.peak(names) if meter is not None else 0
        if rate:
            found.append((rate, balancer))
    found.sort(key=lambda one: one[0], reverse=True)
    book = call.port(AddressBook)
    views = [
        shapes.LoadBalancerTraffic(
            load_balancer_id=balancer.id,
            load_balancer_name=balancer.name,
            region=balancer.region,
            vip=book.address(balancer.slot),
            out_bandwidth=round(rate / _MEGA, _DECIMALS),
            domain=balancer.domain,
        )
        for rate, balancer in found[:_MOST]
    ]
    return shapes.DescribeLoadBalancerTrafficResponse(load_balancer_traffic=views, request_id=call.request_id)
