"""How every list of the operator's door is cut into pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from twincloud.kernel.paging import page

T = TypeVar("T")
_DEFAULT = 100
_MOST = 1000


def one_page(items: Sequence[T], offset: int | None, limit: int | None) -> Sequence[T]:
    """Return the page that a request asks for: 100 items unless it says otherwise, 1,000 at most."""
    return page(items, offset, limit, default=_DEFAULT, most=_MOST)
