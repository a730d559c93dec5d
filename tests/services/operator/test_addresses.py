"""Where listeners listen, and what keeps them from serving."""

from __future__ import annotations

from typing import Any

import pytest

from twincloud.balancing.plan import Endpoint, Listener, Protocol
from twincloud.balancing.records import NodeState, add_balancer, node_states, state_id
from twincloud.kernel.errors import ApiError
from twincloud.kernel.tenancy import Tenant

TENANT = Tenant("100000000001", "ap-guangzhou")
WEB = Listener("lbl-web", Protocol.HTTP, (Endpoint("127.64.0.1", 80),))
DATABASE = Listener("lbl-db", Protocol.TCP, (Endpoint("127.64.0.1", 5432),))


@pytest.fixture
async def balancer(door: Any) -> str:
    await door.store.write(lambda tx: add_balancer(tx, "lb-1", "clb", TENANT))
    door.planner.listeners["lb-1"] = (WEB, DATABASE)
    return "lb-1"


async def applied(door: Any, generation: int, **refused: str) -> None:
    state = NodeState(state_id("local", "lb-1"), "local", "lb-1", generation, refused)

    def put(tx: Any) -> None:
        before = tx.get(node_states, state.id)
        if before is None:
            tx.add(node_states, state)
        else:
            tx.replace(node_states, before, state)

    await door.store.write(put)


async def test_a_listener_says_where_it_listens(door: Any, balancer: str) -> None:
    await applied(door, 1)
    found = await door("GetAddress", id="lbl-db")
    assert found["balancer_id"] == balancer
    assert found["product"] == "clb"
    assert (found["address"], found["port"], found["transport"]) == ("127.64.0.1", 5432, "tcp")
    assert (found["serving"], found["reason"]) == (True, None)


async def test_a_balancer_shows_all_its_listeners(door: Any, balancer: str) -> None:
    await applied(door, 1)
    found = await door("GetAddress", id=balancer)
    assert [(each["listener_id"], each["port"], each["serving"]) for each in found["listeners"]] == [
        ("lbl-web", 80, True),
        ("lbl-db", 5432, True),
    ]
    assert (found["address"], found["port"], found["serving"]) == ("127.64.0.1", None, True)


async def test_every_endpoint_of_a_listener_is_shown(door: Any, balancer: str) -> None:
    spread = Listener("lbl-many", Protocol.TCP, (Endpoint("127.0.0.1", 40001), Endpoint("127.0.0.1", 40002)))
    door.planner.listeners[balancer] = (spread,)
    found = await door("GetAddress", id="lbl-many")
    assert [each["port"] for each in found["listeners"]] == [40001, 40002]
    assert found["port"] is None
    lent = Listener("lbl-lent", Protocol.TCP, (Endpoint("127.64.0.1", 80),), apart=(Endpoint("127.64.0.2", 80),))
    door.planner.listeners[balancer] = (lent,)
    found = await door("GetAddress", id="lbl-lent")
    assert [each["address"] for each in found["listeners"]] == ["127.64.0.1", "127.64.0.2"]
    assert (found["address"], found["port"]) == (None, 80)


async def test_a_refused_listener_says_why(door: Any, balancer: str) -> None:
    await applied(door, 1, **{"lbl-web": "cannot bind 127.64.0.1:80: permission denied"})
    found = await door("GetAddress", id="lbl-web")
    assert (found["serving"], found["reason"]) == (False, "cannot bind 127.64.0.1:80: permission denied")
    assert (await door("GetAddress", id="lbl-db"))["serving"] is True
    assert (await door("GetAddress", id=balancer))["serving"] is False


async def test_nothing_serves_before_the_newest_generation_is_applied(door: Any, balancer: str) -> None:
    waiting = await door("GetAddress", id="lbl-web")
    assert waiting["serving"] is False
    assert "being applied" in waiting["reason"]


async def test_a_locked_balancer_serves_nothing(door: Any, balancer: str) -> None:
    await door("LockBalancer", id=balancer, reason="financial")
    await applied(door, 2)
    found = await door("GetAddress", id="lbl-web")
    assert found["serving"] is False
    assert "financial" in found["reason"]
    assert found["port"] == 80


async def test_a_stopped_listener_has_no_address(door: Any, balancer: str) -> None:
    await applied(door, 1)
    door.planner.stopped["lbl-stopped"] = balancer
    found = await door("GetAddress", id="lbl-stopped")
    assert (found["address"], found["port"], found["serving"]) == (None, None, False)
    assert "stopped" in found["reason"]


async def test_a_balancer_without_listeners(door: Any, balancer: str) -> None:
    door.planner.listeners[balancer] = ()
    found = await door("GetAddress", id=balancer)
    assert (found["listeners"], found["serving"], found["reason"]) == ([], False, "the balancer has no listener")


async def test_an_id_that_nobody_knows(door: Any) -> None:
    with pytest.raises(ApiError) as refused:
        await door("GetAddress", id="lbl-none")
    assert (refused.value.code, refused.value.status) == ("NotFound", 404)
