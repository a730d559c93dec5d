"""What Envoy is known to have of one balancer, and how a new plan differs from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

from twincloud.balancing.plan import ForwardingPlan, Listener, Pool
from twincloud.dataplane.compile.resources import Kind, ResourceKey, apart_name, listener_name, pool_name, routes_name
from twincloud.dataplane.compile.secrets import Credential, secret_keys


def pools_of(listener: Listener) -> set[str]:
    """Return the ids of the pools to which a listener forwards."""
    if listener.protocol.routed:
        return {name for host in listener.hosts for route in host.routes for name in route.pool_ids}
    return {listener.pool_id} if listener.pool_id is not None else set(listener.pool_ids)


def listener_keys(listener: Listener) -> set[ResourceKey]:
    """Return the resources that a listener itself becomes."""
    keys = {ResourceKey(Kind.LISTENER, listener_name(listener.id)), *secret_keys(listener)}
    if listener.apart:
        keys.add(ResourceKey(Kind.LISTENER, apart_name(listener.id)))
    if listener.protocol.routed:
        keys.add(ResourceKey(Kind.ROUTES, routes_name(listener.id)))
    return keys


def pool_keys(pool_id: str) -> set[ResourceKey]:
    """Return the resources that a pool becomes."""
    name = pool_name(pool_id)
    return {ResourceKey(Kind.CLUSTER, name), ResourceKey(Kind.ENDPOINTS, name)}


class Ledger:
    """One balancer's accepted elements. Whoever reads and then changes it holds its `lock`."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.callers = 0
        """How many calls hold or await the lock; a ledger with callers is not thrown away."""
        self.listeners: dict[str, Listener] = {}
        self.pools: dict[str, Pool] = {}
        self.credentials: dict[str, tuple[Credential, ...]] = {}
        """The certificates and authorities of the accepted listeners, by listener."""
        self.broken: dict[str, str] = {}
        """Accepted listeners that a later Envoy process refused, with its reasons; the next plan sends them again."""
        self.orphans: dict[str, float] = {}
        """Pools that nothing uses any more, with the loop's time at which they may go."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing of this balancer in Envoy."""
        return not self.listeners and not self.pools

    def changed_pools(self, plan: ForwardingPlan) -> list[Pool]:
        """Return the plan's pools that Envoy does not have in this form."""
        return [pool for pool in plan.pools if self.pools.get(pool.id) != pool]

    def changed_listeners(self, plan: ForwardingPlan) -> list[Listener]:
        """Return the plan's listeners that Envoy does not have in this form."""
        return [
            listener
            for listener in plan.listeners
            if listener.id in self.broken or self.listeners.get(listener.id) != listener
        ]

    def gone_listeners(self, plan: ForwardingPlan) -> list[Listener]:
        """Return the accepted listeners that the plan does not have any more."""
        kept = {listener.id for listener in plan.listeners}
        return [listener for name, listener in self.listeners.items() if name not in kept]

    def blame(self, plan: ForwardingPlan) -> Callable[[ResourceKey], Sequence[str]]:
        """Return how to find the listeners, of the plan or about to go, that a refused resource concerns."""

        def blame(key: ResourceKey) -> Sequence[str]:
            if key.kind in {Kind.CLUSTER, Kind.ENDPOINTS}:
                return [
                    listener.id
                    for listener in plan.listeners
                    if key.name in {pool_name(name) for name in pools_of(listener)}
                ]
            listeners = [*plan.listeners, *self.listeners.values()]
            return list({listener.id for listener in listeners if key in listener_keys(listener)})

        return blame

    def accept(
        self,
        listeners: Iterable[tuple[Listener, tuple[Credential, ...]]],
        pools: Iterable[Pool],
        gone: Iterable[Listener],
    ) -> None:
        """Note what Envoy has taken; listeners come with their credentials."""
        for pool in pools:
            self.pools[pool.id] = pool
        for listener, credentials in listeners:
            self.listeners[listener.id] = listener
            self.credentials[listener.id] = credentials
            self.broken.pop(listener.id, None)
        for listener in gone:
            self.listeners.pop(listener.id, None)
            self.credentials.pop(listener.id, None)
            self.broken.pop(listener.id, None)

    def note_orphans(self, plan: ForwardingPlan, due: float) -> None:
        """Mark the pools that neither the plan nor an accepted listener uses; free those that are used again."""
        used = {pool.id for pool in plan.pools}
        for listener in self.listeners.values():
            used |= pools_of(listener)
        self.orphans = {name: self.orphans.get(name, due) for name in self.pools if name not in used}
