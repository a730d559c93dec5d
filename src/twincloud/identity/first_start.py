"""What a first start creates: one account with one key, good for every vendor, and one Chat app."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from twincloud.identity.accounts import AccessKey, Account, access_keys, accounts, changed
from twincloud.identity.chat_apps import ChatApp, chat_apps, new_sdkappid, put_chat_app
from twincloud.kernel.clock import Clock
from twincloud.kernel.files import write_private
from twincloud.kernel.ids import ALNUM, resource_id
from twincloud.kernel.settings import Settings
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

FIRST_ACCOUNT = "100000000001"


class Credentials(Struct, frozen=True):
    """What a client needs to know to call this server."""

    account: str
    access_key_id: str
    access_key_secret: str
    chat_sdkappid: str
    chat_secret_key: str


async def ensure_first_account(store: Store, directory: Path, settings: Settings, clock: Clock) -> Credentials:
    """Create the first account, key and Chat app where they are missing and keep them in credentials.json (0600).

    Values from the settings win over what is kept, so a server can be given a known key at any start.
    """
    kept = _read(directory / "credentials.json")
    wanted = Credentials(
        account=FIRST_ACCOUNT,
        access_key_id=settings.access_key_id or (kept and kept.access_key_id) or resource_id("AKID", 32, ALNUM),
        access_key_secret=settings.access_key_secret or (kept and kept.access_key_secret) or secrets.token_hex(16),
        chat_sdkappid=settings.chat_sdkappid or (kept and kept.chat_sdkappid) or new_sdkappid(),
        chat_secret_key=settings.chat_secret_key or (kept and kept.chat_secret_key) or secrets.token_hex(32),
    )
    # The file first: a key whose file was never written would stay, and nobody would know it.
    if wanted != kept:
        write_private(directory / "credentials.json", msgspec.json.format(msgspec.json.encode(wanted)) + b"\n")
    await store.write(lambda tx: _ensure(tx, wanted, clock.now_ms()))
    return wanted


def operator_token(directory: Path) -> str:
    """Return the token of the operator's door, made on first start and kept with mode 0600."""
    path = directory / "operator.token"
    token = path.read_text().strip() if path.exists() else ""
    if not token:
        token = secrets.token_urlsafe(32)
        write_private(path, token.encode())
    return token


def _ensure(tx: Transaction, wanted: Credentials, now_ms: int) -> None:
    tx.lock(["first-account"])
    if tx.get(accounts, wanted.account) is None:
        tx.add(accounts, Account(wanted.account, "default", now_ms))
    key = AccessKey(wanted.access_key_id, wanted.access_key_secret, wanted.account, now_ms)
    found = tx.get(access_keys, key.id)
    if found is None:
        tx.add(access_keys, key)
    elif found.secret != key.secret:
        tx.replace(access_keys, found, key)
    app = tx.get(chat_apps, wanted.chat_sdkappid)
    if app is None:
        app = ChatApp(wanted.chat_sdkappid, wanted.chat_secret_key, wanted.account, "default", now_ms)
    put_chat_app(tx, replace(app, secret=wanted.chat_secret_key))
    changed(tx, wanted.account)


def _read(path: Path) -> Credentials | None:
    with contextlib.suppress(FileNotFoundError, msgspec.DecodeError):
        return msgspec.json.decode(path.read_bytes(), type=Credentials)
    return None
