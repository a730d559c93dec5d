"""Refusals: the most specific code that the action's page lists, else its parent."""

from __future__ import annotations

from twincloud.contract.call import Call
from twincloud.contract.common_codes import documented_codes
from twincloud.kernel.errors import ApiError
from twincloud.services.tencent_gaap.product import GAAP

FAILED = "FailedOperation"
BAD = "InvalidParameter"
VALUE = "InvalidParameterValue"
MISSING = "MissingParameter"
NOT_FOUND = "ResourceNotFound"
UNSUPPORTED = "UnsupportedOperation"
LIMIT = "LimitExceeded"

HAS_TASK = "FailedOperation.ListenerHasTask"
NON_STANDARD = "FailedOperation.NonStandardProxy"
ALREADY_BOUND = "FailedOperation.RealServerAlreadyBound"
PROXY_NOT_RUNNING = "FailedOperation.ProxyStatusNotInRuning"
INSTANCE_NOT_RUNNING = "FailedOperation.InstanceStatusNotInRuning"
GROUP_NOT_RUNNING = "FailedOperation.GroupStatusNotInRuning"
DOMAIN_NOT_RUNNING = "FailedOperation.DomainStatusNotInRunning"


def refusal(call: Call, code: str, message: str) -> ApiError:
    """Return the error with `code` where the called action documents it, else with the part before the dot."""
    if code not in documented_codes(GAAP.contract, call.action):
        code = code.partition(".")[0]
    return ApiError(code, message)


def missing(call: Call, wire: str) -> ApiError:
    """Return the refusal of a request without a member that it needs."""
    return refusal(call, MISSING, f"The request is missing a required parameter `{wire}`.")


def no_listener(call: Call, listener_id: str) -> ApiError:
    """Return the refusal of a listener that is not there, in the words that clients compare with."""
    code = BAD if call.action.startswith("Describe") else NOT_FOUND
    return refusal(call, code, f"ListenerId({listener_id}) Not Exist.")
