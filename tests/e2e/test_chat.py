"""Chat as its users call it: the official SDK unpatched, and plain HTTP with the official signer for what it lacks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import requests
from tencentcloud_im.tcim_client import FriendObj, SnsItemObj, UpdateFriendObj

from tests.support.chat import Chat
from tests.support.server import ServerProcess, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")
NEED = {"NeedFriend": "Need_Friend_Type_Yes"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    async with running_server(tmp_path_factory.mktemp("chat") / "data", "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest.fixture
def chat(server: ServerProcess) -> Chat:
    return Chat.of(server)


class Sdk:
    """The official client, whose calls wait, called from another thread; it answers None when anything went wrong."""

    def __init__(self, chat: Chat) -> None:
        self._client = chat.sdk

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def call(*arguments: Any) -> dict[str, Any]:
            answer = await asyncio.to_thread(getattr(self._client, name), *arguments)
            assert isinstance(answer, requests.Response)
            told: dict[str, Any] = answer.json()
            return told

        return call


@pytest.fixture
def sdk(chat: Chat) -> Sdk:
    return Sdk(chat)


def result_codes(answer: dict[str, Any], items: str = "ResultItem") -> dict[str, int]:
    assert (answer["ActionStatus"], answer["ErrorCode"]) == ("OK", 0)
    return {item.get("To_Account") or item["UserID"]: item["ResultCode"] for item in answer[items]}


async def test_the_sdk_imports_checks_and_deletes_accounts(sdk: Sdk) -> None:
    assert await sdk.add_single_user("acc-1", "One", "http://x/1.png") == {
        "ActionStatus": "OK",
        "ErrorCode": 0,
        "ErrorInfo": "",
    }
    assert (await sdk.batch_add_users(["acc-2", "acc-3"]))["FailAccounts"] == []
    found = await sdk.search_user(["acc-1", "acc-2", "acc-9"])
    assert [item["AccountStatus"] for item in found["ResultItem"]] == ["Imported", "Imported", "NotImported"]
    assert result_codes(await sdk.del_user(["acc-2", "acc-9"])) == {"acc-2": 0, "acc-9": 70107}
    assert (await sdk.search_user(["acc-2"]))["ResultItem"][0]["AccountStatus"] == "NotImported"
    online = await sdk.check_user_online(["acc-1", "acc-9"])
    assert online["QueryResult"] == [{"To_Account": "acc-1", "Status": "Offline"}]
    assert online["ErrorList"] == [{"To_Account": "acc-9", "ErrorCode": 70107}]
    assert (await sdk.abolition_user_sig("acc-1"))["ErrorCode"] == 0
    assert (await sdk.abolition_user_sig("acc-9"))["ErrorCode"] == 70107


async def test_the_sdk_befriends_and_parts_users(sdk: Sdk) -> None:
    await sdk.batch_add_users(["fr-a", "fr-b", "fr-c"])
    wishes = [FriendObj("fr-b", "web", "buddy", "work"), FriendObj("fr-c", "web"), FriendObj("fr-x", "web")]
    assert result_codes(await sdk.add_friend("fr-a", wishes)) == {"fr-b": 0, "fr-c": 0, "fr-x": 30003}
    again = await sdk.add_friend("fr-a", [FriendObj("fr-b", "web")])
    assert again["ResultItem"][0]["ResultInfo"] == "Err_SNS_FriendAdd_Friend_Exist"
    found = await sdk.get_friends("fr-a")
    assert (found["FriendNum"], found["CompleteFlag"], found["ErrorDisplay"]) == (2, 1, "")
    (values,) = ({v["Tag"]: v["Value"] for v in each["ValueItem"]} for each in found["UserDataItem"][:1])
    assert (values["Tag_SNS_IM_Remark"], values["Tag_SNS_IM_Group"]) == ("buddy", ["work"])
    changes = [SnsItemObj("Tag_SNS_IM_Remark", "boss"), SnsItemObj("Tag_SNS_IM_Group", ["home", "club"])]
    assert result_codes(await sdk.update_friend("fr-a", [UpdateFriendObj("fr-b", changes)])) == {"fr-b": 0}
    tags = ["Tag_SNS_IM_Remark", "Tag_SNS_IM_Group"]
    shown = await sdk.get_target_friends("fr-a", ["fr-b", "fr-x"], tags)
    assert result_codes(shown, "InfoItem") == {"fr-b": 0, "fr-x": 30001}
    assert [value["Value"] for value in shown["InfoItem"][0]["SnsProfileItem"]] == ["boss", ["home", "club"]]
    parted = await sdk.delete_friends("fr-a", ["fr-b"])
    assert (result_codes(parted), parted["ErrorInfo"]) == ({"fr-b": 0}, "0")
    assert (await sdk.get_friends("fr-b"))["FriendNum"] == 0


async def test_the_sdk_makes_reads_and_deletes_lists(sdk: Sdk) -> None:
    await sdk.batch_add_users(["li-a", "li-b"])
    await sdk.add_friend("li-a", [FriendObj("li-b", "web")])
    made = await sdk.add_sns_group("li-a", ["group1", "group2", "group3"], ["li-b", "li-x"])
    assert result_codes(made) == {"li-b": 0, "li-x": 32216}
    assert (made["CurrentSequence"], made["Fail_Account"]) == (1, ["li-x"])
    assert (await sdk.add_sns_group("li-a", ["group4"], []))["CurrentSequence"] == 2
    listed = await sdk.get_sns_group("li-a")
    assert [(each["GroupName"], each["FriendNumber"]) for each in listed["ResultItem"]] == [
        ("group1", 1), ("group2", 1), ("group3", 1), ("group4", 0),
    ]  # fmt: skip
    deleted = await sdk.delete_sns_group("li-a", ["group1", "group2", "group3"])
    assert deleted == {
        "CurrentSequence": 3, "ActionStatus": "OK", "ErrorCode": 0, "ErrorInfo": "0", "ErrorDisplay": "",
    }  # fmt: skip
    assert [each["GroupName"] for each in (await sdk.get_sns_group("li-a"))["ResultItem"]] == ["group4"]
    assert (await sdk.get_friends("li-a"))["FriendNum"] == 1
    refused = await sdk.delete_sns_group("li-x", ["group1"])
    assert (refused["ActionStatus"], refused["ErrorCode"], refused["ErrorDisplay"]) == ("FAIL", 30003, "")


async def test_friends_are_imported_checked_and_all_deleted(chat: Chat) -> None:
    await chat.users("im-a", "im-b", "im-c")
    items = [{"To_Account": each, "AddSource": "AddSource_Type_old"} for each in ("im-b", "im-c", "im-x")]
    answer = await chat("sns/friend_import", From_Account="im-a", AddFriendItem=items)
    assert result_codes(answer) == {"im-b": 0, "im-c": 0, "im-x": 30003}
    asked = {"From_Account": "im-a", "To_Account": ["im-b"], "CheckType": "CheckResult_Type_Both"}
    assert (await chat("sns/friend_check", **asked))["InfoItem"][0]["Relation"] == "CheckResult_Type_AWithB"
    await chat("sns/friend_delete_all", From_Account="im-a")
    assert (await chat("sns/friend_check", **asked))["InfoItem"][0]["Relation"] == "CheckResult_Type_NoRelation"


async def test_users_are_blocked_checked_and_unblocked(chat: Chat, sdk: Sdk) -> None:
    await chat.users("bl-a", "bl-b")
    await sdk.add_friend("bl-a", [FriendObj("bl-b", "web")])
    assert result_codes(await chat("sns/black_list_add", From_Account="bl-a", To_Account=["bl-b"])) == {"bl-b": 0}
    assert (await sdk.get_friends("bl-b"))["FriendNum"] == 0
    assert result_codes(await sdk.add_friend("bl-b", [FriendObj("bl-a", "web")])) == {"bl-a": 30525}
    page = {"From_Account": "bl-a", "StartIndex": 0, "MaxLimited": 10, "LastSequence": 0}
    listed = await chat("sns/black_list_get", **page)
    assert ([each["To_Account"] for each in listed["BlackListItem"]], listed["CurruentSequence"]) == (["bl-b"], 1)
    asked = {"From_Account": "bl-a", "To_Account": ["bl-b"], "CheckType": "BlackCheckResult_Type_Both"}
    (item,) = (await chat("sns/black_list_check", **asked))["BlackListCheckItem"]
    assert item["Relation"] == "BlackCheckResult_Type_AWithB"
    assert result_codes(await chat("sns/black_list_delete", From_Account="bl-a", To_Account=["bl-b"])) == {"bl-b": 0}
    assert result_codes(await sdk.add_friend("bl-b", [FriendObj("bl-a", "web")])) == {"bl-a": 0}


async def test_profiles_are_set_and_decide_who_may_befriend(chat: Chat) -> None:
    await chat.users("pr-a", "pr-b")
    items = [
        {"Tag": "Tag_Profile_IM_Nick", "Value": "Ay"},
        {"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_NeedConfirm"},
    ]
    await chat("profile/portrait_set", From_Account="pr-a", ProfileItem=items)
    answer = await chat("profile/portrait_get", To_Account=["pr-a"], TagList=[item["Tag"] for item in items])
    assert answer["UserProfileItem"][0]["ProfileItem"] == items
    wish = [{"To_Account": "pr-a", "AddSource": "AddSource_Type_web"}]
    added = await chat("sns/friend_add", From_Account="pr-b", AddFriendItem=wish)
    assert result_codes(added) == {"pr-a": 30539}


async def test_the_faults_of_the_page_come_from_the_operator_too(server: ServerProcess, chat: Chat) -> None:
    await chat.users("fa-a")
    members = {"From_Account": "fa-a", "GroupName": ["x"]}
    for code in (30006, 30007, 30008):
        await server.operator("AddFault", product="chat", action="sns/group_delete", times=1, code=str(code))
        answer = await chat.post("sns/group_delete", members)
        assert (answer["ActionStatus"], answer["ErrorCode"], answer["ErrorDisplay"]) == ("FAIL", code, "")
    await server.operator("AddFault", product="chat", action="sns/group_delete", times=1, latency_ms=30_000)
    assert await chat.code("sns/group_delete", **members) == 30007
    assert await chat.code("sns/group_delete", **members) == 0


async def test_the_codes_of_the_page_from_their_natural_causes(server: ServerProcess, chat: Chat) -> None:
    await chat.users("na-a")
    members = {"From_Account": "na-a", "GroupName": ["x"]}
    assert await chat.code("sns/group_delete", From_Account="na-a", GroupName=[f"l{n}" for n in range(33)]) == 30001
    assert await chat.code("sns/group_delete", From_Account="nobody", GroupName=["x"]) == 30003
    assert (await chat.post("sns/group_delete", members, identifier="na-a"))["ErrorCode"] == 30004
    assert await chat.code("sns/group_delete", From_Account=1, GroupName=["x"]) == 60015
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(server.data / "twincloud.db") as database:
        database.execute("ALTER TABLE chat_friend_list RENAME TO away")
        try:
            answer = await chat.post("sns/group_delete", members)
        finally:
            database.execute("ALTER TABLE away RENAME TO chat_friend_list")
    assert (answer["ErrorCode"], answer["ErrorInfo"]) == (30006, "An internal error has occurred.")
    assert await chat.code("sns/group_delete", **members) == 0


async def test_relations_survive_a_crash(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", "--no-dataplane") as server:
        chat = Chat.of(server)
        await chat.users("a", "b")
        item = {"To_Account": "b", "AddSource": "AddSource_Type_web", "GroupName": "kept"}
        await chat("sns/friend_add", From_Account="a", AddFriendItem=[item])
        await chat("sns/group_add", From_Account="a", GroupName=["gone"])
        await chat("sns/group_delete", From_Account="a", GroupName=["gone"])
        await server.kill()
        await server.start()
        again = Chat.of(server)
        listed = await again("sns/group_get", From_Account="a", **NEED)
        assert listed["ResultItem"] == [{"GroupName": "kept", "FriendNumber": 1, "To_Account": ["b"]}]
        assert listed["CurrentSequence"] == 3
