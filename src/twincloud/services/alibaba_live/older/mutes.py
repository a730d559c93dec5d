"""Who may not speak: MuteAllGroupUser, MuteGroupUser, what ends them, and ListMuteGroupUser."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.execution.timers import Timer, set_timer
from twincloud.services.alibaba_live.groups import distinct
from twincloud.services.alibaba_live.listing import numbered_page
from twincloud.services.alibaba_live.lookups import group_lock, group_name
from twincloud.services.alibaba_live.mutes import (
    UNMUTE,
    mute_everybody,
    mute_users,
    unmute_everybody,
    unmute_users,
)
from twincloud.services.alibaba_live.notices import MUTED, MUTED_ALL, UNMUTED, UNMUTED_ALL, Notice, spread
from twincloud.services.alibaba_live.older.lookups import find_group, require_creator
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import key_of, mutes
from twincloud.storage.transaction import Transaction

_USUAL_S = 86_400
"""How long a mute by name holds that says nothing else."""


@LIVE.write("MuteAllGroupUser", locks=group_lock)
def mute_all_group_user(
    call: Call, request: shapes.MuteAllGroupUserRequest, tx: Transaction
) -> shapes.MuteAllGroupUserResponse:
    """Mute everybody but the creator."""
    group = find_group(call, tx, request)
    operator = require_creator(group, request.operator_user_id)
    mute_everybody(call, tx, group)
    spread(call, tx, group, request.broad_cast_type, Notice(MUTED_ALL, operator, (operator,), {}))
    result = shapes.MuteAllGroupUserResponseResult(success=True)
    return shapes.MuteAllGroupUserResponse(result=result, request_id=call.request_id)


@LIVE.write("CancelMuteAllGroupUser", locks=group_lock)
def cancel_mute_all_group_user(
    call: Call, request: shapes.CancelMuteAllGroupUserRequest, tx: Transaction
) -> shapes.CancelMuteAllGroupUserResponse:
    """End the mute of everybody; who was muted by name stays so."""
    group = find_group(call, tx, request)
    operator = require_creator(group, request.operator_user_id)
    unmute_everybody(call, tx, group)
    spread(call, tx, group, request.broad_cast_type, Notice(UNMUTED_ALL, operator, (operator,), {}))
    result = shapes.CancelMuteAllGroupUserResponseResult(success=True)
    return shapes.CancelMuteAllGroupUserResponse(result=result, request_id=call.request_id)


@LIVE.write("MuteGroupUser", locks=group_lock)
def mute_group_user(call: Call, request: shapes.MuteGroupUserRequest, tx: Transaction) -> shapes.MuteGroupUserResponse:
    """Mute users by name for MuteTime seconds, a day without it; who is muted already is so from now on as long."""
    group = find_group(call, tx, request)
    operator = require_creator(group, request.operator_user_id)
    users = distinct(request.mute_user_list)
    seconds = request.mute_time or _USUAL_S
    mute_users(call, tx, group, users)
    for user in users:
        set_timer(tx, UNMUTE, key_of(group.id, user), call.now_ms + seconds * 1000)
    notice = Notice(MUTED, operator, users, {"userList": users, "muteTime": seconds})
    spread(call, tx, group, request.broad_cast_type, notice)
    result = shapes.MuteGroupUserResponseResult(success=True)
    return shapes.MuteGroupUserResponse(result=result, request_id=call.request_id)


@LIVE.write("CancelMuteGroupUser", locks=group_lock)
def cancel_mute_group_user(
    call: Call, request: shapes.CancelMuteGroupUserRequest, tx: Transaction
) -> shapes.CancelMuteGroupUserResponse:
    """Unmute users who were muted by name; others are passed over."""
    group = find_group(call, tx, request)
    operator = require_creator(group, request.operator_user_id)
    users = distinct(request.cancel_mute_user_list)
    unmute_users(call, tx, group, users)
    spread(call, tx, group, request.broad_cast_type, Notice(UNMUTED, operator, users, {"userList": users}))
    result = shapes.CancelMuteGroupUserResponseResult(success=True)
    return shapes.CancelMuteGroupUserResponse(result=result, request_id=call.request_id)


@LIVE.read("ListMuteGroupUser")
def list_mute_group_user(
    call: Call, request: shapes.ListMuteGroupUserRequest, tx: Transaction
) -> shapes.ListMuteGroupUserResponse:
    """List who is muted by name, in the order in which they were, a numbered page of them."""
    group = find_group(call, tx, request)
    if request.operator_user_id:
        require_creator(group, request.operator_user_id)
    number, size = request.page_num, request.page_size
    where = mutes.table.c.group_key == group.id
    found, total = numbered_page(tx, mutes, where, descending=False, number=number, size=size)
    result = shapes.ListMuteGroupUserResponseResult(
        has_more=number * size < total,
        total=total,
        user_list=[shapes.ListMuteGroupUserResponseResultUserList(user_id=mute.user_id) for mute in found],
    )
    return shapes.ListMuteGroupUserResponse(result=result, request_id=call.request_id)


def unmute_due(tx: Transaction, timer: Timer, now_ms: int) -> None:
    """End a mute by name whose time is over; nobody is told."""
    tx.lock([group_name(timer.subject.rpartition("/")[0])])
    mute = tx.get(mutes, timer.subject)
    if mute is not None:
        tx.remove(mutes, mute)
