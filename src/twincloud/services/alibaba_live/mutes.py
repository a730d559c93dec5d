"""Who may not speak in a group: the six operations on mutes, which the API calls bands."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.execution.timers import cancel_timer
from twincloud.services.alibaba_live.events import tell_mutes
from twincloud.services.alibaba_live.groups import distinct
from twincloud.services.alibaba_live.lookups import find_group, group_lock
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import Group, Mute, groups, key_of, mutes
from twincloud.storage.transaction import Transaction

UNMUTE = "live-unmute"
"""The timer on which a mute of the older generation ends, which is for so long only."""


@LIVE.write("AddLiveMessageGroupBand", locks=group_lock)
def add_live_message_group_band(
    call: Call, request: shapes.AddLiveMessageGroupBandRequest, tx: Transaction
) -> shapes.AddLiveMessageGroupBandResponse:
    """Mute users by name."""
    group = find_group(call, tx, request)
    mute_users(call, tx, group, request.banned_users)
    return shapes.AddLiveMessageGroupBandResponse(request_id=call.request_id)


@LIVE.write("RemoveLiveMessageGroupBand", locks=group_lock)
def remove_live_message_group_band(
    call: Call, request: shapes.RemoveLiveMessageGroupBandRequest, tx: Transaction
) -> shapes.RemoveLiveMessageGroupBandResponse:
    """Unmute users who were muted by name; others are passed over."""
    group = find_group(call, tx, request)
    unmute_users(call, tx, group, request.unbanned_users)
    return shapes.RemoveLiveMessageGroupBandResponse(request_id=call.request_id)


@LIVE.write("BanLiveMessageGroup", locks=group_lock)
def ban_live_message_group(
    call: Call, request: shapes.BanLiveMessageGroupRequest, tx: Transaction
) -> shapes.BanLiveMessageGroupResponse:
    """Mute everybody but ExceptUsers, who take the place of those named before."""
    group = find_group(call, tx, request)
    mute_everybody(call, tx, group, request.except_users)
    return shapes.BanLiveMessageGroupResponse(request_id=call.request_id)


@LIVE.write("UnbanLiveMessageGroup", locks=group_lock)
def unban_live_message_group(
    call: Call, request: shapes.UnbanLiveMessageGroupRequest, tx: Transaction
) -> shapes.UnbanLiveMessageGroupResponse:
    """End the mute of everybody; who was muted by name stays so."""
    group = find_group(call, tx, request)
    unmute_everybody(call, tx, group)
    return shapes.UnbanLiveMessageGroupResponse(request_id=call.request_id)


@LIVE.write("ModifyLiveMessageGroupBand", locks=group_lock)
def modify_live_message_group_band(
    call: Call, request: shapes.ModifyLiveMessageGroupBandRequest, tx: Transaction
) -> shapes.ModifyLiveMessageGroupBandResponse:
    """Set both kinds of mute in one go; what the request does not name stays as it is (our choice)."""
    group = find_group(call, tx, request)
    after = group
    if request.banned_all is not None:
        after = replace(after, muted_all=request.banned_all, spared=after.spared if request.banned_all else ())
    if request.except_users is not None:
        after = replace(after, spared=distinct(request.except_users))
    changed = after != group
    tx.replace(groups, group, after)
    if request.bannned_users is not None:
        wanted = distinct(request.bannned_users)
        gone = [user for user in muted_users(tx, group) if user not in wanted]
        changed = any([_remove(tx, group, gone), _add(tx, group, wanted), changed])
    if changed:
        tell_mutes(tx, after, muted_users(tx, after), call.now_ms)
    return shapes.ModifyLiveMessageGroupBandResponse(request_id=call.request_id)


@LIVE.read("DescribeLiveMessageGroupBand")
def describe_live_message_group_band(
    call: Call, request: shapes.DescribeLiveMessageGroupBandRequest, tx: Transaction
) -> shapes.DescribeLiveMessageGroupBandResponse:
    """Show who is muted by name, whether everybody is, and who is spared then."""
    group = find_group(call, tx, request)
    return shapes.DescribeLiveMessageGroupBandResponse(
        banned_user_list=muted_users(tx, group),
        group_id=group.group_id,
        isbanned_all=group.muted_all,
        unbanned_user_list=list(group.spared),
        request_id=call.request_id,
    )


def mute_users(call: Call, tx: Transaction, group: Group, users: Sequence[str]) -> None:
    """Mute users by name and tell the group."""
    if _add(tx, group, users):
        _tell(call, tx, group)


def unmute_users(call: Call, tx: Transaction, group: Group, users: Sequence[str]) -> None:
    """Unmute users who were muted by name and tell the group."""
    if _remove(tx, group, users):
        _tell(call, tx, group)


def mute_everybody(call: Call, tx: Transaction, group: Group, spared: Sequence[str] | None = None) -> None:
    """Mute all but `spared` and tell the group."""
    _set(call, tx, group, replace(group, muted_all=True, spared=distinct(spared)))


def unmute_everybody(call: Call, tx: Transaction, group: Group) -> None:
    """End the mute of everybody and tell the group."""
    _set(call, tx, group, replace(group, muted_all=False, spared=()))


def muted_users(tx: Transaction, group: Group) -> list[str]:
    """Return who is muted by name, in the order in which they were."""
    return [mute.user_id for mute in tx.find(mutes, group_key=group.id)]


def is_muted(tx: Transaction, group: Group, user_id: str) -> bool:
    """Tell whether a user may not speak; the creator and administrators always may."""
    if user_id == group.creator or user_id in group.admins:
        return False
    if group.muted_all and user_id not in group.spared:
        return True
    return tx.get(mutes, key_of(group.id, user_id)) is not None


def _set(call: Call, tx: Transaction, before: Group, after: Group) -> None:
    if after != before:
        tx.replace(groups, before, after)
        _tell(call, tx, after)


def _tell(call: Call, tx: Transaction, group: Group) -> None:
    """Tell a group of its mutes; in the older generation the call says whether anybody is told."""
    if not group.older:
        tell_mutes(tx, group, muted_users(tx, group), call.now_ms)


def _add(tx: Transaction, group: Group, users: Sequence[str]) -> bool:
    keys = {key_of(group.id, user): user for user in users}
    new = [Mute(key, group.id, user) for key, user in keys.items() if tx.get(mutes, key) is None]
    tx.add_all(mutes, new)
    return bool(new)


def _remove(tx: Transaction, group: Group, users: Sequence[str]) -> bool:
    found = [mute for user in distinct(users) if (mute := tx.get(mutes, key_of(group.id, user))) is not None]
    for mute in found:
        tx.remove(mutes, mute)
        cancel_timer(tx, UNMUTE, mute.id)
    return bool(found)
