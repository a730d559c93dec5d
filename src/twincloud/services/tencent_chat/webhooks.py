"""Webhooks of relations: what an app's server is told afterwards, and what it is asked before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.execution.callouts import CallOut, CallOutError, CallOuts
from twincloud.execution.webhooks import Outgoing, Retry, Webhook, new_webhook_id, send_webhook
from twincloud.identity.chat_apps import ChatApp, chat_apps
from twincloud.services.tencent_chat.events import Change
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

SIGNER = "tencent-chat"
"""The name of `sign` in the composition root's table."""
BEFORE_ADD, BEFORE_RESPONSE = "Sns.CallbackPrevFriendAdd", "Sns.CallbackPrevFriendResponse"
AFTER_ADD, AFTER_DELETE = "Sns.CallbackFriendAdd", "Sns.CallbackFriendDelete"
AFTER_BLOCK, AFTER_UNBLOCK = "Sns.CallbackBlackListAdd", "Sns.CallbackBlackListDelete"
_TIMEOUT_MS = 2_000
_PAUSE_MS = 1_000
_REJECTIONS = range(38000, 39001)
_NO_ANSWER = 30007
_PRODUCT = "chat"


class Told(Struct, frozen=True):
    """What a call did, by user; `initiator` is on whose behalf, `force` whether an admin's word alone sufficed."""

    changes: Mapping[str, Change]
    initiator: str
    force: bool


class _Item(Struct, frozen=True):
    """What is said of one user."""

    account: str = msgspec.field(default="", name="To_Account")
    code: int = msgspec.field(default=0, name="ResultCode")


class _Answer(Struct, frozen=True):
    """What an app's server says to a question; members that it leaves out allow."""

    code: int = msgspec.field(default=0, name="ErrorCode")
    items: list[_Item] = msgspec.field(default_factory=list, name="ResultItem")


def tell_app(call: Call, tx: Transaction, told: Told) -> None:
    """Have the app's server told of new and ended friendships and blocks, if it wants to be; of lists it never is."""
    pairs: dict[str, list[dict[str, str]]] = {AFTER_ADD: [], AFTER_DELETE: [], AFTER_BLOCK: [], AFTER_UNBLOCK: []}
    for name, change in told.changes.items():
        pairs[AFTER_ADD] += [{**_pair(name, peer), "Initiator_Account": told.initiator} for peer in change.added]
        pairs[AFTER_DELETE] += [_pair(name, peer) for peer in change.deleted]
        pairs[AFTER_BLOCK] += [_pair(name, peer) for peer in change.blocked]
        pairs[AFTER_UNBLOCK] += [_pair(name, peer) for peer in change.unblocked]
    if not any(pairs.values()):
        return
    app = tx.get(chat_apps, call.tenant.account)
    for event, happened in pairs.items():
        if happened and app is not None and _wanted(app, event):
            body: dict[str, Any] = {"PairList": happened}
            if event == AFTER_ADD:
                body |= {"ClientCmd": call.action.rpartition("/")[2], "ForceFlag": int(told.force)}
                body |= {"Admin_Account": call.caller.key_id} if call.end_user is None else {}
            _send(call, tx, app, event, told.initiator, body)


async def ask_app(call: Call, event: str, members: Mapping[str, Any], names: Sequence[str]) -> Mapping[str, int]:
    """Ask the app's server before something is done; returns the codes under which it refuses users.

    Without a usable answer nothing is refused, or with `webhook_strict` everything, under 30007 (our choice).
    """
    app = await call.port(Store).read(lambda tx: tx.get(chat_apps, call.tenant.account))
    if app is None or not _wanted(app, event):
        return {}
    body = {"CallbackCommand": event, "Requester_Account": _requester(call), **members, "EventTime": call.now_ms}
    callout = CallOut(
        url=_url(call, app, event),
        body=msgspec.json.encode(body),
        product=_PRODUCT,
        event=event,
        account=app.id,
        timeout_ms=_TIMEOUT_MS,
        signer=SIGNER if app.webhook_token else "",
        secret=app.webhook_token,
    )
    try:
        answer = await call.port(CallOuts).ask(callout)
        said = msgspec.json.decode(answer.body, type=_Answer)
    except (CallOutError, msgspec.DecodeError, UnicodeDecodeError):
        return dict.fromkeys(names, _NO_ANSWER) if app.webhook_strict else {}
    codes = dict.fromkeys(names, said.code)
    codes |= {item.account: item.code for item in said.items if item.account in codes}
    return {name: code if code in _REJECTIONS else _REJECTIONS[0] for name, code in codes.items() if code}


def sign(outgoing: Outgoing, secret: str, now_ms: int) -> Outgoing:
    """Add the time and ``sha256(token + time)`` to the URL (product page)."""
    now_s = str(now_ms // 1000)
    signature = hashlib.sha256(f"{secret}{now_s}".encode()).hexdigest()
    return replace(outgoing, url=f"{outgoing.url}&{urlencode({'Sign': signature, 'RequestTime': now_s})}")


def _wanted(app: ChatApp, event: str) -> bool:
    return bool(app.webhook_url) and (not app.webhook_events or event in app.webhook_events)


def _send(call: Call, tx: Transaction, app: ChatApp, event: str, user: str, body: Mapping[str, Any]) -> None:
    send_webhook(
        tx,
        Webhook(
            id=new_webhook_id(),
            order_key=f"chat:{app.id}:{user}",
            url=_url(call, app, event),
            body=msgspec.json.encode({"CallbackCommand": event, **body}).decode(),
            product=_PRODUCT,
            event=event,
            account=app.id,
            created_ms=call.now_ms,
            signer=SIGNER if app.webhook_token else "",
            secret=app.webhook_token,
            retry=Retry(attempts=app.webhook_attempts, timeout_ms=_TIMEOUT_MS, pause_ms=_PAUSE_MS),
        ),
    )


def _url(call: Call, app: ChatApp, event: str) -> str:
    query = {
        "SdkAppid": app.id,
        "CallbackCommand": event,
        "contenttype": "json",
        "ClientIP": call.source_ip,
        "OptPlatform": "RESTAPI" if call.end_user is None else call.end_user.device or "Unknown",
    }
    return f"{app.webhook_url}{'&' if '?' in app.webhook_url else '?'}{urlencode(query)}"


def _requester(call: Call) -> str:
    return call.caller.key_id if call.end_user is None else call.end_user.user


def _pair(user: str, peer: str) -> dict[str, str]:
    return {"From_Account": user, "To_Account": peer}
