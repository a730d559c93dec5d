"""Friend lists: made, filled, read and deleted as the pages say; the friendships in them stay."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_chat.harness import Chat, codes

ADD, DELETE, GET = "sns/group_add", "sns/group_delete", "sns/group_get"


async def test_lists_are_made_with_every_friend_in_every_list(chat: Chat) -> None:
    await chat.users("a", "b", "c", "d")
    await chat.befriend("a", "b", "c")
    answer = await chat(ADD, From_Account="a", GroupName=["x", "y", "x"], To_Account=["b", "c", "d", "b", "nobody"])
    assert answer["CurrentSequence"] == 1
    assert codes(answer) == {"b": 0, "c": 0, "d": 32216, "nobody": 32216}
    assert answer["ResultItem"][2]["ResultInfo"] == "Err_SNS_GroupAdd_ToTinyId_Not_Friend"
    assert answer["Fail_Account"] == ["d", "nobody"]
    assert await chat.lists("a") == {"x": ["b", "c"], "y": ["b", "c"]}
    assert await chat.lists("b") == {}


async def test_results_are_only_there_for_accounts_that_were_named(chat: Chat) -> None:
    await chat.users("a")
    assert await chat(ADD, From_Account="a", GroupName=["x"]) == {"CurrentSequence": 1}
    assert await chat(ADD, From_Account="a", GroupName=["x"], To_Account=[]) == {"CurrentSequence": 1}


async def test_a_list_that_is_there_takes_more_friends(chat: Chat) -> None:
    await chat.users("a", "b", "c")
    await chat.befriend("a", "b", "c")
    await chat(ADD, From_Account="a", GroupName=["x"], To_Account=["b"])
    assert (await chat(ADD, From_Account="a", GroupName=["x"], To_Account=["c", "b"]))["CurrentSequence"] == 2
    assert await chat.lists("a") == {"x": ["b", "c"]}


async def test_deleted_lists_are_gone_and_their_members_stay_friends(any_chat: Chat) -> None:
    chat = any_chat
    await chat.users("a", "b", "c")
    await chat.befriend("a", "b", "c", Remark="r")
    await chat(ADD, From_Account="a", GroupName=["group1", "group2", "group3", "kept"], To_Account=["b"])
    before = await chat.friends("a")
    assert before["b"]["Tag_SNS_IM_Group"] == ["group1", "group2", "group3", "kept"]
    answer = await chat(DELETE, From_Account="a", GroupName=["group1", "group2", "group3"])
    assert answer == {"CurrentSequence": 2, "ErrorInfo": "0"}
    assert await chat.lists("a") == {"kept": ["b"]}
    after = await chat.friends("a")
    assert after["b"]["Tag_SNS_IM_Group"] == ["kept"]
    assert {**after["b"], "Tag_SNS_IM_Group": before["b"]["Tag_SNS_IM_Group"]} == before["b"]
    assert after["c"] == before["c"]


async def test_a_name_may_be_used_again(chat: Chat) -> None:
    await chat.users("a")
    await chat(ADD, From_Account="a", GroupName=["x"])
    await chat(DELETE, From_Account="a", GroupName=["x"])
    assert (await chat(ADD, From_Account="a", GroupName=["x"]))["CurrentSequence"] == 3
    assert await chat.lists("a") == {"x": []}


async def test_names_that_are_not_there_change_nothing(chat: Chat) -> None:
    await chat.users("a")
    await chat(ADD, From_Account="a", GroupName=["x"])
    assert (await chat(DELETE, From_Account="a", GroupName=["y", "y"]))["CurrentSequence"] == 1
    assert (await chat(DELETE, From_Account="a", GroupName=["y", "x"]))["CurrentSequence"] == 2
    assert await chat.lists("a") == {}


async def test_the_members_of_a_deleted_list_are_read_anew(chat: Chat) -> None:
    """A client that keeps friends by their sequence would not see that a list is gone from them otherwise."""
    await chat.users("a", "b")
    await chat.befriend("a", "b")
    await chat(ADD, From_Account="a", GroupName=["full", "empty"])
    await chat(ADD, From_Account="a", GroupName=["full"], To_Account=["b"])
    _, standard, custom = await chat.sequences("a")
    await chat(DELETE, From_Account="a", GroupName=["empty"])
    assert (await chat.sequences("a"))[1:] == (standard, custom)
    await chat(DELETE, From_Account="a", GroupName=["full"])
    assert (await chat.sequences("a"))[1:] == (standard + 1, custom)


@pytest.mark.parametrize("command", [ADD, DELETE])
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"GroupName": None}, "30001"),
        ({"GroupName": []}, "30001"),
        ({"GroupName": "x"}, "30001"),
        ({"GroupName": [1]}, "30001"),
        ({"GroupName": [""]}, "30001"),
        ({"GroupName": ["x" * 31]}, "30001"),
        ({"GroupName": ["ok", "é" * 16]}, "30001"),
        ({"GroupName": [f"list{number}" for number in range(33)]}, "30001"),
        ({"GroupName": ["same"] * 33}, "30001"),
        ({"From_Account": None}, "30001"),
        ({"From_Account": ""}, "30001"),
        ({"From_Account": "x" * 33}, "30001"),
        ({"From_Account": "nobody"}, "30003"),
    ],
)
async def test_refusals(chat: Chat, command: str, change: dict[str, Any], code: str) -> None:
    await chat.users("a")
    await chat(ADD, From_Account="a", GroupName=["x"])
    refusal = await chat.refused(command, **{"From_Account": "a", "GroupName": ["x"], **change})
    assert refusal.code == code
    (member,) = change
    assert code == "30003" or member in refusal.message
    assert await chat.lists("a") == {"x": []}


async def test_there_are_at_most_32_lists(chat: Chat) -> None:
    await chat.users("a")
    names = [f"list{number}" for number in range(32)]
    await chat(ADD, From_Account="a", GroupName=names[:31])
    assert (await chat.refused(ADD, From_Account="a", GroupName=["one", "two"])).code == "30011"
    assert list(await chat.lists("a")) == names[:31]
    await chat(ADD, From_Account="a", GroupName=names)
    assert (await chat.refused(ADD, From_Account="a", GroupName=["one"])).code == "30011"
    assert (await chat(DELETE, From_Account="a", GroupName=names))["CurrentSequence"] == 3
    assert await chat.lists("a") == {}


async def test_names_may_be_30_bytes_long_in_any_language(chat: Chat) -> None:
    await chat.users("a")
    names = ["x" * 30, "é" * 15, "好友分组名称十个字"[:10], "🙂 '\"\\%_"]
    await chat(ADD, From_Account="a", GroupName=names)
    assert list(await chat.lists("a")) == names
    await chat(DELETE, From_Account="a", GroupName=names[1:])
    assert list(await chat.lists("a")) == names[:1]


async def test_some_lists_are_read_with_or_without_members(chat: Chat) -> None:
    await chat.users("a", "b")
    await chat.befriend("a", "b")
    await chat(ADD, From_Account="a", GroupName=["x", "y"], To_Account=["b"])
    for need in ({}, {"NeedFriend": "Need_Friend_Type_No"}, {"NeedFriend": ""}):
        answer = await chat(GET, From_Account="a", GroupName=["y", "nothing"], **need)
        assert answer == {"CurrentSequence": 1, "ResultItem": [{"GroupName": "y", "FriendNumber": 1}]}
    answer = await chat(GET, From_Account="a", GroupName=["x"], NeedFriend="Need_Friend_Type_Yes")
    assert answer["ResultItem"] == [{"GroupName": "x", "FriendNumber": 1, "To_Account": ["b"]}]
    assert (await chat.refused(GET, From_Account="a", NeedFriend="Yes")).code == "30001"
    assert (await chat.refused(GET, From_Account="nobody")).code == "30003"


async def test_a_current_sequence_means_nothing_new(chat: Chat) -> None:
    await chat.users("a")
    await chat(ADD, From_Account="a", GroupName=["x"])
    whole = [{"GroupName": "x", "FriendNumber": 0}]
    assert (await chat(GET, From_Account="a", LastSequence=0))["ResultItem"] == whole
    assert await chat(GET, From_Account="a", LastSequence=1) == {"CurrentSequence": 1}
    assert (await chat(GET, From_Account="a", LastSequence=1, GroupName=["x"]))["ResultItem"] == whole
    await chat(DELETE, From_Account="a", GroupName=["x"])
    assert await chat(GET, From_Account="a", LastSequence=1) == {"CurrentSequence": 2, "ResultItem": []}


async def test_an_admin_is_a_user_without_having_been_imported(chat: Chat) -> None:
    assert (await chat(ADD, From_Account="administrator", GroupName=["x"]))["CurrentSequence"] == 1
    assert await chat.lists("administrator") == {"x": []}
    assert (await chat(DELETE, From_Account="administrator", GroupName=["x"]))["CurrentSequence"] == 2
