"""Connection groups, as far as listeners need them: they come, are shown, open, close and go."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.balancing.records import add_balancer, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.inventory.tags import set_tags, tags_of
from twincloud.kernel.tenancy import Tenant
from twincloud.services.tencent_gaap.connections.proxies import add_proxy
from twincloud.services.tencent_gaap.connections.proxy_list import tag_views
from twincloud.services.tencent_gaap.connections.proxy_orders import check_regions, check_size
from twincloud.services.tencent_gaap.connections.regions import region_detail
from twincloud.services.tencent_gaap.errors import ALREADY_BOUND, UNSUPPORTED, refusal
from twincloud.services.tencent_gaap.lookups import account_lock, find_group, hold, require_running, require_standard
from twincloud.services.tencent_gaap.policies.policy_records import policy_of
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import Group, Proxy, bindings, groups, proxies
from twincloud.services.tencent_gaap.removal import let_go
from twincloud.services.tencent_gaap.settling import served
from twincloud.services.tencent_gaap.states import Progress, group_status
from twincloud.storage.transaction import Transaction

_STATUSES = {"RUNNING": 0, "CREATING": 1, "DESTROYING": 4}
_OTHER_STATUS = 2
"""Of a group that is closed, or about to be (guess: the page has no number for it)."""


@GAAP.write("CreateProxyGroup", locks=account_lock, settle=served)
def create_proxy_group(
    call: Call, request: shapes.CreateProxyGroupRequest, tx: Transaction
) -> shapes.CreateProxyGroupResponse:
    """Make a group, with a connection in it for each access region that is named."""
    if (request.ip_address_version or "IPv4").upper() == "IPV6":
        raise refusal(call, UNSUPPORTED, "IPv6 connections are not provided yet; IPAddressVersion must be IPv4.")
    check_regions(call, None, request.real_server_region)
    group = Group(
        id=call.new_id("lg-"),
        account=call.tenant.account,
        name=request.group_name,
        project_id=request.project_id,
        server_region=request.real_server_region,
        created_ms=call.now_ms,
        changed=1,
        change="CREATING",
        creator=call.caller.user or call.caller.account,
        package_type=request.package_type or "Thunder",
    )
    tenant = Tenant(call.tenant.account, "")
    tx.add(groups, group)
    add_balancer(tx, group.id, GAAP.name, tenant)
    if request.tag_set:
        set_tags(tx, tenant, group.id, {tag.tag_key: tag.tag_value for tag in request.tag_set})
    for member in request.access_region_set or ():
        add_proxy(call, tx, _member(call, group, member), {})
    return shapes.CreateProxyGroupResponse(group_id=group.id, request_id=call.request_id)


@GAAP.read("DescribeProxyGroupDetails")
def describe_proxy_group_details(
    call: Call, request: shapes.DescribeProxyGroupDetailsRequest, tx: Transaction
) -> shapes.DescribeProxyGroupDetailsResponse:
    """Show one group."""
    group = find_group(call, tx, request.group_id)
    policy = policy_of(tx, group.id)
    detail = shapes.ProxyGroupDetail(
        create_time=group.created_ms // 1000,
        project_id=group.project_id,
        proxy_num=len(tx.find(proxies, group_id=group.id, deleting=0)),
        status=_STATUSES.get(group_status(Progress(call, tx), group), _OTHER_STATUS),
        owner_uin=group.account,
        create_uin=group.creator,
        group_name=group.name,
        dns_default_ip=group.default_dns,
        domain=group.domain or None,
        real_server_region_info=region_detail(group.server_region),
        is_old_group=False,
        group_id=group.id,
        tag_set=tag_views(tags_of(tx, group.id)),
        policy_id=policy.id if policy is not None else "",
        version="3.0",
        client_ip_method=[0, 1],
        ip_address_version="IPv4",
        package_type=group.package_type,
        http3_supported=1,
        feature_bitmap=71,
        is_support_tls_choice=1,
    )
    return shapes.DescribeProxyGroupDetailsResponse(proxy_group_detail=detail, request_id=call.request_id)


@GAAP.write("ModifyProxyGroupAttribute", locks=account_lock)
def modify_proxy_group_attribute(
    call: Call, request: shapes.ModifyProxyGroupAttributeRequest, tx: Transaction
) -> shapes.ModifyProxyGroupAttributeResponse:
    """Rename a group, and put it with its connections into another project; what is not given stays."""
    hold(tx, request.group_id)
    group = find_group(call, tx, request.group_id)
    require_standard(call, tx, group.id)
    project = group.project_id if request.project_id is None else request.project_id
    tx.replace(groups, group, replace(group, name=request.group_name or group.name, project_id=project))
    for member in tx.find(proxies, group_id=group.id, deleting=0):
        tx.replace(proxies, member, replace(member, project_id=project))
    return shapes.ModifyProxyGroupAttributeResponse(request_id=call.request_id)


@GAAP.write("OpenProxyGroup", locks=account_lock, settle=served)
def open_proxy_group(
    call: Call, request: shapes.OpenProxyGroupRequest, tx: Transaction
) -> shapes.OpenProxyGroupResponse:
    """Let a closed group serve again; one in any other status is named and left alone."""
    refused = _switch(call, tx, request.group_id, closed=False)
    return shapes.OpenProxyGroupResponse(
        invalid_status_instance_set=refused, operation_failed_instance_set=[], request_id=call.request_id
    )


@GAAP.write("CloseProxyGroup", locks=account_lock, settle=served)
def close_proxy_group(
    call: Call, request: shapes.CloseProxyGroupRequest, tx: Transaction
) -> shapes.CloseProxyGroupResponse:
    """Close every port of a running group and keep the rest; one in any other status is named."""
    refused = _switch(call, tx, request.group_id, closed=True)
    return shapes.CloseProxyGroupResponse(
        invalid_status_instance_set=refused, operation_failed_instance_set=[], request_id=call.request_id
    )


@GAAP.write("DeleteProxyGroup", locks=account_lock, settle=served)
def delete_proxy_group(
    call: Call, request: shapes.DeleteProxyGroupRequest, tx: Transaction
) -> shapes.DeleteProxyGroupResponse:
    """Delete a group without connections. Force lets its listeners go though they have origins."""
    hold(tx, request.group_id)
    group = find_group(call, tx, request.group_id)
    require_standard(call, tx, group.id)
    if not group.closed:
        require_running(call, tx, group)
    if tx.find(proxies, group_id=group.id, deleting=0):
        message = f"The group {group.id} still has connections."
        raise refusal(call, "FailedOperation.DeleteProxyGroupProxyRemained", message)
    if not request.force and tx.find(bindings, owner_id=group.id):
        raise refusal(call, ALREADY_BOUND, f"Origins are bound to listeners of {group.id}.")
    let_go(call, tx, group)
    return shapes.DeleteProxyGroupResponse(request_id=call.request_id)


def _member(call: Call, group: Group, given: shapes.AccessConfiguration) -> Proxy:
    check_size(call, given.bandwidth, given.concurrent)
    check_regions(call, given.access_region, None)
    return Proxy(
        id="",
        account=group.account,
        name="default",
        project_id=group.project_id,
        access_region=given.access_region,
        server_region=group.server_region,
        bandwidth=given.bandwidth,
        concurrent=given.concurrent,
        slot=0,
        created_ms=call.now_ms,
        changed=1,
        change="CREATING",
        group_id=group.id,
        network_type=given.network_type or "normal",
        package_type=group.package_type,
    )


def _switch(call: Call, tx: Transaction, group_id: str, *, closed: bool) -> list[str]:
    """Open or close a group; returns its id when its status does not allow that."""
    hold(tx, group_id)
    group = find_group(call, tx, group_id)
    if group_status(Progress(call, tx), group) != ("RUNNING" if closed else "CLOSED"):
        return [group_id]
    require_standard(call, tx, group.id)
    # No name of a status fits better while a group opens or closes.
    after = replace(group, closed=closed, change="CHANGING", changed=touch(tx, group.id))
    tx.replace(groups, group, after)
    return []
