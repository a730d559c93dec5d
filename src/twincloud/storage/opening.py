"""How a store is opened from its address, in a directory that no other server uses: the one place with both engines."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from twincloud.storage.errors import StoreError
from twincloud.storage.store import Store


@contextlib.contextmanager
def held_directory(data: Path) -> Iterator[Path]:
    """Create the data directory and hold it against other servers; hands out its full path. Raises StoreError."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data / "lock").open("w")
    except OSError as error:
        raise StoreError(
            f"the data directory {data} cannot be used: {error.strerror}; choose one with --data"
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(f"the data directory {data} is in use by another server; choose one with --data") from None
        yield data.resolve()


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
