"""Targets that are names: looked up for the engine, again and again, so that all that it ever sees are addresses."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.engine import Applied, Engine, TargetHealth
from twincloud.balancing.plan import ForwardingPlan, Pool, Target
from twincloud.kernel.hosts import is_address

log = logging.getLogger(__name__)
REFRESH_S = 5.0
"""How often names are looked up (our choice)."""
_PATIENCE_S = 2.0
"""How long a plan waits for new names; what is found later comes with the next look."""

Lookup = Callable[[str], Awaitable[tuple[str, ...]]]


async def look_up(name: str) -> tuple[str, ...]:
    """Return a name's addresses, sorted: those of IPv4 if it has any, else those of IPv6; none when there are none."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(_PATIENCE_S):
            found = await loop.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError):
        return ()
    by_family: dict[int, set[str]] = {}
    for family, _, _, _, address in found:
        by_family.setdefault(family, set()).add(str(address[0]))
    return tuple(sorted(by_family.get(socket.AF_INET) or by_family.get(socket.AF_INET6) or ()))


class _Known(Struct):
    """What a balancer's newest plan asks for by name, and what was found last."""

    lock: asyncio.Lock
    plan: ForwardingPlan
    applied: ForwardingPlan


class NamedTargets:
    """An engine in front of another one, which is given plans without names.

    A name that cannot be looked up any more keeps the addresses that it had.
    """

    def __init__(self, engine: Engine, *, refresh_s: float = REFRESH_S, lookup: Lookup = look_up) -> None:
        self._engine = engine
        self._refresh_s = refresh_s
        self._lookup = lookup
        self._addresses: dict[str, tuple[str, ...]] = {}
        self._balancers: dict[str, _Known] = {}
        self._refreshing: asyncio.Task[None] | None = None

    async def stop(self) -> None:
        """Look nothing up any more."""
        if self._refreshing is not None:
            self._refreshing.cancel()
            await asyncio.gather(self._refreshing, return_exceptions=True)

    async def apply(self, plan: ForwardingPlan) -> Applied:
        """Apply the plan with addresses in place of names; see the port's description."""
        names = set(_names(plan))
        known = self._balancers.get(plan.balancer_id)
        if not names and known is None:
            return await self._engine.apply(plan)
        if known is None:
            known = self._balancers[plan.balancer_id] = _Known(asyncio.Lock(), plan, plan)
        known.plan = plan
        await self._find(names - self._addresses.keys())
        async with known.lock:
            known.applied = self._resolved(plan)
            applied = await self._engine.apply(known.applied)
        if names and self._refreshing is None:
            self._refreshing = asyncio.create_task(self._refresh(), name="look up names")
        if not names and known.plan is plan:
            self._balancers.pop(plan.balancer_id, None)
        return applied

    async def health(self, pool_ids: Sequence[str]) -> Mapping[str, tuple[TargetHealth, ...]]:
        """Return the state of every target of the named pools, of a name's addresses together; see the port."""
        found = dict(await self._engine.health(pool_ids))
        wanted = set(pool_ids)
        for known in self._balancers.values():
            for pool in known.plan.pools:
                if pool.id in wanted and pool.id in found:
                    found[pool.id] = self._summed_up(pool, found[pool.id])
        return found

    def _summed_up(self, pool: Pool, seen: Sequence[TargetHealth]) -> tuple[TargetHealth, ...]:
        states = {(target.host, target.port): target.healthy for target in seen}
        return tuple(self._state(target, states) for target in pool.targets)

    def _state(self, target: Target, states: Mapping[tuple[str, int], bool | None]) -> TargetHealth:
        if is_address(target.host):
            return TargetHealth(target.host, target.port, states.get((target.host, target.port)))
        own = {address: states.get((address, target.port)) for address in self._addresses.get(target.host, ())}
        down = tuple(address for address, state in own.items() if state is False)
        if down or not own:
            return TargetHealth(target.host, target.port, healthy=False, down=down)
        return TargetHealth(target.host, target.port, None if None in own.values() else True)

    def _resolved(self, plan: ForwardingPlan) -> ForwardingPlan:
        return replace(plan, pools=tuple(replace(pool, targets=self._targets(pool)) for pool in plan.pools))

    def _targets(self, pool: Pool) -> tuple[Target, ...]:
        return tuple(
            replace(target, host=address)
            for target in pool.targets
            for address in ((target.host,) if is_address(target.host) else self._addresses.get(target.host, ()))
        )

    async def _find(self, names: set[str]) -> None:
        wanted = sorted(names)
        for name, addresses in zip(wanted, await asyncio.gather(*map(self._lookup, wanted)), strict=True):
            if addresses or name not in self._addresses:
                self._addresses[name] = addresses

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(self._refresh_s)
            try:
                await self._look_again()
            except Exception:
                # Whatever goes wrong with one look, the next may go well.
                log.exception("names of targets could not be looked up")

    async def _look_again(self) -> None:
        names = {name for known in self._balancers.values() for name in _names(known.plan)}
        self._addresses = {name: found for name, found in self._addresses.items() if name in names}
        await self._find(names)
        for known in list(self._balancers.values()):
            async with known.lock:
                resolved = self._resolved(known.plan)
                if resolved.pools != known.applied.pools and known.plan.generation == known.applied.generation:
                    log.info("the addresses of a balancer's targets changed", extra={"balancer": resolved.balancer_id})
                    known.applied = resolved
                    await self._engine.apply(resolved)


def _names(plan: ForwardingPlan) -> Iterator[str]:
    return (target.host for pool in plan.pools for target in pool.targets if not is_address(target.host))
