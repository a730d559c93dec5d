"""Accounts are imported, checked and deleted, with profiles; who is logged in is shown and may be sent away."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from tests.services.tencent_chat.harness import APP, Chat, codes
from twincloud.realtime.presence import DISCONNECT_NEWS, Session
from twincloud.storage.collection import registry
from twincloud.storage.transaction import Transaction

IMPORT, IMPORT_MANY = "im_open_login_svc/account_import", "im_open_login_svc/multiaccount_import"
CHECK, DELETE, KICK = "im_open_login_svc/account_check", "im_open_login_svc/account_delete", "im_open_login_svc/kick"
SET, GET, ONLINE = "profile/portrait_set", "profile/portrait_get", "openim/query_online_status"
TAGS = ["Tag_Profile_IM_Nick", "Tag_Profile_IM_Image"]


def _owners(name: str, tx: Transaction) -> list[str]:
    return tx.column(registry[name], "owner")


async def profile(chat: Chat, user: str, *tags: str) -> dict[str, Any]:
    answer = await chat(GET, To_Account=[user], TagList=list(tags))
    return {item["Tag"]: item["Value"] for item in answer["UserProfileItem"][0]["ProfileItem"]}


async def statuses(chat: Chat, *names: str) -> list[str]:
    answer = await chat(CHECK, CheckItem=[{"UserID": name} for name in names])
    assert [item["UserID"] for item in answer["ResultItem"]] == list(names)
    assert set(codes(answer).values()) == {0}
    return [item["AccountStatus"] for item in answer["ResultItem"]]


async def test_an_account_is_imported_with_its_profile(chat: Chat) -> None:
    assert await chat(IMPORT, UserID="a", Nick="Ay", FaceUrl="http://x/a.png") == {}
    assert await profile(chat, "a", *TAGS) == {"Tag_Profile_IM_Nick": "Ay", "Tag_Profile_IM_Image": "http://x/a.png"}
    assert await chat(IMPORT, UserID="a", Nick="Be", FaceUrl="") == {}
    assert await profile(chat, "a", *TAGS) == {"Tag_Profile_IM_Nick": "Be", "Tag_Profile_IM_Image": "http://x/a.png"}
    assert await chat(IMPORT, Identifier="old") == {}
    assert await statuses(chat, "a", "old", "nobody", "administrator") == [
        "Imported", "Imported", "NotImported", "Imported",
    ]  # fmt: skip


@pytest.mark.parametrize("change", [{"UserID": ""}, {"UserID": "x" * 33}, {"Nick": "x" * 501}, {"FaceUrl": "é" * 251}])
async def test_an_account_that_cannot_be(chat: Chat, change: dict[str, str]) -> None:
    assert (await chat.refused(IMPORT, **{"UserID": "a", **change})).code == "70402"


async def test_many_accounts_are_imported_in_either_form(chat: Chat) -> None:
    assert await chat(IMPORT_MANY, Accounts=["a", "b", "", "x" * 33]) == {"FailAccounts": ["", "x" * 33]}
    given = [{"UserID": "c", "Nick": "See"}, {"UserID": "d", "Nick": "x" * 501}, {"UserID": "e"}]
    assert await chat(IMPORT_MANY, AccountList=given) == {"FailAccounts": ["d"]}
    assert await statuses(chat, "a", "b", "c", "d", "e") == ["Imported"] * 3 + ["NotImported", "Imported"]
    assert await profile(chat, "c", *TAGS) == {"Tag_Profile_IM_Nick": "See"}
    for wrong in ({}, {"Accounts": ["a"], "AccountList": [{"UserID": "a"}]}, {"Accounts": ["a"] * 101}):
        assert (await chat.refused(IMPORT_MANY, **wrong)).code == "70402"


async def test_a_deleted_account_takes_everything_along(any_chat: Chat) -> None:
    chat = any_chat
    await chat.users("a", "b", "c", "d")
    await chat.befriend("a", "b")
    await chat.befriend("c", "a", both=False)
    await chat("sns/group_add", From_Account="a", GroupName=["mine"], To_Account=["b"])
    await chat("sns/group_add", From_Account="b", GroupName=["theirs"], To_Account=["a"])
    await chat("sns/black_list_add", From_Account="d", To_Account=["a"])
    await chat("sns/black_list_add", From_Account="a", To_Account=["d"])
    news: list[Any] = []
    chat.store.on_news(lambda items: news.extend(item for item in items if item.kind == DISCONNECT_NEWS))
    names = ["a", "nobody", "administrator", "a"]
    answer = await chat(DELETE, DeleteItem=[{"UserID": name} for name in names])
    assert codes(answer) == {"a": 0, "nobody": 70107, "administrator": 70402}
    assert answer["ResultItem"][1]["ResultInfo"] == "Err_TLS_PT_Open_Login_Account_Not_Exist"
    assert await statuses(chat, "a") == ["NotImported"]
    assert [await chat.friends(user) for user in ("b", "c")] == [{}, {}]
    assert await chat.lists("b") == {"theirs": []}
    assert (await chat("sns/black_list_get", From_Account="d", StartIndex=0, MaxLimited=9, LastSequence=0))[
        "BlackListItem"
    ] == []
    assert [(item.key, item.subjects[:2]) for item in news] == [("chat", (APP.id, "a"))]
    for name in ("chat_friend", "chat_friend_list", "chat_blocked", "chat_pendency"):
        owners = await chat.store.read(functools.partial(_owners, name))
        assert f"{APP.id}:a" not in owners
    await chat.users("a")
    assert (await chat.friends("a"), await chat.sequences("a")) == ({}, (0, 0, 0))


async def test_profiles_are_set_and_shown_by_tag(chat: Chat) -> None:
    await chat.users("a")
    given = {
        "Tag_Profile_IM_Nick": "n", "Tag_Profile_IM_Gender": "Gender_Type_Female", "Tag_Profile_IM_BirthDay": 19990101,
        "Tag_Profile_IM_Location": "somewhere", "Tag_Profile_IM_SelfSignature": "s", "Tag_Profile_IM_Language": 1,
        "Tag_Profile_IM_AllowType": "AllowType_Type_NeedConfirm", "Tag_Profile_IM_Image": "i",
        "Tag_Profile_IM_MsgSettings": 0, "Tag_Profile_IM_AdminForbidType": "AdminForbid_Type_None",
        "Tag_Profile_IM_Level": 3, "Tag_Profile_IM_Role": 2**32 - 1, "Tag_Profile_Custom_Test": "c",
    }  # fmt: skip
    items = [{"Tag": tag, "Value": value} for tag, value in given.items()]
    assert await chat(SET, From_Account="a", ProfileItem=items) == {}
    assert await profile(chat, "a", *given) == given
    await chat(SET, From_Account="a", ProfileItem=[{"Tag": "Tag_Profile_IM_Nick", "Value": ""}])
    assert await profile(chat, "a", "Tag_Profile_IM_Nick") == {"Tag_Profile_IM_Nick": ""}
    assert await profile(chat, "a", "Tag_Profile_Custom_More") == {}
    answer = await chat(GET, To_Account=["a", "nobody"], TagList=["Tag_Profile_IM_Level"])
    assert (codes(answer), answer["Fail_Account"]) == ({"a": 0, "nobody": 40003}, ["nobody"])


@pytest.mark.parametrize(
    ("tag", "value", "code"),
    [
        ("Tag_Profile_IM_Unknown", "x", "40009"),
        ("Tag_Profile_Custom_toolongname", "x", "40009"),
        ("Tag_Profile_IM_Nick", "x" * 501, "40601"),
        ("Tag_Profile_IM_Nick", 1, "40610"),
        ("Tag_Profile_IM_Level", "1", "40610"),
        ("Tag_Profile_IM_Level", True, "40610"),
        ("Tag_Profile_IM_Level", 2**32, "40605"),
        ("Tag_Profile_IM_Gender", "Gender_Type_Other", "40605"),
        ("Tag_Profile_IM_Location", "x" * 17, "40605"),
        ("Tag_Profile_Custom_Test", ["x"], "40610"),
    ],
)
async def test_profiles_that_cannot_be(chat: Chat, tag: str, value: Any, code: str) -> None:
    await chat.users("a")
    items = [{"Tag": "Tag_Profile_IM_Nick", "Value": "good"}, {"Tag": tag, "Value": value}]
    assert (await chat.refused(SET, From_Account="a", ProfileItem=items)).code == code
    assert await profile(chat, "a", "Tag_Profile_IM_Nick") == {}


async def test_other_refusals_of_profiles(chat: Chat) -> None:
    await chat.users("a")
    item = [{"Tag": "Tag_Profile_IM_Nick", "Value": "n"}]
    assert (await chat.refused(SET, From_Account="nobody", ProfileItem=item)).code == "40003"
    assert (await chat.refused(SET, From_Account="a")).code == "40001"
    assert (await chat.refused(GET, To_Account=["a"], TagList=["Tag_SNS_IM_Group"])).code == "40009"


async def test_who_is_logged_in(chat: Chat) -> None:
    await chat.users("a", "b")
    for device in ("Web", "Android"):
        chat.presence.begin(Session(device, "chat", APP.account, APP.id, "a", device))
    chat.presence.begin(Session("x", "chat", APP.account, "1400000099", "b", "Web"))
    answer = await chat(ONLINE, To_Account=["a", "b", "nobody"])
    assert answer == {
        "QueryResult": [{"To_Account": "a", "Status": "Online"}, {"To_Account": "b", "Status": "Offline"}],
        "ErrorList": [{"To_Account": "nobody", "ErrorCode": 70107}],
    }
    detailed = await chat(ONLINE, To_Account=["a"], IsNeedDetail=1)
    assert detailed["QueryResult"][0]["Detail"] == [
        {"Platform": "Web", "Status": "Online"},
        {"Platform": "Android", "Status": "Online"},
    ]
    assert (await chat.refused(ONLINE, To_Account=["a"] * 501)).code == "90018"


async def test_a_login_is_ended(chat: Chat) -> None:
    await chat.users("a")
    news: list[Any] = []
    chat.store.on_news(news.extend)
    assert await chat(KICK, UserID="a") == {}
    (told,) = news
    assert (told.kind, told.key, told.subjects[:2]) == (DISCONNECT_NEWS, "chat", (APP.id, "a"))
    assert await chat(KICK, Identifier="a") == {}
    assert (await chat.refused(KICK, UserID="nobody")).code == "70107"
