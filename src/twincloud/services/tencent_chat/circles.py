"""The circles that one call concerns: each is read once, all are stored together, and the app's server is told."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.services.tencent_chat.circle import Circle
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

    def save(self) -> None:
        """Store every circle that changed, and have the devices of its user and the app's server told."""
        circles = [circle for circle in self._known.values() if circle is not None]
        for circle in circles:
            circle.save()
        changes = {circle.name: circle.change for circle in circles}
        tell_app(self._call, self._tx, Told(changes, initiator=self._initiator, force=self._force))
