"""Timers: durable rows that come due by the injected clock, each handled in one transaction with its deletion."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import sqlalchemy as sa
from msgspec import Struct

from twincloud.kernel.clock import Clock
from twincloud.storage.collection import Collection
from twincloud.storage.store import Store
from twincloud.storage.transaction import News, Transaction

log = logging.getLogger(__name__)
TIMER_NEWS = "timer"
_SHORTEST_SLEEP_S = 0.01
_LONGEST_SLEEP_S = 60.0
_AFTER_FAULT_S = 1.0
_LONGEST_AFTER_FAULT_S = 300.0


class Timer(Struct, frozen=True):
    """Something to be done at `due_ms`. `kind` chooses the handler; `subject` is what it is about."""

    id: str
    kind: str
    subject: str
    due_ms: int


timers = Collection("timer", Timer, columns={"due_ms": int}, index=[("due_ms",)])
Handler = Callable[[Transaction, Timer, int], None]
"""Does what is due: (transaction, timer, now in ms). May set further timers."""


def set_timer(tx: Transaction, kind: str, subject: str, due_ms: int) -> None:
    """Have the handler of `kind` called at `due_ms`; an earlier timer of the same kind and subject is moved."""
    timer = Timer(f"{kind}/{subject}", kind, subject, due_ms)
    before = tx.get(timers, timer.id)
    if before is None:
        tx.add(timers, timer)
    else:
        tx.replace(timers, before, timer)
    tx.tell(News(TIMER_NEWS, timer.id, due_ms))


def cancel_timer(tx: Transaction, kind: str, subject: str) -> None:
    """Forget the timer of this kind and subject, if there is one."""
    timer = tx.get(timers, f"{kind}/{subject}")
    if timer is not None:
        tx.remove(timers, timer)


class _Failure(Struct, frozen=True):
    """A timer whose handler failed: when it is tried again (monotonic), and how long it had to wait for that."""

    again_at: float
    pause_s: float


class TimerLoop:
    """Runs due timers, oldest first. Woken by news of timers and by changes of the clock.

    A timer whose handler fails stays, holds no other up, and is tried again after ever longer pauses of real time.
    """

    def __init__(self, store: Store, clock: Clock, handlers: Mapping[str, Handler]) -> None:
        self._store = store
        self._clock = clock
        self._handlers = handlers
        self._failed: dict[str, _Failure] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        store.on_news(self._on_news)

    def start(self) -> None:
        """Begin to watch the clock."""
        self._task = asyncio.create_task(self._run(), name="timers")

    async def stop(self) -> None:
        """Stop watching; what comes due meanwhile is done after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def clock_changed(self) -> None:
        """Look again, because the clock was advanced or resumed."""
        self._wake.set()

    async def run_due(self) -> int:
        """Run every timer that is due and return how many of them did what they are for."""
        done = 0
        passed_over = self._waiting()
        while True:
            timer = await self._store.read(functools.partial(_oldest, passed_over))
            if timer is None or timer.due_ms > self._clock.now_ms():
                break
            done += await self._handled(timer)
            if timer.id in self._failed:
                passed_over.add(timer.id)
        # What was to be tried again and is not there any more was cancelled.
        self._failed = {name: self._failed[name] for name in self._failed if name in passed_over}
        return done

    async def _handled(self, timer: Timer) -> bool:
        try:
            handled = await self._store.write(functools.partial(self._handle, timer.id))
        except Exception:
            before = self._failed.get(timer.id)
            pause = _AFTER_FAULT_S if before is None else min(before.pause_s * 2, _LONGEST_AFTER_FAULT_S)
            self._failed[timer.id] = _Failure(time.monotonic() + pause, pause)
            log.exception("a timer failed; it is tried again", extra={"timer": timer.id, "after_s": pause})
            return False
        self._failed.pop(timer.id, None)
        return handled

    def _handle(self, timer_id: str, tx: Transaction) -> bool:
        tx.lock(["timers"])
        now = self._clock.now_ms()
        timer = tx.get(timers, timer_id)
        if timer is None or timer.due_ms > now:
            return False  # another server was faster, or it was moved
        tx.remove(timers, timer)
        self._handlers[timer.kind](tx, timer, now)
        return True

    def _waiting(self) -> set[str]:
        """Return the timers that failed and are not tried again yet."""
        now = time.monotonic()
        return {name for name, failure in self._failed.items() if failure.again_at > now}

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.run_due()
                pause = await self._pause_s()
            except Exception:
                log.exception("timers cannot be looked at")
                pause = _AFTER_FAULT_S
            before = self._clock.now_ms()
            if not await self._woken(pause) and self._clock.now_ms() == before:
                # The clock stands still, so that nothing comes due before it is moved, which wakes us.
                await self._woken(min(self._until_retry_s(), _LONGEST_SLEEP_S))

    async def _pause_s(self) -> float:
        """Return how long there is nothing to do, in seconds."""
        timer = await self._store.read(functools.partial(_oldest, self._waiting()))
        until_due = _LONGEST_SLEEP_S if timer is None else (timer.due_ms - self._clock.now_ms()) / 1000
        return min(until_due, self._until_retry_s(), _LONGEST_SLEEP_S)

    def _until_retry_s(self) -> float:
        return min((failure.again_at for failure in self._failed.values()), default=float("inf")) - time.monotonic()

    async def _woken(self, within_s: float) -> bool:
        try:
            async with asyncio.timeout(max(within_s, _SHORTEST_SLEEP_S)):
                await self._wake.wait()
        except TimeoutError:
            return False
        return True

    def _on_news(self, news: Sequence[News]) -> None:
        if any(item.kind == TIMER_NEWS for item in news):
            self._wake.set()


def _oldest(passed_over: AbstractSet[str], tx: Transaction) -> Timer | None:
    """Return the timer that comes due first, of those that are not passed over."""
    table = timers.table
    # One row more than are passed over is enough to find one that is not.
    query = sa.select(table.c.body).order_by(table.c.due_ms, table.c.seq).limit(len(passed_over) + 1)
    found = (timers.decode(body) for body in tx.execute(query).scalars())
    return next((timer for timer in found if timer.id not in passed_over), None)
