"""What clients of interactive messaging do through their sockets: log in, join, send, and manage their groups."""

from __future__ import annotations

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.alibaba_live.client import groups, membership, messages, mutes, sessions
from twincloud.services.alibaba_live.client.world import LiveWorld

NOUNS = (sessions, membership, groups, mutes, messages)
"""The modules whose functions are the clients' operations."""

__all__ = ["NOUNS", "LiveWorld"]
