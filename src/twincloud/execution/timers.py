"""Timers: durable rows that come due by the injected clock, each handled in one transaction with its deletion."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from msgspec import Struct

from twincloud.kernel.clock import Clock
from twincloud.storage.collection import Collection
from twincloud.storage.store import Store
from twincloud.storage.transaction import News, Transaction

log = logging.getLogger(__name__)
TIMER_NEWS = "timer"
_LONGEST_SLEEP_S = 60.0
_AFTER_FAULT_S = 1.0


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


class TimerLoop:
    """Runs due timers, oldest first. Woken by news of timers and by changes of the clock."""

    def __init__(self, store: Store, clock: Clock, handlers: Mapping[str, Handler]) -> None:
        self._store = store
        self._clock = clock
        self._handlers = handlers
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
        """Run every timer that is due and return how many there were."""
        done = 0
        while await self._store.write(self._one_due):
            done += 1
        return done

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.run_due()
                due = await self._store.read(_next_due)
            except Exception:
                # One handler's fault must not silence all the others.
                log.exception("a timer failed")
                await asyncio.sleep(_AFTER_FAULT_S)
                continue
            pause = _LONGEST_SLEEP_S if due is None else (due - self._clock.now_ms()) / 1000
            try:
                async with asyncio.timeout(max(0.0, min(pause, _LONGEST_SLEEP_S))):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _one_due(self, tx: Transaction) -> bool:
        tx.lock(["timers"])
        now = self._clock.now_ms()
        table = timers.table
        query = sa.select(table.c.body).where(table.c.due_ms <= now).order_by(table.c.due_ms, table.c.seq).limit(1)
        body = tx.execute(query).scalar()
        if body is None:
            return False
        timer = timers.decode(body)
        tx.remove(timers, timer)
        self._handlers[timer.kind](tx, timer, now)
        return True

    def _on_news(self, news: Sequence[News]) -> None:
        if any(item.kind == TIMER_NEWS for item in news):
            self._wake.set()


def _next_due(tx: Transaction) -> int | None:
    due: int | None = tx.execute(sa.select(sa.func.min(timers.table.c.due_ms))).scalar()
    return due
