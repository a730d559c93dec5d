"""GetMessageToken: what a user of the older generation logs in with."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.kernel.clock import system_ms
from twincloud.services.alibaba_live.older.lookups import find_app
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import App
from twincloud.services.alibaba_live.tokens import ClientToken, write_token
from twincloud.storage.transaction import Transaction

_ACCESS_S = 86_400
_REFRESH_S = 30 * 86_400
"""How long tokens hold: the first as the page's example says, the second our choice."""
_NONCE_LENGTH = 16


async def _machine_time(call: Call, request: shapes.GetMessageTokenRequest) -> int:
    """Return the time by which sockets judge tokens, in s, whatever was done to the server's clock."""
    return system_ms() // 1000


@LIVE.read("GetMessageToken", prepare=_machine_time)
def get_message_token(
    call: Call, request: shapes.GetMessageTokenRequest, tx: Transaction
) -> shapes.GetMessageTokenResponse:
    """Make a token for a user on a device, and one to log in with when that has ended; nothing is stored."""
    app = find_app(call, tx, request)
    result = shapes.GetMessageTokenResponseResult(
        access_token=_made(call, app, request, _ACCESS_S),
        access_token_expired_time=_ACCESS_S * 1000,
        refresh_token=_made(call, app, request, _REFRESH_S),
    )
    return shapes.GetMessageTokenResponse(result=result, request_id=call.request_id)


def _made(call: Call, app: App, request: shapes.GetMessageTokenRequest, life_s: int) -> str:
    token = ClientToken(
        app_id=app.id,
        user_id=request.user_id,
        token="",
        timestamp=call.prepared + life_s,
        nonce=call.new_id("", _NONCE_LENGTH),
        device=f"{request.device_type}/{request.device_id}",
    )
    return write_token(token, app.key)
