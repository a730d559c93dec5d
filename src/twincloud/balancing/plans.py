"""Finds a balancer by its own id or a listener's, of whatever product, together with what its rows ask for."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from twincloud.balancing.plan import ForwardingPlan
from twincloud.balancing.reconciler import Planner
from twincloud.balancing.records import Balancer, balancers
from twincloud.storage.transaction import Transaction


class Found(Struct, frozen=True):
    """A balancer and its plan. `listener_id` is set when the id that was asked for is a listener's."""

    balancer: Balancer
    plan: ForwardingPlan
    listener_id: str | None = None


class Plans:
    """The port to every product's planner."""

    def __init__(self, planners: Mapping[str, Planner]) -> None:
        """`planners` are the products' by name, the ones that the reconciler has."""
        self._planners = planners

    def find(self, tx: Transaction, some_id: str) -> Found | None:
        """Return what the id of a balancer or of a listener stands for; None when no product knows it.

        One look-up per product and one plan, however many balancers there are.
        """
        balancer = tx.get(balancers, some_id)
        if balancer is not None:
            return Found(balancer, self.plan(tx, balancer))
        for planner in self._planners.values():
            owner = planner.balancer_of(tx, some_id)
            balancer = None if owner is None else tx.get(balancers, owner)
            if balancer is not None:
                return Found(balancer, self.plan(tx, balancer), some_id)
        return None

    def plan(self, tx: Transaction, balancer: Balancer) -> ForwardingPlan:
        """Return what the balancer's rows ask for, whether or not it is locked."""
        return self._planners[balancer.product].plan(tx, balancer)
