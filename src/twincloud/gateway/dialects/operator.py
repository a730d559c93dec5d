"""The operator's dialect: ``POST /v1/<Action>``, JSON both ways, a bearer token, and HTTP statuses."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from twincloud.contract.openapi import DOCUMENT_ACTION, DOCUMENT_PATH
from twincloud.contract.operation import Product
from twincloud.contract.shapes.operator import GetOpenapiResponse
from twincloud.gateway.dialects.dialect import Origin, Parsed, PrincipalOf
from twincloud.gateway.http.message import Answer, Head, Request
from twincloud.identity.accounts import AccessKey, Account, Principal
from twincloud.identity.policy import Decision
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import request_id

OPERATOR_ACCOUNT = "operator"
"""The account as which the operator calls; no customer's id looks like it."""

_BODY_BYTES = 1024 * 1024
_PREFIX = "/v1/"
_JSON = "application/json"
_UNAUTHORIZED = 401
_OPERATOR = Principal(
    AccessKey(OPERATOR_ACCOUNT, "", OPERATOR_ACCOUNT, 0), Account(OPERATOR_ACCOUNT, OPERATOR_ACCOUNT, 0), None
)


class OperatorDialect:
    """Speaks for one product, the operator's. It may do everything, so the token, or the way in, is all that counts."""

    name = "operator"
    patience_s: float | None = None

    def __init__(self, product: Product, *, token: str | None) -> None:
        """`token` is what callers have to show; None trusts whoever comes, for a socket that only its owner opens."""
        if token == "":
            raise ValueError("an empty token would let everyone in")
        self._product = product
        self._token = token

    def claims(self, head: Head, body: bytes) -> bool:
        """Claim everything: the door has no other dialect."""
        return True

    def new_request_id(self) -> str:
        """Return a UUID."""
        return request_id()

    def body_limit(self, head: Head) -> int:
        """Return 1 MiB (our choice)."""
        return _BODY_BYTES

    def too_large(self, limit: int) -> ApiError:
        """Return RequestTooLarge."""
        return ApiError("RequestTooLarge", f"The request exceeds the limit of {limit} bytes.", status=413)

    def parse(self, request: Request) -> Parsed:
        """Read the action from the path and its request from the body, an empty one being ``{}``.

        Raises ApiError NotFound, MethodNotAllowed and InvalidParameter.
        """
        head = request.head
        if head.path == DOCUMENT_PATH:
            _require_method(head, "GET")
            return self._parsed(DOCUMENT_ACTION, {})
        action = head.path.removeprefix(_PREFIX)
        if action in (head.path, DOCUMENT_ACTION) or action not in self._product.operations:
            raise ApiError(
                "NotFound", f"There is nothing at {head.path[:128]}; see {DOCUMENT_PATH} for what there is.", status=404
            )
        _require_method(head, "POST")
        return self._parsed(action, _payload(request.body))

    async def authenticate(self, request: Request, parsed: Parsed, principal_of: PrincipalOf, now_ms: int) -> Principal:
        """Compare the bearer token, in a time that says nothing of it; raises ApiError Unauthorized."""
        if self._token is not None:
            scheme, _, shown = request.head.headers.get("authorization", "").partition(" ")
            right = hmac.compare_digest(shown.strip().encode("latin-1", "replace"), self._token.encode())
            if scheme.lower() != "bearer" or not right:
                raise ApiError(
                    "Unauthorized",
                    "Give the token that operator.token in the data directory holds: Authorization: Bearer TOKEN.",
                    status=_UNAUTHORIZED,
                )
        return _OPERATOR

    def throttled(self, parsed: Parsed, per_second: int) -> ApiError:
        """Return TooManyRequests."""
        return ApiError("TooManyRequests", f"{parsed.action} is limited to {per_second} calls a second.", status=429)

    def resources(self, parsed: Parsed, account: str) -> Sequence[str]:
        """Return ``*``: the operator has no policies."""
        return ("*",)

    def denied(self, parsed: Parsed, resource: str, decision: Decision) -> ApiError:
        """Return Forbidden."""
        return ApiError("Forbidden", f"{parsed.action} is not allowed: {decision.reason}.", status=403)

    def check_account(self, parsed: Parsed, account: Account) -> None:
        """Accept every call: the operator is no customer."""

    def check_region(self, parsed: Parsed) -> None:
        """Accept every call: the operator's door is of no region."""

    def worded(self, error: ApiError, parsed: Parsed | None) -> ApiError:
        """Return the refusal as it is: the words that everybody raises are this dialect's."""
        return error

    def answer(self, response: Any, origin: Origin) -> Answer:
        """Write a response as it is; the call's id goes beside it."""
        if isinstance(response, GetOpenapiResponse):
            return Answer(200, _JSON, (response.document or "").encode(), _headers(origin.request_id))
        return Answer(200, _JSON, msgspec.json.encode(response), _headers(origin.request_id))

    def refuse(self, error: ApiError, origin: Origin) -> Answer:
        """Write a refusal with its HTTP status."""
        body = {"error": {"code": error.code, "message": error.message}, "request_id": origin.request_id}
        headers = _headers(origin.request_id)
        if error.status == _UNAUTHORIZED:
            headers = (*headers, ("www-authenticate", "Bearer"))
        return Answer(error.status or 400, _JSON, msgspec.json.encode(body), headers)

    def _parsed(self, action: str, payload: Mapping[str, Any]) -> Parsed:
        return Parsed(self._product, action, payload, region="", key_id=OPERATOR_ACCOUNT)


def _require_method(head: Head, method: str) -> None:
    if head.method != method:
        raise ApiError("MethodNotAllowed", f"Use {method} for {head.path}, not {head.method}.", status=405)


def _payload(body: bytes) -> Mapping[str, Any]:
    try:
        payload = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ApiError("InvalidParameter", f"The body is not valid JSON: {error}.") from None
    if not isinstance(payload, dict):
        raise ApiError("InvalidParameter", "The body must be a JSON object.")
    return payload


def _headers(request_id: str) -> tuple[tuple[str, str], ...]:
    return (("x-request-id", request_id),)
