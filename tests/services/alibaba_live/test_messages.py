"""Messages of a group: sent, listed, deleted, forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_live.harness import DAY_MS, NOW_MS, App, Cloud
from twincloud.realtime import streams
from twincloud.services.alibaba_live.events import group_channel


async def test_a_message_as_it_is_heard_and_listed(app: App) -> None:
    tid = await app.send(
        SenderId="u1", SenderMetaInfo="face", MsgTid="m1", MsgType=10001, Body="hi", StaticsIncrease=5,
        Weight=1_000_000,
    )  # fmt: skip
    assert tid == "m1"
    assert await app.heard() == [
        {
            "k": "msg", "groupId": "room", "messageId": "m1", "type": 10001, "data": "hi", "seqnum": 1,
            "sender": {"userId": "u1", "userExtension": "face"}, "timestamp": NOW_MS // 1000, "level": 1,
            "repeatCount": 5, "totalMsgs": 5,
        }
    ]  # fmt: skip
    assert await app.listed() == [
        {
            "Body": "hi", "MsgTid": "m1", "MsgType": 10001, "Sender": {"UserId": "u1", "UserInfo": "face"},
            "SeqNumber": 1, "Timestamp": NOW_MS // 1000, "TotalMessages": 5,
        }
    ]  # fmt: skip


async def test_a_message_without_an_id_gets_one(app: App) -> None:
    first, second = await app.send(), await app.send()
    assert first != second
    assert first.isalnum()
    assert len(first) <= 64


async def test_who_sends_again_under_the_same_id_has_sent_once(app: App) -> None:
    assert await app.send(MsgTid="m1", Body="first") == await app.send(MsgTid="m1", Body="second") == "m1"
    assert [message["Body"] for message in await app.listed()] == ["first"]
    assert len(await app.heard()) == 1


async def test_messages_are_counted_by_type(app: App) -> None:
    await app.send(MsgType=1, StaticsIncrease=3)
    await app.send(MsgType=1)
    await app.send(MsgType=2, StaticsIncrease=0)
    shown = await app("DescribeLiveMessageGroup", GroupId="room")
    assert shown["MsgAmount"] == {"1": 4, "2": 0}
    assert [message["TotalMessages"] for message in await app.listed()] == [3, 4, 0]


async def test_a_group_has_so_many_types(app: App) -> None:
    for kind in range(30):
        await app.send(MsgType=kind)
    await app.send(MsgType=29)
    asked = {"GroupId": "room", "SenderId": "u1", "MsgType": 30}
    assert await app.refused("SendLiveMessageGroup", **asked) == "InputInvalid"


@pytest.mark.parametrize(
    "members",
    [
        {"SenderId": "no no"},
        {"SenderId": "x" * 65},
        {"MsgTid": "m/1"},
        {"MsgTid": "m" * 65},
        {"Body": "b" * 15361},
        {"Body": "ü" * 7681},
        {"SenderMetaInfo": "i" * 513},
        {"MsgType": -1},
        {"StaticsIncrease": -1},
        {"Weight": -1},
    ],
)
async def test_messages_that_are_refused(app: App, members: dict[str, object]) -> None:
    asked = {"GroupId": "room", "SenderId": "u1", **members}
    assert await app.refused("SendLiveMessageGroup", **asked) == "InputInvalid"
    assert await app.heard() == []


async def test_the_largest_message_there_can_be(app: App) -> None:
    await app.send(Body="b" * 15360, SenderMetaInfo="i" * 512, MsgTid="m" * 64, SenderId="s" * 64)
    assert len((await app.listed())[0]["Body"]) == 15360


async def test_what_is_not_stored_is_heard_and_not_listed(app: App) -> None:
    await app.send(NoStorage=True, Body="passing")
    assert await app.listed() == []
    assert [event["data"] for event in await app.heard()] == ["passing"]


async def test_what_may_be_dropped_for_a_slow_client(app: App, cloud: Cloud) -> None:
    await app.send(NoStorage=True, Weight=3)
    await app.send(Weight=7)
    found = await cloud.store.read(lambda tx: streams.read(tx, group_channel(f"{app.id}/room"), limit=10))
    assert found is not None
    assert [(item.weight, item.droppable) for item in found.items] == [(3, True), (7, False)]


async def test_recent_messages_are_those_that_were_cached(app: App, cloud: Cloud) -> None:
    await app.send(Body="one")
    await app.send(Body="uncached", NoCache=True)
    await app.send(Body="passing", NoStorage=True)
    user = await app.user("u1", groups=("room",))
    recent = await user("listRecentMessage", groupId="room")
    assert [message["data"] for message in recent["messageList"]] == ["one", "passing"]
    cloud.clock.advance(3_600_000)
    recent = await user("listRecentMessage", groupId="room")
    assert [message["data"] for message in recent["messageList"]] == ["one"]


async def test_messages_in_pages(app: App) -> None:
    bodies = [f"m{number}" for number in range(25)]
    for body in bodies:
        await app.send(Body=body)

    async def page(**members: object) -> tuple[list[str], int]:
        asked = {"GroupId": "room", "SortType": 1, "PageSize": 10, **members}
        answer = await app("ListLiveMessageGroupMessages", **asked)
        assert answer["Hasmore"] is (answer["NextPageToken"] != 0)
        return [message["Body"] for message in answer["MessageList"]], answer["NextPageToken"]

    for sort, expected in ((1, bodies), (2, bodies[::-1])):
        first, after = await page(SortType=sort)
        await app.send(Body="meanwhile")
        second, after = await page(SortType=sort, NextPageToken=after)
        third, after = await page(SortType=sort, NextPageToken=after)
        await app("DeleteLiveMessageGroupMessage", GroupId="room", MessageId=(await app.listed())[25]["MsgTid"])
        assert [*first, *second, *third][:25] == expected
        assert after == 0


async def test_messages_of_a_time_and_a_type(app: App, cloud: Cloud) -> None:
    for kind in (1, 2, 1):
        await app.send(MsgType=kind, Body=f"at {(cloud.now_ms - NOW_MS) // 1000}")
        cloud.clock.advance(1000)
    start = NOW_MS // 1000

    async def bodies(**members: Any) -> list[str]:
        return [message["Body"] for message in await app.listed(**members)]

    assert await bodies(BeginTime=start + 1) == ["at 1", "at 2"]
    assert await bodies(EndTime=start + 1) == ["at 0", "at 1"]
    assert await bodies(BeginTime=start + 1, EndTime=start + 1) == ["at 1"]
    assert await bodies(MsgType=1) == ["at 0", "at 2"]
    assert await bodies(MsgType=1, SortType=2) == ["at 2", "at 0"]


async def test_a_deleted_message_is_gone_and_the_group_hears_of_it(app: App) -> None:
    await app.send(MsgTid="m1")
    answer = await app(
        "DeleteLiveMessageGroupMessage", GroupId="room", MessageId="m1", DeleterId="boss", DeleterInfo="face"
    )
    assert answer == {"GroupId": "room", "MessageId": "m1"}
    assert await app.listed() == []
    assert (await app.heard())[-1] == {
        "k": "del", "groupId": "room", "messageId": "m1",
        "deleter": {"userId": "boss", "userExtension": "face"},
    }  # fmt: skip


async def test_deleting_what_is_not_there_tells_nobody(app: App) -> None:
    answer = await app("DeleteLiveMessageGroupMessage", GroupId="room", MessageId="m9")
    assert answer == {"GroupId": "room", "MessageId": "m9"}
    assert await app.heard() == []
    asked: dict[str, object] = {"GroupId": "room", "MessageId": "m9"}
    for wrong in ({"MessageId": "m 9"}, {"DeleterId": "a b"}, {"DeleterInfo": "i" * 513}):
        assert await app.refused("DeleteLiveMessageGroupMessage", **{**asked, **wrong}) == "InputInvalid"


@pytest.mark.parametrize(("cycle", "days"), [(0, 30), (1, 90), (2, 180)])
async def test_messages_live_as_long_as_their_app_says(cloud: Cloud, cycle: int, days: int) -> None:
    app = await cloud.app(MsgLifeCycle=cycle)
    await app.group()
    await app.send(Body="old")
    cloud.clock.advance(days * DAY_MS - 1)
    assert [message["Body"] for message in await app.listed()] == ["old"]
    cloud.clock.advance(1)
    assert await app.listed() == []


async def test_old_messages_are_forgotten_by_the_clock(app: App, cloud: Cloud) -> None:
    from twincloud.services.alibaba_live import ensure_retention  # noqa: PLC0415
    from twincloud.services.alibaba_live.records import messages  # noqa: PLC0415

    await cloud.store.write(lambda tx: ensure_retention(tx, cloud.now_ms))
    await app.group("doomed")
    await app.send("doomed", Body="of a deleted group")
    await app("DeleteLiveMessageGroup", GroupId="doomed")
    await app.send(Body="stored")
    await app.send(Body="passing", NoStorage=True)

    async def kept() -> list[str]:
        return [message.body for message in await cloud.store.read(lambda tx: tx.find(messages))]

    await cloud.advance(3_600_000)
    assert await kept() == ["of a deleted group", "stored"]
    await cloud.advance(29 * DAY_MS)
    assert await kept() == ["of a deleted group", "stored"]
    await cloud.advance(DAY_MS)
    assert await kept() == []
