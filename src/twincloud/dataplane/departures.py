"""Targets that leave a pool and take their connections along."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from twincloud.balancing.plan import Pool, Target
from twincloud.dataplane.desk import Address, CheckDesk

_ANSWER_S = 0.1
"""What Envoy needs to act on an answer that was just written."""


class Departures:
    """The targets that are leaving, by pool.

    Envoy closes connections of a target that fails its check, but not of one that is gone. So a target that takes its
    connections along stays for a while: it gets nothing new, Envoy is told that it is dead, and then it goes.
    """

    def __init__(self, desk: CheckDesk) -> None:
        self._desk = desk
        self._leaving: dict[str, dict[Address, Target]] = {}

    def begin(self, before: Pool | None, after: Pool) -> Sequence[Target]:
        """Return the targets that are leaving a pool when it changes from `before` to `after`."""
        leaving = self._leaving.get(after.id, {})
        serving = {_address(target) for target in after.targets if target.weight}
        for address in [address for address in leaving if address in serving]:
            # It has come back.
            del leaving[address]
            self._desk.spare(after.id, address)
        for target in before.targets if before is not None and before.closing is not None else ():
            if target.weight and _address(target) not in serving and _closes(after, target):
                leaving[_address(target)] = target
        if leaving:
            self._leaving[after.id] = leaving
        return list(leaving.values())

    def of(self, pool_id: str) -> Sequence[Target]:
        """Return the targets that are leaving a pool now."""
        return list(self._leaving.get(pool_id, {}).values())

    async def see_off(self, pool: Pool, within_s: float) -> Sequence[Target]:
        """Have Envoy close the connections of those who leave now, and return them.

        Returns once Envoy has been told of each, or after `within_s` seconds: it may be away.
        """
        going = self._leaving.get(pool.id, {}).copy()
        if not going or pool.closing is None:
            return ()
        # With nobody else to go to there is nothing to wait for, and Envoy would send them new clients meanwhile.
        await asyncio.sleep(pool.closing.after_s if any(target.weight for target in pool.targets) else 0)
        current = self._leaving.get(pool.id, {})
        still = {address: target for address, target in going.items() if current.get(address) is target}
        waiting = [asyncio.create_task(self._desk.drop(pool.id, address).wait()) for address in still]
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.sleep(_ANSWER_S)
        return list(still.values())

    def end(self, pool_id: str, gone: Sequence[Target]) -> None:
        """Forget those who have left."""
        leaving = self._leaving.get(pool_id, {})
        for target in gone:
            if leaving.get(_address(target)) is target:
                del leaving[_address(target)]
                self._desk.spare(pool_id, _address(target))
        if not leaving:
            self._leaving.pop(pool_id, None)


def _address(target: Target) -> Address:
    return target.host, target.port


def _closes(pool: Pool, target: Target) -> bool:
    """Tell whether a target that gets nothing new any more takes its connections along."""
    if pool.closing is None:
        return False
    weightless = any(_address(other) == _address(target) for other in pool.targets)
    return pool.closing.weightless if weightless else pool.closing.removed
