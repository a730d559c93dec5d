"""DeleteListeners: layer-4 and layer-7 listeners of one connection or one group, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import ALREADY_BOUND, HAS_TASK, VALUE, refusal
from twincloud.services.tencent_gaap.lookups import (
    account_lock,
    find_owner,
    hold,
    owner_id_of,
    require_running,
    require_standard,
)
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.quotas import leniency
from twincloud.services.tencent_gaap.records import (
    RUNNING,
    Listener,
    bindings,
    domains,
    listeners,
    rules,
    subjects,
)
from twincloud.services.tencent_gaap.removal import purge_unwatched
from twincloud.services.tencent_gaap.rules.error_page_records import error_pages
from twincloud.services.tencent_gaap.settling import end_of
from twincloud.services.tencent_gaap.states import Progress
from twincloud.storage.collection import Collection
from twincloud.storage.transaction import Transaction

R = TypeVar("R", bound=Struct)
_TERRAFORM = "Terraform-"


async def _report(
    call: Call, request: shapes.DeleteListenersRequest, response: shapes.DeleteListenersResponse
) -> shapes.DeleteListenersResponse:
    """Wait until the ports are closed; listeners that the data plane would not let go of are back, and failed."""
    if await end_of(call) is None:
        return response
    return replace(
        response,
        operation_failed_listener_set=response.operation_succeed_listener_set,
        operation_succeed_listener_set=[],
    )


@GAAP.write("DeleteListeners", locks=account_lock, settle=_report)
def delete_listeners(
    call: Call, request: shapes.DeleteListenersRequest, tx: Transaction
) -> shapes.DeleteListenersResponse:
    """Close listeners; their origins and certificates are released, their domains and rules go with them.

    Refusals are looked for in this order: members missing or in conflict, values, no such connection or group,
    non-standard, not running. Then ids that are no listeners of it are set aside, and one listener in operation, or
    without Force one with origins, refuses the whole call (order and all-or-nothing: our choice).
    """
    owner_id = owner_id_of(call, request.proxy_id, request.group_id)
    _check_values(call, request)
    hold(tx, owner_id)
    owner = find_owner(call, tx, request.proxy_id, request.group_id)
    require_standard(call, tx, owner.id)
    require_running(call, tx, owner)
    known = {listener.id: listener for listener in tx.find(listeners, owner_id=owner.id)}
    ids = list(dict.fromkeys(request.listener_ids))
    doomed = [known[listener_id] for listener_id in ids if listener_id in known]
    _require_idle(call, tx, doomed)
    if not request.force and not _bound_may_go(call):
        _require_unbound(call, tx, doomed)
    if doomed:
        _delete(call, tx, owner.id, doomed)
    return shapes.DeleteListenersResponse(
        operation_failed_listener_set=[],
        operation_succeed_listener_set=[listener.id for listener in doomed],
        invalid_status_listener_set=[listener_id for listener_id in ids if listener_id not in known],
        request_id=call.request_id,
    )


def _check_values(call: Call, request: shapes.DeleteListenersRequest) -> None:
    # Here and not in the contract: the members that are missing or in conflict are looked at first.
    if request.force not in (0, 1):
        raise refusal(call, VALUE, "The value of parameter `Force` must be one of: 0, 1.")
    if not request.listener_ids or not all(request.listener_ids):
        raise refusal(call, VALUE, "The parameter `ListenerIds` must hold ids of listeners.")


def _bound_may_go(call: Call) -> bool:
    """Tell whether listeners with origins go without Force: Terraform never sets it, and never unbinds first."""
    rule = leniency(call).delete_bound_without_force
    return rule == "always" or (rule == "auto" and call.client.startswith(_TERRAFORM))


def _require_idle(call: Call, tx: Transaction, doomed: Sequence[Listener]) -> None:
    progress = Progress(call, tx)
    busy = [listener.id for listener in doomed if progress.status(listener) != RUNNING]
    if busy:
        raise refusal(call, HAS_TASK, f"Listeners are in operation: {', '.join(busy)}.")


def _require_unbound(call: Call, tx: Transaction, doomed: Sequence[Listener]) -> None:
    bound = [listener.id for listener in doomed if tx.find(bindings, listener_id=listener.id)]
    if bound:
        message = f"Origins are bound to {', '.join(bound)}; unbind them, or set Force to 1."
        raise refusal(call, ALREADY_BOUND, message)


def _delete(call: Call, tx: Transaction, owner_id: str, doomed: Sequence[Listener]) -> None:
    generation = touch(tx, owner_id, *(subject for listener in doomed for subject in subjects(listener)))
    for listener in doomed:
        # All of them come back with the listener, should the engine refuse to let go of it.
        _remove_all(tx, bindings, listener.id)
        _remove_all(tx, rules, listener.id)
        _remove_all(tx, domains, listener.id)
        _remove_all(tx, error_pages, listener.id)
        tx.replace(listeners, listener, replace(listener, deleting=generation))
    purge_unwatched(call, tx, owner_id, generation)


def _remove_all(tx: Transaction, collection: Collection[R], listener_id: str) -> None:
    for record in tx.find(collection, listener_id=listener_id):
        tx.remove(collection, record)
