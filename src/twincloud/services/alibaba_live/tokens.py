"""The token with which a client logs in: a digest of who it is, until when, and the application's key."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Annotated

import msgspec
from msgspec import Meta, Struct


class TokenError(ValueError):
    """A token cannot be read, or was not made with the application's key."""


class ClientToken(Struct, frozen=True, rename="camel"):
    """What an application's server hands its clients. `timestamp` is its end, in s; `role` is empty or ``admin``."""

    app_id: str
    user_id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
    token: str
    timestamp: int
    nonce: str = ""
    role: str = ""


def read_token(text: str) -> ClientToken:
    """Read a token as it comes over the socket: JSON, or JSON in base64; raises TokenError."""
    raw = text.strip().encode()
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
    parts = (token.app_id, app_key, token.user_id, token.nonce, str(token.timestamp), token.role)
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def is_genuine(token: ClientToken, app_key: str) -> bool:
    """Tell whether the token was made with the application's key."""
    return hmac.compare_digest(digest(token, app_key).encode(), token.token.lower().encode())
