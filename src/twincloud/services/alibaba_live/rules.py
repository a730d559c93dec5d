"""How much of everything there may be."""

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


_DEFAULTS = Rules()


def rules(call: Call) -> Rules:
    """Return the rules in force for a call."""
    found = call.ports.get(Rules, _DEFAULTS)
    return found if isinstance(found, Rules) else _DEFAULTS
