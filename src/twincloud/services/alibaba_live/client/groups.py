"""Groups as clients manage them: createGroup, queryGroup, closeGroup, modifyGroup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twincloud.contract.call import Call
from twincloud.contract.shapes import live_client as shapes
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import LOWER_ALNUM
from twincloud.services.alibaba_live.client.standing import (
    ADMIN,
    GROUP_DELETED,
    NO_PERMISSION,
    app_and_group_lock,
    caller,
    existing_group,
    group_lock,
    managed_group,
    own_app,
)
from twincloud.services.alibaba_live.client.views import group_info
from twincloud.services.alibaba_live.groups import Order, change_group, distinct, make_group
from twincloud.services.alibaba_live.lookups import group_name
from twincloud.services.alibaba_live.product import CLIENT
from twincloud.services.alibaba_live.records import key_of
from twincloud.services.alibaba_live.removal import close_group as close
from twincloud.storage.transaction import Transaction

_ID_LENGTH = 20


async def _choose_id(call: Call, request: shapes.CreateGroupRequest) -> str:
    return request.group_id or call.new_id("", _ID_LENGTH, LOWER_ALNUM)


def _new_group_lock(call: Call, request: shapes.CreateGroupRequest) -> Sequence[str]:
    return [f"live-app:{caller(call).app}", group_name(key_of(caller(call).app, call.prepared))]


@CLIENT.write("createGroup", locks=_new_group_lock, prepare=_choose_id)
def create_group(call: Call, request: shapes.CreateGroupRequest, tx: Transaction) -> shapes.CreateGroupResponse:
    """Make a group that the caller owns, under an id of the caller's or a new one; only for the role admin."""
    app = own_app(call, tx)
    user = caller(call)
    if user.role != ADMIN:
        raise ApiError(NO_PERMISSION, "Only a user with the role admin makes groups.")
    order = Order(call.prepared, name=request.group_name, info=request.group_meta or "", creator=user.user)
    before = make_group(call, tx, app, order)
    if before is not None and before.deleted_ms:
        raise ApiError(GROUP_DELETED, f"The group {before.group_id} was deleted; its id cannot be used.")
    return shapes.CreateGroupResponse(group_id=order.group_id, already_exist=before is not None)


@CLIENT.read("queryGroup")
def query_group(call: Call, request: shapes.QueryGroupRequest, tx: Transaction) -> Any:
    """Show a group."""
    return group_info(tx, existing_group(call, tx, request))


@CLIENT.write("closeGroup", locks=app_and_group_lock)
def close_group(call: Call, request: shapes.CloseGroupRequest, tx: Transaction) -> shapes.CloseGroupResponse:
    """Delete a group that the caller manages."""
    close(call, tx, managed_group(call, tx, request), caller(call).user)
    return shapes.CloseGroupResponse()


@CLIENT.write("modifyGroup", locks=group_lock)
def modify_group(call: Call, request: shapes.ModifyGroupRequest, tx: Transaction) -> shapes.ModifyGroupResponse:
    """Change a group that the caller manages; what is left out or empty stays as it is."""
    group = managed_group(call, tx, request)
    change_group(call, tx, group, info=request.group_meta or None, admins=distinct(request.admins) or None)
    return shapes.ModifyGroupResponse()
