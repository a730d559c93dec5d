"""Finding what a request names, as its account may see it, and the locks under which it is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from twincloud.contract.call import Call
from twincloud.services.alibaba_live.errors import no_auth, not_exist
from twincloud.services.alibaba_live.records import RECOVERABLE_MS, App, Group, Tally, apps, groups, key_of, tallies
from twincloud.storage.transaction import Transaction

_HOME = "cn-shanghai"
"""The data center of a request that names none."""


class OfApp(Protocol):
    """Every request that names an application."""

    @property
    def app_id(self) -> str:
        """The application's id."""
        ...


class OfGroup(OfApp, Protocol):
    """Every request that names a group."""

    @property
    def group_id(self) -> str:
        """The group's id within the application."""
        ...


class AppRequest(OfApp, Protocol):
    """Every request of the newer generation that is about an application."""

    @property
    def data_center(self) -> str | None:
        """Where the application is."""
        ...


class GroupRequest(AppRequest, OfGroup, Protocol):
    """Every request of the newer generation that is about a group."""


def app_lock(call: Call, request: OfApp) -> Sequence[str]:
    """Hold an application: its settings and how many groups it has."""
    return [f"live-app:{request.app_id}"]


def group_lock(call: Call, request: OfGroup) -> Sequence[str]:
    """Hold a group with its members, mutes and messages."""
    return [group_name(key_of(request.app_id, request.group_id))]


def app_and_group_lock(call: Call, request: OfGroup) -> Sequence[str]:
    """Hold both: for what changes how many groups there are."""
    return [*app_lock(call, request), *group_lock(call, request)]


def group_name(group_key: str) -> str:
    """Return the lock's name of a group."""
    return f"live-group:{group_key}"


def session_name(session_id: str) -> str:
    """Return the lock's name of a session."""
    return f"live-session:{session_id}"


def find_app(call: Call, tx: Transaction, request: AppRequest) -> App:
    """Return the caller's application.

    Raises ResourceNotExist when there is none in the data center, NoAuth when it is another account's.
    """
    return app_in(call, tx, request, request.data_center or _HOME)


def app_in(call: Call, tx: Transaction, request: OfApp, data_center: str) -> App:
    """Return the caller's application in a data center; raises ResourceNotExist, NoAuth."""
    app = tx.get(apps, request.app_id)
    if app is None or app.data_center != data_center:
        where = f" in {data_center}" if data_center else " in this generation"
        raise not_exist(f"The application {request.app_id} does not exist{where}.")
    if app.account != call.tenant.account:
        raise no_auth(f"The application {request.app_id} belongs to another account.")
    return app


def find_working_app(call: Call, tx: Transaction, request: AppRequest) -> App:
    """Return the caller's application, for what a disabled one does not do; raises NoAuth as well."""
    app = find_app(call, tx, request)
    if app.disabled:
        raise no_auth(f"The application {app.id} is disabled.")
    return app


def known_group(tx: Transaction, group_key: str, now_ms: int) -> Group | None:
    """Return a group, also one that was deleted less than thirty days ago."""
    group = tx.get(groups, group_key)
    if group is None or (group.deleted_ms and group.deleted_ms + RECOVERABLE_MS <= now_ms):
        return None
    return group


def remembered_group(call: Call, tx: Transaction, request: GroupRequest) -> Group:
    """Return a group of the caller's application, deleted or not; raises ResourceNotExist, NoAuth."""
    app = find_app(call, tx, request)
    group = known_group(tx, key_of(app.id, request.group_id), call.now_ms)
    if group is None:
        raise not_exist(f"The group {request.group_id} does not exist.")
    return group


def find_group(call: Call, tx: Transaction, request: GroupRequest) -> Group:
    """Return a group that can be used; a deleted one raises ResourceNotExist like one that never was."""
    group = remembered_group(call, tx, request)
    if group.deleted_ms:
        raise not_exist(f"The group {request.group_id} was deleted.")
    return group


def tally_of(tx: Transaction, group: Group) -> Tally:
    """Return what is counted of a group."""
    return tx.get(tallies, group.id) or Tally(group.id)


def keep_tally(tx: Transaction, tally: Tally) -> None:
    """Store what is counted of a group."""
    before = tx.get(tallies, tally.id)
    if before is None:
        tx.add(tallies, tally, undo=False)
    else:
        tx.replace(tallies, before, tally, undo=False)
