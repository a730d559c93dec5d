"""Refusals: the most specific code that the action's page lists, else its parent."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.common_codes import documented_codes
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_clb.product import CLB

LB_NOT_FOUND = "InvalidParameter.LBIdNotFound"
LISTENER_NOT_FOUND = "InvalidParameter.ListenerIdNotFound"
LOCATION_NOT_FOUND = "InvalidParameter.LocationNotFound"
PROTOCOL_CHECK = "InvalidParameter.ProtocolCheckFailed"
REWRITE_EXISTS = "InvalidParameter.RewriteAlreadyExist"
REWRITE_NOT_FOUND = "InvalidParameter.SomeRewriteNotFound"
FORMAT = "InvalidParameter.FormatError"
PORT_CHECK = "InvalidParameter.PortCheckFailed"
VALUE = "InvalidParameterValue"
LENGTH = "InvalidParameterValue.Length"
RANGE = "InvalidParameterValue.Range"
DUPLICATE = "InvalidParameterValue.Duplicate"
BAD_FILTER = "InvalidParameterValue.InvalidFilter"
MISSING = "MissingParameter"
LIMIT = "LimitExceeded"
UNSUPPORTED = "UnsupportedOperation"

_UNLISTED = frozenset({("DescribeTargets", LB_NOT_FOUND)})
"""The page lists the parent alone, but clients take only the specific code for «this balancer is gone»."""


def refusal(call: Call, code: str, message: str) -> ApiError:
    """Return the error with `code` where the called action documents it, else with the part before the dot."""
    if code not in documented_codes(CLB.contract, call.action) and (call.action, code) not in _UNLISTED:
        code = code.partition(".")[0]
    return ApiError(code, message)


def no_balancer(call: Call, balancer_id: str) -> ApiError:
    """Return the refusal of a balancer that the tenant does not have, in the product's own words."""
    error = refusal(call, LB_NOT_FOUND, "")
    words = "LoadBalancer not exist" if error.code == LB_NOT_FOUND else "Invalid LoadBalancerId"
    return ApiError(error.code, f"{words}, LoadBalancerId: {balancer_id}")


def no_listener(call: Call, listener_id: str) -> ApiError:
    """Return the refusal of a listener that the balancer does not have."""
    return refusal(call, LISTENER_NOT_FOUND, f"Invalid ListenerId, ListenerId: {listener_id}")
