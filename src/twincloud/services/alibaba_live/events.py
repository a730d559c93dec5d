"""What clients hear: each event as a publication in the stream of its group or of its user.

A publication's data has a member `k` that names the event and otherwise the member names of the client SDKs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from twincloud.realtime import streams
from twincloud.services.alibaba_live.records import Group, Message, Person, Tally
from twincloud.storage.transaction import Transaction

KEEP_MS = 3_600_000
"""How long what was published can be recovered by a client that was away; later it lists messages (our choice)."""
CLOSED, KICKED = 1, 2
"""Reasons of the event `exit`."""
CLOSED_CODE, KICKED_CODE, LEFT_CODE = 2000, 2001, 2002
"""Codes with which a subscription ends for good; below 2500 clients do not subscribe again."""


def group_channel(group_key: str) -> str:
    """Return the channel of a group: ``g:<app>:<group>``."""
    return f"g:{group_key.replace('/', ':')}"


def user_channel(app_id: str, user_id: str) -> str:
    """Return the personal channel of a user: ``u:<app>:<user>``."""
    return f"u:{app_id}:{user_id}"


def person(user_id: str, info: str) -> dict[str, str]:
    """Return a user as events show one."""
    return {"userId": user_id, "userExtension": info}


def people(persons: Iterable[Person]) -> list[dict[str, str]]:
    """Return users as events show them."""
    return [person(one.user_id, one.info) for one in persons]


def message_view(message: Message, group_id: str) -> dict[str, Any]:
    """Return a group's message as the client SDKs name its members."""
    return {
        "groupId": group_id,
        "messageId": message.tid,
        "type": message.kind,
        "sender": person(message.sender, message.sender_info),
        "data": message.body,
        "seqnum": message.number,
        "timestamp": message.created_ms // 1000,
        "level": message.level,
        "repeatCount": message.repeat,
        "totalMsgs": message.total,
    }


def tell_message(tx: Transaction, group: Group, message: Message, *, weight: int, now_ms: int) -> None:
    """Publish a message; one that is not stored may be dropped when a client is slow, the lightest first."""
    body = {"k": "msg", **message_view(message, group.group_id)}
    _publish(tx, group_channel(group.id), body, now_ms, weight=weight, droppable=not message.stored)


def tell_deleted_message(tx: Transaction, group: Group, tid: str, deleter: dict[str, str], now_ms: int) -> None:
    """Publish that a message was deleted."""
    body = {"k": "del", "groupId": group.group_id, "messageId": tid, "deleter": deleter}
    _publish(tx, group_channel(group.id), body, now_ms)


def tell_members(tx: Transaction, group: Group, tally: Tally, now_ms: int) -> None:
    """Publish who came and went since the last time; of a super-large group only how many there are."""
    body = {
        "k": "member",
        "groupId": group.group_id,
        "memberCount": tally.online,
        "joinUsers": people(tally.joined),
        "leaveUsers": people(tally.left),
    }
    _publish(tx, group_channel(group.id), body, now_ms)


def tell_mutes(tx: Transaction, group: Group, muted: Sequence[str], now_ms: int) -> None:
    """Publish who may not speak."""
    _publish(tx, group_channel(group.id), {"k": "mute", **mute_view(group, muted)}, now_ms)


def mute_view(group: Group, muted: Sequence[str]) -> dict[str, Any]:
    """Return a group's mutes as the client SDKs name their members."""
    return {
        "groupId": group.group_id,
        "muteAll": group.muted_all,
        "muteUserList": list(muted),
        "whiteUserList": list(group.spared),
    }


def tell_info(tx: Transaction, group: Group, now_ms: int) -> None:
    """Publish what is known of a group."""
    body = {"k": "info", "groupId": group.group_id, "groupMeta": group.info, "adminList": list(group.admins)}
    _publish(tx, group_channel(group.id), body, now_ms)


def tell_end(tx: Transaction, group: Group, now_ms: int) -> None:
    """Publish that the group is closed, as the last thing there is to hear of it, and let its subscribers go."""
    body = msgspec.json.encode(exit_view(group, CLOSED))
    channel = group_channel(group.id)
    streams.close(tx, channel, body, code=CLOSED_CODE, reason="closed", now_ms=now_ms, keep_ms=KEEP_MS)


def exit_view(group: Group, reason: int) -> dict[str, Any]:
    """Return the event of having to leave a group."""
    return {"k": "exit", "groupId": group.group_id, "reason": reason}


def tell_group(tx: Transaction, group: Group, body: dict[str, Any], now_ms: int) -> None:
    """Publish something to a group."""
    _publish(tx, group_channel(group.id), body, now_ms)


def tell_user(tx: Transaction, app_id: str, user_id: str, body: dict[str, Any], now_ms: int) -> None:
    """Publish something to one user."""
    _publish(tx, user_channel(app_id, user_id), body, now_ms)


def _publish(
    tx: Transaction,
    channel: str,
    body: dict[str, Any],
    now_ms: int,
    *,
    weight: int = 1,
    droppable: bool = False,
) -> None:
    data = msgspec.json.encode(body)
    streams.append(tx, channel, data, now_ms=now_ms, keep_ms=KEEP_MS, weight=weight, droppable=droppable)
