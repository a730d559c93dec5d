"""The relations of a few users as plain dictionaries: what the product should do, said as simply as possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LISTS = 32
DENY, ASK, ANY = "DenyAny", "NeedConfirm", "AllowAny"


class User:
    """One user: friends with their remarks and notes, lists with their members, blocked users and open requests."""

    def __init__(self) -> None:
        self.friends: dict[str, dict[str, str]] = {}
        self.lists: dict[str, list[str]] = {}
        self.blocked: list[str] = []
        self.asked_by: dict[str, dict[str, Any]] = {}
        self.allows = ANY

    def standard(self) -> Any:
        """Return what the standard sequence counts the changes of."""
        return {peer: (told["remark"], self.lists_of(peer)) for peer, told in self.friends.items()}

    def custom(self) -> Any:
        """Return what the custom sequence counts the changes of."""
        return {peer: told["note"] for peer, told in self.friends.items() if "note" in told}

    def lists_of(self, peer: str) -> list[str]:
        return [name for name, members in self.lists.items() if peer in members]

    def put(self, peer: str, names: Sequence[str]) -> None:
        for name in names:
            members = self.lists.setdefault(name, [])
            if peer not in members:
                members.append(peer)

    def part(self, peer: str) -> None:
        self.friends.pop(peer, None)
        for members in self.lists.values():
            if peer in members:
                members.remove(peer)

    def room_for(self, names: Sequence[str]) -> bool:
        return len(self.lists.keys() | set(names)) <= LISTS


class World:
    """All users, and the commands on them; each returns the result code of its one item."""

    def __init__(self, names: Sequence[str]) -> None:
        self.users = {name: User() for name in names}

    def add(self, user: str, other: str, remark: str, name: str, *, both: bool, force: bool) -> int:  # noqa: PLR0911
        me, peer = self.users[user], self.users[other]
        if user == other or (other in me.friends and (not both or user in peer.friends)):
            return 30001
        if other in me.blocked:
            return 30515
        if user in peer.blocked:
            return 30525
        if not force and peer.allows == DENY:
            return 30516
        if name and not me.room_for([name]):
            return 30011
        if not force and peer.allows == ASK:
            peer.asked_by[user] = {"both": both, "remark": remark, "list": name}
            return 30539
        me.friends.setdefault(other, {"remark": remark})
        if name:
            me.put(other, [name])
        if both:
            peer.friends.setdefault(user, {"remark": ""})
        me.asked_by.pop(other, None)
        peer.asked_by.pop(user, None)
        return 0

    def delete(self, user: str, other: str, *, both: bool) -> int:
        me, peer = self.users[user], self.users[other]
        had = other in me.friends or (both and user in peer.friends)
        me.part(other)
        if both:
            peer.part(user)
        return 0 if had else 31704

    def delete_all(self, user: str, *, both: bool) -> None:
        for other in list(self.users[user].friends):
            self.delete(user, other, both=both)

    def update(self, user: str, other: str, change: dict[str, Any]) -> int:
        me = self.users[user]
        if other not in me.friends:
            return 30001
        if "lists" in change and not me.room_for(change["lists"]):
            return 30011
        me.friends[other] |= {key: value for key, value in change.items() if key != "lists"}
        if "lists" in change:
            for name, members in me.lists.items():
                if name not in change["lists"] and other in members:
                    members.remove(other)
            me.put(other, change["lists"])
        return 0

    def add_lists(self, user: str, names: Sequence[str], others: Sequence[str]) -> dict[str, int] | None:
        """Return the result codes, or None when there are too many lists."""
        me = self.users[user]
        if not me.room_for(names):
            return None
        for name in names:
            me.lists.setdefault(name, [])
        found = {}
        for other in others:
            found[other] = 0 if other in me.friends else 32216
            if other in me.friends:
                me.put(other, names)
        return found

    def delete_lists(self, user: str, names: Sequence[str]) -> None:
        for name in names:
            self.users[user].lists.pop(name, None)

    def import_one(self, user: str, other: str, given: dict[str, str], names: Sequence[str]) -> int:
        me = self.users[user]
        if user == other:
            return 30001
        if not me.room_for(names):
            return 30011
        me.friends.setdefault(other, {"remark": ""}).update(given)
        me.put(other, names)
        return 0

    def rename(self, user: str, old: str, new: str) -> int:
        me = self.users[user]
        if old not in me.lists or (old != new and new in me.lists):
            return 30001
        me.lists = {new if name == old else name: members for name, members in me.lists.items()}
        return 0

    def move(self, user: str, name: str, other: str, *, add: bool) -> int:
        me = self.users[user]
        if name not in me.lists:
            return 30001
        if other not in me.friends:
            return 32216
        if add:
            me.put(other, [name])
        elif other in me.lists[name]:
            me.lists[name].remove(other)
        return 0

    def respond(self, user: str, other: str, action: str) -> int:
        me, sender = self.users[user], self.users[other]
        asked = me.asked_by.pop(other, None)
        if asked is None:
            return 30614
        if action == "Reject":
            return 0
        sender.friends.setdefault(user, {"remark": asked["remark"]})
        if asked["list"] and sender.room_for([asked["list"]]):
            sender.put(user, [asked["list"]])
        if action == "AgreeAndAdd":
            me.friends.setdefault(other, {"remark": ""})
        sender.asked_by.pop(user, None)
        return 0

    def block(self, user: str, other: str) -> int:
        me, peer = self.users[user], self.users[other]
        if user == other or other in me.blocked:
            return 30001
        self.delete(user, other, both=True)
        me.asked_by.pop(other, None)
        peer.asked_by.pop(user, None)
        me.blocked.append(other)
        return 0

    def unblock(self, user: str, other: str) -> int:
        if other not in self.users[user].blocked:
            return 30001
        self.users[user].blocked.remove(other)
        return 0

    def forget(self, user: str) -> None:
        for other in self.users.values():
            other.part(user)
            other.asked_by.pop(user, None)
            if user in other.blocked:
                other.blocked.remove(user)
        self.users[user] = User()
