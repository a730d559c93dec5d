"""Tencent Chat's dialect: ``POST /v4/<service>/<command>``, a UserSig in the query, JSON both ways, always HTTP 200."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct

from twincloud.contract.model import SCALARS, Field
from twincloud.contract.operation import Product
from twincloud.gateway.dialects.dialect import Origin, Parsed, PrincipalOf
from twincloud.gateway.dialects.tencent_chat_codes import NO_HTTP, family_of, numbered
from twincloud.gateway.dialects.tencent_chat_lockout import Lockout
from twincloud.gateway.http.message import Answer, Head, Request
from twincloud.identity.accounts import AccessKey, Account, Principal
from twincloud.identity.chat_apps import ChatApp
from twincloud.identity.directory import Directory
from twincloud.identity.policy import Decision
from twincloud.identity.usersig import MISMATCH, UserSigError, check_usersig
from twincloud.kernel.errors import ApiError
from twincloud.kernel.ids import request_id

PREFIX = "/v4/"
_BODY_BYTES = 10 * 1024 * 1024
_JSON = "application/json"
_MOST_QUOTED = 128
_LOCKED = "70050"
_NO_APP = "70020"
_NO_COMMAND = "60009"
_NO_SDKAPPID = "60012"
_BAD_URL = "60025"
_ACCOUNT_NO_TEXT = "60015"
_ACCOUNTS = frozenset({"UserID", "Identifier", "Accounts"})
"""Members that hold users' names and do not end with ``_Account``, as the others do."""


class _Proof(Struct, frozen=True):
    """The query of a call, and what is wrong with its body, which is only told to who proves to be an admin."""

    query: Mapping[str, str]
    body_error: ApiError | None


class TencentChatDialect:
    """Speaks for one product; what it is asked about belongs to the app that the query names."""

    name = "tencent-chat"
    patience_s: float | None = 3.0
    """How long the product's own gateway waits for an answer (product page)."""

    def __init__(self, product: Product, directory: Directory, lockout: Lockout) -> None:
        """`directory` knows the apps; `lockout` who has failed too often."""
        self._product = product
        self._directory = directory
        self._lockout = lockout
        self._aliases = {older: name for name, action in product.contract.actions.items() for older in action.aliases}

    def claims(self, head: Head, body: bytes) -> bool:
        """Claim what is below ``/v4/``, and what has a UserSig where a wrong root was given."""
        return head.path.startswith(PREFIX) or ("usersig=" in head.query and "sdkappid=" in head.query)

    def new_request_id(self) -> str:
        """Return a UUID."""
        return request_id()

    def body_limit(self, head: Head) -> int:
        """Return 10 MiB (our choice: only bodies of messages have a documented bound)."""
        return _BODY_BYTES

    def too_large(self, limit: int) -> ApiError:
        """Return 60003."""
        return ApiError("60003", f"The request exceeds the limit of {limit} bytes.")

    def parse(self, request: Request) -> Parsed:
        """Read the command from the path and the app from the query; a bad body is told later, to admins alone.

        Raises ApiError: 60002 for what is no call, 60009 or the family's own code for a command that is not there,
        60012 without an app, 60025 for one that is no number.
        """
        head = request.head
        if head.method != "POST":
            raise ApiError(NO_HTTP, f"The method {head.method} is not supported; use POST.")
        if not head.path.startswith(PREFIX):
            shown = head.path[:_MOST_QUOTED]
            raise ApiError(_NO_COMMAND, f"There is no command {shown}; all are below {PREFIX[1:]}, check the URL.")
        asked = head.path.removeprefix(PREFIX)
        action = self._aliases.get(asked, asked)
        if action not in self._product.operations:
            known = action in self._product.contract.actions
            what = "is not provided by twincloud yet" if known else "does not exist"
            code = family_of(action).no_command
            raise ApiError(code, f"The command {PREFIX[1:]}{asked[:_MOST_QUOTED]} {what}, check the URL.")
        query = dict(parse_qsl(head.query, keep_blank_values=True))
        sdkappid = query.get("sdkappid", "")
        if not sdkappid:
            raise ApiError(_NO_SDKAPPID, "The URL has no sdkappid.")
        if not (sdkappid.isascii() and sdkappid.isdecimal()):
            raise ApiError(_BAD_URL, "The sdkappid of the URL is not a number.")
        payload, error = _payload(request.body, action)
        return Parsed(
            product=self._product,
            action=action,
            payload=payload,
            region="",
            key_id=query.get("identifier", ""),
            client=head.headers.get("user-agent", ""),
            proof=_Proof(query, error),
        )

    async def authenticate(self, request: Request, parsed: Parsed, principal_of: PrincipalOf, now_ms: int) -> Principal:
        """Check the app, the UserSig and that it is an admin's, then the body.

        The order is our choice. Raises ApiError: 70020, 60025, 70050, the codes of `check_usersig`, the family's code
        for who is no admin, its code for a body that is no JSON, and 60015 for a user's name that is no text.
        """
        proof: _Proof = parsed.proof
        query = proof.query
        app = await self._directory.chat_app(query["sdkappid"])
        if app is None:
            raise ApiError(
                _NO_APP,
                "The SDKAppID does not exist.",
                hint="`twincloud chat-apps list` shows this server's apps, `twincloud chat-apps create` makes one.",
            )
        for name in ("identifier", "usersig"):
            if not query.get(name):
                raise ApiError(_BAD_URL, f"The URL has no {name}.")
        if query.get("contenttype") != "json":
            raise ApiError(_BAD_URL, "The contenttype of the URL must be json.")
        self._check_usersig(app, query, request.head.source_ip, now_ms)
        if query["identifier"] not in app.admins:
            raise ApiError(
                family_of(parsed.action).not_admin,
                "The request requires app admin permissions.",
                hint=f"The UserSig is valid, but `{query['identifier']}` is no admin of app {app.id}; admins are: "
                f"{', '.join(app.admins)}.",
            )
        if proof.body_error is not None:
            raise proof.body_error
        self._require_account_texts(parsed)
        return Principal(
            AccessKey(query["identifier"], "", app.id, app.created_ms), Account(app.id, app.name, app.created_ms), None
        )

    def throttled(self, parsed: Parsed, per_second: int) -> ApiError:
        """Return 60007, or the family's own code."""
        return ApiError(
            family_of(parsed.action).throttled,
            f"The REST API call frequency exceeds the limit of {per_second} calls per second of {parsed.action}.",
            hint="These are the documented rates; a server started with `--limits off` knows none.",
        )

    def resources(self, parsed: Parsed, account: str) -> Sequence[str]:
        """Return ``*``: an app's admins may do everything in it."""
        return ("*",)

    def denied(self, parsed: Parsed, resource: str, decision: Decision) -> ApiError:
        """Return the family's code for who is no admin."""
        return ApiError(family_of(parsed.action).not_admin, f"The request is not allowed: {decision.reason}.")

    def check_account(self, parsed: Parsed, account: Account) -> None:
        """Accept every call: apps know nothing of what may be wrong with their account (our choice)."""

    def check_region(self, parsed: Parsed) -> None:
        """Accept every call: one server has the apps of every data centre."""

    def worded(self, error: ApiError, parsed: Parsed | None) -> ApiError:
        """Return the refusal under the number that the command's family has for it."""
        return numbered(error, parsed.action if parsed is not None else "")

    def answer(self, response: Any, origin: Origin) -> Answer:
        """Write a response and the envelope beside its members; some commands have their own ErrorInfo."""
        body: dict[str, Any] = msgspec.to_builtins(response)
        info = body.pop("ErrorInfo", "")
        body |= {"ActionStatus": "OK", "ErrorCode": 0, "ErrorInfo": info}
        if hasattr(response, "error_display"):
            body["ErrorDisplay"] = ""
        return Answer(200, _JSON, msgspec.json.encode(body), _headers(origin.request_id))

    def refuse(self, error: ApiError, origin: Origin) -> Answer:
        """Write a refusal."""
        body: dict[str, Any] = {"ActionStatus": "FAIL", "ErrorCode": int(error.code), "ErrorInfo": error.message}
        if getattr(error, "display", False):
            body["ErrorDisplay"] = ""
        return Answer(200, _JSON, msgspec.json.encode(body), _headers(origin.request_id))

    def _check_usersig(self, app: ChatApp, query: Mapping[str, str], source_ip: str, now_ms: int) -> None:
        """Raise what `check_usersig` raises, and 70050 for a minute after too many wrong signatures."""
        identifier = query["identifier"]
        # Cut, because whoever has no key may say anything as often as it likes.
        who = (app.id, identifier[:_MOST_QUOTED], source_ip)
        if self._lockout.holds(who):
            raise ApiError(
                _LOCKED,
                "The UserSig failed to verify too often; try again in 1 minute.",
                hint="Whoever fails again and again is locked out for a minute; with `--limits off` nobody is.",
            )
        try:
            check_usersig(query["usersig"], sdkappid=app.id, identifier=identifier, secret=app.secret, now_ms=now_ms)
        except UserSigError as error:
            if error.code == MISMATCH:
                self._lockout.failed(who)
            raise

    def _require_account_texts(self, parsed: Parsed) -> None:
        """Raise 60015 for a member that is a user's name, or a list of them, and holds something that is no text."""
        types = self._product.contract.types

        def look(type_name: str, value: Any) -> None:
            if not isinstance(value, Mapping):
                return
            for wire, spec in types[type_name].items():
                given = [value[name] for name in (wire, *spec.aliases) if value.get(name) is not None]
                items = [item for each in given for item in (each if spec.list and isinstance(each, list) else [each])]
                if spec.type not in SCALARS:
                    for item in items:
                        look(spec.type, item)
                elif _holds_accounts(wire, spec) and any(not isinstance(item, str | list) for item in items):
                    raise ApiError(_ACCOUNT_NO_TEXT, f"The account in {wire} is not a string.", member=wire)

        look(self._product.contract.actions[parsed.action].request, parsed.payload)


def _holds_accounts(wire: str, spec: Field) -> bool:
    return spec.type == "string" and (wire.endswith("_Account") or wire in _ACCOUNTS)


def _payload(body: bytes, action: str) -> tuple[Mapping[str, Any], ApiError | None]:
    """Return the body's object, or none and the refusal; an empty body is no JSON (product page)."""
    code = family_of(action).no_json
    try:
        payload = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return {}, ApiError(code, f"The request body is not valid JSON: {error}.")
    if not isinstance(payload, dict):
        return {}, ApiError(code, "The request body must be a JSON object.")
    return payload, None


def _headers(call_id: str) -> tuple[tuple[str, str], ...]:
    """Return what goes with every answer; the call's id is for the operator's `explain` (our addition)."""
    return (("access-control-allow-origin", "*"), ("x-request-id", call_id))
