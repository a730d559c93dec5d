"""Applications: CreateMessageApp, UpdateMessageApp, DeleteMessageApp, and what shows them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.operation import no_locks
from twincloud.contract.shapes import live as shapes
from twincloud.kernel.ids import ALNUM
from twincloud.realtime.presence import disconnect
from twincloud.services.alibaba_live.apps import own_apps
from twincloud.services.alibaba_live.listing import numbered_page
from twincloud.services.alibaba_live.lookups import app_lock, group_name
from twincloud.services.alibaba_live.older.lookups import NORMAL, find_app
from twincloud.services.alibaba_live.product import LIVE
from twincloud.services.alibaba_live.records import NO_DATA_CENTER, App, apps, groups, sessions
from twincloud.services.alibaba_live.removal import purge
from twincloud.storage.transaction import Transaction

GONE_CODE = 4505
"""The final code with which clients of a deleted application are sent away (our choice)."""


@LIVE.write("CreateMessageApp", locks=no_locks)
def create_message_app(
    call: Call, request: shapes.CreateMessageAppRequest, tx: Transaction
) -> shapes.CreateMessageAppResponse:
    """Make an application. It has no key to show: tokens for its users are made by GetMessageToken."""
    app = App(
        id=call.new_id("", 10),
        account=call.tenant.account,
        data_center=NO_DATA_CENTER,
        key=call.new_id("", 34, ALNUM),
        sign="",
        created_ms=call.now_ms,
        modified_ms=call.now_ms,
        name=request.app_name,
        config=dict(request.app_config or {}),
        extension=dict(request.extension or {}),
    )
    tx.add(apps, app)
    result = shapes.CreateMessageAppResponseResult(app_id=app.id)
    return shapes.CreateMessageAppResponse(result=result, request_id=call.request_id)


@LIVE.read("GetMessageApp")
def get_message_app(call: Call, request: shapes.GetMessageAppRequest, tx: Transaction) -> shapes.GetMessageAppResponse:
    """Show an application."""
    result = shapes.GetMessageAppResponseResult(**_members(find_app(call, tx, request)))
    return shapes.GetMessageAppResponse(result=result, request_id=call.request_id)


@LIVE.write("UpdateMessageApp", locks=app_lock)
def update_message_app(
    call: Call, request: shapes.UpdateMessageAppRequest, tx: Transaction
) -> shapes.UpdateMessageAppResponse:
    """Change what is given; a map that is given takes the place of the one before (our choice)."""
    app = find_app(call, tx, request)
    after = replace(
        app,
        name=app.name if request.app_name is None else request.app_name,
        config=app.config if request.app_config is None else dict(request.app_config),
        extension=app.extension if request.extension is None else dict(request.extension),
    )
    if after != app:
        tx.replace(apps, app, replace(after, modified_ms=call.now_ms))
    result = shapes.UpdateMessageAppResponseResult(success=True)
    return shapes.UpdateMessageAppResponse(result=result, request_id=call.request_id)


@LIVE.write("DeleteMessageApp", locks=app_lock)
def delete_message_app(
    call: Call, request: shapes.DeleteMessageAppRequest, tx: Transaction
) -> shapes.DeleteMessageAppResponse:
    """Delete an application with its groups and messages; its clients are sent away for good."""
    app = find_app(call, tx, request)
    found = tx.find(groups, app_id=app.id)
    tx.lock(sorted(group_name(group.id) for group in found))
    for session in tx.find(sessions, app_id=app.id):
        disconnect(tx, LIVE.name, app.id, session.user_id, code=GONE_CODE, reason="application deleted")
        tx.remove(sessions, session)
    for group in found:
        purge(tx, group)
    tx.remove(apps, app)
    result = shapes.DeleteMessageAppResponseResult(success=True)
    return shapes.DeleteMessageAppResponse(result=result, request_id=call.request_id)


@LIVE.read("ListMessageApp")
def list_message_app(
    call: Call, request: shapes.ListMessageAppRequest, tx: Transaction
) -> shapes.ListMessageAppResponse:
    """List the account's applications by creation time, a numbered page of them."""
    number, size = request.page_num, request.page_size
    found, total = numbered_page(
        tx, apps, own_apps(call, older=True), descending=bool(request.sort_type), number=number, size=size
    )
    result = shapes.ListMessageAppResponseResult(
        app_list=[shapes.ListMessageAppResponseResultAppList(**_members(app)) for app in found],
        has_more=number * size < total,
        total=total,
    )
    return shapes.ListMessageAppResponse(result=result, request_id=call.request_id)


@LIVE.read("QueryMessageApp")
def query_message_app(
    call: Call, request: shapes.QueryMessageAppRequest, tx: Transaction
) -> shapes.QueryMessageAppResponse:
    """List the account's applications that have an id, a name, or both."""
    where = own_apps(call, older=True)
    if request.app_id:
        where &= apps.table.c.id == request.app_id
    if request.app_name:
        # A name is no column: those of the account are looked through.
        named = [app.id for app in tx.find(apps, account=call.tenant.account) if app.name == request.app_name]
        where &= apps.table.c.id.in_(named)
    number, size = request.page_num, request.page_size
    found, total = numbered_page(tx, apps, where, descending=bool(request.sort_type), number=number, size=size)
    result = shapes.QueryMessageAppResponseResult(
        app_list=[shapes.QueryMessageAppResponseResultAppList(**_members(app)) for app in found],
        has_more=number * size < total,
        total_count=total,
    )
    return shapes.QueryMessageAppResponse(result=[result], request_id=call.request_id)


def _members(app: App) -> dict[str, Any]:
    """Return what every answer shows of an application."""
    return {
        "app_config": app.config,
        "app_id": app.id,
        "app_name": app.name,
        "create_time": app.created_ms // 1000,
        "extension": app.extension,
        "status": NORMAL,
    }
