"""Clients: their tokens, their messages, their groups, and what they may not."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import msgspec
import pytest

from tests.services.alibaba_live.harness import NOW_MS, App, Cloud
from twincloud.execution.callouts import CallOutAnswer
from twincloud.execution.webhooks import Outgoing
from twincloud.kernel.errors import ApiError
from twincloud.realtime.world import Identity, TurnedAwayError
from twincloud.services.alibaba_live import LiveWorld, sign
from twincloud.services.alibaba_live.tokens import ClientToken, digest


def test_the_documented_formula_of_the_token() -> None:
    claim = ClientToken("demo", "uid1", token="", timestamp=1700000000, nonce="AK-1", role="admin")
    assert digest(claim, "k") == "73b736b310069bc87eb87eba390039ff0cb6b81a5f62d8a68b4d862a876afafa"


async def identity(app: App, token: str, data: Any = None) -> Identity:
    return await app.cloud.store.read(lambda tx: LiveWorld().authenticate(tx, token, data, NOW_MS))


async def turned_away(app: App, token: str, data: Any = None) -> int:
    with pytest.raises(TurnedAwayError) as caught:
        await identity(app, token, data)
    return caught.value.code


async def test_a_token_says_who_it_is(app: App) -> None:
    found = await identity(app, app.token("u1", role="admin"), {"userExtension": "face"})
    assert (found.app, found.user, found.role, found.account) == (app.id, "u1", "admin", app.cloud.account)
    assert found.info == {"userId": "u1", "userExtension": "face"}
    assert found.expires_ms == NOW_MS + 3_600_000
    assert await app.cloud.store.read(lambda tx: LiveWorld().channels(tx, found)) == (f"u:{app.id}:u1",)
    encoded = base64.urlsafe_b64encode(app.token("u1", nonce="").encode()).decode().rstrip("=")
    assert (await identity(app, encoded)).user == "u1"


async def test_tokens_that_are_none(app: App, cloud: Cloud) -> None:
    other = await cloud.app()
    good = msgspec.json.decode(app.token("u1"))
    forged = [
        {**good, "userId": "u2"}, {**good, "role": "admin"}, {**good, "timestamp": good["timestamp"] + 1},
        {**good, "nonce": "AK-2"}, {**good, "appId": other.id}, {**good, "appId": "nowhere"},
        {**good, "token": ""}, {"appId": app.id}, [], "no",
    ]  # fmt: skip
    for claim in forged:
        assert await turned_away(app, msgspec.json.encode(claim).decode()) == 3500
    for name in ("", "a/b", "a.b", "x" * 65, "ü"):
        assert await turned_away(app, app.token(name)) == 3500
    for text in ("", "{", "%%%", "aGVsbG8"):
        assert await turned_away(app, text) == 3500


async def test_a_token_ends(app: App) -> None:
    assert await turned_away(app, app.token("u1", expiry=NOW_MS // 1000)) == 109
    assert (await identity(app, app.token("u1", expiry=NOW_MS // 1000 + 1))).user == "u1"


async def test_a_disabled_app_lets_nobody_in(app: App) -> None:
    await app("ModifyLiveMessageAppDisable", Disable=True)
    assert await turned_away(app, app.token("u1")) == 4503


async def test_what_is_said_of_a_user_is_not_too_long(app: App) -> None:
    assert await turned_away(app, app.token("u1"), {"userExtension": "i" * 513}) == 400


async def test_which_channels_are_for_whom(app: App) -> None:
    me = await identity(app, app.token("u1"))
    world = LiveWorld()
    admission = world.admit(me, f"g:{app.id}:room", "", None)
    assert (admission.action, admission.leave, admission.payload) == ("joinGroup", "leaveGroup", {"groupId": "room"})
    assert world.admit(me, f"u:{app.id}:u1", "", None).action == ""
    for channel in ("", "g:", f"g:{app.id}", f"g:{app.id}:", "g:other:room", f"u:{app.id}:u2", f"x:{app.id}:room"):
        with pytest.raises(TurnedAwayError) as caught:
            world.admit(me, channel, "", None)
        assert caught.value.code == 403


async def test_a_client_sends_to_its_group(app: App) -> None:
    user = await app.user("u1", extension="face", groups=("room",))
    sent = await user("sendGroupMessage", groupId="room", type=10001, data="hi", level=1, repeatCount=3)
    assert await app.heard(kind="msg") == [
        {
            "k": "msg", "groupId": "room", "messageId": sent["messageId"], "type": 10001, "data": "hi", "seqnum": 1,
            "sender": {"userId": "u1", "userExtension": "face"}, "timestamp": NOW_MS // 1000, "level": 1,
            "repeatCount": 3, "totalMsgs": 3,
        }
    ]  # fmt: skip
    await user("sendGroupMessage", groupId="room", type=10001, data="passing", noStorage=True)
    assert [message["Body"] for message in await app.listed()] == ["hi"]


async def test_a_client_sends_only_where_it_is(app: App) -> None:
    user = await app.user("u1")
    asked = {"type": 10001, "data": "hi"}
    assert await user.refused("sendGroupMessage", groupId="room", **asked) == 425
    assert await user.refused("sendGroupMessage", groupId="nobody", **asked) == 440
    await user("joinGroup", groupId="room")
    assert await user.refused("sendGroupMessage", groupId="room", type=10001, data="b" * 15361) == 400
    assert await user.refused("sendGroupMessage", groupId="room", type=-1, data="hi") == 400
    await app("DeleteLiveMessageGroup", GroupId="room")
    assert await user.refused("sendGroupMessage", groupId="room", **asked) == 441
    assert await user.refused("queryGroup", groupId="room") == 441
    await app("ModifyLiveMessageAppDisable", Disable=True)
    assert await user.refused("sendGroupMessage", groupId="room", **asked) == 403


async def test_clients_list_messages(app: App) -> None:
    user = await app.user("u1", groups=("room",))
    for number in range(12):
        await app.send(Body=f"m{number}", MsgType=number % 2)
    first = await user("listMessage", groupId="room", type=0, pageSize=4)
    assert ([m["data"] for m in first["messageList"]], first["hasMore"]) == (["m0", "m2", "m4", "m6"], True)
    rest = await user("listMessage", groupId="room", type=0, nextpagetoken=first["nextpagetoken"])
    assert ([m["data"] for m in rest["messageList"]], rest["hasMore"]) == (["m8", "m10"], False)
    again = await user("listMessage", groupId="room", type=0, nextPageToken=first["nextPageToken"])
    assert again == rest
    start = NOW_MS // 1000
    nothing = await user("listMessage", groupId="room", type=0, beginTime=start + 1, endTime=start + 2)
    assert (nothing["messageList"], nothing["hasMore"]) == ([], False)
    newest = await user("listMessage", groupId="room", type=1, sortType=1, pageSize=1)
    assert newest["messageList"][0] == {
        "groupId": "room", "messageId": (await app.listed())[11]["MsgTid"], "type": 1, "data": "m11", "seqnum": 12,
        "sender": {"userId": "server", "userExtension": ""}, "timestamp": NOW_MS // 1000, "level": 0,
        "repeatCount": 1, "totalMsgs": 6,
    }  # fmt: skip
    recent = await user("listRecentMessage", groupId="room", pageSize=3)
    assert [m["data"] for m in recent["messageList"]] == ["m9", "m10", "m11"]
    before = await user("listRecentMessage", groupId="room", pageSize=2, seqnum=10)
    assert [m["data"] for m in before["messageList"]] == ["m7", "m8"]


async def test_history_is_for_who_is_not_there(app: App) -> None:
    for number in range(11):
        await app.send(Body=f"old {number}")
    user = await app.user("u1")
    assert await user.refused("listMessage", groupId="room", type=1) == 425
    assert await user.refused("listRecentMessage", groupId="room") == 425
    await app("DeleteLiveMessageGroup", GroupId="room")
    asked = {"groupId": "room", "type": 1, "pageSize": 10}
    history = await user("listHistoryMessage", **asked)
    assert [m["data"] for m in history["messageList"]] == [f"old {number}" for number in range(10)]
    rest = await user("listHistoryMessage", **asked, nextPageToken=history["nextPageToken"])
    assert ([m["data"] for m in rest["messageList"]], rest["hasMore"]) == (["old 10"], False)
    newest = await user("listHistoryMessage", **asked, sortType=1)
    assert newest["messageList"][0]["data"] == "old 10"
    now = NOW_MS // 1000
    assert len((await user("listHistoryMessage", **asked, beginTime=now, endTime=now))["messageList"]) == 10
    assert (await user("listHistoryMessage", **asked, endTime=now - 1))["messageList"] == []


async def test_clients_delete_messages(app: App) -> None:
    boss = await app.user("boss", role="admin", groups=("room",))
    user = await app.user("u1", groups=("room",))
    own = (await user("sendGroupMessage", groupId="room", type=10001, data="own"))["messageId"]
    await app.send(MsgTid="m1")
    assert await user.refused("deleteMessage", groupId="room", messageId="m1") == 403
    assert await user.refused("deleteMessage", groupId="room", messageId="m9") == 403
    await user("deleteMessage", groupId="room", messageId=own)
    await boss("deleteMessage", groupId="room", messageId="m1")
    assert [event["messageId"] for event in await app.heard(kind="del")] == [own, "m1"]
    assert await app.listed() == []


async def test_only_admins_manage_groups(app: App) -> None:
    user = await app.user("u1")
    boss = await app.user("boss", role="admin")
    assert await user.refused("createGroup", groupName="mine") == 403
    made = await boss("createGroup", groupName="mine", groupMeta="info")
    assert made["alreadyExist"] is False
    group = made["groupId"]
    assert (await boss("createGroup", groupId=group, groupName="again"))["alreadyExist"] is True
    assert (await app("DescribeLiveMessageGroup", GroupId=group))["CreatorId"] == "boss"
    for action in ("modifyGroup", "closeGroup"):
        assert await user.refused(action, groupId=group) == 403
    await boss("modifyGroup", groupId=group, groupMeta="new", admins=["u1"])
    await user("modifyGroup", groupId=group, groupMeta="")  # changes nothing
    assert (await app.heard(group, "info"))[0]["adminList"] == ["u1"]
    assert (await app("DescribeLiveMessageGroup", GroupId=group))["GroupInfo"] == "new"
    await user("closeGroup", groupId=group)
    assert (await app("DescribeLiveMessageGroup", GroupId=group))["Deletor"] == "u1"
    assert (await app.heard(group))[-1] == {"k": "exit", "groupId": group, "reason": 1}
    assert await boss.refused("closeGroup", groupId=group) == 441
    assert await boss.refused("createGroup", groupId=group, groupName="again") == 441


async def test_a_message_to_one_user(app: App) -> None:
    await app.user("u1")
    answer = await app(
        "SendLiveMessageUser", SenderId="server", ReceiverId="u1", Body="hi", MsgType=9, MsgTid="m1",
        SenderInfo="face", Storage=True,
    )  # fmt: skip
    assert answer == {"MsgTid": "m1"}
    assert await app.heard_by("u1") == [
        {
            "k": "c2c", "messageId": "m1", "type": 9, "sender": {"userId": "server", "userExtension": "face"},
            "data": "hi", "timestamp": NOW_MS // 1000, "level": 0, "reliable": False,
        }
    ]  # fmt: skip
    await app("DeleteLiveMessageUserMessage", MessageId="m1", ReceiverId="u1", DeleterId="server", DeleterInfo="face")
    assert (await app.heard_by("u1"))[-1] == {
        "k": "delc2c", "messageId": "m1", "deleter": {"userId": "server", "userExtension": "face"},
    }  # fmt: skip


async def test_a_message_to_nobody(app: App, cloud: Cloud) -> None:
    asked = {"SenderId": "server", "ReceiverId": "u1", "Body": "hi"}
    refusal = await cloud.refused("SendLiveMessageUser", AppId=app.id, **asked)
    assert (refusal.code, refusal.status) == ("ResourceNotExist", 404)
    assert await app("DeleteLiveMessageUserMessage", MessageId="m1", ReceiverId="u1", DeleterId="server") == {}
    assert await app.heard_by("u1") == []
    user = await app.user("u1")
    await user.lose()
    await app("SendLiveMessageUser", **asked)  # who is away for a moment gets it on return


async def test_messages_to_users_that_are_refused(app: App) -> None:
    await app.user("u1")
    asked = {"SenderId": "server", "ReceiverId": "u1", "Body": "hi"}
    for wrong in (
        {"SenderId": "no no"}, {"ReceiverId": "no no"}, {"Body": "b" * 15361}, {"SenderInfo": "i" * 513},
        {"MsgTid": "m 1"}, {"MsgType": -1},
    ):  # fmt: skip
        assert await app.refused("SendLiveMessageUser", **{**asked, **wrong}) == "InputInvalid"
    asked = {"MessageId": "m1", "ReceiverId": "u1", "DeleterId": "server"}
    for wrong in ({"MessageId": "m 1"}, {"ReceiverId": "u 1"}, {"DeleterId": ""}, {"DeleterInfo": "i" * 513}):
        assert await app.refused("DeleteLiveMessageUserMessage", **{**asked, **wrong}) == "InputInvalid"


async def test_a_reliable_message_is_answered_once_it_is_confirmed(app: App) -> None:
    user = await app.user("u1")
    asked = {"SenderId": "server", "ReceiverId": "u1", "MsgTid": "m1", "HighReliability": True}
    sending = asyncio.create_task(app("SendLiveMessageUser", **asked))
    async with asyncio.timeout(2):
        while not await app.heard_by("u1"):
            await asyncio.sleep(0.01)
        assert (await app.heard_by("u1"))[0]["reliable"] is True
        await user("ack", messageId="other")
        assert not sending.done()
        await user("ack", messageId="m1")
        assert await sending == {"MsgTid": "m1"}


async def test_a_reliable_message_that_nobody_confirms(empty_store: Any) -> None:
    app = await Cloud(empty_store, receipt_s=0.05).app()
    await app.user("u1")
    asked = {"SenderId": "server", "ReceiverId": "u1", "HighReliability": True}
    assert await app.refused("SendLiveMessageUser", **asked) == "ResourceNotExist"
    assert await app.refused("SendLiveMessageUser", **{**asked, "ReceiverId": "u2"}) == "ResourceNotExist"


async def test_clients_write_to_one_another(app: App) -> None:
    await app.user("u1")
    sender = await app.user("u2", extension="face")
    sent = await sender("sendC2cMessage", type=10001, data="psst", receiverId="u1", level=1)
    assert await app.heard_by("u1") == [
        {
            "k": "c2c", "messageId": sent["messageId"], "type": 10001, "data": "psst", "level": 1, "reliable": False,
            "sender": {"userId": "u2", "userExtension": "face"}, "timestamp": NOW_MS // 1000,
        }
    ]  # fmt: skip
    assert await sender.refused("sendC2cMessage", type=10001, data="psst", receiverId="u3") == 424


async def test_the_apps_server_audits_what_clients_send(app: App, cloud: Cloud) -> None:
    await app("ModifyLiveMessageAppAudit", AuditType=2, AuditUrl="http://127.0.0.1:9/audit")
    user = await app.user("u1", groups=("room",))
    asked = {"groupId": "room", "type": 10001, "data": "hi"}
    await user("sendGroupMessage", **asked)
    question = cloud.auditor.asked[0]
    assert msgspec.json.decode(question.body) == {"content": "hi"}
    assert (question.url, question.signer, question.secret) == ("http://127.0.0.1:9/audit", "alibaba-live", app.key)
    cloud.auditor.answer = CallOutAnswer(200, b'{"pass":false,"reason":"rude"}')
    with pytest.raises(ApiError, match="rude"):
        await user("sendGroupMessage", **asked)
    assert await user.refused("sendC2cMessage", type=10001, data="hi", receiverId="u1") == 403
    await user("sendGroupMessage", **asked, skipAudit=True)
    await user("sendC2cMessage", type=10001, data="hi", receiverId="u1", skipAudit=True)
    await app.send()  # the server's own messages are the server's own
    for answer in (CallOutAnswer(500, b'{"pass":false}'), CallOutAnswer(200, b"what?"), None):
        cloud.auditor.answer = answer
        await user("sendGroupMessage", **asked)
    assert len(await app.listed()) == 6


async def test_without_custom_audit_nobody_is_asked(app: App, cloud: Cloud) -> None:
    await app("ModifyLiveMessageAppAudit", AuditType=1)
    user = await app.user("u1", groups=("room",))
    await user("sendGroupMessage", groupId="room", type=10001, data="hi")
    assert cloud.auditor.asked == []


def test_callbacks_are_signed() -> None:
    outgoing = Outgoing("https://example.com:8080/hook?x=1", b"{}", {"Content-Type": "application/json"})
    signed = sign(outgoing, "key", 1_700_000_000_500)
    assert signed.headers == {
        "Content-Type": "application/json", "Ali-Live-Timestamp": "1700000000",
        "Ali-Live-Signature": "91a02e2826f2cdc699a0e3974cdb08c9",
    }  # fmt: skip
