"""Alembic's folder: how the schema came to be, revision by revision."""

from __future__ import annotations
