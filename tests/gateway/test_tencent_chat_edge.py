"""Every way in which a Chat call can fail before its command sees it, each from its own cause."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from TLSSigAPIv2 import TLSSigAPIv2

from tests.support.chat import Chat
from tests.support.server import ServerProcess, running_server
from twincloud.gateway.dialects.tencent_chat_codes import family_of, numbered
from twincloud.gateway.dialects.tencent_chat_lockout import Lockout
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_chat import CHAT

pytestmark = pytest.mark.asyncio(loop_scope="module")
CHECK, PORTRAIT, ONLINE = "im_open_login_svc/account_check", "profile/portrait_get", "openim/query_online_status"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerProcess]:
    async with running_server(tmp_path_factory.mktemp("chat") / "data", "--no-dataplane", "--limits", "off") as started:
        yield started


@pytest.fixture
def chat(server: ServerProcess) -> Chat:
    return Chat.of(server)


@pytest.mark.parametrize(
    ("command", "changes", "expected"),
    [
        ("sns/nothing", {}, 60009),
        ("nothing", {}, 60009),
        ("follow/follow_add", {}, 60009),
        ("group_open_http_svc/nothing", {}, 10003),
        ("group_open_http_svc/create_group", {}, 10003),
        (CHECK, {"sdkappid": None}, 60012),
        (CHECK, {"sdkappid": ""}, 60012),
        (CHECK, {"sdkappid": "abc"}, 60025),
        (CHECK, {"sdkappid": "1"}, 70020),
        (CHECK, {"identifier": None}, 60025),
        (CHECK, {"usersig": None}, 60025),
        (CHECK, {"contenttype": None}, 60025),
        (CHECK, {"contenttype": "xml"}, 60025),
        (CHECK, {"usersig": "eJyrVgrxCdYrSy1"}, 70003),
        (CHECK, {"identifier": "somebody"}, 60010),
        (PORTRAIT, {"identifier": "somebody"}, 40004),
        (ONLINE, {"identifier": "somebody"}, 90009),
    ],
)
async def test_urls_that_are_refused(chat: Chat, command: str, changes: dict[str, Any], expected: int) -> None:
    answer = await chat.post(command, {}, **changes)
    assert answer["ErrorCode"] == expected
    assert answer["ErrorInfo"]


@pytest.mark.parametrize("command", sorted(CHAT.operations))
async def test_who_is_no_admin_is_refused_by_every_command(chat: Chat, command: str) -> None:
    codes = {"sns": 30004, "profile": 40004, "openim": 90009}
    answer = await chat.post(command, {}, identifier="somebody")
    assert answer["ErrorCode"] == codes.get(command.partition("/")[0], 60010)


@pytest.mark.parametrize("root", ["", "/v5", "/V4", "/v4/v4"])
async def test_a_wrong_root_is_told_in_chats_own_words(chat: Chat, root: str) -> None:
    chat.url = f"http://{chat.http}{root}"
    answer = await chat.post(CHECK, {})
    assert answer["ErrorCode"] == 60009
    assert "v4/" in answer["ErrorInfo"]


async def test_a_get_is_no_call(chat: Chat) -> None:
    assert (await chat.post(CHECK, {}, method="GET"))["ErrorCode"] == 60002


async def test_a_command_that_is_not_there_yet_says_so_by_name(chat: Chat) -> None:
    answer = await chat.post("openim/sendmsg", {})
    assert "v4/openim/sendmsg is not provided by twincloud yet" in answer["ErrorInfo"]
    assert "does not exist" in (await chat.post("openim/sendmessage", {}))["ErrorInfo"]


async def test_usersigs_that_are_refused(chat: Chat) -> None:
    def signed(app: str = chat.sdkappid, key: str = chat.secret, user: str = chat.admin, life: int = 300) -> str:
        return str(TLSSigAPIv2(int(app), key).gen_sig(user, life))

    for usersig, expected in (
        (signed(app="1400000999"), 70014),
        (signed(user="other"), 70013),
        (signed(key="another key"), 70009),
        (signed(life=-3600), 70001),
    ):
        assert (await chat.post(CHECK, {}, usersig=usersig))["ErrorCode"] == expected


async def test_who_is_no_admin_hears_so_before_the_body_is_judged(chat: Chat) -> None:
    assert (await chat.post(CHECK, b"{", identifier="somebody"))["ErrorCode"] == 60010


@pytest.mark.parametrize(
    ("command", "body", "expected"),
    [
        (CHECK, b"", 60003),
        (CHECK, b"{", 60003),
        (CHECK, b"[]", 60003),
        (CHECK, b"[" * 100_000, 60003),
        (CHECK, b'{"CheckItem": "\xff"}', 60003),
        (ONLINE, b"{", 90001),
        (CHECK, {}, 70402),
        (CHECK, {"CheckItem": "x"}, 70402),
        (CHECK, {"CheckItem": []}, 70402),
        (CHECK, {"CheckItem": [{"UserID": 1}]}, 60015),
        (PORTRAIT, {"To_Account": [1], "TagList": ["Tag_Profile_IM_Nick"]}, 60015),
        (PORTRAIT, {"TagList": ["Tag_Profile_IM_Nick"]}, 40002),
        (PORTRAIT, {"To_Account": ["a"]}, 40001),
        (ONLINE, {}, 90003),
        (ONLINE, {"To_Account": ["a"], "IsNeedDetail": 7}, 90010),
        (ONLINE, {"To_Account": ["a"] * 501}, 90018),
    ],
)
async def test_bodies_that_are_refused(chat: Chat, command: str, body: Any, expected: int) -> None:
    answer = await chat.post(command, body)
    assert answer["ErrorCode"] == expected
    assert ("ErrorDisplay" in answer) == command.startswith("profile/")


async def test_what_clients_leave_out_or_add_is_no_error(chat: Chat) -> None:
    check = {"CheckItem": [{"UserID": "nobody"}], "More": 1}
    assert (await chat.post(CHECK, check, random=None))["ErrorCode"] == 0
    assert (await chat.post(CHECK, check, random="x", more="y"))["ErrorCode"] == 0
    assert (await chat.post("openim/querystate", {"To_Account": ["a"]}))["ErrorCode"] == 0


async def test_a_body_over_ten_megabytes(chat: Chat) -> None:
    assert (await chat.post(CHECK, b'{"CheckItem": "' + b"x" * 10 * 1024 * 1024 + b'"}'))["ErrorCode"] == 60003


async def test_each_app_is_a_world_of_its_own(server: ServerProcess, chat: Chat) -> None:
    made = await server.operator("CreateChatApp", admins=["root"])
    other = Chat(server.http, made["sdkappid"], made["secret"], "root")
    await chat.users("only-here")
    item = {"CheckItem": [{"UserID": "only-here"}]}
    assert (await chat(CHECK, **item))["ResultItem"][0]["AccountStatus"] == "Imported"
    assert (await other(CHECK, **item))["ResultItem"][0]["AccountStatus"] == "NotImported"
    assert (await other.post(CHECK, item, identifier="administrator"))["ErrorCode"] == 60010
    assert (await chat.post(CHECK, item, usersig=other.usersig(chat.admin)))["ErrorCode"] == 70014


async def test_the_journal_says_why_a_usersig_failed_and_keeps_no_secret(server: ServerProcess, chat: Chat) -> None:
    usersig = str(TLSSigAPIv2(int(chat.sdkappid), "another key").gen_sig(chat.admin, 300))
    refused = await chat.post(CHECK, {}, usersig=usersig)
    told = await server.operator("Explain", request_id=refused["RequestId"])
    findings = " ".join(told["findings"])
    assert "70009" in findings
    assert "signed with another key" in findings
    assert told["string_to_sign"].startswith(f"TLS.identifier:{chat.admin}\nTLS.sdkappid:{chat.sdkappid}\n")
    assert (told["entry"]["product"], told["entry"]["key_id"]) == ("chat", chat.admin)
    journal = str(await server.operator("ListJournal", product="chat"))
    assert usersig not in journal
    assert chat.secret not in journal
    late = await chat.post(CHECK, {}, usersig=TLSSigAPIv2(int(chat.sdkappid), chat.secret).gen_sig(chat.admin, -3600))
    assert "signed at" in " ".join((await server.operator("Explain", request_id=late["RequestId"]))["findings"])


@pytest.mark.parametrize(
    ("fault", "expected"),
    [({"code": "70500"}, 70500), ({"code": "70169", "message": "late"}, 70169)],
)
async def test_injected_errors(server: ServerProcess, chat: Chat, fault: dict[str, str], expected: int) -> None:
    await server.operator("AddFault", product="chat", action=CHECK, times=1, **fault)
    answer = await chat.post(CHECK, {"CheckItem": [{"UserID": "a"}]})
    assert answer["ErrorCode"] == expected
    assert answer["ErrorInfo"] == fault.get("message", "Injected by the operator.")


async def test_an_answer_that_takes_longer_than_the_gateway_waits(server: ServerProcess, chat: Chat) -> None:
    await server.operator("AddFault", product="chat", action=CHECK, times=1, latency_ms=20_000)
    started = time.monotonic()
    assert (await chat.post(CHECK, {"CheckItem": [{"UserID": "a"}]}))["ErrorCode"] == 70169
    assert time.monotonic() - started < 15


async def test_rates_and_lockout(tmp_path: Path) -> None:
    async with running_server(tmp_path / "data", "--no-dataplane") as limited:
        chat = Chat.of(limited)
        import_many = "im_open_login_svc/multiaccount_import"
        answers = await asyncio.gather(*(chat.post(import_many, {"Accounts": ["a"]}) for _ in range(160)))
        codes = [answer["ErrorCode"] for answer in answers]
        assert set(codes) == {0, 60007}
        assert codes.count(0) >= 100
        wrong = {"usersig": TLSSigAPIv2(int(chat.sdkappid), "wrong").gen_sig(chat.admin, 300)}
        refused = [(await chat.post(CHECK, {}, **wrong))["ErrorCode"] for _ in range(11)]
        assert refused == [70009] * 10 + [70050]
        assert (await chat.post(CHECK, {}))["ErrorCode"] == 70050
        assert (await chat.post(CHECK, {}, identifier="other"))["ErrorCode"] == 60010


async def test_a_lockout_ends_after_a_minute_and_counts_by_the_minute() -> None:
    now = 0.0
    lockout = Lockout(seconds=lambda: now)
    for _ in range(9):
        lockout.failed("a")
    now = 61.0
    lockout.failed("a")
    assert not lockout.holds("a")
    for _ in range(9):
        lockout.failed("a")
    assert lockout.holds("a")
    assert not lockout.holds("b")
    now = 120.9
    assert lockout.holds("a")
    now = 121.1
    assert not lockout.holds("a")


async def test_a_family_without_its_own_words_uses_the_gateways() -> None:
    assert numbered(ApiError("MissingParameter", "x"), "follow/follow_add").code == "60003"
    assert numbered(ApiError("InternalError", "x"), "").code == "60008"
    assert family_of("sns/group_delete").not_admin == "30004"
