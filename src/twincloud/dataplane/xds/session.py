"""One stream of one Envoy: what it asked for, what it was sent and what it said to that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice
from typing import Protocol

from twincloud.dataplane.compile.discovery import Request, write_response
from twincloud.dataplane.compile.endpoints import empty_endpoints
from twincloud.dataplane.compile.resources import Kind, Resource, ResourceKey
from twincloud.dataplane.xds.complaints import brief, reasons
from twincloud.dataplane.xds.store import Store

WILDCARD = frozenset({Kind.CLUSTER, Kind.LISTENER})
CHUNK = 256
"""Resources in one response; few enough that the stream and the event loop stay lively."""
GONE = ""
"""The version of a resource that was taken away."""


class SessionLostError(Exception):
    """The stream ended before Envoy had answered."""


class Watcher(Protocol):
    """Who wants to hear what became of a resource."""

    def settled(self, key: ResourceKey, reason: str) -> None:
        """Envoy acknowledged the watched version (`reason` is empty) or refused it."""
        ...

    def lost(self) -> None:
        """The stream ended; nothing more will be heard."""
        ...


class _Sent:
    """A response that Envoy has not answered yet: the versions in it by name."""

    __slots__ = ("kind", "opening", "versions")

    def __init__(self, kind: Kind, versions: dict[str, str], *, opening: bool) -> None:
        self.kind = kind
        self.versions = versions
        self.opening = opening


class _Arrival:
    """Watches the resources that a new stream must see answered."""

    def __init__(self) -> None:
        self.expected: set[ResourceKey] = set()
        self.change = asyncio.Event()

    def settled(self, key: ResourceKey, reason: str) -> None:
        self.expected.discard(key)
        self.change.set()

    def lost(self) -> None:
        self.change.set()


class Session:
    """The protocol's state on one stream; `emit` takes encoded responses in the order in which they must leave.

    Every name of targets that Envoy asks for is answered at once, with no targets if need be: a single unanswered one
    holds back the acknowledgements of all clusters.
    """

    def __init__(self, store: Store, emit: Callable[[bytes], None]) -> None:
        self._store = store
        self._emit = emit
        self._counter = 0
        self._unanswered: dict[str, _Sent] = {}
        self._watches: dict[ResourceKey, tuple[str, Watcher]] = {}
        self._opened: set[Kind] = set()
        self._interest: dict[Kind, set[str]] = {kind: set() for kind in Kind}
        self._held: dict[Kind, dict[str, str]] = {kind: {} for kind in Kind}
        self._listeners_open = asyncio.Event()
        self.refused: dict[ResourceKey, str] = {}
        """What Envoy refused last, by resource, until it accepts it or it is taken away."""
        self.closed = False

    # --- what the control plane does ----------------------------------------------------------------------------------

    def holds(self, key: ResourceKey, version: str) -> bool:
        """Tell whether Envoy acknowledged this version and was sent no other since."""
        return self._held[key.kind].get(key.name) == version

    def interested(self, key: ResourceKey) -> bool:
        """Tell whether Envoy asked for a resource by name."""
        return key.name in self._interest[key.kind]

    def watch(self, key: ResourceKey, version: str, watcher: Watcher) -> None:
        """Let `watcher` hear of the next verdict on `version` (GONE for a removal); replaces an earlier watch."""
        self._watches[key] = (version, watcher)

    def send(self, kind: Kind, resources: Iterable[Resource], removed: Iterable[str] = ()) -> None:
        """Send resources and removals, the removals first, in as many responses as it takes; nothing when empty.

        Clusters are followed by their targets: a changed one waits for them as a new one does, but Envoy asks for the
        targets of new ones only.
        """
        sent = list(resources)
        rest = iter(sent)
        first = gone = list(removed)
        # Envoy keeps a secret that it refuses and would acknowledge it when it came a second time, so that it could not
        # be found out which of several was meant.
        most = 1 if kind is Kind.SECRET else CHUNK
        while (chunk := list(islice(rest, most))) or first:
            self._respond(kind, chunk, first)
            first = []
        if kind is Kind.CLUSTER:
            self._targets_follow(sent, gone)

    async def synchronised(self) -> None:
        """Wait until Envoy has answered for the stream's first listeners and their routes; raises SessionLostError."""
        await self._listeners_open.wait()
        arrival = _Arrival()
        for port in self._store.all_wanted(Kind.LISTENER).values():
            for ref in port.refs if port.key not in self.refused else ():
                routes = self._store.wanted(ref) if ref.kind in {Kind.ROUTES, Kind.SECRET} else None
                if routes is not None and ref not in self.refused and not self.holds(ref, routes.version):
                    arrival.expected.add(ref)
                    self.watch(ref, routes.version, arrival)
        while arrival.expected and not self.closed:
            arrival.change.clear()
            await arrival.change.wait()
        if self.closed:
            raise SessionLostError

    def close(self) -> None:
        """End the session; who still watches hears of the loss."""
        self.closed = True
        self._listeners_open.set()
        watchers = {id(watcher): watcher for _, watcher in self._watches.values()}
        self._watches.clear()
        for watcher in watchers.values():
            watcher.lost()

    # --- what Envoy says ----------------------------------------------------------------------------------------------

    def receive(self, request: Request) -> None:
        """Take one request from the stream and send what it calls for."""
        kind = request.kind
        if kind is None:
            return
        if request.nonce:
            self._settle(request)
        opening = kind not in self._opened
        if opening:
            self._opened.add(kind)
            self._held[kind].update(request.initial_versions)
        for name in request.unsubscribe:
            self._forget(kind, name)
        if kind in WILDCARD:
            if opening:
                self._open_wildcard(kind)
        elif request.subscribe:
            new = {name for name in request.subscribe if name not in self._interest[kind]}
            self._interest[kind].update(new)
            self._answer(kind, request.subscribe, new, opening=opening)

    def _forget(self, kind: Kind, name: str) -> None:
        self._interest[kind].discard(name)
        self._held[kind].pop(name, None)

    def _open_wildcard(self, kind: Kind) -> None:
        held = self._held[kind]
        wanted = self._store.all_wanted(kind)
        news = [resource for name, resource in wanted.items() if held.get(name) != resource.version]
        gone = [name for name in held if name not in wanted]
        # In one response, even when there is no news: Envoy serves only after it has heard an answer.
        self._respond(kind, news, gone, opening=True)
        if kind is Kind.CLUSTER:
            self._targets_follow(news, gone)

    def _targets_follow(self, clusters: Iterable[Resource], gone: Iterable[str]) -> None:
        for name in gone:
            # Envoy drops its interest in these; it says so later, perhaps after the pool has come back.
            self._forget(Kind.ENDPOINTS, name)
        keys = (ResourceKey(Kind.ENDPOINTS, cluster.key.name) for cluster in clusters)
        wanted = (self._store.wanted(key) for key in keys if self.interested(key))
        self.send(Kind.ENDPOINTS, [resource for resource in wanted if resource is not None])

    def _answer(self, kind: Kind, names: Sequence[str], new: Collection[str], *, opening: bool) -> None:
        held = self._held[kind]
        heralds: list[Resource] = []
        answers: list[Resource] = []
        for name in names:
            resource = self._store.wanted(ResourceKey(kind, name))
            if resource is None:
                if kind is not Kind.ENDPOINTS:
                    continue
                resource = empty_endpoints(name)
            # Targets are sent even when Envoy has them: a pool that was changed just before the last stream ended waits
            # for them, and without them it holds back Envoy's verdicts on all pools.
            if opening and kind is not Kind.ENDPOINTS and held.get(name) == resource.version:
                continue
            if resource.checked and name in new and name not in held:
                # A new pool serves only after each of its first targets was checked, however long a dead one takes;
                # one that begins empty serves at once, and its targets are checked as they come.
                herald = empty_endpoints(name)
                if herald.version != resource.version:
                    heralds.append(herald)
            answers.append(resource)
        self.send(kind, heralds)
        self.send(kind, answers)

    def _respond(self, kind: Kind, resources: list[Resource], gone: list[str], *, opening: bool = False) -> None:
        self._counter += 1
        nonce = str(self._counter)
        versions = {resource.key.name: resource.version for resource in resources}
        versions.update(dict.fromkeys(gone, GONE))
        for name in versions:
            self._held[kind].pop(name, None)
        self._unanswered[nonce] = _Sent(kind, versions, opening=opening)
        self._emit(write_response(kind, nonce, resources, gone))

    def _settle(self, request: Request) -> None:
        sent = self._unanswered.pop(request.nonce, None)
        if sent is None:
            return
        refused = self._refusals(sent, request.error) if request.error else {}
        if refused is None:
            self._send_singly(sent)
        else:
            for name, version in sent.versions.items():
                self._verdict(ResourceKey(sent.kind, name), version, refused.get(name, ""))
        if sent.opening and sent.kind is Kind.LISTENER:
            self._listeners_open.set()

    def _refusals(self, sent: _Sent, complaint: str) -> dict[str, str] | None:
        """Return the refused names with reasons, or None when it cannot be told which of several they are."""
        found = reasons(complaint, sent.versions)
        if len(sent.versions) == 1:
            name = next(iter(sent.versions))
            return {name: found.get(name) or brief(complaint)}
        # Only listeners and clusters are applied one by one; of the others, the good behind a bad one were not read.
        return found if sent.kind in WILDCARD and found else None

    def _send_singly(self, sent: _Sent) -> None:
        wanted = (self._store.wanted(ResourceKey(sent.kind, name)) for name in sent.versions)
        same = [resource for resource in wanted if resource and resource.version == sent.versions[resource.key.name]]
        for resource in same:
            self._respond(sent.kind, [resource], [])
        if sent.kind is Kind.CLUSTER:
            # None of them was applied, so that the targets which followed them came too early.
            self._targets_follow(same, ())

    def _verdict(self, key: ResourceKey, version: str, reason: str) -> None:
        if reason:
            self.refused[key] = reason
        else:
            self.refused.pop(key, None)
            if version != GONE and (key.kind in WILDCARD or self.interested(key)):
                self._held[key.kind][key.name] = version
        watched = self._watches.get(key)
        if watched is not None and watched[0] == version:
            del self._watches[key]
            watched[1].settled(key, reason)
