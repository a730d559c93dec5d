"""Users and their policies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from twincloud.identity.accounts import users
from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.kernel.errors import ApiError


def policy(action: str) -> str:
    return json.dumps({"version": "2.0", "statement": [{"effect": "allow", "action": action, "resource": "*"}]})


async def test_a_user_is_created_with_policies(door: Any) -> None:
    account = await door("CreateAccount", name="other")
    user = await door("CreateUser", account=account["id"], name="reader", policies=[policy("clb:Describe*")])
    assert (user["account"], user["name"], user["policies"]) == (account["id"], "reader", [policy("clb:Describe*")])
    stored = await door.store.read(lambda tx: tx.get(users, user["id"]))
    assert stored.policies == (policy("clb:Describe*"),)
    assert len(user["id"]) == 12
    default = await door("CreateUser", name="reader")
    assert (default["account"], default["policies"]) == (FIRST_ACCOUNT, [])


async def test_names_of_users_are_unique_in_their_account(door: Any) -> None:
    await door("CreateUser", name="reader")
    with pytest.raises(ApiError) as refused:
        await door("CreateUser", name="reader")
    assert (refused.value.code, refused.value.status) == ("AlreadyExists", 409)


async def test_users_are_listed_by_account(door: Any) -> None:
    other = await door("CreateAccount", name="other")
    names = [
        (await door("CreateUser", name=name, account=account))["name"]
        for name, account in (("a", FIRST_ACCOUNT), ("b", other["id"]), ("c", FIRST_ACCOUNT))
    ]

    async def listed(**payload: Any) -> list[str]:
        return [user["name"] for user in (await door("ListUsers", **payload))["users"]]

    assert await listed() == names
    assert await listed(account=FIRST_ACCOUNT) == ["a", "c"]
    assert await listed(offset=1, limit=1) == ["b"]
    assert (await door("ListUsers", account=other["id"]))["total"] == 1


async def test_policies_are_replaced(door: Any) -> None:
    user = await door("CreateUser", name="reader", policies=[policy("clb:*")])
    changed = await door("SetUserPolicies", id=user["id"], policies=[policy("gaap:*"), policy("slb:*")])
    assert changed["policies"] == [policy("gaap:*"), policy("slb:*")]
    assert (await door("SetUserPolicies", id=user["id"], policies=[]))["policies"] == []


@pytest.mark.parametrize("document", ["{}", "[]", "not json", policy("no colon")])
async def test_what_is_no_policy_is_refused_with_its_place(door: Any, document: str) -> None:
    with pytest.raises(ApiError) as refused:
        await door("CreateUser", name="reader", policies=[policy("clb:*"), document])
    assert refused.value.code == "InvalidParameterValue"
    assert "`policies.1`" in refused.value.message
    assert (await door("ListUsers"))["total"] == 0


async def test_a_deleted_user_takes_its_keys_along(any_door: Any) -> None:
    user = await any_door("CreateUser", name="reader")
    kept = await any_door("CreateKey")
    await any_door("CreateKey", user=user["id"])
    assert await any_door("DeleteUser", id=user["id"]) == {}
    assert [key["id"] for key in (await any_door("ListKeys"))["keys"]] == [kept["id"]]
    with pytest.raises(ApiError) as refused:
        await any_door("DeleteUser", id=user["id"])
    assert refused.value.code == "NotFound"
