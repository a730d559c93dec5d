"""A reset empties everything but identities, and tells those who have to follow."""

from __future__ import annotations

from typing import Any

from twincloud.balancing.records import BALANCER_NEWS, add_balancer
from twincloud.execution.faults import Faults
from twincloud.execution.timers import set_timer
from twincloud.identity.first_start import FIRST_ACCOUNT
from twincloud.kernel.clock import AdjustableClock
from twincloud.kernel.tenancy import Tenant
from twincloud.services.operator import restore_clock
from twincloud.services.operator.reset import KEPT
from twincloud.storage.collection import registry


async def test_a_reset_leaves_identities_alone(any_door: Any) -> None:
    tenant = Tenant(FIRST_ACCOUNT, "ap-guangzhou")
    for number in range(3):
        await any_door.store.write(lambda tx, n=number: add_balancer(tx, f"lb-{n}", "clb", tenant))
    await any_door.store.write(lambda tx: set_timer(tx, "nothing", "x", 10**15))
    user = await any_door("CreateUser", name="reader")
    key = await any_door("CreateKey", user=user["id"])
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
