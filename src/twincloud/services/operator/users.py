"""Sub-users of accounts and their policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.identity.accounts import User, access_keys, changed, users
from twincloud.identity.policy import parse_policy
from twincloud.services.operator.accounts import new_number, owner
from twincloud.services.operator.errors import already_exists, invalid, not_found
from twincloud.services.operator.listing import one_page
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction


def _this_user(call: Call, request: Any) -> Sequence[str]:
    return [f"user:{request.id}"]


def _this_account(call: Call, request: Any) -> Sequence[str]:
    return [f"account:{request.account}"]


@OPERATOR.read("ListUsers")
def list_users(call: Call, request: shapes.ListUsersRequest, tx: Transaction) -> shapes.ListUsersResponse:
    """List the users of every account, or of one."""
    found = tx.find(users, account=request.account) if request.account else tx.find(users)
    shown = [_view(user) for user in one_page(found, request.offset, request.limit)]
    return shapes.ListUsersResponse(users=shown, total=len(found))


@OPERATOR.write("CreateUser", locks=_this_account)
def create_user(call: Call, request: shapes.CreateUserRequest, tx: Transaction) -> shapes.User:
    """Create a user, who may do what the policies allow: nothing without any.

    Raises ApiError NotFound (account), AlreadyExists (the name, in this account) and InvalidParameterValue (a policy).
    """
    account = owner(tx, request.account)
    if tx.find(users, account=account.id, name=request.name):
        raise already_exists(f"Account {account.id} has a user named `{request.name}` already.")
    user = User(new_number(call), account.id, request.name, call.now_ms, _checked(request.policies or []))
    tx.add(users, user)
    changed(tx, account.id)
    return _view(user)


@OPERATOR.write("SetUserPolicies", locks=_this_user)
def set_user_policies(call: Call, request: shapes.SetUserPoliciesRequest, tx: Transaction) -> shapes.User:
    """Replace a user's policies; raises ApiError NotFound and InvalidParameterValue."""
    before = _user(tx, request.id)
    after = replace(before, policies=_checked(request.policies))
    tx.replace(users, before, after)
    changed(tx, after.account)
    return _view(after)


@OPERATOR.write("DeleteUser", locks=_this_user)
def delete_user(call: Call, request: shapes.DeleteUserRequest, tx: Transaction) -> shapes.DeleteUserResponse:
    """Delete a user and its keys; raises ApiError NotFound."""
    user = _user(tx, request.id)
    for key in tx.find(access_keys, account=user.account):
        if key.user == user.id:
            tx.remove(access_keys, key)
    tx.remove(users, user)
    changed(tx, user.account)
    return shapes.DeleteUserResponse()


def _user(tx: Transaction, user_id: str) -> User:
    user = tx.get(users, user_id)
    if user is None:
        raise not_found("user", user_id)
    return user


def _checked(documents: Sequence[str]) -> tuple[str, ...]:
    for number, document in enumerate(documents):
        try:
            parse_policy(document)
        except ValueError as error:
            raise invalid(f"`policies.{number}` is not a policy: {error}") from None
    return tuple(documents)


def _view(user: User) -> shapes.User:
    return shapes.User(
        id=user.id, account=user.account, name=user.name, created_ms=user.created_ms, policies=list(user.policies)
    )
