"""The directory: who holds a key, answered from memory until something about identities changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from twincloud.identity.accounts import IDENTITY_NEWS, Principal, User, find_principal
from twincloud.identity.policy import Decision, Policy, decide, parse_policy
from twincloud.storage.store import Store
from twincloud.storage.transaction import News

_MOST_CACHED = 10_000


class Directory:
    """Looks keys up for every call. Emptied whenever a commit of this process changed an identity."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Principal] = {}
        self._changes = 0
        store.on_news(self._on_news)

    async def principal(self, key_id: str) -> Principal | None:
        """Return who holds the key, or None."""
        found = self._known.get(key_id)
        if found is None:
            changes = self._changes
            found = await self._store.read(lambda tx: find_principal(tx, key_id))
            # What changed while it was read must not be remembered as it was before.
            if found is not None and changes == self._changes and len(self._known) < _MOST_CACHED:
                self._known[key_id] = found
        return found

    def _on_news(self, news: Sequence[News]) -> None:
        if any(item.kind == IDENTITY_NEWS for item in news):
            self._changes += 1
            self._known.clear()


def allowed(user: User | None, action: str, resource: str, source_ip: str) -> Decision:
    """Decide by a user's policies; the account's own keys (`user` None) may do everything."""
    if user is None:
        return Decision(allowed=True, reason="the account's own key")
    return decide([_parsed(document) for document in user.policies], action, resource, source_ip)


@lru_cache(maxsize=1024)
def _parsed(document: str) -> Policy:
    return parse_policy(document)
