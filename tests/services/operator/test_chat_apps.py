"""Chat apps are created, listed and changed through the operator's door."""

from __future__ import annotations

from typing import Any

import pytest

from twincloud.identity.chat_apps import chat_apps
from twincloud.identity.directory import Directory
from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.kernel.errors import ApiError


async def test_an_app_is_created_with_its_key_and_admins(door: Any) -> None:
    account = await door("CreateAccount", name="other")
    given = {"account": account["id"], "name": "game", "sdkappid": "1400000007", "secret": "s", "admins": ["a", "b"]}
    made = await door("CreateChatApp", **given)
    assert {name: made[name] for name in given} == given
    stored = await door.store.read(lambda tx: tx.get(chat_apps, "1400000007"))
    assert (stored.secret, stored.admins) == ("s", ("a", "b"))
    plain = await door("CreateChatApp")
    assert (plain["account"], plain["admins"], len(plain["secret"])) == (FIRST_ACCOUNT, ["administrator"], 64)
    assert plain["sdkappid"].isdecimal()


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"sdkappid": "x"}, "InvalidParameterValue"),
        ({"sdkappid": "9999999999"}, "InvalidParameterValue"),
        ({"sdkappid": "0"}, "InvalidParameterValue"),
        ({"account": "1"}, "NotFound"),
        ({"sdkappid": "1400000007"}, "AlreadyExists"),
    ],
)
async def test_an_app_that_cannot_be(door: Any, payload: dict[str, str], code: str) -> None:
    await door("CreateChatApp", sdkappid="1400000007")
    with pytest.raises(ApiError) as refused:
        await door("CreateChatApp", **payload)
    assert refused.value.code == code


async def test_apps_are_listed_page_by_page(door: Any) -> None:
    other = await door("CreateAccount", name="other")
    made = [(await door("CreateChatApp", account=owner))["sdkappid"] for owner in (None, other["id"], None)]
    listed = await door("ListChatApps")
    assert [app["sdkappid"] for app in listed["apps"]] == made
    assert "secret" not in listed["apps"][0]
    page = await door("ListChatApps", account=FIRST_ACCOUNT, offset=1, limit=1)
    assert ([app["sdkappid"] for app in page["apps"]], page["total"]) == ([made[2]], 2)


async def test_an_app_is_told_of_its_webhooks(door: Any) -> None:
    app = (await door("CreateChatApp"))["sdkappid"]
    changed = await door(
        "UpdateChatApp",
        sdkappid=app,
        name="renamed",
        admins=["root"],
        webhook_url="http://127.0.0.1:9/hook",
        webhook_token="t",
        webhook_events=["Sns.CallbackFriendAdd"],
        webhook_strict=True,
        webhook_attempts=4,
    )
    assert (changed["name"], changed["admins"]) == ("renamed", ["root"])
    assert (changed["webhook_url"], changed["webhook_events"]) == ("http://127.0.0.1:9/hook", ["Sns.CallbackFriendAdd"])
    assert (changed["webhook_signed"], changed["webhook_strict"], changed["webhook_attempts"]) == (True, True, 4)
    ended = await door("UpdateChatApp", sdkappid=app, webhook_url="", webhook_token="", webhook_events=[])
    assert (ended["webhook_url"], ended["webhook_signed"], ended["webhook_events"]) == ("", False, [])


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"sdkappid": "1"}, "NotFound"),
        ({"webhook_url": "ftp://x"}, "InvalidParameterValue"),
        ({"webhook_events": ["Sns.Nothing"]}, "InvalidParameterValue"),
    ],
)
async def test_a_change_that_cannot_be(door: Any, payload: dict[str, Any], code: str) -> None:
    app = (await door("CreateChatApp"))["sdkappid"]
    with pytest.raises(ApiError) as refused:
        await door("UpdateChatApp", **{"sdkappid": app, **payload})
    assert refused.value.code == code


async def test_the_directory_hears_of_changes(any_door: Any) -> None:
    directory = Directory(any_door.store)
    assert await directory.chat_app("1400000007") is None
    await any_door("CreateChatApp", sdkappid="1400000007")
    found = await directory.chat_app("1400000007")
    assert found is not None
    assert await directory.chat_app("1400000007") is found
    await any_door("UpdateChatApp", sdkappid="1400000007", admins=["root"])
    changed = await directory.chat_app("1400000007")
    assert changed is not None
    assert changed.admins == ("root",)
