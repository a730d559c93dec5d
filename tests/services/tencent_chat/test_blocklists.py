"""Blocking ends friendships and requests on both sides; the blocklist is read page by page."""

from __future__ import annotations

import pytest

from tests.services.tencent_chat.harness import Chat, codes
from twincloud.services.tencent_chat import blocklists
from twincloud.services.tencent_chat.records import pendencies

ADD, DELETE, GET, CHECK = "sns/black_list_add", "sns/black_list_delete", "sns/black_list_get", "sns/black_list_check"


async def test_a_block_ends_the_friendship_on_both_sides(any_chat: Chat) -> None:
    chat = any_chat
    await chat.users("a", "b", "c")
    await chat.befriend("a", "b", "c")
    await chat("sns/group_add", From_Account="a", GroupName=["x"], To_Account=["b"])
    await chat("sns/group_add", From_Account="b", GroupName=["y"], To_Account=["a"])
    answer = await chat(ADD, From_Account="a", To_Account=["b", "nobody", "a", "b"])
    assert codes(answer) == {"b": 0, "nobody": 30003, "a": 30001}
    assert answer["Fail_Account"] == ["nobody", "a"]
    assert list(await chat.friends("a")) == ["c"]
    assert await chat.friends("b") == {}
    assert (await chat.lists("a"), await chat.lists("b")) == ({"x": []}, {"y": []})
    again = await chat(ADD, From_Account="a", To_Account=["b"])
    assert again["ResultItem"][0]["ResultInfo"] == "Err_SNS_BlackListAdd_Already_Exist"
    assert codes(again) == {"b": 30001}
    assert (await chat.refused(ADD, From_Account="nobody", To_Account=["a"])).code == "30003"


async def test_a_block_ends_requests_in_both_directions(chat: Chat) -> None:
    await chat.users("a", "b")
    profile = [{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_NeedConfirm"}]
    for one, other in (("a", "b"), ("b", "a")):
        await chat("profile/portrait_set", From_Account=other, ProfileItem=profile)
        wish = [{"To_Account": other, "AddSource": "AddSource_Type_test"}]
        assert codes(await chat("sns/friend_add", From_Account=one, AddFriendItem=wish)) == {other: 30539}
    assert len(await chat.store.read(lambda tx: tx.find(pendencies))) == 2
    await chat(ADD, From_Account="a", To_Account=["b"])
    assert await chat.store.read(lambda tx: tx.find(pendencies)) == []


async def test_the_blocklist_is_read_page_by_page(chat: Chat) -> None:
    await chat.users("a", "b", "c", "d")
    await chat(ADD, From_Account="a", To_Account=["c", "b", "d"])
    first = await chat(GET, From_Account="a", StartIndex=0, MaxLimited=2, LastSequence=0)
    stamp = chat.now_ms // 1000
    assert first == {
        "BlackListItem": [
            {"To_Account": "c", "AddBlackTimeStamp": stamp}, {"To_Account": "b", "AddBlackTimeStamp": stamp},
        ],
        "StartIndex": 2,
        "CurruentSequence": 1,
    }  # fmt: skip
    last = await chat(GET, From_Account="a", StartIndex=2, MaxLimited=2, LastSequence=0)
    assert ([each["To_Account"] for each in last["BlackListItem"]], last["StartIndex"]) == (["d"], 0)
    unchanged = await chat(GET, From_Account="a", StartIndex=0, MaxLimited=2, LastSequence=1)
    assert unchanged == {"BlackListItem": [], "StartIndex": 0, "CurruentSequence": 1}
    assert codes(await chat(DELETE, From_Account="a", To_Account=["b", "nobody"])) == {"b": 0, "nobody": 30001}
    changed = await chat(GET, From_Account="a", StartIndex=0, MaxLimited=9, LastSequence=1)
    assert ([each["To_Account"] for each in changed["BlackListItem"]], changed["CurruentSequence"]) == (["c", "d"], 2)
    for wrong in ({"StartIndex": -1}, {"MaxLimited": 0}, {"MaxLimited": 1001}, {"LastSequence": None}):
        asked = {"From_Account": "a", "StartIndex": 0, "MaxLimited": 1, "LastSequence": 0, **wrong}
        assert (await chat.refused(GET, **asked)).code == "30001"
    asked = {"From_Account": "x", "StartIndex": 0, "MaxLimited": 1, "LastSequence": 0}
    assert (await chat.refused(GET, **asked)).code == "30003"
    assert (await chat.refused(DELETE, From_Account="x", To_Account=["a"])).code == "30003"


async def test_a_full_blocklist(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocklists, "BLOCKED", 1)
    await chat.users("a", "b", "c")
    assert codes(await chat(ADD, From_Account="a", To_Account=["b", "c"])) == {"b": 0, "c": 30013}
    await chat(DELETE, From_Account="a", To_Account=["b"])
    assert codes(await chat(ADD, From_Account="a", To_Account=["c"])) == {"c": 0}


async def test_who_blocks_whom(chat: Chat) -> None:
    await chat.users("a", "both", "mine", "theirs", "none")
    await chat(ADD, From_Account="a", To_Account=["both", "mine"])
    for other in ("both", "theirs"):
        await chat(ADD, From_Account=other, To_Account=["a"])
    asked = {"From_Account": "a", "To_Account": ["both", "mine", "theirs", "none", "nobody"]}
    answer = await chat(CHECK, **asked, CheckType="BlackCheckResult_Type_Both")
    relations = [each["Relation"].removeprefix("BlackCheckResult_Type_") for each in answer["BlackListCheckItem"]]
    assert relations == ["BothWay", "AWithB", "BWithA", "NO", "NO"]
    assert (codes(answer)["nobody"], answer["Fail_Account"]) == (30003, ["nobody"])
    answer = await chat(CHECK, **asked, CheckType="BlackCheckResult_Type_Single")
    relations = [each["Relation"].removeprefix("BlackCheckResult_Type_") for each in answer["BlackListCheckItem"]]
    assert relations == ["AWithB", "AWithB", "NO", "NO", "NO"]
    assert (await chat.refused(CHECK, **asked, CheckType="x")).code == "30001"
    assert (
        await chat.refused(CHECK, From_Account="x", To_Account=["a"], CheckType="BlackCheckResult_Type_Both")
    ).code == "30003"
