"""vServer groups: made, renamed, deleted and shown."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.operation import no_locks
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.tags import drop_tags, set_tags
from twincloud.services.alibaba_slb.balancers.balancers import named_balancer
from twincloud.services.alibaba_slb.changes import applied
from twincloud.services.alibaba_slb.errors import MISSING, refusal
from twincloud.services.alibaba_slb.lookups import find_balancer, find_group, hold_balancer, hold_group, listeners_of
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import Server, ServerGroup, groups, rules, servers
from twincloud.services.alibaba_slb.servers.group_servers import add_to_group, change_in_group, members
from twincloud.services.alibaba_slb.shown import filled, tags_shown, time_shown
from twincloud.services.alibaba_slb.tags import given_tags, has_tags
from twincloud.storage.transaction import Transaction

_ID_LENGTH = 13


@SLB.write("CreateVServerGroup", locks=named_balancer)
def create_v_server_group(
    call: Call, request: shapes.CreateVServerGroupRequest, tx: Transaction
) -> shapes.CreateVServerGroupResponse:
    """Make a group, with servers if some are named."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    group_id = call.new_id("rsp-", _ID_LENGTH)
    name = request.v_server_group_name or group_id
    group = ServerGroup(id=group_id, balancer_id=balancer.id, v_server_group_name=name, created_ms=call.now_ms)
    tx.add(groups, group)
    set_tags(tx, call.tenant, group_id, given_tags(call, request.tag))
    add_to_group(call, tx, group, request.backend_servers)
    return shapes.CreateVServerGroupResponse(
        v_server_group_id=group_id, backend_servers=members(tx, group_id), request_id=call.request_id
    )


@SLB.write("SetVServerGroupAttribute", locks=no_locks, settle=applied)
def set_v_server_group_attribute(
    call: Call, request: shapes.SetVServerGroupAttributeRequest, tx: Transaction
) -> shapes.SetVServerGroupAttributeResponse:
    """Rename a group, or change the weights and descriptions of its servers."""
    if not request.v_server_group_name and not request.backend_servers:
        raise refusal(MISSING, "The VServerGroupName or BackendServers is required at lease one.")
    group = hold_group(call, tx, request.v_server_group_id)
    after = replace(group, v_server_group_name=request.v_server_group_name or group.v_server_group_name)
    tx.replace(groups, group, after)
    change_in_group(call, tx, group, request.backend_servers)
    return shapes.SetVServerGroupAttributeResponse(
        v_server_group_id=group.id,
        v_server_group_name=after.v_server_group_name,
        backend_servers=members(tx, group.id),
        request_id=call.request_id,
    )


@SLB.write("DeleteVServerGroup", locks=no_locks)
def delete_v_server_group(
    call: Call, request: shapes.DeleteVServerGroupRequest, tx: Transaction
) -> shapes.DeleteVServerGroupResponse:
    """Delete a group that no listener and no rule uses."""
    group = hold_group(call, tx, request.v_server_group_id)
    if any(listener.v_server_group_id == group.id for listener in listeners_of(tx, group.balancer_id)):
        raise refusal("RspoolVipExist", "There are vips associate with this vServer group.")
    if tx.find(rules, v_server_group_id=group.id):
        raise refusal("RspoolRuleExist", "There are rules associate with this vServer group.")
    for server in tx.find(servers, group_id=group.id):
        tx.remove(servers, server)
    tx.remove(groups, group)
    drop_tags(tx, group.id)
    return shapes.DeleteVServerGroupResponse(request_id=call.request_id)


@SLB.read("DescribeVServerGroups")
def describe_v_server_groups(
    call: Call, request: shapes.DescribeVServerGroupsRequest, tx: Transaction
) -> shapes.DescribeVServerGroupsResponse:
    """List a balancer's groups, with the listeners and rules that use them if these are asked for."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    wanted = {tag.key or "": tag.value or "" for tag in request.tag or ()}
    found = [
        group
        for group in tx.find(groups, balancer_id=balancer.id)
        if request.description in {None, group.v_server_group_name} and has_tags(tx, group.id, wanted)
    ]
    return shapes.DescribeVServerGroupsResponse(
        v_server_groups=shapes.VServerGroups(v_server_group=[_listed(tx, group, request) for group in found]),
        request_id=call.request_id,
    )


@SLB.read("DescribeVServerGroupAttribute")
def describe_v_server_group_attribute(
    call: Call, request: shapes.DescribeVServerGroupAttributeRequest, tx: Transaction
) -> shapes.DescribeVServerGroupAttributeResponse:
    """Show a group with its servers."""
    group = find_group(call, tx, request.v_server_group_id)
    found = tx.find(servers, group_id=group.id)
    return shapes.DescribeVServerGroupAttributeResponse(
        v_server_group_id=group.id,
        v_server_group_name=group.v_server_group_name,
        load_balancer_id=group.balancer_id,
        create_time=time_shown(group.created_ms),
        backend_servers=shapes.DescribeVServerGroupAttributeBackendServers(
            backend_server=[_server(server) for server in found]
        ),
        tags=tags_shown(tx, group.id),
        request_id=call.request_id,
    )


def _server(server: Server) -> shapes.DescribeVServerGroupAttributeBackendServer:
    shape = shapes.DescribeVServerGroupAttributeBackendServer
    return filled(shape, server, type_=server.type, server_ip=server.host)


def _listed(tx: Transaction, group: ServerGroup, request: shapes.DescribeVServerGroupsRequest) -> shapes.VServerGroup:
    more: dict[str, Any] = {}
    if request.include_listener:
        users = [one for one in listeners_of(tx, group.balancer_id) if one.v_server_group_id == group.id]
        shown = [shapes.Listener(port=one.listener_port, protocol=one.listener_protocol) for one in users]
        more["listeners"] = shapes.DescribeMasterSlaveServerGroupsListeners(listener=shown)
    if request.include_rule:
        shape = shapes.DescribeVServerGroupsRule
        named = [filled(shape, rule, rule_id=rule.id) for rule in tx.find(rules, v_server_group_id=group.id)]
        more["rules"] = shapes.DescribeVServerGroupsRules(rule=named)
    return shapes.VServerGroup(
        v_server_group_id=group.id,
        v_server_group_name=group.v_server_group_name,
        create_time=time_shown(group.created_ms),
        server_count=len(tx.column(servers, "id", group_id=group.id)),
        tags=tags_shown(tx, group.id),
        associated_objects=shapes.DescribeVServerGroupsAssociatedObjects(**more) if more else None,
    )
