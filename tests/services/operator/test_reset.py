"""A reset empties everything but identities, and tells those who have to follow."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.support.operator_door import open_door
from twincloud.balancing.records import BALANCER_NEWS, add_balancer, balancer_lock
from twincloud.execution.faults import Faults
from twincloud.execution.timers import set_timer
from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.kernel.clock import AdjustableClock
from twincloud.kernel.tenancy import Tenant
from twincloud.services.operator import restore_clock
from twincloud.services.operator.reset import KEPT
from twincloud.storage.collection import registry
from twincloud.storage.postgres import PostgresStore
from twincloud.storage.transaction import Transaction


async def test_a_reset_leaves_identities_alone(any_door: Any) -> None:
    tenant = Tenant(FIRST_ACCOUNT, "ap-guangzhou")
    for number in range(3):
        await any_door.store.write(lambda tx, n=number: add_balancer(tx, f"lb-{n}", "clb", tenant))
    await any_door.store.write(lambda tx: set_timer(tx, "nothing", "x", 10**15))
    user = await any_door("CreateUser", name="reader")
    key = await any_door("CreateKey", user=user["id"])
    await any_door("CreateChatApp")
    await any_door("AddInstance", instance_id="ins-1", address="127.0.0.1")
    await any_door("AddFault", product="clb", action="*", drop=True)
    await any_door("AdvanceClock", milliseconds=3_600_000)
    await any_door("FreezeClock")
    live = Faults(any_door.store)
    assert await live.hit("clb", "CreateListener") is not None
    heard: list[str] = []
    any_door.store.on_news(lambda items: heard.extend(i.key for i in items if i.kind == BALANCER_NEWS))

    answer = await any_door("Reset")

    assert answer["balancers"] == 3
    assert answer["rows"] == 3 + 1 + 1 + 1 + 1
    assert heard == ["lb-0", "lb-1", "lb-2"]
    assert any_door.resets == 1
    assert await live.hit("clb", "CreateListener") is None
    for name, collection in registry.items():
        left = await any_door.store.read(lambda tx, collection=collection: tx.find(collection))
        assert bool(left) == (name in KEPT), name
    assert [each["id"] for each in (await any_door("ListKeys"))["keys"]] == [key["id"]]
    assert (any_door.clock.offset_ms, any_door.clock.frozen_at_ms) == (0, None)
    restarted = AdjustableClock()
    await restore_clock(any_door.store, restarted)
    assert (restarted.offset_ms, restarted.frozen_at_ms) == (0, None)


async def test_resetting_nothing(door: Any) -> None:
    assert await door("Reset") == {"balancers": 0, "rows": 0}


async def test_a_balancer_that_is_made_while_a_reset_waits_is_told_of_too(
    postgres_database: str, tmp_path: Path
) -> None:
    """Its rows go with the others; had nobody told of it, the engine would go on serving it."""
    store = await PostgresStore.open(postgres_database)
    door = await open_door(store, tmp_path)
    tenant = Tenant(FIRST_ACCOUNT, "ap-guangzhou")
    await store.write(lambda tx: add_balancer(tx, "lb-1", "clb", tenant))
    heard: list[str] = []
    store.on_news(lambda items: heard.extend(item.key for item in items if item.kind == BALANCER_NEWS))

    def hold(tx: Transaction) -> None:
        tx.lock([balancer_lock("lb-1")])
        tx.execute(sa.text("SELECT pg_sleep(0.6)"))

    try:
        holding = asyncio.create_task(store.write(hold))
        await asyncio.sleep(0.2)
        resetting = asyncio.create_task(door("Reset"))
        await asyncio.sleep(0.2)
        await store.write(lambda tx: add_balancer(tx, "lb-2", "clb", tenant))
        await holding
        assert await resetting == {"balancers": 2, "rows": 2}
    finally:
        await store.close()
    assert heard == ["lb-2", "lb-1", "lb-2"]
