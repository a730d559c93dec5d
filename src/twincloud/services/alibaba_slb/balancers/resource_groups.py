"""Resource groups, which are names on balancers, certificates and access lists: MoveResourceGroup."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock
from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.certificates import certificates, find_certificate
from twincloud.services.alibaba_slb.errors import unusable
from twincloud.services.alibaba_slb.listeners.access_lists import acl_lock
from twincloud.services.alibaba_slb.listeners.certificates import certificates_lock
from twincloud.services.alibaba_slb.lookups import hold_balancer, visible_balancer
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import acls, load_balancers
from twincloud.storage.transaction import Transaction

BALANCER, CERTIFICATE = "loadbalancer", "certificate"


def _lock(call: Call, request: shapes.MoveResourceGroupRequest) -> Sequence[str]:
    if request.resource_type == BALANCER:
        return [balancer_lock(request.resource_id)]
    return certificates_lock(call, request) if request.resource_type == CERTIFICATE else [acl_lock(request.resource_id)]


@SLB.write("MoveResourceGroup", locks=_lock)
def move_resource_group(
    call: Call, request: shapes.MoveResourceGroupRequest, tx: Transaction
) -> shapes.MoveResourceGroupResponse:
    """Put a balancer, a certificate of either kind or an access list into another resource group."""
    moved = _move(call, tx, request.resource_type, request.resource_id, request.new_resource_group_id)
    if not moved:
        raise unusable("The specified ResourceId does not exist.")
    return shapes.MoveResourceGroupResponse(request_id=call.request_id)


def _move(call: Call, tx: Transaction, kind: str, name: str, group: str) -> bool:
    """Move what is there; return whether there is such a thing of the account."""
    account = call.tenant.account
    if kind == BALANCER:
        if visible_balancer(call, tx, name) is None:
            return False
        balancer = hold_balancer(call, tx, name)
        tx.replace(load_balancers, balancer, replace(balancer, resource_group_id=group))
    elif kind == CERTIFICATE:
        certificate = find_certificate(tx, account, name)
        if certificate is None:
            return False
        tx.replace(certificates, certificate, replace(certificate, resource_group=group))
    else:
        acl = tx.get(acls, name)
        if acl is None or acl.account != account:
            return False
        tx.replace(acls, acl, replace(acl, resource_group_id=group))
    return True
