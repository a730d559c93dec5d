"""What of balancers can be changed: their attributes, their specification, their project."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import DUPLICATE, FORMAT, VALUE, refusal
from twincloud.services.tencent_clb.lookups import find_balancer
from twincloud.services.tencent_clb.orders import new_deal
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import PREPAID, LoadBalancer, load_balancers
from twincloud.storage.transaction import Transaction

_BMP_END = 0xFFFF
_SHARED_BANDWIDTH = 2048
_SWITCHED = {PREPAID: "POSTPAID_BY_HOUR", "POSTPAID_BY_HOUR": PREPAID}
_PREPAID_AND_POSTPAID = 1


def _locks(call: Call, request: shapes.ModifyLoadBalancerAttributesRequest) -> Sequence[str]:
    """Hold the region's names too, where another one is asked for."""
    names = [f"clb:{call.tenant.account}/{call.tenant.region}"] if request.load_balancer_name else []
    return [*names, balancer_lock(request.load_balancer_id)]


@CLB.write("ModifyLoadBalancerAttributes", locks=_locks)
def modify_load_balancer_attributes(
    call: Call, request: shapes.ModifyLoadBalancerAttributesRequest, tx: Transaction
) -> shapes.ModifyLoadBalancerAttributesResponse:
    """Change a balancer; what is not given stays. A deal's name is in the answer when the way of paying changed."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    _check_name(call, tx, balancer, request.load_balancer_name)
    region = request.target_region_info
    charge = request.internet_charge_info or shapes.InternetAccessible()
    if (charge.internet_max_bandwidth_out or 0) > _SHARED_BANDWIDTH and not balancer.sla_type:
        raise refusal(call, VALUE, f"InternetMaxBandwidthOut must be at most {_SHARED_BANDWIDTH} without an SlaType.")
    switched = request.switch_flag == _PREPAID_AND_POSTPAID
    after = replace(
        balancer,
        name=request.load_balancer_name or balancer.name,
        target_region=region.region if region else balancer.target_region,
        target_vpc_id=region.vpc_id if region else balancer.target_vpc_id,
        internet_charge_type=charge.internet_charge_type or balancer.internet_charge_type,
        bandwidth_out=charge.internet_max_bandwidth_out or balancer.bandwidth_out,
        charge_type=_SWITCHED[balancer.charge_type] if switched else balancer.charge_type,
        pass_to_target=balancer.pass_to_target
        if request.load_balancer_pass_to_target is None
        else request.load_balancer_pass_to_target,
        snat_pro=balancer.snat_pro if request.snat_pro is None else request.snat_pro,
        delete_protect=balancer.delete_protect if request.delete_protect is None else request.delete_protect,
        endpoint=balancer.endpoint if request.associate_endpoint is None else request.associate_endpoint,
    )
    tx.replace(load_balancers, balancer, after)
    deal = new_deal(call, tx) if request.switch_flag else None
    return shapes.ModifyLoadBalancerAttributesResponse(deal_name=deal, request_id=call.request_id)


def _sla_locks(call: Call, request: shapes.ModifyLoadBalancerSlaRequest) -> Sequence[str]:
    return [balancer_lock(item.load_balancer_id) for item in request.load_balancer_sla]


@CLB.write("ModifyLoadBalancerSla", locks=_sla_locks)
def modify_load_balancer_sla(
    call: Call, request: shapes.ModifyLoadBalancerSlaRequest, tx: Transaction
) -> shapes.ModifyLoadBalancerSlaResponse:
    """Give balancers another specification, upon which some bounds depend; all of them or none."""
    for item in request.load_balancer_sla:
        balancer = find_balancer(call, tx, item.load_balancer_id)
        tx.replace(load_balancers, balancer, replace(balancer, sla_type=item.sla_type))
    return shapes.ModifyLoadBalancerSlaResponse(deal_name=new_deal(call, tx), request_id=call.request_id)


def _each_lock(
    call: Call, request: shapes.ModifyLoadBalancersProjectRequest | shapes.ModifyLoadBalancerMixIpTargetRequest
) -> Sequence[str]:
    return [balancer_lock(balancer_id) for balancer_id in request.load_balancer_ids]


@CLB.write("ModifyLoadBalancersProject", locks=_each_lock)
def modify_load_balancers_project(
    call: Call, request: shapes.ModifyLoadBalancersProjectRequest, tx: Transaction
) -> shapes.ModifyLoadBalancersProjectResponse:
    """Put balancers into another project; all of them or none."""
    for balancer_id in dict.fromkeys(request.load_balancer_ids):
        balancer = find_balancer(call, tx, balancer_id)
        tx.replace(load_balancers, balancer, replace(balancer, project_id=request.project_id))
    return shapes.ModifyLoadBalancersProjectResponse(request_id=call.request_id)


@CLB.write("ModifyLoadBalancerMixIpTarget", locks=_each_lock)
def modify_load_balancer_mix_ip_target(
    call: Call, request: shapes.ModifyLoadBalancerMixIpTargetRequest, tx: Transaction
) -> shapes.ModifyLoadBalancerMixIpTargetResponse:
    """Say whether balancers may have targets of both address families; all of them or none."""
    for balancer_id in dict.fromkeys(request.load_balancer_ids):
        balancer = find_balancer(call, tx, balancer_id)
        tx.replace(load_balancers, balancer, replace(balancer, mix_ip_target=request.mix_ip_target))
    return shapes.ModifyLoadBalancerMixIpTargetResponse(request_id=call.request_id)


@CLB.read("DescribeLBOperateProtect")
def describe_lb_operate_protect(
    call: Call, request: shapes.DescribeLBOperateProtectRequest, tx: Transaction
) -> shapes.DescribeLBOperateProtectResponse:
    """Say that balancers are not protected from operations: no operation of the API could have them so."""
    views = [
        shapes.LBOperateProtectInfo(load_balancer_id=find_balancer(call, tx, balancer_id).id, protect_state=False)
        for balancer_id in dict.fromkeys(request.load_balancer_ids)
    ]
    return shapes.DescribeLBOperateProtectResponse(load_balancer_set=views, request_id=call.request_id)


def _check_name(call: Call, tx: Transaction, balancer: LoadBalancer, name: str | None) -> None:
    if not name or name == balancer.name:
        return
    if any(ord(char) > _BMP_END for char in name):
        raise refusal(call, FORMAT, "LoadBalancerName must not hold supplementary Unicode characters.")
    account, region = call.tenant
    if tx.find(load_balancers, account=account, region=region, name=name, deleting=0):
        raise refusal(call, DUPLICATE, f"The name {name} is used by another balancer.")
