"""Where balancers write their layer-7 requests: Set-, Describe- and DeleteAccessLogsDownloadAttribute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from twincloud.balancing.records import balancer_lock
from twincloud.balancing.request_log import Log
from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.logs import LogSet, LogTopic, find_log_topic, log_into, log_sets, log_topics, logs_lock
from twincloud.kernel.paging import page
from twincloud.services.alibaba_slb.balancers.access_log_fields import FORMAT
from twincloud.services.alibaba_slb.changes import announce, applied
from twincloud.services.alibaba_slb.errors import missing
from twincloud.services.alibaba_slb.lookups import find_balancer, hold_balancer, listeners_of, visible_balancer
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import AccessLog, Listener, LoadBalancer, access_logs
from twincloud.services.alibaba_slb.shown import filled
from twincloud.services.alibaba_slb.tags import has_tags
from twincloud.storage.transaction import Transaction

MAKER = "SLB"
LAYER_7 = "layer7"
Changing = shapes.SetAccessLogsDownloadAttributeRequest | shapes.DeleteAccessLogsDownloadAttributeRequest


class _Named(NamedTuple):
    """One rule of a request: whose requests go where."""

    balancer_id: str
    project: str
    store: str


def _lock(call: Call, request: Any) -> Sequence[str]:
    return [logs_lock(*call.tenant), *(balancer_lock(one.balancer_id) for one in _named(request))]


@SLB.write("SetAccessLogsDownloadAttribute", locks=_lock, settle=applied)
def set_access_logs_download_attribute(
    call: Call, request: shapes.SetAccessLogsDownloadAttributeRequest, tx: Transaction
) -> shapes.SetAccessLogsDownloadAttributeResponse:
    """Have the named balancers write each layer-7 request into a store of a project, which are made if need be."""
    for named in _named(request):
        balancer = hold_balancer(call, tx, named.balancer_id)
        before = tx.get(access_logs, balancer.id)
        topic = _topic(call, tx, balancer, named)
        after = AccessLog(balancer.id, balancer.account, balancer.region_id, named.project, named.store, topic)
        if before is None:
            tx.add(access_logs, after)
        else:
            tx.replace(access_logs, before, after)
        if after != before:
            log_into(tx, balancer.id, [topic])
            _announce(tx, balancer)
    return shapes.SetAccessLogsDownloadAttributeResponse(request_id=call.request_id)


@SLB.write("DeleteAccessLogsDownloadAttribute", locks=_lock, settle=applied)
def delete_access_logs_download_attribute(
    call: Call, request: shapes.DeleteAccessLogsDownloadAttributeRequest, tx: Transaction
) -> shapes.DeleteAccessLogsDownloadAttributeResponse:
    """Have balancers write nothing any more into the named stores; what was written stays."""
    for named in _named(request):
        balancer = hold_balancer(call, tx, named.balancer_id)
        present = tx.get(access_logs, balancer.id)
        if present is not None and (present.log_project, present.log_store) == (named.project, named.store):
            tx.remove(access_logs, present)
            log_into(tx, balancer.id, ())
            _announce(tx, balancer)
    return shapes.DeleteAccessLogsDownloadAttributeResponse(request_id=call.request_id)


@SLB.read("DescribeAccessLogsDownloadAttribute")
def describe_access_logs_download_attribute(
    call: Call, request: shapes.DescribeAccessLogsDownloadAttributeRequest, tx: Transaction
) -> shapes.DescribeAccessLogsDownloadAttributeResponse:
    """List where the region's balancers write their requests, a page at a time; there is only one kind of log."""
    account, region = call.tenant
    wanted = {tag.tag_key: tag.tag_value or "" for tag in request.tags or ()}
    if request.load_balancer_id:
        one = tx.get(access_logs, find_balancer(call, tx, request.load_balancer_id).id)
        present = [] if one is None else [one]
    else:
        present = tx.find(access_logs, account=account, region=region)
    found = [
        one
        for one in present
        if request.log_type in {None, "", LAYER_7}
        and visible_balancer(call, tx, one.id) is not None
        and has_tags(tx, one.id, wanted)
    ]
    number = max(request.page_number, 1)
    shape = shapes.LogsDownloadAttribute
    shown = [
        filled(shape, one, load_balancer_id=one.id, log_type=LAYER_7)
        for one in page(found, (number - 1) * request.page_size, request.page_size)
    ]
    return shapes.DescribeAccessLogsDownloadAttributeResponse(
        logs_download_attributes=shapes.LogsDownloadAttributes(logs_download_attribute=shown),
        page_number=number,
        page_size=request.page_size,
        total_count=len(found),
        request_id=call.request_id,
    )


def log_of(tx: Transaction, record: LoadBalancer, listener: Listener, address: str) -> Log | None:
    """Return where a layer-7 listener writes its requests, as the plan says it; None where it writes none."""
    rule = tx.get(access_logs, record.id)
    topic = None if rule is None else find_log_topic(tx, record.account, record.region_id, rule.topic_id)
    if topic is None or not topic.on:
        return None
    constants = {
        "slbid": record.id,
        "vip_addr": address,
        "slb_vport": str(listener.listener_port),
        "scheme": listener.listener_protocol,
    }
    return Log(topic.id, FORMAT, tuple(constants.items()))


def end_log(tx: Transaction, balancer_id: str) -> None:
    """Forget where a balancer that ends writes its requests; what it wrote stays for as long as its log is kept."""
    present = tx.get(access_logs, balancer_id)
    if present is not None:
        tx.remove(access_logs, present)
        log_into(tx, balancer_id, ())


def _named(request: Changing) -> Iterator[_Named]:
    """Yield the rules of a request; the balancer may stand beside them. Raises ApiError MissingParameter."""
    for item in request.logs_download_attributes:
        given = {
            "LoadBalancerId": item.load_balancer_id or request.load_balancer_id,
            "LogProject": item.log_project,
            "LogStore": item.log_store,
        }
        for name, value in given.items():
            if not value:
                raise missing(name)
        yield _Named(*(value or "" for value in given.values()))


def _topic(call: Call, tx: Transaction, balancer: LoadBalancer, named: _Named) -> str:
    """Return the id of the log that a store of a project in the balancer's region is."""
    account, region = balancer.account, balancer.region_id
    tx.lock([logs_lock(account, region)])
    sets = tx.find(log_sets, account=account, region=region, name=named.project)
    if not sets:
        sets = [LogSet(call.new_uuid(), account, region, named.project, call.now_ms, maker=MAKER)]
        tx.add(log_sets, sets[0])
    topics = tx.find(log_topics, set_id=sets[0].id, name=named.store)
    if not topics:
        topics = [LogTopic(call.new_uuid(), account, region, sets[0].id, named.store, call.now_ms, maker=MAKER)]
        tx.add(log_topics, topics[0])
    return topics[0].id


def _announce(tx: Transaction, balancer: LoadBalancer) -> None:
    announce(tx, balancer.id, [one for one in listeners_of(tx, balancer.id) if one.layer_7])
