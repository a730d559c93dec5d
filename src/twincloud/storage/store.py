"""The port to the store, and how one is opened from its URL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from twincloud.storage.transaction import News, Transaction

T = TypeVar("T")
NewsListener = Callable[[Sequence[News]], None]


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


async def open_store(url: str | None, directory: Path) -> Store:
    """Open the store at head schema, migrating it first where needed.

    `url` is a ``postgresql://`` address, or None for the embedded SQLite file in `directory`. Raises StoreError when
    the database cannot be reached or is newer than this program.
    """
    if url is None:
        from twincloud.storage.sqlite import SqliteStore  # noqa: PLC0415 (a server loads one engine only)

        return SqliteStore.open(directory / "twincloud.db")
    from twincloud.storage.postgres import PostgresStore  # noqa: PLC0415

    return await PostgresStore.open(url)
