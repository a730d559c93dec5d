"""Clients that layer-7 listeners turn away: ModifyBlockIPList, DescribeBlockIPList, DescribeBlockIPTask."""

from __future__ import annotations

import ipaddress
import re
import string
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.balancing.access import Blocked
from twincloud.balancing.records import balancer_lock, tasks, touch
from twincloud.balancing.tasks import Fleet, TaskStatus, task_status
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.execution.timers import Timer, cancel_timer, set_timer
from twincloud.kernel.paging import page
from twincloud.kernel.times import shown
from twincloud.services.tencent_clb.errors import FORMAT, MISSING, VALUE, refusal
from twincloud.services.tencent_clb.lookups import find_balancer, listeners_of
from twincloud.services.tencent_clb.orders import file_under, task_filed_under
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.quotas import quotas
from twincloud.services.tencent_clb.records import LAYER_7, subjects
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

EXPIRY = "clb-block-list"
"""The timer after which addresses are blocked no longer; its subject is the balancer."""
_DEFAULT_EXPIRY_S = 3600
_SHOWN_AT_ONCE = 100_000
_JOB = "localjob"
_SHOWN = {TaskStatus.RUNNING: 1, TaskStatus.FAILED: 2, TaskStatus.DONE: 6}
_FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}")
_WITH_ADDRESSES = frozenset({"add_blocked", "del_blocked"})


class Client(Struct, frozen=True, array_like=True):
    """An address that is blocked, since when and until when."""

    address: str
    since_ms: int
    until_ms: int


class BlockList(Struct, frozen=True, omit_defaults=True):
    """Whom a balancer turns away, the oldest first. Nobody is while there is no `field` that tells who clients are.

    One row with all of them: there may be very many, and the planner needs them together.
    """

    id: str
    field: str = ""
    clients: tuple[Client, ...] = ()


block_lists = Collection("clb_block_list", BlockList, columns={})


def _locks(call: Call, request: shapes.ModifyBlockIPListRequest) -> Sequence[str]:
    return [balancer_lock(balancer_id) for balancer_id in request.load_balancer_ids]


@CLB.write("ModifyBlockIPList", locks=_locks)
def modify_block_ip_list(
    call: Call, request: shapes.ModifyBlockIPListRequest, tx: Transaction
) -> shapes.ModifyBlockIPListResponse:
    """Change by which field clients are known, or who of them is blocked, on all of the named balancers or none."""
    addresses = _addresses(call, request)
    for balancer_id in dict.fromkeys(request.load_balancer_ids):
        find_balancer(call, tx, balancer_id)
        before = tx.get(block_lists, balancer_id)
        known = before or BlockList(balancer_id)
        after = _changed(call, request, known, addresses)
        if before is None:
            tx.add(block_lists, after)
        else:
            tx.replace(block_lists, before, after)
        _await_expiry(tx, after)
        touch(tx, balancer_id, *_guarded(tx, balancer_id))
    job = call.new_id(_JOB, 22, string.digits)
    file_under(call, tx, job)
    return shapes.ModifyBlockIPListResponse(jod_id=job, request_id=call.request_id)


@CLB.read("DescribeBlockIPList")
def describe_block_ip_list(
    call: Call, request: shapes.DescribeBlockIPListRequest, tx: Transaction
) -> shapes.DescribeBlockIPListResponse:
    """List whom a balancer turns away, the oldest first; the count is that of those which are returned."""
    balancer = find_balancer(call, tx, request.load_balancer_id)
    known = tx.get(block_lists, balancer.id) or BlockList(balancer.id)
    found = [client for client in known.clients if client.until_ms > call.now_ms]
    views = [
        shapes.BlockedIP(ip=one.address, create_time=shown(one.since_ms), expire_time=shown(one.until_ms))
        for one in page(found, request.offset, request.limit, default=_SHOWN_AT_ONCE, most=_SHOWN_AT_ONCE)
    ]
    return shapes.DescribeBlockIPListResponse(
        blocked_ip_count=len(views), client_ip_field=known.field, blocked_ip_list=views, request_id=call.request_id
    )


@CLB.read("DescribeBlockIPTask")
def describe_block_ip_task(
    call: Call, request: shapes.DescribeBlockIPTaskRequest, tx: Transaction
) -> shapes.DescribeBlockIPTaskResponse:
    """Say where a ModifyBlockIPList stands."""
    task_id = task_filed_under(call, tx, request.task_id) if request.task_id.startswith(_JOB) else None
    task = tx.get(tasks, task_id) if task_id else None
    if task is None:
        raise refusal(call, VALUE, f"Invalid TaskId, TaskId: {request.task_id}")
    status = _SHOWN[task_status(task, call.port(Fleet))]
    return shapes.DescribeBlockIPTaskResponse(status=status, request_id=call.request_id)


def with_blocked(tx: Transaction, made: plan.ForwardingPlan) -> plan.ForwardingPlan:
    """Return the plan with the blocked clients at every layer-7 listener."""
    known = tx.get(block_lists, made.balancer_id)
    if known is None or not known.field:
        return made
    blocked = Blocked(known.field, tuple(client.address for client in known.clients))
    guarded = set(_guarded(tx, made.balancer_id))
    return replace(
        made, listeners=tuple(replace(one, blocked=blocked) if one.id in guarded else one for one in made.listeners)
    )


def expire(tx: Transaction, timer: Timer, now_ms: int) -> None:
    """Let those in again whose time is over."""
    tx.lock([balancer_lock(timer.subject)])
    known = tx.get(block_lists, timer.subject)
    if known is None:
        return
    after = replace(known, clients=tuple(client for client in known.clients if client.until_ms > now_ms))
    tx.replace(block_lists, known, after)
    _await_expiry(tx, after)
    touch(tx, known.id, *_guarded(tx, known.id))


def copy_block_list(tx: Transaction, source: str, made: str) -> None:
    """Give a new balancer the list of another one."""
    known = tx.get(block_lists, source)
    if known is not None:
        tx.add(block_lists, replace(known, id=made))
        _await_expiry(tx, replace(known, id=made))


def forget_block_list(tx: Transaction, balancer_id: str) -> None:
    """Delete the list of a balancer that is gone."""
    known = tx.get(block_lists, balancer_id)
    if known is not None:
        tx.remove(block_lists, known)
        cancel_timer(tx, EXPIRY, balancer_id)


def _changed(
    call: Call, request: shapes.ModifyBlockIPListRequest, known: BlockList, addresses: Sequence[str]
) -> BlockList:
    """Return the list as the request wants it; raises ApiError when it is not in a state for that."""
    field, kind = request.client_ip_field, request.type_
    if kind == "add_customized_field" and known.field not in {"", field}:
        message = f"{known.id} knows clients by {known.field} already; set_customized_field changes it."
        raise refusal(call, "FailedOperation", message)
    if kind != "add_customized_field" and not known.field:
        raise refusal(call, "FailedOperation", f"{known.id} blocks nobody yet; add_customized_field begins with it.")
    if kind in {"add_customized_field", "set_customized_field"}:
        return replace(known, field=field)
    if field.lower() != known.field.lower():
        raise refusal(call, VALUE, f"{known.id} knows clients by {known.field}, not by {field}.")
    if kind == "del_customized_field":
        return replace(known, field="")
    if kind == "flush_blocked":
        return replace(known, clients=())
    named = set(addresses)
    others = tuple(client for client in known.clients if client.address not in named)
    if kind == "del_blocked":
        return replace(known, clients=others)
    return replace(known, clients=_added(call, request, others, addresses))


def _added(
    call: Call, request: shapes.ModifyBlockIPListRequest, others: tuple[Client, ...], addresses: Sequence[str]
) -> tuple[Client, ...]:
    """Return the clients with new ones; those that were blocked already begin anew. Raises ApiError when full."""
    seconds = _DEFAULT_EXPIRY_S if request.expire_time is None else request.expire_time
    until_ms = call.now_ms + seconds * 1000
    clients = (*others, *(Client(address, call.now_ms, until_ms) for address in addresses))
    most = quotas(call).blocked_clients
    if len(clients) > most and request.add_strategy != "fifo":
        raise refusal(call, "FailedOperation", f"A balancer blocks at most {most} addresses; AddStrategy is not fifo.")
    return clients[-most:]


def _addresses(call: Call, request: shapes.ModifyBlockIPListRequest) -> list[str]:
    """Return the addresses that a request names, each once and in its shortest form; raises ApiError."""
    if not _FIELD_NAME.fullmatch(request.client_ip_field):
        raise refusal(call, FORMAT, "ClientIPField must be the name of a header.")
    if request.type_ not in _WITH_ADDRESSES:
        return []
    if not request.block_ip_list:
        raise refusal(call, MISSING, "The request is missing a required parameter `BlockIPList`.")
    try:
        found = dict.fromkeys(str(ipaddress.ip_address(text)) for text in request.block_ip_list)
    except ValueError as error:
        raise refusal(call, FORMAT, f"BlockIPList: {error}.") from None
    if any("%" in address for address in found):
        raise refusal(call, FORMAT, "BlockIPList: an address with a zone means nothing elsewhere.")
    return list(found)


def _await_expiry(tx: Transaction, known: BlockList) -> None:
    """Wake when the next address is blocked no longer."""
    if known.clients:
        set_timer(tx, EXPIRY, known.id, min(client.until_ms for client in known.clients))
    else:
        cancel_timer(tx, EXPIRY, known.id)


def _guarded(tx: Transaction, balancer_id: str) -> Iterable[str]:
    layer_7 = [listener for listener in listeners_of(tx, balancer_id) if listener.protocol in LAYER_7]
    return [name for listener in layer_7 for name in subjects(listener)]
