"""Live and Chat with JavaScript alone: Alibaba's SDKs, Chat's official signer, and users with centrifuge-js."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.chat import Chat
from tests.support.javascript import JavaScript, Sdk, javascript
from tests.support.live import token
from tests.support.node import js_client
from tests.support.server import ServerProcess, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIVE = "2016-11-01"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    data = tmp_path_factory.mktemp("javascript") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def js(server: ServerProcess) -> AsyncIterator[JavaScript]:
    async with javascript(server) as started:
        yield started


async def group_of_live(live: Sdk) -> tuple[str, str]:
    """Make an application with a group ``room``; return its id and its key."""
    app = await live("CreateLiveMessageApp", AppName="js")
    await live("CreateLiveMessageGroup", AppId=app["AppId"], GroupId="room", GroupName="名")
    return app["AppId"], app["AppKey"]


@pytest.mark.parametrize("name", ["pop-core", "openapi-client", "openapi-core"])
async def test_a_group_of_live(js: JavaScript, name: str) -> None:
    clients = {
        "pop-core": js.pop_core(LIVE, method="POST"),
        "openapi-client": js.open_api("openApiClient", LIVE),
        "openapi-core": js.open_api("openApiCore", LIVE, tls=True),
    }
    live = clients[name]
    app_id, key = await group_of_live(live)
    place = {"AppId": app_id, "GroupId": "room"}
    sent = {**place, "SenderId": "server", "MsgType": 10001}
    address = f"{js.server.http}/live"
    async with js_client(address, "websocket", token(app_id, key, "ann"), f"g:{app_id}:room") as ann:
        await ann.until(lambda: ann.of("subscribed"))
        odd = "a+b&c=d/%~*!'()名 🎈"
        await live("SendLiveMessageGroup", **sent, Body=odd)
        answer = await ann.call("sendGroupMessage", groupId="room", type=10001, data="from ann")
        assert answer["result"]["data"]["messageId"]
        await live("SendLiveMessageUser", AppId=app_id, SenderId="server", ReceiverId="ann", MsgType=1, Body="psst")
        await ann.until(lambda: ann.of("own"))
        assert ann.of("own")[0]["data"]["data"] == "psst"
        for number in range(10):
            await live("SendLiveMessageGroup", **sent, Body=f"more {number}")
        asked = {**place, "SortType": 1, "PageSize": 10}
        first = await live("ListLiveMessageGroupMessages", **asked)
        rest = await live("ListLiveMessageGroupMessages", **asked, NextPageToken=first["NextPageToken"])
        assert (first["Hasmore"], rest["Hasmore"]) == (True, False)
        kept = [one["Body"] for one in [*first["MessageList"], *rest["MessageList"]]]
        assert kept == [odd, "from ann", *(f"more {number}" for number in range(10))]
        await live("DeleteLiveMessageGroup", **place)
        await ann.until(lambda: ann.of("unsubscribed"))
        told = [event["data"] for event in ann.of("publication")]
        assert [event["data"] for event in told if event["k"] == "msg"] == kept
        assert told[-1] == {"k": "exit", "groupId": "room", "reason": 1}
        assert ann.of("unsubscribed")[0]["code"] == 2000
    error = await live.refused("SendLiveMessageGroup", **sent, Body="too late")
    assert (error["code"], len(error["data"]["RequestId"])) == ("ResourceNotExist", 36)


async def chat_call(chat: Chat, user_sig: str, command: str, **members: Any) -> dict[str, Any]:
    """Call Chat with a UserSig made elsewhere."""
    return await chat.post(command, members, usersig=user_sig)


async def test_chat_believes_the_signer_of_npm(js: JavaScript) -> None:
    chat = Chat.of(js.server)
    signed = await js.user_sig(chat.sdkappid, chat.secret, chat.admin, 300)
    imported = await chat_call(chat, signed, "im_open_login_svc/multiaccount_import", Accounts=["ann", "bob"])
    assert (imported["ErrorCode"], imported["FailAccounts"]) == (0, [])
    device = {"sdkappid": chat.sdkappid, "identifier": "ann", "device": "Web"}
    # The one that holds a userbuf: the right to enter a room with everything allowed.
    own = await js.user_sig(chat.sdkappid, chat.secret, "ann", 300, 10000, 255, method="genPrivateMapKey")
    async with js_client(chat.http, "websocket", own, "", device) as ann:
        await ann.until(lambda: ann.of("connected"))
        friend = {"To_Account": "bob", "AddSource": "AddSource_Type_Web"}
        made = await chat_call(chat, signed, "sns/friend_add", From_Account="ann", AddFriendItem=[friend])
        assert made["ResultItem"][0]["ResultCode"] == 0
        lists = {"From_Account": "ann", "GroupName": ["work", "家"]}
        assert (await chat_call(chat, signed, "sns/group_add", **lists, To_Account=["bob"]))["CurrentSequence"] == 1
        deleted = await chat_call(chat, signed, "sns/group_delete", **lists)
        assert (deleted["ErrorCode"], deleted["ErrorInfo"]) == (0, "0")
        await ann.until(lambda: len(ann.of("own")) >= 3)
        assert ann.of("own")[0]["data"]["Event"] == "FriendListMod"
    friends = await chat_call(chat, signed, "sns/friend_get", From_Account="ann", StartIndex=0)
    assert [one["To_Account"] for one in friends["UserDataItem"]] == ["bob"]


async def test_chat_says_what_is_wrong_with_a_user_sig_of_npm(js: JavaScript) -> None:
    chat = Chat.of(js.server)
    signed = await js.user_sig(chat.sdkappid, chat.secret, chat.admin, 300)
    for user_sig, code in (
        (await js.user_sig(chat.sdkappid, "wrong", chat.admin, 300), 70009),
        (await js.user_sig(chat.sdkappid, chat.secret, "somebody", 300), 70013),
        (await js.user_sig("1400000009", chat.secret, chat.admin, 300), 70014),
        (await js.user_sig(chat.sdkappid, chat.secret, chat.admin, -3600), 70001),
        (signed[: len(signed) // 2], 70003),
    ):
        answer = await chat_call(chat, user_sig, "im_open_login_svc/account_check", CheckItem=[{"UserID": "ann"}])
        assert (answer["ActionStatus"], answer["ErrorCode"]) == ("FAIL", code), answer
        assert answer["ErrorInfo"]
