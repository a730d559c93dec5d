"""A collection: the rows of one noun, each a typed record with a few indexed columns beside it.

The record (a frozen msgspec Struct) is stored whole as JSON and is the truth; the columns repeat those of its
attributes that the database has to find, order or keep unique. Reading a row is one column and one decode.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

R = TypeVar("R", bound=msgspec.Struct)

metadata = sa.MetaData()
"""Every table of the program; collections add themselves when their module is imported."""

_SQLITE = sqlite.dialect(paramstyle="named")
_COLUMN_TYPES: dict[type, type[sa.types.TypeEngine[Any]]] = {str: sa.Text, int: sa.BigInteger, bool: sa.Boolean}
registry: dict[str, Collection[Any]] = {}
"""Collections by table name, for code that restores row images."""


class Statement:
    """A statement that never changes: for SQLAlchemy as it is, for SQLite compiled to its text when first used."""

    def __init__(self, clause: sa.Executable, members: Sequence[str] | None = None) -> None:
        """`members` are the columns that an INSERT or UPDATE sets."""
        self.clause = clause
        self._members = members

    @functools.cached_property
    def text(self) -> str:
        """The statement as SQLite reads it."""
        return str(self.clause.compile(dialect=_SQLITE, column_keys=self._members))  # type: ignore[attr-defined]


class Collection(Generic[R]):
    """A table of records of type `record`, found by `id` and by its `columns`."""

    def __init__(
        self,
        name: str,
        record: type[R],
        *,
        columns: dict[str, type],
        unique: Sequence[tuple[str, ...]] = (),
        index: Sequence[tuple[str, ...]] = (),
    ) -> None:
        """Define the table. `columns` are attributes of `record` and their types; `id` is always one of them."""
        self.name = name
        self.record = record
        self.columns = tuple(columns)
        self.decode = msgspec.json.Decoder(record).decode
        self.encode = msgspec.json.Encoder().encode
        self.table = sa.Table(
            name,
            metadata,
            sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
            sa.Column("id", sa.Text, nullable=False, unique=True),
            *(sa.Column(column, _COLUMN_TYPES[kind], nullable=False) for column, kind in columns.items()),
            sa.Column("body", sa.LargeBinary, nullable=False),
            *(sa.UniqueConstraint(*names, name=f"uq_{name}_{'_'.join(names)}") for names in unique),
            *(sa.Index(f"ix_{name}_{'_'.join(names)}", *names) for names in index),
        )
        members = [*columns, "id", "body"]
        by_key = self.table.c.id == sa.bindparam("row_id")
        # Inline, because SQLAlchemy would otherwise ask for the new row's key, which nobody needs.
        self.insert = Statement(sa.insert(self.table).inline(), members)
        self.update = Statement(sa.update(self.table).where(by_key), members)
        self.remove = Statement(sa.delete(self.table).where(by_key))
        self.clear = sa.delete(self.table)
        registry[name] = self

    def values(self, record: R) -> dict[str, Any]:
        """Return the row of a record."""
        row = {column: getattr(record, column) for column in self.columns}
        row["id"] = self.key(record)
        row["body"] = self.encode(record)
        return row

    @staticmethod
    def key(record: R) -> str:
        """Return a record's id."""
        return record.id  # type: ignore[attr-defined,no-any-return]  # every record has one; Struct cannot say so

    @functools.lru_cache(maxsize=1024)  # noqa: B019 (collections live as long as the program)
    def select(self, names: tuple[str, ...], column: str = "body") -> Statement:
        """Return the statement for one column of the rows whose columns `names` equal its parameters, oldest first."""
        statement = sa.select(self.table.c[column])
        for name in names:
            statement = statement.where(self.table.c[name] == sa.bindparam(name))
        return Statement(statement.order_by(self.table.c.seq))
