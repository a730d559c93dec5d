"""Alibaba Live interactive messaging (API 2016-11-01): applications, groups, messages, mutes, and their clients."""

from __future__ import annotations

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.alibaba_live import (
    app_settings,
    apps,
    group_list,
    groups,
    member_list,
    members,
    message_list,
    messages,
    mutes,
    older,
    recovery,
    removal,
    user_messages,
    users,
)
from twincloud.services.alibaba_live.callbacks import SIGNER, sign
from twincloud.services.alibaba_live.client import SCRIPT, SCRIPT_PATH, LiveWorld
from twincloud.services.alibaba_live.client.sessions import ABSENCE, RETURN, close_ranks, give_up
from twincloud.services.alibaba_live.message_list import ensure_retention
from twincloud.services.alibaba_live.product import CLIENT, LIVE
from twincloud.services.alibaba_live.rules import Rules
from twincloud.services.alibaba_live.user_messages import Receipts

NOUNS = (
    apps, app_settings, groups, group_list, removal, recovery, members, member_list, messages, message_list,
    user_messages, mutes, users, *older.NOUNS,
)  # fmt: skip
"""The modules whose functions are the server API's operations."""
TIMERS = {
    removal.PURGE: removal.purge_due,
    members.TELL: members.tell_due,
    message_list.RETENTION: message_list.forget,
    ABSENCE: give_up,
    RETURN: close_ranks,
    **older.TIMERS,
}
"""What comes due, by the kind of its timer."""

__all__ = [
    "CLIENT", "LIVE", "NOUNS", "SCRIPT", "SCRIPT_PATH", "SIGNER", "TIMERS", "LiveWorld", "Receipts", "Rules",
    "ensure_retention", "sign",
]  # fmt: skip
