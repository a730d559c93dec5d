"""Where listeners really listen, and whether they do."""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct

from twincloud.balancing.plan import Listener
from twincloud.balancing.plans import Plans
from twincloud.balancing.records import Balancer, NodeState, node_states, state_id
from twincloud.balancing.tasks import Fleet
from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.services.operator.errors import not_found
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction

T = TypeVar("T")
_NO_PORT = "the listener is stopped or deleted, so no port is open for it"


class _Serving(Struct, frozen=True):
    """What the nodes say of a balancer: `why_not` holds for all of it, `states` for single listeners."""

    why_not: str | None
    states: list[NodeState]

    def reason(self, listener_id: str) -> str | None:
        """Return why the listener does not serve, or None when it does."""
        refused = [state.reason(listener_id) for state in self.states]
        return next((reason for reason in refused if reason), self.why_not)


@OPERATOR.read("GetAddress")
def get_address(call: Call, request: shapes.GetAddressRequest, tx: Transaction) -> shapes.GetAddressResponse:
    """Say where a listener, or every listener of a balancer, listens; raises ApiError NotFound.

    `address`, `port`, `transport` and `reason` sum up `listeners`: they hold what is the same for all of them.
    """
    found = call.port(Plans).find(tx, request.id)
    if found is None:
        raise not_found("listener or balancer", request.id)
    serving = _serving(tx, found.balancer, call.port(Fleet))
    wanted = [item for item in found.plan.listeners if found.listener_id in (None, item.id)]
    shown = [view for listener in wanted for view in _views(listener, serving)]
    if found.listener_id is not None and not shown:
        shown = [shapes.ListenerAddress(listener_id=found.listener_id, serving=False, reason=_NO_PORT)]
    return shapes.GetAddressResponse(
        id=request.id,
        balancer_id=found.balancer.id,
        product=found.balancer.product,
        address=_common([item.address for item in shown]),
        port=_common([item.port for item in shown]),
        transport=_common([item.transport for item in shown]),
        serving=bool(shown) and all(item.serving for item in shown),
        reason=_common([item.reason for item in shown]) if shown else "the balancer has no listener",
        listeners=shown,
    )


def _common(values: list[T]) -> T | None:
    return values[0] if values and all(value == values[0] for value in values) else None


def _serving(tx: Transaction, balancer: Balancer, fleet: Fleet) -> _Serving:
    states = [tx.get(node_states, state_id(node, balancer.id)) for node in fleet.nodes]
    return _Serving(_why_not(balancer, states), [state for state in states if state is not None])


def _why_not(balancer: Balancer, states: list[NodeState | None]) -> str | None:
    if not states:
        return "this server runs without a data plane"
    if balancer.locked:
        return f"the balancer is locked ({balancer.locked})"
    if any(state is None or state.applied < balancer.generation for state in states):
        return "the newest configuration is being applied"
    return None


def _views(listener: Listener, serving: _Serving) -> list[shapes.ListenerAddress]:
    reason = serving.reason(listener.id)
    return [
        shapes.ListenerAddress(
            listener_id=listener.id,
            protocol=listener.protocol.value,
            transport=listener.protocol.transport.value,
            address=endpoint.host,
            port=endpoint.port,
            serving=reason is None,
            reason=reason,
        )
        for endpoint in (*listener.endpoints, *listener.apart)
    ]
