"""Refusals in the product's own words, with the HTTP status that its pages give each code."""

from __future__ import annotations

from twincloud.contract.common_codes import status_of
from twincloud.kernel.errors import ApiError
from twincloud.services.alibaba_slb.product import SLB

NOT_FOUND = 404

INVALID = "InvalidParameter"
MISSING = "MissingParameter"
NOT_ALLOWED = "Operation.NotAllowed"
CONFIGURING = "ServiceIsConfiguring"


def refusal(code: str, message: str, *, hint: str = "") -> ApiError:
    """Return the error with the status that belongs to `code`."""
    return ApiError(code, message, status=status_of(SLB.contract, code), hint=hint)


def unusable(message: str = "The specified parameter is not valid.") -> ApiError:
    """Return the refusal of a value."""
    return refusal(INVALID, message)


def missing(name: str) -> ApiError:
    """Return the refusal of a call without a parameter that it needs."""
    words = f"The input parameter {name} that is mandatory for processing this request is not supplied."
    return refusal(MISSING, words)


def no_balancer() -> ApiError:
    """Return the refusal of a balancer that the account does not have."""
    return refusal("InvalidLoadBalancerId.NotFound", "The specified LoadBalancerId does not exist.")


def no_listener() -> ApiError:
    """Return the refusal of a listener that the balancer does not have, for calls that act on it."""
    return refusal("ListenerNotFound", "You have not created a listener for the specified port of the load balancer.")


def no_listener_to_describe() -> ApiError:
    """Return the same for calls that describe it: Terraform's provider looks for these words."""
    return refusal("ListenerNotFound", "The specified resource does not exist.")


def no_group() -> ApiError:
    """Return the refusal of a vServer group that the account does not have."""
    return ApiError(INVALID, "The specified VServerGroupId does not exist.", status=NOT_FOUND)


def no_master_slave_group() -> ApiError:
    """Return the refusal of a master and slave group that the account does not have."""
    return ApiError(INVALID, "The specified MasterSlaveGroupId does not exist.", status=NOT_FOUND)


def no_tls_policy() -> ApiError:
    """Return the refusal of a TLS policy that the account does not have."""
    return ApiError(INVALID, "The specified TLSCipherPolicyId does not exist.", status=NOT_FOUND)


def locked(balancer_id: str, reason: str) -> ApiError:
    """Return the refusal of a write to a balancer that the operator has locked; the journal tells how to unlock it."""
    return refusal(
        "ActionNotAllowed",
        "The operation is not allowed: the load balancer is locked for a business reason.",
        hint=f"the operator has locked the balancer ({reason}); twincloud unlock {balancer_id} ends that",
    )
