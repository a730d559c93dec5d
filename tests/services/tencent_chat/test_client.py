"""What users do through their own connections, and what their devices are told."""

from __future__ import annotations

from typing import Any

import pytest
from TLSSigAPIv2 import TLSSigAPIv2

from tests.services.tencent_chat.harness import APP, Chat, codes
from tests.support.ledger import exists
from twincloud.contract.coverage import request_members
from twincloud.kernel.clock import system_ms
from twincloud.kernel.errors import ApiError
from twincloud.realtime.world import TurnedAwayError
from twincloud.services.tencent_chat import CLIENT, ChatWorld, friend_requests

RESPOND, GET, REPORT, DELETE, UPDATE = (
    "sns/friend_response", "sns/pendency_get", "sns/pendency_report", "sns/pendency_delete", "sns/group_update",
)  # fmt: skip


async def asking(chat: Chat, user: str, *others: str, **members: Any) -> None:
    """Let users exist, and the others ask to be the first one's friends."""
    await chat.users(user, *others)
    profile = [{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_NeedConfirm"}]
    await chat("profile/portrait_set", From_Account=user, ProfileItem=profile)
    for other in others:
        wish = [{"To_Account": user, "AddSource": "AddSource_Type_test", **members}]
        assert codes(await chat("sns/friend_add", From_Account=other, AddFriendItem=wish)) == {user: 30539}


async def respond(chat: Chat, user: str, other: str, action: str, **members: Any) -> int:
    answer = {"To_Account": other, "ResponseAction": f"Response_Action_{action}", **members}
    return codes(await chat.by(user, RESPOND, ResponseFriendItem=[answer]))[other]


def test_the_operations_that_exist() -> None:
    assert set(CLIENT.operations) == set(CLIENT.contract.actions)
    for name, action in CLIENT.contract.actions.items():
        for member, does in request_members(CLIENT.contract, action).items():
            assert exists(does.removeprefix("honoured: ")), f"{name} {member}"


async def test_a_request_is_answered_for_both_or_for_one(any_chat: Chat) -> None:
    chat = any_chat
    await asking(chat, "a", "b", "c", Remark="theirs", GroupName="list", AddWording="hi")
    assert await respond(chat, "a", "b", "AgreeAndAdd", Remark="mine", TagName="tag") == 0
    friends = await chat.friends("a")
    assert (friends["b"]["Tag_SNS_IM_Remark"], friends["b"]["Tag_SNS_IM_Group"]) == ("mine", ["tag"])
    friends = await chat.friends("b")
    assert (friends["a"]["Tag_SNS_IM_Remark"], friends["a"]["Tag_SNS_IM_Group"]) == ("theirs", ["list"])
    assert friends["a"]["Tag_SNS_IM_AddWording"] == "hi"
    assert await respond(chat, "a", "c", "Agree") == 0
    assert list(await chat.friends("a")) == ["b"]
    assert list(await chat.friends("c")) == ["a"]
    assert await respond(chat, "a", "c", "Agree") == 30614
    assert await respond(chat, "a", "nobody", "Agree") == 30003


async def test_a_rejected_request_is_gone(chat: Chat) -> None:
    await asking(chat, "a", "b")
    assert await respond(chat, "a", "b", "Reject") == 0
    assert await respond(chat, "a", "b", "Agree") == 30614
    assert (await chat.friends("a"), await chat.friends("b")) == ({}, {})
    with pytest.raises(ApiError) as caught:
        await respond(chat, "a", "b", "Maybe")
    assert caught.value.code == "30001"


async def test_an_answer_for_which_there_is_no_room(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    await asking(chat, "a", "b", "c")
    await chat.users("d")
    lists = [f"list{number}" for number in range(32)]
    await chat("sns/group_add", From_Account="a", GroupName=lists)
    assert await respond(chat, "a", "b", "AgreeAndAdd", TagName="one more") == 30011
    monkeypatch.setattr(friend_requests, "FRIENDS", 1)
    await chat.befriend("b", "d", both=False)
    assert await respond(chat, "a", "b", "AgreeAndAdd") == 30014
    await chat.befriend("a", "d", both=False)
    assert await respond(chat, "a", "c", "AgreeAndAdd") == 30010
    assert await respond(chat, "a", "c", "Agree") == 0


async def test_a_senders_list_too_many_does_not_fail_the_friendship(chat: Chat) -> None:
    await asking(chat, "a", "b", GroupName="new")
    await chat("sns/group_add", From_Account="b", GroupName=[f"list{number}" for number in range(32)])
    assert await respond(chat, "a", "b", "Agree") == 0
    assert list(await chat.friends("b")) == ["a"]
    assert "new" not in await chat.lists("b")


async def test_requests_are_listed_reported_and_deleted(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    await asking(chat, "a", "b", "c", "d", AddWording="hi")
    page = await chat.by("a", GET, PendencyType="Pendency_Type_ComeIn", MaxLimited=2)
    assert page == {
        "PendencyItem": [
            {
                "To_Account": other, "PendencyType": "Pendency_Type_ComeIn", "AddSource": "AddSource_Type_test",
                "AddWording": "hi", "AddTime": chat.now_ms // 1000,
            }
            for other in ("b", "c")
        ],
        "UnreadPendencyCount": 3, "CompleteFlag": 0, "NextStartIndex": 2,
    }  # fmt: skip
    rest = await chat.by("a", GET, PendencyType="Pendency_Type_ComeIn", MaxLimited=2, StartIndex=2)
    assert ([item["To_Account"] for item in rest["PendencyItem"]], rest["CompleteFlag"]) == (["d"], 1)
    sent = await chat.by("b", GET, PendencyType="Pendency_Type_SendOut")
    assert [(item["To_Account"], item["PendencyType"]) for item in sent["PendencyItem"]] == [
        ("a", "Pendency_Type_SendOut")
    ]
    assert len((await chat.by("b", GET, PendencyType="Pendency_Type_Both"))["PendencyItem"]) == 1
    await chat.by("a", REPORT, LatestPendencyTimeStamp=chat.now_ms // 1000 - 1)
    assert (await chat.by("a", GET, PendencyType="Pendency_Type_ComeIn"))["UnreadPendencyCount"] == 3
    await chat.by("a", REPORT, LatestPendencyTimeStamp=chat.now_ms // 1000)
    assert (await chat.by("a", GET, PendencyType="Pendency_Type_ComeIn"))["UnreadPendencyCount"] == 0
    deleted = await chat.by("a", DELETE, PendencyType="Pendency_Type_ComeIn", To_Account=["b", "nobody"])
    assert codes(deleted) == {"b": 0, "nobody": 31804}
    taken_back = await chat.by("c", DELETE, PendencyType="Pendency_Type_SendOut", To_Account=["a", "a"])
    assert codes(taken_back) == {"a": 0}
    left = await chat.by("a", GET, PendencyType="Pendency_Type_Both")
    assert [item["To_Account"] for item in left["PendencyItem"]] == ["d"]


async def test_a_list_is_renamed_and_its_members_moved(any_chat: Chat) -> None:
    chat = any_chat
    await chat.users("a", "b", "c")
    await chat.befriend("a", "b", "c")
    await chat("sns/group_add", From_Account="a", GroupName=["x", "y"], To_Account=["b"])
    answer = await chat.by("a", UPDATE, OldName="x", NewName="z")
    assert answer == {"CurrentSequence": 2}
    assert list((await chat.lists("a")).items()) == [("z", ["b"]), ("y", ["b"])]
    moves = [
        {"To_Account": "b", "UpdateType": "Update_Type_Delete"},
        {"To_Account": "c", "UpdateType": "Update_Type_Add"},
        {"To_Account": "nobody", "UpdateType": "Update_Type_Add"},
    ]
    answer = await chat.by("a", UPDATE, OldName="y", UpdateGroupItem=moves)
    assert (codes(answer), answer["CurrentSequence"]) == ({"b": 0, "c": 0, "nobody": 32216}, 3)
    assert await chat.lists("a") == {"z": ["b"], "y": ["c"]}
    both = {"OldName": "y", "NewName": "w", "UpdateGroupItem": moves[:1]}
    assert (await chat.by("a", UPDATE, **both))["CurrentSequence"] == 4
    assert await chat.lists("a") == {"z": ["b"], "w": ["c"]}
    for wrong in ({"OldName": "gone"}, {"OldName": "z", "NewName": "w"}, {"OldName": "z", "NewName": "x" * 31}, {}):
        with pytest.raises(ApiError) as caught:
            await chat.by("a", UPDATE, **wrong)
        assert caught.value.code == "30001"


async def test_a_device_reads_and_changes_its_users_own_lists(chat: Chat) -> None:
    await chat.users("a", "b")
    await chat.befriend("a", "b")
    made = await chat.by("a", "sns/group_add", GroupName=["x", "y"], To_Account=["b"], From_Account="b")
    assert (codes(made), made["CurrentSequence"]) == ({"b": 0}, 1)
    assert await chat.lists("b") == {}
    whole = await chat.by("a", "sns/group_get", NeedFriend="Need_Friend_Type_Yes", GroupName=["x"])
    assert whole["ResultItem"] == [{"GroupName": "x", "FriendNumber": 1, "To_Account": ["b"]}]
    assert await chat.by("a", "sns/group_get", LastSequence=1) == {"CurrentSequence": 1}
    assert (await chat.by("a", "sns/group_delete", GroupName=["x"]))["CurrentSequence"] == 2
    found = await chat.by("a", "sns/friend_get", StartIndex=0)
    assert [item["To_Account"] for item in found["UserDataItem"]] == ["b"]
    sequences = {"StandardSequence": found["StandardSequence"], "CustomSequence": 7}
    assert (await chat.by("a", "sns/friend_get", StartIndex=0, **sequences))["UserDataItem"][0]["ValueItem"] == []


async def test_devices_are_told_of_every_change(chat: Chat) -> None:
    await chat.users("a", "b", "c")
    await chat("im_open_login_svc/account_import", UserID="b", Nick="Bee")
    await chat.by("a", "login")
    now_s = chat.now_ms // 1000

    async def news() -> list[dict[str, Any]]:
        events = await chat.told("a")
        fresh = events[len(seen) :]
        seen.extend(fresh)
        return fresh

    def mod(**members: Any) -> dict[str, Any]:
        return {"Event": "FriendListMod", "Body": {"To_Account": "a", "ReportTime": now_s, **members}}

    def lists(sequence: int, *, made: Any = (), deleted: Any = (), changed: Any = ()) -> dict[str, Any]:
        body = {"CurrentSequence": sequence, "Added": [*made], "Deleted": [*deleted], "Changed": [*changed]}
        return {"Event": "twincloud.FriendGroupMod", "Body": body}

    def groups(friend: str, *names: str) -> list[dict[str, Any]]:
        return [{"Friend_Account": friend, "SNS": [{"Tag": "Tag_SNS_IM_Group", "Value": [*names]}]}]

    seen: list[dict[str, Any]] = []
    assert await news() == []
    await chat.befriend("b", "a")
    assert await news() == [mod(FriendAdd_Account=["b"])]
    await chat("sns/group_add", From_Account="a", GroupName=["x", "y"], To_Account=["b"])
    assert await news() == [mod(FriendUpInfo=groups("b", "x", "y")), lists(1, made=["x", "y"])]
    await chat("sns/group_delete", From_Account="a", GroupName=["x"])
    assert await news() == [mod(FriendUpInfo=groups("b", "y")), lists(2, deleted=["x"])]
    change = [{"To_Account": "b", "SnsItem": [{"Tag": "Tag_SNS_IM_Remark", "Value": "r"}]}]
    await chat("sns/friend_update", From_Account="a", UpdateItem=change)
    (event,) = await news()
    assert event["Body"]["FriendUpInfo"][0]["SNS"] == [
        {"Tag": "Tag_SNS_IM_Remark", "Value": "r"},
        {"Tag": "Tag_SNS_IM_RemarkTime", "Value": now_s},
    ]
    await chat("sns/friend_delete", From_Account="b", To_Account=["a"], DeleteType="Delete_Type_Both")
    assert await news() == [mod(FriendDel_Account=["b"]), lists(3, changed=["y"])]
    await chat("sns/black_list_add", From_Account="a", To_Account=["c"])
    await chat("sns/black_list_delete", From_Account="a", To_Account=["c"])
    assert await news() == [mod(BlackListAdd_Account=["c"]), mod(BlackListDel_Account=["c"])]
    await asking(chat, "a", "b", AddWording="hi")
    asked = {"PendencyAdd_Account": "b", "AddSource": "AddSource_Type_test", "AddTime": now_s, "AddWording": "hi"}
    assert await news() == [mod(PendencyAdd=[{**asked, "ProfileImNick": "Bee"}])]
    await respond(chat, "a", "b", "Reject")
    assert await news() == [mod(FrienPencydDel_Account=["b"])]
    await chat("sns/group_delete", From_Account="a", GroupName=["nothing"])
    assert await news() == []
    assert await chat.told("b") == []


async def test_a_login_imports_its_user(chat: Chat) -> None:
    await chat.by("new", "login")
    await chat.by("new", "login")
    answer = await chat("im_open_login_svc/account_check", CheckItem=[{"UserID": "new"}])
    assert answer["ResultItem"][0]["AccountStatus"] == "Imported"


async def test_a_usersig_says_who_connects(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ChatWorld()

    async def enter(token: str, data: Any = None) -> Any:
        return await chat.store.read(lambda tx: world.authenticate(tx, token, data, system_ms()))

    async def refused(token: str, data: Any = None) -> tuple[int, str]:
        with pytest.raises(TurnedAwayError) as caught:
            await enter(token, data)
        return caught.value.code, caught.value.reason.partition(":")[0]

    def signed(user: str = "a", app: str = APP.id, secret: str = APP.secret, life: int = 300) -> str:
        return str(TLSSigAPIv2(int(app), secret).gen_sig(user, life))

    identity = await enter(signed(), {"sdkappid": int(APP.id), "identifier": "a", "device": "Android"})
    assert (identity.account, identity.app, identity.user, identity.device) == (APP.id, APP.id, "a", "Android")
    assert await chat.store.read(lambda tx: world.channels(tx, identity)) == (f"chat:{APP.id}:a",)
    assert identity.expires_ms is not None
    assert (await enter(signed())).device == "Web"
    assert await refused("x") == (3500, "70003")
    assert await refused(signed(app="1400000999")) == (3500, "70020")
    assert await refused(signed(), {"sdkappid": "1400000999"}) == (3500, "70020")
    assert await refused(signed(), {"sdkappid": "\0"}) == (3500, "70020")
    assert await refused(signed(), {"identifier": "b"}) == (3500, "70013")
    for name in ("x" * 33, "a\0"):
        assert (await refused(signed(name)))[0] == 3500
    assert await refused(signed(secret="other")) == (3500, "70009")
    assert await refused(signed(life=-600)) == (109, "70001")
    assert (await refused(signed(), {"device": "Toaster"}))[0] == 3500
    await chat.users("a")
    with monkeypatch.context() as earlier:
        earlier.setattr("TLSSigAPIv2.time.time", lambda: system_ms() // 1000 - 5)
        before = signed()
    assert (await enter(before)).user == "a"
    # Who signs goes by real time, however far the server's clock was advanced.
    chat.now_ms = system_ms() + 30 * 24 * 3600 * 1000
    await chat("im_open_login_svc/kick", UserID="a")
    assert (await refused(before))[0] == 3500
    assert (await enter(signed())).user == "a"
    for channel in (f"chat:{APP.id}:a", "anything"):
        with pytest.raises(TurnedAwayError):
            world.admit(identity, channel, "", None)
