"""The codes that whole families of commands share, for each command from its natural cause."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.services.tencent_chat.harness import Chat
from tests.support.malformed import valid
from twincloud.contract.model import SCALARS, Contract, Field
from twincloud.services.tencent_chat import CHAT, CLIENT
from twincloud.services.tencent_chat.records import users
from twincloud.storage.errors import ConflictError
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.transaction import Transaction

FROM = sorted(
    command
    for command in CHAT.operations
    if "From_Account" in CHAT.contract.types[CHAT.contract.actions[command].request]
)
WRITES = sorted(command for command, operation in CHAT.operations.items() if not operation.reads)
UNKNOWN = {"sns": "30003", "profile": "40003"}
INVALID = {"sns": "30001", "profile": "40001", "im_open_login_svc": "70402", "openim": "90010"}
SPECIAL = {("profile", "To_Account"): "40002", ("openim", "To_Account"): "90003"}
CONFLICT = {"sns": "30008", "profile": "40006", "im_open_login_svc": "70500"}
VALUES = {
    "Tag": "Tag_SNS_IM_Remark",
    "Value": "r",
    "AddSource": "AddSource_Type_test",
    "TagList": ["Tag_Profile_IM_Nick"],
}


def family(command: str) -> str:
    return command.partition("/")[0]


def filled(contract: Contract, type_name: str) -> dict[str, Any]:
    """Return a request with every required member and something that it accepts."""

    def value(wire: str, spec: Field) -> Any:
        if wire in VALUES:
            return VALUES[wire]
        if spec.type not in SCALARS:
            item = filled(contract, spec.type)
            return [item] if spec.list else item
        return valid(contract, spec)

    return {wire: value(wire, spec) for wire, spec in contract.types[type_name].items() if spec.required}


def request_of(command: str) -> dict[str, Any]:
    request = filled(CHAT.contract, CHAT.contract.actions[command].request)
    if command == "profile/portrait_set":
        request["ProfileItem"] = [{"Tag": "Tag_Profile_IM_Nick", "Value": "n"}]
    if command == "im_open_login_svc/multiaccount_import":
        request["Accounts"] = ["x"]
    return request


REQUIRED = [(command, wire) for command in sorted(CHAT.operations) for wire in request_of(command)]


@pytest.mark.parametrize("command", FROM)
async def test_a_from_account_that_nobody_imported(chat: Chat, command: str) -> None:
    refusal = await chat.refused(command, **{**request_of(command), "From_Account": "nobody"})
    assert refusal.code == UNKNOWN[family(command)]
    assert "nobody" in refusal.message


@pytest.mark.parametrize(("command", "wire"), REQUIRED)
async def test_a_required_member_that_is_missing(chat: Chat, command: str, wire: str) -> None:
    await chat.users("x")
    request = {name: value for name, value in request_of(command).items() if name != wire}
    refusal = await chat.refused(command, **request)
    assert refusal.code == SPECIAL.get((family(command), wire), INVALID[family(command)])
    assert wire in refusal.message or wire == "Accounts"


@pytest.mark.parametrize("command", sorted(CHAT.operations))
async def test_the_same_requests_whole(chat: Chat, command: str) -> None:
    """They are what the other tests take something away from."""
    await chat.users("x")
    await chat(command, **request_of(command))


class InConflict:
    """A store on which no write gets through."""

    def __init__(self, store: SqliteStore) -> None:
        self.read = store.read
        self.on_news = store.on_news
        self.close = store.close
        self.runs = 0

    async def write(self, work: Callable[[Transaction], Any]) -> Any:
        self.runs += 1
        raise ConflictError("somebody else was faster")


@pytest.mark.parametrize("command", WRITES)
async def test_a_write_conflict_is_told_after_the_last_run_alone(chat: Chat, command: str) -> None:
    await chat.users("x")
    assert isinstance(chat.store, SqliteStore)
    store = InConflict(chat.store)
    refusal = await Chat(store).refused(command, **request_of(command))
    assert refusal.code == CONFLICT[family(command)]
    assert store.runs > 1


async def test_a_conflict_that_passes_is_not_told(chat: Chat) -> None:
    await chat.users("x")
    real, runs = chat.store.write, 0

    async def write(work: Callable[[Transaction], Any]) -> Any:
        nonlocal runs
        runs += 1
        if runs < 5:
            raise ConflictError("somebody else was faster")
        return await real(work)

    chat.store.write = write  # type: ignore[method-assign]
    assert (await chat("sns/group_add", From_Account="x", GroupName=["l"]))["CurrentSequence"] == 1
    assert runs == 5
    assert len(await chat.store.read(lambda tx: tx.find(users))) == 1


def test_clients_hear_the_same_numbers() -> None:
    codes = {code for action in CLIENT.contract.actions.values() for code in action.errors}
    assert codes <= {code for action in CHAT.contract.actions.values() for code in action.errors} | {"30614", "31804"}
