"""Networks, subnets and security groups: rows that balancers name; of them only security groups touch traffic."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

DEFAULT_VPC = "vpc-default0"
"""The network of what was ordered without one (our choice; the cloud makes one per region)."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Vpc(Struct, frozen=True, omit_defaults=True):
    """A private network of an account in a region. No address of this machine depends on it."""

    id: str
    account: str
    region: str
    name: str
    cidr: str
    created_ms: int
    multicast: bool = False
    dns_servers: tuple[str, ...] = ()
    domain_name: str = ""
    publishes_routes: bool = False
    publishes_ipv6_routes: bool = False


class Subnet(Struct, frozen=True, omit_defaults=True):
    """A part of a network in one zone."""

    id: str
    account: str
    region: str
    vpc_id: str
    name: str
    cidr: str
    zone: str
    created_ms: int
    broadcast: bool = False


class SecurityRule(Struct, frozen=True, omit_defaults=True):
    """One rule: traffic of a protocol (TCP, UDP, ICMP, ICMPV6 or ALL) and ports, of one peer, is let in or dropped.

    `port` is ``ALL``, a port, a range (``1-100``) or several of these with commas between them. The peer is a network
    (IPv4 or IPv6), or the members of another group, of whom nobody knows the addresses.
    """

    action: Literal["ACCEPT", "DROP"]
    protocol: str
    port: str
    modified_ms: int
    cidr: str = ""
    ipv6_cidr: str = ""
    group_id: str = ""
    description: str = ""


class SecurityGroup(Struct, frozen=True, omit_defaults=True):
    """An access list. Rules are tried in their order; whom none names is not let in."""

    id: str
    account: str
    region: str
    name: str
    description: str
    created_ms: int
    updated_ms: int
    project_id: str = "0"
    version: int = 0
    inbound: tuple[SecurityRule, ...] = ()
    outbound: tuple[SecurityRule, ...] = ()


class SecurityGroupUse(Struct, frozen=True):
    """A balancer that a security group guards."""

    id: str
    group_id: str
    balancer_id: str


vpcs = Collection("vpc", Vpc, columns={"account": str, "region": str}, index=[("account", "region")])
subnets = Collection(
    "subnet", Subnet, columns={"account": str, "region": str, "vpc_id": str}, index=[("account", "region")]
)
security_groups = Collection(
    "security_group", SecurityGroup, columns={"account": str, "region": str}, index=[("account", "region")]
)
security_group_uses = Collection(
    "security_group_use",
    SecurityGroupUse,
    columns={"group_id": str, "balancer_id": str},
    index=[("group_id",), ("balancer_id",)],
)


def security_group_lock(group_id: str) -> str:
    """Return the name of a security group's aggregate. Who needs balancers as well locks those after the groups."""
    return f"security-group:{group_id}"


def find_security_group(tx: Transaction, account: str, region: str, group_id: str) -> SecurityGroup | None:
    """Return the tenant's security group, or None."""
    found = tx.get(security_groups, group_id)
    return found if found is not None and (found.account, found.region) == (account, region) else None


def guard_with(tx: Transaction, balancer_id: str, group_ids: Iterable[str]) -> None:
    """Note which security groups guard a balancer, in place of those that did."""
    wanted = set(group_ids)
    for use in tx.find(security_group_uses, balancer_id=balancer_id):
        if use.group_id not in wanted:
            tx.remove(security_group_uses, use)
        wanted.discard(use.group_id)
    for group_id in sorted(wanted):
        tx.add(security_group_uses, SecurityGroupUse(f"{group_id}/{balancer_id}", group_id, balancer_id))


@functools.lru_cache(maxsize=1024)
def admitted(rules: tuple[SecurityRule, ...], protocol: str, port: int) -> tuple[str, ...]:
    """Return the networks from which traffic of a protocol (TCP or UDP) to a port is let in by rules, in their order.

    What a rule says of an address stands, whatever later rules say of it; so the networks hold exactly the addresses
    of which the first rule that names them says ACCEPT.
    """
    open_ones: list[Network] = [ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")]
    let_in: list[Network] = []
    for rule in rules:
        peer = rule.cidr or rule.ipv6_cidr
        if peer and _concerns(rule, protocol, port):
            taken, open_ones = _split(open_ones, ipaddress.ip_network(peer, strict=False))
            if rule.action == "ACCEPT":
                let_in += taken
    v4 = ipaddress.collapse_addresses(net for net in let_in if isinstance(net, ipaddress.IPv4Network))
    v6 = ipaddress.collapse_addresses(net for net in let_in if isinstance(net, ipaddress.IPv6Network))
    return tuple(str(net) for net in (*v4, *v6))


def _concerns(rule: SecurityRule, protocol: str, port: int) -> bool:
    if rule.protocol.upper() not in (protocol, "ALL"):
        return False
    if rule.port.upper() in ("", "ALL"):
        return True
    for part in rule.port.split(","):
        low, _, high = part.partition("-")
        if int(low) <= port <= int(high or low):
            return True
    return False


def _split(networks: Sequence[Network], by: Network) -> tuple[list[Network], list[Network]]:
    """Return what of `networks` is inside `by`, and what is outside."""
    inside: list[Network] = []
    outside: list[Network] = []
    for net in networks:
        if net.version != by.version or not net.overlaps(by):
            outside.append(net)
        elif net.prefixlen >= by.prefixlen:
            inside.append(net)
        else:
            inside.append(by)
            outside += net.address_exclude(by)  # type: ignore[arg-type]  # of one version, as was looked at
    return inside, outside
