"""Chat's users as the sockets see them: who a UserSig lets in, and what their devices are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twincloud.identity.chat_apps import chat_apps
from twincloud.identity.usersig import EXPIRED, UserSig, UserSigError, check_usersig, read_usersig
from twincloud.kernel.errors import ApiError
from twincloud.kernel.settings import is_sdkappid
from twincloud.realtime.world import (
    INVALID_TOKEN,
    TOKEN_EXPIRED,
    Admission,
    Farewell,
    Identity,
    TurnedAwayError,
    plain_error_code,
)
from twincloud.services.tencent_chat.events import WORLD, channel_of
from twincloud.services.tencent_chat.product import CLIENT
from twincloud.services.tencent_chat.records import user_key
from twincloud.services.tencent_chat.users import find_user
from twincloud.storage.transaction import Transaction

LOGIN_ELSEWHERE = Farewell(4500, "login elsewhere")
DEVICES = ("iPhone", "Android", "Web", "PC", "iPad", "Mac")
"""The kinds of devices that query_online_status knows (product page); a client that names none is a Web page."""
_NOT_YOURS = 103
_NAME_BYTES = 32


class ChatWorld:
    """The devices of an app's users. The server subscribes each to its user's channel, and nobody to another."""

    name = WORLD
    prefix = ""
    product = CLIENT
    connects = "login"
    disconnects = ""
    displaced = LOGIN_ELSEWHERE

    def authenticate(self, tx: Transaction, token: str, data: Any, now_ms: int) -> Identity:
        """Return whose UserSig the token is.

        `data` may say `sdkappid` and `identifier`, which must then be those of the UserSig, `device`, one of DEVICES,
        and `installation`, by which a client that returns is told from another device of that kind.
        """
        told = data if isinstance(data, dict) else {}
        try:
            claimed = read_usersig(token)
            identifier = str(told.get("identifier") or claimed.identifier)
            sdkappid = str(told.get("sdkappid") or claimed.sdkappid)
            app = tx.get(chat_apps, sdkappid) if is_sdkappid(sdkappid) else None
            if app is None:
                raise TurnedAwayError(INVALID_TOKEN, "70020: The SDKAppID does not exist.")
            said = check_usersig(token, sdkappid=sdkappid, identifier=identifier, secret=app.secret, now_ms=now_ms)
        except UserSigError as error:
            code = TOKEN_EXPIRED if error.code == EXPIRED else INVALID_TOKEN
            raise TurnedAwayError(code, f"{error.code}: {error.message}") from None
        if not 0 < len(identifier.encode()) <= _NAME_BYTES or "\0" in identifier:
            raise TurnedAwayError(INVALID_TOKEN, f"a UserID has 1 to {_NAME_BYTES} bytes")
        _require_not_kicked(tx, said)
        device = str(told.get("device") or "Web")
        if device not in DEVICES:
            raise TurnedAwayError(INVALID_TOKEN, f"the device must be one of: {', '.join(DEVICES)}")
        return Identity(
            account=app.id,
            app=app.id,
            user=identifier,
            device=device,
            installation=str(told.get("installation") or ""),
            expires_ms=(said.time + said.expire) * 1000,
        )

    def channels(self, tx: Transaction, identity: Identity) -> Sequence[str]:
        """Return the user's own channel, on which all devices hear the same."""
        return (channel_of(user_key(identity.app, identity.user)),)

    def admit(self, identity: Identity, channel: str, token: str, data: Any) -> Admission:
        """Let nobody subscribe to anything: what a user is told comes on the channel that the server chose."""
        raise TurnedAwayError(_NOT_YOURS, f"{channel[:200]} is no channel to subscribe to")

    def error_code(self, error: ApiError) -> int:
        """Return the product's own number for a refusal, or the protocol's."""
        return plain_error_code(error)

    def restart(self, tx: Transaction, now_ms: int) -> None:
        """Do nothing: no row says who is connected."""


def _require_not_kicked(tx: Transaction, said: UserSig) -> None:
    user = find_user(tx, str(said.sdkappid), said.identifier)
    if user is not None and said.time < user.kicked_s:
        raise TurnedAwayError(INVALID_TOKEN, "the login was ended by an admin; sign in with a new UserSig")
