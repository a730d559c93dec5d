"""Messages to one user: SendLiveMessageUser with its receipt, DeleteLiveMessageUserMessage."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import ALNUM
from twincloud.services.alibaba_live.errors import invalid, not_exist
from twincloud.services.alibaba_live.events import person, tell_user
from twincloud.services.alibaba_live.lookups import find_app, find_working_app, session_name
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import key_of, sessions
from twincloud.services.alibaba_live.rules import rules
from twincloud.storage.store import Store
from twincloud.storage.transaction import News, Transaction

RECEIPT_NEWS = "live-receipt"
_TID_LENGTH = 32


class Receipts:
    """Wakes calls that wait until the receiver of their message has confirmed it, on whichever connection that was."""

    def __init__(self, store: Store) -> None:
        self._waiting: weakref.WeakValueDictionary[str, asyncio.Event] = weakref.WeakValueDictionary()
        store.on_news(self._on_news)

    def expect(self, key: str) -> asyncio.Event:
        """Return what is set when the receipt comes; it is waited for as long as somebody holds on to it."""
        return self._waiting.setdefault(key, asyncio.Event())

    def _on_news(self, news: Sequence[News]) -> None:
        for item in news:
            if item.kind == RECEIPT_NEWS and (event := self._waiting.get(item.key)) is not None:
                event.set()


class Letter(Struct, frozen=True):
    """A message to one user; `reliable` asks the receiver's client to confirm it."""

    tid: str
    sender: str
    receiver: str
    sender_info: str = ""
    kind: int = 0
    body: str = ""
    level: int = 0
    reliable: bool = False


class _Prepared(Struct, frozen=True):
    tid: str
    receipt: asyncio.Event | None


async def _expect_receipt(call: Call, request: shapes.SendLiveMessageUserRequest) -> _Prepared:
    """Watch for the receipt before the message can be out."""
    tid = request.msg_tid or call.new_id("", _TID_LENGTH, ALNUM)
    if not request.high_reliability:
        return _Prepared(tid, None)
    return _Prepared(tid, call.port(Receipts).expect(receipt_key(request.app_id, request.receiver_id, tid)))


async def _await_receipt(call: Call, request: shapes.SendLiveMessageUserRequest, response: Any) -> Any:
    """Answer once the receiver has confirmed; raises ResourceNotExist after three seconds without (our choice)."""
    prepared: _Prepared = call.prepared
    if prepared.receipt is not None:
        wait_s = rules(call).receipt_s
        try:
            async with asyncio.timeout(wait_s):
                await prepared.receipt.wait()
        except TimeoutError:
            words = f"The user {request.receiver_id} did not confirm the message within {wait_s:g} s."
            raise not_exist(words) from None
    return response


def _receiver_lock(
    call: Call, request: shapes.SendLiveMessageUserRequest | shapes.DeleteLiveMessageUserMessageRequest
) -> Sequence[str]:
    return [session_name(key_of(request.app_id, request.receiver_id))]


@LIVE.write("SendLiveMessageUser", locks=_receiver_lock, prepare=_expect_receipt, settle=_await_receipt)
def send_live_message_user(
    call: Call, request: shapes.SendLiveMessageUserRequest, tx: Transaction
) -> shapes.SendLiveMessageUserResponse:
    """Send a message to a user who is online; raises ResourceNotExist when the user is not."""
    app = find_working_app(call, tx, request)
    letter = Letter(
        tid=call.prepared.tid,
        sender=request.sender_id,
        receiver=request.receiver_id,
        sender_info=request.sender_info or "",
        kind=request.msg_type or 0,
        body=request.body or "",
        reliable=bool(request.high_reliability),
    )
    deliver(call, tx, app.id, letter, offline=not_exist(f"The user {request.receiver_id} is not online."))
    return shapes.SendLiveMessageUserResponse(msg_tid=letter.tid, request_id=call.request_id)


@LIVE.write("DeleteLiveMessageUserMessage", locks=_receiver_lock)
def delete_live_message_user_message(
    call: Call, request: shapes.DeleteLiveMessageUserMessageRequest, tx: Transaction
) -> shapes.DeleteLiveMessageUserMessageResponse:
    """Tell the receiver, should the user be online, that a message is taken back; whether there was one is not kept."""
    app = find_app(call, tx, request)
    if not request.deleter_id:
        raise invalid("DeleterId is required.")
    if tx.get(sessions, key_of(app.id, request.receiver_id)) is not None:
        body = {
            "k": "delc2c",
            "messageId": request.message_id,
            "deleter": person(request.deleter_id, request.deleter_info or ""),
        }
        tell_user(tx, app.id, request.receiver_id, body, call.now_ms)
    return shapes.DeleteLiveMessageUserMessageResponse(request_id=call.request_id)


def deliver(call: Call, tx: Transaction, app_id: str, letter: Letter, *, offline: ApiError) -> None:
    """Put a letter into its receiver's personal stream; raises `offline` when the receiver is."""
    if tx.get(sessions, key_of(app_id, letter.receiver)) is None:
        raise offline
    body = {
        "k": "c2c",
        "messageId": letter.tid,
        "type": letter.kind,
        "sender": person(letter.sender, letter.sender_info),
        "data": letter.body,
        "timestamp": call.now_ms // 1000,
        "level": letter.level,
        "reliable": letter.reliable,
    }
    tell_user(tx, app_id, letter.receiver, body, call.now_ms)


def receipt_key(app_id: str, receiver: str, tid: str) -> str:
    """Return the name under which a message's receipt is told."""
    return f"{app_id}/{receiver}/{tid}"
