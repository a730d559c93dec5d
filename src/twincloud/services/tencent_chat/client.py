"""What users do through their own connections: log in, read and change their lists, answer requests to be friends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace

from twincloud.contract.call import Call, EndUser
from twincloud.contract.operation import Handler
from twincloud.contract.shapes import chat as plain_shapes
from twincloud.contract.shapes import chat_client as shapes
from twincloud.kernel.errors import ApiError
from twincloud.realtime.streams import open_stream
from twincloud.services.tencent_chat.circle import Circle
from twincloud.services.tencent_chat.circles import Circles
from twincloud.services.tencent_chat.events import channel_of
from twincloud.services.tencent_chat.friend_requests import Wish, full, make_friends
from twincloud.services.tencent_chat.friend_views import friend_get
from twincloud.services.tencent_chat.lists import group_add, group_delete, group_get
from twincloud.services.tencent_chat.product import CLIENT
from twincloud.services.tencent_chat.records import LISTS, ChatUser, Pendency, pendencies, user_key
from twincloud.services.tencent_chat.results import UNKNOWN, Results
from twincloud.services.tencent_chat.users import find_user, put_user, user_locks
from twincloud.services.tencent_chat.webhooks import BEFORE_RESPONSE, ask_app
from twincloud.storage.transaction import Transaction

_REJECT, _BOTH = "Response_Action_Reject", "Response_Action_AgreeAndAdd"
_COME_IN, _SEND_OUT = "Pendency_Type_ComeIn", "Pendency_Type_SendOut"
_NO_REQUEST, _NO_ENTRY, _NOT_A_FRIEND = 30614, 31804, 32216
_PAGE = 100
_SWAPPED = {30010: (30014, "Peer_Friend_Num_Exceed_Threshold"), 30014: (30010, "My_Friend_Num_Exceed_Threshold")}


def caller(call: Call) -> EndUser:
    """Return whose connection the call came through."""
    if call.end_user is None:
        raise LookupError("a client's operation was called by nobody's connection")
    return call.end_user


def _own_lock(call: Call, request: Any) -> Sequence[str]:
    return user_locks(call.tenant.account, [caller(call).user])


@CLIENT.write("login", locks=_own_lock)
def login(call: Call, request: shapes.LoginRequest, tx: Transaction) -> shapes.LoginResponse:
    """Begin a user's session: who has a UserSig is imported by logging in, and has a stream of events from then."""
    app, name = call.tenant.account, caller(call).user
    if find_user(tx, app, name) is None:
        user = ChatUser(user_key(app, name), app, name, call.now_ms)
        put_user(tx, user, user)
    open_stream(tx, channel_of(user_key(app, name)))
    return shapes.LoginResponse()


def _for_myself(handler: Handler, request_type: type[Any]) -> Handler:
    """Return the function of a REST command with the connection's user as its From_Account."""

    def run(call: Call, request: Any, tx: Transaction) -> Any:
        return handler(call, request_type(from_account=caller(call).user, **msgspec.structs.asdict(request)), tx)

    return run


CLIENT.read("sns/group_get")(_for_myself(group_get, plain_shapes.GroupGetRequest))
CLIENT.read("sns/friend_get")(_for_myself(friend_get, plain_shapes.FriendGetRequest))
CLIENT.write("sns/group_add", locks=_own_lock)(_for_myself(group_add, plain_shapes.GroupAddRequest))
CLIENT.write("sns/group_delete", locks=_own_lock)(_for_myself(group_delete, plain_shapes.GroupDeleteRequest))


@CLIENT.write("sns/group_update", locks=_own_lock)
def group_update(call: Call, request: shapes.GroupUpdateRequest, tx: Transaction) -> shapes.GroupUpdateResponse:
    """Rename one of the user's lists, and take friends into it and out of it.

    Raises ApiError 30001 for a list that is not there or a name that another one has.
    """
    circles = Circles(call, tx)
    circle = circles.require(caller(call).user)
    name = request.old_name
    if name not in circle.lists:
        raise ApiError("30001", f"There is no list {name}.", member="OldName")
    if request.new_name is not None and request.new_name != name:
        if request.new_name in circle.lists:
            raise ApiError("30001", f"There is a list {request.new_name} already.", member="NewName")
        circle.rename_list(name, request.new_name)
        name = request.new_name
    results = Results("GroupUpdate")
    for item in request.update_group_item or ():
        if circle.friend(item.to_account) is None:
            results.failure(item.to_account, _NOT_A_FRIEND, "ToTinyId_Not_Friend")
            continue
        rest = [each for each in circle.memberships(item.to_account) if each != name]
        circle.place(item.to_account, [*rest, name] if item.update_type == "Update_Type_Add" else rest)
        results.done(item.to_account)
    circles.save()
    return shapes.GroupUpdateResponse(
        result_item=_items(results) if request.update_group_item else None, current_sequence=circle.user.list_sequence
    )


async def _ask_app(call: Call, request: shapes.FriendResponseRequest) -> Mapping[str, int]:
    members = {"From_Account": caller(call).user, "ResponseFriendItem": request.response_friend_item}
    return await ask_app(call, BEFORE_RESPONSE, members, [item.to_account for item in request.response_friend_item])


def _both_sides(call: Call, request: shapes.FriendResponseRequest) -> Sequence[str]:
    others = [item.to_account for item in request.response_friend_item]
    return user_locks(call.tenant.account, [caller(call).user, *others])


@CLIENT.write("sns/friend_response", locks=_both_sides, prepare=_ask_app)
def friend_response(
    call: Call, request: shapes.FriendResponseRequest, tx: Transaction
) -> shapes.FriendResponseResponse:
    """Answer requests: agree and be added, add the other in turn, or reject; a result for each distinct account."""
    circles = Circles(call, tx)
    circle = circles.require(caller(call).user)
    results = Results("FriendResponse")
    answers = {item.to_account: item for item in reversed(request.response_friend_item)}
    for name in dict.fromkeys(item.to_account for item in request.response_friend_item):
        asked, sender = circle.asked_by(name), circles.find(name)
        if name in call.prepared:
            results.failure(name, call.prepared[name], "Callback_Refused")
        elif sender is None:
            results.failure(name, *UNKNOWN)
        elif asked is None:
            results.failure(name, _NO_REQUEST, "Pendency_Not_Exist")
        else:
            refusal = _answer(circle, sender, asked, answers[name])
            if refusal is None:
                results.done(name)
            else:
                results.failure(name, *refusal)
    circles.save()
    return shapes.FriendResponseResponse(result_item=_items(results))


@CLIENT.read("sns/pendency_get")
def pendency_get(call: Call, request: shapes.PendencyGetRequest, tx: Transaction) -> shapes.PendencyGetResponse:
    """Show a page of the requests that wait: those that came in, those that the user sent, or both, oldest first."""
    me = user_key(call.tenant.account, caller(call).user)
    table = pendencies.table
    sides = {_COME_IN: table.c.owner == me, _SEND_OUT: table.c.peer_key == me}
    wanted = sides.get(request.pendency_type, sa.or_(*sides.values()))
    start, size = request.start_index or 0, request.max_limited or _PAGE
    query = sa.select(table.c.body).where(wanted).order_by(table.c.seq).offset(start).limit(size + 1)
    found = [pendencies.decode(body) for body in tx.execute(query).scalars()]
    complete = len(found) <= size
    return shapes.PendencyGetResponse(
        pendency_item=[_view(asked, me) for asked in found[:size]],
        unread_pendency_count=sum(not asked.read for asked in tx.find(pendencies, owner=me)),
        complete_flag=int(complete),
        next_start_index=0 if complete else start + size,
    )


@CLIENT.write("sns/pendency_report", locks=_own_lock)
def pendency_report(
    call: Call, request: shapes.PendencyReportRequest, tx: Transaction
) -> shapes.PendencyReportResponse:
    """Note that the requests which came in until a second (since the epoch) have been read."""
    for asked in tx.find(pendencies, owner=user_key(call.tenant.account, caller(call).user)):
        if asked.add_time <= request.latest_pendency_time_stamp:
            tx.replace(pendencies, asked, replace(asked, read=True), undo=False)
    return shapes.PendencyReportResponse()


def _named(call: Call, request: shapes.PendencyDeleteRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [caller(call).user, *request.to_account])


@CLIENT.write("sns/pendency_delete", locks=_named)
def pendency_delete(
    call: Call, request: shapes.PendencyDeleteRequest, tx: Transaction
) -> shapes.PendencyDeleteResponse:
    """Delete requests that came in, or take back those that the user sent; nobody becomes anybody's friend."""
    circles = Circles(call, tx)
    circle = circles.require(caller(call).user)
    results = Results("PendencyDelete")
    for name in dict.fromkeys(request.to_account):
        receiver, sender = circles.find(name), circle.name
        if request.pendency_type == _COME_IN:
            receiver, sender = circle, name
        asked = receiver.asked_by(sender) if receiver is not None else None
        if receiver is None or asked is None:
            results.failure(name, _NO_ENTRY, "Pendency_Not_Exist")
        else:
            receiver.settle(asked)
            results.done(name)
    circles.save()
    return shapes.PendencyDeleteResponse(result_item=_items(results))


def _answer(circle: Circle, sender: Circle, asked: Pendency, item: shapes.ResponseFriendItem) -> tuple[int, str] | None:
    """Do what one answer says, or return why it cannot be done."""
    if item.response_action == _REJECT:
        circle.settle(asked)
        return None
    both = item.response_action == _BOTH
    # The sender's list may have become one too many since: the friendship does not fail for that.
    fits = asked.list_name in sender.lists or full(sender, circle, Wish(both=False, list_name=asked.list_name)) is None
    list_name = asked.list_name if fits else ""
    wish = Wish(both=both, source=asked.source, wording=asked.wording, remark=asked.remark, list_name=list_name)
    no_room = full(sender, circle, wish)
    if no_room is not None:
        # The sender's own bound is the other's from here, and the other way round.
        return _SWAPPED[no_room[0]]
    if both and item.tag_name is not None and len(circle.lists.keys() | {item.tag_name}) > LISTS:
        return 30011, "Group_Num_Exceed_Threshold"
    make_friends(sender, circle, wish)
    friend = circle.friend(sender.name)
    if both and friend is not None:
        if item.remark is not None:
            circle.alter(friend, replace(friend, remark=item.remark, remark_time=circle.now_s))
        circle.put(sender.name, [item.tag_name] if item.tag_name is not None else [])
    return None


def _view(asked: Pendency, me: str) -> shapes.PendencyItem:
    came_in = asked.owner == me
    return shapes.PendencyItem(
        to_account=asked.peer if came_in else asked.owner.partition(":")[2],
        pendency_type=_COME_IN if came_in else _SEND_OUT,
        add_source=asked.source,
        add_wording=asked.wording,
        add_time=asked.add_time,
    )


def _items(results: Results) -> list[shapes.ResultItem]:
    return [_item(item) for item in results.items]


def _item(item: plain_shapes.ResultItem) -> shapes.ResultItem:
    return shapes.ResultItem(to_account=item.to_account, result_code=item.result_code, result_info=item.result_info)
