"""RecoverLiveMessageDeletedGroup: a deleted group comes back within thirty days."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.execution.timers import cancel_timer
from twincloud.realtime import streams
from twincloud.services.alibaba_live.events import group_channel
from twincloud.services.alibaba_live.groups import check_quota
from twincloud.services.alibaba_live.lookups import app_and_group_lock, find_app, remembered_group
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import groups
from twincloud.services.alibaba_live.removal import PURGE
from twincloud.storage.transaction import Transaction


@LIVE.write("RecoverLiveMessageDeletedGroup", locks=app_and_group_lock)
def recover_live_message_deleted_group(
    call: Call, request: shapes.RecoverLiveMessageDeletedGroupRequest, tx: Transaction
) -> shapes.RecoverLiveMessageDeletedGroupResponse:
    """Bring a group back with its messages, mutes and administrators; its members have to join again.

    A group that exists is answered alike (our choice). Raises ResourceNotExist for a group that never was or whose
    thirty days are over, ErrorTooManyGroups when the application has no room for it.
    """
    app = find_app(call, tx, request)
    group = remembered_group(call, tx, request)
    if group.deleted_ms:
        check_quota(call, tx, app)
        tx.replace(groups, group, replace(group, deleted_ms=0, deletor=""))
        cancel_timer(tx, PURGE, group.id)
        streams.reopen(tx, group_channel(group.id))
    return shapes.RecoverLiveMessageDeletedGroupResponse(group_id=group.group_id, request_id=call.request_id)
