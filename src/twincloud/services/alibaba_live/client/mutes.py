"""Mutes as clients manage them: muteAll, cancelMuteAll, muteUser, cancelMuteUser, listMuteUsers."""

from __future__ import annotations

from typing import Any

from twincloud.contract.call import Call
from twincloud.contract.shapes import live_client as shapes
from twincloud.services.alibaba_live.client.standing import group_lock, managed_group
from twincloud.services.alibaba_live.client.views import mute_status
from twincloud.services.alibaba_live.mutes import mute_everybody, mute_users, unmute_everybody, unmute_users
from twincloud.services.alibaba_live.product import CLIENT
from twincloud.storage.transaction import Transaction


@CLIENT.write("muteAll", locks=group_lock)
def mute_all(call: Call, request: shapes.MuteAllRequest, tx: Transaction) -> shapes.MuteAllResponse:
    """Mute everybody in a group that the caller manages; who was spared before stays so (our choice)."""
    group = managed_group(call, tx, request)
    mute_everybody(call, tx, group, group.spared)
    return shapes.MuteAllResponse()


@CLIENT.write("cancelMuteAll", locks=group_lock)
def cancel_mute_all(call: Call, request: shapes.CancelMuteAllRequest, tx: Transaction) -> shapes.CancelMuteAllResponse:
    """End the mute of everybody."""
    unmute_everybody(call, tx, managed_group(call, tx, request))
    return shapes.CancelMuteAllResponse()


@CLIENT.write("muteUser", locks=group_lock)
def mute_user(call: Call, request: shapes.MuteUserRequest, tx: Transaction) -> shapes.MuteUserResponse:
    """Mute users by name."""
    mute_users(call, tx, managed_group(call, tx, request), request.user_list)
    return shapes.MuteUserResponse()


@CLIENT.write("cancelMuteUser", locks=group_lock)
def cancel_mute_user(
    call: Call, request: shapes.CancelMuteUserRequest, tx: Transaction
) -> shapes.CancelMuteUserResponse:
    """Unmute users who were muted by name."""
    unmute_users(call, tx, managed_group(call, tx, request), request.user_list)
    return shapes.CancelMuteUserResponse()


@CLIENT.read("listMuteUsers")
def list_mute_users(call: Call, request: shapes.ListMuteUsersRequest, tx: Transaction) -> Any:
    """Show who may not speak."""
    return mute_status(tx, managed_group(call, tx, request))
