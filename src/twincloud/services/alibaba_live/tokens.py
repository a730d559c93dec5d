"""The token with which a client logs in: a digest of who it is, until when, and the application's key."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

OLDER_PREFIX = "oauth_cloud_key:"
"""What tokens of the older generation begin with."""


class TokenError(ValueError):
    """A token cannot be read, or was not made with the application's key."""


class ClientToken(Struct, frozen=True, rename="camel"):
    """What an application's server hands its clients. `timestamp` is its end, in s; `role` is empty or ``admin``.

    Tokens of the older generation are made here, and say for which `device` that was.
    """

    app_id: str
    user_id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,64}\Z")]
    token: str
    timestamp: int
    nonce: str = ""
    role: str = ""
    device: str = ""


def read_token(text: str) -> ClientToken:
    """Read a token as it comes over the socket: JSON, or JSON in base64; raises TokenError."""
    raw = text.strip().removeprefix(OLDER_PREFIX).encode()
    if not raw.startswith(b"{"):
        try:
            raw = base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_")
        except binascii.Error:
            raise TokenError("it is neither JSON nor base64") from None
    try:
        return msgspec.json.decode(raw, type=ClientToken, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise TokenError(str(error)) from None


def digest(token: ClientToken, app_key: str) -> str:
    """Return the digest that an application's server makes: sha256 over the members one after the other."""
    parts = (token.app_id, app_key, token.user_id, token.nonce, str(token.timestamp), token.role, token.device)
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def write_token(token: ClientToken, app_key: str) -> str:
    """Return a token of the older generation as it is handed out: signed, as JSON in base64."""
    signed = replace(token, token=digest(token, app_key))
    return OLDER_PREFIX + base64.urlsafe_b64encode(msgspec.json.encode(signed)).decode().rstrip("=")


def is_genuine(token: ClientToken, app_key: str) -> bool:
    """Tell whether the token was made with the application's key."""
    return hmac.compare_digest(digest(token, app_key).encode(), token.token.lower().encode())
