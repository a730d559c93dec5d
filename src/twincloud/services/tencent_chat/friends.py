"""Friends: friend_import, friend_update, friend_delete, friend_delete_all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import chat as shapes
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_chat.circle import Circle
from twincloud.services.tencent_chat.circles import Circles
from twincloud.services.tencent_chat.friend_requests import require_source
from twincloud.services.tencent_chat.product import CHAT
from twincloud.services.tencent_chat.records import FRIENDS, LISTS, Friend, friends, user_key
from twincloud.services.tencent_chat.results import NOT_FRIEND, UNKNOWN, Results, distinct
from twincloud.services.tencent_chat.tags import GROUP, REMARK, custom_value, is_sns_custom
from twincloud.services.tencent_chat.users import user_locks
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

_DELETE_BOTH = "Delete_Type_Both"
_NOT_A_FRIEND = 31704
_INVALID = "30001"
_REMARK_BYTES, _LIST_BYTES = 96, 30


def _from_account(call: Call, request: shapes.FriendImportRequest | shapes.FriendUpdateRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [request.from_account])


@CHAT.write("sns/friend_import", locks=_from_account)
def friend_import(call: Call, request: shapes.FriendImportRequest, tx: Transaction) -> shapes.FriendImportResponse:
    """Write friends into one user's side alone; one that is there already gets the new members (our choice).

    Raises ApiError 30003 for an unknown From_Account and 30001 for a bad AddSource or custom member, with nothing done.
    """
    for number, item in enumerate(request.add_friend_item):
        require_source(item.add_source, f"AddFriendItem.{number}.AddSource")
        for custom in item.custom_item or ():
            _require_custom(custom.tag, custom.value, f"AddFriendItem.{number}.CustomItem")
    circles = Circles(call, tx)
    circle = circles.require(request.from_account)
    results = Results("FriendImport")
    circles.look_at(circle, (item.to_account for item in request.add_friend_item))
    for item in distinct(request.add_friend_item):
        peer = circles.find(item.to_account)
        refusal = _import_refusal(circle, peer, item)
        if peer is None or refusal is not None:
            results.failure(item.to_account, *(refusal or UNKNOWN))
            continue
        _import(circle, peer, item)
        results.done(item.to_account)
    circles.save()
    return shapes.FriendImportResponse(result_item=results.items, fail_account=results.failed)


@CHAT.write("sns/friend_update", locks=_from_account)
def friend_update(call: Call, request: shapes.FriendUpdateRequest, tx: Transaction) -> shapes.FriendUpdateResponse:
    """Change remarks, lists and custom members of friends; a value of Tag_SNS_IM_Group replaces the friend's lists.

    Raises ApiError 30003 for an unknown From_Account; all else is the result of an item.
    """
    circles = Circles(call, tx)
    circle = circles.require(request.from_account)
    results = Results("FriendUpdate")
    circles.look_at_friends(circle, (item.to_account for item in request.update_item))
    for item in distinct(request.update_item):
        friend = circle.friend(item.to_account)
        refusal = NOT_FRIEND if friend is None else _update_refusal(circle, item.sns_item)
        if friend is None or refusal is not None:
            results.failure(item.to_account, *(refusal or NOT_FRIEND))
            continue
        _update(circle, friend, {each.tag: each.value for each in item.sns_item})
        results.done(item.to_account)
    circles.save()
    return shapes.FriendUpdateResponse(result_item=results.items, fail_account=results.failed)


def _both_sides(call: Call, request: shapes.FriendDeleteRequest) -> Sequence[str]:
    others = request.to_account if request.delete_type == _DELETE_BOTH else ()
    return user_locks(call.tenant.account, [request.from_account, *others])


@CHAT.write("sns/friend_delete", locks=_both_sides)
def friend_delete(call: Call, request: shapes.FriendDeleteRequest, tx: Transaction) -> shapes.FriendDeleteResponse:
    """End friendships, on one side unless the request says both; raises ApiError 30003 for an unknown From_Account.

    The success of this command says "0" in ErrorInfo, as its page shows.
    """
    circles = Circles(call, tx)
    circle = circles.require(request.from_account)
    results = Results("FriendDelete")
    circles.look_at(circle, request.to_account)
    for name in dict.fromkeys(request.to_account):
        if part(circles, circle, name, both=request.delete_type == _DELETE_BOTH):
            results.done(name)
        else:
            results.failure(name, _NOT_A_FRIEND, "Not_Friend")
    circles.save()
    return shapes.FriendDeleteResponse(result_item=results.items, error_info="0")


async def _find_friends(call: Call, request: shapes.FriendDeleteAllRequest) -> Sequence[str]:
    """Return whom else the call will concern, as far as can be known before its transaction."""
    if request.delete_type != _DELETE_BOTH:
        return ()
    owner = user_key(call.tenant.account, request.from_account)
    return await call.port(Store).read(lambda tx: [friend.peer for friend in tx.find(friends, owner=owner)])


def _all_sides(call: Call, request: shapes.FriendDeleteAllRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [request.from_account, *call.prepared])


@CHAT.write("sns/friend_delete_all", locks=_all_sides, prepare=_find_friends)
def friend_delete_all(
    call: Call, request: shapes.FriendDeleteAllRequest, tx: Transaction
) -> shapes.FriendDeleteAllResponse:
    """End every friendship of a user, on its side unless the request says both; the lists stay, empty.

    Raises ApiError 30003.
    """
    circles = Circles(call, tx)
    circle = circles.require(request.from_account)
    both = request.delete_type == _DELETE_BOTH
    if both:
        # Who became a friend in the meantime is locked late; should two calls then wait for each other, one runs again.
        tx.lock(user_locks(circle.user.app, (friend.peer for friend in tx.find(friends, owner=circle.user.id))))
    for friend in tx.find(friends, owner=circle.user.id):
        part(circles, circle, friend.peer, both=both)
    circles.save()
    return shapes.FriendDeleteAllResponse()


def part(circles: Circles, circle: Circle, name: str, *, both: bool) -> bool:
    """End a friendship on the circle's side, and on the other's too with `both`; False when there was none to end."""
    friend = circle.friend(name)
    if friend is not None:
        circle.part(friend)
    peer = circles.find(name) if both else None
    reverse = peer.friend(circle.name) if peer is not None else None
    if peer is not None and reverse is not None:
        peer.part(reverse)
    return friend is not None or reverse is not None


def _import_refusal(circle: Circle, peer: Circle | None, item: shapes.ImportFriendItem) -> tuple[int, str] | None:
    if item.to_account == circle.name:
        return 30001, "To_Account_Illegal"
    if peer is None:
        return UNKNOWN
    if circle.friend(item.to_account) is None and circle.user.friends >= FRIENDS:
        return 30010, "My_Friend_Num_Exceed_Threshold"
    if len(circle.lists.keys() | set(item.group_name or ())) > LISTS:
        return 30011, "Group_Num_Exceed_Threshold"
    return None


def _import(circle: Circle, peer: Circle, item: shapes.ImportFriendItem) -> None:
    given: dict[str, Any] = {
        "source": item.add_source,
        "wording": item.add_wording,
        "remark": item.remark,
        "remark_time": item.remark_time if item.remark_time is not None or item.remark is None else circle.now_s,
        "add_time": item.add_time,
        "custom": {each.tag: each.value for each in item.custom_item or ()} or None,
    }
    members = {name: value for name, value in given.items() if value is not None}
    friend = circle.friend(item.to_account)
    if friend is None:
        circle.befriend(peer.user, **members)
    else:
        custom = {**friend.custom, **members.get("custom", {})}
        circle.alter(friend, replace(friend, **{**members, "custom": custom}))
    circle.put(item.to_account, item.group_name or ())


def _update_refusal(circle: Circle, items: Sequence[shapes.SnsItem]) -> tuple[int, str] | None:
    """Return why one of the members cannot be set, or None."""
    for item in items:
        if item.tag == GROUP:
            names = item.value
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                return 30001, "Group_Illegal"
            if not all(0 < len(name.encode()) <= _LIST_BYTES for name in names):
                return 30001, "Group_Illegal"
            if len(circle.lists.keys() | set(names)) > LISTS:
                return 30011, "Group_Num_Exceed_Threshold"
        elif item.tag == REMARK:
            if not isinstance(item.value, str) or len(item.value.encode()) > _REMARK_BYTES:
                return 30001, "Remark_Illegal"
        elif not is_sns_custom(item.tag) or not custom_value(item.value):
            return 30001, "Tag_Illegal"
    return None


def _update(circle: Circle, friend: Friend, values: dict[str, Any]) -> None:
    custom = {tag: value for tag, value in values.items() if is_sns_custom(tag)}
    after = replace(friend, custom={**friend.custom, **custom})
    if REMARK in values and values[REMARK] != friend.remark:
        after = replace(after, remark=values[REMARK], remark_time=circle.now_s)
    circle.alter(friend, after)
    if GROUP in values:
        circle.place(friend.peer, values[GROUP])


def _require_custom(tag: str, value: Any, member: str) -> None:
    if not is_sns_custom(tag) or not custom_value(value):
        raise ApiError(_INVALID, f"The parameter `{member}` holds no custom field of friends: {tag}.", member=member)
