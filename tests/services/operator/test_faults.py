"""Faults on demand hit what they are meant for, and only codes that an action documents."""

from __future__ import annotations

from typing import Any

import pytest

from twincloud.execution.faults import Fault, Faults
from twincloud.kernel.errors import ApiError


async def test_an_added_fault_hits_as_often_as_it_says(door: Any) -> None:
    live = Faults(door.store)
    assert await live.hit("clb", "CreateListener") is None
    added = await door(
        "AddFault",
        product="clb",
        action="CreateListener",
        code="InvalidParameter.PortCheckFailed",
        message="The port is taken.",
        status=409,
        times=2,
    )
    assert (added["remaining"], added["latency_ms"], added["drop"]) == (2, 0, False)
    for _ in range(2):
        hit = await live.hit("clb", "CreateListener")
        assert hit is not None
        assert (hit.id, hit.code, hit.message, hit.status) == (
            added["id"],
            "InvalidParameter.PortCheckFailed",
            "The port is taken.",
            409,
        )
    assert await live.hit("clb", "CreateListener") is None
    assert (await door("ListFaults"))["faults"] == []


async def test_a_fault_may_delay_and_drop(door: Any) -> None:
    live = Faults(door.store)
    await door("AddFault", product="clb", action="*", latency_ms=250, drop=True)
    for action in ("CreateListener", "DescribeTargets"):
        hit = await live.hit("clb", action)
        assert hit is not None
        assert (hit.latency_ms, hit.drop, hit.remaining) == (250, True, None)
    assert await live.hit("gaap", "DescribeProxies") is None


async def test_faults_are_listed_page_by_page(door: Any) -> None:
    ids = [(await door("AddFault", product="clb", action="*", latency_ms=n))["id"] for n in (1, 2, 3)]
    listed = await door("ListFaults", offset=1, limit=1)
    assert [each["id"] for each in listed["faults"]] == ids[1:2]
    assert listed["total"] == 3


async def test_one_fault_or_all_are_cleared(door: Any) -> None:
    live = Faults(door.store)
    one, two, three = [
        (await door("AddFault", product="clb", action="*", code=code))["id"]
        for code in ("InternalError", "RequestLimitExceeded", "AuthFailure.SignatureExpire")
    ]
    assert await door("ClearFaults", id=one) == {"cleared": 1}
    hit: Fault | None = await live.hit("clb", "CreateListener")
    assert hit is not None
    assert hit.id == two
    assert await door("ClearFaults") == {"cleared": 2}
    assert await live.hit("clb", "CreateListener") is None
    assert await door("ClearFaults") == {"cleared": 0}
    with pytest.raises(ApiError) as refused:
        await door("ClearFaults", id=three)
    assert refused.value.code == "NotFound"


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"product": "nosuch", "action": "*", "drop": True}, "clb"),
        ({"product": "operator", "action": "*", "drop": True}, "no product"),
        ({"product": "clb", "action": "NoSuch", "drop": True}, "no action"),
        ({"product": "clb", "action": "CreateListener"}, "would do nothing"),
        ({"product": "clb", "action": "CreateListener", "drop": False}, "would do nothing"),
        ({"product": "clb", "action": "CreateListener", "code": "InternalError", "drop": True}, "one of the two"),
        ({"product": "clb", "action": "CreateListener", "code": "Made.Up"}, "does not document"),
        ({"product": "clb", "action": "CreateListener", "code": "FailedOperation.TrafficCheckRisk"}, "InternalError"),
        ({"product": "clb", "action": "*", "code": "InvalidParameter.PortCheckFailed"}, "every action"),
    ],
)
async def test_faults_that_cannot_be(door: Any, payload: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError) as refused:
        await door("AddFault", **payload)
    assert refused.value.code == "InvalidParameterValue"
    assert words in refused.value.message
    assert (await door("ListFaults"))["total"] == 0
