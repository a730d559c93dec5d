"""What groups there are: DescribeTargetGroups, DescribeTargetGroupList, DescribeTargetGroupInstances."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.instances import Instance, instances
from twincloud.inventory.tags import tags_of
from twincloud.kernel.paging import page
from twincloud.kernel.times import shown
from twincloud.services.tencent_clb.balancers.networks import zone_id, zone_name
from twincloud.services.tencent_clb.errors import VALUE, refusal
from twincloud.services.tencent_clb.groups.group_records import (
    V2,
    Binding,
    GroupInstance,
    Place,
    TargetGroup,
    group_instances,
    groups_by_location,
    instances_of,
    places_of,
    target_groups,
    visible_group,
)
from twincloud.services.tencent_clb.product import CLB
from twincloud.storage.transaction import Transaction

_VPC, _NAME, _TAG = "TargetGroupVpcId", "TargetGroupName", "Tag"
_TAG_PREFIX = "tag:"
_GROUP, _ADDRESS, _INSTANCE = "TargetGroupId", "BindIP", "InstanceId"
_WITH_REQUESTS = frozenset({"HTTP", "HTTPS", "GRPC"})

Request = shapes.DescribeTargetGroupsRequest | shapes.DescribeTargetGroupListRequest


@CLB.read("DescribeTargetGroups")
def describe_target_groups(
    call: Call, request: shapes.DescribeTargetGroupsRequest, tx: Transaction
) -> shapes.DescribeTargetGroupsResponse:
    """List the tenant's groups with the places where they are bound; ids that nobody knows are passed over."""
    if request.target_group_ids and request.filters:
        raise refusal(call, VALUE, "TargetGroupIds and Filters cannot be used together.")
    found = _found(call, request, tx)
    views = [_view(tx, group, bound=True) for group in page(found, request.offset, request.limit)]
    return shapes.DescribeTargetGroupsResponse(
        total_count=len(found), target_group_set=views, request_id=call.request_id
    )


@CLB.read("DescribeTargetGroupList")
def describe_target_group_list(
    call: Call, request: shapes.DescribeTargetGroupListRequest, tx: Transaction
) -> shapes.DescribeTargetGroupListResponse:
    """List the tenant's groups; ids win over filters, and ids that nobody knows are passed over."""
    found = _found(call, request, tx)
    views = [_view(tx, group, bound=False) for group in page(found, request.offset, request.limit)]
    return shapes.DescribeTargetGroupListResponse(
        total_count=len(found), target_group_set=views, request_id=call.request_id
    )


@CLB.read("DescribeTargetGroupInstances")
def describe_target_group_instances(
    call: Call, request: shapes.DescribeTargetGroupInstancesRequest, tx: Transaction
) -> shapes.DescribeTargetGroupInstancesResponse:
    """List instances of the tenant's groups; filters are joined by «and», their values by «or»."""
    wanted: dict[str, frozenset[str]] = {}
    for item in request.filters:
        if item.name not in (_GROUP, _ADDRESS, _INSTANCE):
            raise refusal(call, VALUE, f"Invalid filter name: {item.name}")
        wanted[item.name] = frozenset(item.values)
    known = {one.address: one for one in tx.find(instances, account=call.tenant.account)}
    found = [
        instance
        for instance in _instances(call, tx, wanted)
        if (_ADDRESS not in wanted or instance.host in wanted[_ADDRESS])
        and (_INSTANCE not in wanted or _name(known, instance) in wanted[_INSTANCE])
    ]
    zone = zone_id(call.tenant.region, zone_name(call.tenant.region, None))
    views = [_backend(one, known.get(one.host), zone) for one in page(found, request.offset, request.limit)]
    return shapes.DescribeTargetGroupInstancesResponse(
        total_count=len(found), target_group_instance_set=views, real_count=len(found), request_id=call.request_id
    )


def with_group_names(tx: Transaction, balancer_id: str, views: list[shapes.Listener]) -> list[shapes.Listener]:
    """Return listeners as answers show them with the groups that are bound to them and to their rules."""
    by_location = groups_by_location(tx, balancer_id)
    if not by_location:
        return views
    by_listener = {bound[0][0].listener_id: bound for bound in by_location.values() if not bound[0][0].rule_id}
    return [
        replace(
            view,
            target_group_list=_names(by_listener.get(view.listener_id or "", ())),
            target_group=_only(by_listener.get(view.listener_id or "", ())),
            rules=[
                replace(
                    rule,
                    target_group_list=_names(by_location.get(rule.location_id or "", ())),
                    target_group=_only(by_location.get(rule.location_id or "", ())),
                )
                for rule in view.rules
            ]
            if view.rules is not None
            else None,
        )
        for view in views
    ]


def _names(bound: Sequence[tuple[Binding, TargetGroup]]) -> list[shapes.BasicTargetGroupInfo] | None:
    return [
        shapes.BasicTargetGroupInfo(
            target_group_id=group.id,
            target_group_name=group.name,
            weight=binding.weight if group.kind == V2 else None,
        )
        for binding, group in bound
    ] or None


def _only(bound: Sequence[tuple[Binding, TargetGroup]]) -> shapes.BasicTargetGroupInfo | None:
    """Return the group where there is one alone (our choice: several have no place in that member)."""
    names = _names(bound)
    return names[0] if names and len(names) == 1 else None


def _found(call: Call, request: Request, tx: Transaction) -> list[TargetGroup]:
    if request.target_group_ids:
        named = (visible_group(call, tx, group_id) for group_id in dict.fromkeys(request.target_group_ids))
        return [group for group in named if group is not None]
    account, region = call.tenant
    known = tx.find(target_groups, account=account, region=region)
    for item in request.filters or ():
        known = _filtered(call, tx, item, known)
    return known


def _filtered(call: Call, tx: Transaction, wanted: shapes.Filter, known: Sequence[TargetGroup]) -> list[TargetGroup]:
    values = frozenset(wanted.values)
    if wanted.name == _VPC:
        return [group for group in known if group.vpc_id in values]
    if wanted.name == _NAME:
        return [group for group in known if group.name in values]
    if wanted.name == _TAG:
        return [group for group in known if any(tag.key in values for tag in tags_of(tx, group.id))]
    if wanted.name.startswith(_TAG_PREFIX):
        key = wanted.name.removeprefix(_TAG_PREFIX)
        return [group for group in known if any(t.key == key and t.value in values for t in tags_of(tx, group.id))]
    raise refusal(call, VALUE, f"Invalid filter name: {wanted.name}")


def _instances(call: Call, tx: Transaction, wanted: dict[str, frozenset[str]]) -> list[GroupInstance]:
    account, region = call.tenant
    if _GROUP in wanted:
        groups = [group_id for group_id in wanted[_GROUP] if visible_group(call, tx, group_id) is not None]
    else:
        groups = list(tx.column(target_groups, "id", account=account, region=region))
    return [instance for group_id in sorted(groups) for instance in instances_of(tx, group_id)]


def _view(tx: Transaction, group: TargetGroup, *, bound: bool) -> shapes.TargetGroupInfo:
    places = places_of(tx, group.id)
    count = sa.select(sa.func.count()).where(group_instances.table.c.group_id == group.id)
    of_requests = group.protocol in _WITH_REQUESTS
    return shapes.TargetGroupInfo(
        target_group_id=group.id,
        vpc_id=group.vpc_id,
        target_group_name=group.name,
        port=group.port,
        created_time=shown(group.created_ms),
        updated_time=shown(group.updated_ms),
        associated_rule=[_association(place, group) for place in places] if bound else None,
        protocol=group.protocol,
        schedule_algorithm=group.scheduler if of_requests else None,
        health_check=group.given_check,
        target_group_type=group.kind,
        associated_rule_count=len(places),
        registered_instances_count=int(tx.execute(count).scalar_one()),
        tag=[shapes.TagInfo(tag_key=tag.key, tag_value=tag.value) for tag in tags_of(tx, group.id)],
        weight=group.weight,
        full_listen_switch=group.full_listen,
        keepalive_enable=group.keepalive,
        session_expire_time=group.session_expire,
        ip_version=group.ip_version,
        snat_enable=group.snat,
    )


def _association(place: Place, group: TargetGroup) -> shapes.AssociationItem:
    """Return one place; at layer 4 the members of rules are null, which the Terraform provider looks for."""
    rule = place.rule
    return shapes.AssociationItem(
        load_balancer_id=place.balancer.id,
        listener_id=place.listener.id,
        location_id=rule.id if rule else None,
        protocol=place.listener.protocol,
        port=place.listener.port,
        domain=rule.domains[0] if rule else None,
        url=rule.url if rule else None,
        load_balancer_name=place.balancer.name,
        listener_name=place.listener.name,
        weight=place.binding.weight if group.kind == V2 else None,
        rule_id="",
    )


def _name(known: dict[str, Instance], instance: GroupInstance) -> str | None:
    found = known.get(instance.host)
    return found.instance_id if found else None


def _backend(instance: GroupInstance, known: Instance | None, zone: int) -> shapes.TargetGroupBackend:
    """Return an instance; what has the address of a machine that the operator told of is shown as that."""
    return shapes.TargetGroupBackend(
        target_group_id=instance.group_id,
        type_="CVM" if known else "ENI",
        instance_id=known.instance_id if known else "",
        port=instance.port,
        weight=instance.weight,
        private_ip_addresses=[instance.host],
        public_ip_addresses=[],
        instance_name=known.name if known else "",
        registered_time=shown(instance.registered_ms),
        eni_id="",
        zone_id=zone,
    )
