"""Settings of an application: ModifyLiveMessageAppAudit, ModifyLiveMessageAppCallback, ModifyLiveMessageAppDisable."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.execution.callouts import CallOuts, TargetRefusedError
from twincloud.realtime.presence import disconnect
from twincloud.services.alibaba_live.errors import invalid
from twincloud.services.alibaba_live.lookups import app_lock, find_app
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import CUSTOM_AUDIT, App, apps, sessions
from twincloud.storage.transaction import Transaction

DISABLED_CODE = 4503
"""The final code with which clients of a disabled application are sent away (our choice)."""


def checked_audit_url(call: Call, audit_type: int, url: str | None) -> str:
    """Return the address that audits messages: needed by custom audit, not kept otherwise; raises InputInvalid."""
    if audit_type != CUSTOM_AUDIT:
        return ""
    if not url:
        raise invalid("AuditUrl is required when AuditType is 2.")
    return _checked(call, "AuditUrl", url)


def checked_callback_url(call: Call, url: str | None) -> str:
    """Return the address that hears of events, empty for none; raises InputInvalid."""
    return _checked(call, "EventCallbackUrl", url) if url else ""


@LIVE.write("ModifyLiveMessageAppAudit", locks=app_lock)
def modify_live_message_app_audit(
    call: Call, request: shapes.ModifyLiveMessageAppAuditRequest, tx: Transaction
) -> shapes.ModifyLiveMessageAppAuditResponse:
    """Say who audits messages; without AuditType the kind of audit stays (our choice)."""
    app = find_app(call, tx, request)
    kind = app.audit_type if request.audit_type is None else request.audit_type
    url = checked_audit_url(call, kind, request.audit_url or app.audit_url)
    app = _changed(call, tx, app, replace(app, audit_type=kind, audit_url=url))
    return shapes.ModifyLiveMessageAppAuditResponse(
        app_id=app.id,
        app_sign=app.sign,
        audit_need_authentication=kind == CUSTOM_AUDIT,
        audit_type=kind,
        audit_url=url or None,
        request_id=call.request_id,
    )


@LIVE.write("ModifyLiveMessageAppCallback", locks=app_lock)
def modify_live_message_app_callback(
    call: Call, request: shapes.ModifyLiveMessageAppCallbackRequest, tx: Transaction
) -> shapes.ModifyLiveMessageAppCallbackResponse:
    """Say who hears of events; an empty address, or none, turns the callbacks off."""
    app = find_app(call, tx, request)
    url = checked_callback_url(call, request.event_callback_url)
    app = _changed(call, tx, app, replace(app, callback_url=url))
    return shapes.ModifyLiveMessageAppCallbackResponse(
        app_id=app.id,
        app_sign=app.sign,
        event_callback_need_authentication=True,
        event_callback_url=url or None,
        request_id=call.request_id,
    )


def _checked(call: Call, name: str, url: str) -> str:
    try:
        call.port(CallOuts).check(url)
    except TargetRefusedError as error:
        raise invalid(f"{name} cannot be called: {error}.") from None
    return url


def _changed(call: Call, tx: Transaction, before: App, after: App) -> App:
    if before == after:
        return before
    after = replace(after, modified_ms=call.now_ms)
    tx.replace(apps, before, after)
    return after


@LIVE.write("ModifyLiveMessageAppDisable", locks=app_lock)
def modify_live_message_app_disable(
    call: Call, request: shapes.ModifyLiveMessageAppDisableRequest, tx: Transaction
) -> shapes.ModifyLiveMessageAppDisableResponse:
    """Switch an application off or on; its clients are sent away when it goes off. Nothing given changes nothing."""
    app = find_app(call, tx, request)
    disabled = app.disabled if request.disable is None else request.disable
    app = _changed(call, tx, app, replace(app, disabled=disabled))
    if disabled:
        for session in tx.find(sessions, app_id=app.id):
            disconnect(tx, LIVE.name, app.id, session.user_id, code=DISABLED_CODE, reason="application disabled")
    return shapes.ModifyLiveMessageAppDisableResponse(
        app_id=app.id, app_sign=app.sign, disable=disabled, request_id=call.request_id
    )
