"""What stands before Live's operations: policies, rate limits, forms of lists, XML, injected faults."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.support.alibaba import error, get, v1, xml
from tests.support.live import Live
from tests.support.server import ServerProcess, running_server

ACCOUNT = "100000000001"


@pytest.fixture
async def limited(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """A server with its rate limits on."""
    async with running_server(tmp_path / "data", "--no-dataplane") as started:
        yield started


async def call(server: ServerProcess, action: str, /, **members: str) -> httpx.Response:
    """Make a call by hand with the first key, its parameters just as they are."""
    return await call_as(server, server.key, action, **members)


async def call_as(server: ServerProcess, key: tuple[str, str], action: str, /, **members: str) -> httpx.Response:
    signed = v1(key, {"Action": action, "Version": "2016-11-01", **members})
    return await get(f"http://{server.http}/", signed)


async def test_policies_name_applications(limited: ServerProcess) -> None:
    live = Live(limited.http, limited.key)
    mine, other = await live.app(), await live.app()

    async def key_for(name: str, *statements: tuple[str, str]) -> tuple[str, str]:
        document = {
            "Version": "1",
            "Statement": [{"Effect": "Allow", "Action": action, "Resource": at} for action, at in statements],
        }
        user = await limited.operator("CreateUser", account=ACCOUNT, name=name, policies=[json.dumps(document)])
        key = await limited.operator("CreateKey", account=ACCOUNT, user=user["id"])
        return key["id"], key["secret"]

    # The product's own names have no region; policies with a star in its place mean the same.
    one = await key_for("one", ("live:*", f"acs:live::{ACCOUNT}:rtc/{mine.id}"))
    star = await key_for(
        "star", ("live:Describe*", f"acs:live:*:{ACCOUNT}:rtc/{mine.id}"), ("live:CreateLiveMessageApp", "*")
    )
    for key in (one, star):
        answer = await call_as(limited, key, "DescribeLiveMessageGroup", AppId=mine.id, GroupId="room")
        assert answer.json()["GroupId"] == "room"
        denied = await call_as(limited, key, "DescribeLiveMessageGroup", AppId=other.id, GroupId="room")
        assert error(denied) == (403, "NoAuth")
    assert (await call_as(limited, one, "DeleteLiveMessageGroup", AppId=mine.id, GroupId="room")).status_code == 200
    assert error(await call_as(limited, star, "DeleteLiveMessageGroup", AppId=mine.id, GroupId="room")) == (
        403,
        "NoAuth",
    )
    assert error(await call_as(limited, one, "CreateLiveMessageApp")) == (403, "NoAuth")
    assert (await call_as(limited, star, "CreateLiveMessageApp")).status_code == 200


async def test_lists_come_in_three_forms_and_answers_in_two(limited: ServerProcess) -> None:
    app = await Live(limited.http, limited.key).app()
    there = {"AppId": app.id, "GroupId": "room"}
    add = "AddLiveMessageGroupBand"
    assert (await call(limited, add, **there, BannedUsers="u1,u2")).status_code == 200
    assert (await call(limited, add, **there, **{"BannedUsers.1": "u3", "BannedUsers.2": "u4"})).status_code == 200
    assert (await call(limited, add, **there, BannedUsers='["u5","u6"]')).status_code == 200
    answer = await call(limited, "DescribeLiveMessageGroupBand", **there, Format="XML")
    root = xml(answer)
    assert root.tag == "DescribeLiveMessageGroupBandResponse"
    assert [user.text for user in root.iter("BannedUserList")] == [f"u{number}" for number in range(1, 7)]
    assert root.findtext("IsbannedAll") == "false"


async def test_mutes_are_limited_to_ten_a_second_and_the_rest_to_fifty(limited: ServerProcess) -> None:
    app = await Live(limited.http, limited.key).app()

    async def unban() -> int | str:
        answer = await call(limited, "UnbanLiveMessageGroup", AppId=app.id, GroupId="room")
        return answer.status_code if answer.status_code == 200 else error(answer)[1]

    codes = await asyncio.gather(*(unban() for _ in range(100)))
    assert set(codes) == {200, "Throttling.User"}
    assert codes.count(200) >= 10
    # Each operation has a bucket of its own.
    assert (await call(limited, "BanLiveMessageGroup", AppId=app.id, GroupId="room")).status_code == 200


async def test_what_fails_inside_can_be_injected(limited: ServerProcess) -> None:
    app = await Live(limited.http, limited.key).app()
    await limited.operator(
        "AddFault", product="live", action="DeleteLiveMessageGroup", code="ServerError", status=500, times=1
    )
    there = {"AppId": app.id, "GroupId": "room"}
    assert error(await call(limited, "DeleteLiveMessageGroup", **there)) == (500, "ServerError")
    assert (await call(limited, "DescribeLiveMessageGroup", **there)).json()["Delete"] is False
    assert (await call(limited, "DeleteLiveMessageGroup", **there)).status_code == 200


async def test_clients_meet_injected_faults_as_well(limited: ServerProcess) -> None:
    app = await Live(limited.http, limited.key).app()
    user = await app.user("u1", "room")
    await limited.operator("AddFault", product="live-client", action="sendGroupMessage", code="412", times=1)
    assert await user.refused("sendGroupMessage", groupId="room", type=10001, data="hi") == 412
    await user.call("sendGroupMessage", groupId="room", type=10001, data="hi")
    assert [message["Body"] for message in await app.listed()] == ["hi"]
    await app.close()


async def test_the_older_generations_parameters_and_answers(limited: ServerProcess) -> None:
    made = (await call(limited, "CreateMessageApp", AppName="shop", Extension="{'a': 1}")).json()["Result"]
    answer = await call(limited, "GetMessageApp", **made, Format="XML")
    root = xml(answer)
    assert (root.tag, root.findtext("Result/AppId"), root.findtext("Result/Extension/a")) == (
        "GetMessageAppResponse", made["AppId"], "1",
    )  # fmt: skip
    group = (await call(limited, "CreateMessageGroup", **made, CreatorId="boss")).json()["Result"]["GroupId"]
    there = {**made, "GroupId": group, "OperatorUserId": "boss"}
    for users in (
        {"MuteUserList": "u1,u2"},
        {"MuteUserList.1": "u3", "MuteUserList.2": "u4"},
        {"MuteUserList": '["u5","u6"]'},
    ):
        assert (await call(limited, "MuteGroupUser", **there, **users)).json()["Result"] == {"Success": True}
    listed = (await call(limited, "ListMuteGroupUser", **there, PageNum="1", PageSize="50")).json()["Result"]
    assert [user["UserId"] for user in listed["UserList"]] == [f"u{number}" for number in range(1, 7)]


async def test_policies_name_the_older_generation_by_its_domains(limited: ServerProcess) -> None:
    document = {
        "Version": "1",
        "Statement": [
            {"Effect": "Allow", "Action": "live:*MessageApp", "Resource": f"acs:live:*:{ACCOUNT}:domain/*"},
        ],
    }  # fmt: skip
    user = await limited.operator("CreateUser", account=ACCOUNT, name="older", policies=[json.dumps(document)])
    made = await limited.operator("CreateKey", account=ACCOUNT, user=user["id"])
    key = (made["id"], made["secret"])
    app = (await call_as(limited, key, "CreateMessageApp", AppName="shop")).json()["Result"]["AppId"]
    assert (await call_as(limited, key, "GetMessageApp", AppId=app)).status_code == 200
    denied = await call_as(limited, key, "CreateMessageGroup", AppId=app, CreatorId="boss")
    assert error(denied) == (403, "NoAuth")
