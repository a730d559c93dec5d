"""Messages that were sent: ListLiveMessageGroupMessages, what clients list, and forgetting what is too old."""

from __future__ import annotations

import sqlalchemy as sa

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.execution.timers import Timer, set_timer, timers
from twincloud.services.alibaba_live.listing import DESCENDING, list_page
from twincloud.services.alibaba_live.lookups import find_app, remembered_group
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import LIFE_CYCLES_MS, App, Group, Message, apps, groups, messages
from twincloud.storage.transaction import Transaction

RETENTION = "live-messages"
"""The timer on which messages are forgotten whose life cycle is over."""
_EVERY_MS = 3_600_000
_UNSTORED_MS = 3_600_000
"""How long a message that is not stored can be among the recent ones (our choice)."""


@LIVE.read("ListLiveMessageGroupMessages")
def list_live_message_group_messages(
    call: Call, request: shapes.ListLiveMessageGroupMessagesRequest, tx: Transaction
) -> shapes.ListLiveMessageGroupMessagesResponse:
    """List a group's stored messages in the order in which they were sent; also those of a deleted group."""
    app = find_app(call, tx, request)
    group = remembered_group(call, tx, request)
    found, after = stored_messages(
        call,
        tx,
        app,
        group,
        kind=request.msg_type,
        since_s=request.begin_time,
        until_s=request.end_time,
        descending=request.sort_type == DESCENDING,
        token=request.next_page_token,
        size=request.page_size,
    )
    return shapes.ListLiveMessageGroupMessagesResponse(
        group_id=group.group_id,
        hasmore=bool(after),
        message_list=[_entry(message) for message in found],
        next_page_token=after,
        request_id=call.request_id,
    )


def _entry(message: Message) -> shapes.ListLiveMessageGroupMessagesResponseMessageList:
    return shapes.ListLiveMessageGroupMessagesResponseMessageList(
        body=message.body,
        msg_tid=message.tid,
        msg_type=message.kind,
        sender=shapes.ListLiveMessageGroupMessagesResponseMessageListSender(
            user_id=message.sender, user_info=message.sender_info
        ),
        seq_number=message.number,
        timestamp=message.created_ms // 1000,
        total_messages=message.total,
    )


def stored_messages(  # noqa: PLR0913 (each narrows the list)
    call: Call,
    tx: Transaction,
    app: App,
    group: Group,
    *,
    kind: int | None,
    since_s: int | None,
    until_s: int | None,
    descending: bool,
    token: int | None,
    size: int,
) -> tuple[list[Message], int]:
    """Return a page of a group's stored messages, both ends of the time included, and the token of the next.

    A message of a group that exists is there for its application's life cycle; deletion of the group gives all that
    were there thirty days, which the lookup of the group has checked.
    """
    column = messages.table.c
    where = still_stored(call, app, group, kind)
    if since_s:
        where &= column.created_ms >= since_s * 1000
    if until_s:
        where &= column.created_ms < (until_s + 1) * 1000
    return list_page(tx, messages, where, descending=descending, token=token, size=size, by="number")


def still_stored(call: Call, app: App, group: Group, kind: int | None) -> sa.ColumnElement[bool]:
    """Return the condition for a group's messages that can be listed, of one type or of all."""
    column = messages.table.c
    where = (column.group_key == group.id) & column.stored.is_(True)
    where &= column.created_ms > (group.deleted_ms or call.now_ms) - LIFE_CYCLES_MS[app.life_cycle]
    return where if kind is None else where & (column.kind == kind)


def recent_messages(call: Call, tx: Transaction, group: Group, *, before: int | None, size: int) -> list[Message]:
    """Return the newest messages that are kept for who joins, the oldest first; `before` is a SeqNumber."""
    column = messages.table.c
    where = (column.group_key == group.id) & column.cached.is_(True)
    where &= sa.or_(column.stored.is_(True), column.created_ms > call.now_ms - _UNSTORED_MS)
    found, _ = list_page(tx, messages, where, descending=True, token=before, size=size, by="number")
    return found[::-1]


def ensure_retention(tx: Transaction, now_ms: int) -> None:
    """Set the first timer, unless one is waiting."""
    tx.lock([RETENTION])
    if tx.get(timers, f"{RETENTION}/") is None:
        set_timer(tx, RETENTION, "", now_ms + _EVERY_MS)


def forget(tx: Transaction, timer: Timer, now_ms: int) -> None:
    """Delete messages that no list shows any more and set the next timer; deleted groups go with their own timers."""
    column = messages.table.c
    existing = sa.select(groups.table.c.id).where(groups.table.c.deleted_ms == 0)
    for app in tx.find(apps):
        over = (column.app_id == app.id) & (column.created_ms <= now_ms - LIFE_CYCLES_MS[app.life_cycle])
        tx.execute(sa.delete(messages.table).where(over, column.group_key.in_(existing)))
        unstored = (column.app_id == app.id) & (column.created_ms <= now_ms - _UNSTORED_MS) & column.stored.is_(False)
        tx.execute(sa.delete(messages.table).where(unstored))
    set_timer(tx, RETENTION, timer.subject, now_ms + _EVERY_MS)
