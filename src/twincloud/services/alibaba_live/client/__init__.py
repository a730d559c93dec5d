"""What clients of interactive messaging do through their sockets: log in, join, send, and manage their groups."""

from __future__ import annotations

from pathlib import Path

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.alibaba_live.client import groups, membership, messages, mutes, sessions
from twincloud.services.alibaba_live.client.world import LiveWorld

NOUNS = (sessions, membership, groups, mutes, messages)
"""The modules whose functions are the clients' operations."""
SCRIPT = Path(__file__).with_name("alivc-im.iife.js")
"""What takes the place of the vendor's script in a page: the same names, spoken over our sockets."""
SCRIPT_PATH = "/live/sdk/alivc-im.iife.js"

__all__ = ["NOUNS", "SCRIPT", "SCRIPT_PATH", "LiveWorld"]
