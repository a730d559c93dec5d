"""The clock: shown, advanced, frozen and resumed; what was done to it survives a restart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.execution.timers import TimerLoop
from twincloud.kernel.clock import MOST_CHANGES, AdjustableClock, ClockChange, system_ms
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.collection import Collection
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

_ID = "clock"


class ClockState(Struct, frozen=True):
    """What was done to the clock: how far it is ahead, and the instant at which it stands still, if it does.

    `changes` is how it came there, so that what was dated by the system's clock before keeps its time.
    """

    id: str = _ID
    offset_ms: int = 0
    frozen_at_ms: int | None = None
    changes: tuple[ClockChange, ...] = ()
    revision: int = 0
    """How often something was done to it."""


clock_states = Collection("clock", ClockState, columns={})


async def restore_clock(store: Store, clock: AdjustableClock) -> None:
    """Put the clock where the store says that it is, unless it has heard of something newer."""
    state = await store.read(lambda tx: tx.get(clock_states, _ID)) or ClockState()
    clock.restore(state.offset_ms, state.frozen_at_ms, state.changes, state.revision)


def view(clock: AdjustableClock) -> shapes.Clock:
    """Return the clock as the door shows it."""
    return shapes.Clock(now_ms=clock.now_ms(), offset_ms=clock.offset_ms, frozen=clock.frozen_at_ms is not None)


def _the_clock(call: Call, request: Any) -> Sequence[str]:
    return [_ID]


async def _system_time(call: Call, request: Any) -> int:
    return system_ms()


async def _follow(call: Call, request: Any, stored: Any) -> Any:
    """Move the live clock to where the commit has put it, or a later one."""
    clock = call.port(AdjustableClock)
    del stored  # others' changes may have been stored since
    await restore_clock(call.port(Store), clock)
    call.port(TimerLoop).clock_changed()
    return view(clock)


async def _follow_and_run(call: Call, request: Any, stored: Any) -> Any:
    """Move the live clock, and let what came due be done: who advances it looks for the consequences next."""
    await _follow(call, request, stored)
    done = await call.port(TimerLoop).run_due()
    return shapes.AdvancedClock(**msgspec.structs.asdict(view(call.port(AdjustableClock))), timers_run=done)


@OPERATOR.read("GetClock")
def get_clock(call: Call, request: shapes.GetClockRequest, tx: Transaction) -> shapes.Clock:
    """Show the clock."""
    return view(call.port(AdjustableClock))


@OPERATOR.write("AdvanceClock", locks=_the_clock, prepare=_system_time, settle=_follow_and_run)
def advance_clock(call: Call, request: shapes.AdvanceClockRequest, tx: Transaction) -> shapes.AdvancedClock:
    """Move the clock forward, frozen or not, and run every timer that came due by it."""
    before = _state(tx)
    if before.frozen_at_ms is not None:
        after = replace(before, frozen_at_ms=before.frozen_at_ms + request.milliseconds)
    else:
        after = replace(before, offset_ms=before.offset_ms + request.milliseconds)
    return shapes.AdvancedClock(**msgspec.structs.asdict(_store(call, tx, before, after)))


@OPERATOR.write("FreezeClock", locks=_the_clock, prepare=_system_time, settle=_follow)
def freeze_clock(call: Call, request: shapes.FreezeClockRequest, tx: Transaction) -> shapes.Clock:
    """Let the clock stand still where it is; a frozen one stays as it is."""
    before = _state(tx)
    after = before if before.frozen_at_ms is not None else replace(before, frozen_at_ms=call.now_ms)
    return _store(call, tx, before, after)


@OPERATOR.write("ResumeClock", locks=_the_clock, prepare=_system_time, settle=_follow)
def resume_clock(call: Call, request: shapes.ResumeClockRequest, tx: Transaction) -> shapes.Clock:
    """Let a frozen clock run on from where it stands; a running one stays as it is."""
    before = _state(tx)
    if before.frozen_at_ms is None:
        after = before
    else:
        after = replace(before, offset_ms=before.frozen_at_ms - call.prepared, frozen_at_ms=None)
    return _store(call, tx, before, after)


def _state(tx: Transaction) -> ClockState:
    return tx.get(clock_states, _ID) or ClockState()


def _store(call: Call, tx: Transaction, before: ClockState, after: ClockState) -> shapes.Clock:
    if after != before:
        known = before.changes or (ClockChange(0, before.offset_ms, before.frozen_at_ms),)
        change = ClockChange(call.prepared, after.offset_ms, after.frozen_at_ms)
        after = replace(after, changes=(*known[1 - MOST_CHANGES :], change), revision=before.revision + 1)
    if tx.get(clock_states, _ID) is None:
        tx.add(clock_states, after)
    else:
        tx.replace(clock_states, before, after)
    return shapes.Clock(now_ms=after.frozen_at_ms, offset_ms=after.offset_ms, frozen=after.frozen_at_ms is not None)
