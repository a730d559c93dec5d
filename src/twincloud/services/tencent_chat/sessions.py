"""Who is logged in: kick and query_online_status."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import chat as shapes
from twincloud.kernel.clock import system_ms
from twincloud.kernel.errors import ApiError
from twincloud.realtime.presence import Presence, disconnect
from twincloud.services.tencent_chat.accounts import NO_ACCOUNT
from twincloud.services.tencent_chat.events import KICKED, WORLD
from twincloud.services.tencent_chat.product import CHAT
from twincloud.services.tencent_chat.users import find_user, put_user, require_user, user_locks
from twincloud.storage.transaction import Transaction

_TOO_MANY = "90018"
_MOST_ASKED = 500


def _this_user(call: Call, request: shapes.KickRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [request.user_id])


async def _real_time(call: Call, request: shapes.KickRequest) -> int:
    """Return the machine's time in seconds: by it UserSigs are signed, whatever was done to the server's clock."""
    return system_ms() // 1000


@CHAT.write("im_open_login_svc/kick", locks=_this_user, prepare=_real_time)
def kick(call: Call, request: shapes.KickRequest, tx: Transaction) -> shapes.KickResponse:
    """End a user's logins on every device; UserSigs from before this second log in no more. Raises ApiError 70107."""
    user = require_user(call, tx, request.user_id, NO_ACCOUNT)
    put_user(tx, user, replace(user, kicked_s=call.prepared))
    disconnect(tx, WORLD, user.app, user.name, code=KICKED, reason="the login was ended by an admin")
    return shapes.KickResponse()


@CHAT.read("openim/query_online_status")
def query_online_status(
    call: Call, request: shapes.QueryOnlineStatusRequest, tx: Transaction
) -> shapes.QueryOnlineStatusResponse:
    """Tell who is connected, with IsNeedDetail on which devices; raises ApiError 90018 for more than 500 users."""
    if len(request.to_account) > _MOST_ASKED:
        raise ApiError(_TOO_MANY, f"At most {_MOST_ASKED} accounts can be asked for at once.", member="To_Account")
    presence, app = call.port(Presence), call.tenant.account
    found, unknown = [], []
    for name in dict.fromkeys(request.to_account):
        if find_user(tx, app, name) is None:
            unknown.append(shapes.QueryResultErrorItem(to_account=name, error_code=int(NO_ACCOUNT)))
            continue
        devices = [session.device for session in presence.sessions(WORLD, app, name)]
        detail = [shapes.QueryResultDetailItem(platform=device, status="Online") for device in devices]
        found.append(
            shapes.QueryResultItem(
                to_account=name,
                status="Online" if devices else "Offline",
                detail=detail if detail and request.is_need_detail else None,
            )
        )
    return shapes.QueryOnlineStatusResponse(query_result=found, error_list=unknown or None)
