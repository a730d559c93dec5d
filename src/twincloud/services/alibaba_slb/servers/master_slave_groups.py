"""Master and slave groups: two servers for TCP and UDP listeners, of which one stands in for the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.operation import no_locks
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.tags import drop_tags, set_tags
from twincloud.services.alibaba_slb.balancers.balancers import named_balancer
from twincloud.services.alibaba_slb.errors import no_master_slave_group, refusal
from twincloud.services.alibaba_slb.lookups import find_balancer, hold_balancer, listeners_of, visible_balancer
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import (
    MASTER,
    SLAVE,
    Listener,
    MasterSlaveGroup,
    Server,
    master_slave_groups,
    server_row_id,
    servers,
)
from twincloud.services.alibaba_slb.servers.server_orders import check_room, new_server
from twincloud.services.alibaba_slb.shown import filled, tags_shown, time_shown
from twincloud.services.alibaba_slb.tags import given_tags, has_tags
from twincloud.storage.transaction import Transaction

_ID_LENGTH = 13
_SIZE = 2


@SLB.write("CreateMasterSlaveServerGroup", locks=named_balancer)
def create_master_slave_server_group(
    call: Call, request: shapes.CreateMasterSlaveServerGroupRequest, tx: Transaction
) -> shapes.CreateMasterSlaveServerGroupResponse:
    """Make a group of a master and a slave, which stay what they are."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    group_id = call.new_id("rsp-", _ID_LENGTH)
    made = _ordered(call, tx, balancer.id, group_id, request.master_slave_backend_servers or ())
    check_room(call, tx, balancer.id, made)
    name = request.master_slave_server_group_name or group_id
    group = MasterSlaveGroup(
        id=group_id, balancer_id=balancer.id, master_slave_server_group_name=name, created_ms=call.now_ms
    )
    tx.add(master_slave_groups, group)
    tx.add_all(servers, made)
    set_tags(tx, call.tenant, group_id, given_tags(call, request.tag))
    return shapes.CreateMasterSlaveServerGroupResponse(
        master_slave_server_group_id=group_id,
        master_slave_backend_servers=_members(tx, group_id),
        request_id=call.request_id,
    )


@SLB.write("DeleteMasterSlaveServerGroup", locks=no_locks)
def delete_master_slave_server_group(
    call: Call, request: shapes.DeleteMasterSlaveServerGroupRequest, tx: Transaction
) -> shapes.DeleteMasterSlaveServerGroupResponse:
    """Delete a group that no listener uses."""
    hold_balancer(call, tx, _find(call, tx, request.master_slave_server_group_id).balancer_id)
    group = _find(call, tx, request.master_slave_server_group_id)
    if _users(tx, group):
        raise refusal("RspoolVipExist", "There are vips associate with this master slave group.")
    for server in tx.find(servers, group_id=group.id):
        tx.remove(servers, server)
    tx.remove(master_slave_groups, group)
    drop_tags(tx, group.id)
    return shapes.DeleteMasterSlaveServerGroupResponse(request_id=call.request_id)


@SLB.read("DescribeMasterSlaveServerGroups")
def describe_master_slave_server_groups(
    call: Call, request: shapes.DescribeMasterSlaveServerGroupsRequest, tx: Transaction
) -> shapes.DescribeMasterSlaveServerGroupsResponse:
    """List a balancer's master and slave groups, with the listeners that use them if these are asked for."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    wanted = {tag.key or "": tag.value or "" for tag in request.tag or ()}
    found = [
        _listed(tx, group, with_listeners=bool(request.include_listener))
        for group in tx.find(master_slave_groups, balancer_id=balancer.id)
        if request.description in {None, group.master_slave_server_group_name} and has_tags(tx, group.id, wanted)
    ]
    return shapes.DescribeMasterSlaveServerGroupsResponse(
        master_slave_server_groups=shapes.MasterSlaveServerGroups(master_slave_server_group=found),
        request_id=call.request_id,
    )


@SLB.read("DescribeMasterSlaveServerGroupAttribute")
def describe_master_slave_server_group_attribute(
    call: Call, request: shapes.DescribeMasterSlaveServerGroupAttributeRequest, tx: Transaction
) -> shapes.DescribeMasterSlaveServerGroupAttributeResponse:
    """Show a group with its two servers."""
    group = _find(call, tx, request.master_slave_server_group_id)
    return shapes.DescribeMasterSlaveServerGroupAttributeResponse(
        master_slave_server_group_id=group.id,
        master_slave_server_group_name=group.master_slave_server_group_name,
        load_balancer_id=group.balancer_id,
        create_time=time_shown(group.created_ms),
        master_slave_backend_servers=_members(tx, group.id),
        tags=tags_shown(tx, group.id),
        request_id=call.request_id,
    )


def _ordered(
    call: Call, tx: Transaction, balancer_id: str, group_id: str, given: Sequence[shapes.MasterSlaveServerItem]
) -> list[Server]:
    """Return the records of the two servers; raises ApiError for any other number, and for two of a kind."""
    if len(given) != _SIZE:
        raise refusal("BACKEND_SERVERS_NUM_MUST_BE_TWO", "A group has exactly two backend servers.")
    made = []
    for item in given:
        if not item.server_id:
            raise refusal("BACKEND_SERVER_ID_CAN_NOT_EMPTY", "A backend server needs a ServerId.")
        if item.port is None:
            raise refusal("BACKEND_SERVER_PORT_CAN_NOT_EMPTY", "A backend server needs a Port.")
        if not item.server_type:
            raise refusal("INVALID_SERVER_TYPE", "The ServerType of a backend server is Master or Slave.")
        key = server_row_id(group_id, item.server_id, item.server_ip or "", item.port)
        named = shapes.BackendServerItem(
            server_id=item.server_id,
            server_ip=item.server_ip,
            port=item.port,
            weight=item.weight,
            type_=item.type_,
            description=item.description,
        )
        server = new_server(call, tx, balancer_id, group_id, key, named, with_port=True)
        made.append(replace(server, server_type=item.server_type))
    if made[0].id == made[1].id:
        raise refusal("BACKEND_SERVERS_HAVE_SAME_PORT_AND_SERVERID", "Both backend servers are the same.")
    if Counter(server.server_type for server in made) != Counter((MASTER, SLAVE)):
        words = "A group has one master and one slave."
        raise refusal("BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE", words)
    return made


def _find(call: Call, tx: Transaction, group_id: str) -> MasterSlaveGroup:
    found = tx.get(master_slave_groups, group_id)
    if found is None or visible_balancer(call, tx, found.balancer_id) is None:
        raise no_master_slave_group()
    return found


def _users(tx: Transaction, group: MasterSlaveGroup) -> list[Listener]:
    return [one for one in listeners_of(tx, group.balancer_id) if one.master_slave_server_group_id == group.id]


def _members(tx: Transaction, group_id: str) -> shapes.MasterSlaveBackendServers:
    shape = shapes.MasterSlaveBackendServer
    found = [filled(shape, server, type_=server.type) for server in tx.find(servers, group_id=group_id)]
    return shapes.MasterSlaveBackendServers(master_slave_backend_server=found)


def _listed(tx: Transaction, group: MasterSlaveGroup, *, with_listeners: bool) -> shapes.MasterSlaveServerGroup:
    users = None
    if with_listeners:
        shown = [shapes.Listener(port=one.listener_port, protocol=one.listener_protocol) for one in _users(tx, group)]
        users = shapes.DescribeMasterSlaveServerGroupsAssociatedObjects(
            listeners=shapes.DescribeMasterSlaveServerGroupsListeners(listener=shown)
        )
    return shapes.MasterSlaveServerGroup(
        master_slave_server_group_id=group.id,
        master_slave_server_group_name=group.master_slave_server_group_name,
        create_time=time_shown(group.created_ms),
        tags=tags_shown(tx, group.id),
        associated_objects=users,
    )
