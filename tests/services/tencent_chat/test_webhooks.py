"""An app's server is asked before and told after, with the documented signature; lists are nobody's business."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from tests.services.tencent_chat.harness import APP, Chat, codes
from twincloud.execution.callouts import CallOut, CallOutAnswer, CallOutError, CallOuts
from twincloud.execution.webhooks import Outgoing, Webhook, webhooks
from twincloud.services.tencent_chat import SIGNER, sign
from twincloud.storage.sqlite import SqliteStore

URL = "http://127.0.0.1:9/hook"
ADD = "sns/friend_add"


class Oracle:
    """Answers every question as it is told, or not at all."""

    def __init__(self) -> None:
        self.asked: list[CallOut] = []
        self.answer: Any = {"ActionStatus": "OK", "ErrorInfo": "", "ErrorCode": 0}

    async def ask(self, callout: CallOut) -> CallOutAnswer:
        self.asked.append(callout)
        if self.answer is None:
            raise CallOutError("no answer within 2000 ms")
        body = self.answer if isinstance(self.answer, bytes) else msgspec.json.encode(self.answer)
        return CallOutAnswer(200, body)

    def check(self, url: str) -> None:
        """Call anything."""


@pytest.fixture
def oracle() -> Oracle:
    return Oracle()


@pytest.fixture
async def chat(chat_store: SqliteStore, oracle: Oracle) -> Chat:
    made = await Chat(chat_store, ports={CallOuts: oracle}).make()
    await made.change_app(webhook_url=URL, webhook_token="xxxxyyyy")
    return made


def wish(*others: str) -> list[dict[str, str]]:
    return [{"To_Account": other, "AddSource": "AddSource_Type_test"} for other in others]


async def sent(chat: Chat) -> list[Webhook]:
    return await chat.store.read(lambda tx: tx.find(webhooks))


async def bodies(chat: Chat) -> list[dict[str, Any]]:
    return [msgspec.json.decode(each.body) for each in await sent(chat)]


def pair(user: str, peer: str, **more: str) -> dict[str, str]:
    return {"From_Account": user, "To_Account": peer, **more}


def test_the_published_signature() -> None:
    signed = sign(Outgoing(f"{URL}?a=b", b"{}", {}), "xxxxyyyy", 1_669_872_112_999)
    query = dict(parse_qsl(urlsplit(signed.url).query))
    assert query == {
        "a": "b",
        "RequestTime": "1669872112",
        "Sign": "17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061",
    }


async def test_the_app_is_told_of_friendships_and_blocks_and_of_no_lists(chat: Chat) -> None:
    await chat.users("a", "b")
    await chat(ADD, From_Account="a", AddFriendItem=wish("b"), ForceAddFlags=1)
    await chat("sns/group_add", From_Account="a", GroupName=["x"], To_Account=["b"])
    await chat("sns/group_delete", From_Account="a", GroupName=["x"])
    await chat("sns/friend_delete", From_Account="a", To_Account=["b"], DeleteType="Delete_Type_Both")
    await chat("sns/black_list_add", From_Account="a", To_Account=["b"])
    await chat("sns/black_list_delete", From_Account="a", To_Account=["b"])
    assert await bodies(chat) == [
        {
            "CallbackCommand": "Sns.CallbackFriendAdd",
            "PairList": [pair("a", "b", Initiator_Account="a"), pair("b", "a", Initiator_Account="a")],
            "ClientCmd": "friend_add",
            "ForceFlag": 1,
            "Admin_Account": "administrator",
        },
        {"CallbackCommand": "Sns.CallbackFriendDelete", "PairList": [pair("a", "b"), pair("b", "a")]},
        {"CallbackCommand": "Sns.CallbackBlackListAdd", "PairList": [pair("a", "b")]},
        {"CallbackCommand": "Sns.CallbackBlackListDelete", "PairList": [pair("a", "b")]},
    ]
    first = (await sent(chat))[0]
    assert (first.order_key, first.signer, first.secret) == (f"chat:{APP.id}:a", SIGNER, "xxxxyyyy")
    assert (first.retry.attempts, first.retry.timeout_ms) == (1, 2000)
    assert dict(parse_qsl(urlsplit(first.url).query)) == {
        "SdkAppid": APP.id,
        "CallbackCommand": "Sns.CallbackFriendAdd",
        "contenttype": "json",
        "ClientIP": "192.0.2.9",
        "OptPlatform": "RESTAPI",
    }


async def test_an_app_chooses_its_events_and_how_often_it_is_told(chat: Chat, oracle: Oracle) -> None:
    await chat.users("a", "b")
    await chat.change_app(webhook_events=("Sns.CallbackFriendDelete",), webhook_token="", webhook_attempts=3)
    await chat.befriend("a", "b")
    await chat("sns/friend_delete", From_Account="a", To_Account=["b"])
    (only,) = await sent(chat)
    assert (only.event, only.signer, only.retry.attempts) == ("Sns.CallbackFriendDelete", "", 3)
    assert oracle.asked == []
    await chat.change_app(webhook_url="")
    await chat("sns/friend_delete", From_Account="b", To_Account=["a"])
    assert len(await sent(chat)) == 1


async def test_a_refused_call_tells_nobody_anything(chat: Chat) -> None:
    await chat.refused(ADD, From_Account="nobody", AddFriendItem=wish("b"))
    assert await sent(chat) == []


async def test_the_app_is_asked_before_friends_are_added(chat: Chat, oracle: Oracle) -> None:
    await chat.users("a", "b", "c", "d")
    oracle.answer = {
        "ErrorCode": 0,
        "ResultItem": [
            {"To_Account": "b", "ResultCode": 38123, "ResultInfo": "no"},
            {"To_Account": "c", "ResultCode": 0},
            {"To_Account": "d", "ResultCode": 7},
            {"To_Account": "else", "ResultCode": 38001},
        ],
    }
    answer = await chat(ADD, From_Account="a", AddFriendItem=wish("b", "c", "d"))
    assert codes(answer) == {"b": 38123, "c": 0, "d": 38000}
    assert list(await chat.friends("a")) == ["c"]
    (asked,) = oracle.asked
    assert (asked.timeout_ms, asked.signer) == (2000, SIGNER)
    assert asked.url.startswith(f"{URL}?SdkAppid={APP.id}&CallbackCommand=Sns.CallbackPrevFriendAdd&")
    body = msgspec.json.decode(asked.body)
    assert body == {
        "CallbackCommand": "Sns.CallbackPrevFriendAdd",
        "Requester_Account": "administrator",
        "From_Account": "a",
        "FriendItem": wish("b", "c", "d"),
        "AddType": "Add_Type_Both",
        "ForceAddFlags": 0,
        "EventTime": chat.now_ms,
    }
    oracle.answer = {"ErrorCode": 38999}
    assert codes(await chat(ADD, From_Account="a", AddFriendItem=wish("b", "d"))) == {"b": 38999, "d": 38999}


@pytest.mark.parametrize("answer", [None, b"", b"no", b"[]", {"ErrorCode": "many"}])
async def test_without_an_answer_friends_are_added_unless_the_app_is_strict(
    chat: Chat, oracle: Oracle, answer: Any
) -> None:
    await chat.users("a", "b", "c")
    oracle.answer = answer
    assert codes(await chat(ADD, From_Account="a", AddFriendItem=wish("b"))) == {"b": 0}
    await chat.change_app(webhook_strict=True)
    assert codes(await chat(ADD, From_Account="a", AddFriendItem=wish("c"))) == {"c": 30007}
    assert list(await chat.friends("a")) == ["b"]


async def test_the_app_is_asked_before_a_request_is_answered(chat: Chat, oracle: Oracle) -> None:
    await chat.users("a", "b")
    profile = [{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_NeedConfirm"}]
    await chat("profile/portrait_set", From_Account="a", ProfileItem=profile)
    await chat(ADD, From_Account="b", AddFriendItem=wish("a"))
    assert await sent(chat) == []
    oracle.answer = {"ErrorCode": 38777}
    answer = {"To_Account": "b", "ResponseAction": "Response_Action_AgreeAndAdd"}
    assert codes(await chat.by("a", "sns/friend_response", ResponseFriendItem=[answer])) == {"b": 38777}
    asked = msgspec.json.decode(oracle.asked[-1].body)
    assert (asked["CallbackCommand"], asked["Requester_Account"]) == ("Sns.CallbackPrevFriendResponse", "a")
    assert asked["ResponseFriendItem"] == [answer]
    assert "OptPlatform=Web" in oracle.asked[-1].url
    oracle.answer = {"ErrorCode": 0}
    assert codes(await chat.by("a", "sns/friend_response", ResponseFriendItem=[answer])) == {"b": 0}
    (told,) = await bodies(chat)
    assert (told["ClientCmd"], told["ForceFlag"], len(told["PairList"])) == ("friend_response", 0, 2)
    assert "Admin_Account" not in told
