"""Groups and messages in the client SDKs' shapes."""

from __future__ import annotations

import msgspec

from twincloud.contract.shapes import live_client as shapes
from twincloud.services.alibaba_live.events import message_view, mute_view
from twincloud.services.alibaba_live.lookups import tally_of
from twincloud.services.alibaba_live.mutes import muted_users
from twincloud.services.alibaba_live.records import Group, Message
from twincloud.storage.transaction import Transaction


def group_info(tx: Transaction, group: Group) -> shapes.JoinGroupResponse:
    """Return all that a client is told of a group."""
    tally = tally_of(tx, group)
    return shapes.JoinGroupResponse(
        group_id=group.group_id,
        group_name=group.name,
        group_meta=group.info,
        create_time=group.created_ms // 1000,
        creator=group.creator,
        admins=list(group.admins),
        statistics=shapes.Statistics(
            pv=tally.joins,
            online_count=tally.online,
            msg_amount={str(kind): count for kind, count in tally.amounts.items()},
        ),
        mute_status=mute_status(tx, group),
    )


def mute_status(tx: Transaction, group: Group) -> shapes.MuteStatus:
    """Return who may not speak."""
    return msgspec.convert(mute_view(group, muted_users(tx, group)), shapes.MuteStatus)


def message(found: Message, group: Group) -> shapes.Message:
    """Return a message."""
    return msgspec.convert(message_view(found, group.group_id), shapes.Message)
