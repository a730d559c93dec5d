"""How companions' changes come to act on traffic before they are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from twincloud.balancing.tasks import TaskEnds, record_task
from twincloud.contract.call import Call
from twincloud.kernel.errors import ApiError
from twincloud.storage.transaction import Transaction

A = TypeVar("A")
PATIENCE_S = 5.0
"""How long an answer waits for the data plane (our choice); what takes longer comes true later."""


def leave_task(call: Call, request: Any, response: Any, tx: Transaction) -> None:
    """Store what the call touched, so that its answer can wait for it."""
    del request, response
    if tx.news:
        record_task(call, tx)


def in_force(code: str) -> Callable[[Call, Any, A], Awaitable[A]]:
    """Return a settle step: it gives back the answer once balancers do as it says, or when our patience is over.

    When the data plane has refused the change, which is undone then, the step raises ApiError with this code.
    """

    async def settle(call: Call, request: object, answer: A) -> A:
        del request
        failure = await _end(call)
        if failure is not None:
            raise ApiError(code, f"The data plane refuses the change, so it was undone: {failure}")
        return answer

    return settle


async def _end(call: Call) -> str | None:
    ends = call.optional_port(TaskEnds)
    if ends is None:
        return None
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await ends.end_of(call.request_id)
    except TimeoutError:
        return None
