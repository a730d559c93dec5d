"""The scale-out engine: PostgreSQL through asyncpg, the same synchronous functions run inside `run_sync`."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from twincloud.storage.errors import StoreError, UnstorableError
from twincloud.storage.migrate import migrate_postgres
from twincloud.storage.store import NewsListener, tell_all
from twincloud.storage.transaction import News, Transaction

T = TypeVar("T")
_SERIALISATION_FAILURES = frozenset({"40001", "40P01"})
_NO_SUCH_CHARACTER = "22021"
_MOST_RUNS = 10
_CLAIM_TRIES = 20
_CLAIM_PAUSE_S = 0.25
_CLAIM = sa.text("SELECT pg_try_advisory_lock(7166115002)")
_ADVISORY = sa.text("SELECT pg_advisory_xact_lock(:key)")


class _LockingTransaction(Transaction):
    """Aggregates are held by advisory locks of the transaction, so they need no row and leave none behind."""

    def lock(self, keys: Sequence[str]) -> None:
        super().lock(keys)
        for number in sorted(_lock_number(key) for key in set(keys)):
            self.execute(_ADVISORY, {"key": number})


class PostgresStore:
    """READ COMMITTED with the aggregates locked first: every later statement sees what earlier holders committed."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._claim: AsyncConnection | None = None
        self._listeners: list[NewsListener] = []

    @classmethod
    async def open(cls, url: str) -> PostgresStore:
        """Connect to `url` and migrate to head; raises StoreError when that fails."""
        address = sa.make_url(url).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(
            address,
            pool_size=10,
            max_overflow=10,
            isolation_level="READ COMMITTED",
            # A database that was restarted has ended every connection; nobody's call is to be lost by that.
            pool_pre_ping=True,
            # Rows hold secrets, and errors are written to the log and the journal.
            hide_parameters=True,
        )
        try:
            async with engine.begin() as connection:
                await connection.run_sync(migrate_postgres)
        except (OSError, sa.exc.SQLAlchemyError) as error:
            await engine.dispose()
            raise StoreError(f"the database at {address.host} cannot be used: {error}") from error
        return cls(engine)

    async def claim(self) -> None:
        """Hold the database for this server alone, until it is closed or dies.

        News reach the process that made them only: of two servers, neither would hear what the other had changed.
        Raises StoreError when another server does not let go of the database for some seconds.
        """
        connection = await self._engine.connect()
        for _ in range(_CLAIM_TRIES):
            held = await connection.scalar(_CLAIM)
            await connection.commit()
            if held:
                self._claim = connection
                return
            # PostgreSQL may not have noticed yet that a server which was killed is gone.
            await asyncio.sleep(_CLAIM_PAUSE_S)
        await connection.close()
        raise StoreError("the database is in use by another server; choose one of this server's own with --database")

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, again when PostgreSQL could not serialise it; returns after the commit."""
        for run in range(_MOST_RUNS):
            try:
                result, news = await self._write_once(work)
            except sa.exc.DBAPIError as error:
                if run == _MOST_RUNS - 1 or _sqlstate(error) not in _SERIALISATION_FAILURES:
                    raise
                await asyncio.sleep(0)
            else:
                tell_all(self._listeners, news)
                return result
        raise AssertionError("unreachable")

    async def _write_once(self, work: Callable[[Transaction], T]) -> tuple[T, list[News]]:
        def run(connection: sa.Connection) -> tuple[T, list[News]]:
            transaction = _LockingTransaction(connection)
            return work(transaction), transaction.news

        with _texts_judged():
            async with self._engine.begin() as connection:
                return await connection.run_sync(run)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one snapshot (REPEATABLE READ, READ ONLY)."""

        def run(connection: sa.Connection) -> T:
            connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            return work(Transaction(connection))

        with _texts_judged():
            async with self._engine.begin() as connection:
                return await connection.run_sync(run)

    def on_news(self, listener: NewsListener) -> None:
        """Have `listener` called in the event loop with the news of each commit of this process."""
        self._listeners.append(listener)

    async def close(self) -> None:
        """Close every connection."""
        if self._claim is not None:
            # Not given back to the pool, where it would go on holding the database.
            await self._claim.invalidate()
            await self._claim.close()
        await self._engine.dispose()


@contextlib.contextmanager
def _texts_judged() -> Iterator[None]:
    try:
        yield
    except sa.exc.DBAPIError as error:
        if _sqlstate(error) == _NO_SUCH_CHARACTER:
            raise UnstorableError(str(error.orig)) from error
        raise


def _lock_number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)


def _sqlstate(error: sa.exc.DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", ""))
