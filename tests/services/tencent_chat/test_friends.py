"""Friends are imported, changed and deleted; each side is its owner's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.tencent_chat.harness import Chat, codes
from twincloud.services.tencent_chat import friends as friends_module

IMPORT, UPDATE, DELETE, DELETE_ALL = (
    "sns/friend_import",
    "sns/friend_update",
    "sns/friend_delete",
    "sns/friend_delete_all",
)


def item(account: str, **members: Any) -> dict[str, Any]:
    return {"To_Account": account, "AddSource": "AddSource_Type_test", **members}


def change(account: str, **values: Any) -> dict[str, Any]:
    names = {"remark": "Tag_SNS_IM_Remark", "lists": "Tag_SNS_IM_Group", "note": "Tag_SNS_Custom_Note"}
    return {"To_Account": account, "SnsItem": [{"Tag": names.get(n, n), "Value": v} for n, v in values.items()]}


async def test_an_import_writes_one_side_with_all_it_was_given(chat: Chat) -> None:
    await chat.users("a", "b")
    given = item(
        "b", Remark="r", RemarkTime=11, AddTime=22, AddWording="w", GroupName=["x", "y"],
        CustomItem=[{"Tag": "Tag_SNS_Custom_Note", "Value": "n"}],
    )  # fmt: skip
    assert codes(await chat(IMPORT, From_Account="a", AddFriendItem=[given])) == {"b": 0}
    assert await chat.friends("a") == {
        "b": {
            "Tag_SNS_IM_AddSource": "AddSource_Type_test", "Tag_SNS_IM_Remark": "r", "Tag_SNS_IM_RemarkTime": 11,
            "Tag_SNS_IM_AddTime": 22, "Tag_SNS_IM_AddWording": "w", "Tag_SNS_IM_Group": ["x", "y"],
            "Tag_SNS_Custom_Note": "n",
        }
    }  # fmt: skip
    assert await chat.friends("b") == {}
    assert await chat.lists("a") == {"x": ["b"], "y": ["b"]}
    assert await chat.sequences("a") == (1, 1, 1)


async def test_an_import_again_changes_what_it_gives(chat: Chat) -> None:
    await chat.users("a", "b")
    await chat(IMPORT, From_Account="a", AddFriendItem=[item("b", Remark="r", GroupName=["x"])])
    await chat(IMPORT, From_Account="a", AddFriendItem=[item("b", GroupName=["y"], AddWording="w")])
    (friend,) = (await chat.friends("a")).values()
    assert (friend["Tag_SNS_IM_Remark"], friend["Tag_SNS_IM_AddWording"]) == ("r", "w")
    assert friend["Tag_SNS_IM_Group"] == ["x", "y"]


async def test_imports_that_fail_by_item(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(friends_module, "FRIENDS", 1)
    await chat.users("a", "b", "c")
    answer = await chat(IMPORT, From_Account="a", AddFriendItem=[item(each) for each in ("a", "nobody", "b", "c")])
    assert codes(answer) == {"a": 30001, "nobody": 30003, "b": 0, "c": 30010}
    assert answer["ResultItem"][3]["ResultInfo"] == "Err_SNS_FriendImport_My_Friend_Num_Exceed_Threshold"
    lists = [f"list{number}" for number in range(32)]
    await chat("sns/group_add", From_Account="a", GroupName=lists)
    assert codes(await chat(IMPORT, From_Account="a", AddFriendItem=[item("b", GroupName=["new"])])) == {"b": 30011}


@pytest.mark.parametrize(
    "wrong",
    [
        {"AddSource": "x"}, {"GroupName": "x"}, {"GroupName": [""]}, {"AddTime": -1}, {"RemarkTime": "soon"},
        {"CustomItem": [{"Tag": "Tag_SNS_Custom_toolongname", "Value": "x"}]},
        {"CustomItem": [{"Tag": "Tag_SNS_Custom_Note", "Value": "x" * 501}]},
        {"CustomItem": [{"Tag": "Tag_SNS_Custom_Note", "Value": {}}]}, {"CustomItem": [{"Tag": "Tag_SNS_Custom_Note"}]},
    ],
)  # fmt: skip
async def test_an_import_that_is_wrong_does_nothing(chat: Chat, wrong: dict[str, Any]) -> None:
    await chat.users("a", "b", "c")
    asked = [item("c"), item("b", **wrong)]
    assert (await chat.refused(IMPORT, From_Account="a", AddFriendItem=asked)).code == "30001"
    assert await chat.friends("a") == {}


async def test_remarks_lists_and_custom_members_are_changed(chat: Chat) -> None:
    await chat.users("a", "b")
    await chat.befriend("a", "b")
    await chat("sns/group_add", From_Account="a", GroupName=["x", "y"], To_Account=["b"])
    before = await chat.sequences("a")
    chat.now_ms += 5000
    changes = change("b", remark="r", lists=["y", "new"], note="n")
    assert codes(await chat(UPDATE, From_Account="a", UpdateItem=[changes])) == {"b": 0}
    (friend,) = (await chat.friends("a")).values()
    assert (friend["Tag_SNS_IM_Remark"], friend["Tag_SNS_IM_RemarkTime"]) == ("r", chat.now_ms // 1000)
    assert (friend["Tag_SNS_IM_Group"], friend["Tag_SNS_Custom_Note"]) == (["y", "new"], "n")
    assert await chat.lists("a") == {"x": [], "y": ["b"], "new": ["b"]}
    assert await chat.sequences("a") == tuple(each + 1 for each in before)
    await chat(UPDATE, From_Account="a", UpdateItem=[change("b", remark="", lists=[])])
    (friend,) = (await chat.friends("a")).values()
    assert "Tag_SNS_IM_Remark" not in friend
    assert "Tag_SNS_IM_Group" not in friend


async def test_what_changes_nothing_leaves_the_sequences_alone(chat: Chat) -> None:
    await chat.users("a", "b")
    await chat.befriend("a", "b", Remark="r")
    before = await chat.sequences("a")
    assert codes(await chat(UPDATE, From_Account="a", UpdateItem=[change("b", remark="r", lists=[])])) == {"b": 0}
    assert await chat.sequences("a") == before


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"remark": 1}, 30001),
        ({"remark": "x" * 97}, 30001),
        ({"lists": "x"}, 30001),
        ({"lists": [1]}, 30001),
        ({"lists": [""]}, 30001),
        ({"lists": ["x" * 31]}, 30001),
        ({"lists": [f"list{number}" for number in range(33)]}, 30011),
        ({"Tag_SNS_IM_AddTime": 5}, 30001),
        ({"Tag_SNS_IM_Unknown": "x"}, 30001),
        ({"note": ["x"]}, 30001),
        ({"note": "x" * 501}, 30001),
        ({"remark": "good", "note": True}, 30001),
    ],
)
async def test_changes_that_fail_by_item(chat: Chat, values: dict[str, Any], code: int) -> None:
    await chat.users("a", "b", "c")
    await chat.befriend("a", "b", "c")
    answer = await chat(UPDATE, From_Account="a", UpdateItem=[change("b", **values), change("c", remark="c")])
    assert codes(answer) == {"b": code, "c": 0}
    friends = await chat.friends("a")
    assert "Tag_SNS_IM_Remark" not in friends["b"]
    assert friends["c"]["Tag_SNS_IM_Remark"] == "c"


async def test_who_is_no_friend_is_not_changed(chat: Chat) -> None:
    await chat.users("a", "b")
    answer = await chat(UPDATE, From_Account="a", UpdateItem=[change("b", remark="r"), change("nobody", remark="r")])
    assert codes(answer) == {"b": 30001, "nobody": 30001}
    assert (await chat.refused(UPDATE, From_Account="nobody", UpdateItem=[change("b", remark="r")])).code == "30003"


async def test_friends_are_deleted_on_one_side_or_both(chat: Chat) -> None:
    await chat.users("a", "b", "c")
    await chat.befriend("a", "b", "c")
    await chat("sns/group_add", From_Account="a", GroupName=["x"], To_Account=["b", "c"])
    await chat("sns/group_add", From_Account="c", GroupName=["mine"], To_Account=["a"])
    answer = await chat(DELETE, From_Account="a", To_Account=["b", "nobody", "b"])
    assert answer["ErrorInfo"] == "0"
    assert codes(answer) == {"b": 0, "nobody": 31704}
    assert answer["ResultItem"][1]["ResultInfo"] == "Err_SNS_FriendDelete_Not_Friend"
    assert "Fail_Account" not in answer
    assert list(await chat.friends("b")) == ["a"]
    assert await chat.lists("a") == {"x": ["c"]}
    both = {"From_Account": "a", "To_Account": ["b", "c"], "DeleteType": "Delete_Type_Both"}
    assert codes(await chat(DELETE, **both)) == {"b": 0, "c": 0}
    assert [await chat.friends(user) for user in ("a", "b", "c")] == [{}, {}, {}]
    assert (await chat.lists("a"), await chat.lists("c")) == ({"x": []}, {"mine": []})
    assert codes(await chat(DELETE, **both)) == {"b": 31704, "c": 31704}
    assert (await chat.refused(DELETE, From_Account="nobody", To_Account=["a"])).code == "30003"


@pytest.mark.parametrize("both", [False, True])
async def test_all_friends_are_deleted(any_chat: Chat, *, both: bool) -> None:
    chat = any_chat
    await chat.users("a", "b", "c")
    await chat.befriend("a", "b", "c")
    await chat("sns/group_add", From_Account="a", GroupName=["x"], To_Account=["b", "c"])
    kind = {"DeleteType": "Delete_Type_Both"} if both else {}
    assert await chat(DELETE_ALL, From_Account="a", **kind) == {}
    assert await chat.friends("a") == {}
    assert list(await chat.friends("b")) == ([] if both else ["a"])
    assert await chat.lists("a") == {"x": []}
    assert (await chat.refused(DELETE_ALL, From_Account="nobody")).code == "30003"
    assert (await chat.refused(DELETE_ALL, From_Account="a", DeleteType="x")).code == "30001"
