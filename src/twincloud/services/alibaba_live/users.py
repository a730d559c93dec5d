"""What is known of a user: ModifyLiveMessageUserInfo."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.services.alibaba_live.lookups import find_app, session_name
from twincloud.services.alibaba_live.members import memberships
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import key_of, members, sessions
from twincloud.storage.transaction import Transaction


def _user_lock(call: Call, request: shapes.ModifyLiveMessageUserInfoRequest) -> Sequence[str]:
    return [session_name(key_of(request.app_id, request.user_id))]


@LIVE.write("ModifyLiveMessageUserInfo", locks=_user_lock)
def modify_live_message_user_info(
    call: Call, request: shapes.ModifyLiveMessageUserInfoRequest, tx: Transaction
) -> shapes.ModifyLiveMessageUserInfoResponse:
    """Change what is shown of a user who is logged in, in every group; who is not is in none, and nothing is changed.

    FailList is always empty: all groups change in one transaction.
    """
    app = find_app(call, tx, request)
    info = request.user_meta_info or ""
    session = tx.get(sessions, key_of(app.id, request.user_id))
    changed: list[shapes.ModifyLiveMessageUserInfoResponseSuccessList] = []
    if session is not None:
        tx.replace(sessions, session, replace(session, info=info))
        for group, member in memberships(tx, session):
            tx.replace(members, member, replace(member, info=info))
            changed.append(shapes.ModifyLiveMessageUserInfoResponseSuccessList(group_id=group.group_id, success=True))
    return shapes.ModifyLiveMessageUserInfoResponse(fail_list=[], success_list=changed, request_id=call.request_id)
