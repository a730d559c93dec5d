"""Groups: made, shown, changed, listed."""

from __future__ import annotations

import pytest

from tests.services.alibaba_live.harness import DAY_MS, NOW_MS, STRANGER, App, Cloud


async def test_a_group_as_it_was_ordered(app: App) -> None:
    await app.group("g1", GroupName="Sale", GroupInfo="info", CreatorId="boss", Administrators=["a1", "a2", "a1"])
    assert await app("DescribeLiveMessageGroup", GroupId="g1") == {
        "AdminList": ["a1", "a2"], "Createtime": NOW_MS // 1000, "CreatorId": "boss", "Delete": False,
        "GroupId": "g1", "GroupInfo": "info", "GroupName": "Sale", "MsgAmount": {}, "OnlineUserCounts": 0,
        "SuperLargeGroup": False, "TotalTimes": 0,
    }  # fmt: skip


async def test_making_a_group_again_changes_nothing(app: App) -> None:
    await app.group("g1", GroupName="first")
    answer = await app("CreateLiveMessageGroup", GroupId="g1", GroupName="second")
    assert answer == {"GroupId": "g1", "AlreadyExists": True, "AlreadyDelete": False}
    assert (await app("DescribeLiveMessageGroup", GroupId="g1"))["GroupName"] == "first"


async def test_the_id_of_a_deleted_group_is_not_free_for_thirty_days(app: App, cloud: Cloud) -> None:
    await app("DeleteLiveMessageGroup", GroupId="room")
    await cloud.advance(29 * DAY_MS)
    answer = await app("CreateLiveMessageGroup", GroupId="room")
    assert answer == {"GroupId": "room", "AlreadyExists": True, "AlreadyDelete": True}
    await cloud.advance(DAY_MS)
    await app.group("room", GroupName="new")
    assert (await app("DescribeLiveMessageGroup", GroupId="room"))["GroupName"] == "new"


async def test_an_id_is_free_again_at_the_very_moment(app: App, cloud: Cloud) -> None:
    await app.send(MsgTid="m1")
    await app("DeleteLiveMessageGroup", GroupId="room")
    cloud.clock.advance(30 * DAY_MS)  # the timer that forgets the old group has not come round
    await app.group("room")
    assert await app.listed() == []
    await app.send(MsgTid="m1")
    assert [message["SeqNumber"] for message in await app.listed()] == [1]


@pytest.mark.parametrize(
    "members",
    [
        {"GroupId": "x" * 65},
        {"GroupId": "with space"},
        {"GroupId": ""},
        {"GroupId": "grüp"},
        {"GroupId": "g", "GroupName": "n" * 129},
        {"GroupId": "g", "GroupInfo": "ü" * 16385},
        {"GroupId": "g", "CreatorId": "a,b"},
        {"GroupId": "g", "Administrators": ["ok", "not ok"]},
    ],
)
async def test_orders_that_are_refused(app: App, members: dict[str, object]) -> None:
    assert await app.refused("CreateLiveMessageGroup", **members) == "InputInvalid"


async def test_an_app_has_room_for_so_many_groups(empty_store: object) -> None:
    cloud = Cloud(empty_store, groups_per_app=2)  # type: ignore[arg-type]
    app = await cloud.app()
    await app.group("g1")
    await app.group("g2")
    refusal = await cloud.refused("CreateLiveMessageGroup", AppId=app.id, GroupId="g3")
    assert (refusal.code, refusal.status) == ("ErrorTooManyGroups", 400)
    await app("DeleteLiveMessageGroup", GroupId="g1")
    await app.group("g3")


async def test_only_what_the_switches_name_is_changed(app: App) -> None:
    await app.group("g1", GroupInfo="old", Administrators=["a1"])
    await app("ModifyLiveMessageGroup", GroupId="g1", GroupInfo="new", AdminList=["a2"])
    shown = await app("DescribeLiveMessageGroup", GroupId="g1")
    assert (shown["GroupInfo"], shown["AdminList"]) == ("old", ["a1"])
    await app("ModifyLiveMessageGroup", GroupId="g1", GroupInfo="new", AdminList=["a2"], ModifyInfo=True)
    shown = await app("DescribeLiveMessageGroup", GroupId="g1")
    assert (shown["GroupInfo"], shown["AdminList"]) == ("new", ["a1"])
    await app("ModifyLiveMessageGroup", GroupId="g1", AdminList=["a2", "a3"], ModifyAdmin=True, ModifyInfo=False)
    shown = await app("DescribeLiveMessageGroup", GroupId="g1")
    assert (shown["GroupInfo"], shown["AdminList"]) == ("new", ["a2", "a3"])
    await app("ModifyLiveMessageGroup", GroupId="g1", ModifyAdmin=True, ModifyInfo=True)
    shown = await app("DescribeLiveMessageGroup", GroupId="g1")
    assert (shown["GroupInfo"], shown["AdminList"]) == ("", [])


async def test_members_hear_of_a_change(app: App) -> None:
    await app("ModifyLiveMessageGroup", GroupId="room", GroupInfo="new", AdminList=["a2"], ModifyInfo=True)
    await app("ModifyLiveMessageGroup", GroupId="room", GroupInfo="new", ModifyInfo=True)  # changes nothing
    assert await app.heard() == [{"k": "info", "groupId": "room", "groupMeta": "new", "adminList": []}]


@pytest.mark.parametrize("action", ["ListLiveMessageGroups", "ListLiveMessageGroupByPage"])
async def test_groups_by_status_and_time(app: App, cloud: Cloud, action: str) -> None:
    await app.group("g2", GroupInfo="info", GroupName="two", CreatorId="boss", Administrators=["a1"])
    await app.group("g3")
    await app("DeleteLiveMessageGroup", GroupId="g3")

    async def ids(**members: object) -> list[str]:
        return [entry["GroupId"] for entry in (await app(action, **{"SortType": 1, **members}))["GroupList"]]

    assert await ids() == await ids(GroupStatus=0) == ["room", "g2", "g3"]
    assert await ids(SortType=2) == ["g3", "g2", "room"]
    assert await ids(GroupStatus=1) == ["room", "g2"]
    assert await ids(GroupStatus=2) == ["g3"]
    assert (await app(action, SortType=1))["GroupList"][1] == {
        "AdminList": ["a1"], "Createtime": NOW_MS // 1000, "CreatorId": "boss", "Delete": False, "GroupId": "g2",
        "GroupInfo": "info", "GroupName": "two",
    }  # fmt: skip
    cloud.clock.advance(30 * DAY_MS)
    assert await ids() == ["room", "g2"]


async def test_groups_in_pages_that_continue(app: App) -> None:
    made = ["room", *[await app.group(f"g{number}") for number in range(60)]]
    first = await app("ListLiveMessageGroups", SortType=1)
    assert (first["Hasmore"], len(first["GroupList"])) == (True, 50)
    assert isinstance(first["NextpageToken"], str)
    second = await app("ListLiveMessageGroups", SortType=1, NextPageToken=int(first["NextpageToken"]))
    assert second["Hasmore"] is False
    assert "NextpageToken" not in second
    assert [entry["GroupId"] for entry in first["GroupList"] + second["GroupList"]] == made


async def test_groups_in_numbered_pages(app: App) -> None:
    made = ["room", *[await app.group(f"g{number}") for number in range(30)]]
    first = await app("ListLiveMessageGroupByPage", SortType=1)
    assert (first["PageNumber"], first["PageSize"], first["TotalCount"]) == (1, 20, 31)
    assert [entry["GroupId"] for entry in first["GroupList"]] == made[:20]
    third = await app("ListLiveMessageGroupByPage", SortType=1, PageNumber=3, PageSize=15)
    assert [entry["GroupId"] for entry in third["GroupList"]] == made[30:]


GROUP_ACTIONS: dict[str, dict[str, object]] = {
    "AddLiveMessageGroupBand": {"BannedUsers": ["u1"]},
    "BanLiveMessageGroup": {},
    "CheckLiveMessageUsersInGroup": {"UserIds": ["u1"]},
    "DeleteLiveMessageGroupMessage": {"MessageId": "m1"},
    "DescribeLiveMessageGroupBand": {},
    "KickLiveMessageGroupUser": {"KickoffUser": "u1"},
    "ListLiveMessageGroupUsers": {"SortType": 1, "PageSize": 10},
    "ModifyLiveMessageGroup": {"ModifyInfo": True},
    "ModifyLiveMessageGroupBand": {"BannedAll": True},
    "RemoveLiveMessageGroupBand": {"UnbannedUsers": ["u1"]},
    "SendLiveMessageGroup": {"SenderId": "u1"},
    "UnbanLiveMessageGroup": {},
}
LOOKING_BACK: dict[str, dict[str, object]] = {
    "DescribeLiveMessageGroup": {},
    "ListLiveMessageGroupMessages": {"SortType": 1, "PageSize": 10},
    "RecoverLiveMessageDeletedGroup": {},
}
"""What a deleted group can still be asked."""


@pytest.mark.parametrize("action", sorted(GROUP_ACTIONS | LOOKING_BACK))
async def test_what_is_not_there_and_what_is_not_ones_own(app: App, cloud: Cloud, action: str) -> None:
    members = (GROUP_ACTIONS | LOOKING_BACK)[action]
    assert await app.refused(action, GroupId="nobody", **members) == "ResourceNotExist"
    assert await app.refused(action, GroupId="no body", **members) == "InputInvalid"
    assert await app.refused(action, **{"AppId": "nowhere", "GroupId": "room", **members}) == "ResourceNotExist"
    assert (
        await app.refused(action, **{"DataCenter": "ap-southeast-1", "GroupId": "room", **members})
        == "ResourceNotExist"
    )
    cloud.account = STRANGER
    assert await app.refused(action, GroupId="room", **members) == "NoAuth"


@pytest.mark.parametrize("action", sorted(GROUP_ACTIONS))
async def test_a_deleted_group_cannot_be_used(app: App, action: str) -> None:
    await app("DeleteLiveMessageGroup", GroupId="room")
    assert await app.refused(action, GroupId="room", **GROUP_ACTIONS[action]) == "ResourceNotExist"
