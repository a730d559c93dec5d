"""A security group's rules: added at a place, listed, replaced as a whole, deleted; balancers obey them at once."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from typing import Literal

from msgspec.structs import replace

from twincloud.balancing.records import touch_users
from twincloud.contract.call import Call
from twincloud.contract.shapes import vpc as shapes
from twincloud.inventory.networks import SecurityGroup, SecurityRule, security_group_lock, security_groups
from twincloud.kernel.errors import ApiError
from twincloud.kernel.times import shown
from twincloud.services.companions.settling import in_force
from twincloud.services.companions.vpc.groups import find_group
from twincloud.services.companions.vpc.product import VPC
from twincloud.storage.transaction import Transaction

_MOST_RULES = 100
_MOST_PORTS = 15
_PORTS = re.compile(r"\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?)*")
_HIGHEST_PORT = 65535
_WITH_PORTS = frozenset({"TCP", "UDP"})

Rules = tuple[SecurityRule, ...]
Changing = (
    shapes.CreateSecurityGroupPoliciesRequest
    | shapes.ModifySecurityGroupPoliciesRequest
    | shapes.DeleteSecurityGroupPoliciesRequest
)


def _lock(call: Call, request: Changing) -> Sequence[str]:
    return [security_group_lock(request.security_group_id)]


@VPC.write("CreateSecurityGroupPolicies", locks=_lock, settle=in_force("InternalError"))
def create_security_group_policies(
    call: Call, request: shapes.CreateSecurityGroupPoliciesRequest, tx: Transaction
) -> shapes.CreateSecurityGroupPoliciesResponse:
    """Add rules of one direction, in their order, where PolicyIndex says, or before all others without one."""
    group, inbound, given = _one_direction(call, tx, request)
    known = group.inbound if inbound else group.outbound
    places = {item.policy_index or 0 for item in given}
    if len(places) > 1:
        raise ApiError("InvalidParameterValue", "All new rules of a request must have the same PolicyIndex.")
    place = max(places.pop(), 0)
    added = tuple(_rule(call, tx, item) for item in given)
    for rule in added:
        if any(_same(rule, other) for other in known):
            raise ApiError("InvalidParameterValue", "The security group has such a rule already.")
    _store(call, tx, group, (*known[:place], *added, *known[place:]), inbound=inbound)
    return shapes.CreateSecurityGroupPoliciesResponse(request_id=call.request_id)


@VPC.read("DescribeSecurityGroupPolicies")
def describe_security_group_policies(
    call: Call, request: shapes.DescribeSecurityGroupPoliciesRequest, tx: Transaction
) -> shapes.DescribeSecurityGroupPoliciesResponse:
    """List a security group's rules in the order in which they are tried."""
    group = find_group(call, tx, request.security_group_id)
    inbound = _filtered(request.filters, group.inbound)
    outbound = _filtered(request.filters, group.outbound)
    counts = [
        sum(bool(rule.ipv6_cidr) == ipv6 for rule in rules)
        for rules in (group.inbound, group.outbound)
        for ipv6 in (False, True)
    ]
    policies = shapes.SecurityGroupPolicySet(
        version=str(group.version),
        ingress=inbound,
        egress=outbound,
        policy_statistics=shapes.PolicyStatistics(
            ingress_ipv4_total_count=counts[0],
            ingress_ipv6_total_count=counts[1],
            egress_ipv4_total_count=counts[2],
            egress_ipv6_total_count=counts[3],
        ),
    )
    return shapes.DescribeSecurityGroupPoliciesResponse(
        security_group_policy_set=policies, request_id=call.request_id
    )  # fmt: skip


@VPC.write("ModifySecurityGroupPolicies", locks=_lock, settle=in_force("InternalError"))
def modify_security_group_policies(
    call: Call, request: shapes.ModifySecurityGroupPoliciesRequest, tx: Transaction
) -> shapes.ModifySecurityGroupPoliciesResponse:
    """Put other rules in place of all rules of both directions; a direction that is not given has none afterwards."""
    group = find_group(call, tx, request.security_group_id)
    given = request.security_group_policy_set
    _check_version(group, given)
    for item in (*(given.ingress or ()), *(given.egress or ())):
        if item.policy_index:
            raise ApiError("InvalidParameterValue", "PolicyIndex cannot be used: rules stand as they are given.")
    outbound = tuple(_rule(call, tx, item) for item in given.egress or ())
    inbound = tuple(_rule(call, tx, item) for item in given.ingress or ())
    _store(call, tx, replace(group, outbound=outbound), inbound, inbound=True, before=group)
    return shapes.ModifySecurityGroupPoliciesResponse(request_id=call.request_id)


@VPC.write("DeleteSecurityGroupPolicies", locks=_lock, settle=in_force("InternalError"))
def delete_security_group_policies(
    call: Call, request: shapes.DeleteSecurityGroupPoliciesRequest, tx: Transaction
) -> shapes.DeleteSecurityGroupPoliciesResponse:
    """Delete rules of one direction, named by PolicyIndex or by what they say; all of them or none."""
    group, inbound, given = _one_direction(call, tx, request)
    known = group.inbound if inbound else group.outbound
    doomed = {_place(call, tx, item, known) for item in given}
    kept = tuple(rule for place, rule in enumerate(known) if place not in doomed)
    _store(call, tx, group, kept, inbound=inbound)
    return shapes.DeleteSecurityGroupPoliciesResponse(request_id=call.request_id)


def _one_direction(
    call: Call,
    tx: Transaction,
    request: shapes.CreateSecurityGroupPoliciesRequest | shapes.DeleteSecurityGroupPoliciesRequest,
) -> tuple[SecurityGroup, bool, Sequence[shapes.SecurityGroupPolicy]]:
    """Return the group, whether its inbound rules are meant, and what the request says of them; raises ApiError."""
    group = find_group(call, tx, request.security_group_id)
    given = request.security_group_policy_set
    _check_version(group, given)
    if bool(given.ingress) == bool(given.egress):
        raise ApiError("InvalidParameterValue", "A request is about rules of one direction: Ingress or Egress.")
    return group, bool(given.ingress), given.ingress or given.egress or ()


def _check_version(group: SecurityGroup, given: shapes.SecurityGroupPolicySet) -> None:
    if given.version and given.version != str(group.version):
        message = f"The version is {group.version} by now; look at the rules again."
        raise ApiError("UnsupportedOperation.VersionMismatch", message)


def _store(
    call: Call,
    tx: Transaction,
    group: SecurityGroup,
    rules: Rules,
    *,
    inbound: bool,
    before: SecurityGroup | None = None,
) -> None:
    if len(rules) > _MOST_RULES:
        raise ApiError("LimitExceeded", f"A security group has at most {_MOST_RULES} rules in a direction.")
    changed = replace(group, inbound=rules) if inbound else replace(group, outbound=rules)
    after = replace(changed, version=group.version + 1, updated_ms=call.now_ms)
    tx.replace(security_groups, before or group, after)
    touch_users(tx, security_groups, after)


def _rule(call: Call, tx: Transaction, given: shapes.SecurityGroupPolicy) -> SecurityRule:
    """Return a rule as it was given; raises ApiError for what cannot be."""
    if given.service_template or given.address_template:
        raise ApiError("UnsupportedOperation", "Templates of addresses and services are not provided.")
    peers = [peer for peer in (given.cidr_block, given.ipv6_cidr_block, given.security_group_id) if peer]
    if len(peers) != 1:
        message = "A rule has one of CidrBlock, Ipv6CidrBlock and SecurityGroupId."
        raise ApiError("InvalidParameterValue" if peers else "MissingParameter", message)
    if not given.action:
        raise ApiError("MissingParameter", "The request is missing a required parameter `Action`.")
    if given.security_group_id:
        find_group(call, tx, given.security_group_id)
    action: Literal["ACCEPT", "DROP"] = "ACCEPT" if given.action.upper() == "ACCEPT" else "DROP"
    protocol = (given.protocol or "ALL").upper()
    return SecurityRule(
        action=action,
        protocol=protocol,
        port=_ports(protocol, given.port),
        modified_ms=call.now_ms,
        cidr=_network(given.cidr_block, 4),
        ipv6_cidr=_network(given.ipv6_cidr_block, 6),
        group_id=given.security_group_id or "",
        description=given.policy_description or "",
    )


def _ports(protocol: str, given: str | None) -> str:
    if not given or given.upper() == "ALL":
        return "ALL"
    bounds = [int(part) for part in re.split("[,-]", given)] if _PORTS.fullmatch(given) else []
    ordered = all(
        int(part.partition("-")[0]) <= int(part.partition("-")[2])
        for part in given.split(",")
        if "-" in part and bounds
    )
    if not bounds or max(bounds) > _HIGHEST_PORT or len(bounds) > _MOST_PORTS or not ordered:
        raise ApiError("InvalidParameterValue.Malformed", f"Port {given} is no port, range or list of ports.")
    if protocol not in _WITH_PORTS:
        raise ApiError("InvalidParameterValue", f"A rule for {protocol} has no Port but ALL.")
    return given


def _network(given: str | None, version: int) -> str:
    if not given:
        return ""
    try:
        network = ipaddress.ip_network(given, strict=False)
    except ValueError:
        network = None
    if network is None or network.version != version:
        raise ApiError("InvalidParameterValue.Malformed", f"{given} is not an IPv{version} address or network.")
    return given


def _same(rule: SecurityRule, other: SecurityRule) -> bool:
    """Tell whether two rules say the same, whatever they are described as."""
    return replace(rule, modified_ms=0, description="") == replace(other, modified_ms=0, description="")


def _place(call: Call, tx: Transaction, given: shapes.SecurityGroupPolicy, known: Rules) -> int:
    """Return where the rule stands that a request means; raises ApiError ResourceNotFound."""
    if given.policy_index is not None and not given.action:
        if 0 <= given.policy_index < len(known):
            return given.policy_index
        raise ApiError("ResourceNotFound", f"There is no rule with PolicyIndex {given.policy_index}.")
    wanted = _rule(call, tx, given)
    for place, rule in enumerate(known):
        if _same(rule, wanted):
            return place
    raise ApiError("ResourceNotFound", "There is no such rule.")


def _views(rules: Rules) -> list[shapes.SecurityGroupPolicy]:
    return [
        shapes.SecurityGroupPolicy(
            policy_index=place,
            protocol=rule.protocol,
            port=rule.port,
            service_template=shapes.ServiceTemplateSpecification(service_id="", service_group_id=""),
            cidr_block=rule.cidr,
            ipv6_cidr_block=rule.ipv6_cidr,
            security_group_id=rule.group_id,
            address_template=shapes.AddressTemplateSpecification(address_id="", address_group_id=""),
            action=rule.action,
            policy_description=rule.description,
            modify_time=shown(rule.modified_ms),
            priority=place,
        )
        for place, rule in enumerate(rules)
    ]


_READERS: dict[str, Callable[[SecurityRule], str]] = {
    "security-group-id": lambda rule: rule.group_id,
    "ip": lambda rule: rule.cidr or rule.ipv6_cidr,
    "protocol": lambda rule: rule.protocol,
    "port": lambda rule: rule.port,
    "poly": lambda rule: rule.action,
    "action": lambda rule: rule.action,
    "description": lambda rule: rule.description,
}
"""What filters of rules are about."""


def _filtered(filters: Sequence[shapes.Filter] | None, rules: Rules) -> list[shapes.SecurityGroupPolicy]:
    """Return the views of the rules that every filter lets through; raises ApiError for an unknown filter."""
    views = _views(rules)
    for item in filters or ():
        if item.name not in _READERS:
            raise ApiError("InvalidParameterValue", f"Invalid filter name: {item.name}")
        reader, values = _READERS[item.name], {value.upper() for value in item.values}
        views = [view for view in views if reader(rules[view.policy_index or 0]).upper() in values]
    return views
