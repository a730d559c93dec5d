"""What a request for a balancer asks for, checked."""

from __future__ import annotations

import re

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.errors import NOT_ALLOWED, refusal, unusable
from twincloud.services.alibaba_slb.records import OFF, LoadBalancer

INTERNET, INTRANET = "internet", "intranet"
BY_TRAFFIC, BY_BANDWIDTH = "paybytraffic", "paybybandwidth"
BY_USE, BY_SPEC = "PayByCLCU", "PayBySpec"
ON_DEMAND, PREPAID = "PayOnDemand", "PrePay"
ELASTIC, SMALLEST = "slb.lcu.elastic", "slb.s1.small"
MOST_BANDWIDTH = 5120
_DAY_MS = 86_400_000
_MOST_MONTHS, _MOST_YEARS = 9, 5
_NAME = re.compile(r"[A-Za-z\u4e00-\u9fff][\w.\-/]{0,79}")


def checked_name(name: str) -> str:
    """Return a balancer's name; raises ApiError InvalidParameter."""
    if not _NAME.fullmatch(name):
        raise unusable("The specified LoadBalancerName is not valid.")
    return name


def ordered(call: Call, request: shapes.CreateLoadBalancerRequest) -> LoadBalancer:
    """Return the record of an order, still without an id and an address; raises ApiError."""
    if request.address:
        raise unusable("Illegal parameter. The IP address cannot be chosen.")
    address_type = request.address_type or (INTRANET if request.v_switch_id else INTERNET)
    charge = (request.internet_charge_type or BY_TRAFFIC).lower()
    pay_type = request.pay_type or ON_DEMAND
    if charge == BY_BANDWIDTH and not request.bandwidth:
        raise unusable("The specified Bandwidth is not valid.")
    check_charge(address_type, charge, pay_type)
    if pay_type == PREPAID:
        check_duration(request.pricing_cycle, request.duration, most_years=_MOST_YEARS)
    by_use = (request.instance_charge_type or BY_SPEC) == BY_USE and pay_type != PREPAID
    status = request.modification_protection_status or "NonProtection"
    return LoadBalancer(
        id="",
        account=call.tenant.account,
        region_id=call.tenant.region,
        slot=0,
        created_ms=call.now_ms,
        load_balancer_name=checked_name(request.load_balancer_name) if request.load_balancer_name else "",
        address_type=address_type,
        address_ip_version=request.address_ip_version or "ipv4",
        network_type="vpc" if request.v_switch_id or request.vpc_id else "classic",
        internet_charge_type=charge,
        bandwidth=request.bandwidth if request.bandwidth and charge == BY_BANDWIDTH else MOST_BANDWIDTH,
        load_balancer_spec=ELASTIC if by_use else (request.load_balancer_spec or SMALLEST),
        pay_type=pay_type,
        paid_until_ms=paid_until(call, request.pricing_cycle, request.duration) if pay_type == PREPAID else 0,
        instance_charge_type=BY_USE if by_use else BY_SPEC,
        vpc_id=request.vpc_id or "",
        v_switch_id=request.v_switch_id or "",
        master_zone_id=request.master_zone_id or "",
        slave_zone_id=request.slave_zone_id or "",
        resource_group_id=request.resource_group_id or "",
        delete_protection=request.delete_protection or OFF,
        modification_protection_status=status,
        modification_protection_reason=(request.modification_protection_reason or "")
        if status == "ConsoleProtection"
        else "",
    )


def check_charge(address_type: str, charge: str, pay_type: str) -> None:
    """Raise ApiError Operation.NotAllowed for what cannot be paid in advance as it is charged."""
    if pay_type == PREPAID and address_type == INTERNET and charge != BY_BANDWIDTH:
        raise refusal(NOT_ALLOWED, "A prepaid load balancer of the internet must be charged by bandwidth.")
    if pay_type == PREPAID and address_type == INTRANET and charge != BY_TRAFFIC:
        raise refusal(NOT_ALLOWED, "A prepaid load balancer of the intranet must be charged by traffic.")


def check_duration(cycle: str | None, duration: int | None, *, most_years: int) -> None:
    """Raise ApiError InvalidParameter for more months or years than can be paid in advance."""
    if cycle and duration and not 1 <= duration <= (_MOST_MONTHS if cycle == "month" else most_years):
        raise unusable("The specified Duration is not valid.")


def paid_until(call: Call, cycle: str | None, duration: int | None) -> int:
    """Return until when something is paid, a month being 30 days (our choice); nothing happens when it is over."""
    return call.now_ms + (duration or 1) * (365 if cycle == "year" else 30) * _DAY_MS
