"""How a store is opened from its address: the one place that knows both engines."""

from __future__ import annotations

from pathlib import Path

from twincloud.storage.store import Store


async def open_store(url: str | None, directory: Path) -> Store:
    """Open the store at head schema, migrating it first where needed.

    `url` is a ``postgresql://`` address, or None for the embedded SQLite file in `directory`. Raises StoreError when
    the database cannot be reached, is newer than this program, or is in use by another server.
    """
    if url is None:
        from twincloud.storage.sqlite import SqliteStore  # noqa: PLC0415 (a server loads one engine only)

        return SqliteStore.open(directory / "twincloud.db")
    from twincloud.storage.postgres import PostgresStore  # noqa: PLC0415

    store = await PostgresStore.open(url)
    try:
        await store.claim()
    except BaseException:
        await store.close()
        raise
    return store
