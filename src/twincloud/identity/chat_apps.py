"""Chat apps: each a world of its own, with the key that signs its users' UserSigs, its admins and its webhooks."""

from __future__ import annotations

import secrets

from msgspec import Struct

from twincloud.identity.accounts import changed
from twincloud.kernel.settings import CHAT_ADMIN
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

WEBHOOK_EVENTS = (
    "Sns.CallbackPrevFriendAdd",
    "Sns.CallbackPrevFriendResponse",
    "Sns.CallbackFriendAdd",
    "Sns.CallbackFriendDelete",
    "Sns.CallbackBlackListAdd",
    "Sns.CallbackBlackListDelete",
)
"""The events of relations of which an app may have itself told (product page); friend lists have none."""


class ChatApp(Struct, frozen=True, omit_defaults=True):
    """An app of an account. `id` is its SDKAppID in digits.

    `webhook_url` is told of the relations' events when it is not empty, of those in `webhook_events` alone when that is
    not empty. With a `webhook_token` what is sent is signed. `webhook_strict` refuses an action whose before-event got
    no usable answer, which otherwise passes (product page: the default). What happened is told up to `webhook_attempts`
    times, once unless the app wants otherwise.
    """

    id: str
    secret: str
    account: str
    name: str
    created_ms: int
    admins: tuple[str, ...] = (CHAT_ADMIN,)
    webhook_url: str = ""
    webhook_token: str = ""
    webhook_events: tuple[str, ...] = ()
    webhook_strict: bool = False
    webhook_attempts: int = 1


chat_apps = Collection("chat_app", ChatApp, columns={"account": str}, index=[("account",)])


def new_sdkappid() -> str:
    """Return a random SDKAppID that looks like the product's."""
    return str(1_400_000_000 + secrets.randbelow(10**8))


def put_chat_app(tx: Transaction, app: ChatApp) -> None:
    """Store an app in place of the one with its id, or as a new one."""
    found = tx.get(chat_apps, app.id)
    if found is None:
        tx.add(chat_apps, app)
    else:
        tx.replace(chat_apps, found, app)
    changed(tx, app.account)
