"""Access keys. A secret is shown once, in the answer that creates it, as the cloud products do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.identity.accounts import AccessKey, User, access_keys, changed, users
from twincloud.kernel.ids import ALNUM
from twincloud.services.operator.accounts import owner
from twincloud.services.operator.errors import not_found
from twincloud.services.operator.listing import one_page
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction

_LENGTH = 32


def _this_key(call: Call, request: Any) -> Sequence[str]:
    return [f"access-key:{request.id}"]


def _this_user(call: Call, request: Any) -> Sequence[str]:
    return [f"user:{request.user}"] if request.user else []


@OPERATOR.read("ListKeys")
def list_keys(call: Call, request: shapes.ListKeysRequest, tx: Transaction) -> shapes.ListKeysResponse:
    """List the keys of every account, of one, or of one user."""
    found = tx.find(access_keys, account=request.account) if request.account else tx.find(access_keys)
    if request.user:
        found = [key for key in found if key.user == request.user]
    shown = [_view(key) for key in one_page(found, request.offset, request.limit)]
    return shapes.ListKeysResponse(keys=shown, total=len(found))


@OPERATOR.write("CreateKey", locks=_this_user)
def create_key(call: Call, request: shapes.CreateKeyRequest, tx: Transaction) -> shapes.CreatedKey:
    """Create a key of an account, or of one of its users; raises ApiError NotFound."""
    user = None if request.user is None else _user(tx, request.user, request.account)
    account = owner(tx, user.account if user is not None else request.account)
    key = AccessKey(
        id=call.new_id("AKID", _LENGTH, ALNUM),
        secret=call.new_id("", _LENGTH, ALNUM),
        account=account.id,
        created_ms=call.now_ms,
        user=request.user,
    )
    tx.add(access_keys, key)
    changed(tx, account.id)
    return shapes.CreatedKey(**msgspec.structs.asdict(_view(key)), secret=key.secret)


@OPERATOR.write("UpdateKey", locks=_this_key)
def update_key(call: Call, request: shapes.UpdateKeyRequest, tx: Transaction) -> shapes.AccessKey:
    """Switch a key on or off; raises ApiError NotFound."""
    before = _key(tx, request.id)
    after = replace(before, active=request.active)
    tx.replace(access_keys, before, after)
    changed(tx, after.account)
    return _view(after)


@OPERATOR.write("DeleteKey", locks=_this_key)
def delete_key(call: Call, request: shapes.DeleteKeyRequest, tx: Transaction) -> shapes.DeleteKeyResponse:
    """Delete a key; raises ApiError NotFound. The key of credentials.json comes back at the next start."""
    key = _key(tx, request.id)
    tx.remove(access_keys, key)
    changed(tx, key.account)
    return shapes.DeleteKeyResponse()


def _key(tx: Transaction, key_id: str) -> AccessKey:
    key = tx.get(access_keys, key_id)
    if key is None:
        raise not_found("access key", key_id)
    return key


def _user(tx: Transaction, user_id: str, account_id: str | None) -> User:
    user = tx.get(users, user_id)
    if user is None or account_id not in (None, user.account):
        raise not_found("user", user_id)
    return user


def _view(key: AccessKey) -> shapes.AccessKey:
    return shapes.AccessKey(id=key.id, account=key.account, user=key.user, active=key.active, created_ms=key.created_ms)
