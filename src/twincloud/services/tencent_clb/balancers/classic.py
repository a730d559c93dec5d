"""Balancers of the classic kind, of which there are none: every id that is said to be one is refused."""

from __future__ import annotations

from typing import NoReturn

from twincloud.contract.call import Call
from twincloud.contract.operation import no_locks
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import no_balancer
from twincloud.services.tencent_clb.product import CLB
from twincloud.storage.transaction import Transaction

One = (
    shapes.DescribeClassicalLBListenersRequest
    | shapes.DescribeClassicalLBTargetsRequest
    | shapes.DescribeClassicalLBHealthStatusRequest
    | shapes.RegisterTargetsWithClassicalLBRequest
    | shapes.DeregisterTargetsFromClassicalLBRequest
)


@CLB.read("DescribeClassicalLBListeners")
@CLB.read("DescribeClassicalLBTargets")
@CLB.read("DescribeClassicalLBHealthStatus")
@CLB.write("RegisterTargetsWithClassicalLB", locks=no_locks)
@CLB.write("DeregisterTargetsFromClassicalLB", locks=no_locks)
def refuse_one(call: Call, request: One, tx: Transaction) -> NoReturn:
    """Refuse an operation on one classic balancer, also when the id is that of a balancer of today's kind."""
    del tx
    raise no_balancer(call, request.load_balancer_id)


@CLB.write("MigrateClassicalLoadBalancers", locks=no_locks)
def migrate_classical_load_balancers(
    call: Call, request: shapes.MigrateClassicalLoadBalancersRequest, tx: Transaction
) -> NoReturn:
    """Refuse to make balancers of today's kind of classic ones."""
    del tx
    raise no_balancer(call, ", ".join(request.load_balancer_ids))


@CLB.read("DescribeClassicalLBByInstanceId")
def describe_classical_lb_by_instance_id(
    call: Call, request: shapes.DescribeClassicalLBByInstanceIdRequest, tx: Transaction
) -> shapes.DescribeClassicalLBByInstanceIdResponse:
    """List the classic balancers to which instances are bound: none."""
    del request, tx
    return shapes.DescribeClassicalLBByInstanceIdResponse(load_balancer_info_list=[], request_id=call.request_id)
