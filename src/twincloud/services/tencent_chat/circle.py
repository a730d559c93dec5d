"""One user's relations inside a transaction: every change of them, and the sequences that count the changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from twincloud.services.tencent_chat.events import Change
from twincloud.services.tencent_chat.records import (
    Blocked,
    ChatUser,
    Friend,
    FriendList,
    Pendency,
    blocked,
    friend_lists,
    friends,
    pair_key,
    pendencies,
)
from twincloud.services.tencent_chat.tags import ADD_TIME, GROUP, NICK, REMARK, REMARK_TIME, SOURCE, WORDING
from twincloud.services.tencent_chat.users import put_user
from twincloud.storage.transaction import Transaction


class Circle:
    """The aggregate: its rows are changed through it alone, under the user's lock.

    Friendships, blocks and requests are stored at once, lists and the user's own row with `save`, which raises each
    sequence of which something changed by one, however much the call did. `change` says what it was.
    """

    def __init__(self, tx: Transaction, user: ChatUser, now_ms: int) -> None:
        self.user = user
        self.change = Change()
        self._tx = tx
        self._now_ms = now_ms
        self._before = user
        self._friends: dict[str, Friend | None] = {}
        self._blocks: dict[str, Blocked | None] = {}
        self._asked: dict[str, Pendency | None] = {}
        self._stored: dict[str, FriendList] | None = None
        self._lists: dict[str, dict[str, None]] = {}
        self._moved: dict[str, None] = {}
        self._standard = self._custom = self._block = False

    @property
    def name(self) -> str:
        """The user's name."""
        return self.user.name

    @property
    def now_s(self) -> int:
        """The call's time in seconds since the epoch, as relations keep it."""
        return self._now_ms // 1000

    @property
    def lists(self) -> Mapping[str, Mapping[str, None]]:
        """The user's lists in the order in which they were made, each with its members as keys."""
        return self._loaded()

    def friend(self, peer: str) -> Friend | None:
        """Return what the user has of a friend, or None when the user has no such friend."""
        if peer not in self._friends:
            self._friends[peer] = self._tx.get(friends, pair_key(self.user.id, peer))
        return self._friends[peer]

    def know(
        self,
        peers: Iterable[str],
        friends_found: Mapping[str, Friend],
        blocks_found: Mapping[str, Blocked] | None = None,
        asked_found: Mapping[str, Pendency] | None = None,
    ) -> None:
        """Take over what was read of these peers at once, by the ids of rows; who is not among it is not there."""
        for peer in peers:
            key = pair_key(self.user.id, peer)
            self._friends.setdefault(peer, friends_found.get(key))
            if blocks_found is not None and asked_found is not None:
                self._blocks.setdefault(peer, blocks_found.get(key))
                self._asked.setdefault(peer, asked_found.get(key))

    def memberships(self, peer: str) -> list[str]:
        """Return the names of the lists in which a friend is."""
        return [name for name, members in self._loaded().items() if peer in members]

    def befriend(self, peer: ChatUser, **members: Any) -> None:
        """Give the user a friend with these members of `Friend`."""
        friend = Friend(
            id=pair_key(self.user.id, peer.name),
            owner=self.user.id,
            peer=peer.name,
            peer_key=peer.id,
            **{"add_time": self.now_s, **members},
        )
        self._tx.add(friends, friend, undo=False)
        self._friends[peer.name] = friend
        self.user = replace(self.user, friends=self.user.friends + 1)
        self._standard = True
        self._custom |= bool(friend.custom)
        self.change.added.append(peer.name)

    def alter(self, before: Friend, after: Friend) -> None:
        """Change what the user has of a friend."""
        if before == after:
            return
        self._tx.replace(friends, before, after, undo=False)
        self._friends[before.peer] = after
        self._custom |= before.custom != after.custom
        self._standard |= before != replace(after, custom=before.custom)
        earlier, shown = tagged(before), tagged(after)
        altered = {tag: value for tag, value in shown.items() if earlier.get(tag) != value}
        self.change.altered.setdefault(before.peer, {}).update(altered)

    def part(self, friend: Friend) -> None:
        """Take a friend from the user, and out of the user's lists."""
        self._tx.remove(friends, friend)
        self._friends[friend.peer] = None
        self.user = replace(self.user, friends=self.user.friends - 1)
        for members in self._loaded().values():
            members.pop(friend.peer, None)
        self._standard = True
        self._custom |= bool(friend.custom)
        self.change.deleted.append(friend.peer)

    def put(self, peer: str, names: Iterable[str]) -> None:
        """Put a friend into lists, which are made where they are missing."""
        for name in names:
            members = self._loaded().setdefault(name, {})
            if peer not in members:
                members[peer] = None
                self._moved[peer] = None

    def place(self, peer: str, names: Iterable[str]) -> None:
        """Let a friend be in these lists and no others."""
        wanted = dict.fromkeys(names)
        for name, members in self._loaded().items():
            if name not in wanted and peer in members:
                del members[peer]
                self._moved[peer] = None
        self.put(peer, wanted)

    def make_lists(self, names: Iterable[str]) -> None:
        """Make the lists that are missing."""
        for name in names:
            self._loaded().setdefault(name, {})

    def drop_lists(self, names: Iterable[str]) -> None:
        """Delete those of the lists that are there; their members stay friends."""
        for name in names:
            self._moved |= self._loaded().pop(name, {})

    def rename_list(self, old: str, new: str) -> None:
        """Give a list another name, in its place among the others."""
        self._lists = {new if name == old else name: members for name, members in self._loaded().items()}
        before = (self._stored or {}).pop(old)
        after = replace(before, id=pair_key(self.user.id, new), name=new)
        self._tx.replace(friend_lists, before, after, undo=False)
        self._stored = {**(self._stored or {}), new: after}
        self.change.lists_deleted.append(old)
        self.change.lists_made.append(new)
        self._moved |= self._lists[new]

    def blocks(self, peer: str) -> Blocked | None:
        """Return the user's block of another, or None."""
        if peer not in self._blocks:
            self._blocks[peer] = self._tx.get(blocked, pair_key(self.user.id, peer))
        return self._blocks[peer]

    def block(self, peer: ChatUser) -> None:
        """Put another on the user's blocklist."""
        entry = Blocked(pair_key(self.user.id, peer.name), self.user.id, peer.name, peer.id, self.now_s)
        self._tx.add(blocked, entry, undo=False)
        self._blocks[peer.name] = entry
        self.user = replace(self.user, blocked=self.user.blocked + 1)
        self._block = True
        self.change.blocked.append(peer.name)

    def unblock(self, entry: Blocked) -> None:
        """Take another off the user's blocklist."""
        self._tx.remove(blocked, entry)
        self._blocks[entry.peer] = None
        self.user = replace(self.user, blocked=self.user.blocked - 1)
        self._block = True
        self.change.unblocked.append(entry.peer)

    def asked_by(self, peer: str) -> Pendency | None:
        """Return another's request to be the user's friend that waits for an answer, or None."""
        if peer not in self._asked:
            self._asked[peer] = self._tx.get(pendencies, pair_key(self.user.id, peer))
        return self._asked[peer]

    def ask(self, peer: ChatUser, **members: Any) -> None:
        """Let another's request, with these members of `Pendency`, wait for the user's answer; it replaces the last."""
        asked = Pendency(
            id=pair_key(self.user.id, peer.name),
            owner=self.user.id,
            peer=peer.name,
            peer_key=peer.id,
            add_time=self.now_s,
            nick=str(peer.profile.get(NICK, "")),
            **members,
        )
        before = self.asked_by(peer.name)
        if before is None:
            self._tx.add(pendencies, asked, undo=False)
            self.user = replace(self.user, pending=self.user.pending + 1)
        else:
            self._tx.replace(pendencies, before, asked, undo=False)
        self._asked[peer.name] = asked
        self.change.asked[peer.name] = asked

    def settle(self, asked: Pendency) -> None:
        """Let a request wait no longer."""
        self._tx.remove(pendencies, asked)
        self._asked[asked.peer] = None
        self.user = replace(self.user, pending=self.user.pending - 1)
        self.change.settled.append(asked.peer)

    def save(self) -> None:
        """Store the lists and the user's own row."""
        lists_changed = self._store_lists()
        for peer in self._moved:
            if self._friends.get(peer, True) is not None:
                self.change.altered.setdefault(peer, {})[GROUP] = self.memberships(peer)
        user = self.user
        self.user = replace(
            user,
            list_sequence=user.list_sequence + lists_changed,
            standard_sequence=user.standard_sequence + (self._standard or bool(self._moved)),
            custom_sequence=user.custom_sequence + self._custom,
            block_sequence=user.block_sequence + self._block,
        )
        if self.user != self._before:
            put_user(self._tx, self._before, self.user)
        self._before = self.user

    def _loaded(self) -> dict[str, dict[str, None]]:
        if self._stored is None:
            self._stored = {each.name: each for each in self._tx.find(friend_lists, owner=self.user.id)}
            self._lists = {name: dict.fromkeys(each.members) for name, each in self._stored.items()}
        return self._lists

    def _store_lists(self) -> bool:
        """Store the lists that differ from what is stored, and tell whether any did."""
        stored = self._stored or {}
        for name, kept in stored.items():
            if name not in self._lists:
                self._tx.remove(friend_lists, kept)
                self.change.lists_deleted.append(name)
        for name, members in self._lists.items():
            kept_list = stored.get(name)
            after = FriendList(pair_key(self.user.id, name), self.user.id, name, tuple(members))
            if kept_list is None:
                self._tx.add(friend_lists, after, undo=False)
                self.change.lists_made.append(name)
            elif kept_list != after:
                self._tx.replace(friend_lists, kept_list, after, undo=False)
                self.change.lists_changed.append(name)
        return self.change.of_lists


def tagged(friend: Friend) -> dict[str, Any]:
    """Return the members of a friendship by their tags, but for the lists, which are the circle's."""
    return {
        SOURCE: friend.source,
        REMARK: friend.remark,
        ADD_TIME: friend.add_time,
        WORDING: friend.wording,
        REMARK_TIME: friend.remark_time,
        **friend.custom,
    }
