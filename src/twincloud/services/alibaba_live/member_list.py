"""Who is in a group and who is online: ListLiveMessageGroupUsers, CheckLiveMessageUsersInGroup, ...UsersOnline."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.services.alibaba_live.listing import DESCENDING, list_page
from twincloud.services.alibaba_live.lookups import find_app, find_group, tally_of
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import Group, Member, key_of, members, sessions
from twincloud.storage.transaction import Transaction


@LIVE.read("ListLiveMessageGroupUsers")
def list_live_message_group_users(
    call: Call, request: shapes.ListLiveMessageGroupUsersRequest, tx: Transaction
) -> shapes.ListLiveMessageGroupUsersResponse:
    """List members in the order in which they joined; a super-large group lists nobody."""
    group = find_group(call, tx, request)
    found, after = members_page(
        tx,
        group,
        descending=request.sort_type == DESCENDING,
        token=request.next_page_token,
        size=request.page_size,
    )
    return shapes.ListLiveMessageGroupUsersResponse(
        group_id=group.group_id,
        hasmore=bool(after),
        next_page_token=after,
        user_list=[
            shapes.ListLiveMessageGroupUsersResponseUserList(user_id=member.user_id, user_info=member.info)
            for member in found
        ],
        request_id=call.request_id,
    )


@LIVE.read("CheckLiveMessageUsersInGroup")
def check_live_message_users_in_group(
    call: Call, request: shapes.CheckLiveMessageUsersInGroupRequest, tx: Transaction
) -> shapes.CheckLiveMessageUsersInGroupResponse:
    """Say of each user whether the user is in the group."""
    group = find_group(call, tx, request)
    users = [
        shapes.CheckLiveMessageUsersInGroupResponseUsers(
            online=tx.get(members, key_of(group.id, user)) is not None, user_id=user
        )
        for user in request.user_ids
    ]
    return shapes.CheckLiveMessageUsersInGroupResponse(users=users, request_id=call.request_id)


@LIVE.read("CheckLiveMessageUsersOnline")
def check_live_message_users_online(
    call: Call, request: shapes.CheckLiveMessageUsersOnlineRequest, tx: Transaction
) -> shapes.CheckLiveMessageUsersOnlineResponse:
    """Say of each user whether the user is logged in, groups or not."""
    app = find_app(call, tx, request)
    users = [
        shapes.CheckLiveMessageUsersOnlineResponseUserList(
            online=tx.get(sessions, key_of(app.id, user)) is not None, user_id=user
        )
        for user in request.user_ids
    ]
    return shapes.CheckLiveMessageUsersOnlineResponse(user_list=users, request_id=call.request_id)


def members_page(
    tx: Transaction, group: Group, *, descending: bool, token: int | None, size: int
) -> tuple[list[Member], int]:
    """Return a page of a group's members and the token of the next."""
    if tally_of(tx, group).super_large:
        return [], 0
    where = members.table.c.group_key == group.id
    return list_page(tx, members, where, descending=descending, token=token, size=size)
