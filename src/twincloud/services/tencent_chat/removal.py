"""What goes with a user that is deleted: everything it has, and what others have of it."""

from __future__ import annotations

from typing import Any

from twincloud.contract.call import Call
from twincloud.realtime.presence import disconnect
from twincloud.realtime.streams import drop, streams
from twincloud.services.tencent_chat.circle import Circle
from twincloud.services.tencent_chat.circles import Circles
from twincloud.services.tencent_chat.events import GONE, WORLD, channel_of
from twincloud.services.tencent_chat.records import (
    ChatUser,
    blocked,
    friend_lists,
    friends,
    pendencies,
    user_key,
    users,
)
from twincloud.services.tencent_chat.users import user_locks
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

_OF_PAIRS: tuple[Collection[Any], ...] = (friends, blocked, pendencies)
_OF_A_USER: tuple[Collection[Any], ...] = (*_OF_PAIRS, friend_lists)


def remove_user(call: Call, tx: Transaction, user: ChatUser) -> None:
    """Delete a user; the caller holds its lock, and those of the others as far as it knew them."""
    # Others may have come in the meantime; should two calls then wait for each other, the database has one run again.
    tx.lock(user_locks(user.app, others(tx, user.app, user.name)))
    circles = Circles(call, tx)
    for name in others(tx, user.app, user.name):
        circle = circles.find(name)
        if circle is not None:
            _forget(circle, user)
    circles.save()
    for collection in _OF_A_USER:
        for row in tx.find(collection, owner=user.id):
            tx.remove(collection, row)
    if tx.get(users, user.id) is not None:
        tx.remove(users, user)
    if tx.get(streams, channel_of(user.id)) is not None:
        drop(tx, channel_of(user.id))
    disconnect(tx, WORLD, user.app, user.name, code=GONE, reason="the account was deleted")


def others(tx: Transaction, app: str, name: str) -> list[str]:
    """Return the names of those who have a user as a friend, on a blocklist or waiting for an answer."""
    key = user_key(app, name)
    owners = {owner for each in _OF_PAIRS for owner in tx.column(each, "owner", peer_key=key)}
    return sorted(owner.removeprefix(f"{app}:") for owner in owners - {key})


def _forget(circle: Circle, user: ChatUser) -> None:
    friend, block, asked = circle.friend(user.name), circle.blocks(user.name), circle.asked_by(user.name)
    if friend is not None:
        circle.part(friend)
    if block is not None:
        circle.unblock(block)
    if asked is not None:
        circle.settle(asked)
