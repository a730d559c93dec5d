"""Security groups: made, listed, changed, deleted, and who uses them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import vpc as shapes
from twincloud.inventory.networks import (
    SecurityGroup,
    find_security_group,
    security_group_lock,
    security_group_uses,
    security_groups,
)
from twincloud.inventory.tags import drop_tags, set_tags, taggable, tags_of
from twincloud.kernel.errors import ApiError
from twincloud.kernel.times import shown
from twincloud.services.companions.vpc.listing import chosen, not_found, paged, tag_set
from twincloud.services.companions.vpc.product import VPC
from twincloud.storage.transaction import Transaction

taggable["cvm", "sg"] = security_groups
"""Names of security groups say that they are the virtual machines'."""

_MOST_GROUPS = 50

Changing = shapes.ModifySecurityGroupAttributeRequest | shapes.DeleteSecurityGroupRequest


def _new_lock(call: Call, request: shapes.CreateSecurityGroupRequest) -> Sequence[str]:
    return [f"security-groups:{call.tenant.account}/{call.tenant.region}"]


def _lock(call: Call, request: Changing) -> Sequence[str]:
    return [security_group_lock(request.security_group_id)]


def find_group(call: Call, tx: Transaction, group_id: str) -> SecurityGroup:
    """Return the tenant's security group; raises ApiError ResourceNotFound."""
    found = find_security_group(tx, *call.tenant, group_id)
    if found is None:
        raise not_found("security group", group_id)
    return found


@VPC.write("CreateSecurityGroup", locks=_new_lock)
def create_security_group(
    call: Call, request: shapes.CreateSecurityGroupRequest, tx: Transaction
) -> shapes.CreateSecurityGroupResponse:
    """Make a security group without rules, which lets nobody in."""
    account, region = call.tenant
    if len(tx.find(security_groups, account=account, region=region)) >= _MOST_GROUPS:
        raise ApiError("LimitExceeded", f"A region holds at most {_MOST_GROUPS} security groups.")
    made = SecurityGroup(
        id=call.new_id("sg-"),
        account=account,
        region=region,
        name=request.group_name,
        description=request.group_description,
        created_ms=call.now_ms,
        updated_ms=call.now_ms,
        project_id=request.project_id or "0",
    )
    tx.add(security_groups, made)
    if request.tags:
        set_tags(tx, call.tenant, made.id, {tag.key: tag.value for tag in request.tags})
    return shapes.CreateSecurityGroupResponse(security_group=_view(tx, made), request_id=call.request_id)


@VPC.read("DescribeSecurityGroups")
def describe_security_groups(
    call: Call, request: shapes.DescribeSecurityGroupsRequest, tx: Transaction
) -> shapes.DescribeSecurityGroupsResponse:
    """List the tenant's security groups."""
    account, region = call.tenant
    found = chosen(
        tx.find(security_groups, account=account, region=region),
        request.security_group_ids,
        request.filters,
        {
            "security-group-id": lambda group: (group.id,),
            "project-id": lambda group: (group.project_id,),
            "security-group-name": lambda group: (group.name,),
        },
        lambda group: {tag.key: tag.value for tag in tags_of(tx, group.id)},
    )
    if request.order_field:
        by_update = request.order_field == "UpdateTime"
        found.sort(key=lambda group: group.updated_ms if by_update else group.created_ms)
        if request.order_direction == "DESC":
            found.reverse()
    views = [_view(tx, group) for group in paged(found, request.offset, request.limit)]
    return shapes.DescribeSecurityGroupsResponse(
        security_group_set=views, total_count=len(found), request_id=call.request_id
    )


@VPC.write("ModifySecurityGroupAttribute", locks=_lock)
def modify_security_group_attribute(
    call: Call, request: shapes.ModifySecurityGroupAttributeRequest, tx: Transaction
) -> shapes.ModifySecurityGroupAttributeResponse:
    """Change a security group's name and description; what is not given stays."""
    before = find_group(call, tx, request.security_group_id)
    description = before.description if request.group_description is None else request.group_description
    after = replace(
        before, name=request.group_name or before.name, description=description, updated_ms=call.now_ms
    )  # fmt: skip
    tx.replace(security_groups, before, after)
    return shapes.ModifySecurityGroupAttributeResponse(request_id=call.request_id)


@VPC.write("DeleteSecurityGroup", locks=_lock)
def delete_security_group(
    call: Call, request: shapes.DeleteSecurityGroupRequest, tx: Transaction
) -> shapes.DeleteSecurityGroupResponse:
    """Delete a security group that guards nothing and that no other group names."""
    doomed = find_group(call, tx, request.security_group_id)
    uses = tx.find(security_group_uses, group_id=doomed.id)
    if uses:
        raise ApiError("ResourceInUse", f"The security group `{doomed.id}` guards {uses[0].balancer_id}.")
    naming = _naming(call, tx, doomed.id)
    if naming:
        raise ApiError("ResourceInUse", f"The security group `{doomed.id}` is named by a rule of `{naming[0].id}`.")
    drop_tags(tx, doomed.id)
    tx.remove(security_groups, doomed)
    return shapes.DeleteSecurityGroupResponse(request_id=call.request_id)


@VPC.read("DescribeSecurityGroupAssociationStatistics")
def describe_security_group_association_statistics(
    call: Call, request: shapes.DescribeSecurityGroupAssociationStatisticsRequest, tx: Transaction
) -> shapes.DescribeSecurityGroupAssociationStatisticsResponse:
    """Count what security groups guard; ids that nobody knows are passed over."""
    found = []
    for group_id in dict.fromkeys(request.security_group_ids):
        group = find_security_group(tx, *call.tenant, group_id)
        if group is None:
            continue
        guarded = len(tx.find(security_group_uses, group_id=group.id))
        naming = len(_naming(call, tx, group.id))
        found.append(
            shapes.SecurityGroupAssociationStatistics(
                security_group_id=group.id,
                cvm=0,
                cdb=0,
                eni=0,
                sg=naming,
                clb=guarded,
                instance_statistics=[shapes.InstanceStatistic(instance_type="CLB", instance_count=guarded)],
                total_count=guarded,
            )
        )
    return shapes.DescribeSecurityGroupAssociationStatisticsResponse(
        security_group_association_statistics_set=found, request_id=call.request_id
    )


def _naming(call: Call, tx: Transaction, group_id: str) -> list[SecurityGroup]:
    """Return the groups with rules that name this one."""
    account, region = call.tenant
    return [
        other
        for other in tx.find(security_groups, account=account, region=region)
        if other.id != group_id and any(rule.group_id == group_id for rule in (*other.inbound, *other.outbound))
    ]


def _view(tx: Transaction, group: SecurityGroup) -> shapes.SecurityGroup:
    return shapes.SecurityGroup(
        security_group_id=group.id,
        security_group_name=group.name,
        security_group_desc=group.description,
        project_id=group.project_id,
        is_default=False,
        created_time=shown(group.created_ms),
        tag_set=tag_set(tx, group.id),
        update_time=shown(group.updated_ms),
    )
