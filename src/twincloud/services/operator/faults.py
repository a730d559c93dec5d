"""Faults on demand: the next calls of an action meet a documented error, a delay, or a dropped connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twincloud.contract.call import Call
from twincloud.contract.common_codes import documented_codes, status_of
from twincloud.contract.model import Contract, load, names
from twincloud.contract.shapes import operator as shapes
from twincloud.execution.faults import FAULT_NEWS, Fault, faults
from twincloud.services.operator.errors import invalid, not_found
from twincloud.services.operator.listing import one_page
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import News, Transaction

EVERY_ACTION = "*"


def _no_aggregate(call: Call, request: Any) -> Sequence[str]:
    return ()


@OPERATOR.read("ListFaults")
def list_faults(call: Call, request: shapes.ListFaultsRequest, tx: Transaction) -> shapes.ListFaultsResponse:
    """List the faults in force, in the order in which calls meet them."""
    found = tx.find(faults)
    shown = [_view(fault) for fault in one_page(found, request.offset, request.limit)]
    return shapes.ListFaultsResponse(faults=shown, total=len(found))


@OPERATOR.write("AddFault", locks=_no_aggregate)
def add_fault(call: Call, request: shapes.AddFaultRequest, tx: Transaction) -> shapes.Fault:
    """Have calls of an action (``*``: of every action of the product) meet a fault, `times` times or until cleared.

    A delay goes with a code or a drop, or alone. Raises ApiError InvalidParameterValue for a product or action that
    does not exist, for a code that the action does not document, and for a fault that would do nothing.
    """
    contract = _contract(request.product)
    if request.action != EVERY_ACTION and request.action not in contract.actions:
        raise invalid(f"{request.product} has no action `{request.action}`; `*` stands for every action.")
    if request.code and request.drop:
        raise invalid("A dropped connection carries no `code`: give one of the two.")
    if not (request.code or request.latency_ms or request.drop):
        raise invalid("Give `code`, `latency_ms` or `drop`, or the fault would do nothing.")
    if request.code:
        _require_documented(contract, request.action, request.code)
    fault = Fault(
        id=call.new_id("fault-"),
        product=request.product,
        action=request.action,
        code=request.code or "",
        message=request.message or "",
        status=request.status or status_of(contract, request.code or ""),
        latency_ms=request.latency_ms or 0,
        drop=bool(request.drop),
        remaining=request.times,
    )
    tx.add(faults, fault)
    tx.tell(News(FAULT_NEWS, fault.id))
    return _view(fault)


@OPERATOR.write("ClearFaults", locks=_no_aggregate)
def clear_faults(call: Call, request: shapes.ClearFaultsRequest, tx: Transaction) -> shapes.ClearFaultsResponse:
    """Take back one fault, or all of them; raises ApiError NotFound for an id that is not in force."""
    found = tx.find(faults)
    if request.id is not None:
        found = [fault for fault in found if fault.id == request.id]
        if not found:
            raise not_found("fault", request.id)
    for fault in found:
        tx.remove(faults, fault)
        tx.tell(News(FAULT_NEWS, fault.id))
    return shapes.ClearFaultsResponse(cleared=len(found))


def _contract(product: str) -> Contract:
    # The operator's own door is left out: a fault on it could never be taken back.
    contracts = {contract.service: contract for contract in map(load, names()) if contract.service != OPERATOR.name}
    if product not in contracts:
        raise invalid(f"There is no product `{product}`; there are: {', '.join(sorted(contracts))}.")
    return contracts[product]


def _require_documented(contract: Contract, action: str, code: str) -> None:
    documented = documented_codes(contract, action)
    if code not in documented:
        whose = "every action" if action == EVERY_ACTION else action
        raise invalid(f"{contract.service} does not document `{code}` for {whose}: {', '.join(sorted(documented))}.")


def _view(fault: Fault) -> shapes.Fault:
    return shapes.Fault(
        id=fault.id,
        product=fault.product,
        action=fault.action,
        code=fault.code or None,
        message=fault.message or None,
        status=fault.status,
        latency_ms=fault.latency_ms,
        drop=fault.drop,
        remaining=fault.remaining,
    )
