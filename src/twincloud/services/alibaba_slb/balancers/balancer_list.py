"""Balancers as they are shown: DescribeLoadBalancers, DescribeLoadBalancerAttribute."""

from __future__ import annotations

from typing import Any

from twincloud.balancing.records import balancers
from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.kernel.paging import page
from twincloud.services.alibaba_slb.lookups import find_balancer, listeners_of
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import LOCKED, LoadBalancer, Server, load_balancers, servers
from twincloud.services.alibaba_slb.servers.backend_servers import default_servers
from twincloud.services.alibaba_slb.shown import filled, minute_shown, tags_shown, time_shown
from twincloud.services.alibaba_slb.tags import has_tags
from twincloud.storage.transaction import Transaction

PAGE = 50
NEVER_MS = 32_493_801_600_000
"""When balancers end that are paid for as they are used: in the year 2999, as the product shows it."""
_EQUAL = (
    "address_ip_version",
    "address_type",
    "internet_charge_type",
    "master_zone_id",
    "slave_zone_id",
    "pay_type",
    "resource_group_id",
    "v_switch_id",
    "vpc_id",
)
"""Filters that compare one member of a balancer."""


@SLB.read("DescribeLoadBalancers")
def describe_load_balancers(
    call: Call, request: shapes.DescribeLoadBalancersRequest, tx: Transaction
) -> shapes.DescribeLoadBalancersResponse:
    """List the region's balancers that all filters let through, a page at a time."""
    account, region = call.tenant
    found = [
        one
        for one in tx.find(load_balancers, account=account, region_id=region, deleting=0)
        if _matches(call, request, tx, one)
    ]
    size = request.page_size or PAGE
    number = max(request.page_number or 1, 1)
    shown = page(found, (number - 1) * size, size)
    return shapes.DescribeLoadBalancersResponse(
        load_balancers=shapes.LoadBalancers(load_balancer=[_listed(call, tx, one) for one in shown]),
        page_number=number,
        page_size=size,
        total_count=len(found),
        request_id=call.request_id,
    )


@SLB.read("DescribeLoadBalancerAttribute")
def describe_load_balancer_attribute(
    call: Call, request: shapes.DescribeLoadBalancerAttributeRequest, tx: Transaction
) -> shapes.DescribeLoadBalancerAttributeResponse:
    """Show a balancer with its listeners and default servers."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    present = listeners_of(tx, balancer.id)
    forwarded = shapes.ListenerPortAndProtocol
    return filled(
        shapes.DescribeLoadBalancerAttributeResponse,
        balancer,
        create_time=time_shown(balancer.created_ms),
        end_time=minute_shown(balancer.paid_until_ms or NEVER_MS),
        end_time_stamp=balancer.paid_until_ms or NEVER_MS,
        renewal_status="Normal" if balancer.paid_until_ms else None,
        backend_servers=shapes.DescribeLoadBalancerAttributeBackendServers(
            backend_server=[_server(server) for server in default_servers(tx, balancer.id)]
        ),
        listener_ports=shapes.ListenerPorts(listener_port=[one.listener_port for one in present]),
        listener_ports_and_protocal=shapes.ListenerPortsAndProtocal(
            listener_port_and_protocal=[
                shapes.ListenerPortAndProtocal(listener_port=one.listener_port, listener_protocal=one.listener_protocol)
                for one in present
            ]
        ),
        listener_ports_and_protocol=shapes.ListenerPortsAndProtocol(
            listener_port_and_protocol=[filled(forwarded, one) for one in present]
        ),
        tags=tags_shown(tx, balancer.id),
        request_id=call.request_id,
        **_common(call, tx, balancer),
    )


def status_of(tx: Transaction, balancer: LoadBalancer) -> str:
    """Return active, inactive, or locked while the operator's lock is on."""
    state = tx.get(balancers, balancer.id)
    return LOCKED if state is not None and state.locked else balancer.load_balancer_status


def _listed(call: Call, tx: Transaction, balancer: LoadBalancer) -> shapes.LoadBalancer:
    return filled(
        shapes.LoadBalancer,
        balancer,
        create_time=minute_shown(balancer.created_ms),
        internet_charge_type_alias=balancer.internet_charge_type,
        tags=tags_shown(tx, balancer.id),
        **_common(call, tx, balancer),
    )


def _common(call: Call, tx: Transaction, balancer: LoadBalancer) -> dict[str, Any]:
    return {
        "load_balancer_id": balancer.id,
        "load_balancer_status": status_of(tx, balancer),
        "address": call.port(AddressBook).address(balancer.slot),
        "create_time_stamp": balancer.created_ms,
        "region_id_alias": balancer.region_id,
    }


def _server(server: Server) -> shapes.DescribeLoadBalancerAttributeBackendServer:
    shape = shapes.DescribeLoadBalancerAttributeBackendServer
    return filled(shape, server, type_=server.type, server_ip=server.host)


def _matches(call: Call, request: shapes.DescribeLoadBalancersRequest, tx: Transaction, balancer: LoadBalancer) -> bool:
    for name in _EQUAL:
        wanted = getattr(request, name)
        if wanted and wanted != getattr(balancer, name):
            return False
    if request.load_balancer_id and balancer.id not in request.load_balancer_id:
        return False
    names = request.load_balancer_name.split(",") if request.load_balancer_name else [balancer.load_balancer_name]
    if balancer.load_balancer_name not in names:
        return False
    if request.network_type and request.network_type.lower() != balancer.network_type:
        return False
    if request.load_balancer_status and request.load_balancer_status != status_of(tx, balancer):
        return False
    address = call.port(AddressBook).address(balancer.slot)
    return (
        request.address in {None, address} and _has_server(request, tx, balancer) and _is_tagged(request, tx, balancer)
    )


def _has_server(request: shapes.DescribeLoadBalancersRequest, tx: Transaction, balancer: LoadBalancer) -> bool:
    if not request.server_id and not request.server_intranet_address:
        return True
    wanted = set(request.server_intranet_address or ())
    return any(
        request.server_id in {None, server.server_id} and (not wanted or server.host in wanted)
        for server in tx.find(servers, balancer_id=balancer.id)
    )


def _is_tagged(request: shapes.DescribeLoadBalancersRequest, tx: Transaction, balancer: LoadBalancer) -> bool:
    wanted = {tag.key or "": tag.value or "" for tag in request.tag or ()}
    wanted |= {tag.tag_key: tag.tag_value or "" for tag in request.tags or ()}
    return has_tags(tx, balancer.id, wanted)
