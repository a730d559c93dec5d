"""Groups: CreateMessageGroup, GetMessageGroup, UpdateMessageGroup, ListMessageGroup."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.services.alibaba_live.errors import invalid
from twincloud.services.alibaba_live.listing import numbered_page
from twincloud.services.alibaba_live.lookups import app_lock, group_lock
from twincloud.services.alibaba_live.older.lookups import NORMAL, find_app, find_group
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import Group, groups, key_of, members
from twincloud.storage.transaction import Transaction


@LIVE.write("CreateMessageGroup", locks=app_lock)
def create_message_group(
    call: Call, request: shapes.CreateMessageGroupRequest, tx: Transaction
) -> shapes.CreateMessageGroupResponse:
    """Make a group with an id of the server's."""
    app = find_app(call, tx, request)
    group_id = call.new_uuid()
    group = Group(
        id=key_of(app.id, group_id),
        app_id=app.id,
        group_id=group_id,
        created_ms=call.now_ms,
        creator=request.creator_id,
        older=True,
        extension=dict(request.extension or {}),
    )
    tx.add(groups, group)
    result = shapes.CreateMessageGroupResponseResult(extension=dict(group.extension), group_id=group_id)
    return shapes.CreateMessageGroupResponse(result=result, request_id=call.request_id)


@LIVE.read("GetMessageGroup")
def get_message_group(
    call: Call, request: shapes.GetMessageGroupRequest, tx: Transaction
) -> shapes.GetMessageGroupResponse:
    """Show a group and whether everybody in it is muted."""
    group = find_group(call, tx, request)
    result = shapes.GetMessageGroupResponseResult(is_mute_all=group.muted_all, **_members(group))
    return shapes.GetMessageGroupResponse(result=result, request_id=call.request_id)


@LIVE.write("UpdateMessageGroup", locks=group_lock)
def update_message_group(
    call: Call, request: shapes.UpdateMessageGroupRequest, tx: Transaction
) -> shapes.UpdateMessageGroupResponse:
    """Put another extension in the place of the group's; none leaves it (our choice)."""
    group = find_group(call, tx, request)
    if request.extension is not None:
        tx.replace(groups, group, replace(group, extension=dict(request.extension)))
    result = shapes.UpdateMessageGroupResponseResult(success=True)
    return shapes.UpdateMessageGroupResponse(result=result, request_id=call.request_id)


@LIVE.read("ListMessageGroup")
def list_message_group(
    call: Call, request: shapes.ListMessageGroupRequest, tx: Transaction
) -> shapes.ListMessageGroupResponse:
    """List the groups that a user made or is in, by creation time; without a user all of the application's.

    The page speaks of a user's groups and does not say which those are (our choice).
    """
    if not request.app_id:
        raise invalid("AppId is required.")
    app = find_app(call, tx, shapes.GetMessageAppRequest(app_id=request.app_id))
    where: sa.ColumnElement[bool] = groups.table.c.app_id == app.id
    if request.user_id:
        column = members.table.c
        joined = sa.select(column.group_key).where(column.session_id == key_of(app.id, request.user_id))
        # Who made a group is no column: those of the application are looked through.
        made = [group.id for group in tx.find(groups, app_id=app.id) if group.creator == request.user_id]
        where &= sa.or_(groups.table.c.id.in_(joined), groups.table.c.id.in_(made))
    number, size = request.page_num, request.page_size
    found, total = numbered_page(tx, groups, where, descending=bool(request.sort_type), number=number, size=size)
    result = shapes.ListMessageGroupResponseResult(
        group_list=[
            shapes.ListMessageGroupResponseResultGroupList(app_id=app.id, **_members(group)) for group in found
        ],
        has_more=number * size < total,
        total=total,
    )
    return shapes.ListMessageGroupResponse(result=result, request_id=call.request_id)


def _members(group: Group) -> dict[str, Any]:
    """Return what every answer shows of a group."""
    return {
        "create_time": group.created_ms // 1000,
        "creator_id": group.creator,
        "extension": dict(group.extension),
        "group_id": group.group_id,
        "status": NORMAL,
    }
