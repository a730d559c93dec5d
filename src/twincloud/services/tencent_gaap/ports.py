"""The live things that operations of this product ask for."""

from __future__ import annotations

from typing import cast

from twincloud.balancing.engine import Engine
from twincloud.balancing.tasks import Fleet, TaskEnds
from twincloud.contract.call import Call
from twincloud.inventory.addresses import AddressBook


def address_book(call: Call) -> AddressBook:
    """Return the book that turns slots into addresses."""
    return call.port(AddressBook)


def engine(call: Call) -> Engine | None:
    """Return what moves the traffic, or None on a server without a data plane."""
    return cast("Engine | None", call.ports.get(Engine))


def fleet(call: Call) -> Fleet:
    """Return the nodes that must apply a change."""
    return call.port(Fleet)


def task_ends(call: Call) -> TaskEnds | None:
    """Return who knows when a change serves, or None on a server without a data plane."""
    return cast("TaskEnds | None", call.ports.get(TaskEnds))
