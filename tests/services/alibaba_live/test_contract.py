"""Live's contracts: the operations that exist, and each one's error table from natural causes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.alibaba_live.harness import STRANGER, App, Cloud
from tests.support.ledger import exists
from twincloud.contract.common_codes import documented_codes
from twincloud.contract.coverage import request_members
from twincloud.services.alibaba_live import CLIENT, LIVE

ROOM: dict[str, Any] = {"GroupId": "room"}
VALID: dict[str, dict[str, Any]] = {
    "AddLiveMessageGroupBand": {**ROOM, "BannedUsers": ["u1"]},
    "BanLiveMessageGroup": ROOM,
    "CheckLiveMessageUsersInGroup": {**ROOM, "UserIds": ["u1"]},
    "CheckLiveMessageUsersOnline": {"UserIds": ["u1"]},
    "CreateLiveMessageGroup": {"GroupId": "other"},
    "DeleteLiveMessageGroup": ROOM,
    "DeleteLiveMessageGroupMessage": {**ROOM, "MessageId": "m1"},
    "DeleteLiveMessageUserMessage": {"MessageId": "m1", "ReceiverId": "u1", "DeleterId": "u2"},
    "DescribeLiveMessageApp": {},
    "DescribeLiveMessageGroup": ROOM,
    "DescribeLiveMessageGroupBand": ROOM,
    "KickLiveMessageGroupUser": {**ROOM, "KickoffUser": "u1"},
    "ListLiveMessageGroupByPage": {"SortType": 1},
    "ListLiveMessageGroupMessages": {**ROOM, "SortType": 1, "PageSize": 10},
    "ListLiveMessageGroupUsers": {**ROOM, "SortType": 1, "PageSize": 10},
    "ListLiveMessageGroups": {"SortType": 1},
    "ModifyLiveMessageAppAudit": {"AuditType": 1},
    "ModifyLiveMessageAppCallback": {},
    "ModifyLiveMessageAppDisable": {"Disable": False},
    "ModifyLiveMessageGroup": {**ROOM, "ModifyInfo": True},
    "ModifyLiveMessageGroupBand": {**ROOM, "BannedAll": True},
    "ModifyLiveMessageUserInfo": {"UserId": "u1"},
    "RecoverLiveMessageDeletedGroup": ROOM,
    "RemoveLiveMessageGroupBand": {**ROOM, "UnbannedUsers": ["u1"]},
    "SendLiveMessageGroup": {**ROOM, "SenderId": "u1"},
    "SendLiveMessageUser": {"SenderId": "u1", "ReceiverId": "u1"},
    "UnbanLiveMessageGroup": ROOM,
}
"""A call of every newer operation that is about an application, as it is accepted while u1 is in the room."""


def test_the_operations_that_exist() -> None:
    newer = {action for action in LIVE.contract.actions if "LiveMessage" in action}
    assert len(newer) == 29
    assert set(LIVE.operations) == set(LIVE.contract.actions)
    assert set(VALID) == newer - {"CreateLiveMessageApp", "ListLiveMessageApps"}
    assert set(CLIENT.operations) == set(CLIENT.contract.actions)


def ledger() -> dict[str, str]:
    """Return what is done with each member of each request of the operations that exist, servers' and clients'."""
    return {
        f"{action}.{member}": does
        for product in (LIVE, CLIENT)
        for action in product.operations
        for member, does in request_members(product.contract, product.contract.actions[action]).items()
    }


def test_every_request_member_is_in_the_ledger() -> None:
    kinds = ("honoured", "stored", "refused", "ignored")
    wrong = [name for name, does in ledger().items() if does.partition(": ")[0] not in kinds or ": " not in does]
    assert wrong == []


def test_the_tests_that_the_contract_names_exist() -> None:
    named = {does.removeprefix("honoured: ") for does in ledger().values() if does.startswith("honoured: ")}
    for action in LIVE.operations:
        shown_by = LIVE.contract.actions[action].shown_by
        assert shown_by, action
        named.update(shown_by)
    for spec in CLIENT.contract.actions.values():
        named.update(spec.shown_by)
    assert [name for name in sorted(named) if not exists(name)] == []


@pytest.mark.parametrize("action", sorted(VALID))
async def test_every_documented_refusal_has_its_cause(app: App, cloud: Cloud, action: str) -> None:
    members = VALID[action]
    await app.user("u1", groups=("room",))
    assert {"InputInvalid", "NoAuth", "ResourceNotExist"} <= documented_codes(LIVE.contract, action)
    assert await app.refused(action, **{**members, "DataCenter": "mars"}) == "InputInvalid"
    assert await app.refused(action, **{**members, "AppId": "nowhere"}) == "ResourceNotExist"
    assert await app.refused(action, **{**members, "DataCenter": "ap-southeast-1"}) == "ResourceNotExist"
    for name, spec in LIVE.contract.types[LIVE.contract.actions[action].request].items():
        if spec.required:
            assert await app.refused(action, **{**members, name: None}) == f"Missing{name}"
    cloud.account = STRANGER
    assert await app.refused(action, **members) == "NoAuth"
    cloud.account = app.account
    await app(action, **members)


async def test_what_the_other_two_refuse(cloud: Cloud) -> None:
    assert (await cloud.refused("CreateLiveMessageApp", AppName="x")).code == "InputInvalid"
    assert (await cloud.refused("CreateLiveMessageApp", AppName="x" * 17)).code == "InputInvalid"
    assert (await cloud.refused("CreateLiveMessageApp", AuditType=3)).code == "InputInvalid"
    assert (await cloud.refused("CreateLiveMessageApp", MsgLifeCycle=3)).code == "InputInvalid"
    assert (await cloud.refused("ListLiveMessageApps", SortType=3)).code == "InputInvalid"
    assert (await cloud.refused("ListLiveMessageApps")).code == "MissingSortType"


@pytest.mark.parametrize(
    ("action", "members"),
    [
        ("ListLiveMessageGroups", {"SortType": 0}),
        ("ListLiveMessageGroups", {"SortType": 1, "GroupStatus": 3}),
        ("ListLiveMessageGroupByPage", {"SortType": 1, "PageSize": 51}),
        ("ListLiveMessageGroupByPage", {"SortType": 1, "PageNumber": 0}),
        ("ListLiveMessageGroupByPage", {"SortType": 1, "PageNumber": 10001}),
        ("ListLiveMessageGroupMessages", {**ROOM, "SortType": 1, "PageSize": 9}),
        ("ListLiveMessageGroupMessages", {**ROOM, "SortType": 1, "PageSize": 51}),
        ("ListLiveMessageGroupUsers", {**ROOM, "SortType": 1, "PageSize": 51}),
        ("AddLiveMessageGroupBand", {**ROOM, "BannedUsers": ["u"] * 31}),
        ("RemoveLiveMessageGroupBand", {**ROOM, "UnbannedUsers": ["u"] * 31}),
        ("BanLiveMessageGroup", {**ROOM, "ExceptUsers": ["u"] * 31}),
        ("ModifyLiveMessageGroupBand", {**ROOM, "BannnedUsers": ["u"] * 31}),
        ("CheckLiveMessageUsersInGroup", {**ROOM, "UserIds": []}),
        ("CheckLiveMessageUsersInGroup", {**ROOM, "UserIds": ["u"] * 11}),
        ("CheckLiveMessageUsersOnline", {"UserIds": ["u"] * 11}),
        ("CreateLiveMessageGroup", {"GroupId": "g", "Administrators": ["a", "b", "c", "d"]}),
        ("ModifyLiveMessageGroup", {**ROOM, "AdminList": ["a", "b", "c", "d"], "ModifyAdmin": True}),
    ],
)
async def test_documented_bounds(app: App, action: str, members: dict[str, Any]) -> None:
    assert await app.refused(action, **members) == "InputInvalid"
