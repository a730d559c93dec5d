"""Who is in a group: joining and leaving, telling the others of it, and KickLiveMessageGroupUser."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.execution.timers import Timer, set_timer
from twincloud.realtime.presence import unsubscribe
from twincloud.services.alibaba_live.errors import not_exist
from twincloud.services.alibaba_live.events import (
    KICKED,
    KICKED_CODE,
    exit_view,
    group_channel,
    tell_members,
    tell_user,
)
from twincloud.services.alibaba_live.lookups import (
    find_group,
    group_lock,
    group_name,
    keep_tally,
    session_name,
    tally_of,
)
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import (
    GRACE_MS,
    Group,
    Kick,
    Member,
    Person,
    Session,
    Tally,
    Visitor,
    groups,
    key_of,
    members,
    sessions,
    visitors,
)
from twincloud.services.alibaba_live.rules import rules
from twincloud.storage.transaction import Transaction

TELL = "live-members"
"""The timer on which a group is told of members who came and went while it was told of others."""
_SMALL = 100
_PAUSE_MS, _SUPER_PAUSE_MS = 1_000, 5_000
"""How long groups above `_SMALL` members, and super-large ones, collect changes. The latter is documented."""


def _session_and_group_lock(call: Call, request: shapes.KickLiveMessageGroupUserRequest) -> Sequence[str]:
    return [session_name(key_of(request.app_id, request.kickoff_user)), *group_lock(call, request)]


@LIVE.write("KickLiveMessageGroupUser", locks=_session_and_group_lock)
def kick_live_message_group_user(
    call: Call, request: shapes.KickLiveMessageGroupUserRequest, tx: Transaction
) -> shapes.KickLiveMessageGroupUserResponse:
    """Send a member out of a group; the member may join again. Raises ResourceNotExist for who is not in it."""
    group = find_group(call, tx, request)
    member = tx.get(members, key_of(group.id, request.kickoff_user))
    if member is None:
        raise not_exist(f"The user {request.kickoff_user} is not in the group {group.group_id}.")
    leave(tx, group, member, call.now_ms)
    # The personal channel tells it also to who is away for a moment.
    tell_user(tx, group.app_id, member.user_id, exit_view(group, KICKED), call.now_ms)
    unsubscribe(tx, group_channel(group.id), member.user_id, code=KICKED_CODE, reason="kicked")
    session = tx.get(sessions, member.session_id)
    if session is not None:
        kick = Kick(group.id, session.client, call.now_ms)
        recent = (*(one for one in session.kicked if one.at_ms > call.now_ms - GRACE_MS), kick)
        tx.replace(sessions, session, replace(session, kicked=recent))
    return shapes.KickLiveMessageGroupUserResponse(request_id=call.request_id)


def enter(call: Call, tx: Transaction, group: Group, newcomer: Member) -> bool:
    """Make somebody a member; False when it is one already, as after a lost connection."""
    before = tx.get(members, newcomer.id)
    if before is not None:
        # Whom the server made a member stays one, and who came on a connection goes on coming on one.
        client, by_server = newcomer.client or before.client, newcomer.by_server or before.by_server
        tx.replace(members, before, replace(before, client=client, by_server=by_server), undo=False)
        return False
    tx.add(members, newcomer, undo=False)
    tally = tally_of(tx, group)
    counted = replace(tally, joins=tally.joins + 1, online=tally.online + 1)
    if group.older:
        keep_tally(tx, counted)
        if tx.get(visitors, newcomer.id) is None:
            tx.add(visitors, Visitor(newcomer.id, group.id), undo=False)
        return True
    large = tally.super_large or counted.online > rules(call).super_above
    joined = () if large else (*tally.joined, Person(newcomer.user_id, newcomer.info))
    left = () if large else tally.left
    _tell(tx, group, replace(counted, super_large=large, joined=joined, left=left), call.now_ms)
    return True


def newcomer_of(group: Group, session: Session, now_ms: int) -> Member:
    """Return the membership of who joins on a connection."""
    key = key_of(group.id, session.user_id)
    return Member(key, group.id, session.id, session.user_id, now_ms, session.info, session.client)


def leave(tx: Transaction, group: Group, member: Member, now_ms: int) -> None:
    """End a membership; a super-large group is a normal one again when its last member has left."""
    tx.remove(members, member)
    tally = tally_of(tx, group)
    online = max(tally.online - 1, 0)
    if group.older:
        keep_tally(tx, replace(tally, online=online))
        return
    large = tally.super_large and online > 0
    left = () if tally.super_large else (*tally.left, Person(member.user_id, member.info))
    _tell(tx, group, replace(tally, online=online, super_large=large, left=left), now_ms)


def leave_several(tx: Transaction, found: Sequence[tuple[Group, Member]], now_ms: int) -> None:
    """End several memberships of one session."""
    tx.lock(sorted(group_name(group.id) for group, _ in found))
    for group, member in found:
        leave(tx, group, member, now_ms)


def memberships(tx: Transaction, session: Session) -> Sequence[tuple[Group, Member]]:
    """Return the groups that a session is in, in the order in which it joined them."""
    found = [(tx.get(groups, member.group_key), member) for member in tx.find(members, session_id=session.id)]
    return [(group, member) for group, member in found if group is not None]


def tell_due(tx: Transaction, timer: Timer, now_ms: int) -> None:
    """Tell a group of the changes that were collected."""
    tx.lock([group_name(timer.subject)])
    group = tx.get(groups, timer.subject)
    if group is None or group.deleted_ms:
        return
    tally = tally_of(tx, group)
    if tally.changed:
        _tell_now(tx, group, tally, now_ms)


def _tell(tx: Transaction, group: Group, tally: Tally, now_ms: int) -> None:
    """Tell a group of a change, at once when it is small or has not been told of one for a while."""
    pause = _SUPER_PAUSE_MS if tally.super_large else _PAUSE_MS if tally.online > _SMALL else 0
    if now_ms >= tally.told_ms + pause:
        _tell_now(tx, group, tally, now_ms)
        return
    if not tally.changed:
        set_timer(tx, TELL, group.id, tally.told_ms + pause)
    keep_tally(tx, replace(tally, changed=True))


def _tell_now(tx: Transaction, group: Group, tally: Tally, now_ms: int) -> None:
    tell_members(tx, group, tally, now_ms)
    keep_tally(tx, replace(tally, told_ms=now_ms, changed=False, joined=(), left=()))
