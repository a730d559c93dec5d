"""Becoming friends: friend_add, and what it takes for two users to be friends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.shapes import chat as shapes
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_chat.circle import Circle
from twincloud.services.tencent_chat.circles import Circles
from twincloud.services.tencent_chat.product import CHAT
from twincloud.services.tencent_chat.records import FRIENDS, LISTS, PENDING
from twincloud.services.tencent_chat.results import UNKNOWN, Results, distinct
from twincloud.services.tencent_chat.tags import (
    ALLOW_ANY,
    ALLOW_TYPE,
    DENY_ANY,
    FORBID_SEND,
    FORBID_TYPE,
    NEED_CONFIRM,
    is_source,
)
from twincloud.services.tencent_chat.users import user_locks
from twincloud.services.tencent_chat.webhooks import BEFORE_ADD, ask_app
from twincloud.storage.transaction import Transaction

BOTH = "Add_Type_Both"
_INVALID = "30001"


class Wish(Struct, frozen=True, kw_only=True):
    """What one user wants of another: to have it as a friend, or with `both` that they have each other.

    `force` is an admin's word, which needs nobody's consent. The other members go to the sender's side, as it asks.
    """

    both: bool = True
    force: bool = False
    source: str = ""
    wording: str = ""
    remark: str = ""
    list_name: str = ""


def _all_named(call: Call, request: shapes.FriendAddRequest) -> Sequence[str]:
    return user_locks(
        call.tenant.account, [request.from_account, *(each.to_account for each in request.add_friend_item)]
    )


async def _ask_app(call: Call, request: shapes.FriendAddRequest) -> Mapping[str, int]:
    members = {
        "From_Account": request.from_account,
        "FriendItem": request.add_friend_item,
        "AddType": request.add_type or BOTH,
        "ForceAddFlags": request.force_add_flags or 0,
    }
    return await ask_app(call, BEFORE_ADD, members, [item.to_account for item in request.add_friend_item])


@CHAT.write("sns/friend_add", locks=_all_named, prepare=_ask_app)
def friend_add(call: Call, request: shapes.FriendAddRequest, tx: Transaction) -> shapes.FriendAddResponse:
    """Add friends, or leave requests with those who want to be asked; a result for each distinct account.

    Raises ApiError 30003 for an unknown From_Account and 30001 for a bad AddSource, with nothing done.
    """
    for number, item in enumerate(request.add_friend_item):
        require_source(item.add_source, f"AddFriendItem.{number}.AddSource")
    circles = Circles(call, tx, force=request.force_add_flags == 1)
    circle = circles.require(request.from_account)
    results = Results("FriendAdd")
    circles.look_at(circle, (item.to_account for item in request.add_friend_item))
    for item in distinct(request.add_friend_item):
        if item.to_account in call.prepared:
            results.failure(item.to_account, call.prepared[item.to_account], "Callback_Refused")
            continue
        wish = Wish(
            both=(request.add_type or BOTH) == BOTH,
            force=request.force_add_flags == 1,
            source=item.add_source,
            wording=item.add_wording or "",
            remark=item.remark or "",
            list_name=item.group_name or "",
        )
        _add(circle, circles.find(item.to_account), item.to_account, wish, results)
    circles.save()
    return shapes.FriendAddResponse(result_item=results.items, fail_account=results.failed)


def _add(circle: Circle, peer: Circle | None, name: str, wish: Wish, results: Results) -> None:
    """Fulfil one wish of a circle's user as far as the other side allows."""
    refusal = UNKNOWN if peer is None else _refusal(circle, peer, wish)
    if peer is None or refusal is not None:
        results.failure(name, *(refusal or UNKNOWN))
    elif not wish.force and _allow_type(peer) == NEED_CONFIRM:
        peer.ask(
            circle.user,
            both=wish.both,
            source=wish.source,
            wording=wish.wording,
            remark=wish.remark,
            list_name=wish.list_name,
        )
        results.failure(name, 30539, "Friend_Allow_Type_Need_Confirm")
    else:
        make_friends(circle, peer, wish)
        results.done(name)


def make_friends(circle: Circle, peer: Circle, wish: Wish) -> None:
    """Let one user have the other as a friend, with `both` each the other; requests between them are settled."""
    if circle.friend(peer.name) is None:
        circle.befriend(
            peer.user,
            source=wish.source,
            wording=wish.wording,
            remark=wish.remark,
            remark_time=circle.now_s if wish.remark else 0,
        )
    if wish.list_name:
        circle.put(peer.name, [wish.list_name])
    if wish.both and peer.friend(circle.name) is None:
        peer.befriend(circle.user, source=wish.source, wording=wish.wording)
    for here, there in ((circle, peer), (peer, circle)):
        asked = here.asked_by(there.name)
        if asked is not None:
            here.settle(asked)


def full(circle: Circle, peer: Circle, wish: Wish) -> tuple[int, str] | None:
    """Return why there is no room for the friendship with one of the two, or None."""
    if circle.friend(peer.name) is None and circle.user.friends >= FRIENDS:
        return 30010, "My_Friend_Num_Exceed_Threshold"
    if wish.list_name and wish.list_name not in circle.lists and len(circle.lists) >= LISTS:
        return 30011, "Group_Num_Exceed_Threshold"
    if wish.both and peer.friend(circle.name) is None and peer.user.friends >= FRIENDS:
        return 30014, "Peer_Friend_Num_Exceed_Threshold"
    return None


def require_source(source: str, member: str) -> None:
    """Raise ApiError 30001 when the text does not say where a friendship comes from as it has to."""
    if not is_source(source):
        raise ApiError(_INVALID, f"The parameter `{member}` must be AddSource_Type_ and 1 to 8 letters.", member=member)


def _refusal(  # noqa: PLR0911 (one for each documented refusal)
    circle: Circle, peer: Circle, wish: Wish
) -> tuple[int, str] | None:
    """Return why the wish cannot be fulfilled, or None; the order is our choice."""
    if circle.name == peer.name:
        return 30001, "To_Account_Illegal"
    if circle.friend(peer.name) is not None and (not wish.both or peer.friend(circle.name) is not None):
        return 30001, "Friend_Exist"
    if not wish.force and circle.user.profile.get(FORBID_TYPE) == FORBID_SEND:
        return 30009, "Admin_Forbid_SendOut"
    if circle.blocks(peer.name) is not None:
        return 30515, "Friend_In_Self_BlackList"
    if peer.blocks(circle.name) is not None:
        return 30525, "Self_In_Friend_BlackList"
    if not wish.force and _allow_type(peer) == DENY_ANY:
        return 30516, "Friend_Allow_Type_Deny_Any"
    no_room = full(circle, peer, wish)
    if no_room is not None:
        return no_room
    waits = not wish.force and _allow_type(peer) == NEED_CONFIRM
    if waits and peer.user.pending >= PENDING and peer.asked_by(circle.name) is None:
        return 30012, "Pendency_Num_Exceed_Threshold"
    return None


def _allow_type(circle: Circle) -> str:
    return str(circle.user.profile.get(ALLOW_TYPE, ALLOW_ANY))
