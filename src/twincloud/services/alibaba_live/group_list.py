"""Lists of an application's groups: ListLiveMessageGroups, ListLiveMessageGroupByPage."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.services.alibaba_live.listing import DESCENDING, list_page, numbered_page
from twincloud.services.alibaba_live.lookups import find_app
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import RECOVERABLE_MS, App, Group, groups
from twincloud.storage.transaction import Transaction

_PAGE = 50
"""How many groups one answer of ListLiveMessageGroups holds; the page does not say (our choice)."""
_EXISTING, _DELETED = 1, 2


@LIVE.read("ListLiveMessageGroups")
def list_live_message_groups(
    call: Call, request: shapes.ListLiveMessageGroupsRequest, tx: Transaction
) -> shapes.ListLiveMessageGroupsResponse:
    """List groups by creation time, from where the page before ended."""
    app = find_app(call, tx, request)
    found, after = list_page(
        tx,
        groups,
        _wanted(call, app, request.group_status),
        descending=request.sort_type == DESCENDING,
        token=request.next_page_token,
        size=_PAGE,
    )
    entries = [shapes.ListLiveMessageGroupsResponseGroupList(**_members(group)) for group in found]
    return shapes.ListLiveMessageGroupsResponse(
        group_list=entries,
        hasmore=bool(after),
        nextpage_token=str(after) if after else None,
        request_id=call.request_id,
    )


@LIVE.read("ListLiveMessageGroupByPage")
def list_live_message_group_by_page(
    call: Call, request: shapes.ListLiveMessageGroupByPageRequest, tx: Transaction
) -> shapes.ListLiveMessageGroupByPageResponse:
    """List groups by creation time, a numbered page of them, and say how many there are."""
    app = find_app(call, tx, request)
    number, size = request.page_number, request.page_size
    where = _wanted(call, app, request.group_status)
    descending = request.sort_type == DESCENDING
    found, total = numbered_page(tx, groups, where, descending=descending, number=number, size=size)
    entries = [shapes.ListLiveMessageGroupByPageResponseGroupList(**_members(group)) for group in found]
    return shapes.ListLiveMessageGroupByPageResponse(
        group_list=entries, page_number=number, page_size=size, total_count=total, request_id=call.request_id
    )


def _members(group: Group) -> dict[str, Any]:
    """Return what both lists show of a group."""
    return {
        "admin_list": list(group.admins),
        "createtime": group.created_ms // 1000,
        "creator_id": group.creator,
        "delete": group.deleted_ms > 0,
        "group_id": group.group_id,
        "group_info": group.info,
        "group_name": group.name,
    }


def _wanted(call: Call, app: App, status: int) -> sa.ColumnElement[bool]:
    """Return the condition for groups of a status; deleted ones are listed for thirty days."""
    deleted = groups.table.c.deleted_ms
    existing, remembered = deleted == 0, deleted > call.now_ms - RECOVERABLE_MS
    chosen = {_EXISTING: existing, _DELETED: remembered}.get(status, sa.or_(existing, remembered))
    return sa.and_(groups.table.c.app_id == app.id, chosen)
