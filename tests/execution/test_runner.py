"""What an operation meets in the store becomes what its caller hears."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.operator_door import open_door
from twincloud.kernel.errors import ApiError
from twincloud.storage.postgres import PostgresStore
from twincloud.storage.store import Store


async def test_a_text_that_postgresql_does_not_hold_is_the_callers_mistake(
    postgres_database: str, tmp_path: Path
) -> None:
    store = await PostgresStore.open(postgres_database)
    try:
        door = await open_door(store, tmp_path)
        for action in ("CreateUser", "CreateAccount"):
            with pytest.raises(ApiError) as refused:
                await door(action, name="a\0b")
            assert refused.value.code == "InvalidParameterValue"
        with pytest.raises(ApiError) as refused:
            await door("GetAddress", id="lb\0")
        assert refused.value.code == "InvalidParameterValue"
    finally:
        await store.close()


async def test_calls_that_want_one_name_at_once_get_it_once(store: Store, tmp_path: Path) -> None:
    door = await open_door(store, tmp_path)
    results = await asyncio.gather(*(door("CreateAccount", name="same") for _ in range(12)), return_exceptions=True)
    codes = [result.code if isinstance(result, ApiError) else type(result).__name__ for result in results]
    assert codes.count("dict") == 1, codes
    assert set(codes) == {"dict", "AlreadyExists"}
