"""Groups: CreateLiveMessageGroup, DescribeLiveMessageGroup, ModifyLiveMessageGroup."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.services.alibaba_live.errors import too_many_groups
from twincloud.services.alibaba_live.events import tell_info
from twincloud.services.alibaba_live.lookups import (
    app_and_group_lock,
    find_app,
    find_group,
    group_lock,
    known_group,
    remembered_group,
    tally_of,
)
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import App, Group, groups, key_of
from twincloud.services.alibaba_live.removal import purge
from twincloud.services.alibaba_live.rules import rules
from twincloud.storage.transaction import Transaction


class Order(Struct, frozen=True):
    """What somebody wants a new group to be."""

    group_id: str
    name: str = ""
    info: str = ""
    creator: str = ""
    admins: tuple[str, ...] = ()


@LIVE.write("CreateLiveMessageGroup", locks=app_and_group_lock)
def create_live_message_group(
    call: Call, request: shapes.CreateLiveMessageGroupRequest, tx: Transaction
) -> shapes.CreateLiveMessageGroupResponse:
    """Make a group, or say that the id is in use by one that exists or was deleted less than thirty days ago."""
    app = find_app(call, tx, request)
    order = Order(
        request.group_id,
        name=request.group_name or "",
        info=request.group_info or "",
        creator=request.creator_id or "",
        admins=distinct(request.administrators),
    )
    before = make_group(call, tx, app, order)
    return shapes.CreateLiveMessageGroupResponse(
        already_delete=before is not None and before.deleted_ms > 0,
        already_exists=before is not None,
        group_id=request.group_id,
        request_id=call.request_id,
    )


@LIVE.read("DescribeLiveMessageGroup")
def describe_live_message_group(
    call: Call, request: shapes.DescribeLiveMessageGroupRequest, tx: Transaction
) -> shapes.DescribeLiveMessageGroupResponse:
    """Show a group, for thirty days also a deleted one: then without its numbers, but with who deleted it and when."""
    group = remembered_group(call, tx, request)
    deleted = group.deleted_ms > 0
    tally = tally_of(tx, group)
    return shapes.DescribeLiveMessageGroupResponse(
        admin_list=list(group.admins),
        createtime=group.created_ms // 1000,
        creator_id=group.creator,
        deletatime=group.deleted_ms // 1000 if deleted else None,
        delete=deleted,
        deletor=group.deletor if deleted else None,
        group_id=group.group_id,
        group_info=group.info,
        group_name=group.name,
        msg_amount=None if deleted else {str(kind): count for kind, count in tally.amounts.items()},
        online_user_counts=None if deleted else tally.online,
        request_id=call.request_id,
        super_large_group=None if deleted else tally.super_large,
        total_times=None if deleted else tally.joins,
    )


@LIVE.write("ModifyLiveMessageGroup", locks=group_lock)
def modify_live_message_group(
    call: Call, request: shapes.ModifyLiveMessageGroupRequest, tx: Transaction
) -> shapes.ModifyLiveMessageGroupResponse:
    """Change what ModifyInfo and ModifyAdmin say is to be changed; a value that is missing then is cleared."""
    group = find_group(call, tx, request)
    change_group(
        call,
        tx,
        group,
        info=(request.group_info or "") if request.modify_info else None,
        admins=distinct(request.admin_list) if request.modify_admin else None,
    )
    return shapes.ModifyLiveMessageGroupResponse(request_id=call.request_id)


def make_group(call: Call, tx: Transaction, app: App, order: Order) -> Group | None:
    """Store a group, or return the one that has the id already; raises ErrorTooManyGroups."""
    key = key_of(app.id, order.group_id)
    before = known_group(tx, key, call.now_ms)
    if before is not None:
        return before
    check_quota(call, tx, app)
    outlived = tx.get(groups, key)
    if outlived is not None:
        purge(tx, outlived)  # its timer has not come round yet
    tx.add(
        groups,
        Group(
            id=key,
            app_id=app.id,
            group_id=order.group_id,
            created_ms=call.now_ms,
            name=order.name,
            info=order.info,
            creator=order.creator,
            admins=order.admins,
        ),
    )
    return None


def change_group(
    call: Call, tx: Transaction, group: Group, *, info: str | None, admins: tuple[str, ...] | None
) -> None:
    """Store and tell a group's new information and administrators; None leaves either as it is."""
    after = group
    if info is not None:
        after = replace(after, info=info)
    if admins is not None:
        after = replace(after, admins=admins)
    if after != group:
        tx.replace(groups, group, after)
        tell_info(tx, after, call.now_ms)


def check_quota(call: Call, tx: Transaction, app: App) -> None:
    """Raise ErrorTooManyGroups when the application has no room for one group more; deleted ones are not counted."""
    most = rules(call).groups_per_app
    query = sa.select(sa.func.count()).where(groups.table.c.app_id == app.id, groups.table.c.deleted_ms == 0)
    if int(tx.execute(query).scalar_one()) >= most:
        raise too_many_groups(most)


def distinct(values: Sequence[str] | None) -> tuple[str, ...]:
    """Return the values without repetitions, in their order."""
    return tuple(dict.fromkeys(values or ()))
