"""Balancers come and go: CreateLoadBalancer, DeleteLoadBalancer."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from msgspec.structs import replace

from twincloud.balancing.records import add_balancer, balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.addresses import AddressBook, AddressesExhausted, allot
from twincloud.inventory.elastic import elastic_lock, take_back
from twincloud.inventory.logs import log_into
from twincloud.inventory.networks import guard_with
from twincloud.inventory.tags import set_tags
from twincloud.kernel.ids import LOWER_HEX
from twincloud.services.tencent_clb.balancers.balancer_orders import ordered
from twincloud.services.tencent_clb.balancers.elastic import borrow
from twincloud.services.tencent_clb.errors import LIMIT, refusal
from twincloud.services.tencent_clb.logs import topic_of
from twincloud.services.tencent_clb.lookups import find_balancer
from twincloud.services.tencent_clb.orders import remember, repeated
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import balancers_of_kind, quotas
from twincloud.services.tencent_clb.records import LoadBalancer, load_balancers, targets
from twincloud.services.tencent_clb.removal import purge_unwatched
from twincloud.storage.transaction import Transaction


def order_locks(call: Call, elastic: str | None) -> list[str]:
    """Return what quota and names are counted over, and the elastic address that is ordered along."""
    return [f"clb:{call.tenant.account}/{call.tenant.region}", *([elastic_lock(elastic)] if elastic else [])]


def _order_locks(call: Call, request: shapes.CreateLoadBalancerRequest) -> Sequence[str]:
    return order_locks(call, request.eip_address_id)


def _each_lock(call: Call, request: shapes.DeleteLoadBalancerRequest) -> Sequence[str]:
    return [balancer_lock(balancer_id) for balancer_id in request.load_balancer_ids]


@CLB.write("CreateLoadBalancer", locks=_order_locks)
def create_load_balancer(
    call: Call, request: shapes.CreateLoadBalancerRequest, tx: Transaction
) -> shapes.CreateLoadBalancerResponse:
    """Make one or several balancers, each with an address of its own."""
    before = repeated(call, tx, request)
    if before is not None:
        return before
    template = ordered(call, request)
    if template.log_topic_id:
        topic_of(call, tx, template.log_topic_id)
    count = request.number or 1
    check_quota(call, tx, template.kind, count)
    made = [add_new(call, tx, request, template, _wanted_name(request, index, count)) for index in range(count)]
    return shapes.CreateLoadBalancerResponse(
        load_balancer_ids=made, deal_name=remember(call, tx, request, made), request_id=call.request_id
    )


@CLB.write("DeleteLoadBalancer", locks=_each_lock)
def delete_load_balancer(
    call: Call, request: shapes.DeleteLoadBalancerRequest, tx: Transaction
) -> shapes.DeleteLoadBalancerResponse:
    """Delete balancers with all that hangs on them; all of the named ones or none."""
    doomed = [find_balancer(call, tx, balancer_id) for balancer_id in dict.fromkeys(request.load_balancer_ids)]
    for balancer in doomed:
        if balancer.delete_protect:
            raise refusal(call, "FailedOperation", f"{balancer.id} is protected; switch DeleteProtect off first.")
    if not request.force_delete:
        for balancer in doomed:
            _check_risk(call, tx, balancer.id)
    for balancer in doomed:
        generation = touch(tx, balancer.id)
        tx.replace(load_balancers, balancer, replace(balancer, deleting=generation))
        guard_with(tx, balancer.id, ())
        take_back(tx, balancer.id)
        log_into(tx, balancer.id, ())
        purge_unwatched(call, tx, balancer.id, generation)
    return shapes.DeleteLoadBalancerResponse(request_id=call.request_id)


def check_quota(call: Call, tx: Transaction, kind: str, more: int) -> None:
    """Raise ApiError when the tenant may not have so many more balancers of a type."""
    most = quotas(call).balancers_per_kind
    if balancers_of_kind(call, tx, kind) + more > most:
        raise refusal(call, LIMIT, f"A region holds at most {most} balancers of type {kind}.")


def _check_risk(call: Call, tx: Transaction, balancer_id: str) -> None:
    query = sa.select(sa.func.count()).where(targets.table.c.balancer_id == balancer_id)
    bound = int(tx.execute(query).scalar_one())
    if bound >= quotas(call).targets_at_risk:
        message = f"{balancer_id} has {bound} targets bound; unbind them, or set ForceDelete."
        raise refusal(call, "FailedOperation.TargetNumCheckRisk", message)


def _wanted_name(request: shapes.CreateLoadBalancerRequest, index: int, count: int) -> str:
    """Return the name that the order asks for; several balancers get numbered ones (our choice)."""
    name = request.load_balancer_name or ""
    return f"{name}-{index + 1}" if name and count > 1 else name


def add_new(
    call: Call, tx: Transaction, request: shapes.CreateLoadBalancerRequest, template: LoadBalancer, wanted: str
) -> str:
    """Store a balancer like `template` with an address of its own, under the `wanted` name if that is free.

    Returns its id; raises ApiError when no address is left. The request says whether it has a domain, and its tags.
    """
    balancer_id = call.new_id("lb-")
    try:
        slot = allot(tx, call.port(AddressBook), balancer_id).slot
    except AddressesExhausted as error:
        raise refusal(call, "ResourceInsufficient", str(error)) from None
    # A name that is taken is not refused: the product then makes one up, and the id is a unique one.
    name = wanted if wanted and not _taken(call, tx, wanted) else balancer_id
    domain = ""
    if request.dynamic_vip:
        domain = f"{balancer_id}-{call.new_id('', 16, LOWER_HEX)}.clb.{call.tenant.region}.tencentclb.com"
    made = replace(template, id=balancer_id, name=name, slot=slot, domain=domain)
    tx.add(load_balancers, made)
    add_balancer(tx, balancer_id, CLB.name, call.tenant)
    log_into(tx, balancer_id, (template.log_topic_id, template.health_log_topic_id))
    if request.tags:
        set_tags(tx, call.tenant, balancer_id, {tag.tag_key: tag.tag_value for tag in request.tags})
    if request.eip_address_id:
        borrow(call, tx, made, request.eip_address_id)
    return balancer_id


def _taken(call: Call, tx: Transaction, name: str) -> bool:
    account, region = call.tenant
    return bool(tx.find(load_balancers, account=account, region=region, name=name, deleting=0))
