"""The port to the store."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from twincloud.storage.transaction import News, Transaction

T = TypeVar("T")
NewsListener = Callable[[Sequence[News]], None]
log = logging.getLogger(__name__)


class Store(Protocol):
    """Runs functions in transactions. A function may be run more than once; only its last run takes effect."""

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` and return its result once the commit is durable; what `work` raises leaves no trace."""
        ...

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on a consistent snapshot that it cannot change."""
        ...

    def on_news(self, listener: NewsListener) -> None:
        """Have `listener` called in the event loop with the news of each commit, after it."""
        ...

    async def close(self) -> None:
        """Finish what was begun and let go of the database."""
        ...


def tell_all(listeners: Sequence[NewsListener], news: Sequence[News]) -> None:
    """Tell the listeners of a commit; the fault of one is logged, for what it was told of has happened all the same."""
    if not news:
        return
    for listener in listeners:
        try:
            listener(news)
        except Exception:
            log.exception("a listener to news failed")
