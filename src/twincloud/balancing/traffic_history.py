"""What the listeners have moved minute by minute, as rows: the peaks of each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.traffic import Moved
from twincloud.kernel.clock import Clock
from twincloud.storage.collection import Collection as Rows
from twincloud.storage.store import Store
from twincloud.storage.transaction import Transaction

log = logging.getLogger(__name__)
_MINUTE_MS, _HOUR_MS = 60_000, 3_600_000
_HOURS_KEPT = 31 * 24


class Peaks(Struct, frozen=True, array_like=True):
    """The highest values of one listener in one minute: bits per second, connections, requests per second."""

    bits_in: int = 0
    bits_out: int = 0
    active: int = 0
    requests: float = 0.0


class TrafficHour(Struct, frozen=True):
    """One listener's peaks in one hour (since 1970), by minute; those without any traffic are not there."""

    id: str
    listener_id: str
    hour: int
    minutes: dict[int, Peaks]


traffic_hours = Rows(
    "traffic_hour", TrafficHour, columns={"listener_id": str, "hour": int}, index=[("listener_id", "hour"), ("hour",)]
)


class TrafficHistory:
    """Writes down the peaks of each minute once it is over; what a crash finds in memory is lost."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._minute = 0
        self._peaks: dict[str, Peaks] = {}
        self._over: list[tuple[int, dict[str, Peaks]]] = []
        self._some = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run(), name="traffic history")

    async def stop(self) -> None:
        """Write what there is, also of the minute that is not over, and end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._close()
        await self._write()

    def record(self, seconds: float, moved: Mapping[str, Moved]) -> None:
        """Take up what the listeners moved in the `seconds` that end now."""
        minute = self._clock.now_ms() // _MINUTE_MS
        if minute != self._minute:
            self._close()
            self._minute = minute
        for name, one in moved.items():
            before = self._peaks.get(name, Peaks())
            self._peaks[name] = Peaks(
                max(before.bits_in, int(8 * one.received / seconds)),
                max(before.bits_out, int(8 * one.sent / seconds)),
                max(before.active, one.active),
                max(before.requests, round(one.requests / seconds, 3)),
            )

    def _close(self) -> None:
        if self._peaks:
            self._over.append((self._minute, self._peaks))
            self._peaks = {}
            self._some.set()

    async def _run(self) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            try:
                await self._write()
            except Exception:
                log.exception("a minute's traffic could not be written down")

    async def _write(self) -> None:
        over, self._over = self._over, []
        if over:
            await self._store.write(lambda tx: _write(tx, over))


def peaks_of(tx: Transaction, listener_ids: Collection[str], since_ms: int, until_ms: int) -> dict[int, Peaks]:
    """Return, by minute (since 1970), the peaks of these listeners together from one time until before another."""
    table = traffic_hours.table
    query = sa.select(table.c.body).where(
        table.c.listener_id.in_(list(listener_ids)),
        table.c.hour >= since_ms // _HOUR_MS,
        table.c.hour <= until_ms // _HOUR_MS,
    )
    found: dict[int, Peaks] = {}
    for body in tx.execute(query).scalars():
        row = traffic_hours.decode(body)
        for minute, one in row.minutes.items():
            at = row.hour * 60 + minute
            if since_ms <= at * _MINUTE_MS < until_ms:
                found[at] = _sum(found.get(at, Peaks()), one)
    return found


def _sum(one: Peaks, other: Peaks) -> Peaks:
    return Peaks(
        one.bits_in + other.bits_in,
        one.bits_out + other.bits_out,
        one.active + other.active,
        one.requests + other.requests,
    )


def _write(tx: Transaction, over: Sequence[tuple[int, Mapping[str, Peaks]]]) -> None:
    for at, peaks in over:
        hour, minute = divmod(at, 60)
        tx.execute(sa.delete(traffic_hours.table).where(traffic_hours.table.c.hour < hour - _HOURS_KEPT))
        for name, one in peaks.items():
            key = f"{name}/{hour}"
            row = tx.get(traffic_hours, key)
            if row is None:
                tx.add(traffic_hours, TrafficHour(key, name, hour, {minute: one}))
            else:
                tx.replace(traffic_hours, row, replace(row, minutes={**row.minutes, minute: one}))
