"""Subnets: CreateSubnet, DescribeSubnets, ModifySubnetAttribute, DeleteSubnet."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import vpc as shapes
from twincloud.inventory.networks import Subnet, subnets
from twincloud.inventory.tags import drop_tags, set_tags, taggable, tags_of
from twincloud.kernel.errors import ApiError
from twincloud.kernel.times import shown
from twincloud.services.companions.vpc.listing import chosen, not_found, paged, tag_set
from twincloud.services.companions.vpc.networks import find_vpc, ipv4_network, vpc_lock
from twincloud.services.companions.vpc.product import VPC
from twincloud.storage.transaction import Transaction

taggable["vpc", "subnet"] = subnets

_RESERVED = 3
"""Addresses of a subnet that nobody gets: the first two and the last."""
_MOST_SUBNETS = 100
_MOST_A_PAGE = 100


def _new_lock(call: Call, request: shapes.CreateSubnetRequest) -> Sequence[str]:
    return [vpc_lock(call, request.vpc_id)]


def _lock(call: Call, request: shapes.ModifySubnetAttributeRequest | shapes.DeleteSubnetRequest) -> Sequence[str]:
    return [f"subnet:{request.subnet_id}"]


@VPC.write("CreateSubnet", locks=_new_lock)
def create_subnet(call: Call, request: shapes.CreateSubnetRequest, tx: Transaction) -> shapes.CreateSubnetResponse:
    """Make a subnet inside its network, apart from the others there."""
    if request.stack_type == "IPv6Only" or request.ipv6_cidr_block or request.cdc_id:
        raise ApiError("UnsupportedOperation", "Subnets of IPv6, and of dedicated zones, are not provided.")
    if not request.cidr_block:
        raise ApiError("MissingParameter", "The request is missing a required parameter `CidrBlock`.")
    vpc = find_vpc(call, tx, request.vpc_id)
    network = ipv4_network(request.cidr_block)
    if not network.subnet_of(ipv4_network(vpc.cidr)):
        message = f"CidrBlock {request.cidr_block} is not inside the network's {vpc.cidr}."
        raise ApiError("InvalidParameterValue.SubnetRange", message)
    account, region = call.tenant
    others = tx.find(subnets, account=account, region=region, vpc_id=vpc.id)
    for other in others:
        if network.overlaps(ipv4_network(other.cidr)):
            message = f"CidrBlock {request.cidr_block} overlaps with {other.cidr} of {other.id}."
            raise ApiError("InvalidParameterValue.SubnetOverlap", message)
    if len(others) >= _MOST_SUBNETS:
        raise ApiError("LimitExceeded", f"A network has at most {_MOST_SUBNETS} subnets.")
    made = Subnet(
        id=call.new_id("subnet-"),
        account=account,
        region=region,
        vpc_id=vpc.id,
        name=request.subnet_name,
        cidr=request.cidr_block,
        zone=request.zone,
        created_ms=call.now_ms,
    )
    tx.add(subnets, made)
    if request.tags:
        set_tags(tx, call.tenant, made.id, {tag.key: tag.value for tag in request.tags})
    return shapes.CreateSubnetResponse(subnet=_view(tx, made), request_id=call.request_id)


@VPC.read("DescribeSubnets")
def describe_subnets(
    call: Call, request: shapes.DescribeSubnetsRequest, tx: Transaction
) -> shapes.DescribeSubnetsResponse:
    """List the tenant's subnets, by pages or from token to token."""
    account, region = call.tenant
    found = chosen(
        tx.find(subnets, account=account, region=region),
        request.subnet_ids,
        request.filters,
        {
            "subnet-id": lambda subnet: (subnet.id,),
            "vpc-id": lambda subnet: (subnet.vpc_id,),
            "cidr-block": lambda subnet: (subnet.cidr,),
            "is-default": lambda _: ("false",),
            "is-remote-vpc-snat": lambda _: ("false",),
            "subnet-name": lambda subnet: (subnet.name,),
            "zone": lambda subnet: (subnet.zone,),
            "cdc-id": lambda _: ("",),
        },
        lambda subnet: {tag.key: tag.value for tag in tags_of(tx, subnet.id)},
    )
    start = _start(request.next_token)
    if request.max_results is None and not request.next_token:
        shown_ones, following = paged(found, request.offset, request.limit), None
    else:
        size = max(1, min(request.max_results or _MOST_A_PAGE, _MOST_A_PAGE))
        shown_ones = found[start : start + size]
        following = str(start + size) if start + size < len(found) else ""
    return shapes.DescribeSubnetsResponse(
        total_count=len(found),
        subnet_set=[_view(tx, subnet) for subnet in shown_ones],
        next_token=following,
        request_id=call.request_id,
    )


@VPC.write("ModifySubnetAttribute", locks=_lock)
def modify_subnet_attribute(
    call: Call, request: shapes.ModifySubnetAttributeRequest, tx: Transaction
) -> shapes.ModifySubnetAttributeResponse:
    """Change a subnet; what is not given stays."""
    before = _find(call, tx, request.subnet_id)
    broadcast = before.broadcast if request.enable_broadcast is None else request.enable_broadcast.lower() == "true"
    tx.replace(subnets, before, replace(before, name=request.subnet_name or before.name, broadcast=broadcast))
    return shapes.ModifySubnetAttributeResponse(request_id=call.request_id)


@VPC.write("DeleteSubnet", locks=_lock)
def delete_subnet(call: Call, request: shapes.DeleteSubnetRequest, tx: Transaction) -> shapes.DeleteSubnetResponse:
    """Delete a subnet, whoever was ordered into it: balancers have addresses of their own."""
    doomed = _find(call, tx, request.subnet_id)
    drop_tags(tx, doomed.id)
    tx.remove(subnets, doomed)
    return shapes.DeleteSubnetResponse(request_id=call.request_id)


def _find(call: Call, tx: Transaction, subnet_id: str) -> Subnet:
    found = tx.get(subnets, subnet_id)
    if found is None or (found.account, found.region) != call.tenant:
        raise not_found("subnet", subnet_id)
    return found


def _start(token: str | None) -> int:
    if not token:
        return 0
    if not token.isdecimal():
        raise ApiError("InvalidParameterValue.Malformed", "NextToken is not one that an answer gave.")
    return int(token)


def _view(tx: Transaction, subnet: Subnet) -> shapes.Subnet:
    total = max(ipv4_network(subnet.cidr).num_addresses - _RESERVED, 0)
    return shapes.Subnet(
        vpc_id=subnet.vpc_id,
        subnet_id=subnet.id,
        subnet_name=subnet.name,
        cidr_block=subnet.cidr,
        is_default=False,
        enable_broadcast=subnet.broadcast,
        zone=subnet.zone,
        route_table_id="rtb-" + subnet.vpc_id.removeprefix("vpc-"),
        created_time=shown(subnet.created_ms),
        available_ip_address_count=total,
        ipv6_cidr_block="",
        network_acl_id="",
        is_remote_vpc_snat=False,
        total_ip_address_count=total,
        tag_set=tag_set(tx, subnet.id),
        cdc_id="",
        is_cdc_subnet=0,
        stack_type="DualStack",
    )
