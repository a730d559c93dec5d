"""Users' devices with the official Centrifugo library: they hear of what is done to their relations, in order, once."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import pytest_asyncio

from tests.support.chat import Chat, Device, device
from tests.support.receiver import Receiver
from tests.support.server import ServerProcess, running_server
from tests.support.sockets import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
LISTS = "twincloud.FriendGroupMod"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    async with running_server(tmp_path_factory.mktemp("chat") / "data", "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest.fixture
def chat(server: ServerProcess) -> Chat:
    return Chat.of(server)


def deleted(one: Device) -> list[str]:
    return [name for body in one.events(LISTS) for name in body["Deleted"]]


async def test_two_devices_see_a_deleted_list(chat: Chat) -> None:
    await chat.users("two-a", "two-b")
    async with device(chat, "two-a", "Web") as web, device(chat, "two-a", "Android") as phone:
        item = {"To_Account": "two-b", "AddSource": "AddSource_Type_web", "GroupName": "family"}
        await chat("sns/friend_add", From_Account="two-a", AddFriendItem=[item])
        answer = await chat("sns/group_delete", From_Account="two-a", GroupName=["family"])
        for one in (web, phone):
            await one.seen.until(functools.partial(deleted, one))
            assert deleted(one) == ["family"]
            last = one.events(LISTS)[-1]
            assert last["CurrentSequence"] == answer["CurrentSequence"]
            update = one.events("FriendListMod")[-1]["FriendUpInfo"]
            assert update == [{"Friend_Account": "two-b", "SNS": [{"Tag": "Tag_SNS_IM_Group", "Value": []}]}]
            assert (await one.call("sns/group_get"))["ResultItem"] == []
            assert (await one.call("sns/friend_get", StartIndex=0))["FriendNum"] == 1
        online = await chat("openim/query_online_status", To_Account=["two-a", "two-b"], IsNeedDetail=1)
        shown = [(item["Platform"], item["Status"]) for item in online["QueryResult"][0]["Detail"]]
        assert sorted(shown) == [("Android", "Online"), ("Web", "Online")]
        assert online["QueryResult"][1]["Status"] == "Offline"


async def test_a_device_that_was_cut_off_hears_what_it_missed_once(chat: Chat) -> None:
    await chat.users("cut-a")
    async with device(chat, "cut-a") as one:
        names = [f"list{number}" for number in range(8)]
        await chat("sns/group_add", From_Account="cut-a", GroupName=names)
        for name in names[:4]:
            await chat("sns/group_delete", From_Account="cut-a", GroupName=[name])
        one.cut()
        for name in names[4:]:
            await chat("sns/group_delete", From_Account="cut-a", GroupName=[name])
        await one.seen.until(lambda: len(deleted(one)) >= len(names))
        assert deleted(one) == names
        assert [body["CurrentSequence"] for body in one.events(LISTS)] == list(range(1, 10))


async def test_a_crash_of_the_server_loses_no_event(tmp_path: Path) -> None:
    options = ("--no-dataplane", "--http", f"127.0.0.1:{free_port()}")
    async with running_server(tmp_path / "data", *options) as server:
        chat = Chat.of(server)
        await chat.users("crash-a")
        async with device(chat, "crash-a") as one:
            for name in ("x", "y", "z"):
                await chat("sns/group_add", From_Account="crash-a", GroupName=[name])
            await server.kill()
            await server.start()
            await chat("sns/group_delete", From_Account="crash-a", GroupName=["x"])
            await one.seen.until(lambda: deleted(one))
            assert [body["CurrentSequence"] for body in one.events(LISTS)] == [1, 2, 3, 4]


async def test_a_request_is_asked_for_answered_and_heard_of(chat: Chat) -> None:
    await chat.users("ask-a", "ask-b")
    profile = [{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_NeedConfirm"}]
    await chat("profile/portrait_set", From_Account="ask-a", ProfileItem=profile)
    async with device(chat, "ask-a") as receiver, device(chat, "ask-b") as sender:
        wish = [{"To_Account": "ask-a", "AddSource": "AddSource_Type_web", "AddWording": "hello"}]
        answer = await chat("sns/friend_add", From_Account="ask-b", AddFriendItem=wish)
        assert answer["ResultItem"][0]["ResultCode"] == 30539
        await receiver.seen.until(lambda: receiver.events("FriendListMod"))
        (asked,) = receiver.events("FriendListMod")[0]["PendencyAdd"]
        assert (asked["PendencyAdd_Account"], asked["AddWording"]) == ("ask-b", "hello")
        waiting = await receiver.call("sns/pendency_get", PendencyType="Pendency_Type_ComeIn")
        assert [item["To_Account"] for item in waiting["PendencyItem"]] == ["ask-b"]
        agree = {"To_Account": "ask-b", "ResponseAction": "Response_Action_AgreeAndAdd", "TagName": "pals"}
        done = await receiver.call("sns/friend_response", ResponseFriendItem=[agree])
        assert done["ResultItem"][0]["ResultCode"] == 0
        await sender.seen.until(lambda: sender.events("FriendListMod"))
        assert sender.events("FriendListMod")[0]["FriendAdd_Account"] == ["ask-a"]
        moved = await receiver.call("sns/group_update", OldName="pals", NewName="friends")
        assert moved["CurrentSequence"] == 2
        listed = await receiver.call("sns/group_get", NeedFriend="Need_Friend_Type_Yes")
        assert listed["ResultItem"] == [{"GroupName": "friends", "FriendNumber": 1, "To_Account": ["ask-b"]}]


async def test_who_is_kicked_is_sent_away_for_good(chat: Chat) -> None:
    await chat.users("kick-a")
    async with device(chat, "kick-a") as one:
        await chat("im_open_login_svc/kick", UserID="kick-a")
        await one.seen.until(lambda: one.seen.disconnected)
        assert one.seen.disconnected[0].code == 4501
    online = await chat("openim/query_online_status", To_Account=["kick-a"])
    assert online["QueryResult"][0]["Status"] == "Offline"


async def test_a_second_login_on_the_same_kind_of_device_ends_the_first(chat: Chat) -> None:
    await chat.users("same-a")
    async with device(chat, "same-a", "Web") as first, device(chat, "same-a", "Web"):
        await first.seen.until(lambda: first.seen.disconnected)
        assert first.seen.disconnected[0].code == 4500


async def test_a_bad_usersig_does_not_connect(chat: Chat, server: ServerProcess) -> None:
    stranger = Chat(server.http, chat.sdkappid, "another key")
    one = Device(stranger, "bad-a")
    await one.client.connect()
    await one.seen.until(lambda: one.seen.disconnected)
    assert one.seen.disconnected[0].code == 3500
    assert "70009" in one.seen.disconnected[0].reason


async def test_webhooks_are_asked_told_signed_and_tried_again(server: ServerProcess) -> None:
    receiver = Receiver()
    await receiver.start()
    try:
        made = await server.operator("CreateChatApp")
        chat = Chat(server.http, made["sdkappid"], made["secret"])
        settings = {"webhook_url": receiver.url, "webhook_token": "xxxxyyyy", "webhook_attempts": 3}
        await server.operator("UpdateChatApp", sdkappid=chat.sdkappid, **settings)
        await chat.users("hook-a", "hook-b", "hook-c")
        receiver.body = json.dumps(
            {"ActionStatus": "OK", "ErrorCode": 0, "ResultItem": [{"To_Account": "hook-c", "ResultCode": 38001}]}
        ).encode()
        wishes = [{"To_Account": each, "AddSource": "AddSource_Type_web"} for each in ("hook-b", "hook-c")]
        # The question is answered; then the news are refused once and taken the second time.
        receiver.answers.extend([200, 500, 200])
        answer = await chat("sns/friend_add", From_Account="hook-a", AddFriendItem=wishes)
        assert [item["ResultCode"] for item in answer["ResultItem"]] == [0, 38001]
        await chat("sns/friend_delete", From_Account="hook-a", To_Account=["hook-b"])
        await receiver.until(lambda: len(receiver.received) >= 4)
        told = [json.loads(each.body)["CallbackCommand"].removeprefix("Sns.Callback") for each in receiver.received]
        assert told == ["PrevFriendAdd", "FriendAdd", "FriendAdd", "FriendDelete"]
        assert receiver.received[1].body == receiver.received[2].body
        for each in receiver.received:
            query = dict(parse_qsl(urlsplit(each.path).query))
            assert query["Sign"] == hashlib.sha256(f"xxxxyyyy{query['RequestTime']}".encode()).hexdigest()
            assert (query["SdkAppid"], query["OptPlatform"]) == (chat.sdkappid, "RESTAPI")
        receiver.silent = True
        started = asyncio.get_running_loop().time()
        answer = await chat("sns/friend_add", From_Account="hook-a", AddFriendItem=wishes[:1])
        assert answer["ResultItem"][0]["ResultCode"] == 0
        assert asyncio.get_running_loop().time() - started < 20
    finally:
        await receiver.stop()
