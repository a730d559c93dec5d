"""What things cost, which is nothing, and for how long they are paid: the inquiries and RenewLoadBalancers."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import refusal
from twincloud.services.tencent_clb.lookups import find_balancer
from twincloud.services.tencent_clb.orders import new_deal
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import INTERNAL, PREPAID, LoadBalancer, load_balancers
from twincloud.storage.transaction import Transaction

_FULL = 100.0
"""A discount of nothing, as the product writes it."""
_HOUR, _GIGABYTE = "HOUR", "GB"
_BANDWIDTH_UNITS = {"TRAFFIC_POSTPAID_BY_HOUR": _GIGABYTE, "BANDWIDTH_POSTPAID_BY_HOUR": _HOUR}
"""By what traffic is counted that is paid afterwards."""
_PACKAGE = "BANDWIDTH_PACKAGE"


@CLB.read("InquiryPriceCreateLoadBalancer")
def inquiry_price_create_load_balancer(
    call: Call, request: shapes.InquiryPriceCreateLoadBalancerRequest, tx: Transaction
) -> shapes.InquiryPriceCreateLoadBalancerResponse:
    """Say what balancers would cost: nothing, in the members that belong to the way of paying."""
    del tx
    prepaid = request.load_balancer_charge_type == PREPAID
    price = shapes.Price(
        instance_price=_prepaid() if prepaid else _postpaid(_HOUR),
        bandwidth_price=None if request.load_balancer_type == INTERNAL else _bandwidth(request.internet_accessible),
        lcu_price=_postpaid(_HOUR) if request.sla_type and not prepaid else None,
    )
    return shapes.InquiryPriceCreateLoadBalancerResponse(price=price, request_id=call.request_id)


@CLB.read("InquiryPriceModifyLoadBalancer")
def inquiry_price_modify_load_balancer(
    call: Call, request: shapes.InquiryPriceModifyLoadBalancerRequest, tx: Transaction
) -> shapes.InquiryPriceModifyLoadBalancerResponse:
    """Say what another bandwidth would cost."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    price = shapes.Price(
        instance_price=_prepaid() if balancer.charge_type == PREPAID else _postpaid(_HOUR),
        bandwidth_price=_bandwidth(request.internet_accessible),
    )
    return shapes.InquiryPriceModifyLoadBalancerResponse(price=price, request_id=call.request_id)


@CLB.read("InquiryPriceRefundLoadBalancer")
def inquiry_price_refund_load_balancer(
    call: Call, request: shapes.InquiryPriceRefundLoadBalancerRequest, tx: Transaction
) -> shapes.InquiryPriceRefundLoadBalancerResponse:
    """Say what would be paid back for a prepaid balancer."""
    _find_prepaid(call, tx, request.load_balancer_id)
    price = shapes.Price(instance_price=shapes.ItemPrice(original_price=0.0))
    return shapes.InquiryPriceRefundLoadBalancerResponse(price=price, request_id=call.request_id)


@CLB.read("InquiryPriceRenewLoadBalancer")
def inquiry_price_renew_load_balancer(
    call: Call, request: shapes.InquiryPriceRenewLoadBalancerRequest, tx: Transaction
) -> shapes.InquiryPriceRenewLoadBalancerResponse:
    """Say what it would cost to renew a prepaid balancer."""
    balancer = _find_prepaid(call, tx, request.load_balancer_id)
    has_bandwidth = balancer.kind != INTERNAL and balancer.internet_charge_type == "BANDWIDTH_PREPAID"
    price = shapes.Price(instance_price=_prepaid(), bandwidth_price=_prepaid() if has_bandwidth else None)
    return shapes.InquiryPriceRenewLoadBalancerResponse(price=price, request_id=call.request_id)


def _locks(call: Call, request: shapes.RenewLoadBalancersRequest) -> Sequence[str]:
    return [balancer_lock(balancer_id) for balancer_id in request.load_balancer_ids]


@CLB.write("RenewLoadBalancers", locks=_locks)
def renew_load_balancers(
    call: Call, request: shapes.RenewLoadBalancersRequest, tx: Transaction
) -> shapes.RenewLoadBalancersResponse:
    """Have prepaid balancers expire some months later, one unless it is said; all of them or none."""
    asked = request.lb_charge_prepaid
    for balancer_id in dict.fromkeys(request.load_balancer_ids):
        balancer = _find_prepaid(call, tx, balancer_id)
        after = replace(
            balancer,
            prepaid_months=max(balancer.prepaid_months, 1) + (asked.period or 1),
            renew_flag=asked.renew_flag or balancer.renew_flag,
        )
        tx.replace(load_balancers, balancer, after)
    return shapes.RenewLoadBalancersResponse(deal_name=new_deal(call, tx), request_id=call.request_id)


def _find_prepaid(call: Call, tx: Transaction, balancer_id: str) -> LoadBalancer:
    balancer = find_balancer(call, tx, balancer_id)
    if balancer.charge_type != PREPAID:
        raise refusal(call, "FailedOperation", f"{balancer_id} is not prepaid.")
    return balancer


def _bandwidth(internet: shapes.InternetAccessible | None) -> shapes.ItemPrice | None:
    """Return the price of traffic; a bandwidth package is paid for elsewhere."""
    kind = internet.internet_charge_type if internet is not None else None
    if kind == _PACKAGE:
        return None
    unit = _BANDWIDTH_UNITS.get(kind or "TRAFFIC_POSTPAID_BY_HOUR")
    return _prepaid() if unit is None else _postpaid(unit)


def _prepaid() -> shapes.ItemPrice:
    return shapes.ItemPrice(original_price=0.0, discount_price=0.0, discount=_FULL)


def _postpaid(unit: str) -> shapes.ItemPrice:
    return shapes.ItemPrice(unit_price=0.0, unit_price_discount=0.0, charge_unit=unit, discount=_FULL)
