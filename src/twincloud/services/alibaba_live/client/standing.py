"""Who calls and what that user may do: the numbers that the client SDKs document are the codes of these refusals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from twincloud.contract.call import Call, EndUser
from twincloud.kernel.errors import ApiError
from twincloud.services.alibaba_live.lookups import group_name, known_group, session_name
from twincloud.services.alibaba_live.records import App, Group, Member, Session, apps, key_of, members, sessions
from twincloud.storage.transaction import Transaction

BAD_PARAMETER, NO_PERMISSION, NO_SESSION, RECEIVER_OFFLINE, NOT_JOINED = "400", "403", "404", "424", "425"
NO_GROUP, GROUP_DELETED, MUTED, LIMIT_REACHED = "440", "441", "442", "443"
ADMIN = "admin"
"""The role in a token that allows management."""


class GroupRequest(Protocol):
    """A client's request about a group."""

    @property
    def group_id(self) -> str:
        """The group's id within the caller's application."""
        ...


def caller(call: Call) -> EndUser:
    """Return whose call it is; raises LookupError for a call that no client made."""
    if call.end_user is None:
        raise LookupError(f"{call.action} is for clients")
    return call.end_user


def session_id(call: Call) -> str:
    """Return the id of the caller's session."""
    return key_of(caller(call).app, caller(call).user)


def session_lock(call: Call, request: object) -> Sequence[str]:
    """Hold the caller's session."""
    return [session_name(session_id(call))]


def group_lock(call: Call, request: GroupRequest) -> Sequence[str]:
    """Hold the group of the request."""
    return [group_name(key_of(caller(call).app, request.group_id))]


def app_and_group_lock(call: Call, request: GroupRequest) -> Sequence[str]:
    """Hold the caller's application and the group: for what changes how many groups there are."""
    return [f"live-app:{caller(call).app}", *group_lock(call, request)]


def own_app(call: Call, tx: Transaction) -> App:
    """Return the caller's application; raises 403 when it is gone or disabled."""
    app = tx.get(apps, caller(call).app)
    if app is None or app.disabled:
        raise ApiError(NO_PERMISSION, "The application is disabled.")
    return app


def own_session(call: Call, tx: Transaction) -> Session:
    """Return the caller's session; raises 404 when another login has taken its place."""
    session = tx.get(sessions, session_id(call))
    if session is None or session.client != caller(call).session:
        raise ApiError(NO_SESSION, "There is no session; log in again.")
    return session


def any_group(call: Call, tx: Transaction, request: GroupRequest) -> Group:
    """Return a group, also one deleted less than thirty days ago; raises 440."""
    group = known_group(tx, key_of(caller(call).app, request.group_id), call.now_ms)
    if group is None:
        raise ApiError(NO_GROUP, f"The group {request.group_id} does not exist.")
    return group


def existing_group(call: Call, tx: Transaction, request: GroupRequest) -> Group:
    """Return a group that can be used; raises 440, 441."""
    group = any_group(call, tx, request)
    if group.deleted_ms:
        raise ApiError(GROUP_DELETED, f"The group {request.group_id} was deleted.")
    return group


def joined_group(call: Call, tx: Transaction, request: GroupRequest) -> Group:
    """Return a group that the caller is in; raises 425, 440, 441."""
    group = existing_group(call, tx, request)
    if membership(call, tx, group) is None:
        raise ApiError(NOT_JOINED, f"You are not in the group {request.group_id}.")
    return group


def managed_group(call: Call, tx: Transaction, request: GroupRequest) -> Group:
    """Return a group that the caller may manage; raises 403, 440, 441."""
    group = existing_group(call, tx, request)
    if not manages(call, group):
        raise ApiError(NO_PERMISSION, f"You do not manage the group {request.group_id}.")
    return group


def manages(call: Call, group: Group) -> bool:
    """Tell whether the caller may manage a group: by its token's role, as its creator, or as its administrator."""
    user = caller(call)
    return user.role == ADMIN or user.user == group.creator or user.user in group.admins


def membership(call: Call, tx: Transaction, group: Group) -> Member | None:
    """Return the caller's membership of a group."""
    return tx.get(members, key_of(group.id, caller(call).user))
