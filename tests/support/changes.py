"""Waiting for what a double will have seen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

_LOOK_EVERY_S = 0.2


class Changes:
    """Wakes those who wait for something whenever anything has come."""

    def __init__(self, patience_s: float = 20) -> None:
        self._changed = asyncio.Event()
        self._patience_s = patience_s

    def tell(self) -> None:
        """Have everybody who waits look again."""
        self._changed.set()

    async def until(self, condition: Callable[[], object], within_s: float | None = None) -> None:
        """Return once `condition()` is true; it is asked whenever something came, and else now and then."""
        async with asyncio.timeout(self._patience_s if within_s is None else within_s):
            while not condition():
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), _LOOK_EVERY_S)
