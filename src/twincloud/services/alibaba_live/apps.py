"""Applications: CreateLiveMessageApp, DescribeLiveMessageApp, ListLiveMessageApps."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from twincloud.contract.call import Call
from twincloud.contract.shapes import live as shapes
from twincloud.kernel.ids import ALNUM
from twincloud.services.alibaba_live.app_settings import checked_audit_url, checked_callback_url
from twincloud.services.alibaba_live.errors import invalid
from twincloud.services.alibaba_live.listing import DESCENDING, list_page
from twincloud.services.alibaba_live.lookups import find_app
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import NO_DATA_CENTER, App, apps
from twincloud.services.alibaba_live.rules import rules
from twincloud.storage.transaction import Transaction

_PAGE = 50
"""How many applications one answer lists; the page does not say (our choice)."""


def _account_lock(call: Call, request: shapes.CreateLiveMessageAppRequest) -> Sequence[str]:
    return [f"live:{call.tenant.account}"]


@LIVE.write("CreateLiveMessageApp", locks=_account_lock)
def create_live_message_app(
    call: Call, request: shapes.CreateLiveMessageAppRequest, tx: Transaction
) -> shapes.CreateLiveMessageAppResponse:
    """Make an application with a key of its own. A quota of 300 is documented, a code for it is not: InputInvalid."""
    most = rules(call).apps_per_account
    query = sa.select(sa.func.count()).where(own_apps(call))
    if int(tx.execute(query).scalar_one()) >= most:
        raise invalid(f"An account holds at most {most} applications.")
    audit_type = request.audit_type
    app = App(
        id=call.new_id("", 10),
        account=call.tenant.account,
        data_center=request.data_center or "cn-shanghai",
        key=call.new_id("", 34, ALNUM),
        sign=call.new_id("", 74, ALNUM),
        created_ms=call.now_ms,
        modified_ms=call.now_ms,
        name=request.app_name or "",
        audit_type=audit_type,
        audit_url=checked_audit_url(call, audit_type, request.audit_url),
        callback_url=checked_callback_url(call, request.event_callback_url),
        life_cycle=request.msg_life_cycle,
    )
    tx.add(apps, app)
    return shapes.CreateLiveMessageAppResponse(
        app_id=app.id, app_key=app.key, app_sign=app.sign, data_center=app.data_center, request_id=call.request_id
    )


@LIVE.read("DescribeLiveMessageApp")
def describe_live_message_app(
    call: Call, request: shapes.DescribeLiveMessageAppRequest, tx: Transaction
) -> shapes.DescribeLiveMessageAppResponse:
    """Show an application with its key."""
    app = find_app(call, tx, request)
    return shapes.DescribeLiveMessageAppResponse(
        app_id=app.id,
        app_key=app.key,
        app_name=app.name,
        app_sign=app.sign,
        audit_type=app.audit_type,
        audit_url=app.audit_url or None,
        create_time=app.created_ms // 1000,
        data_center=app.data_center,
        disable=app.disabled,
        event_callback_url=app.callback_url,
        modify_time=app.modified_ms // 1000,
        msg_life_cycle=app.life_cycle,
        request_id=call.request_id,
    )


@LIVE.read("ListLiveMessageApps")
def list_live_message_apps(
    call: Call, request: shapes.ListLiveMessageAppsRequest, tx: Transaction
) -> shapes.ListLiveMessageAppsResponse:
    """List the account's applications by creation time; without DataCenter those of every data center (our choice)."""
    where = own_apps(call)
    if request.data_center:
        where &= apps.table.c.data_center == request.data_center
    found, after = list_page(
        tx, apps, where, descending=request.sort_type == DESCENDING, token=request.next_page_token, size=_PAGE
    )
    return shapes.ListLiveMessageAppsResponse(
        app_list=[_entry(app) for app in found],
        has_more=bool(after),
        next_page_token=after or None,
        request_id=call.request_id,
    )


def own_apps(call: Call, *, older: bool = False) -> sa.ColumnElement[bool]:
    """Return the condition for the caller's applications of a generation."""
    nowhere = apps.table.c.data_center == NO_DATA_CENTER
    return sa.and_(apps.table.c.account == call.tenant.account, nowhere if older else ~nowhere)


def _entry(app: App) -> shapes.ListLiveMessageAppsResponseAppList:
    return shapes.ListLiveMessageAppsResponseAppList(
        app_id=app.id,
        app_key=app.key,
        app_name=app.name,
        app_sign=app.sign,
        create_time=app.created_ms // 1000,
        data_center=app.data_center,
        disable="true" if app.disabled else "false",  # a text here, a boolean in DescribeLiveMessageApp
        modify_time=app.modified_ms // 1000,
        msg_life_cycle=app.life_cycle,
    )
