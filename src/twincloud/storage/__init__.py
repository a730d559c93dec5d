"""The transactional store: one set of statements and migrations, two engines (SQLite and PostgreSQL)."""
