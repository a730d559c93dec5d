"""DeleteLiveMessageGroup to the last word, and the way back: RecoverLiveMessageDeletedGroup."""

from __future__ import annotations

import pytest

from tests.services.alibaba_live.harness import DAY_MS, NOW_MS, STRANGER, App, Cloud
from twincloud.realtime import streams
from twincloud.services.alibaba_live.events import group_channel
from twincloud.storage.store import Store


async def test_a_deleted_group_says_who_deleted_it_and_when(app: App, cloud: Cloud) -> None:
    cloud.clock.advance(7000)
    assert await app("DeleteLiveMessageGroup", GroupId="room", OperatorId="boss") == {"GroupId": "room"}
    assert await app("DescribeLiveMessageGroup", GroupId="room") == {
        "AdminList": [], "Createtime": NOW_MS // 1000, "CreatorId": "", "Deletatime": NOW_MS // 1000 + 7,
        "Delete": True, "Deletor": "boss", "GroupId": "room", "GroupInfo": "", "GroupName": "",
    }  # fmt: skip


async def test_deleting_again_or_what_never_was_is_answered_alike(app: App, cloud: Cloud) -> None:
    await app("DeleteLiveMessageGroup", GroupId="room", OperatorId="first")
    cloud.clock.advance(7000)
    assert await app("DeleteLiveMessageGroup", GroupId="room", OperatorId="second") == {"GroupId": "room"}
    shown = await app("DescribeLiveMessageGroup", GroupId="room")
    assert (shown["Deletor"], shown["Deletatime"]) == ("first", NOW_MS // 1000)
    assert await app("DeleteLiveMessageGroup", GroupId="never") == {"GroupId": "never"}
    assert [event["k"] for event in await app.heard()] == ["exit"]


async def test_an_unknown_app_or_data_center_is_refused(app: App, cloud: Cloud) -> None:
    refusal = await cloud.refused("DeleteLiveMessageGroup", AppId="nowhere", GroupId="room")
    assert (refusal.code, refusal.status) == ("ResourceNotExist", 404)
    asked = {"GroupId": "room", "DataCenter": "ap-southeast-1"}
    assert await app.refused("DeleteLiveMessageGroup", **asked) == "ResourceNotExist"
    cloud.account = STRANGER
    assert await app.refused("DeleteLiveMessageGroup", GroupId="room") == "NoAuth"


@pytest.mark.parametrize("operator", ["x" * 65, "u-1", "u_1", "ü", "a b"])
async def test_who_deletes_has_letters_and_digits(app: App, operator: str) -> None:
    assert await app.refused("DeleteLiveMessageGroup", GroupId="room", OperatorId=operator) == "InputInvalid"
    assert (await app("DescribeLiveMessageGroup", GroupId="room"))["Delete"] is False


async def test_every_member_is_told_and_let_go(app: App, cloud: Cloud) -> None:
    for user in ("u1", "u2"):
        await app.user(user, groups=("room",))
    await app("DeleteLiveMessageGroup", GroupId="room")
    assert (await app.heard())[-1] == {"k": "exit", "groupId": "room", "reason": 1}
    found = await cloud.store.read(lambda tx: streams.read(tx, group_channel(f"{app.id}/room"), limit=100))
    assert found is not None
    assert found.closing is not None
    assert (found.closing.code, found.closing.reason) == (2000, "closed")


async def test_members_are_members_no_more(app: App) -> None:
    user = await app.user("u1", groups=("room",))
    await app("DeleteLiveMessageGroup", GroupId="room")
    assert await user.refused("sendGroupMessage", groupId="room", type=10001, data="hi") == 441
    assert await user.refused("joinGroup", groupId="room") == 441
    await app("RecoverLiveMessageDeletedGroup", GroupId="room")
    checked = await app("CheckLiveMessageUsersInGroup", GroupId="room", UserIds=["u1"])
    assert checked == {"Users": [{"UserId": "u1", "Online": False}]}
    assert (await app("DescribeLiveMessageGroup", GroupId="room"))["OnlineUserCounts"] == 0


async def test_messages_stay_for_thirty_days(app: App, cloud: Cloud) -> None:
    await app.send(Body="kept")
    await app("DeleteLiveMessageGroup", GroupId="room")
    await cloud.advance(29 * DAY_MS)
    assert [message["Body"] for message in await app.listed()] == ["kept"]
    await cloud.advance(DAY_MS - 1)
    assert [message["Body"] for message in await app.listed()] == ["kept"]
    await cloud.advance(1)
    asked = {"GroupId": "room", "SortType": 1, "PageSize": 10}
    assert await app.refused("ListLiveMessageGroupMessages", **asked) == "ResourceNotExist"
    assert await app.refused("RecoverLiveMessageDeletedGroup", GroupId="room") == "ResourceNotExist"
    assert await app.refused("DescribeLiveMessageGroup", GroupId="room") == "ResourceNotExist"


async def test_deletion_gives_every_message_thirty_days(app: App, cloud: Cloud) -> None:
    await app.send(Body="old")
    await cloud.advance(29 * DAY_MS)
    await app("DeleteLiveMessageGroup", GroupId="room")
    await cloud.advance(29 * DAY_MS)
    assert [message["Body"] for message in await app.listed()] == ["old"]


async def test_nothing_is_left_after_thirty_days(app: App, cloud: Cloud) -> None:
    await app.send()
    await app("AddLiveMessageGroupBand", GroupId="room", BannedUsers=["u1"])
    await app("DeleteLiveMessageGroup", GroupId="room")
    await cloud.advance(30 * DAY_MS)

    def left(tx: object) -> dict[str, int]:
        from twincloud.services.alibaba_live import records  # noqa: PLC0415

        tables = (records.groups, records.tallies, records.messages, records.mutes, streams.streams)
        return {table.name: len(tx.find(table)) for table in tables}  # type: ignore[attr-defined]

    counts = await cloud.store.read(left)
    assert counts == {"live_group": 0, "live_tally": 0, "live_message": 0, "live_mute": 0, "stream": 0}


async def test_a_recovered_group_is_as_it_was(app: App, cloud: Cloud) -> None:
    await app.group("g1", GroupName="name", GroupInfo="info", Administrators=["a1"])
    await app.send("g1", Body="before")
    await app("AddLiveMessageGroupBand", GroupId="g1", BannedUsers=["u1"])
    await app("DeleteLiveMessageGroup", GroupId="g1", OperatorId="boss")
    await cloud.advance(29 * DAY_MS)
    assert await app("RecoverLiveMessageDeletedGroup", GroupId="g1") == {"GroupId": "g1"}
    shown = await app("DescribeLiveMessageGroup", GroupId="g1")
    assert (shown["Delete"], shown["GroupName"], shown["AdminList"]) == (False, "name", ["a1"])
    assert "Deletor" not in shown
    assert (await app("DescribeLiveMessageGroupBand", GroupId="g1"))["BannedUserList"] == ["u1"]
    await cloud.advance(2 * DAY_MS)  # the day on which it would have been forgotten
    await app.send("g1", Body="after")
    assert [event["data"] for event in await app.heard("g1", "msg")][-1] == "after"
    assert (await app("DescribeLiveMessageGroup", GroupId="g1"))["MsgAmount"] == {"1": 2}


async def test_recovering_what_exists_changes_nothing(app: App) -> None:
    assert await app("RecoverLiveMessageDeletedGroup", GroupId="room") == {"GroupId": "room"}
    assert await app.heard() == []


async def test_a_group_comes_back_only_where_there_is_room(empty_store: Store) -> None:
    app = await Cloud(empty_store, groups_per_app=1).app()
    await app.group("g1")
    await app("DeleteLiveMessageGroup", GroupId="g1")
    await app.group("g2")
    assert await app.refused("RecoverLiveMessageDeletedGroup", GroupId="g1") == "ErrorTooManyGroups"
    await app("DeleteLiveMessageGroup", GroupId="g2")
    await app("RecoverLiveMessageDeletedGroup", GroupId="g1")
