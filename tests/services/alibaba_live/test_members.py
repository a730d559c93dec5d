"""Who is in a group: joining, leaving, being kicked, being told of others; sessions and their ends."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from tests.services.alibaba_live.harness import App, Cloud, User
from twincloud.services.alibaba_live.client.world import LiveWorld
from twincloud.storage.store import Store


async def members(app: App, group: str = "room", **asked: Any) -> list[dict[str, Any]]:
    answer = await app("ListLiveMessageGroupUsers", **{"GroupId": group, "SortType": 1, "PageSize": 50, **asked})
    return list(answer["UserList"])


async def names(app: App, group: str = "room") -> list[str]:
    return [member["UserId"] for member in await members(app, group)]


async def test_who_joins_is_told_of_the_group(app: App) -> None:
    await app.group("g1", GroupName="Sale", GroupInfo="info", CreatorId="boss", Administrators=["a1"])
    await app.send("g1", MsgType=7)
    await app("AddLiveMessageGroupBand", GroupId="g1", BannedUsers=["u9"])
    user = await app.user("u1", extension="face")
    info = await user("joinGroup", groupId="g1")
    assert info.pop("createTime") > 0
    assert info == {
        "groupId": "g1", "groupName": "Sale", "groupMeta": "info", "creator": "boss", "admins": ["a1"],
        "statistics": {"pv": 1, "onlineCount": 1, "msgAmount": {"7": 1}},
        "muteStatus": {"groupId": "g1", "muteAll": False, "muteUserList": ["u9"], "whiteUserList": []},
    }  # fmt: skip
    assert await members(app, "g1") == [{"UserId": "u1", "UserInfo": "face"}]
    assert await user("queryGroup", groupId="g1") == info | {"createTime": 1_767_225_600}


async def test_the_others_hear_who_came_and_went(app: App) -> None:
    first = await app.user("u1", extension="face", groups=("room",))
    await app.user("u2", groups=("room",))
    await first("leaveGroup", groupId="room")
    one = {"userId": "u1", "userExtension": "face"}
    two = {"userId": "u2", "userExtension": ""}
    event: dict[str, Any] = {"k": "member", "groupId": "room"}
    assert await app.heard() == [
        event | {"memberCount": 1, "joinUsers": [one], "leaveUsers": []},
        event | {"memberCount": 2, "joinUsers": [two], "leaveUsers": []},
        event | {"memberCount": 1, "joinUsers": [], "leaveUsers": [one]},
    ]
    shown = await app("DescribeLiveMessageGroup", GroupId="room")
    assert (shown["OnlineUserCounts"], shown["TotalTimes"]) == (1, 2)


async def test_joining_twice_is_being_there_once(app: App) -> None:
    user = await app.user("u1", groups=("room", "room"))
    assert (await app("DescribeLiveMessageGroup", GroupId="room"))["TotalTimes"] == 1
    await user("leaveGroup", groupId="room")
    await user("leaveGroup", groupId="room")
    assert len(await app.heard()) == 2


async def test_members_in_pages_by_when_they_joined(app: App) -> None:
    made = [(await app.user(f"u{number}", groups=("room",))).id for number in range(15)]
    for sort, expected in ((1, made), (2, made[::-1])):
        asked = {"GroupId": "room", "SortType": sort, "PageSize": 10}
        first = await app("ListLiveMessageGroupUsers", **asked)
        second = await app("ListLiveMessageGroupUsers", **asked, NextPageToken=first["NextPageToken"])
        assert (first["Hasmore"], second["Hasmore"], second["NextPageToken"]) == (True, False, 0)
        assert [user["UserId"] for user in first["UserList"] + second["UserList"]] == expected


async def test_who_is_in_a_group_and_who_is_online(app: App) -> None:
    await app.user("u1", groups=("room",))
    await app.user("u2")
    asked = ["u1", "u2", "u3"]
    there = (await app("CheckLiveMessageUsersInGroup", GroupId="room", UserIds=asked))["Users"]
    assert [(user["UserId"], user["Online"]) for user in there] == [("u1", True), ("u2", False), ("u3", False)]
    online = (await app("CheckLiveMessageUsersOnline", UserIds=asked))["UserList"]
    assert [(user["UserId"], user["Online"]) for user in online] == [("u1", True), ("u2", True), ("u3", False)]
    assert await app.refused("CheckLiveMessageUsersOnline", UserIds=["no no"]) == "InputInvalid"
    assert await app.refused("CheckLiveMessageUsersInGroup", GroupId="room", UserIds=["no no"]) == "InputInvalid"


async def test_a_kicked_member_is_told_and_taken_out(app: App, cloud: Cloud) -> None:
    user = await app.user("u1", groups=("room",))
    cloud.news.clear()
    await app("KickLiveMessageGroupUser", GroupId="room", KickoffUser="u1")
    assert await app.heard_by("u1") == [{"k": "exit", "groupId": "room", "reason": 2}]
    taken_out = [(news.key, news.number, news.subjects) for news in cloud.news if news.kind == "unsubscribe"]
    assert taken_out == [(f"g:{app.id}:room", 2001, ("u1", "kicked"))]
    assert await user.refused("sendGroupMessage", groupId="room", type=10001, data="hi") == 425
    assert await app.refused("KickLiveMessageGroupUser", GroupId="room", KickoffUser="u1") == "ResourceNotExist"
    await user("joinGroup", groupId="room")
    assert await names(app) == ["u1"]


@pytest.mark.parametrize("noticed", [True, False])
async def test_who_was_kicked_while_away_does_not_slip_back_in(app: App, noticed: bool) -> None:
    user = await app.user("u1", groups=("room",))
    if noticed:
        await user.lose()
    await app("KickLiveMessageGroupUser", GroupId="room", KickoffUser="u1")
    if not noticed:
        await user.lose()
    await user.login()
    assert await user.refused("joinGroup", groupId="room") == 403
    assert await names(app) == []
    await user("joinGroup", groupId="room")
    assert await names(app) == ["u1"]


async def test_a_closed_connection_ends_the_session(app: App) -> None:
    user = await app.user("u1", groups=("room",))
    await user.close()
    assert await names(app) == []
    assert (await app("CheckLiveMessageUsersOnline", UserIds=["u1"]))["UserList"][0]["Online"] is False


async def test_who_loses_the_connection_is_waited_for(app: App, cloud: Cloud) -> None:
    user = await app.user("u1", groups=("room",))
    await user.lose()
    await cloud.advance(29_999)
    assert await names(app) == ["u1"]
    await user.login()
    await user("joinGroup", groupId="room")
    await cloud.advance(60_000)
    assert await names(app) == ["u1"]
    assert len(await app.heard()) == 1
    await user.lose()
    await cloud.advance(30_000)
    assert await names(app) == []
    assert await user.refused("sendGroupMessage", groupId="room", type=10001, data="hi") == 404


async def test_who_comes_back_is_in_the_groups_that_were_joined_again(app: App, cloud: Cloud) -> None:
    await app.group("other")
    user = await app.user("u1", groups=("room", "other"))
    await user.lose()
    await user.login()
    await user("joinGroup", groupId="room")
    assert (await names(app), await names(app, "other")) == (["u1"], ["u1"])
    await cloud.advance(30_000)
    assert (await names(app), await names(app, "other")) == (["u1"], [])
    assert [event["memberCount"] for event in await app.heard("other")] == [1, 0]
    await cloud.advance(60_000)
    assert await names(app) == ["u1"]


async def test_a_login_elsewhere_ends_the_session_here(app: App) -> None:
    old = await app.user("u1", groups=("room",))
    new = await app.user("u1")
    assert await names(app) == []
    assert await old.refused("sendGroupMessage", groupId="room", type=10001, data="hi") == 404
    assert await old.refused("joinGroup", groupId="room") == 404
    await new("joinGroup", groupId="room")
    await old("logout", reason="displaced", code=4504, channels=["g"])  # comes late, and means the older session
    assert await names(app) == ["u1"]


@pytest.mark.parametrize(
    ("reason", "code", "stays"),
    [
        ("closed", 1000, False), ("closed", 1001, False), ("closed", 1006, True), ("timeout", 3012, True),
        ("slow", 3008, True), ("returned", 4504, True), ("displaced", 4504, False), ("kicked", 4503, False),
        ("expired", 3005, False),
    ],
)  # fmt: skip
async def test_who_is_waited_for(app: App, reason: str, code: int, stays: bool) -> None:
    user = await app.user("u1", groups=("room",))
    await user("logout", reason=reason, code=code, channels=[])
    assert (await names(app) == ["u1"]) is stays


async def test_who_was_connected_when_the_server_ended_is_waited_for(app: App, cloud: Cloud) -> None:
    back = await app.user("back", groups=("room",))
    await app.user("gone", groups=("room",))
    await cloud.store.write(lambda tx: LiveWorld().restart(tx, cloud.now_ms))
    assert await names(app) == ["back", "gone"]
    await back.login()
    await back("joinGroup", groupId="room")
    await cloud.advance(30_000)
    assert await names(app) == ["back"]


async def test_what_is_known_of_a_user_changes_in_every_group(app: App) -> None:
    await app.group("g2")
    user = await app.user("u1", extension="old", groups=("room", "g2"))
    answer = await app("ModifyLiveMessageUserInfo", UserId="u1", UserMetaInfo="new")
    assert answer == {
        "SuccessList": [{"GroupId": "room", "Success": True}, {"GroupId": "g2", "Success": True}], "FailList": [],
    }  # fmt: skip
    assert await members(app) == await members(app, "g2") == [{"UserId": "u1", "UserInfo": "new"}]
    await user("sendGroupMessage", groupId="room", type=10001, data="hi")
    assert (await app.listed())[0]["Sender"] == {"UserId": "u1", "UserInfo": "new"}
    nobody = await app("ModifyLiveMessageUserInfo", UserId="u9", UserMetaInfo="new")
    assert nobody == {"SuccessList": [], "FailList": []}
    for wrong in ({"UserId": "no no"}, {"UserId": "u1", "UserMetaInfo": "i" * 513}):
        assert await app.refused("ModifyLiveMessageUserInfo", **wrong) == "InputInvalid"


async def test_a_user_is_in_so_many_groups(empty_store: Store) -> None:
    app = await Cloud(empty_store, groups_per_user=1).app()
    await app.group("g1")
    await app.group("g2")
    user = await app.user("u1", groups=("g1",))
    assert await user.refused("joinGroup", groupId="g2") == 443
    await user("joinGroup", groupId="g1")


async def join_many(app: App, *numbers: int) -> list[User]:
    return list(await asyncio.gather(*(app.user(f"u{number}", groups=("room",)) for number in numbers)))


async def test_larger_groups_are_told_of_several_at_once(app: App, cloud: Cloud) -> None:
    await join_many(app, *range(100))
    assert [len(event["joinUsers"]) for event in await app.heard()] == [1] * 100
    await cloud.advance(1000)
    await join_many(app, *range(100, 110))
    told = (await app.heard())[100:]
    assert [(event["memberCount"], len(event["joinUsers"])) for event in told] == [(101, 1)]
    await cloud.advance(1000)
    told = (await app.heard())[101:]
    assert [(event["memberCount"], len(event["joinUsers"])) for event in told] == [(110, 9)]
    await cloud.advance(10_000)
    assert len(await app.heard()) == 102


async def test_a_super_large_group_has_numbers_only(empty_store: Store) -> None:
    cloud = Cloud(empty_store, super_above=3)
    app = await cloud.app()
    await app.group()
    users = await join_many(app, 1, 2, 3)
    await cloud.advance(5000)
    users += await join_many(app, 4)
    shown = await app("DescribeLiveMessageGroup", GroupId="room")
    assert (shown["SuperLargeGroup"], shown["OnlineUserCounts"]) == (True, 4)
    assert await members(app) == []
    users += await join_many(app, 5, 6)
    event: dict[str, Any] = {"k": "member", "groupId": "room", "joinUsers": [], "leaveUsers": []}
    assert (await app.heard())[3:] == [event | {"memberCount": 4}]
    await cloud.advance(4999)
    assert len(await app.heard()) == 4
    await cloud.advance(1)
    assert (await app.heard())[4:] == [event | {"memberCount": 6}]
    for user in users[:-1]:
        await user.close()
    assert (await app("DescribeLiveMessageGroup", GroupId="room"))["SuperLargeGroup"] is True
    await users[-1].close()
    shown = await app("DescribeLiveMessageGroup", GroupId="room")
    assert (shown["SuperLargeGroup"], shown["OnlineUserCounts"]) == (False, 0)
    await app.user("u9", groups=("room",))
    assert [user["UserId"] for user in await members(app)] == ["u9"]


async def test_clients_list_members(app: App) -> None:
    boss = await app.user("boss", role="admin", groups=("room",))
    user = await app.user("u1", extension="face", groups=("room",))
    first = await boss("listGroupUser", groupId="room", sortType=0, pageSize=1)
    for older in ("nextPageToken", "nextpagetoken"):  # both spellings are the vendor's
        second = await boss("listGroupUser", groupId="room", pageSize=1, **{older: first[older]})
        assert ([one["userId"] for one in second["userList"]], second["hasMore"]) == (["u1"], False)
    listed = await boss("listGroupUser", groupId="room", sortType=1, pageSize=1)
    assert listed.pop("nextPageToken") == listed.pop("nextpagetoken") > 0
    assert listed == {
        "groupId": "room", "hasMore": True, "userList": [{"userId": "u1", "userExtension": "face"}],
    }  # fmt: skip
    assert await user.refused("listGroupUser", groupId="room") == 403
    recent = await user("listRecentGroupUser", groupId="room")
    assert (recent["total"], [one["userId"] for one in recent["userList"]]) == (2, ["u1", "boss"])


@pytest.mark.parametrize("callback", ["", "http://127.0.0.1:9/hook"])
async def test_the_apps_server_hears_of_coming_and_going(cloud: Cloud, callback: str) -> None:
    app = await cloud.app(EventCallbackUrl=callback)
    await app.group()
    user = await app.user("u1", groups=("room",))
    await user.lose()
    await user.login()
    await user("leaveGroup", groupId="room")
    await user.lose()
    await cloud.advance(30_000)
    await user.login()
    await user.login()
    await user.close()
    sent = await cloud.webhooks()
    bodies = [msgspec.json.decode(webhook.body) for webhook in sent]
    events = [event for body in bodies for eve in body["eves"] for event in eve["events"]]
    expected: list[dict[str, Any]] = [
        {"e": 1}, {"e": 3, "g": "room"}, {"e": 5, "gs": ["room"]}, {"e": 4, "g": "room"}, {"e": 2, "r": 3},
        {"e": 1}, {"e": 2, "r": 4}, {"e": 1}, {"e": 2, "r": 1},
    ]  # fmt: skip
    assert events == (expected if callback else [])
    if callback:
        assert {body["appid"] for body in bodies} == {app.id}
        assert {body["eves"][0]["uid"] for body in bodies} == {"u1"}
        sids = [body["eves"][0]["sid"] for body in bodies]
        assert [sids.index(sid) for sid in sids] == [0, 0, 0, 0, 0, 5, 5, 7, 7]
        assert len({body["transactionid"] for body in bodies}) == len(bodies)
        assert {(one.url, one.order_key, one.signer, one.secret) for one in sent} == {
            (callback, f"live:{app.id}/u1", "alibaba-live", app.key)
        }
