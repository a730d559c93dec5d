"""What an operation may do to the store while its transaction is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from msgspec import Struct

from twincloud.storage.collection import Collection, registry

R = TypeVar("R", bound=Struct)


class News(Struct, frozen=True):
    """Something happened that somebody waits for: told to the process after the commit, never before it."""

    kind: str
    key: str
    number: int = 0
    """The generation, offset or sequence that the news is about, where there is one."""
    subjects: tuple[str, ...] = ()
    """The things inside `key` that changed."""


class RowImage(Struct, frozen=True, array_like=True):
    """A row as it was before a transaction changed it; `body` is None when the row was not there."""

    collection: str
    id: str
    body: str | None


class Transaction:
    """An open transaction. Collects row images (to undo it later, should the engine refuse it) and news."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.images: list[RowImage] = []
        self.news: list[News] = []

    def get(self, collection: Collection[R], key: str) -> R | None:
        """Return the record whose id is `key`, or None."""
        body = self._connection.execute(collection.select(("id",)), {"id": key}).scalar()
        return None if body is None else collection.decode(body)

    def find(self, collection: Collection[R], **columns: Any) -> list[R]:
        """Return the records whose columns have these values, in the order of their creation."""
        rows = self._connection.execute(collection.select(tuple(columns)), columns).scalars()
        return [collection.decode(body) for body in rows]

    def execute(self, statement: sa.Executable, parameters: dict[str, Any] | None = None) -> sa.CursorResult[Any]:
        """Run a statement of SQLAlchemy Core; for what `get` and `find` cannot ask."""
        return self._connection.execute(statement, parameters or {})

    def add(self, collection: Collection[R], record: R) -> None:
        """Store a new record; a taken id or unique value raises sqlalchemy.exc.IntegrityError and re-runs the call."""
        self._connection.execute(collection.insert, values := collection.values(record))
        self.images.append(RowImage(collection.name, values["id"], None))

    def add_all(self, collection: Collection[R], records: Sequence[R]) -> None:
        """Store several new records with one statement."""
        if not records:
            return
        rows = [collection.values(record) for record in records]
        self._connection.execute(collection.insert, rows)
        self.images += [RowImage(collection.name, row["id"], None) for row in rows]

    def replace(self, collection: Collection[R], before: R, after: R) -> None:
        """Store `after` in place of `before`, which this transaction has read; does nothing when they are equal."""
        if before == after:
            return
        old = collection.values(before)
        self._connection.execute(collection.update, {**collection.values(after), "key": old["id"]})
        self.images.append(RowImage(collection.name, old["id"], old["body"].decode()))

    def remove(self, collection: Collection[R], record: R) -> None:
        """Delete a record that this transaction has read."""
        old = collection.values(record)
        self._connection.execute(collection.remove, {"key": old["id"]})
        self.images.append(RowImage(collection.name, old["id"], old["body"].decode()))

    def restore(self, images: Iterable[RowImage]) -> None:
        """Put rows back as the images show them, the latest image first."""
        for image in reversed(list(images)):
            collection = registry[image.collection]
            if image.body is None:
                self._connection.execute(collection.remove, {"key": image.id})
                continue
            record = collection.decode(image.body.encode())
            values = collection.values(record)
            if self._connection.execute(collection.update, {**values, "key": image.id}).rowcount == 0:
                self._connection.execute(collection.insert, values)

    def tell(self, news: News) -> None:
        """Have the process told of news once this transaction is committed."""
        self.news.append(news)

    def lock(self, keys: Sequence[str]) -> None:
        """Hold the aggregates `keys` until the transaction ends (SQLite has one writer, so nothing is to be done)."""
