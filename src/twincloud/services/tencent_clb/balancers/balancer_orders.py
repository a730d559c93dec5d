"""From a CreateLoadBalancer to the record of what was ordered: defaults filled in, combinations checked."""

from __future__ import annotations

from typing import Final

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.networks import DEFAULT_VPC
from twincloud.services.tencent_clb.balancers.networks import zone_name
from twincloud.services.tencent_clb.errors import FORMAT, MISSING, RANGE, UNSUPPORTED, VALUE, refusal
from twincloud.services.tencent_clb.records import INTERNAL, OPEN, InternetCharge, LoadBalancer

_BMP_END = 0xFFFF
_SHARED_BANDWIDTH = 2048
_DEFAULT_BANDWIDTH = 10
_PACKAGE: Final = "BANDWIDTH_PACKAGE"
_BGP = "BGP"


def ordered(call: Call, request: shapes.CreateLoadBalancerRequest) -> LoadBalancer:
    """Return a record without id, name and slot; raises ApiError for what cannot be had together."""
    _check_names(call, request)
    _check_place(call, request)
    charge_type, bandwidth = _internet(call, request)
    is_open = request.load_balancer_type == OPEN
    prepaid = request.lb_charge_prepaid or shapes.LBChargePrepaid()
    region = call.tenant.region
    return LoadBalancer(
        id="",
        account=call.tenant.account,
        region=region,
        name="",
        kind=request.load_balancer_type,
        slot=0,
        created_ms=call.now_ms,
        project_id=request.project_id or 0,
        vpc_id=request.vpc_id or DEFAULT_VPC,
        subnet_id=request.subnet_id or "",
        zone=zone_name(region, request.master_zone_id or request.zone_id) if is_open else "",
        slave_zone=zone_name(region, request.slave_zone_id) if is_open and request.slave_zone_id else "",
        vip_isp=(request.vip_isp or _BGP) if is_open else INTERNAL,
        internet_charge_type=charge_type,
        bandwidth_out=bandwidth,
        bandwidth_package_id=request.bandwidth_package_id or "",
        charge_type=request.lb_charge_type or "POSTPAID_BY_HOUR",
        prepaid_months=prepaid.period or 0,
        renew_flag=prepaid.renew_flag,
        sla_type=request.sla_type or "",
        pass_to_target=bool(request.load_balancer_pass_to_target),
        snat_pro=bool(request.snat_pro),
        snat_ips=tuple(request.snat_ips or ()),
        cluster_ids=tuple(request.cluster_ids or ()),
        cluster_tag=request.cluster_tag,
        exclusive_cluster=request.exclusive_cluster,
        egress=request.egress or "",
        log_topic_id=request.access_log_topic_id or "",
        advanced_route=bool(request.advanced_route),
        zone_affinity=request.available_zone_affinity_info,
    )


def _check_names(call: Call, request: shapes.CreateLoadBalancerRequest) -> None:
    if any(ord(char) > _BMP_END for char in request.load_balancer_name or ""):
        raise refusal(call, FORMAT, "LoadBalancerName must not hold supplementary Unicode characters.")
    if not (request.client_token or "").isascii():
        raise refusal(call, FORMAT, "ClientToken must be ASCII.")


def _check_place(call: Call, request: shapes.CreateLoadBalancerRequest) -> None:
    if request.vip:
        raise refusal(call, UNSUPPORTED, "A balancer's address cannot be chosen: this server gives out its own.")
    if request.load_balancer_type == INTERNAL:
        for wire, value in (("VpcId", request.vpc_id), ("SubnetId", request.subnet_id)):
            if not value:
                raise refusal(call, MISSING, f"The request is missing a required parameter `{wire}`.")
        return
    if (request.address_ip_version or "IPV4").upper() != "IPV4":
        raise refusal(call, UNSUPPORTED, "IPv6 balancers are not provided yet; AddressIPVersion must be IPV4.")
    if request.subnet_id:
        raise refusal(call, VALUE, "SubnetId cannot be used with an OPEN balancer of IPv4.")


def _internet(call: Call, request: shapes.CreateLoadBalancerRequest) -> tuple[InternetCharge, int]:
    """Return the charge type and the bandwidth in Mbit/s."""
    asked = request.internet_accessible or shapes.InternetAccessible()
    needs_package = bool(request.bandwidth_package_id) or (request.vip_isp or _BGP) != _BGP
    default: InternetCharge = _PACKAGE if needs_package else "TRAFFIC_POSTPAID_BY_HOUR"
    charge_type = asked.internet_charge_type or default
    if needs_package and charge_type != _PACKAGE:
        raise refusal(
            call, VALUE, "With this VipIsp or BandwidthPackageId InternetChargeType must be BANDWIDTH_PACKAGE."
        )
    bandwidth = asked.internet_max_bandwidth_out or _DEFAULT_BANDWIDTH
    if bandwidth > _SHARED_BANDWIDTH and not request.sla_type:
        raise refusal(call, RANGE, f"InternetMaxBandwidthOut must be at most {_SHARED_BANDWIDTH} without an SlaType.")
    return charge_type, bandwidth
