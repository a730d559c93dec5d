"""Mutes: by name and of everybody, as servers set them and as clients feel them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_live.harness import App


async def shown(app: App) -> dict[str, Any]:
    answer = await app("DescribeLiveMessageGroupBand", GroupId="room")
    assert answer.pop("GroupId") == "room"
    return answer


async def test_mutes_by_name(app: App) -> None:
    await app("AddLiveMessageGroupBand", GroupId="room", BannedUsers=["u1", "u2", "u1"])
    await app("AddLiveMessageGroupBand", GroupId="room", BannedUsers=["u3"])
    await app("RemoveLiveMessageGroupBand", GroupId="room", UnbannedUsers=["u1", "unknown"])
    assert await shown(app) == {"BannedUserList": ["u2", "u3"], "UnbannedUserList": [], "IsbannedAll": False}


async def test_everybody_but_some(app: App) -> None:
    await app("AddLiveMessageGroupBand", GroupId="room", BannedUsers=["u1"])
    await app("BanLiveMessageGroup", GroupId="room", ExceptUsers=["u2"])
    assert await shown(app) == {"BannedUserList": ["u1"], "UnbannedUserList": ["u2"], "IsbannedAll": True}
    await app("BanLiveMessageGroup", GroupId="room")
    assert (await shown(app))["UnbannedUserList"] == []
    await app("UnbanLiveMessageGroup", GroupId="room")
    assert await shown(app) == {"BannedUserList": ["u1"], "UnbannedUserList": [], "IsbannedAll": False}


async def test_both_in_one_go(app: App) -> None:
    await app("ModifyLiveMessageGroupBand", GroupId="room", BannedAll=True, BannnedUsers=["u1"], ExceptUsers=["u2"])
    assert await shown(app) == {"BannedUserList": ["u1"], "UnbannedUserList": ["u2"], "IsbannedAll": True}
    await app("ModifyLiveMessageGroupBand", GroupId="room", BannnedUsers=["u3", "u4"])
    assert await shown(app) == {"BannedUserList": ["u3", "u4"], "UnbannedUserList": ["u2"], "IsbannedAll": True}
    await app("ModifyLiveMessageGroupBand", GroupId="room", BannedAll=False)
    assert await shown(app) == {"BannedUserList": ["u3", "u4"], "UnbannedUserList": [], "IsbannedAll": False}


async def test_the_group_hears_of_every_change_and_of_none_that_is_none(app: App) -> None:
    await app("AddLiveMessageGroupBand", GroupId="room", BannedUsers=["u1"])
    await app("AddLiveMessageGroupBand", GroupId="room", BannedUsers=["u1"])
    await app("BanLiveMessageGroup", GroupId="room", ExceptUsers=["u2"])
    await app("ModifyLiveMessageGroupBand", GroupId="room", BannedAll=True, BannnedUsers=["u1"], ExceptUsers=["u2"])
    await app("UnbanLiveMessageGroup", GroupId="room")
    await app("RemoveLiveMessageGroupBand", GroupId="room", UnbannedUsers=["u1"])
    one: dict[str, Any] = {"k": "mute", "groupId": "room"}
    assert await app.heard() == [
        one | {"muteAll": False, "muteUserList": ["u1"], "whiteUserList": []},
        one | {"muteAll": True, "muteUserList": ["u1"], "whiteUserList": ["u2"]},
        one | {"muteAll": False, "muteUserList": ["u1"], "whiteUserList": []},
        one | {"muteAll": False, "muteUserList": [], "whiteUserList": []},
    ]


async def test_who_is_muted_cannot_send(app: App) -> None:
    await app.group("g1", CreatorId="creator", Administrators=["admin"])
    users = {name: await app.user(name, groups=("g1",)) for name in ("u1", "u2", "creator", "admin")}
    asked = {"groupId": "g1", "type": 10001, "data": "hi"}

    async def speaking() -> set[str]:
        codes = {name: await user.attempt("sendGroupMessage", **asked) for name, user in users.items()}
        assert set(codes.values()) <= {0, 442}
        return {name for name, code in codes.items() if code == 0}

    everybody = {"u1", "u2", "creator", "admin"}
    assert await speaking() == everybody
    await app("AddLiveMessageGroupBand", GroupId="g1", BannedUsers=["u1", "creator", "admin"])
    assert await speaking() == everybody - {"u1"}
    await app("BanLiveMessageGroup", GroupId="g1", ExceptUsers=["u2"])
    assert await speaking() == everybody - {"u1"}
    await app("BanLiveMessageGroup", GroupId="g1", ExceptUsers=["u1"])
    assert await speaking() == {"creator", "admin"}  # being spared undoes no mute by name
    await app("UnbanLiveMessageGroup", GroupId="g1")
    assert await speaking() == everybody - {"u1"}
    await users["u1"]("sendGroupMessage", **asked, skipMuteCheck=True)
    # What a server sends in a user's name is the server's business.
    await app.send("g1", SenderId="u1")


@pytest.mark.parametrize(
    ("action", "member"),
    [
        ("AddLiveMessageGroupBand", "BannedUsers"),
        ("RemoveLiveMessageGroupBand", "UnbannedUsers"),
        ("BanLiveMessageGroup", "ExceptUsers"),
        ("ModifyLiveMessageGroupBand", "BannnedUsers"),
        ("ModifyLiveMessageGroupBand", "ExceptUsers"),
    ],
)
async def test_names_that_cannot_be(app: App, action: str, member: str) -> None:
    assert await app.refused(action, GroupId="room", **{member: ["ok", "not ok"]}) == "InputInvalid"


async def test_clients_manage_mutes(app: App) -> None:
    boss = await app.user("boss", role="admin", groups=("room",))
    user = await app.user("u1", groups=("room",))
    await boss("muteUser", groupId="room", userList=["u1"])
    assert await user.refused("sendGroupMessage", groupId="room", type=10001, data="hi") == 442
    await boss("muteAll", groupId="room")
    assert await boss("listMuteUsers", groupId="room") == {
        "groupId": "room", "muteAll": True, "muteUserList": ["u1"], "whiteUserList": [],
    }  # fmt: skip
    await boss("cancelMuteUser", groupId="room", userList=["u1"])
    await boss("cancelMuteAll", groupId="room")
    await user("sendGroupMessage", groupId="room", type=10001, data="hi")
    for action in ("muteAll", "cancelMuteAll", "listMuteUsers"):
        assert await user.refused(action, groupId="room") == 403
    for action in ("muteUser", "cancelMuteUser"):
        assert await user.refused(action, groupId="room", userList=["boss"]) == 403
