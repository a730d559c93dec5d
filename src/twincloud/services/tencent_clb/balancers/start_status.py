"""SetLoadBalancerStartStatus: balancers and listeners that stop serving for a while and keep all that they have."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.services.tencent_clb.errors import refusal
from twincloud.services.tencent_clb.lookups import find_balancer, find_listener, listeners_of
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import Listener, listeners, load_balancers, subjects
from twincloud.storage.transaction import Transaction


def _lock(call: Call, request: shapes.SetLoadBalancerStartStatusRequest) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


@CLB.write("SetLoadBalancerStartStatus", locks=_lock)
def set_load_balancer_start_status(
    call: Call, request: shapes.SetLoadBalancerStartStatusRequest, tx: Transaction
) -> shapes.SetLoadBalancerStartStatusResponse:
    """Stop or start the named listeners, without names the balancer; what is in that state already stays so.

    The two are kept apart: a listener serves when neither it nor its balancer is stopped (our choice).
    """
    balancer = find_balancer(call, tx, request.load_balancer_id)
    stopped = request.operation_type == "Stop"
    if request.listener_ids:
        names = dict.fromkeys(request.listener_ids)
        changed = [find_listener(call, tx, balancer.id, name) for name in names]
        for listener in changed:
            tx.replace(listeners, listener, replace(listener, stopped=stopped))
    else:
        changed = listeners_of(tx, balancer.id)
        if not changed:
            message = f"There is no listener in {balancer.id}."
            raise refusal(call, "FailedOperation.NoListenerInLB", message)
        tx.replace(load_balancers, balancer, replace(balancer, stopped=stopped))
    touch(tx, balancer.id, *_names(changed))
    return shapes.SetLoadBalancerStartStatusResponse(request_id=call.request_id)


def _names(changed: Sequence[Listener]) -> list[str]:
    return [name for listener in changed for name in subjects(listener)]
