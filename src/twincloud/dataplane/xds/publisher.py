"""The queue in front of Envoy: change sets that wait together are tried together."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol

from twincloud.balancing.engine import internal_fault
from twincloud.dataplane.xds.changes import ChangeSet, Outcome
from twincloud.dataplane.xds.round import Patience, Round
from twincloud.dataplane.xds.session import Session, SessionLostError
from twincloud.dataplane.xds.store import Store

ROUND_SIZE = 1024
"""Resources in one round, so that a change behind a bulk of others waits for a fraction of a second (our choice)."""
CRASHES = 2
"""A change set is refused after Envoy died so often while that change set alone was in flight."""
LOSSES = 5
"""The same for streams that broke without an end of Envoy."""


class Link(Protocol):
    """The way to Envoy."""

    async def ready(self) -> Session:
        """Wait for a session whose Envoy has taken the good configuration, and return it."""
        ...

    @property
    def incarnation(self) -> int:
        """The number of the Envoy process that runs now; grows by one with each start."""
        ...

    @property
    def obituary(self) -> str:
        """How the last Envoy ended, for people."""
        ...


class Publisher:
    """Brings change sets to Envoy in order, and finds out which one kills it."""

    def __init__(self, store: Store, link: Link, patience: Patience) -> None:
        self._store = store
        self._link = link
        self._patience = patience
        self._queue: deque[ChangeSet] = deque()
        self._suspects: deque[ChangeSet] = deque()
        self._news = asyncio.Event()

    async def submit(self, change: ChangeSet) -> Outcome:
        """Queue a change set and return its outcome, however long Envoy is away."""
        self._queue.append(change)
        self._news.set()
        return await change.done

    async def run(self) -> None:
        """Work until cancelled; what is still queued then is cancelled, too."""
        try:
            while True:
                await self._news.wait()
                session = await self._link.ready()
                batch = self._take()
                if batch:
                    await self._try(session, batch)
                if not self._queue and not self._suspects:
                    self._news.clear()
        finally:
            for change in [*self._suspects, *self._queue]:
                change.done.cancel()

    async def _try(self, session: Session, batch: list[ChangeSet]) -> None:
        incarnation = self._link.incarnation
        try:
            await Round(session, self._store, batch, self._patience).run()
        except SessionLostError:
            await self._after_loss(batch, incarnation)
        except Exception as error:  # noqa: BLE001 (a fault of ours must not end the queue)
            self._after_fault(batch, error)
        except asyncio.CancelledError:
            for change in batch:
                change.done.cancel()
            raise

    def _after_fault(self, batch: list[ChangeSet], error: Exception) -> None:
        """Refuse what cannot be carried out; of several change sets each is tried alone first."""
        if len(batch) > 1:
            self._suspects.extendleft(reversed(batch))
        else:
            batch[0].refuse(internal_fault(error))

    async def _after_loss(self, batch: list[ChangeSet], incarnation: int) -> None:
        self._suspects.extendleft(reversed(batch))
        await self._link.ready()
        if len(batch) > 1:
            return
        change = batch[0]
        if self._link.incarnation != incarnation:
            change.crashes += 1
        else:
            change.losses += 1
        if change.crashes >= CRASHES:
            self._suspects.remove(change)
            change.refuse(f"Envoy died {change.crashes} times while this change was applied: {self._link.obituary}")
        elif change.losses >= LOSSES:
            self._suspects.remove(change)
            change.refuse(f"the conversation with Envoy broke {change.losses} times while this change was applied")

    def _take(self) -> list[ChangeSet]:
        """Take the next suspect alone, else as many waiting change sets as fit into one round."""
        if self._suspects:
            return [self._suspects.popleft()]
        batch: list[ChangeSet] = []
        size = 0
        while self._queue and (not batch or size + self._queue[0].size <= ROUND_SIZE):
            batch.append(self._queue.popleft())
            size += batch[-1].size
        return batch
