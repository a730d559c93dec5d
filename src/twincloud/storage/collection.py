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

R = TypeVar("R", bound=msgspec.Struct)

metadata = sa.MetaData()
"""Every table of the program; collections add themselves when their module is imported."""

_COLUMN_TYPES: dict[type, type[sa.types.TypeEngine[Any]]] = {str: sa.Text, int: sa.BigInteger, bool: sa.Boolean}
registry: dict[str, Collection[Any]] = {}
"""Collections by table name, for code that restores row images."""


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
        self._decode = msgspec.json.Decoder(record).decode
        self._encode = msgspec.json.Encoder().encode
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
        # Written out, because SQLAlchemy would otherwise ask for the new row's key, which nobody needs.
        self.insert = sa.insert(self.table).inline()
        self.update = sa.update(self.table).where(self.table.c.id == sa.bindparam("key"))
        self.remove = sa.delete(self.table).where(self.table.c.id == sa.bindparam("key"))
        self.clear = sa.delete(self.table)
        registry[name] = self

    def values(self, record: R) -> dict[str, Any]:
        """Return the row of a record."""
        row = {column: getattr(record, column) for column in self.columns}
        row["id"] = record.id  # type: ignore[attr-defined]  # every record has one; Struct cannot say so
        row["body"] = self._encode(record)
        return row

    def decode(self, body: bytes) -> R:
        """Return the record that a row's body holds."""
        return self._decode(body)

    @functools.lru_cache(maxsize=64)  # noqa: B019 (collections live as long as the program)
    def select(self, names: tuple[str, ...]) -> sa.Select[bytes]:
        """Return the statement for the bodies of the rows whose columns `names` equal its parameters, oldest first."""
        statement = sa.select(self.table.c.body)
        for name in names:
            statement = statement.where(self.table.c[name] == sa.bindparam(name))
        return statement.order_by(self.table.c.seq)
