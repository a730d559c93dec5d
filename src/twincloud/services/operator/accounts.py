"""Accounts and their switches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.identity.accounts import Account, accounts, changed
from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.services.operator.errors import already_exists, not_found
from twincloud.services.operator.listing import one_page
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction


def new_number(call: Call) -> str:
    """Return a random twelve-digit number that does not begin with 0, the form of account and user ids."""
    return call.new_id(call.new_id("", 1, "123456789"), 11, "0123456789")


def owner(tx: Transaction, account_id: str | None) -> Account:
    """Return the account that a request names, or the first one where it names none (our choice)."""
    wanted = account_id or FIRST_ACCOUNT
    account = tx.get(accounts, wanted)
    if account is None:
        raise not_found("account", wanted)
    return account


@OPERATOR.read("ListAccounts")
def list_accounts(call: Call, request: shapes.ListAccountsRequest, tx: Transaction) -> shapes.ListAccountsResponse:
    """List the accounts in the order of their creation."""
    found = tx.find(accounts)
    shown = [_view(account) for account in one_page(found, request.offset, request.limit)]
    return shapes.ListAccountsResponse(accounts=shown, total=len(found))


def _no_aggregate(call: Call, request: Any) -> Sequence[str]:
    return ()


@OPERATOR.write("CreateAccount", locks=_no_aggregate)
def create_account(call: Call, request: shapes.CreateAccountRequest, tx: Transaction) -> shapes.Account:
    """Create an account; raises ApiError AlreadyExists for a name that is taken."""
    _require_free_name(tx, request.name)
    account = Account(
        id=new_number(call),
        name=request.name,
        created_ms=call.now_ms,
        suspended=bool(request.suspended),
        terms_accepted=request.terms_accepted is not False,
        enterprise=request.enterprise is not False,
    )
    tx.add(accounts, account)
    changed(tx, account.id)
    return _view(account)


def _this_account(call: Call, request: Any) -> Sequence[str]:
    return [f"account:{request.id}"]


@OPERATOR.write("UpdateAccount", locks=_this_account)
def update_account(call: Call, request: shapes.UpdateAccountRequest, tx: Transaction) -> shapes.Account:
    """Change what the request gives; raises ApiError NotFound, or AlreadyExists for a name that is taken."""
    before = owner(tx, request.id)
    given = {name: value for name, value in msgspec.structs.asdict(request).items() if value is not None}
    if given.get("name", before.name) != before.name:
        _require_free_name(tx, given["name"])
    after = replace(before, **given)
    tx.replace(accounts, before, after)
    changed(tx, after.id)
    return _view(after)


def _require_free_name(tx: Transaction, name: str) -> None:
    if tx.find(accounts, name=name):
        raise already_exists(f"There is an account named `{name}` already.")


def _view(account: Account) -> shapes.Account:
    return shapes.Account(**msgspec.structs.asdict(account))
