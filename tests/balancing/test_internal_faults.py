"""Faults of our own: what cannot be planned, compiled or written down is refused like anything else, and logged."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest

from tests.balancing.test_reconciler import FakeEngine, settled
from tests.support.targets import eventually
from twincloud.balancing import reconciler as reconciling
from twincloud.balancing.engine import Applied, EngineAwayError
from twincloud.balancing.plan import Endpoint, ForwardingPlan, Listener, Protocol
from twincloud.balancing.reconciler import Reconciler
from twincloud.balancing.records import (
    EVERY_LISTENER,
    Balancer,
    NodeState,
    Task,
    add_balancer,
    node_states,
    tasks,
    touch,
)
from twincloud.balancing.tasks import Fleet, record_task
from twincloud.contract.call import Call, Caller
from twincloud.inventory.addresses import Address, addresses
from twincloud.inventory.instances import Instance, instances
from twincloud.kernel.tenancy import Tenant
from twincloud.storage.sqlite import SqliteStore
from twincloud.storage.transaction import Transaction

TENANT = Tenant("1", "r")
BAD = "bad"


class FaultyPlanner:
    """Has a fault for one value of a row: in the plan, or in what follows its application."""

    def __init__(self) -> None:
        self.in_purge = False

    def plan(self, tx: Transaction, balancer: Balancer) -> ForwardingPlan:
        name = self._name(tx)
        if name == BAD and not self.in_purge:
            raise KeyError(name)
        listener = Listener("lbl-1", Protocol.TCP, (Endpoint("127.0.0.1", 80),), pool_id=name)
        return ForwardingPlan(balancer.id, balancer.generation, (listener,))

    def purge(self, tx: Transaction, balancer: Balancer, generation: int) -> None:
        if self._name(tx) == BAD:
            raise KeyError(generation)

    def balancer_of(self, tx: Transaction, listener_id: str) -> str | None:
        return None

    def _name(self, tx: Transaction) -> str:
        row = tx.get(instances, "row")
        assert row is not None
        return row.name


class FaultyEngine(FakeEngine):
    """Has a fault for one value of a row, and can be away."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.faulty = False

    async def apply(self, plan: ForwardingPlan) -> Applied:
        if self.away:
            self.heard.set()
            raise EngineAwayError("away")
        if self.faulty and plan.listeners[0].pool_id == BAD:
            raise ZeroDivisionError
        return await super().apply(plan)


@pytest.fixture
def planner() -> FaultyPlanner:
    return FaultyPlanner()


@pytest.fixture
def engine() -> FaultyEngine:
    return FaultyEngine()


@pytest.fixture
async def reconciler(
    sqlite_store: SqliteStore, engine: FaultyEngine, planner: FaultyPlanner
) -> AsyncIterator[Reconciler]:
    started = Reconciler(sqlite_store, engine, "local", {"clb": planner})

    def begin(tx: Transaction) -> None:
        tx.add(instances, Instance("row", "1", "ins-1", "10.0.0.1", "zero"))
        add_balancer(tx, "lb-1", "clb", TENANT)

    await sqlite_store.write(begin)
    await settled(started)
    yield started
    await started.stop()


async def rename(store: SqliteStore, task: str, name: str) -> None:
    call = Call("clb", "Rename", Caller("1"), TENANT, task, 1, ports={Fleet: Fleet(("local",))})

    def work(tx: Transaction) -> None:
        row = tx.get(instances, "row")
        assert row is not None
        tx.replace(instances, row, Instance(row.id, row.account, row.instance_id, row.address, name))
        touch(tx, "lb-1", "lbl-1")
        record_task(call, tx)

    await store.write(work)


async def ended(store: SqliteStore, reconciler: Reconciler, task: str) -> str | None:
    """Wait for the task's end and return why it failed."""
    await settled(reconciler)
    found = await store.read(lambda tx: tx.get(tasks, task))
    assert found is not None
    assert not found.open
    return found.failure


async def row_name(store: SqliteStore) -> str:
    row = await store.read(lambda tx: tx.get(instances, "row"))
    assert row is not None
    return row.name


def assert_logged(caplog: pytest.LogCaptureFixture, failure: str | None, fault: type[Exception]) -> None:
    """Assert that the reason is the documented one, and that the log has a traceback under its reference."""
    assert failure is not None
    assert failure.startswith("internal fault, see the log, reference ")
    reference = failure.split()[-1]
    (line,) = [record for record in caplog.records if getattr(record, "reference", "") == reference]
    assert line.levelno == logging.ERROR
    assert line.exc_info is not None
    assert line.exc_info[0] is fault


@pytest.mark.parametrize("where", ["planner", "purge", "engine"])
async def test_a_fault_is_refused_undone_and_logged(
    sqlite_store: SqliteStore,
    reconciler: Reconciler,
    engine: FaultyEngine,
    planner: FaultyPlanner,
    caplog: pytest.LogCaptureFixture,
    where: str,
) -> None:
    planner.in_purge, engine.faulty = where != "planner", where == "engine"
    await rename(sqlite_store, "t-1", BAD)
    failure = await ended(sqlite_store, reconciler, "t-1")
    assert_logged(caplog, failure, ZeroDivisionError if where == "engine" else KeyError)
    assert await row_name(sqlite_store) == "zero"
    # What came before serves, and what comes later is tried.
    assert engine.applied[-1].listeners[0].pool_id == "zero"
    await rename(sqlite_store, "t-2", "one")
    assert await ended(sqlite_store, reconciler, "t-2") is None
    assert engine.applied[-1].listeners[0].pool_id == "one"


async def test_a_fault_that_no_call_is_to_blame_for_is_tried_again(
    sqlite_store: SqliteStore, reconciler: Reconciler, engine: FaultyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "_FIRST_RETRY_S", 0.01)
    engine.faulty = True

    def spoil(tx: Transaction) -> None:
        row = tx.get(instances, "row")
        assert row is not None
        tx.replace(instances, row, Instance(row.id, row.account, row.instance_id, row.address, BAD))
        touch(tx, "lb-1", "lbl-1")

    async def state() -> NodeState:
        (found,) = await sqlite_store.read(lambda tx: tx.find(node_states))
        return found

    monkeypatch.setattr(FaultyPlanner, "plan", lambda self, tx, balancer: planned(self._name(tx), balancer))
    monkeypatch.setattr(FaultyPlanner, "purge", lambda *_: None)
    await sqlite_store.write(spoil)
    await settled(reconciler)
    assert (await state()).applied == 1
    assert "internal fault" in str((await state()).reason("lbl-1"))
    engine.faulty = False
    found = await eventually(state, lambda found: found.applied == 2)
    assert found.refused == {}


def planned(name: str, balancer: Balancer) -> ForwardingPlan:
    listener = Listener("lbl-1", Protocol.TCP, (Endpoint("127.0.0.1", 80),), pool_id=name)
    return ForwardingPlan(balancer.id, balancer.generation, (listener,))


async def test_an_engine_that_is_away_is_waited_for(
    sqlite_store: SqliteStore, reconciler: Reconciler, engine: FaultyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "_FIRST_RETRY_S", 0.01)
    engine.away = True
    engine.heard.clear()
    await rename(sqlite_store, "t-1", "one")
    await engine.heard.wait()
    await settled(reconciler)

    async def task() -> Task | None:
        return await sqlite_store.read(lambda tx: tx.get(tasks, "t-1"))

    running = await task()
    assert running is not None
    assert running.open
    engine.away = False
    found = await eventually(task, lambda found: found is not None and not found.open)
    assert found is not None
    assert found.failure is None


async def test_rows_that_are_in_the_way_of_undoing_do_not_leave_the_task_running(
    sqlite_store: SqliteStore, reconciler: Reconciler, engine: FaultyEngine
) -> None:
    """Somebody else has what the call gave up, and no two rows may have it."""
    engine.refused = {"lbl-1": "no"}
    call = Call("clb", "Move", Caller("1"), TENANT, "t-1", 1, ports={Fleet: Fleet(("local",))})
    one = Address("one", 1, "lb-1")

    def move(tx: Transaction) -> None:
        tx.remove(addresses, one)
        touch(tx, "lb-1", "lbl-1")
        record_task(call, tx)
        tx.add(addresses, Address("two", 1, "lb-2"), undo=False)

    await sqlite_store.write(lambda tx: tx.add(addresses, one))
    await sqlite_store.write(move)
    failure = str(await ended(sqlite_store, reconciler, "t-1"))
    assert failure.startswith("internal fault, see the log, reference ")
    assert failure.endswith("what the call changed could not be put back")
    assert EVERY_LISTENER not in (await sqlite_store.read(lambda tx: tx.find(node_states)))[0].refused
