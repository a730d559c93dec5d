"""A thousand users in one call, on both engines: the same results as one by one."""

from __future__ import annotations

from tests.services.tencent_chat.harness import Chat, codes

_MANY = 1000


async def test_a_thousand_friends_in_one_call(any_chat: Chat) -> None:
    chat = any_chat
    names = [f"user{number}" for number in range(_MANY)]
    for start in range(0, _MANY, 100):
        await chat("im_open_login_svc/multiaccount_import", Accounts=names[start : start + 100])
    await chat.users("a")
    await chat("sns/black_list_add", From_Account=names[3], To_Account=["a"])
    await chat("sns/black_list_add", From_Account="a", To_Account=[names[4]])
    items = [{"To_Account": name, "AddSource": "AddSource_Type_test"} for name in [*names[:-1], "nobody"]]
    found = codes(await chat("sns/friend_add", From_Account="a", AddFriendItem=items))
    assert {name: code for name, code in found.items() if code} == {names[3]: 30525, names[4]: 30515, "nobody": 30003}
    again = codes(await chat("sns/friend_add", From_Account="a", AddFriendItem=items[:20]))
    assert sorted(set(again.values())) == [30001, 30515, 30525]
    made = await chat("sns/group_add", From_Account="a", GroupName=["x", "y"], To_Account=names)
    assert made["Fail_Account"] == [names[3], names[4], names[-1]]
    assert (await chat.lists("a"))["y"] == [name for name in names if name not in made["Fail_Account"]]
    tag = [{"Tag": "Tag_SNS_IM_Remark", "Value": "r"}]
    updates = [{"To_Account": name, "SnsItem": tag} for name in names]
    changed = await chat("sns/friend_update", From_Account="a", UpdateItem=updates)
    assert changed["Fail_Account"] == made["Fail_Account"]
    friends = await chat.friends("a")
    assert len(friends) == _MANY - 3
    assert {values["Tag_SNS_IM_Remark"] for values in friends.values()} == {"r"}
    asked = {"From_Account": "a", "To_Account": names, "CheckType": "CheckResult_Type_Both"}
    checked = await chat("sns/friend_check", **asked)
    assert [item["Relation"] for item in checked["InfoItem"]].count("CheckResult_Type_BothWay") == _MANY - 3
    assert codes(await chat("sns/black_list_add", From_Account="a", To_Account=names[:20]))[names[4]] == 30001
    assert await chat.friends(names[7]) == {}
    gone = {"From_Account": "a", "To_Account": names[:900], "DeleteType": "Delete_Type_Both"}
    parted = codes(await chat("sns/friend_delete", **gone))
    assert list(parted.values()).count(31704) == 20
    await chat("sns/friend_delete_all", From_Account="a", DeleteType="Delete_Type_Both")
    assert (await chat.friends("a"), await chat.friends(names[950])) == ({}, {})
    assert await chat.lists("a") == {"x": [], "y": []}
