"""A group's end: DeleteLiveMessageGroup, and forgetting it after thirty days."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.execution.timers import Timer, cancel_timer, set_timer
from twincloud.realtime import streams
from twincloud.services.alibaba_live.events import group_channel, tell_end
from twincloud.services.alibaba_live.lookups import app_and_group_lock, find_app, known_group
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import (
    RECOVERABLE_MS,
    Group,
    groups,
    key_of,
    members,
    messages,
    mutes,
    tallies,
    visitors,
)
from twincloud.storage.transaction import Transaction

PURGE = "live-purge"
"""The timer after which a deleted group and its messages are forgotten."""


@LIVE.write("DeleteLiveMessageGroup", locks=app_and_group_lock)
def delete_live_message_group(
    call: Call, request: shapes.DeleteLiveMessageGroupRequest, tx: Transaction
) -> shapes.DeleteLiveMessageGroupResponse:
    """Close a group for good and tell its members; a group that is deleted or was never there is answered alike.

    Raises ResourceNotExist for the application (or its data center), NoAuth.
    """
    app = find_app(call, tx, request)
    group = known_group(tx, key_of(app.id, request.group_id), call.now_ms)
    if group is not None and not group.deleted_ms:
        close_group(call, tx, group, request.operator_id or "")
    return shapes.DeleteLiveMessageGroupResponse(group_id=request.group_id, request_id=call.request_id)


def close_group(call: Call, tx: Transaction, group: Group, deletor: str) -> None:
    """Delete a group: its members leave with the event `exit`, its messages stay for thirty days."""
    tx.replace(groups, group, replace(group, deleted_ms=call.now_ms, deletor=deletor))
    tx.execute(sa.delete(members.table).where(members.table.c.group_key == group.id))
    tally = tx.get(tallies, group.id)
    if tally is not None:
        still = replace(tally, online=0, super_large=False, changed=False, joined=(), left=())
        tx.replace(tallies, tally, still)
    tell_end(tx, group, call.now_ms)
    set_timer(tx, PURGE, group.id, call.now_ms + RECOVERABLE_MS)


def purge(tx: Transaction, group: Group) -> None:
    """Forget a deleted group with all that hangs on it."""
    for collection in (messages, mutes, members, visitors):
        tx.execute(sa.delete(collection.table).where(collection.table.c.group_key == group.id))
    tally = tx.get(tallies, group.id)
    if tally is not None:
        tx.remove(tallies, tally)
    tx.remove(groups, group)
    streams.drop(tx, group_channel(group.id))
    cancel_timer(tx, PURGE, group.id)


def purge_due(tx: Transaction, timer: Timer, now_ms: int) -> None:
    """Forget the group whose thirty days are over, unless it was recovered."""
    group = tx.get(groups, timer.subject)
    if group is not None and group.deleted_ms and group.deleted_ms + RECOVERABLE_MS <= now_ms:
        purge(tx, group)
