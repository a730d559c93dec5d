"""Messages as clients send, list, confirm and take them back."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.operation import no_locks
from twincloud.contract.shapes import live_client as shapes
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import ALNUM
from twincloud.services.alibaba_live.audits import audit
from twincloud.services.alibaba_live.client.standing import (
    MUTED,
    NO_PERMISSION,
    RECEIVER_OFFLINE,
    any_group,
    caller,
    group_lock,
    joined_group,
    manages,
    own_app,
    own_session,
)
from twincloud.services.alibaba_live.client.views import message
from twincloud.services.alibaba_live.events import person
from twincloud.services.alibaba_live.message_list import recent_messages, stored_messages
from twincloud.services.alibaba_live.messages import HEAVY, Draft, post, take_back
from twincloud.services.alibaba_live.mutes import is_muted
from twincloud.services.alibaba_live.product import CLIENT
from twincloud.services.alibaba_live.records import Group, key_of, messages
from twincloud.services.alibaba_live.user_messages import RECEIPT_NEWS, Letter, deliver, receipt_key
from twincloud.storage.transaction import News, Transaction

_PAGE, _RECENT = 10, 50
_DESC = 1
_TEXT_WEIGHT = 5
_TID_LENGTH = 32


async def _audit_group_message(call: Call, request: shapes.SendGroupMessageRequest) -> None:
    if not request.skip_audit:
        await audit(call, caller(call).app, request.data)


async def _audit_c2c_message(call: Call, request: shapes.SendC2cMessageRequest) -> str:
    if not request.skip_audit:
        await audit(call, caller(call).app, request.data)
    return call.new_id("", _TID_LENGTH, ALNUM)


@CLIENT.write("sendGroupMessage", locks=group_lock, prepare=_audit_group_message)
def send_group_message(
    call: Call, request: shapes.SendGroupMessageRequest, tx: Transaction
) -> shapes.SendGroupMessageResponse:
    """Send a message to a group that the caller is in; raises 442 for who is muted there."""
    own_app(call, tx)
    session = own_session(call, tx)
    group = joined_group(call, tx, request)
    if not request.skip_mute_check and is_muted(tx, group, session.user_id):
        raise ApiError(MUTED, f"You are muted in the group {group.group_id}.")
    draft = Draft(
        sender=session.user_id,
        sender_info=session.info,
        kind=request.type_,
        body=request.data,
        increase=1 if request.repeat_count is None else request.repeat_count,
        weight=HEAVY if request.level else _TEXT_WEIGHT,
        stored=not request.no_storage,
        cached=not request.no_storage,
    )
    return shapes.SendGroupMessageResponse(message_id=post(call, tx, group, draft).tid)


@CLIENT.write("sendC2cMessage", locks=no_locks, prepare=_audit_c2c_message)
def send_c2c_message(
    call: Call, request: shapes.SendC2cMessageRequest, tx: Transaction
) -> shapes.SendC2cMessageResponse:
    """Send a message to a user who is online; raises 424 when the user is not."""
    own_app(call, tx)
    session = own_session(call, tx)
    letter = Letter(
        tid=call.prepared,
        sender=session.user_id,
        receiver=request.receiver_id,
        sender_info=session.info,
        kind=request.type_,
        body=request.data,
        level=request.level or 0,
    )
    offline = ApiError(RECEIVER_OFFLINE, f"The user {request.receiver_id} is not online.")
    deliver(call, tx, session.app_id, letter, offline=offline)
    return shapes.SendC2cMessageResponse(message_id=letter.tid)


@CLIENT.write("ack", locks=no_locks)
def ack(call: Call, request: shapes.AckRequest, tx: Transaction) -> shapes.AckResponse:
    """Confirm that a highly reliable message has arrived; its sender has been waiting for it."""
    user = caller(call)
    tx.tell(News(RECEIPT_NEWS, receipt_key(user.app, user.user, request.message_id)))
    return shapes.AckResponse()


@CLIENT.read("listMessage")
def list_message(call: Call, request: shapes.ListMessageRequest, tx: Transaction) -> shapes.ListMessageResponse:
    """List stored messages of a group that the caller is in."""
    group = joined_group(call, tx, request)
    token = request.nextpagetoken if request.next_page_token is None else request.next_page_token
    return _listed(call, tx, group, request, token)


@CLIENT.read("listHistoryMessage")
def list_history_message(
    call: Call, request: shapes.ListHistoryMessageRequest, tx: Transaction
) -> shapes.ListHistoryMessageResponse:
    """List stored messages of a group, also one that was deleted, without being in it."""
    group = any_group(call, tx, request)
    found = _listed(call, tx, group, request, request.next_page_token)
    return shapes.ListHistoryMessageResponse(
        group_id=found.group_id,
        next_page_token=found.next_page_token,
        has_more=found.has_more,
        message_list=found.message_list,
    )


@CLIENT.read("listRecentMessage")
def list_recent_message(
    call: Call, request: shapes.ListRecentMessageRequest, tx: Transaction
) -> shapes.ListRecentMessageResponse:
    """List the newest messages of a group that the caller is in, the oldest first; `seqnum` asks for those before."""
    group = joined_group(call, tx, request)
    found = recent_messages(call, tx, group, before=request.seqnum, size=request.page_size or _RECENT)
    return shapes.ListRecentMessageResponse(
        group_id=group.group_id, message_list=[message(item, group) for item in found]
    )


@CLIENT.write("deleteMessage", locks=group_lock)
def delete_message(call: Call, request: shapes.DeleteMessageRequest, tx: Transaction) -> shapes.DeleteMessageResponse:
    """Delete a message of the caller's own, or any in a group that the caller manages."""
    session = own_session(call, tx)
    group = joined_group(call, tx, request)
    found = tx.get(messages, key_of(group.id, request.message_id))
    if not manages(call, group) and (found is None or found.sender != session.user_id):
        raise ApiError(NO_PERMISSION, "Only who sent a message or manages its group deletes it.")
    take_back(call, tx, group, request.message_id, person(session.user_id, session.info))
    return shapes.DeleteMessageResponse()


def _listed(
    call: Call,
    tx: Transaction,
    group: Group,
    request: shapes.ListMessageRequest | shapes.ListHistoryMessageRequest,
    token: int | None,
) -> shapes.ListMessageResponse:
    found, after = stored_messages(
        call,
        tx,
        own_app(call, tx),
        group,
        kind=request.type_,
        since_s=request.begin_time,
        until_s=request.end_time,
        descending=request.sort_type == _DESC,
        token=token,
        size=request.page_size or _PAGE,
    )
    return shapes.ListMessageResponse(
        group_id=group.group_id,
        next_page_token=after,
        nextpagetoken=after,
        has_more=bool(after),
        message_list=[message(item, group) for item in found],
    )
