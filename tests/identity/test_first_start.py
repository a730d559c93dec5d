"""The first key: known to whoever started the server, whatever crash came between its row and its file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from twincloud.identity import first_start
from twincloud.identity.accounts import access_keys
from twincloud.identity.chat_apps import chat_apps, put_chat_app
from twincloud.identity.first_start import Credentials, ensure_first_account
from twincloud.kernel.clock import AdjustableClock
from twincloud.kernel.settings import Settings, SettingsError
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import NewsListener
from twincloud.storage.transaction import Transaction


class Crash(BaseException):
    """The process has ended."""


class CrashingStore:
    """A store that ends the process right before or right after its commit."""

    def __init__(self, store: SqliteStore, *, after: bool) -> None:
        self._store = store
        self._after = after

    async def read(self, work: Callable[[Transaction], Any]) -> Any:
        return await self._store.read(work)

    async def write(self, work: Callable[[Transaction], Any]) -> Any:
        if self._after:
            await self._store.write(work)
        raise Crash

    def on_news(self, listener: NewsListener) -> None:
        self._store.on_news(listener)

    async def close(self) -> None:
        """It is closed by its owner."""


async def start(store: Any, directory: Path) -> Credentials:
    return await ensure_first_account(store, directory, Settings(data=directory), AdjustableClock())


async def keys(store: SqliteStore) -> list[str]:
    return [key.id for key in await store.read(lambda tx: tx.find(access_keys))]


@pytest.mark.parametrize("after", [False, True])
async def test_a_crash_around_the_commit_leaves_one_key(
    sqlite_store: SqliteStore, tmp_path: Path, *, after: bool
) -> None:
    with pytest.raises(Crash):
        await start(CrashingStore(sqlite_store, after=after), tmp_path)
    found = await start(sqlite_store, tmp_path)
    assert await keys(sqlite_store) == [found.access_key_id]


async def test_a_crash_while_the_file_is_written_leaves_one_key(
    sqlite_store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(path: Path, content: bytes) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(first_start, "write_private", crash)
        with pytest.raises(Crash):
            await start(sqlite_store, tmp_path)
    found = await start(sqlite_store, tmp_path)
    assert await keys(sqlite_store) == [found.access_key_id]


async def test_a_given_key_wins_over_the_kept_one(sqlite_store: SqliteStore, tmp_path: Path) -> None:
    await start(sqlite_store, tmp_path)
    given = Settings(data=tmp_path, access_key_id="AKIDgiven", access_key_secret="given")
    found = await ensure_first_account(sqlite_store, tmp_path, given, AdjustableClock())
    assert (found.access_key_id, found.access_key_secret) == ("AKIDgiven", "given")
    assert await start(sqlite_store, tmp_path) == found


async def test_a_first_start_makes_a_chat_app_and_keeps_what_was_done_to_it(
    sqlite_store: SqliteStore, tmp_path: Path
) -> None:
    found = await start(sqlite_store, tmp_path)
    app = await sqlite_store.read(lambda tx: tx.get(chat_apps, found.chat_sdkappid))
    assert app is not None
    assert (app.secret, app.admins) == (found.chat_secret_key, ("administrator",))
    await sqlite_store.write(lambda tx: put_chat_app(tx, replace(app, admins=("root",))))
    given = Settings(data=tmp_path, chat_sdkappid=found.chat_sdkappid, chat_secret_key="known")
    await ensure_first_account(sqlite_store, tmp_path, given, AdjustableClock())
    changed = await sqlite_store.read(lambda tx: tx.get(chat_apps, found.chat_sdkappid))
    assert changed is not None
    assert (changed.secret, changed.admins) == ("known", ("root",))


@pytest.mark.parametrize("text", ["", "x", "-1", "01", "4294967296", "\uff11"])
def test_an_sdkappid_is_a_number(text: str) -> None:
    with pytest.raises(SettingsError, match="chat_sdkappid"):
        Settings(chat_sdkappid=text)
