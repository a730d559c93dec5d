"""Balancers: CreateLoadBalancer, DeleteLoadBalancer and the switches of a balancer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.balancing.records import add_balancer, balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.addresses import AddressBook, AddressesExhausted, allot
from twincloud.inventory.tags import set_tags
from twincloud.services.alibaba_slb.balancers.access_logs import end_log
from twincloud.services.alibaba_slb.balancers.balancer_orders import checked_name, ordered
from twincloud.services.alibaba_slb.balancers.orders import remember, repeated
from twincloud.services.alibaba_slb.changes import applied
from twincloud.services.alibaba_slb.errors import refusal
from twincloud.services.alibaba_slb.lookups import hold_balancer, listeners_of
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.quotas import quotas
from twincloud.services.alibaba_slb.records import ON, LoadBalancer, load_balancers
from twincloud.services.alibaba_slb.removal import purge_unwatched, remove_contents
from twincloud.services.alibaba_slb.tags import given_tags
from twincloud.storage.transaction import Transaction

_ID_LENGTH = 21


def _region_lock(call: Call, request: shapes.CreateLoadBalancerRequest) -> Sequence[str]:
    """Hold what the quota is counted over."""
    return [f"slb:{call.tenant.account}/{call.tenant.region}"]


def named_balancer(call: Call, request: Any) -> Sequence[str]:
    """Name the balancer of a request as what the operation changes."""
    return [balancer_lock(request.load_balancer_id)]


@SLB.write("CreateLoadBalancer", locks=_region_lock)
def create_load_balancer(
    call: Call, request: shapes.CreateLoadBalancerRequest, tx: Transaction
) -> shapes.CreateLoadBalancerResponse:
    """Make a balancer with an address of its own; it is active at once and has no listener."""
    before = repeated(call, tx, request)
    if before is not None:
        return before
    account, region = call.tenant
    if (
        len(tx.column(load_balancers, "id", account=account, region_id=region, deleting=0))
        >= quotas(call).balancers_per_region
    ):
        raise refusal("OverQuota", "The number of load balancers exceeds the quota of the account.")
    record = ordered(call, request)
    balancer_id = call.new_id("lb-", _ID_LENGTH)
    book = call.port(AddressBook)
    try:
        slot = allot(tx, book, balancer_id).slot
    except AddressesExhausted as error:
        raise refusal("IpNotAvailable", "There is no address left for the load balancer.", hint=str(error)) from None
    record = replace(record, id=balancer_id, slot=slot, load_balancer_name=record.load_balancer_name or balancer_id)
    tx.add(load_balancers, record)
    add_balancer(tx, balancer_id, SLB.name, call.tenant)
    set_tags(tx, call.tenant, balancer_id, given_tags(call, request.tag))
    answer = shapes.CreateLoadBalancerResponse(
        load_balancer_id=balancer_id,
        load_balancer_name=record.load_balancer_name,
        address=book.address(slot),
        address_ip_version=record.address_ip_version,
        network_type=record.network_type,
        vpc_id=record.vpc_id,
        v_switch_id=record.v_switch_id,
        resource_group_id=record.resource_group_id,
        order_id=0,
        request_id=call.request_id,
    )
    remember(call, tx, request, answer)
    return answer


@SLB.write("DeleteLoadBalancer", locks=named_balancer, settle=applied)
def delete_load_balancer(
    call: Call, request: shapes.DeleteLoadBalancerRequest, tx: Transaction
) -> shapes.DeleteLoadBalancerResponse:
    """Delete a balancer with its listeners, groups and tags."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    if balancer.delete_protection == ON:
        raise refusal(
            "OperationDenied.DeleteProtectionIsOn",
            "The loadbalancer can't be deleted due to DeleteProtection is enabled.",
        )
    generation = touch(tx, balancer.id, *[listener.id for listener in listeners_of(tx, balancer.id)])
    remove_contents(tx, balancer.id)
    end_log(tx, balancer.id)
    tx.replace(load_balancers, balancer, replace(balancer, deleting=generation))
    purge_unwatched(call, tx, balancer.id, generation)
    return shapes.DeleteLoadBalancerResponse(request_id=call.request_id)


@SLB.write("SetLoadBalancerStatus", locks=named_balancer, settle=applied)
def set_load_balancer_status(
    call: Call, request: shapes.SetLoadBalancerStatusRequest, tx: Transaction
) -> shapes.SetLoadBalancerStatusResponse:
    """Let every listener of a balancer serve, or none of them."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    if balancer.load_balancer_status != request.load_balancer_status:
        touch(tx, balancer.id, *[listener.id for listener in listeners_of(tx, balancer.id) if listener.running])
        _change(tx, balancer, load_balancer_status=request.load_balancer_status)
    return shapes.SetLoadBalancerStatusResponse(request_id=call.request_id)


@SLB.write("SetLoadBalancerName", locks=named_balancer)
def set_load_balancer_name(
    call: Call, request: shapes.SetLoadBalancerNameRequest, tx: Transaction
) -> shapes.SetLoadBalancerNameResponse:
    """Call a balancer something else."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    _change(tx, balancer, load_balancer_name=checked_name(request.load_balancer_name))
    return shapes.SetLoadBalancerNameResponse(request_id=call.request_id)


@SLB.write("SetLoadBalancerDeleteProtection", locks=named_balancer)
def set_load_balancer_delete_protection(
    call: Call, request: shapes.SetLoadBalancerDeleteProtectionRequest, tx: Transaction
) -> shapes.SetLoadBalancerDeleteProtectionResponse:
    """Have DeleteLoadBalancer refused, or not; listeners may be deleted in any case."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    _change(tx, balancer, delete_protection=request.delete_protection)
    return shapes.SetLoadBalancerDeleteProtectionResponse(request_id=call.request_id)


@SLB.write("SetLoadBalancerModificationProtection", locks=named_balancer)
def set_load_balancer_modification_protection(
    call: Call, request: shapes.SetLoadBalancerModificationProtectionRequest, tx: Transaction
) -> shapes.SetLoadBalancerModificationProtectionResponse:
    """Note that the cloud's console must not change a balancer; its API may. Without protection there is no reason."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    status = request.modification_protection_status
    reason = (request.modification_protection_reason or "") if status == "ConsoleProtection" else ""
    _change(tx, balancer, modification_protection_status=status, modification_protection_reason=reason)
    return shapes.SetLoadBalancerModificationProtectionResponse(request_id=call.request_id)


def _change(tx: Transaction, balancer: LoadBalancer, **members: str) -> None:
    tx.replace(load_balancers, balancer, replace(balancer, **members))
