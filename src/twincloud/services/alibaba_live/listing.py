"""Pages of a list: continued from the row at which the one before ended, or numbered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from msgspec import Struct

from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

R = TypeVar("R", bound=Struct)
ASCENDING, DESCENDING = 1, 2


def list_page(
    tx: Transaction,
    collection: Collection[R],
    where: sa.ColumnElement[bool],
    *,
    descending: bool,
    token: int | None,
    size: int,
    by: str = "seq",
) -> tuple[list[R], int]:
    """Return the next `size` records and the token of the page after them, 0 when there is none.

    A token is the value of the column `by` in the last record that was shown; none, 0 or less asks for the first page.
    What is added or removed in the meantime neither repeats nor hides a row.
    """
    table = collection.table
    order = table.c[by]
    query = sa.select(order, table.c.body).where(where)
    if token is not None and token > 0:
        query = query.where(order < token if descending else order > token)
    query = query.order_by(order.desc() if descending else order).limit(size + 1)
    rows: Sequence[Any] = tx.execute(query).all()
    more = len(rows) > size
    return [collection.decode(row[1]) for row in rows[:size]], int(rows[size - 1][0]) if more else 0


def numbered_page(
    tx: Transaction,
    collection: Collection[R],
    where: sa.ColumnElement[bool],
    *,
    descending: bool,
    number: int,
    size: int,
    by: str = "seq",
) -> tuple[list[R], int]:
    """Return the page with a number, counted from 1, of `size` records each, and how many records there are in all."""
    table = collection.table
    order = table.c[by].desc() if descending else table.c[by]
    query = sa.select(table.c.body).where(where).order_by(order).limit(size).offset((number - 1) * size)
    total = tx.execute(sa.select(sa.func.count()).select_from(table).where(where)).scalar_one()
    return [collection.decode(body) for body in tx.execute(query).scalars()], int(total)
