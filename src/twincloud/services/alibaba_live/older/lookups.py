"""Finding what a request of the older generation names, as its account may see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from twincloud.contract.call import Call
from twincloud.services.alibaba_live.errors import invalid, no_auth, not_exist
from twincloud.services.alibaba_live.lookups import OfApp, OfGroup, app_in, group_lock, session_name
from twincloud.services.alibaba_live.records import NO_DATA_CENTER, App, Group, groups, key_of
from twincloud.storage.transaction import Transaction

NORMAL = 1
"""The Status of what exists; no other is documented."""


class OfMember(OfGroup, Protocol):
    """A request about a user in a group."""

    @property
    def user_id(self) -> str:
        """The user."""
        ...


def member_lock(call: Call, request: OfMember) -> Sequence[str]:
    """Hold a user's session and a group."""
    return [session_name(key_of(request.app_id, request.user_id)), *group_lock(call, request)]


def find_app(call: Call, tx: Transaction, request: OfApp) -> App:
    """Return the caller's application; one of the newer generation is not found. Raises ResourceNotExist, NoAuth."""
    return app_in(call, tx, request, NO_DATA_CENTER)


def find_group(call: Call, tx: Transaction, request: OfGroup) -> Group:
    """Return a group of the caller's application; raises ResourceNotExist, NoAuth."""
    app = find_app(call, tx, request)
    group = tx.get(groups, key_of(app.id, request.group_id))
    if group is None or group.deleted_ms:
        raise not_exist(f"The group {request.group_id} does not exist.")
    return group


def require_creator(group: Group, operator: str | None) -> str:
    """Return the operator of a mute, who has to be named and the group's creator; raises InputInvalid, NoAuth."""
    if not operator:
        raise invalid("OperatorUserId is required.")
    if operator != group.creator:
        raise no_auth(f"The user {operator} did not create the group {group.group_id}.")
    return operator
