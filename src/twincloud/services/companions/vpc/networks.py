"""Networks: CreateVpc, DescribeVpcs, ModifyVpcAttribute, DeleteVpc."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import vpc as shapes
from twincloud.inventory.networks import DEFAULT_VPC, Vpc, subnets, vpcs
from twincloud.inventory.tags import drop_tags, set_tags, taggable, tags_of
from twincloud.kernel.errors import ApiError
from twincloud.kernel.times import shown
from twincloud.services.companions.vpc.listing import chosen, not_found, paged, tag_set
from twincloud.services.companions.vpc.product import VPC
from twincloud.storage.transaction import Transaction

taggable["vpc", "vpc"] = vpcs

_PRIVATE = [ipaddress.IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
_DEFAULT_CIDR = "172.16.0.0/16"
_MOST_VPCS = 20


def vpc_lock(call: Call, vpc_id: str) -> str:
    """Return the name of a network's aggregate; the one that every tenant has is another for each."""
    return f"vpc:{call.tenant.account}/{call.tenant.region}/{vpc_id}"


def find_vpc(call: Call, tx: Transaction, vpc_id: str) -> Vpc:
    """Return the tenant's network; raises ApiError ResourceNotFound."""
    for known in _known(call, tx):
        if known.id == vpc_id:
            return known
    raise not_found("VPC", vpc_id)


def _new_lock(call: Call, request: shapes.CreateVpcRequest) -> Sequence[str]:
    return [vpc_lock(call, "")]


def _lock(call: Call, request: shapes.ModifyVpcAttributeRequest | shapes.DeleteVpcRequest) -> Sequence[str]:
    return [vpc_lock(call, request.vpc_id)]


@VPC.write("CreateVpc", locks=_new_lock)
def create_vpc(call: Call, request: shapes.CreateVpcRequest, tx: Transaction) -> shapes.CreateVpcResponse:
    """Make a network; its addresses must be private ones."""
    if request.stack_type == "IPv6Only" or request.ipv6_cidr_block or request.address_type:
        raise ApiError("UnsupportedOperation", "Networks of IPv6 are not provided.")
    cidr = request.cidr_block or _DEFAULT_CIDR
    network = ipv4_network(cidr)
    if not any(network.subnet_of(private) for private in _PRIVATE) or not 16 <= network.prefixlen <= 28:
        raise ApiError("InvalidParameterValue", f"CidrBlock {cidr} must be a private network of 16 to 28 bits.")
    if len(_known(call, tx)) > _MOST_VPCS:
        raise ApiError("LimitExceeded", f"A region holds at most {_MOST_VPCS} networks.")
    made = Vpc(
        id=call.new_id("vpc-"),
        account=call.tenant.account,
        region=call.tenant.region,
        name=request.vpc_name,
        cidr=cidr,
        created_ms=call.now_ms,
        multicast=_true(request.enable_multicast),
        dns_servers=tuple(request.dns_servers or ()),
        domain_name=request.domain_name or "",
        publishes_routes=bool(request.enable_route_vpc_publish),
        publishes_ipv6_routes=bool(request.enable_route_vpc_publish_ipv6),
    )
    tx.add(vpcs, made)
    if request.tags:
        set_tags(tx, call.tenant, made.id, {tag.key: tag.value for tag in request.tags})
    return shapes.CreateVpcResponse(vpc=_view(tx, made), request_id=call.request_id)


@VPC.read("DescribeVpcs")
def describe_vpcs(call: Call, request: shapes.DescribeVpcsRequest, tx: Transaction) -> shapes.DescribeVpcsResponse:
    """List the tenant's networks; the one that every tenant has comes first."""
    names = [value for item in request.filters or () if item.name == "vpc-name" for value in item.values]
    others = [item for item in request.filters or () if item.name != "vpc-name"]
    found = chosen(
        _known(call, tx),
        request.vpc_ids,
        others if request.filters else None,
        {
            "vpc-id": lambda vpc: (vpc.id,),
            "is-default": lambda vpc: (str(vpc.id == DEFAULT_VPC).lower(),),
            "cidr-block": lambda vpc: (vpc.cidr,),
        },
        lambda vpc: {tag.key: tag.value for tag in tags_of(tx, vpc.id)},
    )
    if names:
        found = [vpc for vpc in found if any(name in vpc.name for name in names)]
    views = [_view(tx, vpc) for vpc in paged(found, request.offset, request.limit)]
    return shapes.DescribeVpcsResponse(total_count=len(found), vpc_set=views, request_id=call.request_id)


@VPC.write("ModifyVpcAttribute", locks=_lock)
def modify_vpc_attribute(
    call: Call, request: shapes.ModifyVpcAttributeRequest, tx: Transaction
) -> shapes.ModifyVpcAttributeResponse:
    """Change a network; what is not given stays."""
    before = _own(call, tx, request.vpc_id)
    after = replace(
        before,
        name=request.vpc_name or before.name,
        multicast=before.multicast if request.enable_multicast is None else _true(request.enable_multicast),
        dns_servers=before.dns_servers if request.dns_servers is None else tuple(request.dns_servers),
        domain_name=before.domain_name if request.domain_name is None else request.domain_name,
        publishes_routes=before.publishes_routes
        if request.enable_route_vpc_publish is None
        else request.enable_route_vpc_publish,
        publishes_ipv6_routes=before.publishes_ipv6_routes
        if request.enable_route_vpc_publish_ipv6 is None
        else request.enable_route_vpc_publish_ipv6,
    )
    tx.replace(vpcs, before, after)
    return shapes.ModifyVpcAttributeResponse(request_id=call.request_id)


@VPC.write("DeleteVpc", locks=_lock)
def delete_vpc(call: Call, request: shapes.DeleteVpcRequest, tx: Transaction) -> shapes.DeleteVpcResponse:
    """Delete a network that has no subnet."""
    doomed = _own(call, tx, request.vpc_id)
    account, region = call.tenant
    if tx.find(subnets, account=account, region=region, vpc_id=doomed.id):
        raise ApiError("ResourceInUse", f"The VPC `{doomed.id}` has subnets; delete them first.")
    drop_tags(tx, doomed.id)
    tx.remove(vpcs, doomed)
    return shapes.DeleteVpcResponse(request_id=call.request_id)


def ipv4_network(cidr: str) -> ipaddress.IPv4Network:
    """Return a network; raises ApiError InvalidParameterValue.Malformed for what is none."""
    try:
        return ipaddress.IPv4Network(cidr)
    except ValueError:
        raise ApiError("InvalidParameterValue.Malformed", f"CidrBlock {cidr} is not an IPv4 network.") from None


def _known(call: Call, tx: Transaction) -> list[Vpc]:
    account, region = call.tenant
    own = tx.find(vpcs, account=account, region=region)
    return [Vpc(DEFAULT_VPC, account, region, "Default-VPC", _DEFAULT_CIDR, 0), *own]


def _own(call: Call, tx: Transaction, vpc_id: str) -> Vpc:
    found = find_vpc(call, tx, vpc_id)
    if found.id == DEFAULT_VPC:
        raise ApiError("UnsupportedOperation", "The default VPC stays as it is.")
    return found


def _true(text: str | None) -> bool:
    return (text or "").lower() == "true"


def _view(tx: Transaction, vpc: Vpc) -> shapes.Vpc:
    return shapes.Vpc(
        vpc_name=vpc.name,
        vpc_id=vpc.id,
        cidr_block=vpc.cidr,
        is_default=vpc.id == DEFAULT_VPC,
        enable_multicast=vpc.multicast,
        created_time=shown(vpc.created_ms),
        dns_server_set=list(vpc.dns_servers),
        domain_name=vpc.domain_name,
        dhcp_options_id="",
        enable_dhcp=True,
        ipv6_cidr_block="",
        tag_set=tag_set(tx, vpc.id),
        assistant_cidr_set=[],
        enable_route_vpc_publish=vpc.publishes_routes,
        ipv6_cidr_block_set=[],
        enable_route_vpc_publish_ipv6=vpc.publishes_ipv6_routes,
        stack_type="DualStack",
    )
