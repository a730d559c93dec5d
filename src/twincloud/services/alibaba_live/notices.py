"""What members of a group of the older generation are told by the system, as each call asks.

A notice comes as a message does, with one of the vendor's numbers as its type and JSON as its data. It has no SeqNumber
and is in no list.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec
import sqlalchemy as sa
from msgspec import Struct

from twincloud.contract.call import Call
from twincloud.kernel.ids import ALNUM
from twincloud.services.alibaba_live.events import message_view, tell_group, tell_user
from twincloud.services.alibaba_live.lookups import tally_of
from twincloud.services.alibaba_live.messages import TID_LENGTH
from twincloud.services.alibaba_live.records import Group, Message, key_of, members, sessions, visitors
from twincloud.storage.transaction import Transaction

LIKED, JOINED, LEFT, MUTED_ALL, UNMUTED_ALL, MUTED, UNMUTED = range(1001, 1008)
"""The types of notices, which the vendor's client SDKs know."""
CONCERNED, EVERYBODY = 1, 2
"""BroadCastType: whom the effect is on, or the group; 0 is nobody."""


class Spread(Protocol):
    """A request that says who is told of a coming or going."""

    @property
    def broad_cast_type(self) -> int:
        """Who is told."""
        ...

    @property
    def broad_cast_statistics(self) -> bool:
        """Whether the group's numbers are told as well."""
        ...


class Notice(Struct, frozen=True):
    """Something that happened to a group: its type, by whom, whom it concerns, and what is told of it."""

    kind: int
    sender: str
    concerned: tuple[str, ...]
    data: dict[str, Any]


def spread(call: Call, tx: Transaction, group: Group, how: int, notice: Notice) -> None:
    """Tell the group, or each user whom it concerns, or nobody."""
    if how not in (CONCERNED, EVERYBODY):
        return
    text = msgspec.json.encode(notice.data).decode()
    body = loose_message(call, group, notice.kind, notice.sender, text)
    if how == EVERYBODY:
        tell_group(tx, group, body, call.now_ms)
        return
    for user in notice.concerned:
        tell_user(tx, group.app_id, user, body, call.now_ms)


def come_or_go(call: Call, tx: Transaction, group: Group, kind: int, user: str, request: Spread) -> None:
    """Tell that a user joined or left, as the request asks."""
    data: dict[str, Any] = {"userId": user}
    if request.broad_cast_statistics and request.broad_cast_type:
        data["statistics"] = _statistics(tx, group)
    spread(call, tx, group, request.broad_cast_type, Notice(kind, user, (user,), data))


def loose_message(call: Call, group: Group, kind: int, sender: str, text: str) -> dict[str, Any]:
    """Return a message that is published but stands in no list of the group's."""
    tid = call.new_id("", TID_LENGTH, ALNUM)
    message = Message(
        id=key_of(group.id, tid),
        app_id=group.app_id,
        group_key=group.id,
        tid=tid,
        number=0,
        kind=kind,
        created_ms=call.now_ms,
        sender=sender,
        body=text,
    )
    return {"k": "msg", **message_view(message, group.group_id)}


def _statistics(tx: Transaction, group: Group) -> dict[str, int]:
    tally = tally_of(tx, group)
    there, came = members.table.c, visitors.table.c
    online = sa.select(sa.func.count()).where(
        there.group_key == group.id, there.session_id.in_(sa.select(sessions.table.c.id))
    )
    different = sa.select(sa.func.count()).where(came.group_key == group.id)
    return {
        "pv": tally.joins,
        "uv": int(tx.execute(different).scalar_one()),
        "onlineCount": int(tx.execute(online).scalar_one()),
        "likeCount": tally.likes,
    }
