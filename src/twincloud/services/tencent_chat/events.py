"""What a user's devices are told of changes: the product's FriendListMod, and an event of our own for lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from twincloud.realtime.streams import append, streams
from twincloud.services.tencent_chat.records import ChatUser, Pendency, many
from twincloud.storage.transaction import Transaction

WORLD = "chat"
"""The world in which the users' devices are connected."""
KICKED, GONE = 4501, 4502
"""The final close codes for a user whose login was ended, or whose account was deleted (ours)."""
KEEP_MS = 24 * 3600 * 1000
"""How long a device may be away and still be told what it missed; later it reads everything anew (our choice)."""


class Change:
    """What one call did to one user's relations."""

    def __init__(self) -> None:
        self.added: list[str] = []
        self.deleted: list[str] = []
        self.altered: dict[str, dict[str, Any]] = {}
        self.blocked: list[str] = []
        self.unblocked: list[str] = []
        self.asked: dict[str, Pendency] = {}
        self.settled: list[str] = []
        self.lists_made: list[str] = []
        self.lists_deleted: list[str] = []
        self.lists_changed: list[str] = []

    @property
    def of_lists(self) -> bool:
        """Whether a list came, went or has other members."""
        return bool(self.lists_made or self.lists_deleted or self.lists_changed)


def channel_of(key: str) -> str:
    """Return the channel of what the devices of the user with this key are told."""
    return f"chat:{key}"


def tell(tx: Transaction, changes: Sequence[tuple[ChatUser, Change]], now_ms: int) -> None:
    """Have the users' devices told of changes; a user that never connected has no stream, and nobody to tell."""
    told = {channel_of(user.id): events for user, change in changes if (events := _events(user, change, now_ms))}
    listening = many(tx, streams, told)
    for channel, events in told.items():
        for event in events if channel in listening else ():
            append(tx, channel, msgspec.json.encode(event), now_ms=now_ms, keep_ms=KEEP_MS)


def _events(user: ChatUser, change: Change, now_ms: int) -> list[dict[str, Any]]:
    events = []
    if relations := _relations(change):
        body = {"To_Account": user.name, "ReportTime": now_ms // 1000, **relations}
        events.append({"Event": "FriendListMod", "Body": body})
    if change.of_lists:
        body = {
            "CurrentSequence": user.list_sequence,
            "Added": change.lists_made,
            "Deleted": change.lists_deleted,
            "Changed": change.lists_changed,
        }
        events.append({"Event": "twincloud.FriendGroupMod", "Body": body})
    return events


def _relations(change: Change) -> dict[str, Any]:
    """Return the members of FriendListMod that have something to say; one name is misspelt on the wire."""
    updates = [
        {"Friend_Account": peer, "SNS": [{"Tag": tag, "Value": value} for tag, value in tags.items()]}
        for peer, tags in change.altered.items()
    ]
    members = {
        "FriendAdd_Account": change.added,
        "FriendDel_Account": change.deleted,
        "BlackListAdd_Account": change.blocked,
        "BlackListDel_Account": change.unblocked,
        "PendencyAdd": [
            {
                "PendencyAdd_Account": peer,
                "AddSource": asked.source,
                "AddTime": asked.add_time,
                "AddWording": asked.wording,
                "ProfileImNick": asked.nick,
            }
            for peer, asked in change.asked.items()
        ],
        "FrienPencydDel_Account": change.settled,
        "FriendUpInfo": updates,
    }
    return {name: value for name, value in members.items() if value}
