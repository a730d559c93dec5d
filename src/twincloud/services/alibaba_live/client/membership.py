"""Joining and leaving groups, which clients do by subscribing to a group's channel, and who else is there."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live_client as shapes
from twincloud.kernel.errors import ApiError
from twincloud.services.alibaba_live.callbacks import JOIN, LEAVE, call_back
from twincloud.services.alibaba_live.client.standing import (
    LIMIT_REACHED,
    NO_PERMISSION,
    GroupRequest,
    any_group,
    caller,
    existing_group,
    group_lock,
    managed_group,
    membership,
    own_app,
    own_session,
    session_id,
    session_lock,
)
from twincloud.services.alibaba_live.client.views import group_info
from twincloud.services.alibaba_live.lookups import tally_of
from twincloud.services.alibaba_live.member_list import members_page
from twincloud.services.alibaba_live.members import enter, leave, memberships, newcomer_of
from twincloud.services.alibaba_live.notices import JOINED, LEFT, come_or_go
from twincloud.services.alibaba_live.product import CLIENT
from twincloud.services.alibaba_live.records import GRACE_MS, Member, key_of, sessions
from twincloud.services.alibaba_live.rules import rules
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

_PAGE = 50
_DESC = 1


def _session_and_group_lock(call: Call, request: GroupRequest) -> Sequence[str]:
    return [*session_lock(call, request), *group_lock(call, request)]


async def _kicked_meanwhile(call: Call, request: shapes.JoinGroupRequest) -> bool:
    """Tell, once, whether the caller was sent out of the group while its connection was lost."""
    store, session_key, connection = call.port(Store), session_id(call), caller(call).session
    group_key = key_of(caller(call).app, request.group_id)

    def forget(tx: Transaction) -> None:
        session = tx.get(sessions, session_key)
        if session is not None:
            rest = tuple(kick for kick in session.kicked if kick.group_key != group_key)
            tx.replace(sessions, session, replace(session, kicked=rest))

    session = await store.read(lambda tx: tx.get(sessions, session_key))
    kicks = [kick for kick in session.kicked if kick.group_key == group_key] if session is not None else []
    if not kicks:
        return False
    await store.write(forget)
    return any(kick.client != connection and kick.at_ms > call.now_ms - GRACE_MS for kick in kicks)


@CLIENT.write("joinGroup", locks=_session_and_group_lock, prepare=_kicked_meanwhile)
def join_group(call: Call, request: shapes.JoinGroupRequest, tx: Transaction) -> shapes.JoinGroupResponse:
    """Make the caller a member; who is one already, as after a lost connection, stays one and nobody is told."""
    own_app(call, tx)
    session = own_session(call, tx)
    group = existing_group(call, tx, request)
    if call.prepared:
        raise ApiError(NO_PERMISSION, f"You were sent out of the group {group.group_id}; join again if you want to.")
    most = rules(call).groups_per_user
    if membership(call, tx, group) is None and len(memberships(tx, session)) >= most:
        raise ApiError(LIMIT_REACHED, f"A user is in at most {most} groups.")
    if enter(call, tx, group, newcomer_of(group, session, call.now_ms)):
        call_back(tx, session, JOIN, call.now_ms, g=group.group_id)
        if group.older:
            come_or_go(call, tx, group, JOINED, session.user_id, request)
    return group_info(tx, group)


@CLIENT.write("leaveGroup", locks=_session_and_group_lock)
def leave_group(call: Call, request: shapes.LeaveGroupRequest, tx: Transaction) -> shapes.LeaveGroupResponse:
    """End the caller's membership; who is not in the group is answered alike."""
    session = own_session(call, tx)
    group = any_group(call, tx, request)
    member = membership(call, tx, group)
    if member is not None:
        leave(tx, group, member, call.now_ms)
        call_back(tx, session, LEAVE, call.now_ms, g=group.group_id)
        if group.older:
            come_or_go(call, tx, group, LEFT, session.user_id, request)
    return shapes.LeaveGroupResponse()


@CLIENT.read("listGroupUser")
def list_group_user(call: Call, request: shapes.ListGroupUserRequest, tx: Transaction) -> shapes.ListGroupUserResponse:
    """List members in the order in which they joined, to who manages the group."""
    group = managed_group(call, tx, request)
    token = request.nextpagetoken if request.next_page_token is None else request.next_page_token
    found, after = members_page(
        tx, group, descending=request.sort_type == _DESC, token=token, size=request.page_size or _PAGE
    )
    return shapes.ListGroupUserResponse(
        group_id=group.group_id,
        next_page_token=after,
        nextpagetoken=after,
        has_more=bool(after),
        user_list=[_user(member) for member in found],
    )


@CLIENT.read("listRecentGroupUser")
def list_recent_group_user(
    call: Call, request: shapes.ListRecentGroupUserRequest, tx: Transaction
) -> shapes.ListRecentGroupUserResponse:
    """Show how many members there are and the fifty who joined last."""
    group = existing_group(call, tx, request)
    found, _ = members_page(tx, group, descending=True, token=None, size=_PAGE)
    return shapes.ListRecentGroupUserResponse(
        group_id=group.group_id, total=tally_of(tx, group).online, user_list=[_user(member) for member in found]
    )


def _user(member: Member) -> shapes.User:
    return shapes.User(user_id=member.user_id, user_extension=member.info)
