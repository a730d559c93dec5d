"""Live's older generation: what its operations change, tell and refuse."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import pytest_asyncio

from tests.services.alibaba_live.harness import DAY_MS, STRANGER, Cloud
from tests.services.alibaba_live.older import OlderApp
from twincloud.kernel.clock import system_ms
from twincloud.realtime.presence import DISCONNECT_NEWS, SUBSCRIBE_NEWS, UNSUBSCRIBE_NEWS
from twincloud.realtime.world import INVALID_TOKEN, TOKEN_EXPIRED, TurnedAwayError
from twincloud.services.alibaba_live import LIVE, LiveWorld
from twincloud.services.alibaba_live.events import group_channel, user_channel
from twincloud.services.alibaba_live.records import key_of

OLDER = sorted(action for action in LIVE.contract.actions if "LiveMessage" not in action)
MUTES: dict[str, dict[str, Any]] = {
    "MuteAllGroupUser": {},
    "CancelMuteAllGroupUser": {},
    "MuteGroupUser": {"MuteUserList": ["u1"]},
    "CancelMuteGroupUser": {"CancelMuteUserList": ["u1"]},
}
BOSS = {"OperatorUserId": "boss"}
PAGE = {"PageNum": 1, "PageSize": 10}
OF_GROUP: dict[str, dict[str, Any]] = {
    **{action: {**members, **BOSS} for action, members in MUTES.items()},
    "BatchGetOnlineUsers": {"UserIds": ["u1"]},
    "GetMessageGroup": {},
    "JoinMessageGroup": {"UserId": "u1"},
    "LeaveMessageGroup": {"UserId": "u1"},
    "ListMessage": PAGE,
    "ListMessageGroupUser": {},
    "ListMessageGroupUserById": {"UserIdList": ["u1"]},
    "ListMuteGroupUser": PAGE,
    "SendLike": {"Count": "1"},
    "SendMessageToGroup": {"OperatorUserId": "u1", "Data": "{}"},
    "SendMessageToGroupUsers": {"OperatorUserId": "u1", "Data": "{}", "Type": 1, "ReceiverIdList": ["u1"]},
    "UpdateMessageGroup": {},
}
OF_APP: dict[str, dict[str, Any]] = {
    "CreateMessageGroup": {"CreatorId": "boss"},
    "DeleteMessageApp": {},
    "GetMessageApp": {},
    "GetMessageToken": {"UserId": "u1", "DeviceId": "d1", "DeviceType": "web"},
    "ListMessageGroup": PAGE,
    "UpdateMessageApp": {},
}
OF_ACCOUNT = {"CreateMessageApp", "ListMessageApp", "QueryMessageApp"}


@pytest_asyncio.fixture
async def older(cloud: Cloud) -> OlderApp:
    """An application with a group."""
    return await OlderApp.make(cloud)


def test_every_operation_is_there() -> None:
    assert len(OLDER) == 25
    assert {*OF_GROUP, *OF_APP, *OF_ACCOUNT} == set(OLDER) <= set(LIVE.operations)


@pytest.mark.parametrize("action", sorted({*OF_GROUP, *OF_APP}))
async def test_every_documented_refusal_has_its_cause(older: OlderApp, cloud: Cloud, action: str) -> None:
    members = OF_APP[action] if action in OF_APP else {"GroupId": older.room, **OF_GROUP[action]}
    newer = (await cloud.app()).id
    for unknown in ("nowhere", newer):
        assert await older.refused(action, **{**members, "AppId": unknown}) == "ResourceNotExist"
    if action in OF_GROUP:
        assert await older.refused(action, **{**members, "GroupId": "nowhere"}) == "ResourceNotExist"
    for name, spec in LIVE.contract.types[LIVE.contract.actions[action].request].items():
        if spec.required:
            assert await older.refused(action, **{**members, name: None}) == f"Missing{name}"
    cloud.account = STRANGER
    assert await older.refused(action, **members) == "NoAuth"
    cloud.account = older.account
    await older(action, **members)


@pytest.mark.parametrize(
    ("action", "members"),
    [
        ("CreateMessageApp", {"AppName": "x"}),
        ("CreateMessageApp", {"AppName": "x" * 17}),
        ("UpdateMessageApp", {"AppName": "x"}),
        ("ListMessageApp", {**PAGE, "PageNum": 0}),
        ("ListMessageApp", {**PAGE, "PageNum": 100_001}),
        ("ListMessageApp", {**PAGE, "PageSize": 51}),
        ("ListMessageApp", {**PAGE, "SortType": 2}),
        ("QueryMessageApp", {"PageSize": 0}),
        ("ListMessageGroup", {**PAGE, "AppId": ""}),
        ("GetMessageToken", {**OF_APP["GetMessageToken"], "UserId": "U1"}),
        ("GetMessageToken", {**OF_APP["GetMessageToken"], "UserId": "u" * 33}),
        ("GetMessageToken", {**OF_APP["GetMessageToken"], "DeviceId": "d" * 65}),
        ("GetMessageToken", {**OF_APP["GetMessageToken"], "DeviceType": "fridge"}),
        ("CreateMessageGroup", {"CreatorId": "c" * 37}),
        ("JoinMessageGroup", {"UserId": "u-1"}),
        ("JoinMessageGroup", {"UserId": "u1", "BroadCastType": 3}),
        ("SendLike", {"Count": "0"}),
        ("SendLike", {"Count": "many"}),
        ("ListMessage", {**PAGE, "Type": 10_000}),
        ("SendMessageToGroup", {"OperatorUserId": "u1", "Data": "x" * 15_361}),
        ("SendMessageToGroupUsers", {"OperatorUserId": "u1", "Data": "{}", "Type": 1}),
        (
            "SendMessageToGroupUsers",
            {"OperatorUserId": "u1", "Data": "{}", "Type": 1, "ReceiverIdList": ["u"] * 101},
        ),
        ("MuteGroupUser", {**BOSS, "MuteUserList": ["u"] * 201}),
        ("MuteGroupUser", {**BOSS, "MuteUserList": ["u"], "MuteTime": -1}),
        ("CancelMuteGroupUser", {**BOSS, "CancelMuteUserList": ["u"] * 201}),
        ("BatchGetOnlineUsers", {"UserIds": ["u"] * 21}),
    ],
)
async def test_documented_bounds(older: OlderApp, action: str, members: dict[str, Any]) -> None:
    asked = {"GroupId": older.room, **members} if action in OF_GROUP else members
    assert await older.refused(action, **asked) == "InputInvalid"


async def test_the_generations_do_not_see_each_other(older: OlderApp, cloud: Cloud) -> None:
    newer = await cloud.app(AppName="newer")
    await newer.group()
    assert await newer.refused("DescribeLiveMessageApp", AppId=older.id) == "ResourceNotExist"
    about = {"AppId": older.id, "DataCenter": "cn-shanghai", "GroupId": older.room}
    assert (await cloud.refused("DescribeLiveMessageGroup", **about)).code == "ResourceNotExist"
    assert [app["AppId"] for app in (await cloud("ListLiveMessageApps", SortType=1))["AppList"]] == [newer.id]
    listed = (await cloud("ListMessageApp", **PAGE))["Result"]
    assert ([app["AppId"] for app in listed["AppList"]], listed["Total"]) == ([older.id], 1)


async def test_an_update_leaves_what_it_does_not_name(older: OlderApp) -> None:
    await older("UpdateMessageApp", AppConfig={"a": "1"}, Extension={"b": "2"})
    await older("UpdateMessageApp", AppName="kiosk")
    shown = await older("GetMessageApp")
    assert (shown["AppName"], shown["AppConfig"], shown["Extension"]) == ("kiosk", {"a": "1"}, {"b": "2"})
    await older.in_room("UpdateMessageGroup", Extension={"c": "3"})
    await older.in_room("UpdateMessageGroup")
    assert (await older.in_room("GetMessageGroup"))["Extension"] == {"c": "3"}


async def test_applications_are_found_by_id_and_name(older: OlderApp, cloud: Cloud) -> None:
    second = (await cloud("CreateMessageApp", AppName="kiosk"))["Result"]["AppId"]

    async def found(**asked: Any) -> list[str]:
        (result,) = (await cloud("QueryMessageApp", **asked))["Result"]
        assert result["TotalCount"] == len(result["AppList"])
        assert result["HasMore"] is False
        return [app["AppId"] for app in result["AppList"]]

    assert await found() == [older.id, second]
    assert await found(SortType=1) == [second, older.id]
    assert await found(AppId=second) == await found(AppName="kiosk") == [second]
    assert await found(AppId=second, AppName="shop") == []


async def test_pages_of_every_list(older: OlderApp, cloud: Cloud) -> None:
    for number in range(4):
        await cloud("CreateMessageApp", AppName=f"app {number}")
        await older("CreateMessageGroup", CreatorId="boss")
        await older.in_room("JoinMessageGroup", UserId=f"u{number}")
        await older.in_room("JoinMessageGroup", UserId=f"v{number}")
        await older.in_room("SendMessageToGroup", OperatorUserId="u1", Data=str(number), Type=10001)
    await older.in_room("SendMessageToGroup", OperatorUserId="u1", Data="4", Type=10001)
    await older.in_room("LeaveMessageGroup", UserId="v3")
    await older.in_room("LeaveMessageGroup", UserId="v2")
    await older.in_room("LeaveMessageGroup", UserId="v1")
    users = [f"u{number}" for number in range(5)]
    await older.in_room("MuteGroupUser", MuteUserList=users, **BOSS)
    lists = {
        "ListMessageApp": ("AppList", "AppName"),
        "QueryMessageApp": ("AppList", "AppName"),
        "ListMessageGroup": ("GroupList", "GroupId"),
        "ListMessageGroupUser": ("UserList", "UserId"),
        "ListMessage": ("MessageList", "Data"),
        "ListMuteGroupUser": ("UserList", "UserId"),
    }
    for action, (list_name, key) in lists.items():

        async def page(number: int, action: str = action, **more: Any) -> Any:
            about = {"GroupId": older.room} if action in OF_GROUP else {}
            about |= {"AppId": older.id} if action not in OF_ACCOUNT else {}
            result = (await cloud(action, PageNum=number, PageSize=2, **about, **more))["Result"]
            return result[0] if isinstance(result, list) else result

        pages = [await page(number) for number in (1, 2, 3, 4)]
        told = [item[key] for one in pages for item in one[list_name]]
        assert len(set(told)) == len(told) == 5, action
        assert [one["HasMore"] for one in pages] == [True, True, False, False]
        if action != "ListMuteGroupUser":
            assert [item[key] for item in (await page(1, SortType=1))[list_name]] == told[:-3:-1], action
    assert len(await cloud.heard(group_channel(key_of(older.id, older.room)))) == 5


async def test_a_token_is_for_one_user_of_one_application(older: OlderApp, cloud: Cloud) -> None:
    world = LiveWorld()
    given = await older.given("u.1_", "device-1", "ios")
    assert given["AccessTokenExpiredTime"] == DAY_MS

    async def shown(token: str, after_ms: int = 0) -> Any:
        try:
            return await cloud.store.read(lambda tx: world.authenticate(tx, token, None, system_ms() + after_ms))
        except TurnedAwayError as error:
            return error.code

    identity = await shown(given["AccessToken"])
    assert (identity.app, identity.user, identity.role) == (older.id, "u.1_", "")
    assert identity.installation == "ios/device-1"
    assert await shown(given["AccessToken"], DAY_MS) == TOKEN_EXPIRED
    assert (await shown(given["RefreshToken"], DAY_MS)).user == "u.1_"
    assert await shown(given["RefreshToken"], 31 * DAY_MS) == TOKEN_EXPIRED
    assert await shown(given["AccessToken"][:-8] + "AAAAAAAA") == INVALID_TOKEN
    await older("DeleteMessageApp")
    assert await shown(given["AccessToken"]) == INVALID_TOKEN


async def test_whom_the_server_joins_stays_a_member_without_a_connection(older: OlderApp, cloud: Cloud) -> None:
    await older.in_room("JoinMessageGroup", UserId="u1")
    await older.in_room("JoinMessageGroup", UserId="u1")
    user = await older.older_user("u1", joins=True, userNick="nick", userAvatar="face", userExtension="more")
    world = LiveWorld()
    channels = await cloud.store.read(lambda tx: world.channels(tx, user.identity))
    assert channels == (user_channel(older.id, "u1"), group_channel(key_of(older.id, older.room)))
    asked = {"UserIds": ["u1", "u2"]}
    joined_ms = cloud.now_ms
    assert (await older.in_room("BatchGetOnlineUsers", **asked))["OnlineUsers"] == [
        {"UserId": "u1", "Online": True, "JoinTime": joined_ms},
        {"UserId": "u2", "Online": False},
    ]
    shown = await older.in_room("ListMessageGroupUserById", UserIdList=["u1", "u2"])
    assert shown["UserList"] == [
        {
            "UserId": "u1",
            "UserNick": "nick",
            "UserAvatar": "face",
            "UserExtension": "more",
            "IsMute": False,
            "MuteBy": [],
        }
    ]
    await user.lose()
    await user.login()
    await cloud.advance(31_000)
    await user.close()
    after = (await older.in_room("BatchGetOnlineUsers", **asked))["OnlineUsers"]
    assert after[0] == {"UserId": "u1", "Online": False, "JoinTime": joined_ms}
    await older.in_room("LeaveMessageGroup", UserId="u1")
    assert (await older.in_room("ListMessageGroupUser"))["UserList"] == []


async def test_connections_follow_what_the_server_does(older: OlderApp, cloud: Cloud) -> None:
    channel = group_channel(key_of(older.id, older.room))
    await older.in_room("JoinMessageGroup", UserId="u1")
    await older.in_room("LeaveMessageGroup", UserId="u1")
    await older.in_room("LeaveMessageGroup", UserId="u1")
    told = [news for news in cloud.news if news.kind in (SUBSCRIBE_NEWS, UNSUBSCRIBE_NEWS)]
    assert [(news.kind, news.key) for news in told] == [(SUBSCRIBE_NEWS, "live"), (UNSUBSCRIBE_NEWS, channel)]
    assert told[0].subjects[:3] == (older.id, "u1", channel)
    assert (told[1].number, told[1].subjects) == (2002, ("u1", "left"))


async def test_who_joins_by_subscribing_leaves_with_the_session(older: OlderApp) -> None:
    user = await older.older_user("u1", joins=True)
    assert await _groups_of(older, "u1") == await _groups_of(older, "boss") == [older.room]
    await user.close()
    assert await _groups_of(older, "u1") == []
    assert (await older.in_room("ListMessageGroupUser"))["Total"] == 0
    assert await older.heard(older.room) == []  # nobody asked for it to be told


async def _groups_of(older: OlderApp, user: str) -> list[str]:
    return [group["GroupId"] for group in (await older("ListMessageGroup", UserId=user, **PAGE))["GroupList"]]


async def test_the_numbers_that_are_told_with_a_coming(older: OlderApp) -> None:
    everything = {"broadCastType": 2, "broadCastStatistics": True}
    await older.in_room("SendLike", Count="3")
    user = await older.older_user("u1")
    await user("joinGroup", groupId=older.room, **everything)
    await user("leaveGroup", groupId=older.room, **everything)
    await older.in_room("JoinMessageGroup", UserId="u1", BroadCastType=2, BroadCastStatistics=True)
    await older.in_room("JoinMessageGroup", UserId="u2", BroadCastType=2)
    await older.in_room("JoinMessageGroup", UserId="u3", BroadCastStatistics=True)
    await older.in_room("JoinMessageGroup", UserId="u4", BroadCastType=1, BroadCastStatistics=True)
    await older.in_room("LeaveMessageGroup", UserId="u2", BroadCastType=2, BroadCastStatistics=True)

    def numbers(pv: int, uv: int, online: int) -> dict[str, int]:
        return {"pv": pv, "uv": uv, "onlineCount": online, "likeCount": 3}

    assert await older.notices() == [
        (1002, {"userId": "u1", "statistics": numbers(1, 1, 1)}),
        (1003, {"userId": "u1", "statistics": numbers(1, 1, 0)}),
        (1002, {"userId": "u1", "statistics": numbers(2, 1, 1)}),
        (1002, {"userId": "u2"}),
        (1003, {"userId": "u2", "statistics": numbers(5, 4, 1)}),
    ]
    (own,) = await older.heard_by("u4")
    assert (own["type"], msgspec.json.decode(own["data"])["statistics"]) == (1002, numbers(5, 4, 1))


async def test_likes_are_told_as_asked(older: OlderApp) -> None:
    assert await older.in_room("SendLike", Count="2", OperatorUserId="u1") == {"LikeCount": 2}
    assert await older.in_room("SendLike", Count="5", BroadCastType=2, OperatorUserId="u1") == {"LikeCount": 7}
    assert await older.in_room("SendLike", Count="1", BroadCastType=1, OperatorUserId="u1") == {"LikeCount": 8}
    assert await older.notices() == [(1001, {"likeCount": 7, "count": 5})]
    assert [msgspec.json.decode(told["data"]) for told in await older.heard_by("u1")] == [{"likeCount": 8, "count": 1}]


async def test_messages_are_listed_by_type(older: OlderApp, cloud: Cloud) -> None:
    for kind in (10001, 10002, 1001):
        await older.in_room("SendMessageToGroup", OperatorUserId="u1", Data=f'"{kind}"', Type=kind)
    assert len((await older.in_room("ListMessage", **PAGE))["MessageList"]) == 3
    (one,) = (await older.in_room("ListMessage", Type=10002, **PAGE))["MessageList"]
    assert (one["Type"], one["Data"], one["SenderId"], one["GroupId"]) == (10002, '"10002"', "u1", older.room)
    await cloud.advance(30 * DAY_MS)
    assert (await older.in_room("ListMessage", **PAGE))["MessageList"] == []


async def test_a_message_to_some_is_for_them_alone(older: OlderApp) -> None:
    await older.in_room("JoinMessageGroup", UserId="u1")
    await older.in_room("JoinMessageGroup", UserId="u2")
    sent = await older.in_room(
        "SendMessageToGroupUsers",
        OperatorUserId="boss", Data="{}", Type=20001, ReceiverIdList=["u1", "u1", "stranger"],
    )  # fmt: skip
    (told,) = await older.heard_by("u1")
    assert (told["k"], told["messageId"], told["type"], told["data"]) == ("msg", sent["MessageId"], 20001, "{}")
    assert told["sender"]["userId"] == "boss"
    assert await older.heard_by("u2") == await older.heard_by("stranger") == await older.heard(older.room) == []
    assert (await older.in_room("ListMessage", **PAGE))["MessageList"] == []


async def test_what_mutes_tell(older: OlderApp) -> None:
    everybody = {**BOSS, "BroadCastType": 2}
    await older.in_room("MuteAllGroupUser", **everybody)
    await older.in_room("CancelMuteAllGroupUser", **everybody)
    await older.in_room("MuteGroupUser", MuteUserList=["u1", "u2"], MuteTime=60, **everybody)
    await older.in_room("CancelMuteGroupUser", CancelMuteUserList=["u1"], **everybody)
    await older.in_room("MuteAllGroupUser", **BOSS)
    await older.in_room("CancelMuteGroupUser", CancelMuteUserList=["u2"], BroadCastType=1, **BOSS)
    assert await older.notices() == [
        (1004, {}),
        (1005, {}),
        (1006, {"userList": ["u1", "u2"], "muteTime": 60}),
        (1007, {"userList": ["u1"]}),
    ]
    assert [told["type"] for told in await older.heard_by("u2")] == [1007]
    assert (await older.in_room("GetMessageGroup"))["IsMuteAll"] is True


@pytest.mark.parametrize(("asked", "seconds"), [({"MuteTime": 60}, 60), ({"MuteTime": 0}, 86_400), ({}, 86_400)])
async def test_a_mute_by_name_ends(older: OlderApp, cloud: Cloud, asked: dict[str, int], seconds: int) -> None:
    user = await older.older_user("u1", joins=True)
    boss = await older.older_user("boss", joins=True)
    say = {"groupId": older.room, "type": 10001, "data": "hi"}
    await older.in_room("MuteGroupUser", MuteUserList=["u1", "boss"], **asked, **BOSS)
    assert await user.refused("sendGroupMessage", **say) == 442
    await boss("sendGroupMessage", **say)  # who made the group always may
    shown = (await older.in_room("ListMessageGroupUserById", UserIdList=["u1", "boss"]))["UserList"]
    assert [(one["IsMute"], one["MuteBy"]) for one in shown] == [(True, ["user"]), (False, [])]
    await cloud.advance((seconds - 1) * 1000)
    assert await user.refused("sendGroupMessage", **say) == 442
    await cloud.advance(1000)
    await user("sendGroupMessage", **say)
    assert (await older.in_room("ListMuteGroupUser", **PAGE))["UserList"] == []


async def test_the_latest_mute_says_until_when(older: OlderApp, cloud: Cloud) -> None:
    await older.in_room("MuteGroupUser", MuteUserList=["u1"], MuteTime=60, **BOSS)
    await older.in_room("CancelMuteGroupUser", CancelMuteUserList=["u1"], **BOSS)
    await older.in_room("MuteGroupUser", MuteUserList=["u1"], MuteTime=600, **BOSS)
    await cloud.advance(61_000)
    assert (await older.in_room("ListMuteGroupUser", **PAGE))["Total"] == 1


@pytest.mark.parametrize("action", [*MUTES, "ListMuteGroupUser"])
async def test_only_the_creator_mutes(older: OlderApp, action: str) -> None:
    members = {"GroupId": older.room, **OF_GROUP[action]}
    assert await older.refused(action, **{**members, "OperatorUserId": "u1"}) == "NoAuth"
    without = {name: value for name, value in members.items() if name != "OperatorUserId"}
    if action == "ListMuteGroupUser":
        await older(action, **without)
    else:
        expected = "MissingOperatorUserId" if action == "MuteAllGroupUser" else "InputInvalid"
        assert await older.refused(action, **without) == expected
    await older(action, **{**members, **BOSS})


async def test_nothing_is_left_of_a_deleted_application(older: OlderApp, cloud: Cloud) -> None:
    await older.older_user("u1", joins=True)
    await older.in_room("JoinMessageGroup", UserId="u2")
    await older.in_room("SendMessageToGroup", OperatorUserId="u1", Data="{}")
    await older.in_room("MuteGroupUser", MuteUserList=["u1"], **BOSS)
    cloud.news.clear()
    assert await older("DeleteMessageApp") == {"Success": True}
    sent_away = [news for news in cloud.news if news.kind == DISCONNECT_NEWS]
    assert [(news.number, news.subjects[1]) for news in sent_away] == [(4505, "u1")]
    assert await cloud.rows_left() == {}
    await cloud.advance(DAY_MS)
    assert await older.refused("DeleteMessageApp") == "ResourceNotExist"
