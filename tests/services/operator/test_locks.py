"""Locks take a balancer out of service and give it back."""

from __future__ import annotations

from typing import Any

import pytest

from twincloud.balancing.records import BALANCER_NEWS, add_balancer, balancers
from twincloud.kernel.errors import ApiError
from twincloud.kernel.tenancy import Tenant


@pytest.fixture
async def news(door: Any) -> list[tuple[str, int]]:
    await door.store.write(lambda tx: add_balancer(tx, "lb-1", "clb", Tenant("100000000001", "ap-guangzhou")))
    heard: list[tuple[str, int]] = []
    door.store.on_news(lambda items: heard.extend((i.key, i.number) for i in items if i.kind == BALANCER_NEWS))
    return heard


async def test_a_lock_makes_a_new_generation(door: Any, news: list[tuple[str, int]]) -> None:
    locked = await door("LockBalancer", id="lb-1", reason="security")
    assert (locked["locked"], locked["generation"]) == ("security", 2)
    stored = await door.store.read(lambda tx: tx.get(balancers, "lb-1"))
    assert (stored.locked, stored.generation) == ("security", 2)
    assert news == [("lb-1", 2)]
    assert await door("LockBalancer", id="lb-1", reason="security") == locked
    assert news == [("lb-1", 2)]


async def test_unlocking_lets_traffic_through_again(door: Any, news: list[tuple[str, int]]) -> None:
    await door("LockBalancer", id="lb-1", reason="financial")
    unlocked = await door("UnlockBalancer", id="lb-1")
    assert (unlocked["locked"], unlocked["generation"]) == (None, 3)
    assert news == [("lb-1", 2), ("lb-1", 3)]
    assert await door("UnlockBalancer", id="lb-1") == unlocked


async def test_a_balancer_may_be_marked_as_managed(door: Any, news: list[tuple[str, int]]) -> None:
    for managed in (True, True, False):
        shown = await door("SetManaged", id="lb-1", managed=managed)
        assert (shown["managed"], shown["locked"], shown["generation"]) == (managed, None, 1)
        stored = await door.store.read(lambda tx: tx.get(balancers, "lb-1"))
        assert stored.managed is managed
    assert news == []


async def test_a_part_of_another_balancer_takes_it_along(door: Any, news: list[tuple[str, int]]) -> None:
    tenant = Tenant("100000000001", "")
    await door.store.write(lambda tx: add_balancer(tx, "lb-2", "clb", tenant, part_of="lb-1"))
    await door("LockBalancer", id="lb-2", reason="security")
    assert news == [("lb-2", 1), ("lb-1", 2), ("lb-2", 2), ("lb-1", 3)]


@pytest.mark.parametrize(
    ("action", "payload"),
    [("LockBalancer", {"reason": "x"}), ("UnlockBalancer", {}), ("SetManaged", {"managed": True})],
)
async def test_an_unknown_balancer(door: Any, action: str, payload: dict[str, str]) -> None:
    with pytest.raises(ApiError) as refused:
        await door(action, id="lb-none", **payload)
    assert refused.value.code == "NotFound"
