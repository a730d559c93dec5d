"""What is stored: applications, groups with their tallies, members, mutes, messages and sessions."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from twincloud.storage.collection import Collection

NO_AUDIT, BUILT_IN_AUDIT, CUSTOM_AUDIT = 0, 1, 2
DAY_MS = 86_400_000
RECOVERABLE_MS = 30 * DAY_MS
"""How long a deleted group can be seen and recovered, and its messages listed."""
GRACE_MS = 30_000
"""How long a user whose connection was lost counts as online (our choice; clients may be silent for 15 to 120 s)."""
LIFE_CYCLES_MS = {0: 30 * DAY_MS, 1: 90 * DAY_MS, 2: 180 * DAY_MS}
"""MsgLifeCycle and how long it keeps the messages of a group that exists."""

DataCenter = Literal["cn-shanghai", "ap-southeast-1", ""]
NO_DATA_CENTER: DataCenter = ""
"""Where applications of the older generation are, by which the operations of the newer one do not find them."""


class App(Struct, frozen=True, omit_defaults=True):
    """An application. Clients sign their tokens with `key`, which is why it is kept as it is."""

    id: str
    account: str
    data_center: DataCenter
    key: str
    sign: str
    created_ms: int
    modified_ms: int
    name: str = ""
    audit_type: int = NO_AUDIT
    audit_url: str = ""
    callback_url: str = ""
    life_cycle: int = 0
    disabled: bool = False
    config: dict[str, str] = {}
    extension: dict[str, str] = {}
    """What the older generation keeps for the application's owner."""

    @property
    def older(self) -> bool:
        """Whether it is of the older generation."""
        return self.data_center == NO_DATA_CENTER


class Group(Struct, frozen=True, omit_defaults=True):
    """A group. `id` is ``<app>/<group>``; `deleted_ms` is 0 while it exists; `spared` may speak while all are muted."""

    id: str
    app_id: str
    group_id: str
    created_ms: int
    name: str = ""
    info: str = ""
    creator: str = ""
    admins: tuple[str, ...] = ()
    deleted_ms: int = 0
    deletor: str = ""
    muted_all: bool = False
    spared: tuple[str, ...] = ()
    older: bool = False
    """Whether it is of the older generation, where each call says whether members are told of its effect."""
    extension: dict[str, str] = {}


class Person(Struct, frozen=True, omit_defaults=True):
    """A user as messages and events show them."""

    user_id: str
    info: str = ""


class Tally(Struct, frozen=True, omit_defaults=True):
    """What is counted of a group, in a row of its own because it changes with every message.

    `number` is the last SeqNumber, `amounts` what was sent by message type, `joins` every join there was, `online` the
    members now, `likes` are counted in the older generation only. `joined`, `left` and `changed` are what members have
    not been told yet; `told_ms` is when they were.
    """

    id: str
    number: int = 0
    amounts: dict[str, int] = {}
    joins: int = 0
    online: int = 0
    likes: int = 0
    super_large: bool = False
    told_ms: int = 0
    changed: bool = False
    joined: tuple[Person, ...] = ()
    left: tuple[Person, ...] = ()


class Message(Struct, frozen=True, omit_defaults=True):
    """A group's message. `total` is its type's running total; `stored` ones are listed, `cached` ones are recent."""

    id: str
    app_id: str
    group_key: str
    tid: str
    number: int
    kind: int
    created_ms: int
    sender: str
    sender_info: str = ""
    body: str = ""
    total: int = 0
    level: int = 0
    repeat: int = 1
    stored: bool = True
    cached: bool = True


class Mute(Struct, frozen=True):
    """A user who was muted by name in a group."""

    id: str
    group_key: str
    user_id: str


class Kick(Struct, frozen=True):
    """That a user was sent out of a group, and on which connection that was to be heard.

    A client that was cut off subscribes again by itself, on another connection, and is not to slip back in by that.
    """

    group_key: str
    client: str
    at_ms: int


class Session(Struct, frozen=True, omit_defaults=True):
    """A user who is logged in; `id` is ``<app>/<user>``. `client` is the connection, `gone_ms` when it was lost."""

    id: str
    app_id: str
    user_id: str
    client: str
    sid: str
    since_ms: int
    info: str = ""
    nick: str = ""
    avatar: str = ""
    gone_ms: int = 0
    kicked: tuple[Kick, ...] = ()
    """The groups out of which the user was sent lately."""


class Member(Struct, frozen=True, omit_defaults=True):
    """A session that joined a group; `client` is the connection on which it did so last.

    In the older generation a server may make a user a member (`by_server`), who then need not be logged in.
    """

    id: str
    group_key: str
    session_id: str
    user_id: str
    joined_ms: int
    info: str = ""
    client: str = ""
    by_server: bool = False


class Visitor(Struct, frozen=True):
    """That a user has ever joined a group of the older generation, which counts its different visitors."""

    id: str
    group_key: str


apps = Collection("live_app", App, columns={"account": str, "data_center": str}, index=[("account",)])
groups = Collection("live_group", Group, columns={"app_id": str, "deleted_ms": int}, index=[("app_id",)])
tallies = Collection("live_tally", Tally, columns={})
messages = Collection(
    "live_message",
    Message,
    columns={
        "app_id": str, "group_key": str, "number": int, "kind": int, "created_ms": int, "stored": bool, "cached": bool,
    },
    index=[("group_key", "number"), ("app_id", "created_ms")],
)  # fmt: skip
visitors = Collection("live_visitor", Visitor, columns={"group_key": str}, index=[("group_key",)])
mutes = Collection("live_mute", Mute, columns={"group_key": str}, index=[("group_key",)])
sessions = Collection("live_session", Session, columns={"app_id": str, "gone_ms": int}, index=[("app_id",)])
members = Collection(
    "live_member",
    Member,
    columns={"group_key": str, "session_id": str},
    index=[("group_key",), ("session_id",)],
)


def key_of(parent: str, name: str) -> str:
    """Return the row id of what is called `name` inside `parent`; no name holds a slash."""
    return f"{parent}/{name}"
