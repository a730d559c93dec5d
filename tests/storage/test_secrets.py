"""Rows hold secrets; errors about rows do not."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from twincloud.storage.store import Store


async def test_an_error_does_not_say_what_was_in_the_row(store: Store) -> None:
    statement = sa.text("INSERT INTO nowhere VALUES (:secret)")
    with pytest.raises(sa.exc.DBAPIError) as caught:
        await store.write(lambda tx: tx.execute(statement, {"secret": "hush"}))
    assert "nowhere" in str(caught.value)
    assert "hush" not in str(caught.value)
