"""Messages and likes: SendMessageToGroup, SendMessageToGroupUsers, ListMessage, SendLike."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.services.alibaba_live.errors import invalid
from twincloud.services.alibaba_live.events import tell_user
from twincloud.services.alibaba_live.groups import distinct
from twincloud.services.alibaba_live.listing import numbered_page
from twincloud.services.alibaba_live.lookups import group_lock, keep_tally, tally_of
from twincloud.services.alibaba_live.message_list import still_stored
from twincloud.services.alibaba_live.messages import Draft, post
from twincloud.services.alibaba_live.notices import LIKED, Notice, loose_message, spread
from twincloud.services.alibaba_live.older.lookups import find_app, find_group
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import key_of, members, messages
from twincloud.storage.transaction import Transaction


@LIVE.write("SendMessageToGroup", locks=group_lock)
def send_message_to_group(
    call: Call, request: shapes.SendMessageToGroupRequest, tx: Transaction
) -> shapes.SendMessageToGroupResponse:
    """Send a message to a group in a user's name, who need be neither a member nor unmuted (our choice)."""
    group = find_group(call, tx, request)
    draft = Draft(sender=request.operator_user_id, kind=request.type_ or 0, body=request.data)
    result = shapes.SendMessageToGroupResponseResult(message_id=post(call, tx, group, draft).tid)
    return shapes.SendMessageToGroupResponse(result=result, request_id=call.request_id)


@LIVE.write("SendMessageToGroupUsers", locks=group_lock)
def send_message_to_group_users(
    call: Call, request: shapes.SendMessageToGroupUsersRequest, tx: Transaction
) -> shapes.SendMessageToGroupUsersResponse:
    """Send a message to some members of a group, which nobody else hears and no list shows.

    Who is not in the group is passed over (our choice). Raises InputInvalid when no receiver is named.
    """
    group = find_group(call, tx, request)
    receivers = distinct(request.receiver_id_list)
    if not receivers:
        raise invalid("ReceiverIdList names nobody.")
    body = loose_message(call, group, request.type_, request.operator_user_id, request.data)
    for user in receivers:
        if tx.get(members, key_of(group.id, user)) is not None:
            tell_user(tx, group.app_id, user, body, call.now_ms)
    result = shapes.SendMessageToGroupUsersResponseResult(message_id=body["messageId"])
    return shapes.SendMessageToGroupUsersResponse(result=result, request_id=call.request_id)


@LIVE.read("ListMessage")
def list_message(call: Call, request: shapes.ListMessageRequest, tx: Transaction) -> shapes.ListMessageResponse:
    """List what was sent to a group, in the order in which it was, a numbered page of it."""
    app = find_app(call, tx, request)
    group = find_group(call, tx, request)
    number, size = request.page_num, request.page_size
    where = still_stored(call, app, group, request.type_)
    found, total = numbered_page(
        tx, messages, where, descending=bool(request.sort_type), number=number, size=size, by="number"
    )
    result = shapes.ListMessageResponseResult(
        has_more=number * size < total,
        message_list=[
            shapes.ListMessageResponseResultMessageList(
                data=message.body,
                group_id=group.group_id,
                message_id=message.tid,
                sender_id=message.sender,
                type_=message.kind,
            )
            for message in found
        ],
    )
    return shapes.ListMessageResponse(result=result, request_id=call.request_id)


@LIVE.write("SendLike", locks=group_lock)
def send_like(call: Call, request: shapes.SendLikeRequest, tx: Transaction) -> shapes.SendLikeResponse:
    """Add likes to a group's and return how many there are."""
    group = find_group(call, tx, request)
    count = int(request.count)
    tally = tally_of(tx, group)
    tally = replace(tally, likes=tally.likes + count)
    keep_tally(tx, tally)
    user = request.operator_user_id or ""
    data = {"likeCount": tally.likes, "count": count}
    concerned = (user,) if user else ()
    spread(call, tx, group, request.broad_cast_type, Notice(LIKED, user, concerned, data))
    result = shapes.SendLikeResponseResult(like_count=tally.likes)
    return shapes.SendLikeResponse(result=result, request_id=call.request_id)
