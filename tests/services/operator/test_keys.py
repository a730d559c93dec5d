"""Access keys are created, switched, listed and deleted; their secrets are shown once."""

from __future__ import annotations

import re
from typing import Any

import pytest

from twincloud.identity.accounts import access_keys
from twincloud.identity.directory import Directory
from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.kernel.errors import ApiError


async def test_a_key_is_created_for_a_user(door: Any) -> None:
    account = await door("CreateAccount", name="other")
    user = await door("CreateUser", account=account["id"], name="reader")
    key = await door("CreateKey", user=user["id"])
    assert (key["account"], key["user"], key["active"]) == (account["id"], user["id"], True)
    assert re.fullmatch(r"AKID[A-Za-z0-9]{32}", key["id"])
    assert re.fullmatch(r"[A-Za-z0-9]{32}", key["secret"])
    stored = await door.store.read(lambda tx: tx.get(access_keys, key["id"]))
    assert stored.secret == key["secret"]
    assert (await door("CreateKey"))["account"] == FIRST_ACCOUNT
    assert (await door("CreateKey", account=account["id"]))["account"] == account["id"]


async def test_a_user_of_another_account_gets_no_key(door: Any) -> None:
    user = await door("CreateUser", name="reader")
    other = await door("CreateAccount", name="other")
    for payload in ({"account": other["id"], "user": user["id"]}, {"user": "1"}, {"account": "1"}):
        with pytest.raises(ApiError) as refused:
            await door("CreateKey", **payload)
        assert refused.value.code == "NotFound"


async def test_keys_are_listed_without_their_secrets(door: Any) -> None:
    user = await door("CreateUser", name="reader")
    other = await door("CreateAccount", name="other")
    keys = [
        await door("CreateKey"),
        await door("CreateKey", user=user["id"]),
        await door("CreateKey", account=other["id"]),
    ]
    ids = [key["id"] for key in keys]

    async def listed(**payload: Any) -> list[str]:
        answer = await door("ListKeys", **payload)
        assert not any("secret" in key for key in answer["keys"])
        return [key["id"] for key in answer["keys"]]

    assert await listed() == ids
    assert await listed(account=FIRST_ACCOUNT) == ids[:2]
    assert await listed(user=user["id"]) == ids[1:2]
    assert await listed(offset=1, limit=1) == ids[1:2]
    assert (await door("ListKeys", limit=1))["total"] == 3


async def test_a_key_is_switched_off_and_on(door: Any) -> None:
    directory = Directory(door.store)
    key = await door("CreateKey")
    for active in (False, True):
        assert (await door("UpdateKey", id=key["id"], active=active))["active"] is active
        principal = await directory.principal(key["id"])
        assert principal is not None
        assert principal.key.active is active


async def test_a_deleted_key_is_gone(door: Any) -> None:
    directory = Directory(door.store)
    key = await door("CreateKey")
    assert await directory.principal(key["id"]) is not None
    assert await door("DeleteKey", id=key["id"]) == {}
    assert await directory.principal(key["id"]) is None
    with pytest.raises(ApiError) as refused:
        await door("DeleteKey", id=key["id"])
    assert refused.value.code == "NotFound"
