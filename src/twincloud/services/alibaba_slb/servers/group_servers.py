"""The servers of a vServer group: added, removed, exchanged."""

from __future__ import annotations

from collections.abc import Sequence

from twincloud.contract.call import Call
from twincloud.contract.operation import no_locks
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.changes import announce, applied
from twincloud.services.alibaba_slb.errors import refusal
from twincloud.services.alibaba_slb.lookups import hold_group, users_of_group
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import Server, ServerGroup, servers
from twincloud.services.alibaba_slb.servers.server_orders import (
    changed_server,
    check_room,
    distinct,
    matching,
    new_server,
)
from twincloud.services.alibaba_slb.shown import filled
from twincloud.storage.transaction import Transaction

Given = Sequence[shapes.BackendServerItem] | None


@SLB.write("AddVServerGroupBackendServers", locks=no_locks, settle=applied)
def add_v_server_group_backend_servers(
    call: Call, request: shapes.AddVServerGroupBackendServersRequest, tx: Transaction
) -> shapes.AddVServerGroupBackendServersResponse:
    """Add servers to a group; without any it does nothing, as Terraform's provider ends its batches with none."""
    group = hold_group(call, tx, request.v_server_group_id)
    before = tx.find(servers, group_id=group.id)
    add_to_group(call, tx, group, request.backend_servers)
    _announce(tx, group, before)
    return shapes.AddVServerGroupBackendServersResponse(
        v_server_group_id=group.id, backend_servers=members(tx, group.id), request_id=call.request_id
    )


@SLB.write("RemoveVServerGroupBackendServers", locks=no_locks, settle=applied)
def remove_v_server_group_backend_servers(
    call: Call, request: shapes.RemoveVServerGroupBackendServersRequest, tx: Transaction
) -> shapes.RemoveVServerGroupBackendServersResponse:
    """Take servers out of a group; those that are not in it need no taking out."""
    group = hold_group(call, tx, request.v_server_group_id)
    before = tx.find(servers, group_id=group.id)
    _remove(call, tx, group, request.backend_servers, strict=False)
    _announce(tx, group, before)
    shape = shapes.RemoveVServerGroupBackendServersBackendServer
    left = [filled(shape, server, type_=server.type) for server in tx.find(servers, group_id=group.id)]
    return shapes.RemoveVServerGroupBackendServersResponse(
        v_server_group_id=group.id,
        backend_servers=shapes.RemoveVServerGroupBackendServersBackendServers(backend_server=left),
        request_id=call.request_id,
    )


@SLB.write("ModifyVServerGroupBackendServers", locks=no_locks, settle=applied)
def modify_v_server_group_backend_servers(
    call: Call, request: shapes.ModifyVServerGroupBackendServersRequest, tx: Transaction
) -> shapes.ModifyVServerGroupBackendServersResponse:
    """Put new servers in the place of old ones, in one step: traffic meets either all of these or all of those."""
    group = hold_group(call, tx, request.v_server_group_id)
    before = tx.find(servers, group_id=group.id)
    _remove(call, tx, group, request.old_backend_servers, strict=True)
    add_to_group(call, tx, group, request.new_backend_servers)
    _announce(tx, group, before)
    return shapes.ModifyVServerGroupBackendServersResponse(
        v_server_group_id=group.id, backend_servers=members(tx, group.id), request_id=call.request_id
    )


def add_to_group(call: Call, tx: Transaction, group: ServerGroup, given: Given) -> None:
    """Add servers; those that are in the group already take the weight that is given (our choice)."""
    present = {server.id: server for server in tx.find(servers, group_id=group.id)}
    added = []
    for key, item in distinct(call, group.id, given or (), with_port=True).items():
        if key in present:
            tx.replace(servers, present[key], changed_server(present[key], item))
        else:
            added.append(new_server(call, tx, group.balancer_id, group.id, key, item, with_port=True))
    check_room(call, tx, group.balancer_id, added)
    tx.add_all(servers, added)


def change_in_group(call: Call, tx: Transaction, group: ServerGroup, given: Given) -> None:
    """Change weights and descriptions; raises ApiError InvalidServerId.NotFound for a server that is not there."""
    present = tx.find(servers, group_id=group.id)
    for key, item in distinct(call, group.id, given or (), with_port=True).items():
        before = matching(present, key, item)
        if before is None:
            raise refusal("InvalidServerId.NotFound", f"The specified ServerId {item.server_id} does not exist.")
        tx.replace(servers, before, changed_server(before, item))
    _announce(tx, group, present)


def members(tx: Transaction, group_id: str) -> shapes.AddVServerGroupBackendServersBackendServers:
    """Return a group's servers as the answers to changes show them."""
    shape = shapes.AddVServerGroupBackendServersBackendServer
    found = [filled(shape, server, type_=server.type) for server in tx.find(servers, group_id=group_id)]
    return shapes.AddVServerGroupBackendServersBackendServers(backend_server=found)


def _remove(call: Call, tx: Transaction, group: ServerGroup, given: Given, *, strict: bool) -> None:
    present = tx.find(servers, group_id=group.id)
    for key, item in distinct(call, group.id, given or (), with_port=True).items():
        before = matching(present, key, item)
        if before is not None:
            tx.remove(servers, before)
            present.remove(before)
        elif strict:
            raise refusal("InvalidServerId.NotFound", f"The specified ServerId {item.server_id} does not exist.")


def _announce(tx: Transaction, group: ServerGroup, before: list[Server]) -> None:
    if tx.find(servers, group_id=group.id) != before:
        announce(tx, group.balancer_id, users_of_group(tx, group))
