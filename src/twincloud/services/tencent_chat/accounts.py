"""Accounts: account_import, multiaccount_import, account_check, account_delete."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import chat as shapes
from twincloud.identity.chat_apps import chat_apps
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_chat.product import CHAT
from twincloud.services.tencent_chat.records import ChatUser, user_key
from twincloud.services.tencent_chat.removal import others, remove_user
from twincloud.services.tencent_chat.users import find_user, put_user, user_locks
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

NO_ACCOUNT = "70107"
_ILLEGAL = "70402"
_NAME_BYTES = 32
_PROFILE_BYTES = 500


def _this_account(call: Call, request: shapes.AccountImportRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [request.user_id])


@CHAT.write("im_open_login_svc/account_import", locks=_this_account)
def account_import(call: Call, request: shapes.AccountImportRequest, tx: Transaction) -> shapes.AccountImportResponse:
    """Make a user, or give the one that is there the nickname and face that the request has."""
    _import(call, tx, request.user_id, request.nick, request.face_url)
    return shapes.AccountImportResponse()


def _these_accounts(call: Call, request: shapes.MultiaccountImportRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [item.user_id for item in _items(request)])


@CHAT.write("im_open_login_svc/multiaccount_import", locks=_these_accounts)
def multiaccount_import(
    call: Call, request: shapes.MultiaccountImportRequest, tx: Transaction
) -> shapes.MultiaccountImportResponse:
    """Make many users; those whose names or profiles are not possible are named in FailAccounts, the others made."""
    failed = []
    for item in _items(request):
        if _possible(item):
            _import(call, tx, item.user_id, item.nick, item.face_url)
        else:
            failed.append(item.user_id)
    return shapes.MultiaccountImportResponse(fail_accounts=failed)


@CHAT.read("im_open_login_svc/account_check")
def account_check(call: Call, request: shapes.AccountCheckRequest, tx: Transaction) -> shapes.AccountCheckResponse:
    """Tell which names are those of users."""
    items = []
    for item in request.check_item:
        found = find_user(tx, call.tenant.account, item.user_id)
        status = "NotImported" if found is None else "Imported"
        items.append(
            shapes.AccountCheckResultItem(result_code=0, result_info="", user_id=item.user_id, account_status=status)
        )
    return shapes.AccountCheckResponse(result_item=items)


async def _find_others(call: Call, request: shapes.AccountDeleteRequest) -> Sequence[str]:
    """Return whom else the call will concern, as far as can be known before its transaction."""
    app, names = call.tenant.account, {item.user_id for item in request.delete_item}
    return await call.port(Store).read(lambda tx: [other for name in names for other in others(tx, app, name)])


def _deleted_accounts(call: Call, request: shapes.AccountDeleteRequest) -> Sequence[str]:
    return user_locks(call.tenant.account, [*(item.user_id for item in request.delete_item), *call.prepared])


@CHAT.write("im_open_login_svc/account_delete", locks=_deleted_accounts, prepare=_find_others)
def account_delete(call: Call, request: shapes.AccountDeleteRequest, tx: Transaction) -> shapes.AccountDeleteResponse:
    """Delete users with their profiles, lists, blocklists and friendships; an app's admins cannot be (our choice)."""
    app = call.tenant.account
    owner = tx.get(chat_apps, app)
    items = []
    for name in dict.fromkeys(item.user_id for item in request.delete_item):
        user = find_user(tx, app, name)
        code, info = 0, ""
        if user is None:
            code, info = int(NO_ACCOUNT), "Err_TLS_PT_Open_Login_Account_Not_Exist"
        elif owner is not None and name in owner.admins:
            code, info = int(_ILLEGAL), "Err_TLS_PT_Open_Login_Account_Is_Admin"
        else:
            remove_user(call, tx, user)
        items.append(shapes.AccountDeleteResultItem(result_code=code, result_info=info, user_id=name))
    return shapes.AccountDeleteResponse(result_item=items)


def _items(request: shapes.MultiaccountImportRequest) -> Sequence[shapes.AccountImportItem]:
    """Return who is to be imported; raises ApiError 70402 unless exactly one of the two forms is used."""
    if (request.account_list is None) == (request.accounts is None):
        raise ApiError(_ILLEGAL, "Give either AccountList or Accounts.")
    if request.account_list is not None:
        return request.account_list
    return [shapes.AccountImportItem(user_id=name) for name in request.accounts or []]


def _possible(item: shapes.AccountImportItem) -> bool:
    fits = all(len((text or "").encode()) <= _PROFILE_BYTES for text in (item.nick, item.face_url))
    return fits and 0 < len(item.user_id.encode()) <= _NAME_BYTES


def _import(call: Call, tx: Transaction, name: str, nick: str | None, face: str | None) -> None:
    app = call.tenant.account
    given = {"Tag_Profile_IM_Nick": nick, "Tag_Profile_IM_Image": face}
    profile = {tag: value for tag, value in given.items() if value is not None}
    before = find_user(tx, app, name)
    if before is None:
        before = ChatUser(user_key(app, name), app, name, call.now_ms)
    put_user(tx, before, replace(before, profile={**before.profile, **profile}))
