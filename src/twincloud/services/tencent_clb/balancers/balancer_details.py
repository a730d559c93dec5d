"""DescribeLoadBalancersDetail: balancers with all that hangs on them, as rows of one table."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.inventory.tags import tags_of
from twincloud.kernel.paging import page
from twincloud.services.tencent_clb.balancers.balancer_list import balancer_view, zone_names
from twincloud.services.tencent_clb.errors import BAD_FILTER, refusal
from twincloud.services.tencent_clb.groups.group_records import groups_by_location, instances_of
from twincloud.services.tencent_clb.lookups import listeners_of, rules_by_listener, targets_by_location
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import LAYER_4, OPEN, Listener, LoadBalancer, Rule, load_balancers
from twincloud.services.tencent_clb.targets.health import (
    ALIVE,
    CLOSE,
    DEAD,
    Readings,
    pools_of,
    reading,
    readings,
    unread_status,
)
from twincloud.storage.transaction import Transaction

_LISTENERS, _LOCATIONS, _TARGETS = 1, 2, 3
_DEPTHS = {
    **dict.fromkeys(("ListenerId", "Protocol", "Port", "SniSwitch"), _LISTENERS),
    **dict.fromkeys(("LocationId", "Domain", "Url", "Domains"), _LOCATIONS),
    **dict.fromkeys(("TargetId", "TargetAddress", "TargetPort", "TargetWeight", "TargetHealth"), _TARGETS),
}
"""How far rows go down for a field; the others are a balancer's own."""
_ALWAYS = ("LoadBalancerId", "LoadBalancerName")
_UNASKED = (
    "LoadBalancerType", "Status", "AddressIPVersion", "Zone", "VpcId", "ProjectId", "CreateTime", "ChargeType",
    "NetworkAttributes", "Isolation", "LoadBalancerPassToTarget", "LoadBalancerDomain", "Egress",
)  # fmt: skip
"""What is shown when no field is asked for, as in the product's example."""
_GROUP = "GROUP"
_TAG_FILTER = "tag:"

Request = shapes.DescribeLoadBalancersDetailRequest


class _Target(Struct, frozen=True):
    """A server at a location. `health` is what is known without the engine, and the pools where that may have it."""

    id: str
    host: str
    port: int
    weight: int
    health: str


class _Row(Struct, frozen=True):
    """A row, as far down as it goes."""

    balancer: LoadBalancer
    listener: Listener | None = None
    rule: Rule | None = None
    target: _Target | None = None


async def _add_readings(
    call: Call, request: Request, response: shapes.DescribeLoadBalancersDetailResponse
) -> shapes.DescribeLoadBalancersDetailResponse:
    """Put what the engine sees of targets in place of «Unknown», and leave out what was not asked for."""
    rows = response.load_balancer_detail_set or []
    asked = _fields(request)
    found: Readings = {}
    if "TargetHealth" in asked:
        found = await readings(call, [pool for row in rows for pool in (row.target_health or "").split()[1:]])
    unasked = {name: None for wire, name in _attributes().items() if wire not in asked}
    shown_rows = [replace(row, **{"target_health": _health(row, found), **unasked}) for row in rows]
    return replace(response, load_balancer_detail_set=shown_rows)


@CLB.read("DescribeLoadBalancersDetail", settle=_add_readings)
def describe_load_balancers_detail(
    call: Call, request: Request, tx: Transaction
) -> shapes.DescribeLoadBalancersDetailResponse:
    """List rows, newest balancer first, each as far down as the fields go that are asked for.

    What has nothing below it has one row, in which the members of what is missing are null.
    """
    asked = _fields(request)
    depth = max((_DEPTHS.get(name, 0) for name in asked), default=0)
    if any(_DEPTHS.get(name) for name in asked) and request.target_type is None:
        raise refusal(call, "InvalidParameter", "With fields of listeners, rules or targets TargetType is required.")
    tests = [_test(call, tx, item) for item in request.filters or () if item.name != "target-ip"]
    hosts = [frozenset(item.values) for item in request.filters or () if item.name == "target-ip"]
    rows: dict[tuple[str, ...], _Row] = {}
    for balancer in reversed(_balancers(call, tx)):
        if all(test(balancer) for test in tests):
            for row in _rows(tx, balancer, _TARGETS if hosts else depth, request.target_type):
                if all(row.target is not None and row.target.host in wanted for wanted in hosts):
                    rows.setdefault(_key(row, depth), _cut(row, depth))
    views = [_view(call, tx, row) for row in page(list(rows.values()), request.offset, request.limit)]
    return shapes.DescribeLoadBalancersDetailResponse(
        total_count=len(rows), load_balancer_detail_set=views, request_id=call.request_id
    )


def _fields(request: Request) -> frozenset[str]:
    return frozenset((*_ALWAYS, *(request.fields or _UNASKED)))


def _balancers(call: Call, tx: Transaction) -> list[LoadBalancer]:
    account, region = call.tenant
    return tx.find(load_balancers, account=account, region=region, deleting=0)


def _test(call: Call, tx: Transaction, item: shapes.Filter) -> Callable[[LoadBalancer], bool]:
    """Return the test that a filter means; raises ApiError for a name that is not documented."""
    values, book = frozenset(item.values), call.port(AddressBook)
    if item.name.startswith(_TAG_FILTER):
        key = item.name.removeprefix(_TAG_FILTER)
        return lambda balancer: any(tag.key == key and tag.value in values for tag in tags_of(tx, balancer.id))
    if item.name == "fuzzy-search":
        return lambda balancer: any(
            text in member for text in values for member in (balancer.name, book.address(balancer.slot))
        )
    readers: dict[str, Callable[[LoadBalancer], Iterable[str]]] = {
        "loadbalancer-id": lambda balancer: (balancer.id,),
        "project-id": lambda balancer: (str(balancer.project_id),),
        "network": lambda balancer: (_network(balancer),),
        "vip": lambda balancer: (book.address(balancer.slot),),
        "vpcid": lambda balancer: (balancer.vpc_id,),
        "zone": zone_names,
        "tag-key": lambda balancer: (tag.key for tag in tags_of(tx, balancer.id)),
    }
    if item.name not in readers:
        raise refusal(call, BAD_FILTER, f"Invalid filter name: {item.name}")
    return lambda balancer: not values.isdisjoint(readers[item.name](balancer))


def _rows(tx: Transaction, balancer: LoadBalancer, depth: int, kind: str | None) -> Iterable[_Row]:
    """Yield a balancer's rows, not further down than `depth`."""
    known = listeners_of(tx, balancer.id) if depth else []
    rules = rules_by_listener(tx, balancer.id) if depth >= _LOCATIONS else {}
    bound = _bound(tx, balancer, known, rules, kind) if depth >= _TARGETS else {}
    for listener in known:
        here: Sequence[Rule | None] = rules.get(listener.id) or [None]
        for rule in here:
            location = rule.id if rule is not None else listener.location_id
            for target in bound.get(location) or [None]:
                yield _Row(balancer, listener, rule, target)
    if not known:
        yield _Row(balancer)


def _bound(
    tx: Transaction,
    balancer: LoadBalancer,
    known: Iterable[Listener],
    rules: Mapping[str, Iterable[Rule]],
    kind: str | None,
) -> dict[str, list[_Target | None]]:
    """Return the targets by location: those of groups, those that are bound one by one, or all (None)."""
    found: dict[str, list[_Target | None]] = {}
    own = targets_by_location(tx, balancer.id) if kind != _GROUP else {}
    groups = groups_by_location(tx, balancer.id) if kind in {None, _GROUP} else {}
    for listener in known:
        places = [(listener.location_id, listener.check)] if listener.protocol in LAYER_4 else []
        places += [(rule.id, rule.check) for rule in rules.get(listener.id, ())]
        stopped = balancer.stopped or listener.stopped
        for location, check in places:
            here = found.setdefault(location, [])
            status = CLOSE if stopped else unread_status(check)
            for one in own.get(location, ()):
                here.append(_Target(one.instance_id, one.host, one.port, one.weight, f"{status} {location}"))
            for _, group in groups.get(location, ()):
                state = CLOSE if stopped else unread_status(group.check if group.protocol else check)
                health = " ".join((state, *pools_of(location, group.id)))
                for instance in instances_of(tx, group.id):
                    port = instance.port or listener.port
                    here.append(_Target("", instance.host, port, instance.weight, health))
    return found


def _key(row: _Row, depth: int) -> tuple[str, ...]:
    names = [row.balancer.id, row.listener.id if row.listener else "", row.rule.id if row.rule else ""]
    target = f"{row.target.host} {row.target.port} {row.target.health}" if row.target else ""
    return (*names[: depth + 1], target if depth >= _TARGETS else "")


def _cut(row: _Row, depth: int) -> _Row:
    """Return the row without what is further down than `depth`."""
    return _Row(
        row.balancer,
        row.listener if depth else None,
        row.rule if depth >= _LOCATIONS else None,
        row.target if depth >= _TARGETS else None,
    )


def _network(balancer: LoadBalancer) -> str:
    return "Public" if balancer.kind == OPEN else "Private"


def _view(call: Call, tx: Transaction, row: _Row) -> shapes.LoadBalancerDetail:
    """Return the row with all of its members; a target's health is told with the pools that are to be asked for it."""
    balancer, listener, rule, target = row.balancer, row.listener, row.rule, row.target
    own = balancer_view(call, tx, balancer)
    return shapes.LoadBalancerDetail(
        load_balancer_id=balancer.id,
        load_balancer_name=balancer.name,
        load_balancer_type=_network(balancer),
        status=own.status,
        address=own.load_balancer_vips[0] if own.load_balancer_vips else None,
        address_ip_version="IPv4",
        zone=balancer.zone or None,
        address_isp=balancer.vip_isp,
        vpc_id=balancer.vpc_id,
        project_id=balancer.project_id,
        create_time=own.create_time,
        charge_type=balancer.charge_type,
        network_attributes=own.network_attributes,
        prepaid_attributes=own.prepaid_attributes,
        config_id=own.config_id,
        tags=own.tags,
        listener_id=listener.id if listener else None,
        protocol=listener.protocol.lower() if listener else None,
        port=listener.port if listener else None,
        location_id=rule.id if rule else None,
        domain=rule.domains[0] if rule else None,
        url=rule.url if rule else None,
        target_id=target.id if target else None,
        target_address=target.host if target else None,
        target_port=target.port if target else None,
        target_weight=target.weight if target else None,
        isolation=own.isolation,
        security_group=own.secure_groups,
        load_balancer_pass_to_target=int(balancer.pass_to_target),
        target_health=target.health if target else None,
        domains=",".join(rule.domains) if rule else None,
        slave_zone=[balancer.slave_zone] if balancer.slave_zone else None,
        sni_switch=listener.sni if listener else None,
        load_balancer_domain=balancer.domain,
        egress=balancer.egress,
        attribute_flags=own.attribute_flags,
        sla_type=balancer.sla_type,
        exclusive=own.exclusive,
        available_zone_affinity_info=balancer.zone_affinity,
    )


def _health(row: shapes.LoadBalancerDetail, found: Readings) -> str | None:
    if row.target_health is None:
        return None
    status, *pools = row.target_health.split()
    healthy = reading(found, pools, row.target_address or "", row.target_port or 0)
    if status == CLOSE or healthy is None:
        return status
    return ALIVE if healthy else DEAD


@functools.cache
def _attributes() -> Mapping[str, str]:
    """Return the members of a row by their wire names."""
    return {field.encode_name: field.name for field in msgspec.structs.fields(shapes.LoadBalancerDetail)}
