"""Live's older generation through the official SDK, with users who are connected by the official Centrifugo library."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.live import App, Live, User
from tests.support.server import ServerProcess, running_server

pytestmark = pytest.mark.asyncio(loop_scope="module")
PAGE = {"PageNum": 1, "PageSize": 10}
BOSS = {"OperatorUserId": "boss"}


class OlderApp(App):
    """An application of the older generation with one group."""

    room: str

    async def __call__(self, action: str, **members: Any) -> dict[str, Any]:
        """Make a call and return its result."""
        result: dict[str, Any] = (await self.live(action, AppId=self.id, **members))["Result"]
        return result

    async def in_room(self, action: str, **members: Any) -> dict[str, Any]:
        """Make a call about the group."""
        return await self(action, GroupId=self.room, **members)

    async def older_user(self, name: str, *, joins: bool = False) -> OlderUser:
        """Connect a user with an AccessToken, who joins the group by subscribing if asked to."""
        user = OlderUser(self, name)
        self.users.append(user)
        await user.client.connect()
        await user.client.ready(20)
        if joins:
            await user.join(self.room)
        return user


class OlderUser(User):
    """A user who logs in with what GetMessageToken gives; with `refreshes`, with the RefreshToken."""

    refreshes = False

    async def _token(self) -> str:
        self.tokens += 1
        given = await self.app("GetMessageToken", UserId=self.name, DeviceId="d-1", DeviceType="web")
        return str(given["RefreshToken" if self.refreshes else "AccessToken"])

    def told(self) -> list[tuple[int, Any]]:
        """Return the types and data of what came on channels to which the server subscribed the user."""
        return [(event["type"], json.loads(event["data"])) for event in self.seen.own]

    def heard(self) -> list[tuple[int, Any]]:
        """Return the types and data of what came on the channel to which the user subscribed."""
        return [(event["type"], json.loads(event["data"])) for event in self.events("msg")]


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
async def app(live: Live) -> AsyncIterator[OlderApp]:
    """An application with a group; its users are disconnected at the end."""
    made = OlderApp(live, (await live("CreateMessageApp", AppName="shop"))["Result"]["AppId"], "")
    made.room = (await made("CreateMessageGroup", CreatorId="boss"))["GroupId"]
    yield made
    await made.close()


async def test_an_application_comes_back_as_it_was_made(live: Live) -> None:
    asked: dict[str, Any] = {"AppName": "kiosk", "AppConfig": {"a": "1"}, "Extension": {"b": "two"}}
    made = (await live("CreateMessageApp", **asked))["Result"]["AppId"]
    shown = (await live("GetMessageApp", AppId=made))["Result"]
    assert shown.pop("CreateTime") > 0
    assert shown == {**asked, "AppId": made, "Status": 1}
    changed = {"AppName": "till", "AppConfig": {"c": "3"}, "Extension": {}}
    assert (await live("UpdateMessageApp", AppId=made, **changed))["Result"] == {"Success": True}
    listed = (await live("ListMessageApp", SortType=1, **PAGE))["Result"]["AppList"][0]
    assert {name: listed[name] for name in asked} == changed
    (queried,) = (await live("QueryMessageApp", AppId=made, AppName="till", SortType=0, **PAGE))["Result"]
    assert (queried["AppList"], queried["TotalCount"], queried["HasMore"]) == ([listed], 1, False)


async def test_a_deleted_application_sends_its_users_away(app: OlderApp) -> None:
    user = await app.older_user("u1", joins=True)
    assert await app("DeleteMessageApp") == {"Success": True}
    await user.until(lambda: user.seen.disconnected)
    assert user.seen.disconnected[0].code == 4505
    assert await app.live.refused("GetMessageApp", AppId=app.id) == (404, "ResourceNotExist")
    group = {"AppId": app.id, "GroupId": app.room}
    assert await app.live.refused("GetMessageGroup", **group) == (404, "ResourceNotExist")


async def test_a_user_logs_in_with_the_servers_token(app: OlderApp) -> None:
    given = await app("GetMessageToken", UserId="u1", DeviceId="d-1", DeviceType="ios")
    assert given["AccessTokenExpiredTime"] == 86_400_000
    user = await app.older_user("u1", joins=True)
    user.refreshes = True
    user.cut()
    await user.until(lambda: len(user.seen.subscribed) == 2)
    assert user.seen.subscribed[1].recovered
    await app.in_room("SendMessageToGroup", Data='"hello"', Type=10001, **BOSS)
    await user.until(user.heard)
    assert user.heard() == [(10001, "hello")]
    refused = {"AppId": app.id, "UserId": "U1", "DeviceId": "d-1", "DeviceType": "ios"}
    assert await app.live.refused("GetMessageToken", **refused) == (400, "InputInvalid")


async def test_a_group_comes_back_as_it_was_made(app: OlderApp) -> None:
    made = await app("CreateMessageGroup", CreatorId="boss", Extension={"a": "1"})
    assert made["Extension"] == {"a": "1"}
    shown = await app("GetMessageGroup", GroupId=made["GroupId"])
    assert shown.pop("CreateTime") > 0
    assert shown == {**made, "CreatorId": "boss", "IsMuteAll": False, "Status": 1}
    assert await app("UpdateMessageGroup", GroupId=made["GroupId"], Extension={"b": "2"}) == {"Success": True}
    listed = await app("ListMessageGroup", UserId="boss", SortType=1, **PAGE)
    assert (listed["Total"], listed["HasMore"]) == (2, False)
    first = listed["GroupList"][0]
    assert (first["GroupId"], first["Extension"], first["AppId"]) == (made["GroupId"], {"b": "2"}, app.id)
    assert (await app("ListMessageGroup", UserId="u1", **PAGE))["GroupList"] == []


async def test_whom_the_server_joins_hears_the_group(app: OlderApp) -> None:
    user = await app.older_user("u1")
    everybody = {"BroadCastType": 2, "BroadCastStatistics": True}
    await app.in_room("JoinMessageGroup", UserId="u1")
    await app.in_room("SendMessageToGroup", Data='"one"', Type=10001, **BOSS)
    await app.in_room("JoinMessageGroup", UserId="u2", **everybody)
    await user.until(lambda: len(user.told()) == 2)
    statistics = {"pv": 2, "uv": 2, "onlineCount": 1, "likeCount": 0}
    assert user.told() == [(10001, "one"), (1002, {"userId": "u2", "statistics": statistics})]
    user.cut()
    await app.in_room("LeaveMessageGroup", UserId="u2", **everybody)
    await app.in_room("SendMessageToGroup", Data='"two"', Type=10001, **BOSS)
    await user.until(lambda: len(user.told()) == 4)
    assert [kind for kind, _ in user.told()] == [10001, 1002, 1003, 10001]
    assert await app.in_room("LeaveMessageGroup", UserId="u1") == {"Success": True}
    await user.until(lambda: user.seen.unsubscribed)
    await app.in_room("SendMessageToGroup", Data='"three"', Type=10001, **BOSS)
    await app.in_room("JoinMessageGroup", UserId="u1")
    await app.in_room("SendMessageToGroup", Data='"four"', Type=10001, **BOSS)
    await user.until(lambda: len(user.told()) == 5)
    assert user.told()[4] == (10001, "four")


async def test_who_is_in_a_group(app: OlderApp) -> None:
    await app.older_user("u1", joins=True)
    await app.in_room("JoinMessageGroup", UserId="u2")
    listed = await app.in_room("ListMessageGroupUser", SortType=1, **PAGE)
    assert [one["UserId"] for one in listed["UserList"]] == ["u2", "u1"]
    assert (listed["Total"], listed["HasMore"]) == (2, False)
    online = (await app.in_room("BatchGetOnlineUsers", UserIds="u1,u2,u3"))["OnlineUsers"]
    assert [(one["UserId"], one["Online"]) for one in online] == [("u1", True), ("u2", False), ("u3", False)]
    assert online[0]["JoinTime"] == listed["UserList"][1]["JoinTime"]
    await app.in_room("MuteGroupUser", MuteUserList=["u1"], **BOSS)
    await app.in_room("MuteAllGroupUser", **BOSS)
    shown = await app.in_room("ListMessageGroupUserById", UserIdList=["u1", "u2", "u3"])
    assert shown["Total"] == 2
    assert [(one["UserId"], one["IsMute"], one["MuteBy"]) for one in shown["UserList"]] == [
        ("u1", True, ["group", "user"]),
        ("u2", True, ["group"]),
    ]


async def test_messages_reach_the_group_or_some_of_it(app: OlderApp) -> None:
    first, second = await app.older_user("u1", joins=True), await app.older_user("u2", joins=True)
    for text in ("one", "two"):
        await app.in_room("SendMessageToGroup", Data=json.dumps(text), Type=10001, SkipAudit=True, **BOSS)
    secret = {"Data": '"psst"', "Type": 20001, "ReceiverIdList": ["u2"], "SkipAudit": True}
    sent = await app.in_room("SendMessageToGroupUsers", **secret, **BOSS)
    await first.call("sendGroupMessage", groupId=app.room, type=10002, data='"three"')
    for user in (first, second):
        await user.until(lambda user=user: len(user.heard()) == 3)
        assert user.heard() == [(10001, "one"), (10001, "two"), (10002, "three")]
    await second.until(second.told)
    assert (second.told(), first.told()) == ([(20001, "psst")], [])
    assert second.seen.own[0]["messageId"] == sent["MessageId"]
    assert second.seen.own[0]["sender"]["userId"] == "boss"
    listed = await app.in_room("ListMessage", SortType=1, **PAGE)
    assert [json.loads(message["Data"]) for message in listed["MessageList"]] == ["three", "two", "one"]
    (typed,) = (await app.in_room("ListMessage", Type=10002, **PAGE))["MessageList"]
    assert (typed["SenderId"], typed["GroupId"]) == ("u1", app.room)


async def test_likes_are_counted_and_told(app: OlderApp) -> None:
    user = await app.older_user("u1", joins=True)
    assert await app.in_room("SendLike", Count="2") == {"LikeCount": 2}
    assert await app.in_room("SendLike", Count="3", BroadCastType=2, OperatorUserId="u2") == {"LikeCount": 5}
    await user.until(user.heard)
    assert user.heard() == [(1001, {"likeCount": 5, "count": 3})]
    assert user.events("msg")[0]["sender"]["userId"] == "u2"


async def test_who_is_muted_does_not_speak(app: OlderApp) -> None:
    user, other = await app.older_user("u1", joins=True), await app.older_user("u2", joins=True)
    say = {"groupId": app.room, "type": 10001, "data": '"hi"'}
    everybody = {**BOSS, "BroadCastType": 2}
    await app.in_room("MuteGroupUser", MuteUserList=["u1", "u9"], MuteTime=600, **everybody)
    assert await user.refused("sendGroupMessage", **say) == 442
    await other.call("sendGroupMessage", **say)
    listed = await app.in_room("ListMuteGroupUser", **BOSS, **PAGE)
    assert [one["UserId"] for one in listed["UserList"]] == ["u1", "u9"]
    await app.in_room("CancelMuteGroupUser", CancelMuteUserList=["u1"], **everybody)
    await user.call("sendGroupMessage", **say)
    await app.in_room("MuteAllGroupUser", **everybody)
    assert await other.refused("sendGroupMessage", **say) == 442
    assert (await app.in_room("GetMessageGroup"))["IsMuteAll"] is True
    await app.in_room("CancelMuteAllGroupUser", **everybody)
    await other.call("sendGroupMessage", **say)
    await user.until(lambda: len(user.heard()) == 7)
    assert user.heard() == [
        (1006, {"userList": ["u1", "u9"], "muteTime": 600}),
        (10001, "hi"),
        (1007, {"userList": ["u1"]}),
        (10001, "hi"),
        (1004, {}),
        (1005, {}),
        (10001, "hi"),
    ]
    group = {"AppId": app.id, "GroupId": app.room, "OperatorUserId": "u1"}
    assert await app.live.refused("MuteAllGroupUser", **group) == (403, "NoAuth")
