"""Accounts are created, changed and listed, and what is cached of them is forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from twincloud.identity.accounts import AccessKey, access_keys
from twincloud.identity.directory import Directory
from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.kernel.errors import ApiError


async def test_an_account_is_created_with_its_switches(door: Any) -> None:
    plain = await door("CreateAccount", name="plain")
    assert (plain["suspended"], plain["terms_accepted"], plain["enterprise"]) == (False, True, True)
    assert len(plain["id"]) == 12
    assert plain["id"].isdecimal()
    assert plain["id"][0] != "0"
    odd = await door("CreateAccount", name="odd", suspended=True, terms_accepted=False, enterprise=False)
    assert (odd["suspended"], odd["terms_accepted"], odd["enterprise"]) == (True, False, False)
    listed = await door("ListAccounts")
    assert listed["accounts"][1:] == [plain, odd]


async def test_accounts_are_listed_page_by_page(door: Any) -> None:
    for number in range(3):
        await door("CreateAccount", name=f"account {number}")
    listed = await door("ListAccounts", offset=1, limit=2)
    assert [each["name"] for each in listed["accounts"]] == ["account 0", "account 1"]
    assert listed["total"] == 4


async def test_an_account_is_updated_and_its_principals_are_read_again(door: Any) -> None:
    directory = Directory(door.store)
    await door.store.write(lambda tx: tx.add(access_keys, AccessKey("AKIDx", "secret", FIRST_ACCOUNT, 1)))
    before = await directory.principal("AKIDx")
    assert before is not None
    assert not before.account.suspended
    changes = {"name": "renamed", "suspended": True, "terms_accepted": False, "enterprise": False}
    updated = await door("UpdateAccount", id=FIRST_ACCOUNT, **changes)
    assert updated | changes == updated
    after = await directory.principal("AKIDx")
    assert after is not None
    assert after.account.suspended
    assert (await door("UpdateAccount", id=FIRST_ACCOUNT, suspended=False))["name"] == "renamed"


async def test_names_of_accounts_are_unique(any_door: Any) -> None:
    other = await any_door("CreateAccount", name="other")
    for action, payload in (
        ("CreateAccount", {"name": "default"}),
        ("UpdateAccount", {"id": other["id"], "name": "default"}),
    ):
        with pytest.raises(ApiError) as refused:
            await any_door(action, **payload)
        assert (refused.value.code, refused.value.status) == ("AlreadyExists", 409)
    assert (await any_door("UpdateAccount", id=other["id"], name="other"))["name"] == "other"


async def test_an_unknown_account(door: Any) -> None:
    with pytest.raises(ApiError) as refused:
        await door("UpdateAccount", id="999999999999", suspended=True)
    assert (refused.value.code, refused.value.status) == ("NotFound", 404)
