"""The servers of listeners without a group: AddBackendServers, SetBackendServers, RemoveBackendServers."""

from __future__ import annotations

from collections.abc import Sequence

from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.balancers.balancers import named_balancer
from twincloud.services.alibaba_slb.changes import announce, applied
from twincloud.services.alibaba_slb.errors import refusal
from twincloud.services.alibaba_slb.lookups import hold_balancer, listeners_of
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import Server, servers
from twincloud.services.alibaba_slb.servers.server_orders import (
    Named,
    changed_server,
    check_room,
    distinct,
    matching,
    new_server,
)
from twincloud.services.alibaba_slb.shown import filled
from twincloud.storage.transaction import Transaction


@SLB.write("AddBackendServers", locks=named_balancer, settle=applied)
def add_backend_servers(
    call: Call, request: shapes.AddBackendServersRequest, tx: Transaction
) -> shapes.AddBackendServersResponse:
    """Add servers; those that are there already keep their place and take the weight that is given (our choice)."""
    balancer_id = hold_balancer(call, tx, request.load_balancer_id).id
    present = default_servers(tx, balancer_id)
    named = _named(call, balancer_id, request.backend_servers)
    added = []
    for key, item in named.items():
        before = next((server for server in present if server.id == key), None)
        if before is not None:
            tx.replace(servers, before, changed_server(before, item))
        else:
            added.append(new_server(call, tx, balancer_id, balancer_id, key, item, with_port=False))
    check_room(call, tx, balancer_id, added)
    tx.add_all(servers, added)
    after = _changed(tx, balancer_id, present)
    return shapes.AddBackendServersResponse(
        load_balancer_id=balancer_id, backend_servers=_in_texts(after), request_id=call.request_id
    )


@SLB.write("SetBackendServers", locks=named_balancer, settle=applied)
def set_backend_servers(
    call: Call, request: shapes.SetBackendServersRequest, tx: Transaction
) -> shapes.SetBackendServersResponse:
    """Change weights and descriptions; raises InvalidServerId.NotFound for a server that is not there."""
    balancer_id = hold_balancer(call, tx, request.load_balancer_id).id
    present = default_servers(tx, balancer_id)
    for key, item in _named(call, balancer_id, request.backend_servers).items():
        before = matching(present, key, item)
        if before is None:
            raise refusal("InvalidServerId.NotFound", f"The specified ServerId {item.server_id} does not exist.")
        tx.replace(servers, before, changed_server(before, item))
    after = _changed(tx, balancer_id, present)
    return shapes.SetBackendServersResponse(
        load_balancer_id=balancer_id, backend_servers=_in_texts(after), request_id=call.request_id
    )


@SLB.write("RemoveBackendServers", locks=named_balancer, settle=applied)
def remove_backend_servers(
    call: Call, request: shapes.RemoveBackendServersRequest, tx: Transaction
) -> shapes.RemoveBackendServersResponse:
    """Take servers away; one that is not there needs no taking away."""
    balancer_id = hold_balancer(call, tx, request.load_balancer_id).id
    present = default_servers(tx, balancer_id)
    for key, item in _named(call, balancer_id, request.backend_servers).items():
        before = matching(present, key, item)
        if before is not None:
            tx.remove(servers, before)
    after = _changed(tx, balancer_id, present)
    return shapes.RemoveBackendServersResponse(
        load_balancer_id=balancer_id, backend_servers=_in_numbers(after), request_id=call.request_id
    )


def default_servers(tx: Transaction, balancer_id: str) -> list[Server]:
    """Return the servers of a balancer's listeners that have no group, in the order in which they were added."""
    return tx.find(servers, group_id=balancer_id)


def _changed(tx: Transaction, balancer_id: str, before: list[Server]) -> list[Server]:
    """Tell the listeners that use the default servers of a change; returns the servers after it."""
    after = default_servers(tx, balancer_id)
    if after != before:
        announce(tx, balancer_id, [one for one in listeners_of(tx, balancer_id) if not one.v_server_group_id])
    return after


def _named(call: Call, balancer_id: str, given: Sequence[shapes.BackendServerItem] | None) -> dict[str, Named]:
    return distinct(call, balancer_id, given or (), with_port=False)


def _in_texts(found: Sequence[Server]) -> shapes.AddBackendServersBackendServers:
    """Return the servers with weights as texts, as the answers to AddBackendServers and SetBackendServers have them."""
    shape = shapes.AddBackendServersBackendServer
    return shapes.AddBackendServersBackendServers(
        backend_server=[filled(shape, server, type_=server.type, weight=str(server.weight)) for server in found]
    )


def _in_numbers(found: Sequence[Server]) -> shapes.RemoveBackendServersBackendServers:
    shape = shapes.RemoveBackendServersBackendServer
    return shapes.RemoveBackendServersBackendServers(
        backend_server=[filled(shape, server, type_=server.type) for server in found]
    )
