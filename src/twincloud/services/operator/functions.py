"""Functions: what the operator tells us of the cloud functions that clients bind to forwarding rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from twincloud.contract.call import Call
from twincloud.contract.shapes import operator as shapes
from twincloud.inventory.functions import Function, function_key, functions
from twincloud.kernel.hosts import is_address
from twincloud.services.operator.accounts import owner
from twincloud.services.operator.errors import already_exists, invalid, not_found
from twincloud.services.operator.listing import one_page
from twincloud.services.operator.product import OPERATOR
from twincloud.storage.transaction import Transaction

DEFAULT_NAMESPACE = "default"
_URL = re.compile(
    r"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?(?:/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?"
)


def _this_function(call: Call, request: Any) -> Sequence[str]:
    return [f"function:{request.account}/{request.name}"]


@OPERATOR.read("ListFunctions")
def list_functions(call: Call, request: shapes.ListFunctionsRequest, tx: Transaction) -> shapes.ListFunctionsResponse:
    """List the functions of every account, or of one."""
    found = tx.find(functions, account=request.account) if request.account else tx.find(functions)
    shown = [_view(function) for function in one_page(found, request.offset, request.limit)]
    return shapes.ListFunctionsResponse(functions=shown, total=len(found))


@OPERATOR.write("AddFunction", locks=_this_function)
def add_function(call: Call, request: shapes.AddFunctionRequest, tx: Transaction) -> shapes.Function:
    """Tell where a function is reached; raises ApiError NotFound (account), AlreadyExists and InvalidParameterValue."""
    account = owner(tx, request.account)
    _check_url(request.url)
    namespace, qualifier = request.namespace or DEFAULT_NAMESPACE, request.qualifier or ""
    key = function_key(account.id, namespace, request.name, qualifier)
    if tx.get(functions, key) is not None:
        raise already_exists(f"Account {account.id} has a function `{namespace}/{request.name}` already.")
    function = Function(key, account.id, namespace, request.name, qualifier, request.url)
    tx.add(functions, function)
    return _view(function)


@OPERATOR.write("RemoveFunction", locks=_this_function)
def remove_function(
    call: Call, request: shapes.RemoveFunctionRequest, tx: Transaction
) -> shapes.RemoveFunctionResponse:
    """Forget a function; raises ApiError NotFound. Rules to which it is bound go on sending their requests to it."""
    account = owner(tx, request.account)
    namespace, qualifier = request.namespace or DEFAULT_NAMESPACE, request.qualifier or ""
    function = tx.get(functions, function_key(account.id, namespace, request.name, qualifier))
    if function is None:
        raise not_found("function", f"{namespace}/{request.name}" + (f":{qualifier}" if qualifier else ""))
    tx.remove(functions, function)
    return shapes.RemoveFunctionResponse()


def _check_url(url: str) -> None:
    """Raise ApiError InvalidParameterValue unless this is a scheme, a host, and maybe a port and a path."""
    found = _URL.fullmatch(url)
    host, port = found.groups() if found is not None else ("", None)
    v6 = host.startswith("[")
    if not host or (v6 and not is_address(host[1:-1])) or not 0 < int(port or "1") < 65_536:
        raise invalid(f"`url` must be like http://127.0.0.1:9000 or https://host/path, without a query, not `{url}`.")


def _view(function: Function) -> shapes.Function:
    return shapes.Function(
        account=function.account,
        namespace=function.namespace,
        name=function.name,
        qualifier=function.qualifier,
        url=function.url,
    )
