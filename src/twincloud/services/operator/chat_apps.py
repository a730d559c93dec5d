"""Chat apps: their keys, their admins and where their webhooks go."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.execution.callouts import CallOuts, TargetRefusedError
from twincloud.identity.chat_apps import WEBHOOK_EVENTS, ChatApp, chat_apps, new_sdkappid, put_chat_app
from twincloud.kernel.settings import CHAT_ADMIN, is_sdkappid
from twincloud.services.operator.accounts import owner
from twincloud.services.operator.errors import already_exists, invalid, not_found
from twincloud.services.operator.listing import one_page
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction


@OPERATOR.read("ListChatApps")
def list_chat_apps(call: Call, request: shapes.ListChatAppsRequest, tx: Transaction) -> shapes.ListChatAppsResponse:
    """List the apps of every account, or of one, without their keys."""
    found = tx.find(chat_apps, account=request.account) if request.account else tx.find(chat_apps)
    shown = [_view(app) for app in one_page(found, request.offset, request.limit)]
    return shapes.ListChatAppsResponse(apps=shown, total=len(found))


def _this_app(call: Call, request: Any) -> Sequence[str]:
    return [f"chat-app:{request.sdkappid}"]


@OPERATOR.write("CreateChatApp", locks=_this_app)
def create_chat_app(call: Call, request: shapes.CreateChatAppRequest, tx: Transaction) -> shapes.CreatedChatApp:
    """Create an app, a world of its own; what is not given is random, and the one admin is `administrator`.

    Raises ApiError NotFound (account), AlreadyExists (the SDKAppID) and InvalidParameterValue.
    """
    sdkappid = request.sdkappid or new_sdkappid()
    if not is_sdkappid(sdkappid):
        raise invalid("`sdkappid` must be a number below 2^32.")
    if tx.get(chat_apps, sdkappid) is not None:
        raise already_exists(f"There is an app {sdkappid} already.")
    app = ChatApp(
        id=sdkappid,
        secret=request.secret or secrets.token_hex(32),
        account=owner(tx, request.account).id,
        name=request.name or sdkappid,
        created_ms=call.now_ms,
        admins=tuple(request.admins or (CHAT_ADMIN,)),
    )
    put_chat_app(tx, app)
    return shapes.CreatedChatApp(
        sdkappid=app.id,
        secret=app.secret,
        account=app.account,
        name=app.name,
        admins=list(app.admins),
        created_ms=app.created_ms,
    )


@OPERATOR.write("UpdateChatApp", locks=_this_app)
def update_chat_app(call: Call, request: shapes.UpdateChatAppRequest, tx: Transaction) -> shapes.ChatApp:
    """Change what the request gives; an empty `webhook_url` ends the webhooks, an empty `webhook_token` signing them.

    Raises ApiError NotFound and InvalidParameterValue.
    """
    before = tx.get(chat_apps, request.sdkappid)
    if before is None:
        raise not_found("Chat app", request.sdkappid)
    given = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in msgspec.structs.asdict(request).items()
        if value is not None and name != "sdkappid"
    }
    after = replace(before, **given)
    if after.webhook_url:
        try:
            call.port(CallOuts).check(after.webhook_url)
        except TargetRefusedError as error:
            raise invalid(f"`webhook_url` cannot be called: {error}.") from None
    for event in after.webhook_events:
        if event not in WEBHOOK_EVENTS:
            raise invalid(f"`webhook_events` knows {', '.join(WEBHOOK_EVENTS)}, and not {event}.")
    put_chat_app(tx, after)
    return _view(after)


def _view(app: ChatApp) -> shapes.ChatApp:
    return shapes.ChatApp(
        sdkappid=app.id,
        account=app.account,
        name=app.name,
        admins=list(app.admins),
        created_ms=app.created_ms,
        webhook_url=app.webhook_url,
        webhook_events=list(app.webhook_events),
        webhook_signed=bool(app.webhook_token),
        webhook_strict=app.webhook_strict,
        webhook_attempts=app.webhook_attempts,
    )
