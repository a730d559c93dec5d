"""Functions as targets of a rule: RegisterFunctionTargets, ModifyFunctionTargets, DeregisterFunctionTargets."""

from __future__ import annotations

from collections.abc import Sequence

from twincloud.balancing.records import balancer_lock, touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import clb as shapes
from twincloud.inventory.functions import find_function
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_clb.errors import DUPLICATE, LIMIT, PROTOCOL_CHECK, VALUE, refusal
from twincloud.services.tencent_clb.lookups import find_listener
from twincloud.services.tencent_clb.product import CLB
from twincloud.services.tencent_clb.records import LAYER_7, NODE, FunctionTarget, function_targets, targets
from twincloud.services.tencent_clb.targets.bound_targets import DEFAULT_WEIGHT, Location, find_location
from twincloud.storage.transaction import Transaction

Request = (
    shapes.RegisterFunctionTargetsRequest
    | shapes.ModifyFunctionTargetsRequest
    | shapes.DeregisterFunctionTargetsRequest
)


def _lock(call: Call, request: Request) -> Sequence[str]:
    return [balancer_lock(request.load_balancer_id)]


@CLB.write("RegisterFunctionTargets", locks=_lock)
def register_function_targets(
    call: Call, request: shapes.RegisterFunctionTargetsRequest, tx: Transaction
) -> shapes.RegisterFunctionTargetsResponse:
    """Bind a function to a rule, which has nothing else bound; the bound one takes what is given (our choice)."""
    location = _place(call, tx, request)
    given = _only_one(call, request)
    before = tx.get(function_targets, location.id)
    if before is not None and _name(before) != _given_name(given.function):
        raise refusal(call, LIMIT, f"A rule has at most one function; {before.name} is bound.")
    if location.target_type != NODE or tx.find(targets, location_id=location.id):
        raise refusal(call, VALUE, "The rule has other targets; a function does not share a rule.")
    _bind(call, tx, location, before, given)
    return shapes.RegisterFunctionTargetsResponse(request_id=call.request_id)


@CLB.write("ModifyFunctionTargets", locks=_lock)
def modify_function_targets(
    call: Call, request: shapes.ModifyFunctionTargetsRequest, tx: Transaction
) -> shapes.ModifyFunctionTargetsResponse:
    """Bind a function in place of the one that a rule has, which may be the same with another weight."""
    location = _place(call, tx, request)
    before = tx.get(function_targets, location.id)
    if before is None:
        raise refusal(call, "InvalidParameter", "No function is bound to the rule.")
    _bind(call, tx, location, before, _only_one(call, request))
    return shapes.ModifyFunctionTargetsResponse(request_id=call.request_id)


@CLB.write("DeregisterFunctionTargets", locks=_lock)
def deregister_function_targets(
    call: Call, request: shapes.DeregisterFunctionTargetsRequest, tx: Transaction
) -> shapes.DeregisterFunctionTargetsResponse:
    """Unbind the function that a rule has."""
    location = _place(call, tx, request)
    given = _only_one(call, request).function
    before = tx.get(function_targets, location.id)
    if before is None or _name(before) != _given_name(given):
        raise refusal(call, "InvalidParameter", f"The function {given.function_name} is not bound to the rule.")
    tx.remove(function_targets, before)
    touch(tx, location.balancer_id, location.listener_id)
    return shapes.DeregisterFunctionTargetsResponse(request_id=call.request_id)


def function_view(function: FunctionTarget) -> shapes.FunctionTarget:
    """Return a bound function as answers show it."""
    return shapes.FunctionTarget(
        function=shapes.FunctionInfo(
            function_namespace=function.namespace,
            function_name=function.name,
            function_qualifier=function.qualifier,
            function_qualifier_type=function.qualifier_type,
        ),
        weight=function.weight,
    )


def _place(call: Call, tx: Transaction, request: Request) -> Location:
    listener = find_listener(call, tx, request.load_balancer_id, request.listener_id)
    if listener.protocol not in LAYER_7:
        raise refusal(call, PROTOCOL_CHECK, "Functions are bound to rules of HTTP and HTTPS listeners alone.")
    return find_location(
        call, tx, request.load_balancer_id, listener.id, request.location_id, request.domain, request.url
    )


def _only_one(call: Call, request: Request) -> shapes.FunctionTarget:
    """Return the function that a request names; raises ApiError for more than one, which no rule could have."""
    first, *others = request.function_targets
    if any(_given_name(one.function) == _given_name(first.function) for one in others):
        raise refusal(call, DUPLICATE, f"The function {first.function.function_name} is named twice.")
    if others:
        code = LIMIT if call.action == "RegisterFunctionTargets" else VALUE
        raise refusal(call, code, "A rule has at most one function.")
    return first


def _bind(
    call: Call, tx: Transaction, location: Location, before: FunctionTarget | None, given: shapes.FunctionTarget
) -> None:
    wanted = given.function
    namespace, name, qualifier = _given_name(wanted)
    known = find_function(tx, call.tenant.account, namespace, name, qualifier)
    if known is None:
        raise ApiError(
            "ResourceNotFound",
            f"The function {namespace}/{name} ({qualifier}) is not known; tell where it is reached: "
            f"twincloud functions add {name} URL --namespace {namespace}",
        )
    weight = before.weight if before is not None else DEFAULT_WEIGHT
    after = FunctionTarget(
        id=location.id,
        balancer_id=location.balancer_id,
        listener_id=location.listener_id,
        location_id=location.id,
        namespace=namespace,
        name=name,
        qualifier=qualifier,
        url=known.url,
        weight=weight if given.weight is None else given.weight,
        qualifier_type=wanted.function_qualifier_type,
    )
    if before is None:
        tx.add(function_targets, after)
    else:
        tx.replace(function_targets, before, after)
    touch(tx, location.balancer_id, location.listener_id)


def _name(function: FunctionTarget) -> tuple[str, str, str]:
    return function.namespace, function.name, function.qualifier


def _given_name(info: shapes.FunctionInfo) -> tuple[str, str, str]:
    return info.function_namespace, info.function_name, info.function_qualifier
