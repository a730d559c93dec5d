"""Waiting for the end of a call: it serves, it was refused, or its balancer is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.balancing.test_reconciler import LISTENER, FakeEngine, OneListener, make, vanish
from twincloud.balancing.engine import Applied
from twincloud.balancing.plan import ForwardingPlan
from twincloud.balancing.reconciler import Reconciler
from twincloud.balancing.records import Balancer, balancers, touch
from twincloud.balancing.tasks import Fleet, record_task
from twincloud.contract.call import Call, Caller
from twincloud.kernel.tenancy import Tenant
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.transaction import Transaction

TENANT = Tenant("1", "r")


class HeldEngine(FakeEngine):
    """Answers only while `open` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()

    async def apply(self, plan: ForwardingPlan) -> Applied:
        self.heard.set()
        await self.open.wait()
        return await super().apply(plan)


@pytest.fixture
def engine() -> HeldEngine:
    return HeldEngine()


@pytest.fixture
async def reconciler(sqlite_store: SqliteStore, engine: HeldEngine) -> AsyncIterator[Reconciler]:
    started = Reconciler(sqlite_store, engine, "local", {"clb": OneListener()})
    await sqlite_store.write(make)
    yield started
    engine.open.set()
    await started.stop()


async def change(store: SqliteStore, name: str) -> None:
    """Make a call that changes the listener and leaves a task of this name."""
    call = Call("clb", "Change", Caller("1"), TENANT, name, 1, ports={Fleet: Fleet(("local",))})

    def work(tx: Transaction) -> None:
        before = tx.get(balancers, "lb-1")
        assert before is not None
        touch(tx, "lb-1", LISTENER.id)
        record_task(call, tx)

    await store.write(work)


async def waits(waiting: asyncio.Task[str | None], engine: HeldEngine) -> None:
    """Assert that the task still waits when the engine has been asked."""
    await engine.heard.wait()
    assert not waiting.done()


async def test_it_ends_when_the_engine_serves_it(
    sqlite_store: SqliteStore, reconciler: Reconciler, engine: HeldEngine
) -> None:
    await change(sqlite_store, "t-1")
    await change(sqlite_store, "t-2")
    waiting = asyncio.create_task(reconciler.end_of("t-2"))
    await waits(waiting, engine)
    engine.open.set()
    async with asyncio.timeout(5):
        assert await waiting is None
        assert await reconciler.end_of("t-1") is None
    assert engine.applied[-1].generation == 3


async def test_it_ends_with_the_engines_reason(
    sqlite_store: SqliteStore, reconciler: Reconciler, engine: HeldEngine
) -> None:
    engine.open.set()
    await reconciler.idle()
    engine.refused = {LISTENER.id: "the port is taken"}
    await sqlite_store.write(lambda tx: tx.add(balancers, Balancer("lb-x", "clb", "1", "r", 1)))
    call = Call("clb", "Change", Caller("1"), TENANT, "t-1", 1, ports={Fleet: Fleet(("local",))})

    def work(tx: Transaction) -> None:
        other = tx.get(balancers, "lb-x")
        assert other is not None
        tx.remove(balancers, other)
        touch(tx, "lb-1", LISTENER.id)
        record_task(call, tx)

    await sqlite_store.write(work)
    async with asyncio.timeout(5):
        assert await reconciler.end_of("t-1") == f"{LISTENER.id}: the port is taken"


async def test_it_ends_with_its_balancer(sqlite_store: SqliteStore, reconciler: Reconciler, engine: HeldEngine) -> None:
    await change(sqlite_store, "t-1")
    waiting = asyncio.create_task(reconciler.end_of("t-1"))
    await waits(waiting, engine)
    await sqlite_store.write(vanish)
    engine.open.set()
    async with asyncio.timeout(5):
        assert await waiting is None
        assert await reconciler.end_of("t-1") is None


async def test_what_nobody_knows_has_ended(reconciler: Reconciler) -> None:
    assert await reconciler.end_of("t-unknown") is None
