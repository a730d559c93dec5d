"""Faults that the operator asked for: an error code, a delay, or a connection that is dropped."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from twincloud.kernel.errors import ApiError
from twincloud.storage.collection import Collection
from twincloud.storage.store import Store
from twincloud.storage.transaction import News, Transaction

FAULT_NEWS = "fault"


class Fault(Struct, frozen=True):
    """What calls of an action meet. `remaining` counts the calls still to be hit; None hits every one."""

    id: str
    product: str
    action: str
    code: str = ""
    message: str = ""
    status: int = 400
    latency_ms: int = 0
    drop: bool = False
    remaining: int | None = None


faults = Collection("fault", Fault, columns={"product": str, "action": str})


class DropConnectionError(Exception):
    """An injected fault asks for the connection to be closed without an answer."""


class Faults:
    """The faults in force, kept in memory and read again whenever they change."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: list[Fault] | None = None
        self._changes = 0
        store.on_news(self._on_news)

    async def hit(self, product: str, action: str) -> Fault | None:
        """Return the first fault that this call meets, using up one of its remaining hits."""
        for fault in self._known if self._known is not None else await self._look():
            if fault.product != product or fault.action not in (action, "*"):
                continue
            if fault.remaining is None or await self._store.write(functools.partial(_use_up, fault)):
                return fault
        return None

    async def inject(self, product: str, action: str) -> None:
        """Let a call meet its fault, if there is one: wait, and raise DropConnectionError or the fault's ApiError."""
        fault = await self.hit(product, action)
        if fault is None:
            return
        if fault.latency_ms:
            await asyncio.sleep(fault.latency_ms / 1000)
        if fault.drop:
            raise DropConnectionError
        if fault.code:
            raise ApiError(fault.code, fault.message or "Injected by the operator.", status=fault.status)

    async def _look(self) -> list[Fault]:
        changes = self._changes
        found = await self._store.read(lambda tx: tx.find(faults))
        # What changed while it was read must not be remembered as it was before.
        if changes == self._changes:
            self._known = found
        return found

    def _on_news(self, news: Sequence[News]) -> None:
        if any(item.kind == FAULT_NEWS for item in news):
            self._changes += 1
            self._known = None


def _use_up(fault: Fault, tx: Transaction) -> bool:
    tx.lock([f"fault:{fault.id}"])
    current = tx.get(faults, fault.id)
    if current is None or current.remaining is None:
        return current is not None
    if current.remaining <= 1:
        tx.remove(faults, current)
    else:
        tx.replace(faults, current, replace(current, remaining=current.remaining - 1))
    tx.tell(News(FAULT_NEWS, fault.id))
    return True
