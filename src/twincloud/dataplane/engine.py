"""The engine that makes forwarding plans true with a real Envoy."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from twincloud.balancing.engine import Applied, EngineAwayError, TargetHealth, internal_fault
from twincloud.balancing.plan import ForwardingPlan, Listener, Pool
from twincloud.dataplane.admission import Admission
from twincloud.dataplane.compile.endpoints import compile_endpoints
from twincloud.dataplane.compile.health import UNCHECKED
from twincloud.dataplane.compile.plan import compile_pool, compile_port
from twincloud.dataplane.compile.resources import CompileError, Kind, Resource, ResourceKey, pool_name
from twincloud.dataplane.compile.secrets import Credential, Credentials, compile_secrets
from twincloud.dataplane.departures import Departures
from twincloud.dataplane.desk import CheckDesk
from twincloud.dataplane.envoy.admin import AdminClient, AdminUnavailableError
from twincloud.dataplane.envoy.process import EnvoyProcess
from twincloud.dataplane.ledger import Ledger, listener_keys, pool_keys, pools_of
from twincloud.dataplane.options import EngineOptions
from twincloud.dataplane.probes.descriptors import DescriptorBudget, descriptor_limit
from twincloud.dataplane.probes.material import probe_material
from twincloud.dataplane.request_logs import RequestLogFiles
from twincloud.dataplane.statistics import StatisticsDesk
from twincloud.dataplane.status import EngineStatus
from twincloud.dataplane.xds.changes import ChangeSet, Outcome
from twincloud.dataplane.xds.publisher import Publisher
from twincloud.dataplane.xds.session import Session
from twincloud.dataplane.xds.store import Store

__all__ = ["EngineOptions", "EngineStatus", "EngineStoppedError", "EnvoyEngine"]

log = logging.getLogger(__name__)

SEE_OFF_MARGIN_S = 5.0
"""So much later than it should Envoy may ask after a target that is leaving."""
LINGER_MARGIN_S = 0.5
"""Removed pools outlive the connections of the listeners that used them by so much."""


class EngineStoppedError(EngineAwayError):
    """The engine was stopped before it could do what it was asked to."""


class _Work(Struct):
    """One plan's way through the engine: what changed, what of it may be tried, and what was refused already."""

    plan: ForwardingPlan
    credentials: Credentials
    listeners: list[tuple[Listener, tuple[Credential, ...]]]
    pools: list[Pool]
    gone: list[Listener]
    refused: dict[str, str]
    puts: dict[ResourceKey, Resource]
    removals: set[ResourceKey]


class EnvoyEngine:
    """Implements `twincloud.balancing.engine.Engine` with one Envoy as a child process in `directory`.

    The directory holds Envoy's files and sockets and is used by one engine at a time.
    """

    def __init__(self, *, directory: Path, options: EngineOptions, logs: RequestLogFiles | None = None) -> None:
        """`logs` are the files of requests; without them they are in a directory of the engine's own."""
        self._options = options
        self._logs = logs if logs is not None else RequestLogFiles(directory.absolute() / "logs")
        self._compile = msgspec.structs.replace(
            options.compile, time_scale=options.time_scale, log_directory=str(self._logs.directory)
        )
        self._directory = directory
        limit = options.descriptor_limit if options.descriptor_limit is not None else descriptor_limit()
        self._budget = DescriptorBudget(limit, options.concurrency, options.descriptor_reserve)
        self._linger_s = options.drain_time_s + LINGER_MARGIN_S
        self._admission = Admission(self._budget, self._linger_s)
        self._ledgers: dict[str, Ledger] = {}
        self._asked_after: dict[str, Pool] = {}
        self._desk = CheckDesk(self._asked_after.get, self._compile.timeout)
        self._departures = Departures(self._desk)
        self._statistics = StatisticsDesk(options.statistics_period_s, options.on_moved)
        self._store = Store()
        self._running: set[asyncio.Task[Applied]] = set()
        self._sweeps: set[asyncio.Task[None]] = set()
        self._workers: list[asyncio.Task[None]] = []
        self._process: EnvoyProcess | None = None
        self._publisher: Publisher | None = None
        self._admin: AdminClient | None = None
        self._stopped = False

    # --- life ---------------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Start Envoy and return once it takes configuration.

        Raises EnvoyMissingError without a program, DirectoryBusyError when another engine works in the directory, and
        EnvoyStartError, with Envoy's last words, when it does not come up.
        """
        process = EnvoyProcess(
            self._directory,
            f"twincloud-{secrets.token_hex(8)}",
            self._store,
            self._options,
            downstream_connections=self._budget.connections,
            on_session=self._note_broken,
        )
        await process.start()
        await self._desk.start(process.check_socket)
        await self._statistics.start(process.statistics_socket)
        self._compile = msgspec.structs.replace(self._compile, check_socket=str(process.check_socket))
        self._process = process
        self._admin = AdminClient(process.admin_socket)
        self._publisher = Publisher(self._store, process, self._options.patience)
        self._workers = [
            asyncio.create_task(self._publisher.run()),
            asyncio.create_task(self._logs.keep(self._admin.reopen_logs)),
        ]

    async def stop(self) -> None:
        """End Envoy and wait until it is gone; calls that still wait raise EngineStoppedError."""
        self._stopped = True
        tasks = [*self._workers, *self._sweeps]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, *self._running, return_exceptions=True)
        self._desk.stop()
        self._statistics.stop()
        if self._process is not None:
            await self._process.stop()

    @property
    def pid(self) -> int | None:
        """Envoy's process id; None while it does not run."""
        return self._process.pid if self._process is not None else None

    @property
    def version(self) -> str:
        """Envoy's version, as it introduced itself; empty before that."""
        return self._process.version if self._process is not None else ""

    def status(self) -> EngineStatus:
        """Return a summary for the operator."""
        process = self._process
        ledgers = self._ledgers.values()
        return EngineStatus(
            state="stopped" if self._stopped else process.state if process is not None else "starting",
            pid=self.pid,
            version=self.version,
            starts=process.incarnation if process is not None else 0,
            last_end=process.obituary if process is not None else "",
            balancers=len(self._ledgers),
            listeners=sum(len(ledger.listeners) for ledger in ledgers),
            pools=sum(len(ledger.pools) for ledger in ledgers),
            broken={name: reason for ledger in ledgers for name, reason in ledger.broken.items()},
            descriptors_used=self._budget.used,
            descriptors_limit=self._budget.limit,
        )

    # --- plans --------------------------------------------------------------------------------------------------------

    async def apply(self, plan: ForwardingPlan) -> Applied:
        """Make `plan` the balancer's configuration; see the port's description.

        A call that is cancelled is carried out all the same. Raises EngineStoppedError.
        """
        task = asyncio.create_task(self._apply(plan))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _apply(self, plan: ForwardingPlan) -> Applied:
        ledger = self._ledgers.setdefault(plan.balancer_id, Ledger())
        ledger.callers += 1
        try:
            async with ledger.lock:
                work = self._prepare(ledger, plan)
                if work.puts or work.removals:
                    outcome = await self._submit(ChangeSet(work.puts, work.removals, ledger.blame(plan)))
                    self._settle(ledger, work, outcome)
                for pool in work.pools:
                    if self._departures.of(pool.id):
                        self._later(self._see_off(plan.balancer_id, ledger, pool))
                ledger.note_orphans(plan, asyncio.get_running_loop().time() + self._linger_s)
                if ledger.orphans:
                    self._later(self._sweep(plan.balancer_id, ledger))
                return Applied(work.refused)
        finally:
            ledger.callers -= 1
            self._forget_if_empty(plan.balancer_id, ledger)

    def _prepare(self, ledger: Ledger, plan: ForwardingPlan) -> _Work:
        """Compile what changed and sort out what need not be tried."""
        work = _Work(plan, Credentials(plan), [], [], ledger.gone_listeners(plan), {}, {}, set())
        bad: dict[str, str] = {}
        for pool in ledger.changed_pools(plan):
            try:
                leaving = self._departures.begin(ledger.pools.get(pool.id), pool)
                compiled = compile_pool(pool, self._compile, leaving)
                if pool.log is not None:
                    self._logs.make(pool.log.log_id)
                work.puts.update((resource.key, resource) for resource in compiled)
                work.pools.append(pool)
                # Envoy may ask before it has acknowledged.
                self._asked_after[pool.id] = pool
            except Exception as problem:  # noqa: BLE001 (a fault of ours is a refusal, too)
                bad[pool.id] = _reason(problem, plan, pool.id)
        known = {pool.id for pool in plan.pools}
        changed = {listener.id for listener in ledger.changed_listeners(plan)}
        for listener in plan.listeners:
            used = pools_of(listener)
            missing = used - known
            if missing:
                work.refused[listener.id] = f"the plan has no pool {min(missing)}"
            elif not bad.keys().isdisjoint(used):
                work.refused[listener.id] = next(bad[name] for name in sorted(used) if name in bad)
            else:
                self._prepare_listener(ledger, listener, work, changed=listener.id in changed)
        for listener in work.gone:
            work.removals |= listener_keys(listener)
        return work

    def _prepare_listener(self, ledger: Ledger, listener: Listener, work: _Work, *, changed: bool) -> None:
        before = ledger.listeners.get(listener.id)
        try:
            credentials = work.credentials.of(listener)
            had = ledger.credentials.get(listener.id, ()) if not changed else ()
            if not changed and credentials == had:
                return
            # A listener asks for its secrets by name, so that new content alone does not touch it.
            compiled = compile_secrets(listener, [credential for credential in credentials if credential not in had])
            if changed:
                compiled += compile_port(listener, self._compile)
                if listener.log is not None:
                    self._logs.make(listener.log.log_id)
        except Exception as problem:  # noqa: BLE001 (a fault of ours is a refusal, too)
            work.refused[listener.id] = _reason(problem, work.plan, listener.id)
            return
        reason = _unusable(credentials, ledger.credentials[listener.id]) if before is not None else None
        reason = reason or self._admission.admit(listener, before)
        if reason is not None:
            work.refused[listener.id] = reason
            return
        work.listeners.append((listener, credentials))
        work.puts.update((resource.key, resource) for resource in compiled)
        if before is not None:
            work.removals |= listener_keys(before) - listener_keys(listener)

    async def _submit(self, change: ChangeSet) -> Outcome:
        if self._stopped or self._publisher is None:
            raise EngineStoppedError("the engine does not run")
        try:
            return await self._publisher.submit(change)
        except asyncio.CancelledError:
            if self._stopped:
                raise EngineStoppedError("the engine was stopped while the change waited") from None
            raise

    def _settle(self, ledger: Ledger, work: _Work, outcome: Outcome) -> None:
        work.refused.update(outcome.refused)
        accepted = [entry for entry in work.listeners if entry[0].id not in work.refused]
        for listener, _ in work.listeners:
            before = ledger.listeners.get(listener.id)
            if listener.id in work.refused:
                self._admission.refused(listener, before)
                if before is not None and before.apart and not listener.apart:
                    # Gone already, though the rest stays as it was.
                    ledger.broken[listener.id] = work.refused[listener.id]
            else:
                self._admission.accepted(listener, before)
        gone = [listener for listener in work.gone if listener_keys(listener).isdisjoint(outcome.failed)]
        for listener in gone:
            self._admission.removed(listener)
        pools = [pool for pool in work.pools if pool_keys(pool.id).isdisjoint(outcome.failed)]
        ledger.accept(accepted, pools, gone)

    # --- what happens by itself ---------------------------------------------------------------------------------------

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._sweeps.add(task)
        task.add_done_callback(self._sweeps.discard)

    async def _see_off(self, balancer_id: str, ledger: Ledger, pool: Pool) -> None:
        """Close the connections of the targets that are leaving a pool, and let them go."""
        gone = await self._departures.see_off(pool, self._compile.interval(_check_interval_s(pool)) + SEE_OFF_MARGIN_S)
        ledger.callers += 1
        try:
            async with ledger.lock:
                self._departures.end(pool.id, gone)
                current = ledger.pools.get(pool.id)
                if current is None or not gone:
                    return
                targets = compile_endpoints(current, self._compile, self._departures.of(pool.id))
                await self._submit(ChangeSet({targets.key: targets}, set(), lambda _key: ()))
        except EngineStoppedError:
            return
        finally:
            ledger.callers -= 1
            self._forget_if_empty(balancer_id, ledger)

    async def _sweep(self, balancer_id: str, ledger: Ledger) -> None:
        """Remove the pools that are still unused after the connections that may use them have drained."""
        await asyncio.sleep(self._linger_s)
        ledger.callers += 1
        try:
            async with ledger.lock:
                now = asyncio.get_running_loop().time()
                due = [name for name, when in ledger.orphans.items() if when <= now]
                if not due:
                    return
                keys = {key for name in due for key in pool_keys(name)}
                await self._submit(ChangeSet({}, keys, lambda _key: ()))
                for name in due:
                    del ledger.orphans[name]
                    ledger.pools.pop(name, None)
                    self._asked_after.pop(name, None)
        except EngineStoppedError:
            return
        finally:
            ledger.callers -= 1
            self._forget_if_empty(balancer_id, ledger)

    def _forget_if_empty(self, balancer_id: str, ledger: Ledger) -> None:
        if ledger.callers == 0 and ledger.empty and self._ledgers.get(balancer_id) is ledger:
            del self._ledgers[balancer_id]

    def _note_broken(self, session: Session) -> None:
        """Note which accepted listeners a new Envoy process did not take, so that the next plan sends them again."""
        for key, reason in session.refused.items():
            good = self._store.good(key)
            if good is None or key.kind not in {Kind.LISTENER, Kind.ROUTES, Kind.SECRET} or good.owner is None:
                continue
            log.warning("listener %s does not serve any more: %s", good.owner, reason)
            for ledger in self._ledgers.values():
                if good.owner in ledger.listeners:
                    ledger.broken[good.owner] = reason

    # --- readings -----------------------------------------------------------------------------------------------------

    async def health(self, pool_ids: Sequence[str]) -> Mapping[str, tuple[TargetHealth, ...]]:
        """Return the checked state of every target of the named pools; see the port's description.

        While Envoy is away, nothing is known of any target.
        """
        wanted = set(pool_ids)
        pools = {
            name: pool
            for ledger in self._ledgers.values()
            for name, pool in ledger.pools.items()
            if name in wanted and name not in ledger.orphans
        }
        checked = [name for name, pool in pools.items() if pool.health_check is not None]
        states: Mapping[str, Mapping[tuple[str, int], bool | None]] = {}
        if checked and self._admin is not None:
            try:
                states = await self._admin.target_states([pool_name(name) for name in checked])
            except AdminUnavailableError as problem:
                log.info("no health for now: %s", problem)
        return {name: _health(pool, states.get(pool_name(name), {})) for name, pool in pools.items()}


def _check_interval_s(pool: Pool) -> float:
    return (pool.health_check or UNCHECKED).interval_s


def _reason(problem: Exception, plan: ForwardingPlan, element: str) -> str:
    """Return why an element cannot be compiled."""
    foreseen = isinstance(problem, CompileError | OSError)
    return str(problem) if foreseen else internal_fault(problem, plan.balancer_id, element)


def _unusable(credentials: Sequence[Credential], had: Sequence[Credential]) -> str | None:
    """Return what is wrong with the first bad one of the new credentials of a listener that serves."""
    reasons = (probe_material(credential) for credential in credentials if credential not in had)
    return next((reason for reason in reasons if reason is not None), None)


def _health(pool: Pool, states: Mapping[tuple[str, int], bool | None]) -> tuple[TargetHealth, ...]:
    """Return the targets with their states; Envoy does not check those of weight 0, so nothing is known of them."""
    return tuple(
        TargetHealth(target.host, target.port, states.get((target.host, target.port)) if target.weight else None)
        for target in pool.targets
    )
