"""The Centrifugo client protocol, version 2 in JSON: what clients say, what they are told, and its codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.structs import replace

from twincloud.realtime.world import Farewell

INTERNAL = 100
PERMISSION_DENIED = 103
METHOD_NOT_FOUND = 104
ALREADY_SUBSCRIBED = 105
LIMIT_EXCEEDED = 106
NOT_AVAILABLE = 108
UNRECOVERABLE = 112

SHUTDOWN = Farewell(3001, "shutdown")
SERVER_ERROR = Farewell(3004, "internal server error")
CONNECTION_EXPIRED = Farewell(3005, "connection expired")
SLOW = Farewell(3008, "slow")
FORCE_RECONNECT = Farewell(3011, "force reconnect")
NO_PONG = Farewell(3012, "no pong")
BAD_FRAME = Farewell(3501, "bad request")
STALE = Farewell(3502, "stale")
NOT_JSON = Farewell(3506, "inappropriate protocol")
INSUFFICIENT_STATE = Farewell(2500, "insufficient state")
SUBSCRIPTION_EXPIRED = Farewell(2501, "expired")

_REJECT_UNRECOVERED = 2
"""The flag of a client that would rather have an error than a subscription with a gap."""


class StreamSince(Struct, frozen=True):
    """A position as clients write it."""

    offset: int = 0
    epoch: str = ""


class SubscribeRequest(Struct, frozen=True):
    """Subscribes to a channel; with `recover`, from a position that the client knows."""

    channel: str = ""
    token: str = ""
    data: Any = None
    recover: bool = False
    epoch: str = ""
    offset: int = 0
    join_leave: bool = False
    flag: int = 0

    @property
    def rejects_gaps(self) -> bool:
        """Whether the client asks for an error where it cannot be given what it missed."""
        return bool(self.flag & _REJECT_UNRECOVERED)


class ConnectRequest(Struct, frozen=True):
    """The first command; `subs` are positions in the channels to which the server subscribed the client before."""

    token: str = ""
    data: Any = None
    name: str = ""
    version: str = ""
    subs: Mapping[str, SubscribeRequest] = {}


class ChannelRequest(Struct, frozen=True):
    """A command about a channel and no more."""

    channel: str = ""


class HistoryRequest(Struct, frozen=True):
    """Asks for what a stream holds; without a limit, only where it is."""

    channel: str = ""
    limit: int = 0
    since: StreamSince | None = None
    reverse: bool = False


class RpcRequest(Struct, frozen=True):
    """Calls an operation of the product."""

    method: str = ""
    data: Any = None


class RefreshRequest(Struct, frozen=True):
    """Shows a newer token, of the connection or, with a channel, of one subscription."""

    token: str = ""
    channel: str = ""


class Command(Struct, frozen=True):
    """One command; exactly one of its members beside `id` is set. Nothing at all is the answer to a ping."""

    id: int = 0
    connect: ConnectRequest | None = None
    subscribe: SubscribeRequest | None = None
    unsubscribe: ChannelRequest | None = None
    publish: ChannelRequest | None = None
    presence: ChannelRequest | None = None
    presence_stats: ChannelRequest | None = None
    history: HistoryRequest | None = None
    ping: Mapping[str, Any] | None = None
    send: Mapping[str, Any] | None = None
    rpc: RpcRequest | None = None
    refresh: RefreshRequest | None = None
    sub_refresh: RefreshRequest | None = None


class Publication(Struct, frozen=True, omit_defaults=True):
    """One item; one without an offset cannot be recovered."""

    data: Raw
    offset: int = 0


class Client(Struct, frozen=True, omit_defaults=True):
    """What others see of a client."""

    client: str
    user: str
    conn_info: Any = None


class Subscribed(Struct, frozen=True, omit_defaults=True):
    """How a client is subscribed."""

    recoverable: bool = False
    positioned: bool = False
    epoch: str = ""
    offset: int = 0
    recovered: bool = False
    was_recovering: bool = False
    publications: tuple[Publication, ...] = ()
    data: Raw | UnsetType = UNSET
    expires: bool = False
    ttl: int = 0


class Connected(Struct, frozen=True, omit_defaults=True):
    """How a client is connected. `ping` is how often it hears of the server, in seconds."""

    client: str
    version: str
    ping: int
    pong: bool
    session: str
    node: str
    data: Any = None
    subs: Mapping[str, Subscribed] | UnsetType = UNSET
    expires: bool = False
    ttl: int = 0


class Refreshed(Struct, frozen=True, omit_defaults=True):
    """Until when a token now holds: `ttl` in seconds."""

    client: str = ""
    expires: bool = False
    ttl: int = 0


class History(Struct, frozen=True):
    """Items of a stream and its position."""

    publications: tuple[Publication, ...]
    epoch: str
    offset: int


class Refusal(Exception):
    """A command is answered with an error; `temporary` has the client libraries try again by themselves."""

    def __init__(self, code: int, message: str, *, temporary: bool = False) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.temporary = temporary


_encode = msgspec.json.Encoder().encode
_commands = msgspec.json.Decoder(Command)
PING = b"{}"


def read_commands(data: str | bytes) -> list[Command]:
    """Return the commands of a frame, one a line; raises msgspec.DecodeError, ValueError or RecursionError."""
    lines = data.encode() if isinstance(data, str) else data
    return [_commands.decode(line) for line in lines.split(b"\n") if line and not line.isspace()]


def reply(number: int, kind: str, result: Any) -> bytes:
    """Return the answer to the command `number`."""
    return b'{"id":%d,"%s":%s}' % (number, kind.encode(), _encode(result))


def refusal(number: int, refused: Refusal) -> bytes:
    """Return the answer to a command that is refused."""
    error: dict[str, Any] = {"code": refused.code, "message": refused.message}
    if refused.temporary:
        error["temporary"] = True
    return b'{"id":%d,"error":%s}' % (number, _encode(error))


def publication_push(channel: str, body: Raw | bytes, offset: int = 0) -> bytes:
    """Return the push of an item; without an offset it is one that is kept nowhere."""
    push = b'{"push":{"channel":%s,"pub":{"data":%s' % (_encode(channel), bytes(body))
    return push + (b',"offset":%d}}}' % offset if offset else b"}}}")


def member_push(channel: str, kind: str, client: Client) -> bytes:
    """Return the push that somebody joined or left: `kind` is ``join`` or ``leave``."""
    return _encode({"push": {"channel": channel, kind: {"info": client}}})


def subscribe_pushes(channel: str, subscribed: Subscribed, since: int) -> list[bytes]:
    """Return the push that the server has subscribed the client to a channel, and those of the items after `since`.

    The first has no room for items: it says a position before them.
    """
    offset = since if subscribed.recovered else subscribed.offset
    told = replace(subscribed, offset=offset, recovered=False, was_recovering=False, publications=())
    items = [publication_push(channel, item.data, item.offset) for item in subscribed.publications]
    return [_encode({"push": {"channel": channel, "subscribe": told}}), *items]


def unsubscribe_push(channel: str, farewell: Farewell) -> bytes:
    """Return the push that ends a subscription; codes below 2500 are final."""
    return _encode({"push": {"channel": channel, "unsubscribe": {"code": farewell.code, "reason": farewell.reason}}})


def disconnect_push(farewell: Farewell) -> bytes:
    """Return the push that ends a connection, for transports that have no close frame."""
    return _encode({"push": {"disconnect": {"code": farewell.code, "reason": farewell.reason}}})


def seconds_left(expires_ms: int | None, now_ms: int) -> int:
    """Return the whole seconds until a token ends, at least 1; 0 when it never does."""
    return 0 if expires_ms is None else max(1, -(-(expires_ms - now_ms) // 1000))
