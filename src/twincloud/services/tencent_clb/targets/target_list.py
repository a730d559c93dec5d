"""DescribeTargets: what is bound where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.kernel.times import shown
from twincloud.services.tencent_clb.errors import BAD_FILTER, refusal
from twincloud.services.tencent_clb.listeners.listeners import matching
from twincloud.services.tencent_clb.lookups import (
    find_balancer,
    functions_by_location,
    rules_by_listener,
    targets_by_location,
)
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import LAYER_4, FunctionTarget, Listener, Rule, Target
from twincloud.services.tencent_clb.targets.function_targets import function_view
from twincloud.storage.transaction import Transaction

_LOCATION, _ADDRESS, _TAG = "location-id", "private-ip-address", "tag"


class _Wanted(Struct, frozen=True):
    """What the filters ask for; None asks for everything. Filters are joined by «and», their values by «or»."""

    locations: frozenset[str] | None = None
    addresses: frozenset[str] | None = None
    tags: frozenset[str] | None = None

    def takes(self, target: Target) -> bool:
        return (self.addresses is None or target.host in self.addresses) and (
            self.tags is None or target.tag in self.tags
        )

    @property
    def picks_targets(self) -> bool:
        return self.addresses is not None or self.tags is not None


@CLB.read("DescribeTargets")
def describe_targets(
    call: Call, request: shapes.DescribeTargetsRequest, tx: Transaction
) -> shapes.DescribeTargetsResponse:
    """List a balancer's bindings: an entry for every listener, also for those to which nothing is bound.

    With filters only listeners and rules with something that matches are listed (our choice).
    """
    balancer = find_balancer(call, tx, request.load_balancer_id)
    wanted = _wanted(call, request.filters or ())
    found = matching(tx, balancer.id, request.listener_ids, request.protocol, request.port)
    bound = {
        location: [target for target in targets if wanted.takes(target)]
        for location, targets in targets_by_location(tx, balancer.id).items()
    }
    functions = {} if wanted.picks_targets else functions_by_location(tx, balancer.id)
    rules = rules_by_listener(tx, balancer.id)
    views = [_view(listener, rules.get(listener.id, []), bound, functions, wanted) for listener in found]
    return shapes.DescribeTargetsResponse(
        listeners=[view for view in views if view is not None], request_id=call.request_id
    )


def _wanted(call: Call, filters: Sequence[shapes.Filter]) -> _Wanted:
    given: dict[str, frozenset[str]] = {}
    for item in filters:
        if item.name not in (_LOCATION, _ADDRESS, _TAG):
            raise refusal(call, BAD_FILTER, f"Invalid filter name: {item.name}")
        given[item.name] = frozenset(item.values)
    return _Wanted(given.get(_LOCATION), given.get(_ADDRESS), given.get(_TAG))


def _view(
    listener: Listener,
    rules: Sequence[Rule],
    bound: Mapping[str, list[Target]],
    functions: Mapping[str, FunctionTarget],
    wanted: _Wanted,
) -> shapes.ListenerBackend | None:
    layer_4 = listener.protocol in LAYER_4
    locations = [listener.location_id] if layer_4 else [rule.id for rule in rules]
    shown_ones = [
        location
        for location in locations
        if (wanted.locations is None or location in wanted.locations)
        and (bound.get(location) or not wanted.picks_targets)
    ]
    if not shown_ones and (wanted.picks_targets or wanted.locations is not None):
        return None
    return shapes.ListenerBackend(
        listener_id=listener.id,
        protocol=listener.protocol,
        port=listener.port,
        rules=None if layer_4 else [_rule_view(rule, bound, functions) for rule in rules if rule.id in shown_ones],
        targets=[_backend(target) for target in bound.get(listener.location_id, [])] if layer_4 else None,
        end_port=listener.end_port,
    )


def _rule_view(
    rule: Rule, bound: Mapping[str, list[Target]], functions: Mapping[str, FunctionTarget]
) -> shapes.RuleTargets:
    function = functions.get(rule.id)
    return shapes.RuleTargets(
        location_id=rule.id,
        domain=rule.domains[0],
        url=rule.url,
        targets=[_backend(target) for target in bound.get(rule.id, [])],
        function_targets=[] if function is None else [function_view(function)],
    )


def _backend(target: Target) -> shapes.Backend:
    """Return a target as answers show it: bound by its instance it is a CVM, by its address an ENI."""
    by_instance = bool(target.instance_id)
    return shapes.Backend(
        type_="CVM" if by_instance else "ENI",
        instance_id=target.instance_id,
        port=target.port,
        weight=target.weight,
        private_ip_addresses=[target.host],
        instance_name=target.instance_name if by_instance else None,
        registered_time=shown(target.registered_ms),
        eni_id="",
        tag=target.tag,
    )
