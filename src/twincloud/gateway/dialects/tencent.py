"""Tencent Cloud's API 3.0 dialect: TC3 or v1 signatures, JSON answers in one envelope, HTTP 200 whatever happened."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from twincloud.contract.operation import Product
from twincloud.gateway.dialects.dialect import KEYS_HINT, Origin, Parsed, PrincipalOf
from twincloud.gateway.dialects.form import FORM, decode_pairs, media_type
from twincloud.gateway.dialects.signed import signed_request
from twincloud.gateway.dialects.tencent_parameters import undot
from twincloud.gateway.dialects.tencent_signature import (
    Tc3Credential,
    V1Credential,
    check_tc3,
    check_v1,
    parse_tc3,
    parse_v1,
)
from twincloud.gateway.http.message import Answer, Head, Request
from twincloud.identity.accounts import Account, Principal
from twincloud.identity.policy import Decision
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import request_id

_GET_BYTES = 32 * 1024
_V1_BYTES = 1024 * 1024
_TC3_BYTES = 10 * 1024 * 1024
_MOST_QUOTED = 128
_NO_AGREEMENT = "FailedOperation.UserNotConfirmProtocol"
_NO_ENTERPRISE = "AuthFailure.NotEnterpriseAuthorization"
_JSON = "application/json"
_TRACE = "x-tc-traceid"
_COMMON = frozenset(
    {
        "Action", "Version", "Region", "Timestamp", "Nonce", "SecretId", "Signature", "SignatureMethod", "Token",
        "Language", "RequestClient",
    }
)  # fmt: skip
"""Members of a v1 call that belong to every action (product page: common parameters)."""


class _V1Proof(Struct, frozen=True):
    """A v1 claim and the parameters that it signs."""

    credential: V1Credential
    parameters: Mapping[str, str]


class TencentDialect:
    """Finds the product by the credential scope's service, then the host's first label, then version and action."""

    name = "tencent"
    patience_s: float | None = None

    def __init__(self, products: Sequence[Product]) -> None:
        self._products = {product.name: product for product in products}

    def claims(self, head: Head, body: bytes) -> bool:
        """Claim what carries Tencent's headers or, in a query, its SecretId."""
        headers = head.headers
        return (
            "x-tc-action" in headers or headers.get("authorization", "").startswith("TC3") or "SecretId=" in head.query
        )

    def new_request_id(self) -> str:
        """Return a UUID."""
        return request_id()

    def body_limit(self, head: Head) -> int:
        """Return the documented bounds: 10 MiB for TC3 and 1 MiB for v1; a GET's bound is its query's."""
        return _TC3_BYTES if "authorization" in head.headers else _V1_BYTES

    def too_large(self, limit: int) -> ApiError:
        """Return RequestSizeLimitExceeded."""
        return ApiError("RequestSizeLimitExceeded", f"The request exceeds the limit of {limit} bytes.")

    def parse(self, request: Request) -> Parsed:
        """Read headers and body of TC3 calls, or the parameters of v1 calls.

        Raises ApiError: InvalidRequest and UnsupportedProtocol for what is no call at all, InvalidAuthorization,
        NoSuchProduct, NoSuchVersion, InvalidAction, UnsupportedOperation for an action that is not there yet.
        """
        head = request.head
        if head.method not in ("GET", "POST"):
            raise ApiError("UnsupportedProtocol", f"The method {head.method} is not supported; use POST or GET.")
        if head.method == "GET" and len(head.query) > _GET_BYTES:
            raise self.too_large(_GET_BYTES)
        if "authorization" in head.headers or "x-tc-action" in head.headers:
            return self._parse_tc3(request)
        return self._parse_v1(request)

    async def authenticate(self, request: Request, parsed: Parsed, principal_of: PrincipalOf, now_ms: int) -> Principal:
        """Check the signature with the key's secret; raises the AuthFailure codes."""
        principal = await principal_of(parsed.key_id)
        if principal is None or not principal.key.active:
            raise _unknown_key(parsed.key_id)
        signed = signed_request(request)
        secret = principal.key.secret
        if isinstance(parsed.proof, Tc3Credential):
            check_tc3(parsed.proof, signed, secret, now_ms)
        else:
            check_v1(parsed.proof.credential, signed, parsed.proof.parameters, secret, now_ms)
        _refuse_tokens(request, parsed)
        return principal

    def throttled(self, parsed: Parsed, per_second: int) -> ApiError:
        """Return RequestLimitExceeded."""
        return ApiError(
            "RequestLimitExceeded",
            f"Your current request times equals to `{per_second + 1}` in a second, which exceeds the frequency limit "
            f"`{per_second}` for a second of {parsed.action}.",
            hint="These are the documented rates; a server started with `--limits off` knows none.",
        )

    def resources(self, parsed: Parsed, account: str) -> Sequence[str]:
        """Return the six-segment name of each resource that the request names, or ``*``."""
        template = parsed.product.contract.actions[parsed.action].resource
        if template == "*":
            return ("*",)
        prefix = f"qcs::{parsed.product.name}:{parsed.region}:uin/{account}:"
        return [prefix + path for path in _filled(template, parsed.payload)]

    def denied(self, parsed: Parsed, resource: str, decision: Decision) -> ApiError:
        """Return AuthFailure.UnauthorizedOperation, or UnauthorizedOperation where the action documents that."""
        documented = parsed.product.contract.actions[parsed.action].errors
        code = "AuthFailure.UnauthorizedOperation"
        # Where both are documented, the plainer one is for what a statement denies by name (our choice).
        if (code not in documented or decision.explicit) and "UnauthorizedOperation" in documented:
            code = "UnauthorizedOperation"
        sentence = f"You are not authorized to perform operation ({parsed.product.name}:{parsed.action})"
        return ApiError(code, f"{sentence} resource ({resource}): {decision.reason}.", resource=resource)

    def check_account(self, parsed: Parsed, account: Account) -> None:
        """Raise the error for a suspended account; the other two where the action documents them."""
        if account.suspended:
            raise ApiError(
                "ResourceUnavailable.AccountViolation", "The account is suspended; an operator can lift this again."
            )
        documented = parsed.product.contract.actions[parsed.action].errors
        for code, is_fine, message in (
            (_NO_ENTERPRISE, account.enterprise, "The account is not verified as an enterprise."),
            (_NO_AGREEMENT, account.terms_accepted, "The account has not accepted the terms of service."),
        ):
            if not is_fine and code in documented:
                raise ApiError(code, message, hint="An operator can change this: twincloud accounts update.")

    def check_region(self, parsed: Parsed) -> None:
        """Raise MissingParameter without a region where the product needs one, UnsupportedRegion for an unknown one."""
        contract = parsed.product.contract
        if not parsed.region:
            if contract.region_required:
                raise ApiError("MissingParameter", "The request is missing a required parameter `Region`.")
        elif contract.regions and parsed.region not in contract.regions:
            raise ApiError(
                "UnsupportedRegion",
                f"The region `{_short(parsed.region)}` is not supported by this product.",
                hint=f"The regions of {parsed.product.name} are: {', '.join(contract.regions)}.",
            )

    def worded(self, error: ApiError, parsed: Parsed | None) -> ApiError:
        """Return the refusal as it is: the words that everybody raises are this dialect's."""
        return error

    def answer(self, response: Any, origin: Origin) -> Answer:
        """Write the envelope around a response, which carries its RequestId itself."""
        return Answer(200, _JSON, msgspec.json.encode({"Response": response}), _trace(origin))

    def refuse(self, error: ApiError, origin: Origin) -> Answer:
        """Write the envelope around an error."""
        body = {"Response": {"Error": {"Code": error.code, "Message": error.message}, "RequestId": origin.request_id}}
        return Answer(200, _JSON, msgspec.json.encode(body), _trace(origin))

    def _parse_tc3(self, request: Request) -> Parsed:
        head = request.head
        headers = head.headers
        action = headers.get("x-tc-action", "")
        _require(action, "Action")
        # The action and version are looked at first: a caller who mistypes them is told so whatever else is wrong.
        service = _scope_service(headers.get("authorization", ""))
        product = self._product(
            service or _host_label(headers.get("host", "")), headers.get("x-tc-version", ""), action
        )
        credential = parse_tc3(headers)
        return Parsed(
            product=product,
            action=action,
            payload=_payload(request),
            region=headers.get("x-tc-region", ""),
            key_id=credential.secret_id,
            client=headers.get("x-tc-requestclient", ""),
            proof=credential,
        )

    def _parse_v1(self, request: Request) -> Parsed:
        head = request.head
        media = media_type(head)
        if head.method == "POST" and media not in (FORM, ""):
            raise _unsupported_media(media)
        pairs = decode_pairs(head.query.encode("latin-1") if head.method == "GET" else request.body)
        parameters = dict(pairs)
        action = parameters.get("Action", "")
        _require(action, "Action")
        product = self._product(_host_label(head.headers.get("host", "")), parameters.get("Version", ""), action)
        return Parsed(
            product=product,
            action=action,
            payload=undot(pair for pair in pairs if pair[0] not in _COMMON),
            region=parameters.get("Region", ""),
            key_id=parse_v1(parameters).secret_id,
            client=parameters.get("RequestClient", ""),
            proof=_V1Proof(parse_v1(parameters), parameters),
        )

    def _product(self, hint: str, version: str, action: str) -> Product:
        product = self._products.get(hint) or self._by_version(version, action)
        if product is None:
            provided = ", ".join(f"{known.name} {known.contract.version}" for known in self._products.values())
            raise ApiError(
                "NoSuchProduct", f"No product `{_short(hint) or '?'}` is provided here; there are: {provided}."
            )
        contract = product.contract
        _require(version, "Version")
        if version != contract.version:
            raise ApiError("NoSuchVersion", f"The version `{_short(version)}` of {product.name} does not exist.")
        if action not in contract.actions and not contract.partial:
            raise ApiError("InvalidAction", f"The action `{_short(action)}` of {product.name} does not exist.")
        if action not in product.operations:
            raise ApiError("UnsupportedOperation", f"{product.name} {action} is not provided by twincloud yet.")
        return product

    def _by_version(self, version: str, action: str) -> Product | None:
        for product in self._products.values():
            if product.contract.version == version and action in product.contract.actions:
                return product
        return None


def _trace(origin: Origin) -> tuple[tuple[str, str], ...]:
    """Return the header that gives a client its own id of the call back; the JavaScript SDK's exception shows it."""
    trace = origin.head.headers.get(_TRACE)
    return ((_TRACE, trace),) if trace else ()


def _short(given: str) -> str:
    """Return what a message quotes of the client's own words."""
    return given[:_MOST_QUOTED]


def _payload(request: Request) -> Mapping[str, Any]:
    head = request.head
    encoding = head.headers.get("content-encoding", "")
    if encoding.lower() not in ("", "identity"):
        raise ApiError("InvalidRequest", f"not support Content-Encoding=`{_short(encoding)}`")
    if head.method == "GET":
        return undot(decode_pairs(head.query.encode("latin-1")))
    media = media_type(head)
    if media == FORM:
        return undot(decode_pairs(request.body))
    if media != _JSON:
        raise _unsupported_media(media)
    try:
        payload = msgspec.json.decode(request.body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError("InvalidParameter", f"The body is not valid JSON: {error}.") from None
    if not isinstance(payload, dict):
        raise ApiError("InvalidParameter", "The body must be a JSON object.")
    return payload


def _unsupported_media(media: str) -> ApiError:
    return ApiError("InvalidRequest", f"not support Content-Type=`{_short(media)}`")


def _require(value: str, name: str) -> None:
    if not value:
        raise ApiError("MissingParameter", f"The request is missing a required parameter `{name}`.")


@functools.lru_cache(maxsize=1024)
def _scope_of(credential: str) -> str:
    parts = credential.split("/")
    return parts[2] if len(parts) == 4 else ""


def _scope_service(authorization: str) -> str:
    _, found, rest = authorization.partition("Credential=")
    return _scope_of(rest.partition(",")[0].strip()) if found else ""


def _host_label(host: str) -> str:
    return host.rpartition("//")[2].partition(".")[0].lower()


def _unknown_key(key_id: str) -> ApiError:
    if not (key_id.isascii() and key_id.isalnum()):
        return ApiError("AuthFailure.InvalidSecretId", "The SecretId is not valid.")
    return ApiError(
        "AuthFailure.SecretIdNotFound",
        "The SecretId is not found, please ensure that your SecretId is correct.",
        hint=KEYS_HINT,
    )


def _refuse_tokens(request: Request, parsed: Parsed) -> None:
    """Refuse temporary credentials: no key of this server belongs to a token."""
    token = request.head.headers.get("x-tc-token", "")
    if isinstance(parsed.proof, _V1Proof):
        token = parsed.proof.parameters.get("Token", "")
    if token:
        raise ApiError(
            "AuthFailure.TokenFailure",
            "The token does not belong to the SecretId.",
            hint="There are no temporary keys here: call with a key of `twincloud env` and without a token.",
        )


def _filled(template: str, payload: Mapping[str, Any]) -> list[str]:
    """Put the ids that a member of the request holds into a resource template; ``*`` where it holds none.

    ``{Members.Id}`` are those of the things in a list.
    """
    start, found, rest = template.partition("{")
    if not found:
        return [template]
    path, _, end = rest.partition("}")
    values: list[Any] = [payload]
    for member in path.split("."):
        held = [value.get(member) for value in values if isinstance(value, Mapping)]
        values = [item for value in held for item in (value if isinstance(value, list) else [value])]
    ids = dict.fromkeys(value for value in values if isinstance(value, str) and value)
    return [f"{start}{item}{end}" for item in ids or ["*"]]
