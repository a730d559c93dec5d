"""Many callers at once, on both engines: nothing is lost, doubled or over its quota."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.services.alibaba_live.harness import App, Cloud
from tests.services.alibaba_live.older import OlderApp
from twincloud.kernel.errors import ApiError
from twincloud.storage.store import Store

WRITERS = 8


async def outcome(app: App, action: str, **members: Any) -> str:
    """Make a call and return the code of its refusal, empty for none."""
    try:
        await app(action, **members)
    except ApiError as refusal:
        return refusal.code
    return ""


async def test_a_quota_holds_against_many(store: Store) -> None:
    app = await Cloud(store, groups_per_app=5).app()

    codes = await asyncio.gather(
        *(outcome(app, "CreateLiveMessageGroup", GroupId=f"g{number}") for number in range(WRITERS))
    )
    assert sorted(codes) == [""] * 5 + ["ErrorTooManyGroups"] * 3


async def test_messages_of_many_are_numbered_without_a_gap(store: Store) -> None:
    app = await Cloud(store).app()
    await app.group()

    async def speak(name: str) -> None:
        for number in range(10):
            await app.send(SenderId=name, Body=f"{name} {number}", MsgTid=f"{name}x{number}")

    await asyncio.gather(*(speak(f"u{number}") for number in range(WRITERS)))
    heard = await app.heard()
    assert [event["seqnum"] for event in heard] == list(range(1, 10 * WRITERS + 1))
    assert [event["totalMsgs"] for event in heard] == list(range(1, 10 * WRITERS + 1))
    for name in {event["sender"]["userId"] for event in heard}:
        own = [event["data"] for event in heard if event["sender"]["userId"] == name]
        assert own == [f"{name} {number}" for number in range(10)]


async def test_one_id_is_one_message_however_many_send_it(store: Store) -> None:
    app = await Cloud(store).app()
    await app.group()
    await asyncio.gather(*(app.send(MsgTid="m1", Body=str(number)) for number in range(WRITERS)))
    assert len(await app.listed()) == len(await app.heard()) == 1


async def test_members_are_counted_right_while_they_come_and_go(store: Store) -> None:
    app = await Cloud(store).app()
    await app.group()

    async def visit(name: str) -> None:
        for _ in range(3):
            user = await app.user(name, groups=("room",))
            await user.close()
        await app.user(name, groups=("room",))

    await asyncio.gather(*(visit(f"u{number}") for number in range(WRITERS)))
    shown = await app("DescribeLiveMessageGroup", GroupId="room")
    assert (shown["OnlineUserCounts"], shown["TotalTimes"]) == (WRITERS, 4 * WRITERS)
    assert (await app.heard())[-1]["memberCount"] == WRITERS


async def test_a_group_is_deleted_once_and_nothing_is_said_after(store: Store) -> None:
    app = await Cloud(store).app()
    await app.group()

    async def speak(name: str) -> set[str]:
        return {await outcome(app, "SendLiveMessageGroup", GroupId="room", SenderId=name) for _ in range(20)}

    talking = [asyncio.create_task(speak(f"u{number}")) for number in range(WRITERS)]
    while not await app.heard():
        await asyncio.sleep(0.001)
    await asyncio.gather(*(app("DeleteLiveMessageGroup", GroupId="room") for _ in range(WRITERS)))
    assert set().union(*await asyncio.gather(*talking)) <= {"", "ResourceNotExist"}
    kinds = [event["k"] for event in await app.heard()]
    assert kinds.count("exit") == 1
    assert kinds[-1] == "exit"
    assert len(await app.listed()) == min(kinds.count("msg"), 50)


async def test_likes_visitors_and_mutes_of_many_are_counted_right(store: Store) -> None:
    app = await OlderApp.make(Cloud(store))

    async def visit(name: str) -> None:
        for _ in range(3):
            await app.in_room("JoinMessageGroup", UserId=name)
            await app.in_room("SendLike", Count="2")
            await app.in_room("LeaveMessageGroup", UserId=name)
        await app.in_room("MuteGroupUser", MuteUserList=[name, "u0"], OperatorUserId="boss")

    await asyncio.gather(*(visit(f"u{number}") for number in range(WRITERS)))
    await app.in_room("JoinMessageGroup", UserId="last", BroadCastType=2, BroadCastStatistics=True)
    ((_, told),) = await app.notices()
    assert told["statistics"] == {
        "pv": 3 * WRITERS + 1, "uv": WRITERS + 1, "onlineCount": 0, "likeCount": 6 * WRITERS,
    }  # fmt: skip
    shown = await app.in_room("ListMuteGroupUser", PageNum=1, PageSize=50)
    assert sorted(one["UserId"] for one in shown["UserList"]) == [f"u{number}" for number in range(WRITERS)]


async def test_an_application_goes_while_its_users_come(store: Store) -> None:
    app = await OlderApp.make(Cloud(store))

    async def come(name: str) -> set[str]:
        asked: list[tuple[str, dict[str, Any]]] = [
            ("JoinMessageGroup", {"UserId": name}),
            ("SendMessageToGroup", {"OperatorUserId": name, "Data": "{}"}),
            ("MuteGroupUser", {"OperatorUserId": "boss", "MuteUserList": [name]}),
        ]
        return {await outcome(app, action, GroupId=app.room, **members) for action, members in asked}

    coming = [asyncio.create_task(come(f"u{number}")) for number in range(WRITERS)]
    await app("DeleteMessageApp")
    assert set().union(*await asyncio.gather(*coming)) <= {"", "ResourceNotExist"}
    assert await app.cloud.rows_left() == {}
