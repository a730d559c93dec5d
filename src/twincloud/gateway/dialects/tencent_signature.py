"""Verification of Tencent Cloud's request signatures, TC3-HMAC-SHA256 and v1, from the parts of a request alone."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from msgspec import Struct

from twincloud.gateway.dialects.signed import SignatureTrace, SignedRequest
from twincloud.kernel.errors import ApiError

TC3_ALGORITHM = "TC3-HMAC-SHA256"
WINDOW_MS = 300_000
"""How far a request's timestamp may lie from the server's time (product page: five minutes)."""

_UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
_MOST_SIGNED_HEADERS = 64
_MOST_TIMESTAMP_DIGITS = 11
_SERVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_HEADER_NAME = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")
_JAVASCRIPT = "SDK_NODEJS"
_DOMAIN = ".tencentcloudapi.com"
_IN_PATHS = "/!$&'()*+,;=:@~|[]"
"""What URLs have in their paths as it is."""
_PORT = re.compile(r":\d+$", re.ASCII)
_V1_DIGESTS = {"HmacSHA1": "sha1", "HmacSHA256": "sha256"}


class SignatureMismatch(ApiError):
    """The signature is not the one the secret key gives; `trace` says what the server signed."""

    def __init__(self, trace: SignatureTrace, detail: str = "") -> None:
        message = "The provided credentials could not be validated. Please check your signature is correct."
        super().__init__("AuthFailure.SignatureFailure", f"{message} {detail}".rstrip())
        self.trace = trace


class Tc3Credential(Struct, frozen=True):
    """The claim of a TC3-HMAC-SHA256 request: who signed what when. `timestamp` is in seconds since the epoch."""

    secret_id: str
    date: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str
    timestamp: int


class V1Credential(Struct, frozen=True):
    """The claim of a v1 request. `timestamp` is in seconds since the epoch; `method` names the HMAC."""

    secret_id: str
    timestamp: int
    nonce: str
    method: str
    signature: str


def parse_tc3(headers: Mapping[str, str]) -> Tc3Credential:
    """Return the claim that the headers of a TC3 request make; nothing is verified but its form.

    Header names must be lower case. Raises ApiError: AuthFailure.InvalidAuthorization for a missing, unsigned or
    malformed Authorization header, MissingParameter or InvalidParameter for the timestamp (our choice of codes),
    AuthFailure.SignatureFailure when the scope's date is not the timestamp's UTC date.
    """
    parts = _authorization_parts(headers.get("authorization", ""))
    scope = parts["Credential"].split("/")
    if len(scope) != 4 or not scope[0] or scope[3] != "tc3_request" or not _SERVICE.fullmatch(scope[2]):
        raise _invalid_authorization("Credential must be SecretId/date/service/tc3_request.")
    secret_id, date, service, _ = scope
    signed_headers = _signed_headers(parts["SignedHeaders"])
    timestamp = _timestamp(headers.get("x-tc-timestamp", ""), "X-TC-Timestamp")
    if date != _utc_date(timestamp // 86_400):
        raise ApiError(
            "AuthFailure.SignatureFailure", "The date of the credential scope is not the UTC date of X-TC-Timestamp."
        )
    return Tc3Credential(secret_id, date, service, signed_headers, parts["Signature"], timestamp)


def check_tc3(credential: Tc3Credential, request: SignedRequest, secret_key: str, now_ms: int) -> None:
    """Verify that `credential` signs `request` with `secret_key`; returns when it does.

    The query of a POST is not covered (product page) and must not be read as parameters. What SDKs sign in different
    ways is tried in each of them, see `_tc3_traces`. Raises ApiError AuthFailure.SignatureExpire outside the time
    window and SignatureMismatch otherwise.
    """
    _require_fresh(credential.timestamp, now_ms)
    key = _tc3_signing_key(secret_key, credential.date, credential.service)
    for trace in _tc3_traces(credential, request):
        if _tc3_signs(credential, key, trace):
            return
    absent = [name for name in credential.signed_headers if name not in request.headers]
    usual = next(_tc3_traces(credential, request))
    raise SignatureMismatch(usual, f"Signed but not sent: {', '.join(absent)}." if absent else "")


def parse_v1(parameters: Mapping[str, str]) -> V1Credential:
    """Return the claim that the decoded parameters of a v1 request make; nothing is verified but its form.

    Without SignatureMethod the method is HmacSHA1 (product page). Raises ApiError: MissingParameter without SecretId,
    Timestamp, Nonce or Signature, InvalidParameter for a timestamp that is no number, InvalidParameterValue for an
    unknown SignatureMethod.
    """
    for name in ("SecretId", "Timestamp", "Nonce", "Signature"):
        if not parameters.get(name):
            raise _missing(name)
    method = parameters.get("SignatureMethod") or "HmacSHA1"
    if method not in _V1_DIGESTS:
        raise ApiError("InvalidParameterValue", "The value of `SignatureMethod` must be HmacSHA1 or HmacSHA256.")
    timestamp = _timestamp(parameters["Timestamp"], "Timestamp")
    return V1Credential(parameters["SecretId"], timestamp, parameters["Nonce"], method, parameters["Signature"])


def check_v1(
    credential: V1Credential, request: SignedRequest, parameters: Mapping[str, str], secret_key: str, now_ms: int
) -> None:
    """Verify that `credential` signs the decoded `parameters` of `request` with `secret_key`; returns when it does.

    `parameters` are those of the query (GET) or the form (POST). Besides the documented string the habits of two SDKs
    are tried: keys with ``_`` written as ``.`` (Python), parameters with empty values left out (Go). Raises ApiError
    AuthFailure.SignatureExpire outside the time window and SignatureMismatch otherwise.
    """
    _require_fresh(credential.timestamp, now_ms)
    key = secret_key.encode()
    claimed = credential.signature.encode("utf-8", "replace")
    host = request.headers.get("host", "")
    # The Python SDK puts the path that an endpoint has into its Host.
    path = "/" if "/" in host.rpartition("//")[2] else request.path
    strings = [f"{request.method}{host}{path}?{text}" for text in _v1_parameter_strings(parameters)]
    for string_to_sign in strings:
        digest = hmac.digest(key, string_to_sign.encode("utf-8", "replace"), _V1_DIGESTS[credential.method])
        if hmac.compare_digest(base64.b64encode(digest), claimed):
            return
    raise SignatureMismatch(SignatureTrace("", strings[0]))


def _authorization_parts(header: str) -> dict[str, str]:
    """Split an Authorization header into its three named parts, whatever their order and spacing."""
    header = header.strip()
    if header == "SKIP":
        raise _invalid_authorization("Calls without a signature are not accepted.")
    algorithm, _, rest = header.partition(" ")
    if algorithm != TC3_ALGORITHM:
        raise _invalid_authorization(f"It must begin with {TC3_ALGORITHM}.")
    parts: dict[str, str] = {}
    for piece in rest.split(",", 4):
        name, _, value = piece.strip().partition("=")
        if name in parts or name not in {"Credential", "SignedHeaders", "Signature"} or not value:
            raise _invalid_authorization("It must name Credential, SignedHeaders and Signature once each.")
        parts[name] = value
    if len(parts) != 3:
        raise _invalid_authorization("It must name Credential, SignedHeaders and Signature once each.")
    return parts


@functools.lru_cache(maxsize=64)
def _signed_headers(text: str) -> tuple[str, ...]:
    names = tuple(text.lower().split(";", _MOST_SIGNED_HEADERS))
    if not all(_HEADER_NAME.fullmatch(name) for name in names) or len(set(names)) != len(names):
        raise _invalid_authorization("SignedHeaders must list header names, separated by semicolons, once each.")
    if "content-type" not in names or "host" not in names:
        raise _invalid_authorization("SignedHeaders must contain content-type and host.")
    return names


def _tc3_traces(credential: Tc3Credential, request: SignedRequest) -> Iterator[SignatureTrace]:
    """Yield what the request's signer may have signed, the most usual first.

    Header values are signed as they came (most SDKs) or in lower case (product page). The path is ``/`` whatever the
    endpoint says, but the JavaScript SDK signs the path as it is, and the host without its port. Behind a gateway of
    its user's own, the Python SDK signs the product's own host.
    """
    digest = _payload_digest(request)
    headers = {name: request.headers.get(name, "").strip() for name in credential.signed_headers}
    host = headers.get("host", "")
    if request.headers.get("x-tc-requestclient", "").startswith(_JAVASCRIPT):
        path = quote(request.path, safe=_IN_PATHS)
        yield _tc3_trace(credential, request, path, {**headers, "host": _PORT.sub("", host)}, digest)
    yield _tc3_trace(credential, request, "/", headers, digest)
    lowered = {name: value.lower() for name, value in headers.items()}
    if lowered != headers:
        yield _tc3_trace(credential, request, "/", lowered, digest)
    yield _tc3_trace(credential, request, "/", {**headers, "host": f"{credential.service}{_DOMAIN}"}, digest)


def _payload_digest(request: SignedRequest) -> str:
    unsigned = request.headers.get("x-tc-content-sha256") == _UNSIGNED_PAYLOAD
    return hashlib.sha256(_UNSIGNED_PAYLOAD.encode() if unsigned else request.body).hexdigest()


def _tc3_trace(
    credential: Tc3Credential, request: SignedRequest, path: str, headers: Mapping[str, str], payload_digest: str
) -> SignatureTrace:
    query = "" if request.method == "POST" else request.query.decode("latin-1")
    lines = "".join([f"{name}:{value}\n" for name, value in headers.items()])
    canonical = f"{request.method}\n{path}\n{query}\n{lines}\n{';'.join(headers)}\n{payload_digest}"
    digest = hashlib.sha256(canonical.encode("latin-1")).hexdigest()
    # The header's own text and not the parsed number, so that leading zeros sign as they were sent.
    timestamp = request.headers.get("x-tc-timestamp", "").strip()
    scope = f"{credential.date}/{credential.service}/tc3_request"
    return SignatureTrace(canonical, f"{TC3_ALGORITHM}\n{timestamp}\n{scope}\n{digest}")


def _tc3_signs(credential: Tc3Credential, key: bytes, trace: SignatureTrace) -> bool:
    expected = hmac.digest(key, trace.string_to_sign.encode("latin-1"), "sha256").hex()
    return hmac.compare_digest(expected.encode(), credential.signature.encode("latin-1", "replace"))


@functools.lru_cache(maxsize=1024)
def _tc3_signing_key(secret_key: str, date: str, service: str) -> bytes:
    key = hmac.digest(f"TC3{secret_key}".encode(), date.encode(), "sha256")
    key = hmac.digest(key, service.encode(), "sha256")
    return hmac.digest(key, b"tc3_request", "sha256")


def _v1_parameter_strings(parameters: Mapping[str, str]) -> Iterator[str]:
    """Yield the parameters as one sorted string, documented form first, without forms that would come out the same."""
    pairs = sorted((key, value) for key, value in parameters.items() if key != "Signature")
    yield _joined(pairs)
    filled = [pair for pair in pairs if pair[1]]
    if len(filled) != len(pairs):
        yield _joined(filled)
    if any("_" in key for key, _ in pairs):
        yield _joined(sorted((key.replace("_", "."), value) for key, value in pairs))


def _joined(pairs: list[tuple[str, str]]) -> str:
    return "&".join([f"{key}={value}" for key, value in pairs])


def _timestamp(text: str, name: str) -> int:
    text = text.strip()
    if not text:
        raise _missing(name)
    if not (text.isascii() and text.isdigit()):
        raise ApiError("InvalidParameter", f"The value type of parameter `{name}` is not valid.")
    if len(text) > _MOST_TIMESTAMP_DIGITS:
        raise _expired(f"`{name}` is in seconds.")
    return int(text)


@functools.lru_cache(maxsize=8)
def _utc_date(day: int) -> str:
    return datetime.fromtimestamp(day * 86_400, UTC).strftime("%Y-%m-%d")


def _require_fresh(timestamp: int, now_ms: int) -> None:
    if abs(now_ms - timestamp * 1000) > WINDOW_MS:
        raise _expired("The timestamp and the server's time may differ by five minutes.")


def _expired(detail: str) -> ApiError:
    return ApiError("AuthFailure.SignatureExpire", f"The signature has expired. {detail}")


def _invalid_authorization(detail: str) -> ApiError:
    return ApiError("AuthFailure.InvalidAuthorization", f"The Authorization header is not valid. {detail}")


def _missing(name: str) -> ApiError:
    return ApiError("MissingParameter", f"The request is missing a required parameter `{name}`.")
