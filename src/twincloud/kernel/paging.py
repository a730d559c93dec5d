"""Offset paging with the bounds that list calls share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def page(
    items: Sequence[T], offset: int | None, limit: int | None, *, default: int = 20, most: int = 100
) -> Sequence[T]:
    """Return the slice of `items` that starts at `offset` (0 when absent) and holds `limit` items.

    `limit` falls back to `default` and is cut to `most`; negative numbers count as absent (our choice).
    """
    start = offset if offset is not None and offset > 0 else 0
    size = limit if limit is not None and limit >= 0 else default
    return items[start : start + min(size, most)]
