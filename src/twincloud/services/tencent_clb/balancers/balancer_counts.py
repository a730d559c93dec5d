"""DescribeLoadBalancerOverview: how many balancers there are, and how they stand."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.balancers.balancer_list import RUNNING, balancer_status, expiry_ms, is_isolated
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import load_balancers
from twincloud.storage.transaction import Transaction

_SOON_MS = 7 * 86_400_000
"""So long before it expires a balancer will expire (our choice)."""


@CLB.read("DescribeLoadBalancerOverview")
def describe_load_balancer_overview(
    call: Call, request: shapes.DescribeLoadBalancerOverviewRequest, tx: Transaction
) -> shapes.DescribeLoadBalancerOverviewResponse:
    """Count the tenant's balancers in the region."""
    del request
    account, region = call.tenant
    known = tx.find(load_balancers, account=account, region=region, deleting=0)
    ends = [end for balancer in known if (end := expiry_ms(balancer)) is not None]
    return shapes.DescribeLoadBalancerOverviewResponse(
        total_count=len(known),
        running_count=sum(balancer_status(call, tx, balancer) == RUNNING for balancer in known),
        isolation_count=sum(is_isolated(tx, balancer) for balancer in known),
        will_expire_count=sum(end <= call.now_ms + _SOON_MS for end in ends),
        request_id=call.request_id,
    )
