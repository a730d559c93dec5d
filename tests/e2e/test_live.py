"""Live through its official SDK, with its users connected by the official Centrifugo library."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.live import App, Live, User
from tests.support.server import ServerProcess, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def live_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    """A server for the module; each test makes an application of its own."""
    data = tmp_path_factory.mktemp("live") / "data"
    async with running_server(data, "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest.fixture
def live(live_server: ServerProcess) -> Live:
    """The official SDK as a client of the module's server."""
    return Live(live_server.http, live_server.key)


@pytest_asyncio.fixture(loop_scope="module")
async def app(live: Live) -> AsyncIterator[App]:
    """An application with a group ``room``; its users are disconnected at the end."""
    made = await live.app()
    yield made
    await made.close()


async def test_an_app_comes_back_as_it_was_made(live: Live) -> None:
    url = "http://127.0.0.1:9/hook"
    asked: dict[str, Any] = {"AppName": "shop", "MsgLifeCycle": 2, "EventCallbackUrl": url, "DataCenter": "cn-shanghai"}
    made = await live("CreateLiveMessageApp", AuditType=2, AuditUrl=url, **asked)
    shown = await live("DescribeLiveMessageApp", AppId=made["AppId"], DataCenter="cn-shanghai")
    assert {name: shown[name] for name in made} == made
    assert {name: shown[name] for name in asked} == asked
    assert (shown["AuditType"], shown["AuditUrl"], shown["Disable"]) == (2, url, False)
    listed = await live("ListLiveMessageApps", SortType=2, DataCenter="cn-shanghai")
    assert listed["AppList"][0]["AppId"] == made["AppId"]
    assert listed["AppList"][0]["Disable"] == "false"


async def test_an_app_is_changed(app: App) -> None:
    url = "http://127.0.0.1:9/hook"
    assert (await app("ModifyLiveMessageAppCallback", EventCallbackUrl=url))["EventCallbackNeedAuthentication"] is True
    assert (await app("ModifyLiveMessageAppAudit", AuditType=2, AuditUrl=url))["AuditUrl"] == url
    shown = await app("DescribeLiveMessageApp")
    assert (shown["EventCallbackUrl"], shown["AuditType"], shown["AuditUrl"]) == (url, 2, url)


async def test_a_disabled_app_sends_its_clients_away(app: App) -> None:
    user = await app.user("u1", "room")
    assert (await app("ModifyLiveMessageAppDisable", Disable=True))["Disable"] is True
    await user.until(lambda: user.seen.disconnected)
    assert user.seen.disconnected[0].code == 4503
    again = await _attempt(app, "u1")
    assert again == 4503
    assert await app.live.refused("SendLiveMessageGroup", AppId=app.id, GroupId="room", SenderId="s") == (403, "NoAuth")
    await app("ModifyLiveMessageAppDisable", Disable=False)
    await app.user("u2", "room")


async def _attempt(app: App, name: str, **claims: Any) -> int:
    """Try to connect and return the code of the final disconnect."""
    user = User(app, name, **claims)
    app.users.append(user)
    await user.client.connect()
    await user.until(lambda: user.seen.disconnected)
    return int(user.seen.disconnected[0].code)


async def test_a_group_comes_back_as_it_was_made(app: App) -> None:
    asked: dict[str, Any] = {"GroupId": "sale", "GroupName": "Sale", "GroupInfo": "info", "CreatorId": "boss"}
    made = await app("CreateLiveMessageGroup", Administrators=["a1", "a2"], **asked)
    assert made == {"GroupId": "sale", "AlreadyExists": False, "AlreadyDelete": False}
    again = await app("CreateLiveMessageGroup", GroupId="sale")
    assert again == {"GroupId": "sale", "AlreadyExists": True, "AlreadyDelete": False}
    shown = await app("DescribeLiveMessageGroup", GroupId="sale")
    assert {name: shown[name] for name in asked} == asked
    assert (shown["AdminList"], shown["Delete"], shown["OnlineUserCounts"]) == (["a1", "a2"], False, 0)
    listed = await app("ListLiveMessageGroups", SortType=1, GroupStatus=1)
    assert [group["GroupId"] for group in listed["GroupList"]] == ["room", "sale"]
    paged = await app("ListLiveMessageGroupByPage", SortType=2, PageNumber=2, PageSize=1, GroupStatus=0)
    assert ([group["GroupId"] for group in paged["GroupList"]], paged["TotalCount"]) == (["room"], 2)


async def test_members_hear_of_a_changed_group(app: App) -> None:
    user = await app.user("u1", "room")
    await app(
        "ModifyLiveMessageGroup", GroupId="room", GroupInfo="new", ModifyInfo=True, AdminList=["a1"], ModifyAdmin=True
    )
    await user.until(lambda: user.events("info"))
    assert user.events("info") == [{"k": "info", "groupId": "room", "groupMeta": "new", "adminList": ["a1"]}]
    assert (await app("DescribeLiveMessageGroup", GroupId="room"))["AdminList"] == ["a1"]


async def test_messages_from_both_sides_arrive_in_order(app: App) -> None:
    first, second = await app.user("u1", "room", extension="face"), await app.user("u2", "room")
    tid = await app.send(
        SenderId="s", SenderMetaInfo="info", MsgTid="m1", MsgType=7, Body="one", StaticsIncrease=2, Weight=5
    )
    assert tid == "m1"
    await first.call("sendGroupMessage", groupId="room", type=10001, data="two")
    await app.send(Body="three")
    for user in (first, second):
        await user.until(lambda user=user: len(user.bodies()) == 3)
        assert user.bodies() == ["one", "two", "three"]
        assert [event["seqnum"] for event in user.events("msg")] == [1, 2, 3]
    assert second.events("msg")[0]["sender"] == {"userId": "s", "userExtension": "info"}
    assert second.events("msg")[1]["sender"] == {"userId": "u1", "userExtension": "face"}
    assert [message["Body"] for message in await app.listed()] == ["one", "two", "three"]
    assert [message["Body"] for message in await app.listed(MsgType=7, BeginTime=1, EndTime=4_000_000_000)] == ["one"]
    assert (await app("DescribeLiveMessageGroup", GroupId="room"))["MsgAmount"]["7"] == 2


async def test_what_is_not_stored_or_cached(app: App) -> None:
    user = await app.user("u1", "room")
    await app.send(Body="passing", NoStorage=True)
    await app.send(Body="uncached", NoCache=True)
    await user.until(lambda: len(user.bodies()) == 2)
    assert [message["Body"] for message in await app.listed()] == ["uncached"]
    recent = await user.call("listRecentMessage", groupId="room")
    assert [message["data"] for message in recent["messageList"]] == ["passing"]


async def test_messages_are_listed_in_pages(app: App) -> None:
    for number in range(12):
        await app.send(Body=str(number))
    asked = {"GroupId": "room", "SortType": 2, "PageSize": 10}
    first = await app("ListLiveMessageGroupMessages", **asked)
    second = await app("ListLiveMessageGroupMessages", NextPageToken=first["NextPageToken"], **asked)
    assert (first["Hasmore"], second["Hasmore"], second["NextPageToken"]) == (True, False, 0)
    bodies = [message["Body"] for message in first["MessageList"] + second["MessageList"]]
    assert bodies == [str(number) for number in reversed(range(12))]


async def test_a_deleted_message_is_taken_back(app: App) -> None:
    user = await app.user("u1", "room")
    await app.send(MsgTid="m1")
    answer = await app(
        "DeleteLiveMessageGroupMessage", GroupId="room", MessageId="m1", DeleterId="boss", DeleterInfo="info"
    )
    assert answer == {"GroupId": "room", "MessageId": "m1"}
    await user.until(lambda: user.events("del"))
    assert user.events("del")[0] == {
        "k": "del", "groupId": "room", "messageId": "m1", "deleter": {"userId": "boss", "userExtension": "info"},
    }  # fmt: skip
    assert await app.listed() == []


async def test_a_message_to_one_user(app: App) -> None:
    user = await app.user("u1")
    sent = await app(
        "SendLiveMessageUser", SenderId="s", SenderInfo="info", ReceiverId="u1", Body="psst", MsgType=9, MsgTid="m1"
    )
    assert sent == {"MsgTid": "m1"}
    await user.until(lambda: user.seen.own)
    event = user.seen.own[0]
    assert event.pop("timestamp") > 0
    assert event == {
        "k": "c2c", "messageId": "m1", "type": 9, "sender": {"userId": "s", "userExtension": "info"}, "data": "psst",
        "level": 0, "reliable": False,
    }  # fmt: skip
    await app("DeleteLiveMessageUserMessage", MessageId="m1", ReceiverId="u1", DeleterId="s", DeleterInfo="info")
    await user.until(lambda: len(user.seen.own) == 2)
    assert (user.seen.own[1]["k"], user.seen.own[1]["messageId"]) == ("delc2c", "m1")
    refusal = await app.live.refused(
        "SendLiveMessageUser", AppId=app.id, SenderId="s", ReceiverId="nobody", Body="psst"
    )
    assert refusal == (404, "ResourceNotExist")


async def test_a_reliable_message_waits_for_its_receipt(app: App) -> None:
    user = await app.user("u1")
    asked = {"SenderId": "s", "ReceiverId": "u1", "Body": "psst", "HighReliability": True}
    sending = asyncio.create_task(app("SendLiveMessageUser", **asked))
    await user.until(lambda: user.seen.own)
    assert user.seen.own[0]["reliable"] is True
    assert not sending.done()
    await user.call("ack", messageId=user.seen.own[0]["messageId"])
    assert (await sending)["MsgTid"] == user.seen.own[0]["messageId"]
    # Nobody confirms this one.
    assert await app.live.refused("SendLiveMessageUser", AppId=app.id, **asked) == (404, "ResourceNotExist")


async def test_who_is_there(app: App) -> None:
    await app.user("u1", "room", extension="face")
    user = await app.user("u2", "room")
    await app.user("u3")
    asked = {"GroupId": "room", "SortType": 1, "PageSize": 10}
    listed = await app("ListLiveMessageGroupUsers", **asked)
    assert listed["UserList"] == [{"UserId": "u1", "UserInfo": "face"}, {"UserId": "u2", "UserInfo": ""}]
    assert (listed["Hasmore"], listed["NextPageToken"]) == (False, 0)
    inside = (await app("CheckLiveMessageUsersInGroup", GroupId="room", UserIds=["u2", "u3"]))["Users"]
    assert [one["Online"] for one in inside] == [True, False]
    online = (await app("CheckLiveMessageUsersOnline", UserIds=["u3", "u4"]))["UserList"]
    assert [one["Online"] for one in online] == [True, False]
    changed = await app("ModifyLiveMessageUserInfo", UserId="u2", UserMetaInfo="new")
    assert changed["SuccessList"] == [{"GroupId": "room", "Success": True}]
    assert (await app("ListLiveMessageGroupUsers", **asked))["UserList"][1]["UserInfo"] == "new"
    await user.client.disconnect()
    async with asyncio.timeout(10):
        while (await app("DescribeLiveMessageGroup", GroupId="room"))["OnlineUserCounts"] != 1:
            await asyncio.sleep(0.05)


async def test_who_loses_the_connection_has_not_left(app: App) -> None:
    user, other = await app.user("u1", "room"), await app.user("u2", "room")
    user.cut()
    await user.until(lambda: len(user.seen.subscribed) == 2)
    shown = await app("DescribeLiveMessageGroup", GroupId="room")
    assert (shown["OnlineUserCounts"], shown["TotalTimes"]) == (2, 2)
    await app.send()
    await other.until(other.bodies)
    assert other.events("member") == []


async def test_members_hear_who_comes_and_goes(app: App) -> None:
    first = await app.user("u1", "room")
    second = await app.user("u2", extension="face")
    subscription = await second.join("room")
    await first.until(lambda: len(first.events("member")) >= 1 and first.events("member")[-1]["memberCount"] == 2)
    assert first.events("member")[-1]["joinUsers"] == [{"userId": "u2", "userExtension": "face"}]
    await subscription.unsubscribe()
    await first.until(lambda: first.events("member")[-1]["memberCount"] == 1)
    assert first.events("member")[-1]["leaveUsers"] == [{"userId": "u2", "userExtension": "face"}]


async def test_a_kicked_member_is_out(app: App) -> None:
    user = await app.user("u1", "room")
    await app("KickLiveMessageGroupUser", GroupId="room", KickoffUser="u1")
    await user.until(lambda: user.seen.unsubscribed and user.seen.own)
    assert user.seen.unsubscribed[0].code == 2001
    assert user.seen.own == [{"k": "exit", "groupId": "room", "reason": 2}]
    assert await user.refused("sendGroupMessage", groupId="room", type=10001, data="hi") == 425


async def test_who_is_kicked_while_away_stays_out_until_joining_again(app: App) -> None:
    user = await app.user("u1", "room")
    user.cut()
    await app("KickLiveMessageGroupUser", GroupId="room", KickoffUser="u1")
    await user.until(lambda: user.seen.unsubscribed and user.seen.own)
    assert user.seen.unsubscribed[0].code in {403, 2001}  # whether it was back already when it was kicked
    assert user.seen.own == [{"k": "exit", "groupId": "room", "reason": 2}]
    await user.client.get_subscription(f"g:{app.id}:room").subscribe()
    await user.until(lambda: len(user.seen.subscribed) == 2)


async def test_who_is_muted_by_name_does_not_speak(app: App) -> None:
    user, other = await app.user("u1", "room"), await app.user("u2", "room")
    say = {"groupId": "room", "type": 10001, "data": "hi"}
    await app("AddLiveMessageGroupBand", GroupId="room", BannedUsers=["u1", "u9"])
    await user.until(lambda: user.events("mute"))
    assert user.events("mute")[0]["muteUserList"] == ["u1", "u9"]
    assert await user.refused("sendGroupMessage", **say) == 442
    await other.call("sendGroupMessage", **say)
    shown = await app("DescribeLiveMessageGroupBand", GroupId="room")
    assert (shown["BannedUserList"], shown["IsbannedAll"], shown["UnbannedUserList"]) == (["u1", "u9"], False, [])
    await app("RemoveLiveMessageGroupBand", GroupId="room", UnbannedUsers=["u1"])
    await user.call("sendGroupMessage", **say)


async def test_everybody_is_muted_but_some(app: App) -> None:
    user, other = await app.user("u1", "room"), await app.user("u2", "room")
    say = {"groupId": "room", "type": 10001, "data": "hi"}
    await app("BanLiveMessageGroup", GroupId="room", ExceptUsers=["u2"])
    assert await user.refused("sendGroupMessage", **say) == 442
    await other.call("sendGroupMessage", **say)
    await app("UnbanLiveMessageGroup", GroupId="room")
    await user.call("sendGroupMessage", **say)
    await app("ModifyLiveMessageGroupBand", GroupId="room", BannedAll=True, BannnedUsers=["u9"], ExceptUsers=["u1"])
    await user.call("sendGroupMessage", **say)
    assert await other.refused("sendGroupMessage", **say) == 442
    shown = await app("DescribeLiveMessageGroupBand", GroupId="room")
    assert (shown["BannedUserList"], shown["IsbannedAll"], shown["UnbannedUserList"]) == (["u9"], True, ["u1"])


async def test_a_deleted_group_sends_everybody_away(app: App) -> None:
    users = [await app.user(f"u{number}", "room") for number in range(5)]
    await app.send(Body="last words")
    assert await app("DeleteLiveMessageGroup", GroupId="room", OperatorId="boss") == {"GroupId": "room"}
    for user in users:
        await user.until(lambda user=user: user.seen.unsubscribed)
        assert user.seen.publications[-1] == {"k": "exit", "groupId": "room", "reason": 1}
        assert user.bodies() == ["last words"]
        assert (user.seen.unsubscribed[0].code, user.seen.unsubscribed[0].reason) == (2000, "closed")
    assert await app("DeleteLiveMessageGroup", GroupId="room", OperatorId="late") == {"GroupId": "room"}
    assert await app("DeleteLiveMessageGroup", GroupId="never") == {"GroupId": "never"}
    shown = await app("DescribeLiveMessageGroup", GroupId="room")
    assert (shown["Delete"], shown["Deletor"]) == (True, "boss")
    assert await users[0].refused("sendGroupMessage", groupId="room", type=10001, data="hi") == 441
    refusal = await app.live.refused("SendLiveMessageGroup", AppId=app.id, GroupId="room", SenderId="s")
    assert refusal == (404, "ResourceNotExist")
    assert [message["Body"] for message in await app.listed()] == ["last words"]


async def test_what_deletion_refuses(app: App) -> None:
    delete = "DeleteLiveMessageGroup"
    assert await app.live.refused(delete, AppId="nowhere", GroupId="room") == (404, "ResourceNotExist")
    there = {"AppId": app.id, "GroupId": "room"}
    assert await app.live.refused(delete, DataCenter="ap-southeast-1", **there) == (404, "ResourceNotExist")
    assert await app.live.refused(delete, DataCenter="mars", **there) == (400, "InputInvalid")
    assert await app.live.refused(delete, OperatorId="not-only-letters", **there) == (400, "InputInvalid")
    assert (await app("DescribeLiveMessageGroup", GroupId="room"))["Delete"] is False


async def test_who_was_away_hears_of_the_deletion_and_stays_away(app: App) -> None:
    user = await app.user("u1", "room")
    await app.send(Body="heard")
    await user.until(user.bodies)
    user.cut()
    await app.send(Body="missed")
    await app("DeleteLiveMessageGroup", GroupId="room")
    await user.until(lambda: user.seen.unsubscribed)
    assert user.bodies() == ["heard", "missed"]
    assert user.seen.publications[-1] == {"k": "exit", "groupId": "room", "reason": 1}
    assert user.seen.unsubscribed[0].code == 2000
    user.cut()
    await user.until(lambda: len(user.seen.connected) == 3)
    assert await user.refused("queryGroup", groupId="room") == 441
    assert len(user.seen.subscribed) == 2


async def test_a_recovered_group_goes_on(app: App) -> None:
    await app.send(Body="before")
    await app("DeleteLiveMessageGroup", GroupId="room")
    assert await app("RecoverLiveMessageDeletedGroup", GroupId="room") == {"GroupId": "room"}
    user = await app.user("u1", "room")
    await app.send(Body="after")
    await user.until(user.bodies)
    assert user.bodies() == ["after"]
    assert [message["Body"] for message in await app.listed()] == ["before", "after"]


async def test_one_session_per_user(app: App) -> None:
    old = await app.user("u1", "room", device="phone")
    new = await app.user("u1", "room", device="desk")
    await old.until(lambda: old.seen.disconnected)
    assert old.seen.disconnected[0].code == 4504
    await app.send(Body="hi")
    await new.until(new.bodies)
    assert old.bodies() == []


async def test_tokens_end_and_are_renewed(app: App) -> None:
    user = await app.user("u1", "room", life_s=2)
    await user.until(lambda: user.tokens >= 2)
    await app.send(Body="still here")
    await user.until(user.bodies)
    assert not user.seen.disconnected


async def test_who_has_no_token_stays_out(app: App, live: Live) -> None:
    other = await live.app()
    stolen = App(live, app.id, other.key)
    assert await _attempt(stolen, "u1") == 3500


async def test_clients_manage_what_their_role_allows(app: App) -> None:
    boss = await app.user("boss", role="admin")
    made = await boss.call("createGroup", groupId="mine", groupName="Mine")
    assert made == {"groupId": "mine", "alreadyExist": False}
    user = await app.user("u1", "mine")
    assert await user.refused("closeGroup", groupId="mine") == 403
    await boss.call("muteAll", groupId="mine")
    assert await user.refused("sendGroupMessage", groupId="mine", type=10001, data="hi") == 442
    await boss.call("closeGroup", groupId="mine")
    await user.until(lambda: user.seen.unsubscribed)
    assert user.seen.unsubscribed[0].code == 2000
    for method in ("noSuchMethod", "login", "logout"):
        assert await boss.refused(method, reason="closed") == 104


@pytest.mark.parametrize("days", [29, 30])
async def test_messages_of_a_deleted_group_stay_for_thirty_days(live_server: ServerProcess, days: int) -> None:
    app = await Live(live_server.http, live_server.key).app()
    await app.send(Body="kept")
    await app("DeleteLiveMessageGroup", GroupId="room")
    await live_server.operator("AdvanceClock", milliseconds=days * 86_400_000)
    asked = {"AppId": app.id, "GroupId": "room", "SortType": 1, "PageSize": 10}
    if days == 29:
        assert [message["Body"] for message in await app.listed()] == ["kept"]
        await app("RecoverLiveMessageDeletedGroup", GroupId="room")
        await app.send()
    else:
        assert await app.live.refused("ListLiveMessageGroupMessages", **asked) == (404, "ResourceNotExist")
        refusal = await app.live.refused("RecoverLiveMessageDeletedGroup", AppId=app.id, GroupId="room")
        assert refusal == (404, "ResourceNotExist")
