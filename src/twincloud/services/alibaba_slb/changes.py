"""What follows a change: the data plane hears of it, and the answer waits until it is true."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TypeVar

from twincloud.balancing.records import NodeState, balancers, node_states, state_id, touch
from twincloud.balancing.tasks import Fleet, TaskEnds
from twincloud.contract.call import Call
from twincloud.services.alibaba_slb.errors import CONFIGURING, NOT_ALLOWED, refusal
from twincloud.services.alibaba_slb.records import RUNNING, STARTING, STOPPED, STOPPING, Listener
from twincloud.storage.transaction import Transaction

A = TypeVar("A")
PATIENCE_S = 10.0
"""How long an answer waits for the data plane (our choice)."""


def announce(tx: Transaction, balancer_id: str, changed: Iterable[Listener]) -> None:
    """Have the data plane look at the balancer, if any of the changed listeners is running."""
    running = [listener.id for listener in changed if listener.running]
    if running:
        touch(tx, balancer_id, *running)


async def served(call: Call, request: object, answer: A) -> A:
    """Return the answer once the data plane does what it says; a settle step for Start and Stop.

    Raises ApiError: Operation.NotAllowed with the data plane's reason when it has refused the change, which is then
    undone, and ServiceIsConfiguring when it does not answer in time: the change stays and is made true later.
    """
    del request
    if not await _end(call):
        raise refusal(CONFIGURING, "The specified listener is being configured, please try again later.")
    return answer


async def applied(call: Call, request: object, answer: A) -> A:
    """Do the same for changes that no status tells of: what takes longer is answered all the same."""
    del request
    await _end(call)
    return answer


async def _end(call: Call) -> bool:
    ends = call.optional_port(TaskEnds)
    if ends is None:
        return True
    try:
        async with asyncio.timeout(PATIENCE_S):
            failure = await ends.end_of(call.request_id)
    except TimeoutError:
        return False
    if failure is not None:
        raise refusal(NOT_ALLOWED, f"The data plane refuses the change, so it was undone: {failure}")
    return True


class Statuses:
    """What the listeners of one balancer are doing."""

    def __init__(self, call: Call, tx: Transaction, balancer_id: str) -> None:
        """Read how far each node has come."""
        balancer = tx.get(balancers, balancer_id)
        self._generation = 0 if balancer is None else balancer.generation
        found = [tx.get(node_states, state_id(node, balancer_id)) for node in call.port(Fleet).nodes]
        self._states: list[NodeState] = [
            state if state is not None else NodeState("", "", balancer_id, applied=0) for state in found
        ]

    @property
    def settled(self) -> bool:
        """Whether every node does what was asked last."""
        return all(state.applied >= self._generation for state in self._states)

    def of(self, listener: Listener) -> str:
        """Return the status of a listener: what its port is, not what was asked.

        A port that the data plane could not open (again) is a stopped one.
        """
        if any(state.applied < listener.switched for state in self._states):
            return STARTING if listener.running else STOPPING
        if listener.running and any(state.reason(listener.id) for state in self._states):
            return STOPPED
        return RUNNING if listener.running else STOPPED
