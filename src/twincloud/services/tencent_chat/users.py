"""Finding users, and the locks under which their relations change."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from twincloud.contract.call import Call
from twincloud.identity.chat_apps import chat_apps
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_chat.records import ChatUser, user_key, users
from twincloud.storage.transaction import Transaction

_STRIPES = 512


def user_locks(app: str, names: Iterable[str]) -> Sequence[str]:
    """Return the locks of users.

    Users share 512 of them in an app: a call may name a thousand users, and a database has room for some thousand
    locks of all its transactions together.
    """
    return sorted({f"chat:{app}:{zlib.crc32(name.encode()) % _STRIPES}" for name in names})


def find_user(tx: Transaction, app: str, name: str) -> ChatUser | None:
    """Return a user, or None; the admins of an app are its users without having been imported."""
    found = tx.get(users, user_key(app, name))
    if found is None:
        owner = tx.get(chat_apps, app)
        if owner is not None and name in owner.admins:
            return ChatUser(user_key(app, name), app, name, owner.created_ms)
    return found


def require_user(call: Call, tx: Transaction, name: str, code: str = "30003") -> ChatUser:
    """Return the user whose relations a call is about; raises ApiError with `code` when there is no such user."""
    user = find_user(tx, call.tenant.account, name)
    if user is None:
        raise ApiError(code, f"The requested account {name} does not exist.")
    return user


def put_user(tx: Transaction, before: ChatUser, after: ChatUser) -> None:
    """Store a changed user; an admin's row is made when there is something to keep in it."""
    untouched = before == ChatUser(before.id, before.app, before.name, before.created_ms)
    if untouched and tx.get(users, before.id) is None:
        tx.add(users, after, undo=False)
    else:
        tx.replace(users, before, after, undo=False)
