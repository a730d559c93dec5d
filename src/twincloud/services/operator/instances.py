"""Instances: what the operator tells us of the machines that clients register as targets."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.inventory.instances import Instance, find_instance, instance_key, instances
from twincloud.services.operator.accounts import owner
from twincloud.services.operator.errors import already_exists, invalid, not_found
from twincloud.services.operator.listing import one_page
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction


def _this_instance(call: Call, request: Any) -> Sequence[str]:
    return [f"instance:{request.account}/{request.instance_id}"]


@OPERATOR.read("ListInstances")
def list_instances(call: Call, request: shapes.ListInstancesRequest, tx: Transaction) -> shapes.ListInstancesResponse:
    """List the instances of every account, or of one."""
    found = tx.find(instances, account=request.account) if request.account else tx.find(instances)
    shown = [_view(instance) for instance in one_page(found, request.offset, request.limit)]
    return shapes.ListInstancesResponse(instances=shown, total=len(found))


@OPERATOR.write("AddInstance", locks=_this_instance)
def add_instance(call: Call, request: shapes.AddInstanceRequest, tx: Transaction) -> shapes.Instance:
    """Tell where an instance is; raises ApiError NotFound (account), AlreadyExists and InvalidParameterValue."""
    account = owner(tx, request.account)
    try:
        address = str(ipaddress.ip_address(request.address))
    except ValueError:
        raise invalid(f"`address` must be an IP address, not `{request.address}`.") from None
    if find_instance(tx, account.id, request.instance_id) is not None:
        raise already_exists(f"Account {account.id} has an instance `{request.instance_id}` already.")
    key = instance_key(account.id, request.instance_id)
    instance = Instance(key, account.id, request.instance_id, address, request.name or "")
    tx.add(instances, instance)
    return _view(instance)


@OPERATOR.write("RemoveInstance", locks=_this_instance)
def remove_instance(
    call: Call, request: shapes.RemoveInstanceRequest, tx: Transaction
) -> shapes.RemoveInstanceResponse:
    """Forget an instance; raises ApiError NotFound. Targets that were registered by it stay as they are."""
    account = owner(tx, request.account)
    instance = find_instance(tx, account.id, request.instance_id)
    if instance is None:
        raise not_found("instance", request.instance_id)
    tx.remove(instances, instance)
    return shapes.RemoveInstanceResponse()


def _view(instance: Instance) -> shapes.Instance:
    return shapes.Instance(
        account=instance.account, instance_id=instance.instance_id, address=instance.address, name=instance.name
    )
