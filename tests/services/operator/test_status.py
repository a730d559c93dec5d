"""The status shows the server and counts what it holds."""

from __future__ import annotations

from typing import Any

from twincloud.balancing.records import add_balancer
from twincloud.kernel.tenancy import Tenant


async def test_the_status_counts_what_is_there(any_door: Any) -> None:
    await any_door.store.write(lambda tx: add_balancer(tx, "lb-1", "clb", Tenant("100000000001", "ap-guangzhou")))
    await any_door("CreateKey")
    await any_door("FreezeClock")
    status = await any_door("GetStatus")
    assert status["counts"] == {
        "accounts": 1,
        "access_keys": 1,
        "users": 0,
        "instances": 0,
        "balancers": 1,
        "faults": 0,
        "sockets": 0,
        "webhooks": 0,
    }
    assert (status["version"], status["pid"], status["http"]) == ("1.2.3", 4711, "127.0.0.1:4600")
    assert status["dataplane"] == {"enabled": True, "ready": True, "detail": "envoy 1.36.0"}
    assert (status["clock"]["frozen"], status["limits"], status["products"]) == (True, False, ["clb 2018-03-17"])
