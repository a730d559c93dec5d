"""Friends are read page by page, in part by their sequences, and by the members that are asked for."""

from __future__ import annotations

import pytest

from tests.services.tencent_chat.harness import Chat, codes
from twincloud.services.tencent_chat import friend_views

GET, GET_LIST, CHECK = "sns/friend_get", "sns/friend_get_list", "sns/friend_check"


async def test_friends_come_page_by_page_in_their_order(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(friend_views, "_PAGE", 2)
    await chat.users("a", "b", "c", "d", "e")
    await chat.befriend("a", "c", "b", "e")
    first = await chat(GET, From_Account="a", StartIndex=0)
    assert [each["To_Account"] for each in first["UserDataItem"]] == ["c", "b"]
    assert (first["CompleteFlag"], first["NextStartIndex"], first["FriendNum"]) == (0, 2, 3)
    last = await chat(GET, From_Account="a", StartIndex=2)
    assert [each["To_Account"] for each in last["UserDataItem"]] == ["e"]
    assert (last["CompleteFlag"], last["NextStartIndex"]) == (1, 0)
    beyond = await chat(GET, From_Account="a", StartIndex=9)
    assert (beyond["UserDataItem"], beyond["CompleteFlag"]) == ([], 1)
    assert (await chat.refused(GET, From_Account="nobody", StartIndex=0)).code == "30003"
    assert (await chat.refused(GET, From_Account="a")).code == "30001"
    for wrong in (-1, 2**63, 2**70):
        assert (await chat.refused(GET, From_Account="a", StartIndex=wrong)).code == "30001"


async def test_a_sequence_that_is_current_leaves_out_its_members(chat: Chat) -> None:
    await chat.users("a", "b")
    custom = [{"Tag": "Tag_SNS_Custom_Note", "Value": "n"}]
    item = {"To_Account": "b", "AddSource": "AddSource_Type_test", "CustomItem": custom}
    await chat("sns/friend_import", From_Account="a", AddFriendItem=[item])

    async def tags(**sequences: int) -> list[set[str]]:
        answer = await chat(GET, From_Account="a", StartIndex=0, **sequences)
        return [{value["Tag"] for value in each["ValueItem"]} for each in answer["UserDataItem"]]

    standard = {"Tag_SNS_IM_AddSource", "Tag_SNS_IM_AddTime"}
    assert await tags() == await tags(StandardSequence=0, CustomSequence=0) == [standard | {"Tag_SNS_Custom_Note"}]
    assert await tags(StandardSequence=1) == [{"Tag_SNS_Custom_Note"}]
    assert await tags(CustomSequence=1) == [standard]
    assert await tags(StandardSequence=1, CustomSequence=1) == []
    assert await tags(StandardSequence=7, CustomSequence=1) == [standard]


async def test_some_friends_with_the_members_that_are_asked_for(chat: Chat) -> None:
    await chat.users("a", "b", "c")
    await chat("im_open_login_svc/account_import", UserID="b", Nick="Bee")
    await chat.befriend("a", "b", Remark="r")
    tags = ["Tag_Profile_IM_Nick", "Tag_SNS_IM_Remark", "Tag_Profile_IM_Image", "Tag_SNS_Custom_Note"]
    answer = await chat(GET_LIST, From_Account="a", To_Account=["b", "c", "nobody"], TagList=tags)
    assert codes(answer) == {"b": 0, "c": 30001, "nobody": 30001}
    assert answer["InfoItem"][0]["SnsProfileItem"] == [
        {"Tag": "Tag_Profile_IM_Nick", "Value": "Bee"},
        {"Tag": "Tag_SNS_IM_Remark", "Value": "r"},
    ]
    assert answer["Fail_Account"] == ["c", "nobody"]
    assert (await chat.refused(GET_LIST, From_Account="a", To_Account=["b"], TagList=["Tag_x"])).code == "30001"
    assert (await chat.refused(GET_LIST, From_Account="x", To_Account=["b"], TagList=tags)).code == "30003"


async def test_whether_others_are_friends(chat: Chat) -> None:
    await chat.users("a", "both", "mine", "theirs", "none")
    await chat.befriend("a", "both")
    await chat.befriend("a", "mine", both=False)
    await chat.befriend("theirs", "a", both=False)
    asked = {"From_Account": "a", "To_Account": ["both", "mine", "theirs", "none", "nobody"]}
    answer = await chat(CHECK, **asked, CheckType="CheckResult_Type_Both")
    relations = [each["Relation"].removeprefix("CheckResult_Type_") for each in answer["InfoItem"]]
    assert relations == ["BothWay", "AWithB", "BWithA", "NoRelation", "NoRelation"]
    assert (codes(answer)["nobody"], answer["Fail_Account"]) == (30003, ["nobody"])
    answer = await chat(CHECK, **asked, CheckType="CheckResult_Type_Single")
    relations = [each["Relation"].removeprefix("CheckResult_Type_") for each in answer["InfoItem"]]
    assert relations == ["AWithB", "AWithB", "NoRelation", "NoRelation", "NoRelation"]
    assert (await chat.refused(CHECK, **asked)).code == "30001"
    assert (
        await chat.refused(CHECK, **{**asked, "From_Account": "x"}, CheckType="CheckResult_Type_Both")
    ).code == "30003"
