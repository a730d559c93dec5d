"""Tencent Chat (REST, v4): accounts, profiles and the whole relationship chain of the users of an app."""

from __future__ import annotations

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.tencent_chat import (
    accounts,
    blocklists,
    client,
    friend_requests,
    friend_views,
    friends,
    lists,
    profiles,
    sessions,
)
from twincloud.services.tencent_chat.product import CHAT, CLIENT
from twincloud.services.tencent_chat.webhooks import SIGNER, sign
from twincloud.services.tencent_chat.world import ChatWorld

NOUNS = (accounts, blocklists, client, friend_requests, friend_views, friends, lists, profiles, sessions)
"""The modules whose functions are the product's operations."""

__all__ = ["CHAT", "CLIENT", "NOUNS", "SIGNER", "ChatWorld", "sign"]
