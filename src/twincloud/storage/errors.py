"""What can go wrong with the store."""

from __future__ import annotations


class StoreError(Exception):
    """The database cannot be used; the message says why and what to do."""


class ConflictError(Exception):
    """A new or changed row has an id or a unique value that another row has already; the call is run again."""


class UnstorableError(Exception):
    """A text holds what the database does not keep; for PostgreSQL that is the character of number 0."""
