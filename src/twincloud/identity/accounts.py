"""Accounts and their switches, access keys, and sub-users with their policies."""

from __future__ import annotations

from msgspec import Struct

from twincloud.storage.collection import Collection
from twincloud.storage.transaction import News, Transaction

IDENTITY_NEWS = "identity"


class Account(Struct, frozen=True):
    """A customer. Its id is the twelve-digit number that vendors call UIN or account id.

    The switches bring about errors that products document: `suspended` (restricted resources), `terms_accepted`
    (agreement not confirmed) and `enterprise` (verified as an organisation).
    """

    id: str
    name: str
    created_ms: int
    suspended: bool = False
    terms_accepted: bool = True
    enterprise: bool = True


class AccessKey(Struct, frozen=True):
    """A key pair of an account, or of one of its users when `user` is set."""

    id: str
    secret: str
    account: str
    created_ms: int
    user: str | None = None
    active: bool = True


class User(Struct, frozen=True):
    """A sub-user. `policies` are CAM or RAM documents as JSON text; without any, nothing is allowed."""

    id: str
    account: str
    name: str
    created_ms: int
    policies: tuple[str, ...] = ()


accounts = Collection("account", Account, columns={"name": str}, unique=[("name",)])
access_keys = Collection("access_key", AccessKey, columns={"account": str}, index=[("account",)])
users = Collection("user", User, columns={"account": str, "name": str}, unique=[("account", "name")])


class Principal(Struct, frozen=True):
    """All that is to be known of a key's holder."""

    key: AccessKey
    account: Account
    user: User | None


def find_principal(tx: Transaction, key_id: str) -> Principal | None:
    """Return who holds the key, or None when there is no such key or its holder is gone."""
    key = tx.get(access_keys, key_id)
    if key is None:
        return None
    account = tx.get(accounts, key.account)
    user = tx.get(users, key.user) if key.user is not None else None
    if account is None or (key.user is not None and user is None):
        return None
    return Principal(key, account, user)


def changed(tx: Transaction, account_id: str) -> None:
    """Tell caches that something of the account changed."""
    tx.tell(News(IDENTITY_NEWS, account_id))
