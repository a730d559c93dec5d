"""One round: change sets are tried on Envoy together, and each ends as live or refused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence

from msgspec import Struct

from twincloud.dataplane.compile.resources import Kind, Resource, ResourceKey
from twincloud.dataplane.xds.changes import ChangeSet, Outcome
from twincloud.dataplane.xds.session import GONE, Session, SessionLostError
from twincloud.dataplane.xds.store import Store

log = logging.getLogger(__name__)


class Patience(Struct, frozen=True):
    """How long a round waits, in seconds (our choice).

    `stall_s` without any answer from Envoy refuses what is unanswered. `clusters_s` is how long to wait for the verdict
    on clusters once their targets are acknowledged: Envoy withholds it while any other pool is being checked.
    """

    stall_s: float = 30.0
    clusters_s: float = 0.1


class Round:
    """The order of a change: pools before what uses them, removals of listeners before pools'.

    A listener is live when it and all that it refers to is acknowledged. When one of these is refused, the listener's
    own resources go back to the last good ones; other listeners of the round are not affected.
    """

    def __init__(self, session: Session, store: Store, changes: Sequence[ChangeSet], patience: Patience) -> None:
        self._session = session
        self._store = store
        self._patience = patience
        self._changes = changes
        self._puts: dict[ResourceKey, Resource] = {}
        self._removals: list[ResourceKey] = []
        self._origin: dict[ResourceKey, ChangeSet] = {}
        for change in changes:
            self._puts.update(change.puts)
            self._removals.extend(change.removals)
            self._origin.update(dict.fromkeys([*change.puts, *change.removals], change))
        self._before = {key: store.good(key) for key in self._puts if key.kind is Kind.CLUSTER}
        self._open: set[ResourceKey] = set()
        self._taken: set[ResourceKey] = set()
        self._failed: dict[ResourceKey, str] = {}
        self._silent: set[ResourceKey] = set()
        self._refused: dict[str, str] = {}
        self._wake = asyncio.Event()
        self._lost = False
        self._over = False

    async def run(self) -> None:
        """Try the changes and finish each; raises SessionLostError, with nothing kept and nothing finished."""
        self._store.try_out(self._puts, self._removals)
        try:
            await self._pools()
            await self._listeners()
        except (SessionLostError, asyncio.CancelledError):
            self._over = True
            self._store.drop()
            raise
        self._over = True
        self._spare()
        self._session.send(Kind.CLUSTER, (), self._removed(Kind.CLUSTER))
        self._store.keep()
        for change in self._changes:
            change.finish(
                Outcome(
                    {name: reason for name, reason in self._refused.items() if self._refused_in(change, name)},
                    {key: self._failed[key] for key in change.puts if key in self._failed},
                )
            )

    # --- the watcher --------------------------------------------------------------------------------------------------

    def settled(self, key: ResourceKey, reason: str) -> None:
        """Note Envoy's verdict on a resource."""
        if self._over:
            self._settled_late(key, reason)
            return
        self._open.discard(key)
        if reason:
            self._fail(key, reason)
        else:
            self._taken.add(key)
        if not self._open:
            self._wake.set()

    def lost(self) -> None:
        """Note the end of the stream."""
        self._lost = True
        self._wake.set()

    def _settled_late(self, key: ResourceKey, reason: str) -> None:
        put = self._puts.get(key)
        if reason and key in self._before and put is not None and self._store.good(key) is put:
            log.warning("Envoy refused pool %s after its targets: %s", key.name, reason)
            self._store.restore(key, self._before[key])

    def _fail(self, key: ResourceKey, reason: str) -> None:
        self._failed[key] = reason
        # What hangs on a refused resource is never asked for, so there is nothing to wait for.
        if key.kind is Kind.CLUSTER:
            self._open.discard(ResourceKey(Kind.ENDPOINTS, key.name))
        elif key.kind is Kind.LISTENER:
            hanging = {Kind.ROUTES, Kind.SECRET}
            for other in [other for other in self._open if other.kind in hanging and self._same_owner(other, key)]:
                self._open.discard(other)
        origin = self._origin.get(key)
        for listener in origin.blame(key) if origin is not None else ():
            self._refused.setdefault(listener, reason)

    def _same_owner(self, one: ResourceKey, other: ResourceKey) -> bool:
        return other in self._puts and self._puts[one].owner == self._puts[other].owner

    # --- the phases ---------------------------------------------------------------------------------------------------

    async def _pools(self) -> None:
        clusters = self._of(Kind.CLUSTER)
        changed = [ResourceKey(Kind.ENDPOINTS, resource.key.name) for resource in clusters]
        known = set(changed)
        others = [resource.key for resource in self._of(Kind.ENDPOINTS) if resource.key not in known]
        keys = [*changed, *others]
        leftovers = [secret for secret in self._of(Kind.SECRET) if self._left_over(secret.key)]
        self._watch([*(resource.key for resource in clusters), *keys, *(secret.key for secret in leftovers)])
        self._session.send(Kind.CLUSTER, clusters)
        self._session.send(Kind.ENDPOINTS, self._asked_for(others))
        self._session.send(Kind.SECRET, leftovers)
        await self._answers([*keys, *(secret.key for secret in leftovers)])
        await self._answers([resource.key for resource in clusters], within_s=self._patience.clusters_s)
        self._undo_pools()

    def _left_over(self, key: ResourceKey) -> bool:
        """Tell whether Envoy still has a secret of a listener that was refused or removed a moment ago.

        It would use that, however bad, for a listener that is put now.
        """
        return self._store.good(key) is None and self._session.interested(key)

    async def _listeners(self) -> None:
        ports = [resource for resource in self._of(Kind.LISTENER) if resource.owner not in self._refused]
        routes = [resource for resource in self._of(Kind.ROUTES) if resource.owner not in self._refused]
        held_back = [key for key, resource in self._puts.items() if resource.owner in self._refused]
        for key in held_back:
            self._store.give_up(key)
        gone = [key for key in self._removals if key.kind is Kind.LISTENER]
        secrets = [resource for resource in self._of(Kind.SECRET) if resource.owner not in self._refused]
        known = {secret.key for secret in secrets if self._session.interested(secret.key)} - self._taken
        new = [secret.key for secret in secrets if secret.key not in known]
        keys = [*(resource.key for resource in [*ports, *routes]), *gone, *new]
        self._watch(keys)
        self._session.send(Kind.LISTENER, ports, [key.name for key in gone])
        self._session.send(Kind.ROUTES, self._asked_for(resource.key for resource in routes))
        await self._answers(keys)
        await self._exchange(
            [secret for secret in secrets if secret.key in known and secret.owner not in self._refused]
        )
        undone = self._undo_listeners([*ports, *routes])
        await self._undo_secrets(secrets, undone)

    async def _exchange(self, secrets: Sequence[Resource]) -> None:
        """Send secrets that Envoy has in another form already, now that nothing else of their listeners can fail."""
        self._watch(secret.key for secret in secrets)
        self._session.send(Kind.SECRET, secrets)
        await self._answers(secret.key for secret in secrets)

    def _undo_pools(self) -> None:
        """Bring pools of which a part was refused back to their last good form; a new one is taken away again."""
        for name in {key.name for key in self._failed if key.kind in {Kind.CLUSTER, Kind.ENDPOINTS}}:
            cluster, targets = ResourceKey(Kind.CLUSTER, name), ResourceKey(Kind.ENDPOINTS, name)
            tried = cluster in self._puts and (cluster not in self._failed or cluster in self._silent)
            good, good_targets = self._store.give_up(cluster), self._store.give_up(targets)
            if tried:
                self._session.send(Kind.CLUSTER, [good] if good else [], [] if good else [name])
            elif good_targets is not None and self._session.interested(targets):
                self._session.send(Kind.ENDPOINTS, [good_targets])
            reason = self._failed.get(cluster) or self._failed[targets]
            self._failed.update({cluster: reason, targets: reason})

    def _undo_listeners(self, tried: Iterable[Resource]) -> list[ResourceKey]:
        """Bring refused listeners back to their last good form; return the ones whose verdict must be awaited."""
        awaited: list[ResourceKey] = []
        for resource in tried:
            if resource.owner not in self._refused:
                continue
            key = resource.key
            good = self._store.give_up(key)
            accepted = key in self._taken or key in self._silent
            if key.kind is Kind.LISTENER and accepted:
                if key in self._taken:
                    self._taken.discard(key)
                    awaited.append(key)
                self._session.watch(key, good.version if good else GONE, self)
                self._session.send(Kind.LISTENER, [good] if good else [], [] if good else [key.name])
            elif key.kind is Kind.ROUTES and accepted and good is not None:
                self._session.send(Kind.ROUTES, [good])
        return awaited

    async def _undo_secrets(self, tried: Iterable[Resource], awaited: list[ResourceKey]) -> None:
        """Bring the secrets of refused listeners back to their last good form, and wait for these and for `awaited`.

        Envoy keeps a secret that it refused, and refuses all others of the same listener as long as it has it. So the
        refused go first.
        """
        back = [secret.key for secret in tried if secret.owner in self._refused]
        reasons: dict[ResourceKey, str] = {}
        for key in sorted(back, key=lambda key: key not in self._failed):
            good = self._store.give_up(key)
            if good is None or not (key in self._taken or key in self._failed):
                continue
            if key in self._failed:
                reasons[key] = self._failed.pop(key)
            self._taken.discard(key)
            self._session.watch(key, good.version, self)
            self._session.send(Kind.SECRET, [good])
            awaited.append(key)
        await self._answers(awaited)
        self._failed.update(reasons)

    def _spare(self) -> None:
        """Keep routes and secrets that were to go with a change of their listener which is refused."""
        for key in self._removals:
            if key.kind in {Kind.ROUTES, Kind.SECRET} and not self._refused.keys().isdisjoint(
                self._origin[key].blame(key)
            ):
                self._store.give_up(key)

    # --- waiting ------------------------------------------------------------------------------------------------------

    async def _answers(self, keys: Iterable[ResourceKey], *, within_s: float | None = None) -> None:
        """Wait for the verdicts on `keys`; unless `within_s` says otherwise, silence of Envoy refuses them."""
        self._open = {key for key in keys if key not in self._taken and key not in self._failed}
        while self._open and not self._lost:
            self._wake.clear()
            answered = len(self._taken) + len(self._failed)
            try:
                async with asyncio.timeout(within_s if within_s is not None else self._patience.stall_s):
                    await self._wake.wait()
            except TimeoutError:
                if within_s is not None:
                    break
                if answered == len(self._taken) + len(self._failed):
                    self._stall()
        self._open = set()
        if self._lost:
            raise SessionLostError

    def _stall(self) -> None:
        for key in list(self._open):
            self._open.discard(key)
            self._silent.add(key)
            self._fail(key, f"Envoy gave no answer to {key.name} within {self._patience.stall_s:g} s")

    # --- small words --------------------------------------------------------------------------------------------------

    def _of(self, kind: Kind) -> list[Resource]:
        return [resource for key, resource in self._puts.items() if key.kind is kind]

    def _removed(self, kind: Kind) -> list[str]:
        return [key.name for key in self._removals if key.kind is kind]

    def _watch(self, keys: Iterable[ResourceKey]) -> None:
        for key in keys:
            resource = self._store.wanted(key)
            self._session.watch(key, resource.version if resource else GONE, self)

    def _asked_for(self, keys: Iterable[ResourceKey]) -> list[Resource]:
        wanted = (self._store.wanted(key) for key in keys if self._session.interested(key))
        return [resource for resource in wanted if resource is not None]

    def _refused_in(self, change: ChangeSet, listener: str) -> bool:
        return any(listener in change.blame(key) for key in self._failed if self._origin.get(key) is change)
