"""The circles that one call concerns: each is read once, all are stored together, and the app's server is told."""

from __future__ import annotations

from collections.abc import Iterable

from twincloud.contract.call import Call
from twincloud.services.tencent_chat.circle import Circle
from twincloud.services.tencent_chat.events import tell
from twincloud.services.tencent_chat.records import blocked, friends, many, pair_key, pendencies, user_key, users
from twincloud.services.tencent_chat.users import find_user, require_user
from twincloud.services.tencent_chat.webhooks import Told, tell_app
from twincloud.storage.transaction import Transaction


class Circles:
    """One call's view of relations. Reads need no more of it; writes end with `save`."""

    def __init__(self, call: Call, tx: Transaction, *, force: bool = False) -> None:
        """`force` is what the app's server is told of friendships that an admin's word alone made."""
        self._call = call
        self._tx = tx
        self._force = force
        self._known: dict[str, Circle | None] = {}
        self._initiator = ""

    def require(self, name: str) -> Circle:
        """Return the circle of the user on whose behalf the call is; raises ApiError 30003 when there is none."""
        circle = self._known[name] = Circle(self._tx, require_user(self._call, self._tx, name), self._call.now_ms)
        self._initiator = name
        return circle

    def find(self, name: str) -> Circle | None:
        """Return a user's circle, or None when there is no such user."""
        if name not in self._known:
            user = find_user(self._tx, self._call.tenant.account, name)
            self._known[name] = None if user is None else Circle(self._tx, user, self._call.now_ms)
        return self._known[name]

    def look_at_friends(self, circle: Circle, names: Iterable[str]) -> None:
        """Read ahead what a circle's user has of these friends."""
        peers = set(names)
        circle.know(peers, many(self._tx, friends, (pair_key(circle.user.id, peer) for peer in peers)))

    def look_at(self, circle: Circle, names: Iterable[str]) -> None:
        """Read ahead all that a circle's user and these have of each other: a call may name a thousand."""
        app, tx, named = self._call.tenant.account, self._tx, set(names)
        found = many(tx, users, (user_key(app, name) for name in named - self._known.keys()))
        peers = {user.name: Circle(tx, user, self._call.now_ms) for user in found.values()}
        self._known |= peers
        mine = [pair_key(circle.user.id, name) for name in named]
        theirs = [pair_key(peer.user.id, circle.name) for peer in peers.values()]
        keys = [*mine, *theirs]
        rows = (many(tx, friends, keys), many(tx, blocked, keys), many(tx, pendencies, keys))
        circle.know(named, *rows)
        for peer in peers.values():
            peer.know([circle.name], *rows)

    def save(self) -> None:
        """Store every circle that changed, and have the devices of its user and the app's server told."""
        circles = [circle for circle in self._known.values() if circle is not None]
        for circle in circles:
            circle.save()
        tell(self._tx, [(circle.user, circle.change) for circle in circles], self._call.now_ms)
        changes = {circle.name: circle.change for circle in circles}
        tell_app(self._call, self._tx, Told(changes, initiator=self._initiator, force=self._force))
