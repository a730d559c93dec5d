"""Verification of Alibaba Cloud's RPC signatures: V1 (HMAC-SHA1 over parameters) and V3 (ACS3-HMAC-SHA256)."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from msgspec import Struct

from twincloud.gateway.dialects.form import decode_pairs
from twincloud.gateway.dialects.signed import SignatureTrace, SignedRequest
from twincloud.kernel.errors import ApiError

V3_ALGORITHM = "ACS3-HMAC-SHA256"
WINDOW_MS = 15 * 60_000
"""How far a request's timestamp may lie from the server's time (our choice: the product pages give no number)."""

_MOST_SIGNED_HEADERS = 64
_HEADER_NAME = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_V3_HEADERS = {
    "x-acs-action": "MissingAction",
    "x-acs-version": "MissingVersion",
    "x-acs-date": "MissingTimestamp",
    "x-acs-signature-nonce": "MissingSignatureNonce",
}
_ALWAYS_SIGNED = ("host", *_V3_HEADERS, "x-acs-content-sha256")

Pairs = Sequence[tuple[str, str]]


class SignatureMismatch(ApiError):
    """The signature is not the one the secret gives; the message has the server's string in the form SDKs compare."""

    def __init__(self, trace: SignatureTrace) -> None:
        message = (
            f"Specified signature is not matched with our calculation. server string to sign is:{trace.string_to_sign}"
        )
        super().__init__("SignatureDoesNotMatch", message)
        self.trace = trace


class Claim(Struct, frozen=True):
    """Who says to have signed what and when. `at_ms` is since the epoch; `signed_headers` is empty for V1."""

    key_id: str
    at_ms: int
    nonce: str
    signature: str
    signed_headers: tuple[str, ...] = ()
    token: str = ""
    """The token of temporary credentials."""


def parse_v1(named: Mapping[str, str]) -> Claim:
    """Return the claim that parameters make, whose names are in lower case; nothing is verified but its form.

    Raises ApiError: InvalidSecurityToken.Malformed for a bearer token, MissingAccessKeyId, MissingSignature,
    MissingSignatureNonce, MissingTimestamp, InvalidTimeStamp.Format, and IncompleteSignature for a method other than
    HMAC-SHA1.
    """
    if named.get("signaturetype", "") not in ("", "HMAC-SHA1"):
        raise _unknown_token("Only signatures made with an access key are known here.")
    _require(named, ("AccessKeyId", "Signature", "SignatureNonce", "Timestamp"))
    if named.get("signaturemethod", "HMAC-SHA1").upper() != "HMAC-SHA1":
        raise _incomplete("SignatureMethod must be HMAC-SHA1.")
    return Claim(
        key_id=named["accesskeyid"],
        at_ms=_instant_ms(named["timestamp"]),
        nonce=named["signaturenonce"],
        signature=named["signature"],
        token=named.get("securitytoken", ""),
    )


def check_v1(claim: Claim, method: str, pairs: Pairs, secret: str) -> None:
    """Verify that `claim` signs the decoded parameters of query and form; raises SignatureMismatch.

    A name that both have is signed once, with what the form says, as it is read: the legacy SDK for Python adds its own
    region to the query.
    """
    text = v1_string_to_sign(method, [*dict(pairs).items()])
    digest = hmac.digest(f"{secret}&".encode(), text.encode(), "sha1")
    if not hmac.compare_digest(base64.b64encode(digest), claim.signature.encode("utf-8", "replace")):
        raise SignatureMismatch(SignatureTrace("", text))


def v1_string_to_sign(method: str, pairs: Pairs) -> str:
    """Return what V1 signs: all parameters but Signature, empty ones too, sorted by the bytes of their names."""
    signed = ((name, value) for name, value in pairs if name.lower() != "signature")
    return f"{method}&%2F&{_encoded(_canonical(signed))}"


def parse_v3(headers: Mapping[str, str]) -> Claim:
    """Return the claim that the headers of a V3 request make, whose names are in lower case.

    Raises ApiError: MissingAction, MissingVersion, MissingTimestamp, MissingSignatureNonce, InvalidTimeStamp.Format,
    MissingAccessKeyId, MissingSignature, and IncompleteSignature for what is no ACS3-HMAC-SHA256 signature or does
    not sign enough.
    """
    for name, code in _V3_HEADERS.items():
        if not headers.get(name, "").strip():
            raise ApiError(code, f"{name} is mandatory for this action.")
    parts = _authorization_parts(headers.get("authorization", ""))
    return Claim(
        key_id=parts["Credential"],
        at_ms=_instant_ms(headers["x-acs-date"].strip()),
        nonce=headers["x-acs-signature-nonce"].strip(),
        signature=parts["Signature"],
        signed_headers=_signed_headers(parts["SignedHeaders"]),
        token=headers.get("x-acs-security-token", ""),
    )


def check_v3(claim: Claim, request: SignedRequest, secret: str) -> None:
    """Verify that `claim` signs the request as it came; raises SignatureMismatch.

    The body's digest is computed and not believed, so that a body changed on its way is a mismatch.
    """
    trace = v3_trace(claim.signed_headers, request)
    digest = hmac.digest(secret.encode(), trace.string_to_sign.encode(), "sha256").hex()
    if not hmac.compare_digest(digest.encode(), claim.signature.encode("utf-8", "replace")):
        raise SignatureMismatch(trace)


def v3_trace(signed_headers: Sequence[str], request: SignedRequest) -> SignatureTrace:
    """Return what V3 signs: method, path, query, the listed headers and the digest of the body."""
    query = _canonical(decode_pairs(request.query))
    lines = "".join([f"{name}:{request.headers.get(name, '').strip()}\n" for name in signed_headers])
    digest = hashlib.sha256(request.body).hexdigest()
    # RPC-style products have one path, whatever the client's endpoint says.
    canonical = f"{request.method}\n/\n{query}\n{lines}\n{';'.join(signed_headers)}\n{digest}"
    digest = hashlib.sha256(canonical.encode("latin-1")).hexdigest()
    return SignatureTrace(canonical, f"{V3_ALGORITHM}\n{digest}")


def require_fresh(claim: Claim, now_ms: int) -> None:
    """Raise ApiError InvalidTimeStamp.Expired unless the claim was made within the window."""
    if abs(now_ms - claim.at_ms) > WINDOW_MS:
        raise ApiError(
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
            hint="The request's time and this machine's may differ by fifteen minutes.",
        )


def refuse_tokens(claim: Claim) -> None:
    """Raise ApiError InvalidSecurityToken.Malformed for temporary credentials: no key here belongs to a token."""
    if claim.token:
        raise _unknown_token("No key of this server belongs to a token.")


def _authorization_parts(header: str) -> dict[str, str]:
    algorithm, _, rest = header.strip().partition(" ")
    if algorithm != V3_ALGORITHM:
        raise _incomplete(f"The Authorization header must begin with {V3_ALGORITHM}.")
    parts: dict[str, str] = {}
    for piece in rest.split(",", 4):
        name, _, value = piece.strip().partition("=")
        if name in parts or name not in {"Credential", "SignedHeaders", "Signature"}:
            raise _incomplete("The Authorization header must name Credential, SignedHeaders and Signature once each.")
        parts[name] = value
    for name, code in (("Credential", "MissingAccessKeyId"), ("Signature", "MissingSignature")):
        if not parts.get(name):
            raise ApiError(code, f"The Authorization header has no {name}.")
    if not parts.get("SignedHeaders"):
        raise _incomplete("The Authorization header has no SignedHeaders.")
    return parts


@functools.lru_cache(maxsize=64)
def _signed_headers(text: str) -> tuple[str, ...]:
    names = tuple(text.lower().split(";", _MOST_SIGNED_HEADERS))
    if not all(_HEADER_NAME.fullmatch(name) for name in names) or len(set(names)) != len(names):
        raise _incomplete("SignedHeaders must list header names, separated by semicolons, once each.")
    absent = [name for name in _ALWAYS_SIGNED if name not in names]
    if absent:
        raise _incomplete(f"SignedHeaders must contain {', '.join(absent)}.")
    return names


def _canonical(pairs: Iterable[tuple[str, str]]) -> str:
    # Python orders texts by their code points, which is also the order of their bytes in UTF-8.
    return "&".join([f"{_encoded(name)}={_encoded(value)}" for name, value in sorted(pairs)])


def _encoded(text: str) -> str:
    return quote(text, safe="~")


def _instant_ms(text: str) -> int:
    try:
        if _INSTANT.fullmatch(text):
            return int(datetime.fromisoformat(text).timestamp()) * 1000
    except ValueError:
        pass
    raise ApiError("InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")


def _require(named: Mapping[str, str], names: Iterable[str]) -> None:
    for name in names:
        if not named.get(name.lower()):
            raise ApiError(f"Missing{name}", f"{name} is mandatory for this action.")


def _incomplete(detail: str) -> ApiError:
    return ApiError("IncompleteSignature", f"The request signature does not conform to Aliyun standards. {detail}")


def _unknown_token(hint: str) -> ApiError:
    return ApiError("InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.", hint=hint)
