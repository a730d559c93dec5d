"""How answers show things: members by name, times, tags."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from msgspec import Struct

from twincloud.contract.shapes import slb as shapes
from twincloud.inventory.tags import tags_of
from twincloud.services.alibaba_slb.errors import unusable
from twincloud.storage.transaction import Transaction

S = TypeVar("S", bound=Struct)
_NEVER_EMPTY = frozenset({"persistence_timeout", "weight", "v_switch_id", "vpc_id", "resource_group_id"})


def filled(shape: type[S], *records: Struct, **more: object) -> S:
    """Return a shape with the records' members of the same names; texts and numbers that say nothing are left out."""
    members: dict[str, object] = {}
    for record in records:
        for name in shape.__struct_fields__:
            value = getattr(record, name, None)
            if (
                value not in ("", 0, None, ())
                or isinstance(value, bool)
                or (name in _NEVER_EMPTY and value is not None)
            ):
                members[name] = value
    return shape(**{**members, **more})


def time_shown(ms: int) -> str:
    """Return a time in Unix milliseconds as answers show it, in UTC and to the second."""
    return _utc(ms).strftime("%Y-%m-%dT%H:%M:%SZ")


def minute_shown(ms: int) -> str:
    """Return a time to the minute, as lists of balancers have it."""
    return _utc(ms).strftime("%Y-%m-%dT%H:%MZ")


def place(token: str | None) -> int:
    """Return where the page begins that a NextToken stands for; raises ApiError InvalidParameter."""
    if not token:
        return 0
    if not token.isascii() or not token.isdigit():
        raise unusable("The specified NextToken is not valid.")
    return int(token[:9])


def tags_shown(tx: Transaction, resource: str) -> shapes.DescribeAccessControlListAttributeTags:
    """Return a resource's tags."""
    found = [shapes.Tag(tag_key=tag.key, tag_value=tag.value) for tag in tags_of(tx, resource)]
    return shapes.DescribeAccessControlListAttributeTags(tag=found)


def _utc(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)
