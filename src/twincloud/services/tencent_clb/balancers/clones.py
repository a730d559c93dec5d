"""CloneLoadBalancer: a further balancer with the same listeners, rules and bindings."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, balancers
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.certificates import find_certificate
from twincloud.inventory.networks import guard_with, security_group_lock
from twincloud.inventory.real_ports import Free
from twincloud.services.tencent_clb.balancers.balancer_orders import ordered
from twincloud.services.tencent_clb.balancers.balancers import add_new, check_quota, order_locks
from twincloud.services.tencent_clb.balancers.block_list import copy_block_list
from twincloud.services.tencent_clb.configs.config_records import ConfigBinding, config_bindings, config_lock
from twincloud.services.tencent_clb.errors import MISSING, refusal
from twincloud.services.tencent_clb.groups.group_records import Binding, binding_id, bindings, group_lock
from twincloud.services.tencent_clb.listeners.listeners import add_listeners
from twincloud.services.tencent_clb.listeners.port_use import mapped_uses, real_ports
from twincloud.services.tencent_clb.lookups import find_balancer, listeners_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import (
    INTERNAL,
    PREPAID,
    Credentials,
    FunctionTarget,
    Listener,
    LoadBalancer,
    Rule,
    Target,
    function_targets,
    rules,
    target_id,
    targets,
)
from twincloud.storage.errors import ConflictError
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

_PACKAGE = "BANDWIDTH_PACKAGE"
_ORDERED = (
    "project_id", "zone", "slave_zone", "vip_isp", "internet_charge_type", "bandwidth_out", "bandwidth_package_id",
    "charge_type", "prepaid_months", "renew_flag", "sla_type", "snat_pro", "snat_ips", "cluster_ids", "cluster_tag",
    "exclusive_cluster", "created_ms",
)  # fmt: skip
"""What a clone has from the order; all else that a balancer has, it has from the one that it is a clone of."""


def _lock(call: Call, request: shapes.CloneLoadBalancerRequest) -> Sequence[str]:
    return order_locks(call, request.eip_address_id)


async def _find_ports(call: Call, request: shapes.CloneLoadBalancerRequest) -> Free:
    known = await call.port(Store).read(lambda tx: listeners_of(tx, request.load_balancer_id))
    return real_ports(call, mapped_uses(known))


@CLB.write("CloneLoadBalancer", locks=_lock, prepare=_find_ports)
def clone_load_balancer(
    call: Call, request: shapes.CloneLoadBalancerRequest, tx: Transaction
) -> shapes.CloneLoadBalancerResponse:
    """Make a balancer that does what another one does at this moment; its id is the task's result."""
    source = _held(call, request, tx)
    known = listeners_of(tx, source.id)
    own_rules = tx.find(rules, balancer_id=source.id, deleting=0)
    used = [*(listener.credentials for listener in known), *(rule.credentials for rule in own_rules)]
    _check_certificates(call, tx, used)
    check_quota(call, tx, source.kind, 1)
    order = _order(call, request, source)
    template = replace(source, **{name: getattr(ordered(call, order), name) for name in _ORDERED})
    template = replace(template, delete_protect=False, endpoint="")
    made = add_new(call, tx, order, template, request.load_balancer_name or "")
    guard_with(tx, made, source.security_groups)
    _Copy(call, tx, source.id, made).write(known, own_rules)
    copy_block_list(tx, source.id, made)
    return shapes.CloneLoadBalancerResponse(request_id=call.request_id)


def _held(call: Call, request: shapes.CloneLoadBalancerRequest, tx: Transaction) -> LoadBalancer:
    """Return the balancer to clone, held with the groups that it uses; raises ApiError."""
    seen = find_balancer(call, tx, request.load_balancer_id)
    needed = _shared(tx, seen)
    for locks in needed:
        tx.lock(locks)
    tx.lock([balancer_lock(seen.id)])
    source = find_balancer(call, tx, seen.id)
    if _shared(tx, source) != needed:
        raise ConflictError("the balancer came to use something else while it was being held")
    row = tx.get(balancers, source.id)
    if row is not None and row.locked:
        raise refusal(call, "FailedOperation.InvalidLBStatus", f"{source.id} is locked: {row.locked}.")
    return source


def _shared(tx: Transaction, balancer: LoadBalancer) -> tuple[list[str], ...]:
    """Return the locks of what a balancer uses together with others: security groups, target groups, configurations."""
    groups = {binding.group_id for binding in tx.find(bindings, balancer_id=balancer.id)}
    configs = {binding.config_id for binding in tx.find(config_bindings, balancer_id=balancer.id)}
    return (
        sorted(security_group_lock(name) for name in balancer.security_groups),
        sorted(group_lock(name) for name in groups),
        sorted(config_lock(name) for name in configs),
    )


def _order(
    call: Call, request: shapes.CloneLoadBalancerRequest, source: LoadBalancer
) -> shapes.CreateLoadBalancerRequest:
    """Return the order for a clone: what a request leaves out is as its balancer has it, and paid by the hour.

    The line is BGP unless the request says otherwise, and the project the default one (product page).
    """
    internet = request.internet_accessible
    if internet is None and source.kind != INTERNAL:
        charge_type = source.internet_charge_type
        if charge_type == _PACKAGE and not request.bandwidth_package_id:
            raise refusal(call, MISSING, "A balancer with a bandwidth package needs BandwidthPackageId for its clone.")
        internet = shapes.InternetAccessible(
            internet_charge_type="BANDWIDTH_POSTPAID_BY_HOUR" if source.charge_type == PREPAID else charge_type,
            internet_max_bandwidth_out=source.bandwidth_out,
        )
    return shapes.CreateLoadBalancerRequest(
        load_balancer_type=source.kind,  # type: ignore[arg-type]
        load_balancer_name=request.load_balancer_name,
        vpc_id=source.vpc_id,
        subnet_id=source.subnet_id or None,
        project_id=request.project_id,
        master_zone_id=request.master_zone_id or source.zone or None,
        slave_zone_id=request.slave_zone_id or source.slave_zone or None,
        zone_id=request.zone_id,
        internet_accessible=internet,
        vip_isp=request.vip_isp,
        vip=request.vip,
        tags=request.tags,
        exclusive_cluster=request.exclusive_cluster,
        bandwidth_package_id=request.bandwidth_package_id,
        snat_pro=source.snat_pro if request.snat_pro is None else request.snat_pro,
        snat_ips=request.snat_ips,
        cluster_ids=request.cluster_ids,
        sla_type=request.sla_type or source.sla_type or None,  # type: ignore[arg-type]
        cluster_tag=request.cluster_tag,
        eip_address_id=request.eip_address_id,
        dynamic_vip=bool(source.domain),
    )


def _check_certificates(call: Call, tx: Transaction, used: Sequence[Credentials | None]) -> None:
    """Raise ApiError FailedOperation for a certificate that has expired, or that is not there any more."""
    names = {name for one in used if one is not None for name in (*one.server_ids, one.ca_id) if name}
    for name in sorted(names):
        found = find_certificate(tx, call.tenant.account, name)
        if found is None or found.not_after_ms <= call.now_ms:
            raise refusal(call, "FailedOperation", f"The certificate {name} has expired, or is not there any more.")


class _Copy:
    """Rows of one balancer on their way to another; `_locations` leads from old rules and layer-4 insides to new."""

    def __init__(self, call: Call, tx: Transaction, source: str, made: str) -> None:
        self._call = call
        self._tx = tx
        self._source = source
        self._made = made
        self._listeners: dict[str, str] = {}
        self._locations: dict[str, str] = {}

    def write(self, known: Sequence[Listener], own_rules: Sequence[Rule]) -> None:
        """Add everything; raises ApiError for real ports that are not free."""
        for listener in known:
            self._listeners[listener.id] = self._call.new_id("lbl-")
            self._locations[listener.location_id] = self._call.new_id("loc-")
        for rule in own_rules:
            self._locations[rule.id] = self._call.new_id("loc-")
        made = [self._listener(listener) for listener in known]
        add_listeners(self._call, self._tx, self._made, made, self._call.prepared)
        self._tx.add_all(rules, [self._rule(rule) for rule in own_rules])
        bound = self._tx.find(targets, balancer_id=self._source)
        self._tx.add_all(targets, [self._target(target) for target in bound if self._goes_along(target)])
        functions = self._tx.find(function_targets, balancer_id=self._source)
        self._tx.add_all(function_targets, [self._function(one) for one in functions if self._goes_along(one)])
        groups = self._tx.find(bindings, balancer_id=self._source)
        self._tx.add_all(bindings, [self._binding(binding) for binding in groups if self._goes_along(binding)])

        configured = self._tx.find(config_bindings, balancer_id=self._source)
        self._tx.add_all(config_bindings, [self._config(one) for one in configured if self._is_configured(one)])

    def _is_configured(self, bound: ConfigBinding) -> bool:
        """Tell whether a configuration is bound to what is cloned."""
        if bound.location_id:
            return bound.location_id in self._locations
        return not bound.listener_id or bound.listener_id in self._listeners

    def _config(self, before: ConfigBinding) -> ConfigBinding:
        location = self._locations[before.location_id] if before.location_id else ""
        listener = self._listeners[before.listener_id] if before.listener_id else ""
        at_balancer = f"{listener}/{before.domain.lower()}" if listener else self._made
        place = {"balancer_id": self._made, "listener_id": listener, "location_id": location}
        return replace(before, id=location or at_balancer, **place)

    def _goes_along(self, bound: Target | FunctionTarget | Binding) -> bool:
        """Tell whether something is bound to what is cloned, and not to what is being deleted."""
        return bound.location_id in self._locations

    def _listener(self, before: Listener) -> Listener:
        return replace(
            before,
            id=self._listeners[before.id],
            balancer_id=self._made,
            location_id=self._locations[before.location_id],
            created_ms=self._call.now_ms,
        )

    def _rule(self, before: Rule) -> Rule:
        to = before.redirect
        if to is not None:
            to = replace(to, listener_id=self._listeners[to.listener_id], location_id=self._locations[to.location_id])
        return replace(
            before,
            id=self._locations[before.id],
            balancer_id=self._made,
            listener_id=self._listeners[before.listener_id],
            created_ms=self._call.now_ms,
            redirect=to,
        )

    def _target(self, before: Target) -> Target:
        location = self._locations[before.location_id]
        return replace(
            before,
            id=target_id(location, before.instance_id or before.host, before.port),
            balancer_id=self._made,
            listener_id=self._listeners[before.listener_id],
            location_id=location,
            registered_ms=self._call.now_ms,
        )

    def _function(self, before: FunctionTarget) -> FunctionTarget:
        location = self._locations[before.location_id]
        place = {"balancer_id": self._made, "listener_id": self._listeners[before.listener_id]}
        return replace(before, id=location, location_id=location, **place)

    def _binding(self, before: Binding) -> Binding:
        location = self._locations[before.location_id]
        return replace(
            before,
            id=binding_id(location, before.group_id),
            balancer_id=self._made,
            listener_id=self._listeners[before.listener_id],
            location_id=location,
            rule_id=location if before.rule_id else "",
        )
