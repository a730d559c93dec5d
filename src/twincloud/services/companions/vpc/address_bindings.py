"""Elastic addresses lent to balancers: AssociateAddress, DisassociateAddress."""

from __future__ import annotations

from collections.abc import Sequence

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import vpc as shapes
from twincloud.inventory.elastic import ElasticBinding, Holder, elastic_bindings, elastic_lock, holder_of, holders
from twincloud.kernel.errors import ApiError
from twincloud.services.companions.settling import in_force
from twincloud.services.companions.vpc.addresses import NOT_PERMITTED, find_address
from twincloud.services.companions.vpc.jobs import leave_job
from twincloud.services.companions.vpc.product import VPC
from twincloud.storage.transaction import Transaction


def _lock(call: Call, request: shapes.AssociateAddressRequest | shapes.DisassociateAddressRequest) -> Sequence[str]:
    return [elastic_lock(request.address_id)]


@VPC.write("AssociateAddress", locks=_lock, settle=in_force("FailedOperation.TaskFailed"))
def associate_address(
    call: Call, request: shapes.AssociateAddressRequest, tx: Transaction
) -> shapes.AssociateAddressResponse:
    """Have an internal balancer listen at an elastic address as well."""
    address = find_address(call, tx, request.address_id)
    if address.isolated:
        raise ApiError("OperationDenied.AddressInArrears", f"The address `{address.id}` is isolated.")
    if tx.get(elastic_bindings, address.id) is not None:
        raise ApiError(NOT_PERMITTED, f"The address `{address.id}` is bound; unbind it first (DisassociateAddress).")
    instance_id = _instance(request)
    tx.lock([balancer_lock(instance_id)])
    holder = _holder(call, tx, instance_id)
    if tx.find(elastic_bindings, balancer_id=instance_id):
        raise ApiError("InvalidParameterValue.LBAlreadyBindEip", f"{instance_id} has an elastic address already.")
    changed = touch(tx, instance_id, *holder.listeners)
    tx.add(elastic_bindings, ElasticBinding(address.id, instance_id, changed))
    return shapes.AssociateAddressResponse(task_id=leave_job(call, tx), request_id=call.request_id)


@VPC.write("DisassociateAddress", locks=_lock, settle=in_force("FailedOperation.TaskFailed"))
def disassociate_address(
    call: Call, request: shapes.DisassociateAddressRequest, tx: Transaction
) -> shapes.DisassociateAddressResponse:
    """Close a balancer's ports at an elastic address; those at its own stay as they are."""
    address = find_address(call, tx, request.address_id)
    binding = tx.get(elastic_bindings, address.id)
    if binding is not None:
        tx.lock([balancer_lock(binding.balancer_id)])
        # The balancer may have gone while its lock was waited for.
        binding = tx.get(elastic_bindings, address.id)
    if binding is None:
        raise ApiError(NOT_PERMITTED, f"The address `{address.id}` is not bound.")
    tx.remove(elastic_bindings, binding)
    # On behalf of no listener: what is wrong with one of them must not bring the address back.
    touch(tx, binding.balancer_id)
    return shapes.DisassociateAddressResponse(task_id=leave_job(call, tx), request_id=call.request_id)


def _instance(request: shapes.AssociateAddressRequest) -> str:
    """Return what is to be lent the address; raises ApiError."""
    if request.instance_id and request.network_interface_id:
        raise ApiError("InvalidParameterConflict", "InstanceId and NetworkInterfaceId cannot be used together.")
    if request.network_interface_id:
        message = f"The network interface `{request.network_interface_id}` does not exist."
        raise ApiError("InvalidParameterValue.NetworkInterfaceNotFound", message)
    if not request.instance_id:
        raise ApiError("InvalidParameterValue.MissingAssociateEntity", "The request needs an InstanceId.")
    if not request.instance_id.startswith(tuple(holders)):
        message = f"{request.instance_id}: elastic addresses are lent to internal balancers alone."
        raise ApiError("InvalidParameterValue.ResourceNotSupport", message)
    return request.instance_id


def _holder(call: Call, tx: Transaction, instance_id: str) -> Holder:
    holder = holder_of(tx, instance_id)
    if holder is None or (holder.account, holder.region) != call.tenant:
        raise ApiError("InvalidInstanceId.NotFound", f"The instance `{instance_id}` does not exist.")
    if holder.public:
        raise ApiError("InvalidParameterValue.InstanceHasWanIP", f"{instance_id} has a public address already.")
    return holder
