"""How much of everything there may be, and which documented rules a server keeps that get in a developer's way."""

from __future__ import annotations

from msgspec import Struct

from twincloud.contract.call import Call


class Rules(Struct, frozen=True):
    """The documented limits; a server may register other ones as a port of this type."""

    apps_per_account: int = 300
    groups_per_app: int = 5000
    """Groups that exist; deleted ones are not counted."""
    types_per_group: int = 30
    super_above: int = 2000
    """With more members than this a group becomes a super-large one."""
    groups_per_user: int = 100
    """A limit exists; how high it is, is not published (our choice)."""
    receipt_s: float = 3.0
    """How long a highly reliable message waits for its receiver's word."""
    strict_urls: bool = False
    """Refuse callback addresses with a port or a private address, as the cloud must and a developer must not."""
    active_groups_only: bool = False
    """Refuse messages to groups that nobody has joined."""


_DEFAULTS = Rules()


def rules(call: Call) -> Rules:
    """Return the rules in force for a call."""
    found = call.ports.get(Rules, _DEFAULTS)
    return found if isinstance(found, Rules) else _DEFAULTS
