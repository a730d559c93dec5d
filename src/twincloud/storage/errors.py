"""What can go wrong with the store."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa


class StoreError(Exception):
    """The database cannot be used; the message says why and what to do."""


class ConflictError(Exception):
    """A new or changed row has an id or a unique value that another row has already; the call is run again."""


class UnstorableError(Exception):
    """A text holds what the database does not keep; for PostgreSQL that is the character of number 0."""


STORE_TROUBLE = (StoreError, sqlite3.Error, sa.exc.SQLAlchemyError, OSError)
"""What any use of the store may raise when the database or its disk is away; the same work may succeed later."""
