"""DescribeLBListeners: which balancers send traffic to the servers that a request names."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.inventory.instances import instances
from twincloud.services.tencent_clb.balancers.networks import numerical_vpc_id
from twincloud.services.tencent_clb.groups.group_records import group_instances, places_of
from twincloud.services.tencent_clb.lookups import listeners_of, rules_of, visible_balancer
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import LAYER_4, Listener, LoadBalancer, targets
from twincloud.storage.transaction import Transaction


class _Bound(Struct, frozen=True):
    """A server that a request names, at one location of a balancer; a `port` of 0 is the listener's."""

    balancer: LoadBalancer
    location_id: str
    kind: str
    host: str
    port: int
    weight: int


@CLB.read("DescribeLBListeners")
def describe_lb_listeners(
    call: Call, request: shapes.DescribeLBListenersRequest, tx: Transaction
) -> shapes.DescribeLBListenersResponse:
    """List the balancers, listeners and rules to which servers are bound, by themselves or in a target group.

    A server is named by its network, in which the balancer has its targets, and its address.
    """
    found: dict[str, list[_Bound]] = {}
    for network, host in dict.fromkeys((one.vpc_id, one.private_ip) for one in request.backends):
        for bound in _places(call, tx, host):
            if (bound.balancer.target_vpc_id or bound.balancer.vpc_id) == network:
                found.setdefault(bound.balancer.id, []).append(bound)
    views = [_balancer_view(call, tx, bound[0].balancer, bound) for bound in found.values()]
    return shapes.DescribeLBListenersResponse(load_balancers=views, request_id=call.request_id)


def _places(call: Call, tx: Transaction, host: str) -> Iterable[_Bound]:
    """Yield where a server is bound on the tenant's balancers."""
    for target in tx.find(targets, host=host):
        balancer = visible_balancer(call, tx, target.balancer_id)
        if balancer is not None:
            kind = "cvm" if target.instance_id else "eni"
            yield _Bound(balancer, target.location_id, kind, target.host, target.port, target.weight)
    for instance in tx.find(group_instances, host=host):
        told_of = {one.address for one in tx.find(instances, account=call.tenant.account)}
        kind = "cvm" if host in told_of else "eni"
        for place in places_of(tx, instance.group_id):
            if visible_balancer(call, tx, place.balancer.id) is not None:
                location = place.binding.location_id
                yield _Bound(place.balancer, location, kind, instance.host, instance.port, instance.weight)


def _balancer_view(call: Call, tx: Transaction, balancer: LoadBalancer, bound: list[_Bound]) -> shapes.LBItem:
    by_location: dict[str, list[_Bound]] = {}
    for one in bound:
        by_location.setdefault(one.location_id, []).append(one)
    views = [_listener_view(tx, listener, by_location) for listener in listeners_of(tx, balancer.id)]
    return shapes.LBItem(
        load_balancer_id=balancer.id,
        vip=call.port(AddressBook).address(balancer.slot),
        listeners=[view for view in views if view is not None],
        region=balancer.region,
    )


def _listener_view(
    tx: Transaction, listener: Listener, by_location: dict[str, list[_Bound]]
) -> shapes.ListenerItem | None:
    rules = None
    here = by_location.get(listener.location_id)
    if listener.protocol not in LAYER_4:
        known = [rule for rule in rules_of(tx, listener.id) if rule.id in by_location]
        rules = [
            shapes.RulesItems(
                location_id=rule.id,
                domain=rule.domains[0],
                url=rule.url,
                targets=_views(by_location[rule.id], listener),
            )
            for rule in known
        ]
    if not rules and not here:
        return None
    return shapes.ListenerItem(
        listener_id=listener.id,
        protocol=listener.protocol,
        port=listener.port,
        rules=rules,
        targets=_views(here, listener) if here else None,
        end_port=listener.end_port,
    )


def _views(bound: list[_Bound], listener: Listener) -> list[shapes.LbRsTargets]:
    return [
        shapes.LbRsTargets(
            type_=one.kind,
            private_ip=one.host,
            port=one.port or listener.port,
            vpc_id=numerical_vpc_id(one.balancer.target_vpc_id or one.balancer.vpc_id),
            weight=one.weight,
        )
        for one in bound
    ]
