"""UserSig, version 2: the signed statement of who a user of a Chat app is, as the product's own signers make it."""

from __future__ import annotations

import base64
import binascii
import hmac
import zlib
from datetime import UTC, datetime

import msgspec
from msgspec import Struct, field

from twincloud.kernel.errors import ApiError

EXPIRED = "70001"
MALFORMED = "70003"
MISMATCH = "70009"
OTHER_IDENTIFIER = "70013"
OTHER_APP = "70014"

_VERSION = "2.0"
_SKEW_S = 60
"""Clients sign anew only once the whole life is over, so an expired one is good for a little longer (our choice)."""
_MOST_CHARACTERS = 16 * 1024
_MOST_BYTES = 64 * 1024


class UserSig(Struct, frozen=True, kw_only=True):
    """What a UserSig says. Times are seconds: since the epoch (`time`), and how long it lives from then (`expire`)."""

    ver: str = field(name="TLS.ver")
    identifier: str = field(name="TLS.identifier")
    sdkappid: int = field(name="TLS.sdkappid")
    expire: int = field(name="TLS.expire")
    time: int = field(name="TLS.time")
    sig: str = field(name="TLS.sig")
    userbuf: str | None = field(default=None, name="TLS.userbuf")


class UserSigTrace(Struct, frozen=True):
    """What `explain` shows of a UserSig: what it says, and where that does not match the text that it signs."""

    canonical_request: str
    string_to_sign: str = ""


class UserSigError(ApiError):
    """A UserSig proves nothing; the code is the documented one, `trace` what it says, as far as it could be read."""

    def __init__(self, code: str, message: str, hint: str, trace: UserSigTrace | None = None) -> None:
        super().__init__(code, message, hint=hint)
        self.trace = trace


def check_usersig(text: str, *, sdkappid: str, identifier: str, secret: str, now_ms: int) -> UserSig:
    """Return what the UserSig says when it is this user's, signed with this app's secret and alive at `now_ms`.

    Raises UserSigError, in this order: 70003 (cannot be read), 70014 (another app's), 70013 (another user's), 70009
    (signed with another key), 70001 (expired). The order is our choice; the codes are those of the error page.
    """
    said = read_usersig(text)
    trace, signed = UserSigTrace(_told(said)), _signed_text(said)
    if str(said.sdkappid) != sdkappid:
        hint = f"The UserSig was made for SDKAppID {said.sdkappid}, and the request names {sdkappid}."
        raise UserSigError(OTHER_APP, "The SDKAppID does not match that of the UserSig.", hint, trace)
    if said.identifier != identifier:
        hint = f"The UserSig was made for the user `{said.identifier}`, and the request names `{identifier}`."
        raise UserSigError(OTHER_IDENTIFIER, "The identifier does not match that of the UserSig.", hint, trace)
    expected = base64.b64encode(hmac.digest(secret.encode(), signed.encode(), "sha256"))
    if not hmac.compare_digest(expected, said.sig.encode()):
        hint = (
            f"The UserSig is well formed and says it is for this app and user, but it was signed with another key than "
            f"that of app {sdkappid} on this server, or was changed afterwards."
        )
        trace = UserSigTrace(trace.canonical_request, signed)
        raise UserSigError(MISMATCH, "The UserSig does not verify with the key of this app.", hint, trace)
    if now_ms >= (said.time + said.expire + _SKEW_S) * 1000:
        hint = (
            f"The UserSig was signed at {_moment(said.time)} for {said.expire} s; it is {_moment(now_ms // 1000)} now."
        )
        raise UserSigError(EXPIRED, "The UserSig has expired.", hint, trace)
    return said


def read_usersig(text: str) -> UserSig:
    """Return what a UserSig says, whoever signed it; raises UserSigError 70003."""
    if len(text) > _MOST_CHARACTERS:
        raise _malformed(f"it has more than {_MOST_CHARACTERS} characters")
    try:
        packed = base64.b64decode(text.translate(_ALPHABET), validate=True)
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(packed, _MOST_BYTES)
    except (binascii.Error, ValueError) as error:
        raise _malformed(f"it is no base64 with `*`, `-` and `_` in place of `+`, `/` and `=` ({error})") from None
    except zlib.error as error:
        raise _malformed(f"what it holds cannot be decompressed ({error})") from None
    if not unpacker.eof:
        raise _malformed("it is cut short, or too long")
    try:
        said = msgspec.json.decode(plain, type=UserSig, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(f"what it holds is not the expected JSON ({error})") from None
    if said.ver != _VERSION:
        raise _malformed(f"it is of version {said.ver[:16]}; only {_VERSION} is known here")
    return said


_ALPHABET = str.maketrans("*-_", "+/=")


def _malformed(detail: str) -> UserSigError:
    return UserSigError(
        MALFORMED, "The UserSig is malformed or was truncated.", f"The UserSig cannot be read: {detail}."
    )


def _signed_text(said: UserSig) -> str:
    text = (
        f"TLS.identifier:{said.identifier}\nTLS.sdkappid:{said.sdkappid}\nTLS.time:{said.time}\n"
        f"TLS.expire:{said.expire}\n"
    )
    return text if said.userbuf is None else f"{text}TLS.userbuf:{said.userbuf}\n"


def _told(said: UserSig) -> str:
    """Return what the UserSig says, without its signature."""
    return (
        f"user {said.identifier}\napp {said.sdkappid}\nsigned {_moment(said.time)}\n"
        f"expires {_moment(said.time + said.expire)}"
    )


def _moment(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return f"{seconds} s"
