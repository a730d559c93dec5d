"""Reading friends: friend_get, friend_get_list, friend_check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from twincloud.contract.call import Call
from twincloud.contract.shapes import chat as shapes
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_chat.circle import Circle, tagged
from twincloud.services.tencent_chat.circles import Circles
from twincloud.services.tencent_chat.product import CHAT
from twincloud.services.tencent_chat.profiles import profile_values
from twincloud.services.tencent_chat.records import ChatUser, Friend, friends, pair_key
from twincloud.services.tencent_chat.results import NOT_FRIEND, UNKNOWN, Results
from twincloud.services.tencent_chat.tags import (
    GROUP,
    is_profile_tag,
    is_sns_custom,
    is_sns_tag,
)
from twincloud.services.tencent_chat.users import find_user, require_user
from twincloud.storage.transaction import Transaction

_PAGE = 100
"""How many friends an answer of friend_get holds (our choice: the page leaves it to the server)."""
_CHECK_BOTH = "CheckResult_Type_Both"


@CHAT.read("sns/friend_get")
def friend_get(call: Call, request: shapes.FriendGetRequest, tx: Transaction) -> shapes.FriendGetResponse:
    """Show a page of a user's friends, in the order in which they came.

    A sequence of the request that is still the current one leaves out what it counts, custom or standard members; when
    both are current, no friend is shown. Raises ApiError 30003.
    """
    circle = Circles(call, tx).require(request.from_account)
    user = circle.user
    standard = not request.standard_sequence or request.standard_sequence != user.standard_sequence
    custom = not request.custom_sequence or request.custom_sequence != user.custom_sequence
    page: Sequence[Friend] = _page(tx, user, request.start_index) if standard or custom else ()
    after = request.start_index + len(page)
    complete = not page or after >= user.friends
    return shapes.FriendGetResponse(
        user_data_item=[_data_item(circle, friend, standard=standard, custom=custom) for friend in page],
        standard_sequence=user.standard_sequence,
        custom_sequence=user.custom_sequence,
        friend_num=user.friends,
        complete_flag=int(complete),
        next_start_index=0 if complete else after,
    )


@CHAT.read("sns/friend_get_list")
def friend_get_list(call: Call, request: shapes.FriendGetListRequest, tx: Transaction) -> shapes.FriendGetListResponse:
    """Show the members that are asked for of some friends and of their profiles.

    Raises ApiError 30003, and 30001 for a tag that neither has.
    """
    for tag in request.tag_list:
        if not (is_sns_tag(tag) or is_profile_tag(tag)):
            raise ApiError("30001", f"There is no field {tag}.", member="TagList")
    circles = Circles(call, tx)
    circle = circles.require(request.from_account)
    circles.look_at_friends(circle, request.to_account)
    results = Results("FriendGetList")
    items = []
    for name in dict.fromkeys(request.to_account):
        friend = circle.friend(name)
        if friend is None:
            results.failure(name, *NOT_FRIEND)
            code, info = NOT_FRIEND[0], results.info(NOT_FRIEND[1])
            items.append(shapes.FriendGetListInfoItem(to_account=name, result_code=code, result_info=info))
            continue
        found = {**_values(circle, friend), **_profile(tx, circle, friend, request.tag_list)}
        shown = [shapes.TagValue(tag=tag, value=found[tag]) for tag in dict.fromkeys(request.tag_list) if tag in found]
        items.append(
            shapes.FriendGetListInfoItem(to_account=name, sns_profile_item=shown, result_code=0, result_info="")
        )
    return shapes.FriendGetListResponse(info_item=items, fail_account=results.failed)


@CHAT.read("sns/friend_check")
def friend_check(call: Call, request: shapes.FriendCheckRequest, tx: Transaction) -> shapes.FriendCheckResponse:
    """Tell whether others are friends, on one side or on both; raises ApiError 30003 for an unknown From_Account."""
    user = require_user(call, tx, request.from_account)
    results = Results("FriendCheck")
    items = []
    for name in dict.fromkeys(request.to_account):
        other = find_user(tx, user.app, name)
        code, info = (0, "") if other is not None else (UNKNOWN[0], results.info(UNKNOWN[1]))
        if other is None:
            results.failure(name, *UNKNOWN)
        relation = _relation(tx, user, name, other if request.check_type == _CHECK_BOTH else None)
        items.append(shapes.FriendCheckInfoItem(to_account=name, relation=relation, result_code=code, result_info=info))
    return shapes.FriendCheckResponse(info_item=items, fail_account=results.failed)


def _page(tx: Transaction, user: ChatUser, start: int) -> list[Friend]:
    table = friends.table
    query = sa.select(table.c.body).where(table.c.owner == user.id).order_by(table.c.seq).offset(start).limit(_PAGE)
    return [friends.decode(body) for body in tx.execute(query).scalars()]


def _data_item(circle: Circle, friend: Friend, *, standard: bool, custom: bool) -> shapes.UserDataItem:
    values = [
        shapes.ValueItem(tag=tag, value=value)
        for tag, value in _values(circle, friend).items()
        if (custom if is_sns_custom(tag) else standard)
    ]
    return shapes.UserDataItem(to_account=friend.peer, value_item=values)


def _values(circle: Circle, friend: Friend) -> dict[str, Any]:
    """Return the members of a friendship that have something to say, by their tags."""
    values = {GROUP: circle.memberships(friend.peer), **tagged(friend)}
    return {tag: value for tag, value in values.items() if value or is_sns_custom(tag)}


def _profile(tx: Transaction, circle: Circle, friend: Friend, tags: Sequence[str]) -> dict[str, Any]:
    user = find_user(tx, circle.user.app, friend.peer)
    return dict(profile_values(user, tags)) if user is not None else {}


def _relation(tx: Transaction, user: ChatUser, name: str, other: ChatUser | None) -> str:
    """Return how two users are friends; `other` is None when only the one side is looked at."""
    has = tx.get(friends, pair_key(user.id, name)) is not None
    had = other is not None and tx.get(friends, pair_key(other.id, user.name)) is not None
    words = {
        (True, True): "CheckResult_Type_BothWay",
        (True, False): "CheckResult_Type_AWithB",
        (False, True): "CheckResult_Type_BWithA",
        (False, False): "CheckResult_Type_NoRelation",
    }
    return words[has, had]
