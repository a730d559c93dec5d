"""Who is in a group: JoinMessageGroup, LeaveMessageGroup, and what shows it."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.realtime.presence import subscribe, unsubscribe
from twincloud.services.alibaba_live.events import LEFT_CODE, group_channel
from twincloud.services.alibaba_live.groups import distinct
from twincloud.services.alibaba_live.listing import numbered_page
from twincloud.services.alibaba_live.members import enter, leave
from twincloud.services.alibaba_live.mutes import is_muted
from twincloud.services.alibaba_live.notices import JOINED, LEFT, come_or_go
from twincloud.services.alibaba_live.older.lookups import find_group, member_lock
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import Group, Member, key_of, members, mutes, sessions
from twincloud.storage.transaction import Transaction


@LIVE.write("JoinMessageGroup", locks=member_lock)
def join_message_group(
    call: Call, request: shapes.JoinMessageGroupRequest, tx: Transaction
) -> shapes.JoinMessageGroupResponse:
    """Make a user a member, logged in or not, whose connections hear from now on what the group is told.

    Who is one already stays one, and nobody is told.
    """
    group = find_group(call, tx, request)
    user = request.user_id
    session = tx.get(sessions, key_of(group.app_id, user))
    newcomer = Member(
        id=key_of(group.id, user),
        group_key=group.id,
        session_id=key_of(group.app_id, user),
        user_id=user,
        joined_ms=call.now_ms,
        info="" if session is None else session.info,
        by_server=True,
    )
    if enter(call, tx, group, newcomer):
        come_or_go(call, tx, group, JOINED, user, request)
    subscribe(tx, LIVE.name, group.app_id, user, group_channel(group.id))
    result = shapes.JoinMessageGroupResponseResult(success=True)
    return shapes.JoinMessageGroupResponse(result=result, request_id=call.request_id)


@LIVE.write("LeaveMessageGroup", locks=member_lock)
def leave_message_group(
    call: Call, request: shapes.LeaveMessageGroupRequest, tx: Transaction
) -> shapes.LeaveMessageGroupResponse:
    """End a user's membership and subscriptions; who is no member is answered alike, and nobody is told."""
    group = find_group(call, tx, request)
    member = tx.get(members, key_of(group.id, request.user_id))
    if member is not None:
        leave(tx, group, member, call.now_ms)
        come_or_go(call, tx, group, LEFT, member.user_id, request)
        unsubscribe(tx, group_channel(group.id), member.user_id, code=LEFT_CODE, reason="left")
    result = shapes.LeaveMessageGroupResponseResult(success=True)
    return shapes.LeaveMessageGroupResponse(result=result, request_id=call.request_id)


@LIVE.read("ListMessageGroupUser")
def list_message_group_user(
    call: Call, request: shapes.ListMessageGroupUserRequest, tx: Transaction
) -> shapes.ListMessageGroupUserResponse:
    """List members in the order in which they joined, a numbered page of them."""
    group = find_group(call, tx, request)
    number, size = request.page_num, request.page_size
    where = members.table.c.group_key == group.id
    found, total = numbered_page(tx, members, where, descending=bool(request.sort_type), number=number, size=size)
    result = shapes.ListMessageGroupUserResponseResult(
        has_more=number * size < total,
        total=total,
        user_list=[
            shapes.ListMessageGroupUserResponseResultUserList(join_time=member.joined_ms, user_id=member.user_id)
            for member in found
        ],
    )
    return shapes.ListMessageGroupUserResponse(result=result, request_id=call.request_id)


@LIVE.read("ListMessageGroupUserById")
def list_message_group_user_by_id(
    call: Call, request: shapes.ListMessageGroupUserByIdRequest, tx: Transaction
) -> shapes.ListMessageGroupUserByIdResponse:
    """Show those of the users who are in the group, as they showed themselves, and whether they are muted."""
    group = find_group(call, tx, request)
    keys = [key_of(group.id, user) for user in distinct(request.user_id_list)]
    found = [member for key in keys if (member := tx.get(members, key)) is not None]
    result = shapes.ListMessageGroupUserByIdResponseResult(
        has_more=False, total=len(found), user_list=[_person(tx, group, member) for member in found]
    )
    return shapes.ListMessageGroupUserByIdResponse(result=result, request_id=call.request_id)


@LIVE.read("BatchGetOnlineUsers")
def batch_get_online_users(
    call: Call, request: shapes.BatchGetOnlineUsersRequest, tx: Transaction
) -> shapes.BatchGetOnlineUsersResponse:
    """Say of each user whether the user is in the group and logged in, and since when in the group."""
    group = find_group(call, tx, request)
    users: list[shapes.BatchGetOnlineUsersResponseResultOnlineUsers] = []
    for user in distinct(request.user_ids):
        member = tx.get(members, key_of(group.id, user))
        online = member is not None and tx.get(sessions, member.session_id) is not None
        users.append(
            shapes.BatchGetOnlineUsersResponseResultOnlineUsers(
                join_time=None if member is None else member.joined_ms, online=online, user_id=user
            )
        )
    result = shapes.BatchGetOnlineUsersResponseResult(online_users=users)
    return shapes.BatchGetOnlineUsersResponse(result=result, request_id=call.request_id)


def _person(tx: Transaction, group: Group, member: Member) -> shapes.ListMessageGroupUserByIdResponseResultUserList:
    session = tx.get(sessions, member.session_id)
    by = ["group"] if group.muted_all else []
    by += ["user"] if tx.get(mutes, member.id) is not None else []
    muted = is_muted(tx, group, member.user_id)
    return shapes.ListMessageGroupUserByIdResponseResultUserList(
        is_mute=muted,
        mute_by=by if muted else [],
        user_avatar="" if session is None else session.avatar,
        user_extension=member.info if session is None else session.info,
        user_id=member.user_id,
        user_nick="" if session is None else session.nick,
    )
