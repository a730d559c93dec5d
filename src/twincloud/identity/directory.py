"""The directory: who holds a key, and which Chat app this is, from memory until something of identities changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from twincloud.identity.accounts import IDENTITY_NEWS, Principal, User, find_principal
from twincloud.identity.chat_apps import ChatApp, chat_apps
from twincloud.identity.policy import Decision, Policy, decide, parse_policy
from twincloud.storage.store import Store
from twincloud.storage.transaction import News

_MOST_CACHED = 10_000


class Directory:
    """Looks keys up for every call. Emptied whenever a commit of this process changed an identity."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Principal] = {}
        self._apps: dict[str, ChatApp] = {}
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

    async def chat_app(self, sdkappid: str) -> ChatApp | None:
        """Return the app with this SDKAppID, or None."""
        found = self._apps.get(sdkappid)
        if found is None:
            changes = self._changes
            found = await self._store.read(lambda tx: tx.get(chat_apps, sdkappid))
            if found is not None and changes == self._changes and len(self._apps) < _MOST_CACHED:
                self._apps[sdkappid] = found
        return found

    def _on_news(self, news: Sequence[News]) -> None:
        if any(item.kind == IDENTITY_NEWS for item in news):
            self._changes += 1
            self._known.clear()
            self._apps.clear()


def allowed(user: User | None, action: str, resource: str, source_ip: str) -> Decision:
    """Decide by a user's policies; the account's own keys (`user` None) may do everything."""
    if user is None:
        return Decision(allowed=True, reason="the account's own key")
    return decide([_parsed(document) for document in user.policies], action, resource, source_ip)


@lru_cache(maxsize=1024)
def _parsed(document: str) -> Policy:
    return parse_policy(document)
