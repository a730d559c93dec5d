"""What is stored of target groups: themselves, their instances, and where they are bound."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.tags import taggable
from twincloud.services.tencent_clb.errors import refusal
from twincloud.services.tencent_clb.records import Check, Listener, LoadBalancer, Rule, listeners, load_balancers, rules
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

V1, V2 = "v1", "v2"
BOUND_BY = {V1: "TARGETGROUP", V2: "TARGETGROUP-V2"}
"""The TargetType of listeners and rules to which groups of a kind are bound."""

NOT_FOUND = "InvalidParameter"


class TargetGroup(Struct, frozen=True, omit_defaults=True):
    """A target group. `protocol` and what follows it is of groups of kind v2 alone; a `port` of 0 is none."""

    id: str
    account: str
    region: str
    name: str
    vpc_id: str
    created_ms: int
    updated_ms: int
    kind: str = V1
    port: int = 0
    given_check: shapes.TargetGroupHealthCheck | None = None
    """The check as it was given, which is how answers show it."""
    check: Check | None = None
    """The check as it is done; None for groups of kind v1, whose rules and listeners bring their own."""
    ip_version: str = "IPv4"
    snat: bool = False
    protocol: Literal["TCP", "UDP", "HTTP", "HTTPS", "GRPC"] | None = None
    scheduler: str = "WRR"
    weight: int | None = None
    full_listen: bool = False
    keepalive: bool = False
    session_expire: int = 0


class GroupInstance(Struct, frozen=True, omit_defaults=True):
    """A server in a group. The `port` is 0 in groups that listen to all ports."""

    id: str
    group_id: str
    host: str
    port: int
    weight: int
    registered_ms: int


class Binding(Struct, frozen=True):
    """A group bound to a location: a rule, or the inside of a layer-4 listener. `rule_id` is empty for the latter."""

    id: str
    group_id: str
    balancer_id: str
    listener_id: str
    location_id: str
    rule_id: str
    weight: int


target_groups = Collection(
    "clb_target_group",
    TargetGroup,
    columns={"account": str, "region": str},
    index=[("account", "region")],
)
group_instances = Collection(
    "clb_group_instance", GroupInstance, columns={"group_id": str, "host": str}, index=[("group_id",), ("host",)]
)
bindings = Collection(
    "clb_group_binding",
    Binding,
    columns={"group_id": str, "balancer_id": str, "location_id": str},
    index=[("group_id",), ("balancer_id",), ("location_id",)],
)

taggable["clb", "targetgroup"] = target_groups


class Place(Struct, frozen=True):
    """Where a group is bound, with the rows that are behind it; `rule` is None at layer 4."""

    binding: Binding
    balancer: LoadBalancer
    listener: Listener
    rule: Rule | None


def instance_id(group_id: str, host: str, port: int) -> str:
    """Return the row id of a group's instance."""
    return f"{group_id}/{host}/{port}"


def binding_id(location_id: str, group_id: str) -> str:
    """Return the row id of a binding."""
    return f"{location_id}/{group_id}"


def pool_of_group(location_id: str, group_id: str) -> str:
    """Return the id of the pool that a group of kind v2 becomes for a rule."""
    return f"{location_id}/{group_id}"


def group_lock(group_id: str) -> str:
    """Return the name of a group's aggregate. Who needs balancers as well locks those after the groups."""
    return f"clb-target-group:{group_id}"


def visible_group(call: Call, tx: Transaction, group_id: str) -> TargetGroup | None:
    """Return the tenant's group, or None."""
    found = tx.get(target_groups, group_id)
    return found if found is not None and (found.account, found.region) == call.tenant else None


def find_group(call: Call, tx: Transaction, group_id: str) -> TargetGroup:
    """Return the tenant's group; raises ApiError InvalidParameter."""
    found = visible_group(call, tx, group_id)
    if found is None:
        raise refusal(call, NOT_FOUND, f"Invalid TargetGroupId, TargetGroupId: {group_id}")
    return found


def instances_of(tx: Transaction, group_id: str) -> list[GroupInstance]:
    """Return a group's instances in the order in which they were registered."""
    return tx.find(group_instances, group_id=group_id)


def places_of(tx: Transaction, group_id: str) -> list[Place]:
    """Return where a group is bound; what is being deleted does not count any more."""
    found = []
    for binding in tx.find(bindings, group_id=group_id):
        balancer = tx.get(load_balancers, binding.balancer_id)
        listener = tx.get(listeners, binding.listener_id)
        rule = tx.get(rules, binding.rule_id) if binding.rule_id else None
        if balancer is None or listener is None or balancer.deleting or listener.deleting:
            continue
        if binding.rule_id and (rule is None or rule.deleting):
            continue
        found.append(Place(binding, balancer, listener, rule))
    return found


def groups_by_location(tx: Transaction, balancer_id: str) -> dict[str, list[tuple[Binding, TargetGroup]]]:
    """Return the groups that are bound somewhere on a balancer, by location, in the order of their binding."""
    grouped: dict[str, list[tuple[Binding, TargetGroup]]] = {}
    for binding in tx.find(bindings, balancer_id=balancer_id):
        group = tx.get(target_groups, binding.group_id)
        if group is not None:
            grouped.setdefault(binding.location_id, []).append((binding, group))
    return grouped
