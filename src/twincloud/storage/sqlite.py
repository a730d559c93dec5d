"""The embedded engine: SQLite in WAL mode with full sync, one writer thread that commits in groups."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from twincloud.storage.collection import Statement
from twincloud.storage.errors import ConflictError, StoreError
from twincloud.storage.migrate import migrate_sqlite
from twincloud.storage.store import NewsListener, tell_all
from twincloud.storage.transaction import News, Transaction

T = TypeVar("T")
log = logging.getLogger(__name__)
_LARGEST_GROUP = 64


class _Job:
    """One write on its way through the writer thread."""

    __slots__ = ("error", "future", "news", "result", "work")

    def __init__(self, work: Callable[[Transaction], Any], future: asyncio.Future[Any]) -> None:
        self.work = work
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None
        self.news: list[News] = []


class _SqliteTransaction(Transaction):
    """Collections' statements go straight to the driver: SQLAlchemy's way there costs four times the statement."""

    def __init__(self, connection: sa.Connection, driver: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._driver = driver

    def _values(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Any]:
        return [row[0] for row in self._driver.execute(statement.text, parameters)]

    def _change(self, statement: Statement, parameters: Mapping[str, Any]) -> int:
        try:
            return self._driver.execute(statement.text, parameters).rowcount
        except sqlite3.IntegrityError as error:
            raise ConflictError(str(error)) from error


class SqliteStore:
    """Writes go to one thread, which runs all that wait in one transaction, a savepoint each, and syncs once.

    Reads run at once on a connection of the event loop's own: they take microseconds, less than a change of thread.
    """

    def __init__(self, path: Path) -> None:
        self._loop = asyncio.get_running_loop()
        self._engine = sa.create_engine(
            "sqlite://",
            creator=lambda: _connect(path),
            poolclass=sa.NullPool,
            isolation_level="AUTOCOMMIT",
            # Rows hold secrets, and errors are written to the log and the journal.
            hide_parameters=True,
        )
        self._writer = self._engine.connect()
        self._reader = self._engine.connect()
        _driver(self._reader).execute("PRAGMA query_only=ON")
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._listeners: list[NewsListener] = []
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, path: Path) -> SqliteStore:
        """Open or create the file at `path`, at head schema; raises StoreError when it cannot be used."""
        migrate_sqlite(path)
        try:
            return cls(path)
        except sa.exc.DBAPIError as error:
            raise StoreError(f"{path} cannot be used as a store: {error.orig}") from error

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in the writer thread; returns after the commit is on disk. Raises StoreError when closed."""
        if self._closed:
            raise StoreError("the store is closed")
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(_Job(work, future))
        return await future

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` here and now on a snapshot."""
        driver = _driver(self._reader)
        driver.execute("BEGIN")
        try:
            return work(_SqliteTransaction(self._reader, driver))
        finally:
            # An error of the disk has ended the transaction already.
            if driver.in_transaction:
                driver.execute("COMMIT")

    def on_news(self, listener: NewsListener) -> None:
        """Have `listener` called in the event loop with the news of each commit."""
        self._listeners.append(listener)

    async def close(self) -> None:
        """Let the writer finish its queue, then close both connections."""
        self._closed = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        for connection in (self._reader, self._writer):
            connection.close()
        self._engine.dispose()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            group = [job]
            last = False
            while len(group) < _LARGEST_GROUP and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    last = True
                    break
                group.append(following)
            self._commit(group)
            self._loop.call_soon_threadsafe(self._deliver, group)
            if last:
                return

    def _commit(self, group: list[_Job]) -> None:
        driver = _driver(self._writer)
        try:
            driver.execute("BEGIN IMMEDIATE")
            for job in group:
                self._run_one(driver, job)
            driver.execute("COMMIT")
        except BaseException as error:
            # Whatever it is, nobody may be left waiting.
            log.exception("a group of writes was not committed")
            for job in group:
                job.error = job.error or error
                job.news = []
            # Should this fail as well, the next BEGIN does, and the next group comes here.
            with contextlib.suppress(sqlite3.Error):
                if driver.in_transaction:
                    driver.execute("ROLLBACK")

    def _run_one(self, driver: sqlite3.Connection, job: _Job) -> None:
        driver.execute("SAVEPOINT job")
        transaction = _SqliteTransaction(self._writer, driver)
        try:
            job.result = job.work(transaction)
        except Exception as error:  # noqa: BLE001 (whatever it is belongs to the one who asked)
            job.error = error
            driver.execute("ROLLBACK TO job")
        else:
            job.news = transaction.news
        driver.execute("RELEASE job")

    def _deliver(self, group: list[_Job]) -> None:
        tell_all(self._listeners, [item for job in group for item in job.news])
        for job in group:
            if job.future.done():
                continue
            if job.error is not None:
                job.future.set_exception(_bearable(job.error))
            else:
                job.future.set_result(job.result)


def _bearable(error: BaseException) -> Exception:
    """Return what a future can carry: not what ends iterations, tasks or programs."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    bearable = RuntimeError(f"a write ended with {error!r}")
    bearable.__cause__ = error
    return bearable


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    connection.execute("PRAGMA journal_mode=WAL")
    # FULL: a commit has reached the disk before anybody is told of it.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA cache_size=-16000")
    return connection


def _driver(connection: sa.Connection) -> sqlite3.Connection:
    driver = connection.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 (this engine has no other)
    return driver
