"""Logs of what balancers served: CreateClsLogSet, DescribeClsLogSet, CreateTopic, SetLoadBalancerClsLog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.balancing.records import balancer_lock, touch
from twincloud.balancing.request_log import Log
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.addresses import AddressBook
from twincloud.inventory.logs import (
    ACCESS,
    FOREVER_DAYS,
    HEALTH,
    LogSet,
    LogTopic,
    find_log_topic,
    log_into,
    log_sets,
    log_topics,
    logs_lock,
)
from twincloud.inventory.tags import set_tags
from twincloud.services.tencent_clb.balancers.networks import numerical_vpc_id
from twincloud.services.tencent_clb.errors import DUPLICATE, LIMIT, RANGE, VALUE, refusal
from twincloud.services.tencent_clb.log_fields import ACCESS_FORMAT, HEALTH_FORMAT
from twincloud.services.tencent_clb.lookups import find_balancer, listeners_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import (
    OPEN,
    Listener,
    LoadBalancer,
    load_balancers,
    subjects,
    without_quic,
)
from twincloud.storage.transaction import Transaction

MAKER = "CLB"
_SET_NAMES = {ACCESS: "clb_logset", HEALTH: "clb_health_logset"}
_LONGEST_DAYS = 3600
_SHORTEST_COLD_DAYS = 7
_COLD = "COLD"
_PUBLIC = "-1"
"""What stands for the network of a balancer that is in none."""
_NOWHERE = "-"

Creating = shapes.CreateClsLogSetRequest | shapes.CreateTopicRequest


def _lock(call: Call, request: Creating) -> Sequence[str]:
    return [logs_lock(*call.tenant)]


def _both_locks(call: Call, request: shapes.SetLoadBalancerClsLogRequest) -> Sequence[str]:
    return [logs_lock(*call.tenant), balancer_lock(request.load_balancer_id)]


@CLB.write("CreateClsLogSet", locks=_lock)
def create_cls_log_set(
    call: Call, request: shapes.CreateClsLogSetRequest, tx: Transaction
) -> shapes.CreateClsLogSetResponse:
    """Make the region's log set of one kind, in which topics are made."""
    kind = request.logset_type or ACCESS
    if _log_set(call, tx, kind) is not None:
        raise refusal(call, LIMIT, f"The region has its log set of type {kind} already.")
    name = request.logset_name or _SET_NAMES[kind]
    account, region = call.tenant
    if tx.find(log_sets, account=account, region=region, name=name):
        raise refusal(call, VALUE, f"There is a log set with the name {name} already.")
    made = LogSet(call.new_uuid(), account, region, name, call.now_ms, maker=MAKER, kind=kind)
    if request.period:
        made = replace(made, period_days=request.period)
    tx.add(log_sets, made)
    return shapes.CreateClsLogSetResponse(logset_id=made.id, request_id=call.request_id)


@CLB.read("DescribeClsLogSet")
def describe_cls_log_set(
    call: Call, request: shapes.DescribeClsLogSetRequest, tx: Transaction
) -> shapes.DescribeClsLogSetResponse:
    """Name the region's log sets; a set that is not there is an empty id."""
    access, health = (_log_set(call, tx, kind) for kind in (ACCESS, HEALTH))
    return shapes.DescribeClsLogSetResponse(
        logset_id=access.id if access is not None else "",
        health_logset_id=health.id if health is not None else "",
        request_id=call.request_id,
    )


@CLB.write("CreateTopic", locks=_lock)
def create_topic(call: Call, request: shapes.CreateTopicRequest, tx: Transaction) -> shapes.CreateTopicResponse:
    """Make a topic in the region's log set of its kind."""
    kind = request.topic_type or ACCESS
    owner = _log_set(call, tx, kind)
    if owner is None:
        raise refusal(call, "FailedOperation", f"There is no log set of type {kind}; make it with CreateClsLogSet.")
    if tx.find(log_topics, set_id=owner.id, name=request.topic_name):
        raise refusal(call, DUPLICATE, f"The log set has a topic with the name {request.topic_name} already.")
    days = request.period or owner.period_days
    shortest = _SHORTEST_COLD_DAYS if request.storage_type == _COLD else 1
    if days != FOREVER_DAYS and not shortest <= days <= _LONGEST_DAYS:
        raise refusal(call, RANGE, f"Period must be {shortest} to {_LONGEST_DAYS} days, or {FOREVER_DAYS}.")
    made = LogTopic(
        id=call.new_uuid(),
        account=owner.account,
        region=owner.region,
        set_id=owner.id,
        name=request.topic_name,
        created_ms=call.now_ms,
        maker=MAKER,
        period_days=days,
        partitions=request.partition_count or 1,
        storage=(request.storage_type or "HOT").lower(),
    )
    tx.add(log_topics, made)
    if request.tags:
        set_tags(tx, call.tenant, made.id, {tag.tag_key: tag.tag_value for tag in request.tags})
    return shapes.CreateTopicResponse(topic_id=made.id, request_id=call.request_id)


@CLB.write("SetLoadBalancerClsLog", locks=_both_locks)
def set_load_balancer_cls_log(
    call: Call, request: shapes.SetLoadBalancerClsLogRequest, tx: Transaction
) -> shapes.SetLoadBalancerClsLogResponse:
    """Choose the topic of a balancer's access log or of its health log; empty ids end it."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    if bool(request.log_set_id) != bool(request.log_topic_id):
        raise refusal(call, VALUE, "LogSetId and LogTopicId must both be given, or both be empty.")
    if request.log_topic_id and topic_of(call, tx, request.log_topic_id).set_id != request.log_set_id:
        raise refusal(call, VALUE, f"The log set {request.log_set_id} has no topic {request.log_topic_id}.")
    if request.log_type == HEALTH:
        chosen = replace(balancer, health_log_topic_id=request.log_topic_id)
    else:
        chosen = replace(balancer, log_topic_id=request.log_topic_id)
    tx.replace(load_balancers, balancer, chosen)
    log_into(tx, balancer.id, (chosen.log_topic_id, chosen.health_log_topic_id))
    touch(tx, balancer.id, *(name for listener in listeners_of(tx, balancer.id) for name in subjects(listener)))
    return shapes.SetLoadBalancerClsLogResponse(request_id=call.request_id)


def topic_of(call: Call, tx: Transaction, topic_id: str) -> LogTopic:
    """Return the tenant's topic; raises ApiError."""
    found = find_log_topic(tx, *call.tenant, topic_id)
    if found is None:
        raise refusal(call, VALUE, f"Invalid LogTopicId, LogTopicId: {topic_id}")
    return found


def shown_logs(call: Call, tx: Transaction, balancer: LoadBalancer) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the set and the topic of the access log and of the health log; both empty for what is not there."""
    access, health = (
        find_log_topic(tx, *call.tenant, topic_id) if topic_id else None
        for topic_id in (balancer.log_topic_id, balancer.health_log_topic_id)
    )
    return ((access.set_id, access.id) if access else ("", ""), (health.set_id, health.id) if health else ("", ""))


def with_logs(
    tx: Transaction, balancer: LoadBalancer, book: AddressBook, made: plan.ForwardingPlan
) -> plan.ForwardingPlan:
    """Return the plan with requests, and changes of health, written down where the balancer has topics for them."""
    access, health = _taking(tx, balancer, balancer.log_topic_id), _taking(tx, balancer, balancer.health_log_topic_id)
    if access is None and health is None:
        return made
    known = {listener.id: listener for listener in listeners_of(tx, balancer.id)}
    if access is not None:
        told = _told_of_requests(balancer, book, access)
        listeners = (
            replace(one, log=told(one, known[without_quic(one.id)])) if one.protocol.routed else one
            for one in made.listeners
        )
        made = replace(made, listeners=tuple(listeners))
    if health is not None:
        checks = _told_of_checks(balancer, book, health, made.listeners, known)
        pools = (replace(one, log=checks(one)) if one.health_check is not None else one for one in made.pools)
        made = replace(made, pools=tuple(pools))
    return made


def _taking(tx: Transaction, balancer: LoadBalancer, topic_id: str) -> LogTopic | None:
    """Return the topic of this id if it takes entries."""
    topic = find_log_topic(tx, balancer.account, balancer.region, topic_id) if topic_id else None
    return topic if topic is not None and topic.on else None


def _told_of_requests(
    balancer: LoadBalancer, book: AddressBook, topic: LogTopic
) -> Callable[[plan.Listener, Listener], Log]:
    address, network = book.address(balancer.slot), _network(balancer)

    def log(one: plan.Listener, listener: Listener) -> Log:
        constants = {
            "lb_id": balancer.id,
            "server_addr": address,
            "server_port": str(listener.port),
            "vip_vpcid": network,
            "protocol_type": "QUIC" if one.protocol is plan.Protocol.HTTP3 else listener.protocol,
        }
        return Log(topic.id, ACCESS_FORMAT, tuple(constants.items()))

    return log


def _told_of_checks(
    balancer: LoadBalancer,
    book: AddressBook,
    topic: LogTopic,
    listeners: Iterable[plan.Listener],
    known: Mapping[str, Listener],
) -> Callable[[plan.Pool], Log | None]:
    address, network = book.address(balancer.slot), _network(balancer)
    behind = str(numerical_vpc_id(balancer.target_vpc_id or balancer.vpc_id))
    users: dict[str, tuple[str, str]] = {}
    for one in listeners:
        for pool_id in (one.pool_id or "", *one.pool_ids):
            users.setdefault(pool_id, (one.id, _NOWHERE))
        for host in one.hosts:
            for pool_id in (name for route in host.routes for name in route.pool_ids):
                users.setdefault(pool_id, (one.id, host.domains[0]))

    def log(pool: plan.Pool) -> Log | None:
        if pool.id not in users or pool.health_check is None:
            return None
        listener_id, domain = users[pool.id]
        listener, http = known[without_quic(listener_id)], pool.health_check.http
        constants = {
            "protocol": listener.protocol,
            "vport": str(listener.port),
            "vip": address,
            "vpcid": network,
            "rs_vpcid": behind,
            "domain": http.host or domain if http is not None else domain,
            "url": http.path if http is not None else _NOWHERE,
        }
        return Log(topic.id, HEALTH_FORMAT, tuple(constants.items()))

    return log


def _network(balancer: LoadBalancer) -> str:
    return _PUBLIC if balancer.kind == OPEN else str(numerical_vpc_id(balancer.vpc_id))


def _log_set(call: Call, tx: Transaction, kind: str) -> LogSet | None:
    account, region = call.tenant
    known = tx.find(log_sets, account=account, region=region)
    return next((one for one in known if (one.maker, one.kind) == (MAKER, kind)), None)
