"""Exclusive clusters, as far as balancers were ordered in them, and targets in other networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.kernel.paging import page
from twincloud.services.tencent_clb.errors import BAD_FILTER, refusal
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import OPEN, LoadBalancer, load_balancers
from twincloud.storage.transaction import Transaction

V = TypeVar("V")

_KINDS = {"tgw": "TGW", "stgw": "STGW", "vpcgw": "VPCGW"}
"""What clusters are, by the prefix of their ids."""
_TAGGED = frozenset({"TGW", "STGW"})
_CROSS_TARGET_FILTERS = frozenset({"vpc-id", "ip", "listener-id", "location-id"})


class Place(Struct, frozen=True):
    """A balancer in one of the clusters in which it was ordered."""

    cluster: shapes.ClusterItem
    balancer: LoadBalancer
    vip: str


@CLB.read("DescribeExclusiveClusters")
def describe_exclusive_clusters(
    call: Call, request: shapes.DescribeExclusiveClustersRequest, tx: Transaction
) -> shapes.DescribeExclusiveClustersResponse:
    """List the clusters that orders of the region's balancers named, in the order in which they came up."""
    by_cluster: dict[str, list[Place]] = {}
    for place in _places(call, tx):
        by_cluster.setdefault(place.cluster.cluster_id, []).append(place)
    readers: dict[str, Callable[[Sequence[Place]], Iterable[str]]] = {
        "cluster-type": lambda places: (_kind(places[0].cluster),),
        "cluster-id": lambda places: (places[0].cluster.cluster_id,),
        "cluster-name": lambda places: (_name(places[0].cluster),),
        "cluster-tag": lambda places: (_tag(places[0]) or "",),
        "vip": lambda places: (place.vip for place in places),
        "loadbalancer-id": lambda places: (place.balancer.id for place in places),
        "network": lambda places: (_network(places[0].balancer),),
        "zone": lambda places: (_zone(places[0]),),
        "isp": lambda places: (places[0].balancer.vip_isp,),
    }
    found = _filtered(call, list(by_cluster.values()), request.filters, readers)
    views = [_cluster_view(places) for places in page(found, request.offset, request.limit)]
    return shapes.DescribeExclusiveClustersResponse(
        cluster_set=views, total_count=len(found), request_id=call.request_id
    )


@CLB.read("DescribeClusterResources")
def describe_cluster_resources(
    call: Call, request: shapes.DescribeClusterResourcesRequest, tx: Transaction
) -> shapes.DescribeClusterResourcesResponse:
    """List the addresses in clusters: those of the balancers that were ordered there, none of which is idle."""
    readers: dict[str, Callable[[Place], Iterable[str]]] = {
        "cluster-id": lambda place: (place.cluster.cluster_id,),
        "vip": lambda place: (place.vip,),
        "loadbalancer-id": lambda place: (place.balancer.id,),
        "idle": lambda _: ("False",),
    }
    found = _filtered(call, list(_places(call, tx)), request.filters, readers)
    views = [
        shapes.ClusterResource(
            cluster_id=place.cluster.cluster_id,
            vip=place.vip,
            load_balancer_id=place.balancer.id,
            idle="False",
            cluster_name=_name(place.cluster),
            isp=place.balancer.vip_isp,
            clusters_zone=_zones(place),
        )
        for place in page(found, request.offset, request.limit)
    ]
    return shapes.DescribeClusterResourcesResponse(
        cluster_resource_set=views, total_count=len(found), request_id=call.request_id
    )


@CLB.read("DescribeCrossTargets")
def describe_cross_targets(
    call: Call, request: shapes.DescribeCrossTargetsRequest, tx: Transaction
) -> shapes.DescribeCrossTargetsResponse:
    """List the machines in other networks: none, because the machines that we are told of are in no network."""
    del tx
    for item in request.filters or ():
        if item.name not in _CROSS_TARGET_FILTERS:
            raise refusal(call, BAD_FILTER, f"Invalid filter name: {item.name}")
    return shapes.DescribeCrossTargetsResponse(total_count=0, cross_target_set=[], request_id=call.request_id)


def _places(call: Call, tx: Transaction) -> Iterator[Place]:
    """Yield the tenant's balancers once for each of their clusters."""
    account, region = call.tenant
    book = call.port(AddressBook)
    for balancer in tx.find(load_balancers, account=account, region=region, deleting=0):
        for cluster in _clusters(balancer):
            yield Place(cluster, balancer, book.address(balancer.slot))


def _clusters(balancer: LoadBalancer) -> Sequence[shapes.ClusterItem]:
    exclusive = balancer.exclusive_cluster or shapes.ExclusiveCluster()
    named = [*(exclusive.l4_clusters or ()), *(exclusive.l7_clusters or ())]
    if exclusive.classical_cluster is not None:
        named.append(exclusive.classical_cluster)
    found = {cluster_id: shapes.ClusterItem(cluster_id=cluster_id) for cluster_id in balancer.cluster_ids}
    found |= {item.cluster_id: item for item in named}
    return list(found.values())


def _filtered(
    call: Call,
    items: Sequence[V],
    filters: Sequence[shapes.Filter] | None,
    readers: Mapping[str, Callable[[V], Iterable[str]]],
) -> Sequence[V]:
    """Return the items that every filter lets pass; raises ApiError for a name that is not documented."""
    for item in filters or ():
        read = readers.get(item.name)
        if read is None:
            raise refusal(call, BAD_FILTER, f"Invalid filter name: {item.name}")
        values = frozenset(item.values)
        items = [one for one in items if not values.isdisjoint(read(one))]
    return items


def _cluster_view(places: Sequence[Place]) -> shapes.Cluster:
    """Return a cluster as answers show it; what only the first of its balancers can tell is that one's."""
    first = places[0]
    return shapes.Cluster(
        cluster_id=first.cluster.cluster_id,
        cluster_name=_name(first.cluster),
        cluster_type=_kind(first.cluster),
        cluster_tag=_tag(first),
        zone=_zone(first),
        network=_network(first.balancer),
        resource_count=len(places),
        idle_resource_count=0,
        isp=first.balancer.vip_isp,
        clusters_zone=_zones(first),
        clusters_version="",
        disaster_recovery_type="DISASTER-RECOVERY" if first.balancer.slave_zone else "SINGLE-ZONE",
        egress=first.balancer.egress,
        ip_version="IPv4",
        tag=[],
    )


def _kind(cluster: shapes.ClusterItem) -> str:
    return _KINDS.get(cluster.cluster_id.partition("-")[0], "")


def _name(cluster: shapes.ClusterItem) -> str:
    return cluster.cluster_name or cluster.cluster_id


def _tag(place: Place) -> str | None:
    return place.balancer.cluster_tag if _kind(place.cluster) in _TAGGED else None


def _network(balancer: LoadBalancer) -> str:
    return "Public" if balancer.kind == OPEN else "Private"


def _zone(place: Place) -> str:
    return place.cluster.zone or place.balancer.zone


def _zones(place: Place) -> shapes.ClustersZone:
    return shapes.ClustersZone(
        master_zone=[_zone(place)] if _zone(place) else [],
        slave_zone=[place.balancer.slave_zone] if place.balancer.slave_zone else [],
    )
