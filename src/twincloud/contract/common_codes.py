"""The codes with which any action of a vendor may answer; its pages list them once and not with each action."""

from __future__ import annotations

from twincloud.contract.model import Contract

TENCENT = frozenset(
    {
        "ActionOffline", "AuthFailure.InvalidAuthorization", "AuthFailure.InvalidSecretId", "AuthFailure.MFAFailure",
        "AuthFailure.SecretIdNotFound", "AuthFailure.SignatureExpire", "AuthFailure.SignatureFailure",
        "AuthFailure.TokenFailure", "AuthFailure.UnauthorizedOperation", "DryRunOperation", "FailedOperation",
        "InternalError", "InvalidAction", "InvalidParameter", "InvalidParameterValue", "InvalidRequest",
        "IpInBlacklist", "IpNotInWhitelist", "LimitExceeded", "MissingParameter", "NoSuchProduct", "NoSuchVersion",
        "RequestLimitExceeded", "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
        "RequestLimitExceeded.IPLimitExceeded", "RequestLimitExceeded.UinLimitExceeded", "RequestSizeLimitExceeded",
        "ResourceInUse", "ResourceInsufficient", "ResourceNotFound", "ResourceUnavailable", "ResponseSizeLimitExceeded",
        "ServiceUnavailable", "UnauthorizedOperation", "UnknownParameter", "UnsupportedOperation",
        "UnsupportedProtocol", "UnsupportedRegion",
    }
)  # fmt: skip
"""Product pages of API 3.0: common error codes."""

ALIBABA = frozenset(
    {
        "Forbidden.RAM", "IncompleteSignature", "InternalError", "InvalidAccessKeyId.Inactive",
        "InvalidAccessKeyId.NotFound", "InvalidAction.NotFound", "InvalidParameter", "InvalidRegionId.NotFound",
        "InvalidSecurityToken.Expired", "InvalidSecurityToken.Malformed", "InvalidTimeStamp.Expired",
        "InvalidTimeStamp.Format", "InvalidVersion", "MissingAccessKeyId", "MissingAction", "MissingParameter",
        "MissingSignature", "MissingSignatureNonce", "MissingTimestamp", "MissingVersion", "NoPermission",
        "ServiceUnavailable", "SignatureDoesNotMatch", "SignatureNonceUsed", "Throttling", "Throttling.Api",
        "Throttling.User", "UnsupportedHTTPMethod",
    }
)  # fmt: skip
"""Public error codes of the RPC gateway."""

CHAT = frozenset(
    {
        "60002", "60003", "60007", "60009", "60010", "60012", "60015", "60025", "70001", "70003", "70009", "70013",
        "70014", "70020", "70050",
    }
)  # fmt: skip
"""Tencent Chat's error page: the codes of the gateway and of the UserSig that can occur here."""

_VENDORS = {"clb": TENCENT, "gaap": TENCENT, "slb": ALIBABA, "live": ALIBABA, "chat": CHAT}


def common_codes(contract: Contract) -> frozenset[str]:
    """Return the codes that every action of the contract's vendor shares; empty where none are known."""
    return _VENDORS.get(contract.service, frozenset())


def documented_codes(contract: Contract, action: str) -> frozenset[str]:
    """Return every code with which `action` may answer; for ``*`` the common codes alone."""
    specific = frozenset(contract.actions[action].errors) if action in contract.actions else frozenset()
    return specific | common_codes(contract)
