"""What a balancer is and how it is paid, changed after it was ordered; nothing is charged, and traffic stays so."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.balancers.balancer_orders import (
    BY_BANDWIDTH,
    BY_SPEC,
    BY_TRAFFIC,
    BY_USE,
    ELASTIC,
    INTERNET,
    MOST_BANDWIDTH,
    ON_DEMAND,
    PREPAID,
    check_charge,
    check_duration,
    paid_until,
)
from twincloud.services.alibaba_slb.balancers.balancers import named_balancer
from twincloud.services.alibaba_slb.errors import NOT_ALLOWED, refusal, unusable
from twincloud.services.alibaba_slb.listeners.listener_orders import UNLIMITED
from twincloud.services.alibaba_slb.lookups import hold_balancer, listeners_of
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import LoadBalancer, load_balancers
from twincloud.storage.transaction import Transaction

_MOST_YEARS = 3
NO_ORDER = 0


@SLB.write("ModifyLoadBalancerInstanceSpec", locks=named_balancer)
def modify_load_balancer_instance_spec(
    call: Call, request: shapes.ModifyLoadBalancerInstanceSpecRequest, tx: Transaction
) -> shapes.ModifyLoadBalancerInstanceSpecResponse:
    """Give a balancer another specification; one that is paid by use has none to be chosen."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    if balancer.instance_charge_type == BY_USE:
        raise refusal("ModifySpecNotAllowed", "A load balancer that is paid by use has no specification of its own.")
    tx.replace(load_balancers, balancer, replace(balancer, load_balancer_spec=request.load_balancer_spec))
    return shapes.ModifyLoadBalancerInstanceSpecResponse(order_id=NO_ORDER, request_id=call.request_id)


@SLB.write("ModifyLoadBalancerInternetSpec", locks=named_balancer)
def modify_load_balancer_internet_spec(
    call: Call, request: shapes.ModifyLoadBalancerInternetSpecRequest, tx: Transaction
) -> shapes.ModifyLoadBalancerInternetSpecResponse:
    """Have a balancer of the internet charged by traffic, or by a bandwidth, or change that bandwidth."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    if balancer.address_type != INTERNET:
        raise refusal(NOT_ALLOWED, "The load balancer is not of the internet.")
    charge = (request.internet_charge_type or balancer.internet_charge_type).lower()
    check_charge(balancer.address_type, charge, balancer.pay_type)
    bandwidth = MOST_BANDWIDTH
    if charge == BY_BANDWIDTH:
        if balancer.instance_charge_type == BY_USE:
            raise refusal(NOT_ALLOWED, "A load balancer that is paid by use is charged by traffic.")
        bandwidth = _bandwidth(tx, balancer, request.bandwidth)
    after = replace(balancer, internet_charge_type=charge, bandwidth=bandwidth)
    tx.replace(load_balancers, balancer, after)
    return shapes.ModifyLoadBalancerInternetSpecResponse(order_id=NO_ORDER, request_id=call.request_id)


@SLB.write("ModifyLoadBalancerPayType", locks=named_balancer)
def modify_load_balancer_pay_type(
    call: Call, request: shapes.ModifyLoadBalancerPayTypeRequest, tx: Transaction
) -> shapes.ModifyLoadBalancerPayTypeResponse:
    """Have a balancer paid in advance that was paid as it was used; there is no way back."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    if (balancer.pay_type, request.pay_type) != (ON_DEMAND, PREPAID):
        raise refusal(NOT_ALLOWED, "Only allow changing loadBalancer from PayOnDemand to PrePay.")
    if balancer.instance_charge_type == BY_USE:
        raise refusal(NOT_ALLOWED, "A load balancer that is paid by use cannot be paid in advance.")
    check_charge(balancer.address_type, balancer.internet_charge_type, PREPAID)
    check_duration(request.pricing_cycle, request.duration, most_years=_MOST_YEARS)
    until_ms = paid_until(call, request.pricing_cycle, request.duration)
    tx.replace(load_balancers, balancer, replace(balancer, pay_type=PREPAID, paid_until_ms=until_ms))
    return shapes.ModifyLoadBalancerPayTypeResponse(order_id=NO_ORDER, request_id=call.request_id)


@SLB.write("ModifyLoadBalancerInstanceChargeType", locks=named_balancer)
def modify_load_balancer_instance_charge_type(
    call: Call, request: shapes.ModifyLoadBalancerInstanceChargeTypeRequest, tx: Transaction
) -> shapes.ModifyLoadBalancerInstanceChargeTypeResponse:
    """Have a balancer paid by use that was paid by its specification; there is no way back."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    if request.instance_charge_type == BY_SPEC and balancer.instance_charge_type == BY_USE:
        raise refusal(NOT_ALLOWED, "A load balancer that is paid by use cannot be paid by its specification again.")
    if balancer.pay_type == PREPAID:
        raise refusal(NOT_ALLOWED, "A load balancer that is paid in advance cannot be paid in another way.")
    if request.instance_charge_type == BY_USE:
        if BY_BANDWIDTH in {(request.internet_charge_type or "").lower(), balancer.internet_charge_type}:
            raise refusal(NOT_ALLOWED, "A load balancer that is paid by use is charged by traffic.")
        after = replace(
            balancer,
            instance_charge_type=BY_USE,
            load_balancer_spec=ELASTIC,
            internet_charge_type=BY_TRAFFIC,
            bandwidth=MOST_BANDWIDTH,
        )
        tx.replace(load_balancers, balancer, after)
    return shapes.ModifyLoadBalancerInstanceChargeTypeResponse(request_id=call.request_id)


def _bandwidth(tx: Transaction, balancer: LoadBalancer, given: int | None) -> int:
    """Return the bandwidth in Mbit/s that a balancer charged by it has; raises ApiError InvalidParameter."""
    found = given or (balancer.bandwidth if balancer.internet_charge_type == BY_BANDWIDTH else None)
    if found is None:
        raise unusable("The specified Bandwidth is not valid.")
    promised = sum(one.bandwidth for one in listeners_of(tx, balancer.id) if one.bandwidth != UNLIMITED)
    if promised > found:
        raise unusable("The specified Bandwidth is less than what the listeners of the instance have.")
    return found
