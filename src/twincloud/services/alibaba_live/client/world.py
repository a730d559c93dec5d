"""Live's clients as the sockets see them: whose token it is, what a channel means, how refusals are numbered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twincloud.kernel.errors import ApiError
from twincloud.realtime.world import INVALID_TOKEN, TOKEN_EXPIRED, Admission, Farewell, Identity, TurnedAwayError
from twincloud.services.alibaba_live.app_settings import DISABLED_CODE
from twincloud.services.alibaba_live.client.sessions import miss_everybody
from twincloud.services.alibaba_live.client.standing import BAD_PARAMETER, NO_PERMISSION
from twincloud.services.alibaba_live.events import group_channel, user_channel
from twincloud.services.alibaba_live.product import CLIENT
from twincloud.services.alibaba_live.records import apps, key_of, members
from twincloud.services.alibaba_live.tokens import TokenError, is_genuine, read_token
from twincloud.storage.transaction import Transaction

LOGIN_ELSEWHERE = Farewell(4504, "login elsewhere")
DISABLED = Farewell(DISABLED_CODE, "application disabled")
PERSON_BYTES = 512
_NUMBERS = {
    "InputInvalid": 400,
    "InvalidParameter": 400,
    "NoAuth": 403,
    "RequestLimitExceeded": 412,
    "ResourceNotExist": 440,
    "ErrorTooManyGroups": 443,
    "InternalError": 500,
    "UnknownMethod": 104,
}


class LiveWorld:
    """The clients of interactive messaging."""

    name = "live"
    prefix = "/live"
    connects = "login"
    disconnects = "logout"
    displaced = LOGIN_ELSEWHERE
    product = CLIENT

    def authenticate(self, tx: Transaction, token: str, data: Any, now_ms: int) -> Identity:
        """Return who logs in.

        `data` may hold `userExtension`, what others see of the user (up to 512 bytes), and `deviceId`, by which a
        client that comes again is told from another device of the user. In the older generation the token says the
        device, and `userNick` and `userAvatar` are kept too.
        """
        try:
            claim = read_token(token)
        except TokenError as error:
            raise TurnedAwayError(INVALID_TOKEN, f"invalid token: {error}") from None
        app = tx.get(apps, claim.app_id)
        if app is None or not is_genuine(claim, app.key) or ("." in claim.user_id and not app.older):
            raise TurnedAwayError(INVALID_TOKEN, "invalid token")
        if app.disabled:
            raise TurnedAwayError(DISABLED.code, DISABLED.reason)
        if claim.timestamp * 1000 <= now_ms:
            raise TurnedAwayError(TOKEN_EXPIRED, "token expired")
        told = data if isinstance(data, dict) else {}
        info = {"userId": claim.user_id, "userExtension": ""}
        for name in ("userExtension", "userNick", "userAvatar") if app.older else ("userExtension",):
            info[name] = str(told.get(name) or "")
            if len(info[name].encode()) > PERSON_BYTES:
                raise TurnedAwayError(int(BAD_PARAMETER), f"{name} is longer than {PERSON_BYTES} bytes")
        return Identity(
            account=app.account,
            app=app.id,
            user=claim.user_id,
            installation=claim.device or str(told.get("deviceId") or ""),
            role=claim.role,
            info=info,
            expires_ms=claim.timestamp * 1000,
        )

    def channels(self, tx: Transaction, identity: Identity) -> Sequence[str]:
        """Return the user's own channel, and the groups of which the application's server made the user a member."""
        found = tx.find(members, session_id=key_of(identity.app, identity.user))
        joined = (group_channel(member.group_key) for member in found if member.by_server)
        return (user_channel(identity.app, identity.user), *joined)

    def admit(self, identity: Identity, channel: str, token: str, data: Any) -> Admission:
        """Return that a group of the user's application is joined, and that the user's own channel is free."""
        if channel == user_channel(identity.app, identity.user):
            return Admission()
        kind, _, rest = channel.partition(":")
        app_id, _, group_id = rest.partition(":")
        if kind != "g" or app_id != identity.app or not group_id:
            raise TurnedAwayError(int(NO_PERMISSION), f"{channel[:200]} is no channel of yours")
        asked = data if isinstance(data, dict) else {}
        spread = {name: asked[name] for name in ("broadCastType", "broadCastStatistics") if name in asked}
        return Admission(action="joinGroup", payload={"groupId": group_id, **spread}, leave="leaveGroup")

    def error_code(self, error: ApiError) -> int:
        """Return the number that the client SDKs document for a refusal."""
        if error.code.isdecimal():
            return int(error.code)
        return _NUMBERS.get(error.code, 500)

    def restart(self, tx: Transaction, now_ms: int) -> None:
        """Wait for everybody who was connected when the server ended."""
        miss_everybody(tx, now_ms)
