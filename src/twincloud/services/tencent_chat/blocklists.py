"""Blocklists: black_list_add, black_list_delete, black_list_get, black_list_check."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from twincloud.contract.call import Call
from twincloud.contract.shapes import chat as shapes
from twincloud.services.tencent_chat.circle import Circle
from twincloud.services.tencent_chat.circles import Circles
from twincloud.services.tencent_chat.friends import part
from twincloud.services.tencent_chat.product import CHAT
from twincloud.services.tencent_chat.records import BLOCKED, ChatUser, blocked, pair_key
from twincloud.services.tencent_chat.results import UNKNOWN, Results
from twincloud.services.tencent_chat.users import find_user, require_user, user_locks
from twincloud.storage.transaction import Transaction

_CHECK_BOTH = "BlackCheckResult_Type_Both"


def _both_sides(call: Call, request: shapes.BlackListAddRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [request.from_account, *request.to_account])


@CHAT.write("sns/black_list_add", locks=_both_sides)
def black_list_add(call: Call, request: shapes.BlackListAddRequest, tx: Transaction) -> shapes.BlackListAddResponse:
    """Block users: their friendships with this one end on both sides, and so do requests that wait between them.

    Raises ApiError 30003 for an unknown From_Account; all else is the result of an item.
    """
    circles = Circles(call, tx)
    circle = circles.require(request.from_account)
    results = Results("BlackListAdd")
    circles.look_at(circle, request.to_account)
    for name in dict.fromkeys(request.to_account):
        peer = circles.find(name)
        if peer is None:
            results.failure(name, *UNKNOWN)
        elif name == circle.name:
            results.failure(name, 30001, "To_Account_Illegal")
        elif circle.blocks(name) is not None:
            results.failure(name, 30001, "Already_Exist")
        elif circle.user.blocked >= BLOCKED:
            results.failure(name, 30013, "BlackList_Num_Exceed_Threshold")
        else:
            _block(circles, circle, peer)
            results.done(name)
    circles.save()
    return shapes.BlackListAddResponse(result_item=results.items, fail_account=results.failed)


def _this_user(call: Call, request: shapes.BlackListDeleteRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [request.from_account])


@CHAT.write("sns/black_list_delete", locks=_this_user)
def black_list_delete(
    call: Call, request: shapes.BlackListDeleteRequest, tx: Transaction
) -> shapes.BlackListDeleteResponse:
    """Take users off the blocklist; raises ApiError 30003 for an unknown From_Account."""
    circles = Circles(call, tx)
    circle = circles.require(request.from_account)
    results = Results("BlackListDelete")
    for name in dict.fromkeys(request.to_account):
        entry = circle.blocks(name)
        if entry is None:
            results.failure(name, 30001, "Not_Exist")
        else:
            circle.unblock(entry)
            results.done(name)
    circles.save()
    return shapes.BlackListDeleteResponse(result_item=results.items, fail_account=results.failed)


@CHAT.read("sns/black_list_get")
def black_list_get(call: Call, request: shapes.BlackListGetRequest, tx: Transaction) -> shapes.BlackListGetResponse:
    """Show a page of the blocklist; a LastSequence that is still the current one means that there is nothing new.

    The name of the sequence is misspelt on the wire. Raises ApiError 30003.
    """
    user = require_user(call, tx, request.from_account)
    if request.last_sequence and request.last_sequence == user.block_sequence:
        return shapes.BlackListGetResponse(black_list_item=[], start_index=0, curruent_sequence=user.block_sequence)
    table = blocked.table
    query = sa.select(table.c.body).where(table.c.owner == user.id).order_by(table.c.seq)
    query = query.offset(request.start_index).limit(request.max_limited)
    page = [blocked.decode(body) for body in tx.execute(query).scalars()]
    after = request.start_index + len(page)
    return shapes.BlackListGetResponse(
        black_list_item=[
            shapes.BlackListItem(to_account=each.peer, add_black_time_stamp=each.add_time) for each in page
        ],
        start_index=after if page and after < user.blocked else 0,
        curruent_sequence=user.block_sequence,
    )


@CHAT.read("sns/black_list_check")
def black_list_check(
    call: Call, request: shapes.BlackListCheckRequest, tx: Transaction
) -> shapes.BlackListCheckResponse:
    """Tell whether others are blocked, by one side or by both; raises ApiError 30003 for an unknown From_Account."""
    user = require_user(call, tx, request.from_account)
    results = Results("BlackListCheck")
    items = []
    for name in dict.fromkeys(request.to_account):
        other = find_user(tx, user.app, name)
        code, info = (0, "") if other is not None else (UNKNOWN[0], results.info(UNKNOWN[1]))
        if other is None:
            results.failure(name, *UNKNOWN)
        relation = _relation(tx, user, name, other if request.check_type == _CHECK_BOTH else None)
        items.append(shapes.BlackListCheckItem(to_account=name, relation=relation, result_code=code, result_info=info))
    return shapes.BlackListCheckResponse(black_list_check_item=items, fail_account=results.failed)


def _block(circles: Circles, circle: Circle, peer: Circle) -> None:
    part(circles, circle, peer.name, both=True)
    for here, there in ((circle, peer), (peer, circle)):
        asked = here.asked_by(there.name)
        if asked is not None:
            here.settle(asked)
    circle.block(peer.user)


def _relation(tx: Transaction, user: ChatUser, name: str, other: ChatUser | None) -> str:
    """Return who blocks whom; `other` is None when only the one side is looked at."""
    has = tx.get(blocked, pair_key(user.id, name)) is not None
    had = other is not None and tx.get(blocked, pair_key(other.id, user.name)) is not None
    words = {
        (True, True): "BlackCheckResult_Type_BothWay",
        (True, False): "BlackCheckResult_Type_AWithB",
        (False, True): "BlackCheckResult_Type_BWithA",
        (False, False): "BlackCheckResult_Type_NO",
    }
    return words[has, had]
