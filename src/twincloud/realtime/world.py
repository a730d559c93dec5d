"""What a product says about the clients that connect to it: the port between its package and the sockets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from twincloud.contract.operation import Product
from twincloud.kernel.errors import ApiError
from twincloud.storage.transaction import Transaction

TOKEN_EXPIRED = 109
"""The reply's code on which the client libraries ask their application for another token."""
INVALID_TOKEN = 3500
"""The final close code for a token that no other token of the same kind would better."""


class TurnedAwayError(Exception):
    """A client may not connect or subscribe.

    A `code` below 3000 is the error of the reply, and the connection lives; others close the connection, 3500..3999
    and 4500..4999 for good.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


class Identity(Struct, frozen=True):
    """Who a client's token says it is.

    A user has one session per kind of `device`; a new one ends the older. Where both name the same `installation`, it
    was that client's own older connection. `info` is what others see of the user, and `data` what the client is told
    in reply, both any JSON value. `expires_ms` is when the token ends by the machine's
    clock (ms since the epoch; None never).
    """

    account: str
    app: str
    user: str
    device: str = ""
    installation: str = ""
    role: str = ""
    info: Any = None
    data: Any = None
    expires_ms: int | None = None


class Admission(Struct, frozen=True):
    """How a client is subscribed to a channel.

    `action` is the operation that joins, called with `payload`; its answer is the reply's data. An empty one joins
    nobody to anything. `leave` is the operation that is called with the same payload when the client unsubscribes; at
    the end of a connection the world's `disconnects` is called instead, once for all channels. With `join_leave` the
    subscribers that ask for it are told of one another by the protocol itself. `expires_ms` is when the subscription
    has to be renewed (ms of the machine's clock).
    """

    action: str = ""
    payload: Mapping[str, Any] = {}
    leave: str = ""
    join_leave: bool = False
    expires_ms: int | None = None


class Farewell(Struct, frozen=True):
    """The code and reason with which a connection is closed."""

    code: int
    reason: str


class World(Protocol):
    """A product's side of its clients' connections.

    `prefix` is where its doors are: ``<prefix>/connection/websocket``, ``/sse`` and ``/http_stream``, and
    ``<prefix>/emulation``. `product` holds the operations that its clients call by name; they run as every operation
    does, with `call.end_user` telling whose call it is. `connects` and `disconnects` name the operations that begin and
    end a session, or are empty. The first is called with ``{}``. The second is called with ``{"reason", "code",
    "channels"}``: why the session ended (closed, timeout, displaced, returned, kicked, expired, slow, refused), with
    which code, and the channels it was still subscribed to; ``returned`` is a displacement by the same installation. It
    is not called when the server ends, for then the clients come back.
    `displaced` is what an older session is told when the same user comes with the same kind of device.
    """

    name: str
    prefix: str
    product: Product
    connects: str
    disconnects: str
    displaced: Farewell

    def authenticate(self, tx: Transaction, token: str, data: Any, now_ms: int) -> Identity:
        """Return whose token it is; `data` is what the client sent with it. Raises TurnedAwayError.

        `now_ms` is the machine's time, whatever was done to the server's clock: tokens are signed, and the client
        libraries count their life, by real time.
        """
        ...

    def channels(self, tx: Transaction, identity: Identity) -> Sequence[str]:
        """Return the channels to which the server subscribes a client that has begun its session."""
        ...

    def admit(self, identity: Identity, channel: str, token: str, data: Any) -> Admission:
        """Return how the client is subscribed to a channel; raises TurnedAwayError.

        What needs rows is for the admission's operation to refuse. It is not called for who returns to a closed
        stream, so whether the client may know of the channel at all (another app's, another user's) is decided here.
        """
        ...

    def error_code(self, error: ApiError) -> int:
        """Return the number by which clients know a refusal of an operation."""
        ...

    def restart(self, tx: Transaction, now_ms: int) -> None:
        """Bring rows that say who is connected up to date: called before the first client, after every start."""
        ...


_NUMBERS = {
    "InternalError": 100,
    "UnauthorizedOperation": 103,
    "UnknownMethod": 104,
    "RequestLimitExceeded": 111,
}
_BAD_REQUEST = 107


def plain_error_code(error: ApiError) -> int:
    """Return a refusal's number where its code is one, else the protocol's own number for that kind of refusal."""
    return int(error.code) if error.code.isdecimal() else _NUMBERS.get(error.code, _BAD_REQUEST)
