"""friend_add: who becomes whose friend, and each reason for which somebody does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_chat.harness import Chat, codes
from twincloud.services.tencent_chat import friend_requests

ADD = "sns/friend_add"


def item(account: str, **members: Any) -> dict[str, Any]:
    return {"To_Account": account, "AddSource": "AddSource_Type_test", **members}


async def allow(chat: Chat, user: str, word: str) -> None:
    profile = [{"Tag": "Tag_Profile_IM_AllowType", "Value": f"AllowType_Type_{word}"}]
    await chat("profile/portrait_set", From_Account=user, ProfileItem=profile)


async def add(chat: Chat, user: str, *others: str, **members: Any) -> dict[str, int]:
    return codes(await chat(ADD, From_Account=user, AddFriendItem=[item(other) for other in others], **members))


async def test_both_become_friends_with_what_was_said(chat: Chat) -> None:
    await chat.users("a", "b")
    wish = item("b", Remark="boss", GroupName="work", AddWording="hello")
    answer = await chat(ADD, From_Account="a", AddFriendItem=[wish])
    assert answer["ResultItem"] == [{"To_Account": "b", "ResultCode": 0, "ResultInfo": ""}]
    assert "Fail_Account" not in answer
    now_s = chat.now_ms // 1000
    shared = {
        "Tag_SNS_IM_AddSource": "AddSource_Type_test",
        "Tag_SNS_IM_AddWording": "hello",
        "Tag_SNS_IM_AddTime": now_s,
    }
    own = {"Tag_SNS_IM_Remark": "boss", "Tag_SNS_IM_RemarkTime": now_s, "Tag_SNS_IM_Group": ["work"]}
    assert await chat.friends("a") == {"b": {**shared, **own}}
    assert await chat.friends("b") == {"a": shared}
    assert await chat.lists("a") == {"work": ["b"]}


async def test_single_adds_on_one_side(chat: Chat) -> None:
    await chat.users("a", "b")
    assert await add(chat, "a", "b", AddType="Add_Type_Single") == {"b": 0}
    assert list(await chat.friends("a")) == ["b"]
    assert await chat.friends("b") == {}
    assert await add(chat, "a", "b", AddType="Add_Type_Single") == {"b": 30001}
    # What is missing for both is made up for.
    assert await add(chat, "a", "b", AddType="") == {"b": 0}
    assert list(await chat.friends("b")) == ["a"]


async def test_each_reason_to_refuse_an_item(chat: Chat) -> None:
    await chat.users("a", "friend", "denies", "asks", "blocked", "blocks", "free")
    await chat.befriend("a", "friend")
    await allow(chat, "denies", "DenyAny")
    await allow(chat, "asks", "NeedConfirm")
    await chat("sns/black_list_add", From_Account="a", To_Account=["blocked"])
    await chat("sns/black_list_add", From_Account="blocks", To_Account=["a"])
    others = ["friend", "denies", "asks", "blocked", "blocks", "free", "nobody", "a", "free"]
    answer = await chat(ADD, From_Account="a", AddFriendItem=[item(other) for other in others])
    assert codes(answer) == {
        "friend": 30001, "denies": 30516, "asks": 30539, "blocked": 30515, "blocks": 30525, "free": 0, "nobody": 30003,
        "a": 30001,
    }  # fmt: skip
    assert [each["To_Account"] for each in answer["ResultItem"]] == others[:-1]
    assert answer["Fail_Account"] == [other for other in others[:-1] if other != "free"]
    assert answer["ResultItem"][0]["ResultInfo"] == "Err_SNS_FriendAdd_Friend_Exist"
    assert set(await chat.friends("a")) == {"friend", "free"}


async def test_an_admins_force_needs_nobodys_consent_but_breaks_no_block(chat: Chat) -> None:
    await chat.users("a", "denies", "asks", "blocks")
    await allow(chat, "denies", "DenyAny")
    await allow(chat, "asks", "NeedConfirm")
    await chat("sns/black_list_add", From_Account="blocks", To_Account=["a"])
    assert await add(chat, "a", "asks") == {"asks": 30539}
    forced = await add(chat, "a", "denies", "asks", "blocks", ForceAddFlags=1)
    assert forced == {"denies": 0, "asks": 0, "blocks": 30525}


async def test_who_is_forbidden_to_send_asks_nobody(chat: Chat) -> None:
    await chat.users("a", "b")
    profile = [{"Tag": "Tag_Profile_IM_AdminForbidType", "Value": "AdminForbid_Type_SendOut"}]
    await chat("profile/portrait_set", From_Account="a", ProfileItem=profile)
    assert await add(chat, "a", "b") == {"b": 30009}
    assert await add(chat, "b", "a") == {"a": 0}


async def test_full_friends_and_requests(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(friend_requests, "FRIENDS", 2)
    monkeypatch.setattr(friend_requests, "PENDING", 1)
    await chat.users("a", "b", "c", "d", "asks")
    await chat.befriend("a", "b", "c")
    assert await add(chat, "a", "d") == {"d": 30010}
    assert await add(chat, "d", "a") == {"a": 30014}
    assert await add(chat, "d", "a", AddType="Add_Type_Single") == {"a": 0}
    await allow(chat, "asks", "NeedConfirm")
    assert await add(chat, "b", "asks") == {"asks": 30539}
    assert await add(chat, "c", "asks") == {"asks": 30012}
    assert await add(chat, "b", "asks") == {"asks": 30539}


async def test_a_list_too_many_refuses_the_item(chat: Chat) -> None:
    await chat.users("a", "b", "c")
    await chat("sns/group_add", From_Account="a", GroupName=[f"list{number}" for number in range(32)])
    wishes = [item("b", GroupName="list7"), item("c", GroupName="more")]
    assert codes(await chat(ADD, From_Account="a", AddFriendItem=wishes)) == {"b": 0, "c": 30011}
    assert list(await chat.friends("a")) == ["b"]
    assert (await chat.lists("a"))["list7"] == ["b"]


@pytest.mark.parametrize(
    "change",
    [
        {"AddFriendItem": []},
        {"AddFriendItem": "b"},
        {"AddFriendItem": [{"To_Account": "b"}]},
        {"AddFriendItem": [item("b", AddSource="web")]},
        {"AddFriendItem": [item("b"), item("c", AddSource="AddSource_Type_toolongname")]},
        {"AddFriendItem": [item("b", Remark="x" * 97)]},
        {"AddFriendItem": [item("b", AddWording="x" * 257)]},
        {"AddFriendItem": [item("b", GroupName="x" * 31)]},
        {"AddFriendItem": [item("b", GroupName=["x"])]},
        {"AddFriendItem": [item("b")] * 1001},
        {"AddType": "Add_Type_Triple"},
        {"ForceAddFlags": 2},
    ],
)
async def test_bad_requests_do_nothing(chat: Chat, change: dict[str, Any]) -> None:
    await chat.users("a", "b")
    asked = {"From_Account": "a", "AddFriendItem": [item("b")], **change}
    assert (await chat.refused(ADD, **asked)).code == "30001"
    assert await chat.friends("a") == {}


async def test_nobody_asks(chat: Chat) -> None:
    await chat.users("b")
    assert (await chat.refused(ADD, From_Account="nobody", AddFriendItem=[item("b")])).code == "30003"


async def test_a_friendship_settles_the_requests_between_the_two(chat: Chat) -> None:
    await chat.users("a", "b")
    await allow(chat, "a", "NeedConfirm")
    assert await add(chat, "b", "a") == {"a": 30539}
    assert await add(chat, "a", "b") == {"b": 0}
    assert list(await chat.friends("b")) == ["a"]
    await chat("sns/friend_delete", From_Account="a", To_Account=["b"], DeleteType="Delete_Type_Both")
    await allow(chat, "a", "AllowAny")
    assert await add(chat, "b", "a") == {"a": 0}


async def test_sequences_count_calls_and_not_friends(chat: Chat) -> None:
    await chat.users("a", "b", "c")
    assert await chat.sequences("a") == (0, 0, 0)
    await add(chat, "a", "b", "c")
    assert await chat.sequences("a") == (0, 1, 0)
    assert await chat.sequences("b") == (0, 1, 0)
    assert await add(chat, "a", "b") == {"b": 30001}
    assert await chat.sequences("a") == (0, 1, 0)
