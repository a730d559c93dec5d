"""Chat on PostgreSQL: a user whose relations somebody else holds for too long is a time-out, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.chat import Chat
from tests.support.server import running_server
from twincloud.services.tencent_chat.users import user_locks
from twincloud.storage.postgres import _lock_number


async def test_a_wait_that_is_too_long_is_a_time_out(postgres_database: str, tmp_path: Path) -> None:
    engine = create_async_engine(sa.make_url(postgres_database).set(drivername="postgresql+asyncpg"))
    options = ("--no-dataplane", "--limits", "off", "--database", postgres_database)
    async with running_server(tmp_path / "data", *options) as server:
        chat = Chat.of(server)
        await chat.users("a", "b")
        await chat("sns/group_add", From_Account="a", GroupName=["kept", "x"])
        (lock,) = user_locks(chat.sdkappid, ["a"])
        async with engine.connect() as connection:
            await connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _lock_number(lock)})
            answer = await chat.post("sns/group_delete", {"From_Account": "a", "GroupName": ["x"]})
            assert answer["ErrorCode"] == 30007
            assert "3 s" in answer["ErrorInfo"]
            assert (await chat("sns/group_add", From_Account="b", GroupName=["x"]))["CurrentSequence"] == 1
            listed = await chat("sns/group_get", From_Account="a")
            assert [item["GroupName"] for item in listed["ResultItem"]] == ["kept", "x"]
        assert (await chat("sns/group_delete", From_Account="a", GroupName=["x"]))["ErrorInfo"] == "0"
        listed = await chat("sns/group_get", From_Account="a")
        assert [item["GroupName"] for item in listed["ResultItem"]] == ["kept"]
        assert (await server.operator("ListJournal", code="30006"))["entries"] == []
    await engine.dispose()
