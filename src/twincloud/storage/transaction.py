"""What an operation may do to the store while its transaction is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, Struct

from twincloud.storage.collection import Collection, Statement, registry
from twincloud.storage.errors import ConflictError

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
    """A row as it was before a transaction changed it, and as that left it; None where there was no row.

    Images of before `after` was kept have an empty one, and hold whole rows.
    """

    collection: str
    id: str
    before: str | None
    after: str | None = ""


class Transaction:
    """An open transaction.

    It collects news, and what undoing it later takes, should the engine refuse it: row images and the held aggregates.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.images: list[RowImage] = []
        self.held: set[str] = set()
        self.news: list[News] = []

    def get(self, collection: Collection[R], key: str) -> R | None:
        """Return the record whose id is `key`, or None."""
        bodies = self._values(collection.select(("id",)), {"id": key})
        return collection.decode(bodies[0]) if bodies else None

    def find(self, collection: Collection[R], **columns: Any) -> list[R]:
        """Return the records whose columns have these values, in the order of their creation."""
        decode = collection.decode
        return [decode(body) for body in self._values(collection.select(tuple(columns)), columns)]

    def column(self, collection: Collection[R], column: str, **columns: Any) -> list[Any]:
        """Return one column of the rows whose columns have these values, in the order of their creation."""
        return self._values(collection.select(tuple(columns), column), columns)

    def execute(self, statement: sa.Executable, parameters: dict[str, Any] | None = None) -> sa.CursorResult[Any]:
        """Run a statement of SQLAlchemy Core; for what `get` and `find` cannot ask."""
        return self._connection.execute(statement, parameters or {})

    def add(self, collection: Collection[R], record: R, *, undo: bool = True) -> None:
        """Store a new record; a taken id or unique value raises ConflictError, which runs the call again.

        With `undo` off no image is kept: the row stays when the call is undone.
        """
        values = collection.values(record)
        self._change(collection.insert, values)
        if undo:
            self.images.append(RowImage(collection.name, values["id"], None))

    def add_all(self, collection: Collection[R], records: Sequence[R]) -> None:
        """Store several new records."""
        for record in records:
            self.add(collection, record)

    def replace(self, collection: Collection[R], before: R, after: R, *, undo: bool = True) -> None:
        """Store `after` in place of `before`, which this transaction has read; does nothing when they are equal."""
        if before == after:
            return
        key = collection.key(before)
        values = collection.values(after)
        self._change(collection.update, {**values, "row_id": key})
        if undo:
            body = collection.encode(before).decode()
            self.images.append(RowImage(collection.name, key, body, values["body"].decode()))

    def remove(self, collection: Collection[R], record: R) -> None:
        """Delete a record that this transaction has read."""
        key = collection.key(record)
        self._change(collection.remove, {"row_id": key})
        self.images.append(RowImage(collection.name, key, collection.encode(record).decode(), None))

    def restore(self, images: Iterable[RowImage]) -> None:
        """Put rows back as the images show them, the latest image first.

        What others have changed since stays: members that are not as the transaction left them, rows that are gone
        though it kept them, and rows that are there again though it removed them. May raise ConflictError.
        """
        for image in reversed(list(images)):
            collection = registry[image.collection]
            if image.before is None:
                self._change(collection.remove, {"row_id": image.id})
                continue
            current = self._values(collection.select(("id",)), {"id": image.id})
            if not current and not image.after:
                self._change(collection.insert, collection.values(collection.decode(image.before.encode())))
            elif current and image.after is not None:
                merged = _put_back(current[0], image.before, image.after)
                self._change(collection.update, {**collection.values(collection.decode(merged)), "row_id": image.id})

    def tell(self, news: News) -> None:
        """Have the process told of news once this transaction is committed."""
        self.news.append(news)

    def lock(self, keys: Sequence[str]) -> None:
        """Hold the aggregates `keys` until the transaction ends (SQLite has one writer, so they are only noted)."""
        self.held.update(keys)

    def _values(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Any]:
        """Run a statement that asks for one column and return its values."""
        return list(self._connection.execute(statement.clause, dict(parameters)).scalars())

    def _change(self, statement: Statement, parameters: Mapping[str, Any]) -> int:
        """Run a changing statement and return how many rows it changed; raises ConflictError."""
        try:
            return self._connection.execute(statement.clause, dict(parameters)).rowcount
        except sa.exc.IntegrityError as error:
            raise ConflictError(str(error.orig)) from error


def _put_back(current: bytes, before: str, after: str) -> bytes:
    """Return `current` with those members as `before` shows them that are as `after` left them."""
    if not after:
        return before.encode()
    now, old, new = (msgspec.json.decode(body, type=dict[str, Any]) for body in (current, before, after))
    for name in old.keys() | new.keys():
        if old.get(name, UNSET) == new.get(name, UNSET) or now.get(name, UNSET) != new.get(name, UNSET):
            continue
        if name in old:
            now[name] = old[name]
        else:
            del now[name]
    return msgspec.json.encode(now)
