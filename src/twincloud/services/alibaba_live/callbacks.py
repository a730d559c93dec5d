"""Event callbacks: what an application's server hears of its users' coming and going, and how that is signed."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from twincloud.execution.webhooks import Outgoing, Webhook, new_webhook_id, send_webhook
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import Session, apps
from twincloud.storage.transaction import Transaction

SIGNER = "alibaba-live"
"""The name of `sign` in the composition root's table."""
LOGIN, LOGOUT, JOIN, LEAVE, RECONNECT = 1, 2, 3, 4, 5
NORMAL, TIMED_OUT, OTHER_DEVICE = 1, 3, 4
_NAMES = {LOGIN: "login", LOGOUT: "logout", JOIN: "join", LEAVE: "leave", RECONNECT: "reconnect"}


def call_back(tx: Transaction, session: Session, event: int, now_ms: int, **details: Any) -> None:
    """Have the application's server told of an event, if it wants to be; a user's events are told in their order.

    `details` are ``r`` (why a logout), ``g`` (the group of join and leave) and ``gs`` (the groups of a reconnect).
    """
    app = tx.get(apps, session.app_id)
    if app is None or not app.callback_url:
        return
    webhook_id = new_webhook_id()
    body = {
        "transactionid": webhook_id,
        "appid": app.id,
        "eves": [{"uid": session.user_id, "sid": session.sid, "events": [{"e": event, **details}]}],
    }
    send_webhook(
        tx,
        Webhook(
            id=webhook_id,
            order_key=f"live:{session.id}",
            url=app.callback_url,
            body=msgspec.json.encode(body).decode(),
            product=LIVE.name,
            event=_NAMES[event],
            account=app.account,
            created_ms=now_ms,
            signer=SIGNER,
            secret=app.key,
        ),
    )


def sign(outgoing: Outgoing, secret: str, now_ms: int) -> Outgoing:
    """Add the time and ``md5(host|time|key)``: the formula of Live's other callbacks (the own one is a guess)."""
    timestamp = str(now_ms // 1000)
    host = urlsplit(outgoing.url).hostname or ""
    signature = hashlib.md5(f"{host}|{timestamp}|{secret}".encode(), usedforsecurity=False).hexdigest()
    headers = {**outgoing.headers, "Ali-Live-Timestamp": timestamp, "Ali-Live-Signature": signature}
    return replace(outgoing, headers=headers)
