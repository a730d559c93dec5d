"""After the commit: most changes serve within milliseconds, so the answer may as well come then."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from twincloud.balancing.tasks import TaskEnds
from twincloud.contract.call import Call

R = TypeVar("R")
PATIENCE_S = 5.0
"""How long an answer waits for the data plane (our choice); what takes longer shows in statuses, as documented."""


async def end_of(call: Call) -> str | None:
    """Wait until what the call asked for serves or was refused, and return the engine's reason if it was."""
    ends = call.optional_port(TaskEnds)
    if ends is None:
        return None
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await ends.end_of(call.request_id)
    except TimeoutError:
        return None


async def served(call: Call, request: object, response: R) -> R:
    """Give the answer when the data plane has followed, or after a short while in any case."""
    await end_of(call)
    return response
