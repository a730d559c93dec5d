"""What is stored of a Chat app's users: themselves with their profiles, and what they are to one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from msgspec import Struct

from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

R = TypeVar("R", bound=Struct)
_FEW, _AT_ONCE = 3, 500
"""Up to so many rows are got one by one, and so many with one statement."""

FRIENDS, BLOCKED, PENDING = 3000, 1000, 1000
"""How many of each a user may have (product pages; the bound of pending requests is our choice)."""
LISTS = 32


class ChatUser(Struct, frozen=True, omit_defaults=True):
    """A user that was imported. `id` is `user_key`; the profile is kept by its tags.

    The sequences count the changes of a user's lists, of what is standard and what is custom about its friends, and of
    its blocklist. The numbers of friends, blocked users and requests that wait for an answer are those of the rows.
    UserSigs from before `kicked_s` (seconds since the epoch, the machine's) no longer log in.
    """

    id: str
    app: str
    name: str
    created_ms: int
    profile: Mapping[str, Any] = {}
    list_sequence: int = 0
    standard_sequence: int = 0
    custom_sequence: int = 0
    block_sequence: int = 0
    friends: int = 0
    blocked: int = 0
    pending: int = 0
    kicked_s: int = 0


class Friend(Struct, frozen=True, omit_defaults=True):
    """One entry of a user's friends: `peer` as `owner` has it. Times are seconds since the epoch, 0 for never."""

    id: str
    owner: str
    peer: str
    peer_key: str
    add_time: int
    source: str = ""
    wording: str = ""
    remark: str = ""
    remark_time: int = 0
    custom: Mapping[str, Any] = {}


class FriendList(Struct, frozen=True):
    """One list of a user with the names of its members, in the order in which they came."""

    id: str
    owner: str
    name: str
    members: tuple[str, ...] = ()


class Blocked(Struct, frozen=True):
    """One entry of a user's blocklist; `add_time` is in seconds since the epoch."""

    id: str
    owner: str
    peer: str
    peer_key: str
    add_time: int


class Pendency(Struct, frozen=True, omit_defaults=True):
    """A request to become friends that waits for the answer of its receiver, `owner`.

    The other members are what the sender asked for: `both` is the add type, `list_name` the sender's list for the new
    friend, `remark` and `nick` (at that time) the sender's. `read` says that the receiver has reported it read.
    """

    id: str
    owner: str
    peer: str
    peer_key: str
    add_time: int
    both: bool = True
    source: str = ""
    wording: str = ""
    remark: str = ""
    list_name: str = ""
    nick: str = ""
    read: bool = False


users = Collection("chat_user", ChatUser, columns={"app": str, "name": str}, unique=[("app", "name")])
friends = Collection("chat_friend", Friend, columns={"owner": str, "peer_key": str}, index=[("owner",), ("peer_key",)])
friend_lists = Collection(
    "chat_friend_list", FriendList, columns={"owner": str, "name": str}, unique=[("owner", "name")]
)
blocked = Collection(
    "chat_blocked", Blocked, columns={"owner": str, "peer_key": str}, index=[("owner",), ("peer_key",)]
)
pendencies = Collection(
    "chat_pendency", Pendency, columns={"owner": str, "peer_key": str}, index=[("owner",), ("peer_key",)]
)


def many(tx: Transaction, collection: Collection[R], ids: Iterable[str]) -> dict[str, R]:
    """Return those of the records that are there by their ids, with as few statements as that takes."""
    keys = list(ids)
    if len(keys) <= _FEW:
        return {key: record for key in keys if (record := tx.get(collection, key)) is not None}
    found = {}
    for start in range(0, len(keys), _AT_ONCE):
        query = sa.select(collection.table.c.body).where(collection.table.c.id.in_(keys[start : start + _AT_ONCE]))
        for body in tx.execute(query).scalars():
            record = collection.decode(body)
            found[collection.key(record)] = record
    return found


def user_key(app: str, name: str) -> str:
    """Return the id of a user's row; no two users of any apps share one, for an app's id has no colon."""
    return f"{app}:{name}"


def pair_key(owner: str, peer: str) -> str:
    """Return the id of what one user (by its key) has of another (by name)."""
    return f"{len(owner)}:{owner}:{peer}"
