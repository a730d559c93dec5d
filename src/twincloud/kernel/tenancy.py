"""Who owns a thing and where it lives: nothing is stored or looked up without both."""

from __future__ import annotations

from typing import NamedTuple


class Tenant(NamedTuple):
    """One account in one region; part of every row that belongs to a customer."""

    account: str
    region: str
