"""A small product of real time: rooms that anybody may join, and a channel for each user's own news.

Its token is JSON: app, user, and what else an Identity has. It keeps no rows of its own: streams are enough to show
what sockets do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.contract.model import Action, Contract, Field
from twincloud.contract.operation import Product
from twincloud.execution.callouts import CallOut, CallOutError, CallOuts
from twincloud.execution.webhooks import Outgoing, Retry, Webhook, new_webhook_id, send_webhook
from twincloud.kernel.errors import ApiError
from twincloud.realtime import streams
from twincloud.realtime.presence import Presence, disconnect, subscribe, unsubscribe, whisper
from twincloud.realtime.world import (
    INVALID_TOKEN,
    TOKEN_EXPIRED,
    Admission,
    Farewell,
    Identity,
    TurnedAwayError,
    plain_error_code,
)
from twincloud.storage.transaction import Transaction

KEEP_MS = 300_000
ACCOUNT = "100000000001"
DISPLACED = Farewell(4500, "login elsewhere")


class Empty(Struct, frozen=True):
    pass


class Room(Struct, frozen=True, forbid_unknown_fields=True):
    room: str


class Say(Struct, frozen=True, forbid_unknown_fields=True):
    room: str
    text: str
    weight: int = 1
    droppable: bool = False
    keep_ms: int = KEEP_MS


class Tell(Struct, frozen=True, forbid_unknown_fields=True):
    user: str
    text: str


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    user: str
    room: str = ""


class Ended(Struct, frozen=True):
    reason: str
    code: int
    channels: tuple[str, ...] = ()


class Hook(Struct, frozen=True, forbid_unknown_fields=True):
    url: str
    text: str
    key: str = ""
    secret: str = ""
    attempts: int = 5
    timeout_ms: int = 5_000
    pause_ms: int = 10


class Said(Struct, frozen=True):
    offset: int
    epoch: str


class Seen(Struct, frozen=True):
    items: tuple[Any, ...] = ()


_ACTIONS = {
    "say": (Say, Said),
    "whisper": (Say, Empty),
    "tell": (Tell, Said),
    "joinRoom": (Room, Room),
    "leaveRoom": (Room, Empty),
    "closeRoom": (Room, Empty),
    "reopenRoom": (Room, Empty),
    "kick": (Person, Empty),
    "fetch": (Person, Empty),
    "sendAway": (Person, Empty),
    "online": (Person, Seen),
    "log": (Empty, Seen),
    "fail": (Empty, Empty),
    "hook": (Hook, Empty),
    "ask": (Hook, Seen),
    "connected": (Empty, Empty),
    "disconnected": (Ended, Empty),
}


class _Shapes:
    """The types of the contract by their names, as a generated module has them."""

    def __init__(self) -> None:
        for pair in _ACTIONS.values():
            for shape in pair:
                setattr(self, shape.__name__, shape)


CONTRACT = Contract(
    service="testworld",
    version="1",
    title="Rooms",
    default_qps=100_000,
    actions={name: Action(request=asked.__name__, response=told.__name__) for name, (asked, told) in _ACTIONS.items()},
    types={
        shape.__name__: {
            name: Field(type="string", required=name in {"room", "text", "user"}) for name in shape.__struct_fields__
        }
        for pair in _ACTIONS.values()
        for shape in pair
    },
)
ROOMS = Product(CONTRACT, _Shapes())


def room_channel(call: Call, name: str) -> str:
    assert call.end_user is not None
    return f"room:{call.end_user.app}:{name}"


def user_channel(app: str, user: str) -> str:
    return f"user:{app}:{user}"


def nothing(call: Call, request: Any) -> Sequence[str]:
    return ()


def _append(call: Call, tx: Transaction, channel: str, body: Any, say: Say | None = None) -> Said:
    position = streams.append(
        tx,
        channel,
        msgspec.json.encode(body),
        now_ms=call.now_ms,
        keep_ms=say.keep_ms if say else KEEP_MS,
        weight=say.weight if say else 1,
        droppable=say.droppable if say else False,
    )
    return Said(position.offset, position.epoch)


def _log(call: Call, tx: Transaction, event: str, **more: Any) -> None:
    assert call.end_user is not None
    entry = {"event": event, "user": call.end_user.user, **more}
    _append(call, tx, f"log:{call.end_user.app}", entry)


@ROOMS.write("say", locks=nothing)
def say(call: Call, request: Say, tx: Transaction) -> Said:
    assert call.end_user is not None
    try:
        body = {"from": call.end_user.user, "text": request.text}
        return _append(call, tx, room_channel(call, request.room), body, request)
    except streams.StreamClosedError:
        raise ApiError("441", "the room is closed") from None


@ROOMS.write("whisper", locks=nothing)
def say_softly(call: Call, request: Say, tx: Transaction) -> Empty:
    whisper(tx, room_channel(call, request.room), msgspec.json.encode({"soft": request.text}), weight=request.weight)
    return Empty()


@ROOMS.write("tell", locks=nothing)
def tell(call: Call, request: Tell, tx: Transaction) -> Said:
    assert call.end_user is not None
    return _append(call, tx, user_channel(call.end_user.app, request.user), {"text": request.text})


@ROOMS.write("joinRoom", locks=nothing)
def join_room(call: Call, request: Room, tx: Transaction) -> Room:
    if request.room == "secret":
        raise ApiError("403", "the room is secret")
    found = streams.read(tx, room_channel(call, request.room), limit=0)
    if found is not None and found.closing is not None:
        raise ApiError("441", "the room is closed")
    _log(call, tx, "join", room=request.room)
    return request


@ROOMS.write("leaveRoom", locks=nothing)
def leave_room(call: Call, request: Room, tx: Transaction) -> Empty:
    _log(call, tx, "leave", room=request.room)
    return Empty()


@ROOMS.write("closeRoom", locks=nothing)
def close_room(call: Call, request: Room, tx: Transaction) -> Empty:
    channel = room_channel(call, request.room)
    streams.close(tx, channel, b'{"closed":true}', code=2000, reason="closed", now_ms=call.now_ms, keep_ms=KEEP_MS)
    return Empty()


@ROOMS.write("reopenRoom", locks=nothing)
def reopen_room(call: Call, request: Room, tx: Transaction) -> Empty:
    streams.reopen(tx, room_channel(call, request.room))
    return Empty()


@ROOMS.write("kick", locks=nothing)
def kick(call: Call, request: Person, tx: Transaction) -> Empty:
    channel = room_channel(call, request.room)
    _append(call, tx, channel, {"kicked": request.user})
    unsubscribe(tx, channel, request.user, code=2001, reason="kicked")
    return Empty()


@ROOMS.write("fetch", locks=nothing)
def fetch(call: Call, request: Person, tx: Transaction) -> Empty:
    assert call.end_user is not None
    channel = room_channel(call, request.room)
    _append(call, tx, channel, {"text": f"before {request.user}"})
    subscribe(tx, "testworld", call.end_user.app, request.user, channel)
    _append(call, tx, channel, {"text": f"after {request.user}"})
    return Empty()


@ROOMS.write("sendAway", locks=nothing)
def send_away(call: Call, request: Person, tx: Transaction) -> Empty:
    assert call.end_user is not None
    disconnect(tx, "testworld", call.end_user.app, request.user, code=4501, reason="sent away")
    return Empty()


@ROOMS.read("online")
def online(call: Call, request: Person, tx: Transaction) -> Seen:
    assert call.end_user is not None
    sessions = call.port(Presence).sessions("testworld", call.end_user.app, request.user)
    return Seen(tuple(session.device for session in sessions))


@ROOMS.read("log")
def log(call: Call, request: Empty, tx: Transaction) -> Seen:
    assert call.end_user is not None
    found = streams.read(tx, f"log:{call.end_user.app}", limit=1000)
    return Seen(tuple(msgspec.json.decode(item.body) for item in found.items) if found else ())


@ROOMS.read("fail")
def fail(call: Call, request: Empty, tx: Transaction) -> Empty:
    raise RuntimeError("not foreseen")


@ROOMS.write("hook", locks=nothing)
def hook(call: Call, request: Hook, tx: Transaction) -> Empty:
    assert call.end_user is not None
    webhook = Webhook(
        id=new_webhook_id(),
        order_key=request.key or call.end_user.user,
        url=request.url,
        body=msgspec.json.encode({"text": request.text}).decode(),
        product="testworld",
        event="said",
        account=ACCOUNT,
        created_ms=call.now_ms,
        signer="testworld" if request.secret else "",
        secret=request.secret,
        retry=Retry(request.attempts, request.timeout_ms, request.pause_ms),
    )
    send_webhook(tx, webhook)
    _append(call, tx, room_channel(call, "hooks"), {"text": request.text})
    return Empty()


async def _ask(call: Call, request: Hook) -> str:
    callout = CallOut(
        request.url, request.text.encode(), "testworld", "ask", ACCOUNT, request.timeout_ms,
        signer="testworld" if request.secret else "", secret=request.secret,
    )  # fmt: skip
    try:
        answer = await call.port(CallOuts).ask(callout)
    except CallOutError as error:
        return f"no answer: {error}"
    return f"{answer.status} {answer.body.decode()}"


@ROOMS.read("ask", prepare=_ask)
def ask(call: Call, request: Hook, tx: Transaction) -> Seen:
    return Seen((call.prepared,))


@ROOMS.write("connected", locks=nothing)
def connected(call: Call, request: Empty, tx: Transaction) -> Empty:
    assert call.end_user is not None
    _log(call, tx, "connect", device=call.end_user.device)
    return Empty()


@ROOMS.write("disconnected", locks=nothing)
def disconnected(call: Call, request: Ended, tx: Transaction) -> Empty:
    _log(call, tx, "disconnect", reason=request.reason, code=request.code, channels=list(request.channels))
    return Empty()


def sign(outgoing: Outgoing, secret: str, now_ms: int) -> Outgoing:
    """Sign as the test's receivers expect it."""
    headers = {**outgoing.headers, "x-signature": f"{secret}:{len(outgoing.body)}", "x-signed-at": str(now_ms)}
    return Outgoing(outgoing.url, outgoing.body, headers)


class RoomWorld:
    """The world of rooms."""

    name = "testworld"
    prefix = "/test"
    product = ROOMS
    connects = "connected"
    disconnects = "disconnected"
    displaced = DISPLACED

    def authenticate(self, tx: Transaction, token: str, data: Any, now_ms: int) -> Identity:
        try:
            claims: dict[str, Any] = msgspec.json.decode(token)
        except msgspec.DecodeError:
            raise TurnedAwayError(INVALID_TOKEN, "invalid token") from None
        app, user = str(claims.pop("app")), str(claims.pop("user"))
        if claims.get("expires_ms") is not None and claims["expires_ms"] <= now_ms:
            raise TurnedAwayError(TOKEN_EXPIRED, "token expired")
        return Identity(ACCOUNT, app, user, data=data, **claims)

    def channels(self, tx: Transaction, identity: Identity) -> Sequence[str]:
        return (user_channel(identity.app, identity.user),)

    def admit(self, identity: Identity, channel: str, token: str, data: Any) -> Admission:
        kind, app, name = (*channel.split(":"), "", "")[:3]
        if kind != "room" or app != identity.app:
            raise TurnedAwayError(102, "unknown channel")
        if token and not token.isdecimal():
            raise TurnedAwayError(INVALID_TOKEN, "invalid token")
        expires_ms = int(token) if token else None
        payload: Mapping[str, Any] = {"room": name}
        return Admission("joinRoom", payload, "leaveRoom", join_leave=True, expires_ms=expires_ms)

    def error_code(self, error: ApiError) -> int:
        return plain_error_code(error)

    def restart(self, tx: Transaction, now_ms: int) -> None:
        streams.append(tx, "log:restarts", b"{}", now_ms=now_ms, keep_ms=KEEP_MS)


def token(user: str, app: str = "app", **claims: Any) -> str:
    """Return a token of the world of rooms."""
    return msgspec.json.encode({"app": app, "user": user, **claims}).decode()
