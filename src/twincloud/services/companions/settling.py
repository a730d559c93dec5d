"""How companions' changes come to act on traffic before they are answered."""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from twincloud.balancing.tasks import TaskEnds, record_task
from twincloud.contract.call import Call
from twincloud.storage.transaction import Transaction

A = TypeVar("A")
PATIENCE_S = 5.0
"""How long an answer waits for the data plane (our choice); what takes longer comes true later."""


def leave_task(call: Call, request: Any, response: Any, tx: Transaction) -> None:
    """Store what the call touched, so that its answer can wait for it."""
    del request, response
    if tx.news:
        record_task(call, tx)


async def in_force(call: Call, request: object, answer: A) -> A:
    """Return the answer once balancers do as it says; a settle step."""
    del request
    await end(call)
    return answer


async def end(call: Call) -> str | None:
    """Wait until the data plane has followed, or for as long as we have patience; return why it has refused."""
    ends = call.optional_port(TaskEnds)
    if ends is None:
        return None
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await ends.end_of(call.request_id)
    except TimeoutError:
        return None
