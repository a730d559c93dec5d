"""Envoy's complaints about a response, told apart by resource."""

from __future__ import annotations

import re
from collections.abc import Collection

INVALID = "Proto constraint validation failed ("
"""Before this, Envoy prints the whole resource."""
LONGEST = 500
PREFIX = re.compile(r"^Error adding/updating (?:listener|cluster)\(s\) ")
ENDS = " ,\n"


def reasons(complaint: str, names: Collection[str]) -> dict[str, str]:
    """Return each refused resource of `names` with its reason; empty when the complaint names none of them.

    Envoy joins its complaints as ``name: reason``, listeners by line and clusters by comma.
    """
    text = PREFIX.sub("", complaint)
    found = sorted((place, name) for name in names if (place := _place(text, name)) >= 0)
    ends = [*(place for place, _ in found), len(text)][1:]
    return {name: brief(text[place + len(name) + 2 : end]) for (place, name), end in zip(found, ends, strict=False)}


def brief(reason: str) -> str:
    """Return a complaint about one resource without the resource itself, at most 500 characters long."""
    if INVALID in reason:
        reason = reason[reason.index(INVALID) + len(INVALID) :].strip(ENDS).removesuffix(")")
    return reason.strip(ENDS)[:LONGEST]


def _place(text: str, name: str) -> int:
    """Return where ``name: `` begins a complaint, or -1."""
    mark = f"{name}: "
    place = text.find(mark)
    while place > 0 and text[place - 1] not in ENDS:
        place = text.find(mark, place + 1)
    return place
