"""Messages of a group: SendLiveMessageGroup, DeleteLiveMessageGroupMessage, and the one way in which any is posted."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.kernel.ids import ALNUM
from twincloud.services.alibaba_live.errors import invalid
from twincloud.services.alibaba_live.events import person, tell_deleted_message, tell_message
from twincloud.services.alibaba_live.lookups import find_group, find_working_app, group_lock, keep_tally, tally_of
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import Group, Message, key_of, messages
from twincloud.services.alibaba_live.rules import rules
from twincloud.storage.transaction import Transaction

HEAVY = 1_000_000
"""The weight that the page suggests for gifts; clients show such messages as being of a high level."""
TID_LENGTH = 32
"""How long the id of a message is for which the sender chose none."""


class Draft(Struct, frozen=True):
    """A message that somebody wants to send. An empty `tid` has one made."""

    sender: str
    sender_info: str = ""
    tid: str = ""
    kind: int = 0
    body: str = ""
    increase: int = 1
    weight: int = 1
    stored: bool = True
    cached: bool = True


@LIVE.write("SendLiveMessageGroup", locks=group_lock)
def send_live_message_group(
    call: Call, request: shapes.SendLiveMessageGroupRequest, tx: Transaction
) -> shapes.SendLiveMessageGroupResponse:
    """Send a message to a group in a user's name, who need be neither online nor a member, nor unmuted (our choice)."""
    find_working_app(call, tx, request)
    group = find_group(call, tx, request)
    draft = Draft(
        sender=request.sender_id,
        sender_info=request.sender_meta_info or "",
        tid=request.msg_tid or "",
        kind=request.msg_type or 0,
        body=request.body or "",
        increase=request.statics_increase,
        weight=request.weight,
        stored=not request.no_storage,
        cached=not request.no_cache,
    )
    message = post(call, tx, group, draft)
    return shapes.SendLiveMessageGroupResponse(msg_tid=message.tid, request_id=call.request_id)


@LIVE.write("DeleteLiveMessageGroupMessage", locks=group_lock)
def delete_live_message_group_message(
    call: Call, request: shapes.DeleteLiveMessageGroupMessageRequest, tx: Transaction
) -> shapes.DeleteLiveMessageGroupMessageResponse:
    """Delete a message and tell the group; one that is not there is answered alike and told to nobody."""
    group = find_group(call, tx, request)
    take_back(call, tx, group, request.message_id, person(request.deleter_id or "", request.deleter_info or ""))
    return shapes.DeleteLiveMessageGroupMessageResponse(
        group_id=group.group_id, message_id=request.message_id, request_id=call.request_id
    )


def post(call: Call, tx: Transaction, group: Group, draft: Draft) -> Message:
    """Store and publish a message under the next SeqNumber; raises InputInvalid.

    A `tid` that the group has seen returns the message that has it: who did not get the answer may ask again (our
    choice).
    """
    if draft.tid:
        before = tx.get(messages, key_of(group.id, draft.tid))
        if before is not None:
            return before
    tally = tally_of(tx, group)
    kind = str(draft.kind)
    most = rules(call).types_per_group
    if kind not in tally.amounts and len(tally.amounts) >= most:
        raise invalid(f"A group has messages of at most {most} types.")
    total = tally.amounts.get(kind, 0) + draft.increase
    after = replace(tally, number=tally.number + 1, amounts={**tally.amounts, kind: total})
    keep_tally(tx, after)
    tid = draft.tid or call.new_id("", TID_LENGTH, ALNUM)
    message = Message(
        id=key_of(group.id, tid),
        app_id=group.app_id,
        group_key=group.id,
        tid=tid,
        number=after.number,
        kind=draft.kind,
        created_ms=call.now_ms,
        sender=draft.sender,
        sender_info=draft.sender_info,
        body=draft.body,
        total=total,
        level=int(draft.weight >= HEAVY),
        repeat=draft.increase,
        stored=draft.stored,
        cached=draft.cached,
    )
    tx.add(messages, message, undo=False)
    tell_message(tx, group, message, weight=draft.weight, now_ms=call.now_ms)
    return message


def take_back(call: Call, tx: Transaction, group: Group, tid: str, deleter: dict[str, str]) -> None:
    """Delete a message, if it is there, and tell the group."""
    message = tx.get(messages, key_of(group.id, tid))
    if message is not None:
        tx.remove(messages, message)
        tell_deleted_message(tx, group, tid, deleter, call.now_ms)
