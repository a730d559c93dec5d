"""Sessions: a user logs in by connecting, is waited for when the connection is lost, and logs out by closing it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import live_client as shapes
from twincloud.execution.timers import Timer, cancel_timer, set_timer
from twincloud.kernel.ids import LOWER_ALNUM
from twincloud.services.alibaba_live.callbacks import (
    LOGIN,
    LOGOUT,
    NORMAL,
    OTHER_DEVICE,
    RECONNECT,
    TIMED_OUT,
    call_back,
)
from twincloud.services.alibaba_live.client.standing import caller, session_id, session_lock
from twincloud.services.alibaba_live.lookups import session_name
from twincloud.services.alibaba_live.members import leave_several, memberships
from twincloud.services.alibaba_live.product import CLIENT
from twincloud.services.alibaba_live.records import GRACE_MS, Session, sessions
from twincloud.storage.transaction import Transaction

ABSENCE, RETURN = "live-absence", "live-return"
"""The timers after which a user whose connection was lost is logged out, and after which one who came back is taken to
be in those groups only that were joined again."""
_SID_LENGTH = 16
_CLOSED = "closed"
_MEANT = frozenset({1000, 1001, 1005})
"""Codes with which a client, or the page that it was in, closes a connection on purpose."""
_ENDS = {"displaced": OTHER_DEVICE, "kicked": TIMED_OUT, "expired": TIMED_OUT}
"""Ends after which nobody is waited for, and what the application's server is told of them."""


@CLIENT.write("login", locks=session_lock)
def login(call: Call, request: shapes.LoginRequest, tx: Transaction) -> shapes.LoginResponse:
    """Begin a session, or go on with one whose connection was lost; a session elsewhere ends by it."""
    user = caller(call)
    before = tx.get(sessions, session_id(call))
    info, nick, avatar = (_said(user.info, name) for name in ("userExtension", "userNick", "userAvatar"))
    if before is not None and before.gone_ms:
        cancel_timer(tx, ABSENCE, before.id)
        session = replace(before, client=user.session, gone_ms=0, info=info, nick=nick, avatar=avatar)
        tx.replace(sessions, before, session)
        set_timer(tx, RETURN, session.id, call.now_ms + GRACE_MS)
        groups = [group.group_id for group, _ in memberships(tx, session)]
        call_back(tx, session, RECONNECT, call.now_ms, gs=groups)
        return shapes.LoginResponse()
    if before is not None:
        _end(tx, before, OTHER_DEVICE, call.now_ms)
    session = Session(
        id=session_id(call),
        app_id=user.app,
        user_id=user.user,
        client=user.session,
        sid=call.new_id("", _SID_LENGTH, LOWER_ALNUM),
        since_ms=call.now_ms,
        info=info,
        nick=nick,
        avatar=avatar,
    )
    tx.add(sessions, session)
    call_back(tx, session, LOGIN, call.now_ms)
    return shapes.LoginResponse()


@CLIENT.write("logout", locks=session_lock)
def logout(call: Call, request: shapes.LogoutRequest, tx: Transaction) -> shapes.LogoutResponse:
    """End a session that was closed on purpose; wait a while for who lost the connection."""
    session = tx.get(sessions, session_id(call))
    if session is None or session.client != caller(call).session:
        return shapes.LogoutResponse()  # the user has logged in again, and that session lives
    if request.reason == _CLOSED and request.code in _MEANT:
        _end(tx, session, NORMAL, call.now_ms)
    elif request.reason in _ENDS:
        _end(tx, session, _ENDS[request.reason], call.now_ms)
    else:
        _miss(tx, session, call.now_ms)
    return shapes.LogoutResponse()


def give_up(tx: Transaction, timer: Timer, now_ms: int) -> None:
    """Log out a user who did not come back."""
    tx.lock([session_name(timer.subject)])
    session = tx.get(sessions, timer.subject)
    if session is not None and session.gone_ms:
        _end(tx, session, TIMED_OUT, now_ms)


def close_ranks(tx: Transaction, timer: Timer, now_ms: int) -> None:
    """End the memberships that a user who came back did not take up again."""
    tx.lock([session_name(timer.subject)])
    session = tx.get(sessions, timer.subject)
    if session is not None and not session.gone_ms:
        idle = [
            (group, member)
            for group, member in memberships(tx, session)
            if member.client != session.client and not member.by_server
        ]
        leave_several(tx, idle, now_ms)


def miss_everybody(tx: Transaction, now_ms: int) -> None:
    """Wait for all whose connections the last end of the server cut."""
    for session in tx.find(sessions, gone_ms=0):
        _miss(tx, session, now_ms)


def _miss(tx: Transaction, session: Session, now_ms: int) -> None:
    tx.replace(sessions, session, replace(session, gone_ms=now_ms))
    set_timer(tx, ABSENCE, session.id, now_ms + GRACE_MS)


def _end(tx: Transaction, session: Session, reason: int, now_ms: int) -> None:
    cancel_timer(tx, ABSENCE, session.id)
    cancel_timer(tx, RETURN, session.id)
    own = [pair for pair in memberships(tx, session) if not pair[1].by_server]
    leave_several(tx, own, now_ms)
    tx.remove(sessions, session)
    call_back(tx, session, LOGOUT, now_ms, r=reason)


def _said(info: Any, name: str) -> str:
    return str(info.get(name, "")) if isinstance(info, dict) else ""
