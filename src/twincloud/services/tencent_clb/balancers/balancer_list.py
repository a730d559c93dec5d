"""DescribeLoadBalancers: which balancers a request means, and how each is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sqlalchemy as sa

from twincloud.balancing.records import balancers, node_states
from twincloud.balancing.tasks import Fleet
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.inventory.tags import tags_of
from twincloud.kernel.paging import page
from twincloud.kernel.times import shown
from twincloud.services.tencent_clb.balancers.networks import numerical_vpc_id, zone_id, zone_info
from twincloud.services.tencent_clb.configs.config_records import config_bindings
from twincloud.services.tencent_clb.errors import BAD_FILTER, LENGTH, refusal
from twincloud.services.tencent_clb.logs import shown_logs
from twincloud.services.tencent_clb.lookups import balancers_with_targets, visible_balancer
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import (
    OPEN,
    PREPAID,
    STOP,
    LoadBalancer,
    function_targets,
    load_balancers,
    targets,
)
from twincloud.storage.transaction import Transaction

_CREATING, RUNNING = 0, 1
_EVERY = -1
_MONTH_MS = 30 * 86_400_000
_MOST_VALUES = 100
_TAG_FILTER = "tag:"

Test = Callable[[LoadBalancer], bool]


@CLB.read("DescribeLoadBalancers")
def describe_load_balancers(
    call: Call, request: shapes.DescribeLoadBalancersRequest, tx: Transaction
) -> shapes.DescribeLoadBalancersResponse:
    """List the tenant's balancers, newest first unless asked otherwise; ids that nobody knows are passed over."""
    tests = [*_own_tests(call, request), *_bound_tests(request, tx), *_filter_tests(call, request, tx)]
    found = [balancer for balancer in _candidates(call, request, tx) if all(test(balancer) for test in tests)]
    _sort(request, found)
    counted = "TargetCount" in (request.additional_fields or ())
    views = [
        balancer_view(call, tx, balancer, counted=counted) for balancer in page(found, request.offset, request.limit)
    ]
    return shapes.DescribeLoadBalancersResponse(
        total_count=len(found), load_balancer_set=views, request_id=call.request_id
    )


def _candidates(call: Call, request: shapes.DescribeLoadBalancersRequest, tx: Transaction) -> list[LoadBalancer]:
    if request.load_balancer_ids:
        named = (visible_balancer(call, tx, balancer_id) for balancer_id in dict.fromkeys(request.load_balancer_ids))
        return [balancer for balancer in named if balancer is not None]
    account, region = call.tenant
    return tx.find(load_balancers, account=account, region=region, deleting=0)


def _sort(request: shapes.DescribeLoadBalancersRequest, found: list[LoadBalancer]) -> None:
    keys: dict[str, Callable[[LoadBalancer], str | int]] = {
        "CreateTime": lambda balancer: balancer.created_ms,
        "LoadBalancerName": lambda balancer: balancer.name,
        "Domain": lambda balancer: balancer.domain,
        "LoadBalancerType": lambda balancer: balancer.kind,
    }
    found.sort(key=keys[request.order_by or "CreateTime"])
    if request.order_type != 0:
        found.reverse()


def _own_tests(call: Call, request: shapes.DescribeLoadBalancersRequest) -> Iterable[Test]:
    """Yield a test for each member of the request that is about the balancer alone."""
    book = call.port(AddressBook)
    if kind := request.load_balancer_type:
        yield lambda balancer: balancer.kind == kind
    if name := request.load_balancer_name:
        yield lambda balancer: name in balancer.name
    if domain := request.domain:
        yield lambda balancer: domain in balancer.domain
    if vips := request.load_balancer_vips:
        yield lambda balancer: book.address(balancer.slot) in vips
    if text := request.search_key:
        yield lambda balancer: any(text in member for member in _searched(balancer, book))
    if (project := request.project_id) is not None and project != _EVERY:
        yield lambda balancer: balancer.project_id == project
    if vpc := request.vpc_id:
        yield lambda balancer: balancer.vpc_id == vpc
    if zone := request.master_zone:
        yield lambda balancer: zone in zone_names(balancer)


def _bound_tests(request: shapes.DescribeLoadBalancersRequest, tx: Transaction) -> Iterable[Test]:
    """Yield a test for each member that is about what hangs on the balancer."""
    if request.forward == 0 or request.backend_public_ips:
        # There are no balancers of the classic kind, and targets are known by the addresses under which they are
        # reached alone.
        yield lambda _: False
    if group := request.security_group:
        yield lambda balancer: group in balancer.security_groups
    if backends := request.backend_private_ips:
        query = sa.select(targets.table.c.balancer_id).where(targets.table.c.host.in_(backends))
        behind = frozenset(tx.execute(query).scalars())
        yield lambda balancer: balancer.id in behind
    if request.with_rs in (0, 1):
        bound = balancers_with_targets(tx)
        yield lambda balancer: (balancer.id in bound) == bool(request.with_rs)


def _filter_tests(call: Call, request: shapes.DescribeLoadBalancersRequest, tx: Transaction) -> Iterable[Test]:
    """Yield a test for each filter; raises ApiError for a name that is not documented and for too many values."""
    for item in request.filters or ():
        if len(item.values) > _MOST_VALUES:
            raise refusal(call, LENGTH, f"A filter has at most {_MOST_VALUES} values.")
        yield _filter_test(call, tx, item.name, frozenset(item.values))


def _filter_test(call: Call, tx: Transaction, name: str, values: frozenset[str]) -> Test:
    if name.startswith(_TAG_FILTER):
        key = name.removeprefix(_TAG_FILTER)
        return lambda balancer: any(tag.key == key and tag.value in values for tag in tags_of(tx, balancer.id))
    readers: dict[str, Callable[[LoadBalancer], Iterable[str]]] = {
        "charge-type": lambda balancer: (balancer.charge_type,),
        "internet-charge-type": lambda balancer: (balancer.internet_charge_type,),
        "master-zone-id": zone_names,
        "tag-key": lambda balancer: (tag.key for tag in tags_of(tx, balancer.id)),
        "function-name": lambda balancer: tx.column(function_targets, "name", balancer_id=balancer.id),
        "vip-isp": lambda balancer: (balancer.vip_isp,),
        "sla-type": lambda balancer: (balancer.sla_type,),
        "exclusive": lambda balancer: (str(_exclusive(balancer)),),
    }
    if name not in readers:
        raise refusal(call, BAD_FILTER, f"Invalid filter name: {name}")
    return lambda balancer: not values.isdisjoint(readers[name](balancer))


def _searched(balancer: LoadBalancer, book: AddressBook) -> tuple[str, ...]:
    return (balancer.name, balancer.domain, book.address(balancer.slot), balancer.id)


def zone_names(balancer: LoadBalancer) -> tuple[str, ...]:
    """Return what a balancer's zone may be called by: its name, and its number."""
    if not balancer.zone:
        return ()
    return (balancer.zone, str(zone_id(balancer.region, balancer.zone)))


def _exclusive(balancer: LoadBalancer) -> int:
    return int(balancer.exclusive_cluster is not None)


def balancer_status(call: Call, tx: Transaction, balancer: LoadBalancer) -> int:
    """Return whether every node has taken the balancer up."""
    nodes = call.port(Fleet).nodes
    if not nodes:
        return RUNNING
    seen = {state.node for state in tx.find(node_states, balancer_id=balancer.id)}
    return RUNNING if seen.issuperset(nodes) else _CREATING


def is_isolated(tx: Transaction, balancer: LoadBalancer) -> bool:
    """Tell whether the operator has locked the balancer, which the product does when a bill is not paid."""
    held = tx.get(balancers, balancer.id)
    return held is not None and bool(held.locked)


def balancer_view(call: Call, tx: Transaction, balancer: LoadBalancer, *, counted: bool = False) -> shapes.LoadBalancer:
    """Return a balancer as answers show it, with the number of its targets if they are `counted`."""
    is_open = balancer.kind == OPEN
    vpc_number = numerical_vpc_id(balancer.vpc_id)
    target_vpc = balancer.target_vpc_id or balancer.vpc_id
    access, health = shown_logs(call, tx, balancer)
    return shapes.LoadBalancer(
        load_balancer_id=balancer.id,
        load_balancer_name=balancer.name,
        load_balancer_type=balancer.kind,
        forward=1,
        domain=balancer.domain,
        load_balancer_vips=[call.port(AddressBook).address(balancer.slot)],
        status=balancer_status(call, tx, balancer),
        create_time=shown(balancer.created_ms),
        status_time=shown(balancer.created_ms),
        project_id=balancer.project_id,
        vpc_id=balancer.vpc_id,
        open_bgp=0,
        snat=False,
        isolation=int(is_isolated(tx, balancer)),
        log="",
        subnet_id=balancer.subnet_id,
        tags=[shapes.TagInfo(tag_key=tag.key, tag_value=tag.value) for tag in tags_of(tx, balancer.id)],
        secure_groups=list(balancer.security_groups),
        target_region_info=shapes.TargetRegionInfo(
            region=balancer.target_region or balancer.region,
            vpc_id=target_vpc,
            numerical_vpc_id=numerical_vpc_id(target_vpc),
        ),
        anycast_zone="",
        address_ip_version="ipv4",
        numerical_vpc_id=vpc_number,
        vip_isp=balancer.vip_isp,
        master_zone=zone_info(balancer.region, balancer.zone) if is_open else None,
        backup_zone_set=[zone_info(balancer.region, balancer.slave_zone)] if balancer.slave_zone else None,
        expire_time=shown(ends) if (ends := expiry_ms(balancer)) is not None else None,
        charge_type=balancer.charge_type,
        network_attributes=_network(balancer) if is_open else None,
        prepaid_attributes=_prepaid(balancer),
        log_set_id=access[0],
        log_topic_id=access[1],
        is_ddos=False,
        config_id=_config(tx, balancer),
        load_balancer_pass_to_target=balancer.pass_to_target,
        exclusive_cluster=balancer.exclusive_cluster or shapes.ExclusiveCluster(),
        snat_pro=balancer.snat_pro,
        snat_ips=list(balancer.snat_ips),
        sla_type=balancer.sla_type,
        is_block=False,
        is_block_time="",
        local_bgp=False,
        cluster_tag=balancer.cluster_tag,
        mix_ip_target=balancer.mix_ip_target,
        nfv_info="",
        health_log_set_id=health[0],
        health_log_topic_id=health[1],
        cluster_ids=list(balancer.cluster_ids) or None,
        attribute_flags=flags(balancer),
        load_balancer_domain=balancer.domain,
        egress=balancer.egress,
        exclusive=_exclusive(balancer),
        target_count=_bound(tx, balancer.id) if counted else None,
        associate_endpoint=balancer.endpoint,
        available_zone_affinity_info=balancer.zone_affinity,
    )


def flags(balancer: LoadBalancer) -> list[str]:
    """Return the switches of a balancer that are on."""
    return [name for name, on in (("DeleteProtect", balancer.delete_protect), (STOP, balancer.stopped)) if on]


def _config(tx: Transaction, balancer: LoadBalancer) -> str:
    binding = tx.get(config_bindings, balancer.id)
    return "" if binding is None else binding.config_id


def _network(balancer: LoadBalancer) -> shapes.InternetAccessible:
    return shapes.InternetAccessible(
        internet_charge_type=balancer.internet_charge_type,
        internet_max_bandwidth_out=balancer.bandwidth_out,
        bandwidthpkg_sub_type="BGP" if balancer.bandwidth_package_id else None,
    )


def _prepaid(balancer: LoadBalancer) -> shapes.LBChargePrepaid | None:
    if balancer.charge_type != PREPAID:
        return None
    return shapes.LBChargePrepaid(renew_flag=balancer.renew_flag, period=balancer.prepaid_months)


def expiry_ms(balancer: LoadBalancer) -> int | None:
    """Return when a prepaid balancer would have to be renewed; nothing happens then (our choice)."""
    if balancer.charge_type != PREPAID:
        return None
    return balancer.created_ms + max(balancer.prepaid_months, 1) * _MONTH_MS


def _bound(tx: Transaction, balancer_id: str) -> int:
    query = sa.select(sa.func.count()).where(targets.table.c.balancer_id == balancer_id)
    return int(tx.execute(query).scalar_one())
