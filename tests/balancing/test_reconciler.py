"""Rows become true on the engine, whatever happens meanwhile: news, refusals, faults, balancers that vanish."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest

from tests.support.targets import eventually
from twincloud.balancing import reconciler as reconciling
from twincloud.balancing.engine import Applied, TargetHealth
from twincloud.balancing.plan import Endpoint, ForwardingPlan, Listener, Protocol
from twincloud.balancing.reconciler import Reconciler
from twincloud.balancing.records import BALANCER_NEWS, Balancer, add_balancer, balancers, node_states, touch
from twincloud.kernel.tenancy import Tenant
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.store import NewsListener
from twincloud.storage.transaction import News, Transaction

LISTENER = Listener("lbl-1", Protocol.TCP, (Endpoint("127.0.0.1", 80),))


class FakeEngine:
    """Remembers plans, and refuses or fails as told."""

    def __init__(self) -> None:
        self.applied: list[ForwardingPlan] = []
        self.refused: dict[str, str] = {}
        self.failures = 0
        self.heard = asyncio.Event()

    async def apply(self, plan: ForwardingPlan) -> Applied:
        await asyncio.sleep(0)
        self.heard.set()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("a fault of the engine's")
        self.applied.append(plan)
        present = {listener.id for listener in plan.listeners}
        return Applied({name: reason for name, reason in self.refused.items() if name in present})

    async def health(self, pool_ids: Sequence[str]) -> dict[str, tuple[TargetHealth, ...]]:
        return {}

    async def next(self) -> ForwardingPlan:
        """Return the newest plan once another one was handed in."""
        self.heard.clear()
        async with asyncio.timeout(0.5):
            await self.heard.wait()
        return self.applied[-1]


class OneListener:
    """Plans one listener for every balancer, and deletes balancers that are locked with the word `going`."""

    def plan(self, tx: Transaction, balancer: Balancer) -> ForwardingPlan:
        return ForwardingPlan(balancer.id, balancer.generation, (LISTENER,))

    def purge(self, tx: Transaction, balancer: Balancer, generation: int) -> None:
        if balancer.locked == "going":
            tx.remove(balancers, balancer)

    def balancer_of(self, tx: Transaction, listener_id: str) -> str | None:
        return "lb-1" if listener_id == LISTENER.id else None


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
async def reconciler(sqlite_store: SqliteStore, engine: FakeEngine) -> AsyncIterator[Reconciler]:
    started = Reconciler(sqlite_store, engine, "local", {"clb": OneListener()})
    yield started
    await started.stop()


def make(tx: Transaction) -> None:
    add_balancer(tx, "lb-1", "clb", Tenant("1", "r"))


def change(tx: Transaction) -> None:
    touch(tx, "lb-1", LISTENER.id)


def vanish(tx: Transaction) -> None:
    """What a reset does."""
    tx.execute(balancers.clear)
    tx.execute(node_states.clear)
    tx.tell(News(BALANCER_NEWS, "lb-1"))


async def state(store: SqliteStore) -> tuple[int, dict[str, str]] | None:
    found = await store.read(lambda tx: tx.find(node_states, balancer_id="lb-1"))
    return (found[0].applied, found[0].refused) if found else None


async def settled(reconciler: Reconciler) -> None:
    async with asyncio.timeout(5):
        await reconciler.idle()


class ScriptedStore:
    """A store whose every step happens at once, so that a test can say what comes between two of them."""

    def __init__(self, after_write: Callable[[], None]) -> None:
        self.listeners: list[NewsListener] = []
        self.generation = 1
        self._after_write = after_write

    async def read(self, work: Callable[[Transaction], Any]) -> Any:
        return ForwardingPlan("lb-1", self.generation), None

    async def write(self, work: Callable[[Transaction], Any]) -> Any:
        self._after_write()
        return None

    def on_news(self, listener: NewsListener) -> None:
        self.listeners.append(listener)

    async def close(self) -> None:
        """There is nothing to close."""


async def test_news_that_arrive_as_a_drive_ends_are_not_lost(engine: FakeEngine) -> None:
    """The loop may run a commit's news between the end of a drive and what the loop does about the end."""

    def commit() -> None:
        if store.generation == 1:
            asyncio.get_running_loop().call_soon(tell)

    def tell() -> None:
        store.generation = 2
        for listener in store.listeners:
            listener([News(BALANCER_NEWS, "lb-1", 2)])

    store = ScriptedStore(commit)
    reconciler = Reconciler(store, engine, "local", {})
    store.listeners[0]([News(BALANCER_NEWS, "lb-1", 1)])
    for _ in range(20):
        await asyncio.sleep(0)
    await settled(reconciler)
    assert [plan.generation for plan in engine.applied] == [1, 2]


async def test_every_generation_is_applied_and_noted(
    sqlite_store: SqliteStore, engine: FakeEngine, reconciler: Reconciler
) -> None:
    await sqlite_store.write(make)
    for _ in range(5):
        await sqlite_store.write(change)
    await settled(reconciler)
    assert engine.applied[-1].generation == 6
    assert await state(sqlite_store) == (6, {})


async def test_a_start_ends_although_a_listener_stays_refused(
    sqlite_store: SqliteStore, engine: FakeEngine, reconciler: Reconciler
) -> None:
    """Another program may have taken a port while the server was down; the others are to serve all the same."""
    engine.refused = {LISTENER.id: "taken"}
    await sqlite_store.write(make)
    async with asyncio.timeout(5):
        await reconciler.start()
    assert await state(sqlite_store) == (1, {LISTENER.id: "taken"})


async def test_a_change_is_looked_at_at_once_while_a_refusal_is_waited_out(
    sqlite_store: SqliteStore, engine: FakeEngine, reconciler: Reconciler
) -> None:
    engine.refused = {LISTENER.id: "taken"}
    await sqlite_store.write(make)
    await settled(reconciler)
    engine.refused = {}
    await sqlite_store.write(change)
    await settled(reconciler)
    assert await state(sqlite_store) == (2, {})


async def test_a_refusal_is_tried_again_until_its_cause_is_gone(
    sqlite_store: SqliteStore, engine: FakeEngine, reconciler: Reconciler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "_FIRST_RETRY_S", 0.01)
    engine.refused = {LISTENER.id: "taken"}
    await sqlite_store.write(make)
    await settled(reconciler)
    await engine.next()
    engine.refused = {}
    await eventually(lambda: state(sqlite_store), lambda found: found == (1, {}))


async def test_a_balancer_that_vanishes_while_it_is_refused_is_taken_from_the_engine(
    sqlite_store: SqliteStore, engine: FakeEngine, reconciler: Reconciler
) -> None:
    engine.refused = {LISTENER.id: "taken"}
    await sqlite_store.write(make)
    await settled(reconciler)
    await sqlite_store.write(vanish)
    await settled(reconciler)
    assert engine.applied[-1] == ForwardingPlan("lb-1", 0)


async def test_a_removal_that_fails_is_tried_again(
    sqlite_store: SqliteStore, engine: FakeEngine, reconciler: Reconciler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "_FIRST_RETRY_S", 0.01)
    await sqlite_store.write(make)
    await settled(reconciler)
    engine.failures = 1
    await sqlite_store.write(vanish)
    await engine.next()
    await engine.next()
    await settled(reconciler)
    assert engine.applied[-1] == ForwardingPlan("lb-1", 0)


async def test_a_balancer_that_was_deleted_leaves_nothing_behind(
    sqlite_store: SqliteStore, engine: FakeEngine, reconciler: Reconciler
) -> None:
    def delete(tx: Transaction) -> None:
        tx.execute(balancers.clear)
        going = Balancer("lb-1", "clb", "1", "r", 2, locked="going")
        tx.add(balancers, going)
        tx.tell(News(BALANCER_NEWS, "lb-1", 2))

    await sqlite_store.write(make)
    await settled(reconciler)
    await sqlite_store.write(delete)
    await settled(reconciler)
    assert await sqlite_store.read(lambda tx: tx.find(balancers)) == []
    assert (reconciler._applied, reconciler._held, reconciler._drives) == ({}, set(), {})


async def test_a_listener_that_the_engine_lost_is_sent_again(
    sqlite_store: SqliteStore, engine: FakeEngine, reconciler: Reconciler
) -> None:
    """A new Envoy may refuse what the one before had taken; nothing in the rows says so."""
    await sqlite_store.write(make)
    await settled(reconciler)
    engine.refused = {LISTENER.id: "taken"}
    await reconciler.distrust([LISTENER.id, "lbl-unknown"])
    await settled(reconciler)
    assert [plan.generation for plan in engine.applied] == [1, 1]
    assert await state(sqlite_store) == (1, {LISTENER.id: "taken"})
    await reconciler.distrust([LISTENER.id])
    await settled(reconciler)
    assert len(engine.applied) == 2, "one that is being tried again anyway is left to its pauses"


async def test_after_the_stop_nothing_is_begun(
    sqlite_store: SqliteStore, engine: FakeEngine, reconciler: Reconciler
) -> None:
    await sqlite_store.write(make)
    await settled(reconciler)
    await reconciler.stop()
    await sqlite_store.write(change)
    await settled(reconciler)
    assert [plan.generation for plan in engine.applied] == [1]


async def test_a_fault_is_waited_out_and_tried_again(
    sqlite_store: SqliteStore, engine: FakeEngine, reconciler: Reconciler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "_FIRST_RETRY_S", 0.01)
    engine.failures = 2
    await sqlite_store.write(make)
    await eventually(lambda: state(sqlite_store), lambda found: found == (1, {}))
    assert engine.failures == 0
