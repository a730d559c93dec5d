"""Addresses that connections to targets come from, as rows: CreateLoadBalancerSnatIps, DeleteLoadBalancerSnatIps."""

from __future__ import annotations

import ipaddress
import itertools
from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.networks import subnets
from twincloud.services.tencent_clb.errors import LIMIT, VALUE, refusal
from twincloud.services.tencent_clb.lookups import find_balancer
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import SNAT_IPS
from twincloud.services.tencent_clb.records import load_balancers
from twincloud.storage.transaction import Transaction

Request = shapes.CreateLoadBalancerSnatIpsRequest | shapes.DeleteLoadBalancerSnatIpsRequest


def _lock(call: Call, request: Request) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


@CLB.write("CreateLoadBalancerSnatIps", locks=_lock)
def create_load_balancer_snat_ips(
    call: Call, request: shapes.CreateLoadBalancerSnatIpsRequest, tx: Transaction
) -> shapes.CreateLoadBalancerSnatIpsResponse:
    """Add addresses, named ones or so many of a subnet; they are shown, and connections come from this machine's."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    known = list(balancer.snat_ips)
    for asked in request.snat_ips:
        if asked.ip and request.number:
            raise refusal(call, VALUE, "Number cannot be used where an Ip is named.")
        for _ in range(request.number or 1):
            taken = {one.ip or "" for one in known}
            address = _named(call, asked.ip, taken) if asked.ip else _free(call, tx, asked.subnet_id, taken)
            known.append(shapes.SnatIp(subnet_id=asked.subnet_id, ip=address))
    if len(known) > SNAT_IPS:
        raise refusal(call, LIMIT, f"A balancer has at most {SNAT_IPS} SNAT addresses.")
    tx.replace(load_balancers, balancer, replace(balancer, snat_ips=tuple(known)))
    return shapes.CreateLoadBalancerSnatIpsResponse(request_id=call.request_id)


@CLB.write("DeleteLoadBalancerSnatIps", locks=_lock)
def delete_load_balancer_snat_ips(
    call: Call, request: shapes.DeleteLoadBalancerSnatIpsRequest, tx: Transaction
) -> shapes.DeleteLoadBalancerSnatIpsResponse:
    """Take addresses away; all of the named ones or none."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    absent = set(request.ips) - {one.ip for one in balancer.snat_ips}
    if absent:
        raise refusal(call, VALUE, f"{', '.join(sorted(absent))} is no SNAT address of the balancer.")
    kept = tuple(one for one in balancer.snat_ips if one.ip not in request.ips)
    tx.replace(load_balancers, balancer, replace(balancer, snat_ips=kept))
    return shapes.DeleteLoadBalancerSnatIpsResponse(request_id=call.request_id)


def _named(call: Call, address: str, taken: set[str]) -> str:
    try:
        ipaddress.IPv4Address(address)
    except ValueError:
        raise refusal(call, VALUE, f"SnatIps.Ip {address} is not an IPv4 address.") from None
    if address in taken:
        raise refusal(call, VALUE, f"The balancer has the SNAT address {address} already.")
    return address


def _free(call: Call, tx: Transaction, subnet_id: str, taken: set[str]) -> str:
    """Return the first address of a subnet that the balancer does not have yet; raises ApiError."""
    subnet = tx.get(subnets, subnet_id)
    if subnet is None or (subnet.account, subnet.region) != call.tenant:
        raise refusal(call, VALUE, f"Invalid SubnetId, SubnetId: {subnet_id}; make it, or name an Ip.")
    # The first of a subnet's hosts is its gateway.
    for host in itertools.islice(ipaddress.IPv4Network(subnet.cidr).hosts(), 1, None):
        if str(host) not in taken:
            return str(host)
    raise refusal(call, LIMIT, f"The subnet {subnet_id} has no free address.")
