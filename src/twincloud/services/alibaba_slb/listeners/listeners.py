"""The life of a listener: StartLoadBalancerListener, StopLoadBalancerListener, DeleteLoadBalancerListener."""

from __future__ import annotations

from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import slb as shapes
from twincloud.services.alibaba_slb.balancers.balancers import named_balancer
from twincloud.services.alibaba_slb.changes import Statuses, applied, served
from twincloud.services.alibaba_slb.errors import CONFIGURING, NOT_ALLOWED, refusal
from twincloud.services.alibaba_slb.lookups import find_listener, hold_balancer, listeners_of
from twincloud.services.alibaba_slb.product import SLB
from twincloud.services.alibaba_slb.records import HTTPS, ON, RUNNING, STARTING, STOPPED, STOPPING, Listener, listeners
from twincloud.services.alibaba_slb.removal import remove_listener
from twincloud.storage.transaction import Transaction

_Request = (
    shapes.StartLoadBalancerListenerRequest
    | shapes.StopLoadBalancerListenerRequest
    | shapes.DeleteLoadBalancerListenerRequest
)


@SLB.write("StartLoadBalancerListener", locks=named_balancer, settle=served)
def start_listener(
    call: Call, request: shapes.StartLoadBalancerListenerRequest, tx: Transaction
) -> shapes.StartLoadBalancerListenerResponse:
    """Open a listener's port; one that is running stays so (our choice: callers repeat what they got no answer to)."""
    listener, status = _held(call, request, tx)
    if status != RUNNING:
        _switch(tx, listener, running=True)
    return shapes.StartLoadBalancerListenerResponse(request_id=call.request_id)


@SLB.write("StopLoadBalancerListener", locks=named_balancer, settle=served)
def stop_listener(
    call: Call, request: shapes.StopLoadBalancerListenerRequest, tx: Transaction
) -> shapes.StopLoadBalancerListenerResponse:
    """Close a listener's port and keep everything else of it; one that is stopped stays so.

    New connections are refused when the answer comes; open ones end within the data plane's drain time.
    """
    listener, status = _held(call, request, tx)
    if status != STOPPED or listener.running:
        _switch(tx, listener, running=False)
    return shapes.StopLoadBalancerListenerResponse(request_id=call.request_id)


@SLB.write("DeleteLoadBalancerListener", locks=named_balancer, settle=applied)
def delete_listener(
    call: Call, request: shapes.DeleteLoadBalancerListenerRequest, tx: Transaction
) -> shapes.DeleteLoadBalancerListenerResponse:
    """Delete a listener, running or not, with its rules and tags; the balancer stays active (our choice)."""
    listener, _ = _held(call, request, tx)
    if listener.listener_protocol == HTTPS:
        _check_no_forward(tx, listener)
    if listener.running:
        touch(tx, listener.balancer_id, listener.id)
    remove_listener(tx, listener)
    return shapes.DeleteLoadBalancerListenerResponse(request_id=call.request_id)


def _held(call: Call, request: _Request, tx: Transaction) -> tuple[Listener, str]:
    """Return the listener and its status; raises ApiError while its port is being opened or closed."""
    balancer = hold_balancer(call, tx, request.load_balancer_id)
    listener = find_listener(tx, balancer.id, request.listener_port, request.listener_protocol)
    status = Statuses(call, tx, balancer.id).of(listener)
    if status == STARTING:
        raise refusal(CONFIGURING, "The specified listener is being configured, please try again later.")
    if status == STOPPING:
        raise refusal("ServiceIsStopping", "The specified listener is being stopped, please try again later.")
    return listener, status


def _switch(tx: Transaction, listener: Listener, *, running: bool) -> None:
    generation = touch(tx, listener.balancer_id, listener.id)
    tx.replace(listeners, listener, replace(listener, running=running, switched=generation))


def _check_no_forward(tx: Transaction, target: Listener) -> None:
    """Refuse to leave a listener that forwards to this one without its goal (our choice)."""
    for other in listeners_of(tx, target.balancer_id):
        if other.listener_forward == ON and other.forward_port == target.listener_port:
            message = f"The HTTP listener on port {other.listener_port} forwards to this listener."
            raise refusal(NOT_ALLOWED, message)
