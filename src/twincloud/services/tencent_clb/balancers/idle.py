"""DescribeIdleLoadBalancers: balancers that have been there for a while and forward nothing."""

from __future__ import annotations

import sqlalchemy as sa

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.kernel.paging import page
from twincloud.services.tencent_clb.balancers.balancer_list import balancer_status
from twincloud.services.tencent_clb.lookups import balancers_anywhere, balancers_with_targets, listeners_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import LAYER_4, LoadBalancer, rules
from twincloud.storage.transaction import Transaction

_UNNOTICED_MS = 7 * 86_400_000
"""How old a balancer is before it is called idle."""
_NO_RULES, _NO_TARGETS = "NO_RULES", "NO_RS"


@CLB.read("DescribeIdleLoadBalancers")
def describe_idle_load_balancers(
    call: Call, request: shapes.DescribeIdleLoadBalancersRequest, tx: Transaction
) -> shapes.DescribeIdleLoadBalancersResponse:
    """List balancers older than seven days that have no rules (layer-4 listeners count as such), or no targets."""
    busy = balancers_with_targets(tx)
    ruled = frozenset(tx.execute(sa.select(rules.table.c.balancer_id).where(rules.table.c.deleting == 0)).scalars())
    found = [
        (balancer, _NO_TARGETS if balancer.id in ruled or _has_layer_4(tx, balancer) else _NO_RULES)
        for balancer in balancers_anywhere(call, tx, request.load_balancer_region)
        if balancer.id not in busy and call.now_ms - balancer.created_ms > _UNNOTICED_MS
    ]
    book = call.port(AddressBook)
    views = [
        shapes.IdleLoadBalancer(
            load_balancer_id=balancer.id,
            load_balancer_name=balancer.name,
            region=balancer.region,
            vip=book.address(balancer.slot),
            idle_reason=reason,
            status=balancer_status(call, tx, balancer),
            forward=1,
            domain=balancer.domain,
        )
        for balancer, reason in page(found, request.offset, request.limit)
    ]
    return shapes.DescribeIdleLoadBalancersResponse(
        idle_load_balancers=views, total_count=len(found), request_id=call.request_id
    )


def _has_layer_4(tx: Transaction, balancer: LoadBalancer) -> bool:
    return any(listener.protocol in LAYER_4 for listener in listeners_of(tx, balancer.id))
