"""Alibaba Cloud's RPC dialect: parameters in query or form, signatures V1 and V3, answers in JSON or XML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from twincloud.contract.common_codes import status_of
from twincloud.contract.operation import Product
from twincloud.gateway.dialects.alibaba_answers import JSON, XML, as_json, as_xml
from twincloud.gateway.dialects.alibaba_parameters import payload_of
from twincloud.gateway.dialects.alibaba_signature import (
    V3_ALGORITHM,
    Claim,
    check_v1,
    check_v3,
    parse_v1,
    parse_v3,
    refuse_tokens,
    require_fresh,
)
from twincloud.gateway.dialects.dialect import KEYS_HINT, Origin, Parsed, PrincipalOf
from twincloud.gateway.dialects.form import FORM, decode_pairs, media_type
from twincloud.gateway.dialects.nonces import Nonces
from twincloud.gateway.dialects.signed import signed_request
from twincloud.gateway.http.message import Answer, Head, Request
from twincloud.identity.accounts import Account, Principal
from twincloud.identity.policy import Decision
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import request_id

_BODY_BYTES = 1024 * 1024
_MOST_QUOTED = 128
_DOMAIN = ".aliyuncs.com"
_MARKS = "AccessKeyId=|SignatureNonce="
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_RETRY_MS = "1000"
_SHARED = frozenset({"InvalidRequest", "InvalidParameterValue"})
"""Codes of the edge and of the runner, which Alibaba's products do not have."""

Pairs = Sequence[tuple[str, str]]


class _Proof(Struct, frozen=True):
    """A claim and the parameters that came with it."""

    claim: Claim
    pairs: Pairs
    xml: bool


class AlibabaDialect:
    """Finds the product by the version that a call names, and the action by its name, whatever the host."""

    name = "alibaba"
    patience_s: float | None = None

    def __init__(self, products: Sequence[Product]) -> None:
        """`products` are told apart by their versions; where two share one, by their actions."""
        self._products = products
        self._nonces = Nonces()
        versions = "|".join(f"Version={product.contract.version}(?:&|$)" for product in products)
        self._marks = re.compile(f"(?:^|&)(?:{_MARKS}|{versions})", re.IGNORECASE)

    def claims(self, head: Head, body: bytes) -> bool:
        """Claim what carries Alibaba's headers, parameters or host name, or one of its products' versions."""
        headers = head.headers
        return (
            "x-acs-action" in headers
            or headers.get("authorization", "").startswith(V3_ALGORITHM[:4])
            or _hostname(head).endswith(_DOMAIN)
            or self._marks.search(head.query) is not None
            or self._marks.search(body.decode("latin-1")) is not None
        )

    def new_request_id(self) -> str:
        """Return a UUID in upper case."""
        return request_id().upper()

    def body_limit(self, head: Head) -> int:
        """Return 1 MiB (our choice; no bound is documented)."""
        return _BODY_BYTES

    def too_large(self, limit: int) -> ApiError:
        """Return InvalidParameter with status 413 (our choice)."""
        return ApiError("InvalidParameter", f"The request exceeds the limit of {limit} bytes.", status=413)

    def parse(self, request: Request) -> Parsed:
        """Read the parameters of query and form, and who claims to have signed them.

        Raises ApiError: UnsupportedHTTPMethod, MissingAction, MissingVersion, InvalidVersion, InvalidAction.NotFound,
        UnsupportedOperation for an action that is not there yet, InvalidParameter for what is no form data, and what
        `parse_v1` and `parse_v3` raise.
        """
        head = request.head
        if head.method not in ("GET", "POST"):
            raise ApiError("UnsupportedHTTPMethod", f"The HTTP method {head.method[:16]} is not supported.")
        pairs = _pairs(request)
        named = {name.lower(): value for name, value in pairs}
        action = named.get("action") or head.headers.get("x-acs-action", "")
        version = named.get("version") or head.headers.get("x-acs-version", "")
        product = self._product(version, action)
        v3 = "authorization" in head.headers and "signature" not in named
        claim = parse_v3(head.headers) if v3 else parse_v1(named)
        return Parsed(
            product=product,
            action=action,
            payload=payload_of(product.contract, product.contract.actions[action].request, pairs),
            region=_region(product, named, head),
            key_id=claim.key_id,
            client=head.headers.get("user-agent", ""),
            proof=_Proof(claim, pairs, xml=_wants_xml(pairs)),
        )

    async def authenticate(self, request: Request, parsed: Parsed, principal_of: PrincipalOf, now_ms: int) -> Principal:
        """Check the key, the time, the nonce and the signature, in this order (our choice).

        Raises ApiError: InvalidAccessKeyId.NotFound and .Inactive, InvalidTimeStamp.Expired, SignatureNonceUsed,
        SignatureDoesNotMatch and InvalidSecurityToken.Malformed.
        """
        proof: _Proof = parsed.proof
        claim = proof.claim
        principal = await principal_of(claim.key_id)
        if principal is None:
            raise ApiError("InvalidAccessKeyId.NotFound", "Specified access key is not found.", hint=KEYS_HINT)
        if not principal.key.active:
            raise ApiError("InvalidAccessKeyId.Inactive", "Specified access key is disabled.")
        require_fresh(claim, now_ms)
        if self._nonces.used(claim.key_id, claim.nonce):
            raise ApiError("SignatureNonceUsed", "Specified signature nonce was used already.")
        if claim.signed_headers:
            check_v3(claim, signed_request(request), principal.key.secret)
        else:
            check_v1(claim, request.head.method, proof.pairs, principal.key.secret)
        self._nonces.use(claim.key_id, claim.nonce, now_ms)
        refuse_tokens(claim)
        return principal

    def throttled(self, parsed: Parsed, per_second: int) -> ApiError:
        """Return Throttling.User."""
        return ApiError(
            "Throttling.User",
            "Request was denied due to user flow control.",
            hint=f"{parsed.action} is limited to {per_second} calls a second, as documented; a server started with "
            "`--limits off` knows no limits.",
        )

    def resources(self, parsed: Parsed, account: str) -> Sequence[str]:
        """Return the names of the resources that the request acts on, made from the contract's templates."""
        spec = parsed.product.contract.actions[parsed.action]
        names = _filled(spec.resource, parsed, account)
        for template in spec.more_resources:
            if any(parsed.payload.get(member) for member in _PLACEHOLDER.findall(template)):
                names += _filled(template, parsed, account)
        return names

    def denied(self, parsed: Parsed, resource: str, decision: Decision) -> ApiError:
        """Return Forbidden.RAM, or the product's own code, with what was denied."""
        sentence = "User not authorized to operate on the specified resource"
        denied = f"{parsed.product.contract.access_action(parsed.action)} on {resource}: {decision.reason}"
        code = parsed.product.contract.codes.denied or "Forbidden.RAM"
        return ApiError(code, f"{sentence} ({denied}).", resource=resource)

    def check_account(self, parsed: Parsed, account: Account) -> None:
        """Raise Forbidden for a suspended account."""
        if account.suspended:
            raise ApiError("Forbidden", "The account is suspended; an operator can lift this again.")

    def check_region(self, parsed: Parsed) -> None:
        """Raise InvalidRegionId.NotFound for a region in which the product does not exist."""
        regions = parsed.product.contract.regions
        if regions and parsed.region not in regions:
            raise ApiError(
                "InvalidRegionId.NotFound",
                "The specified RegionId does not exist.",
                hint=f"The regions of {parsed.product.name} are: {', '.join(regions)}.",
            )

    def worded(self, error: ApiError, parsed: Parsed | None) -> ApiError:
        """Return the refusal with the product's code where it has one of those that every dialect's parts raise."""
        if error.code not in _SHARED:
            return error
        code = parsed.product.contract.codes.value if parsed else "InvalidParameter"
        return ApiError(code, error.message, status=400, hint=error.hint)

    def answer(self, response: Any, origin: Origin) -> Answer:
        """Write a response, which carries its RequestId itself."""
        headers = (("x-acs-request-id", origin.request_id),)
        parsed = origin.parsed
        if parsed is None or not parsed.proof.xml:
            return Answer(200, JSON, as_json(response), headers)
        root = parsed.product.contract.actions[parsed.action].xml_root or f"{parsed.action}Response"
        return Answer(200, XML, as_xml(root, response), headers)

    def refuse(self, error: ApiError, origin: Origin) -> Answer:
        """Write an error with its HTTP status, in the format that was asked for as far as that can be told."""
        contract = origin.parsed.product.contract if origin.parsed else None
        members = {
            "RequestId": origin.request_id,
            "HostId": origin.head.headers.get("host", ""),
            "Code": error.code,
            "Message": error.message,
            "Recommend": "",
        }
        headers = [("x-acs-request-id", origin.request_id)]
        if error.code.startswith("Throttling"):
            headers.append(("x-acs-retry-after", _RETRY_MS))
        status = error.status or status_of(contract, error.code)
        if _xml_wanted_by(origin):
            return Answer(status, XML, as_xml("Error", members), tuple(headers))
        return Answer(status, JSON, as_json(members), tuple(headers))

    def _product(self, version: str, action: str) -> Product:
        if not action:
            raise ApiError("MissingAction", "Action is mandatory for this action.")
        if not version:
            raise ApiError("MissingVersion", "Version is mandatory for this action.")
        provided = [product for product in self._products if product.contract.version == version]
        if not provided:
            there_are = ", ".join(f"{product.name} {product.contract.version}" for product in self._products)
            raise ApiError(
                "InvalidVersion",
                "Specified parameter Version is not valid.",
                hint=f"No product of version `{_short(version)}` is provided here; there are: {there_are}.",
            )
        for product in provided:
            if action in product.operations:
                return product
            if action in product.contract.actions:
                raise ApiError("UnsupportedOperation", f"{product.name} {action} is not provided by twincloud yet.")
        raise ApiError(
            "InvalidAction.NotFound",
            "Specified api is not found, please check your url and method.",
            hint=f"{provided[0].name} {version} has no action `{_short(action)}`.",
        )


def _short(given: str) -> str:
    return given[:_MOST_QUOTED]


def _hostname(head: Head) -> str:
    return head.headers.get("host", "").rpartition("//")[2].partition(":")[0].lower()


def _pairs(request: Request) -> Pairs:
    """Return the parameters of the query and after them those of the form."""
    pairs = decode_pairs(request.head.query.encode("latin-1"))
    if request.body and media_type(request.head) in (FORM, ""):
        pairs += decode_pairs(request.body)
    return pairs


def _wants_xml(pairs: Pairs) -> bool:
    return any(name.lower() == "format" and value.lower() == "xml" for name, value in pairs)


def _xml_wanted_by(origin: Origin) -> bool:
    if origin.parsed is not None:
        return bool(origin.parsed.proof.xml)
    try:
        return _wants_xml(_pairs(Request(origin.head, origin.body)))
    except ApiError:
        return False


def _region(product: Product, named: Mapping[str, str], head: Head) -> str:
    """Return the region that the call or its host names, else the product's default."""
    contract = product.contract
    if not contract.regions:
        return contract.default_region
    own = contract.access_name or contract.service
    label = _hostname(head).removeprefix(f"{own}.").partition(".")[0]
    return named.get("regionid") or (label if label in contract.regions else contract.default_region)


def _filled(template: str, parsed: Parsed, account: str) -> list[str]:
    """Put region, account and members of the request into a template; ``*`` for what the request does not name."""
    known = {"region": parsed.region, "account": account}
    names = [template]
    for member in _PLACEHOLDER.findall(template):
        value = known.get(member) or parsed.payload.get(member)
        values = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item]
        names = [name.replace(f"{{{member}}}", item) for name in names for item in values or ["*"]]
    return names
