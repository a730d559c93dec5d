"""The contract of the commands that exist: every member of every answer is seen, and the ledger names real tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.tencent_chat.harness import APP, Chat
from tests.support.ledger import exists
from twincloud.contract.common_codes import documented_codes
from twincloud.contract.coverage import request_members
from twincloud.contract.model import SCALARS
from twincloud.realtime.presence import Session
from twincloud.services.tencent_chat import CHAT

COMMANDS = {
    *(f"im_open_login_svc/{name}" for name in (
        "account_check", "account_delete", "account_import", "kick", "multiaccount_import",
    )),
    *(f"sns/{name}" for name in (
        "black_list_add", "black_list_check", "black_list_delete", "black_list_get", "friend_add", "friend_check",
        "friend_delete", "friend_delete_all", "friend_get", "friend_get_list", "friend_import", "friend_update",
        "group_add", "group_delete", "group_get",
    )),
    "openim/query_online_status", "profile/portrait_get", "profile/portrait_set",
}  # fmt: skip
OF_THE_ENVELOPE = {"ErrorDisplay"}


def test_the_commands_that_exist() -> None:
    assert set(CHAT.operations) == COMMANDS
    assert len(COMMANDS) == 23
    assert len(CHAT.contract.actions) == 115


def ledger() -> Iterator[tuple[str, str]]:
    for command in sorted(COMMANDS):
        for member, does in request_members(CHAT.contract, CHAT.contract.actions[command]).items():
            yield f"{command} {member}", does


@pytest.mark.parametrize(("member", "does"), list(ledger()))
def test_every_request_member_names_a_test_that_exists(member: str, does: str) -> None:
    kind, _, test = does.partition(": ")
    assert kind == "honoured", member
    assert exists(test), member


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_documents_the_codes_of_its_family(command: str) -> None:
    wanted = {"sns": {"30001", "30003", "30004", "30006", "30007"}, "profile": {"40001", "40003", "40004", "40006"}}
    assert documented_codes(CHAT.contract, command) >= wanted.get(command.partition("/")[0], set())
    if command.startswith("sns/") and not CHAT.operations[command].reads:
        assert "30008" in documented_codes(CHAT.contract, command)


def members_of(type_name: str) -> set[str]:
    """Return every member that an answer of this type can have, nested ones by their path."""
    found = set()
    for wire, spec in CHAT.contract.types[type_name].items():
        found.add(wire)
        if spec.type not in SCALARS:
            found |= {f"{wire}.{inner}" for inner in members_of(spec.type)}
    return found


def paths(value: Any, before: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield f"{before}{name}"
            yield from paths(inner, f"{before}{name}.")
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, before)


async def test_every_member_of_every_answer_is_seen(chat: Chat) -> None:
    await chat.users("a", "b", "c")
    chat.presence.begin(Session("x", "chat", APP.account, APP.id, "a", "Web"))
    add = {
        "From_Account": "a",
        "AddFriendItem": [{"To_Account": each, "AddSource": "AddSource_Type_x"} for each in "bz"],
    }
    some = {"From_Account": "a", "To_Account": ["b", "z"]}
    tag = {"Tag": "Tag_SNS_IM_Remark", "Value": "r"}
    update = [{"To_Account": each, "SnsItem": [tag]} for each in "bz"]
    profile = [{"Tag": "Tag_Profile_IM_Nick", "Value": "n"}]
    calls: list[tuple[str, dict[str, Any]]] = [
        ("im_open_login_svc/account_import", {"UserID": "d"}),
        ("im_open_login_svc/multiaccount_import", {"Accounts": ["d", ""]}),
        ("im_open_login_svc/account_check", {"CheckItem": [{"UserID": "d"}]}),
        ("im_open_login_svc/account_delete", {"DeleteItem": [{"UserID": "d"}]}),
        ("im_open_login_svc/kick", {"UserID": "a"}),
        ("openim/query_online_status", {"To_Account": ["a", "z"], "IsNeedDetail": 1}),
        ("profile/portrait_set", {"From_Account": "a", "ProfileItem": profile}),
        ("profile/portrait_get", {"To_Account": ["a", "z"], "TagList": ["Tag_Profile_IM_Nick"]}),
        ("sns/friend_add", add),
        ("sns/friend_import", add),
        ("sns/friend_update", {"From_Account": "a", "UpdateItem": update}),
        ("sns/friend_get", {"From_Account": "a", "StartIndex": 0}),
        ("sns/friend_get_list", {**some, "TagList": ["Tag_SNS_IM_Remark"]}),
        ("sns/friend_check", {**some, "CheckType": "CheckResult_Type_Both"}),
        ("sns/group_add", {**some, "GroupName": ["x"]}),
        ("sns/group_get", {"From_Account": "a", "NeedFriend": "Need_Friend_Type_Yes"}),
        ("sns/group_delete", {"From_Account": "a", "GroupName": ["x"]}),
        ("sns/friend_delete", some),
        ("sns/friend_delete_all", {"From_Account": "a"}),
        ("sns/black_list_add", some),
        ("sns/black_list_get", {"From_Account": "a", "StartIndex": 0, "MaxLimited": 9, "LastSequence": 0}),
        ("sns/black_list_check", {**some, "CheckType": "BlackCheckResult_Type_Both"}),
        ("sns/black_list_delete", some),
    ]
    assert {command for command, _ in calls} == COMMANDS
    for command, members in calls:
        seen = set(paths(await chat(command, **members)))
        assert seen == members_of(CHAT.contract.actions[command].response) - OF_THE_ENVELOPE, command
