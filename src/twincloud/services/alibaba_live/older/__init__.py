"""The older generation of interactive messaging, whose applications and groups the newer one does not see.

Its rows are the newer one's, and what happens to them is done by the same functions; its applications have no data
center and its groups are marked. What is here is what the older operations say differently.
"""

from __future__ import annotations

from twincloud.services.alibaba_live.mutes import UNMUTE

# Importing a noun registers its operations; this is the list of them.
from twincloud.services.alibaba_live.older import apps, groups, members, messages, mutes, tokens

NOUNS = (apps, tokens, groups, members, messages, mutes)
"""The modules whose functions are the older generation's operations."""
TIMERS = {UNMUTE: mutes.unmute_due}
"""What comes due in it, by the kind of its timer."""

__all__ = ["NOUNS", "TIMERS"]
