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

ALIBABA = {
    "Forbidden": 403, "Forbidden.RAM": 403, "IncompleteSignature": 400, "InternalError": 500,
    "InvalidAccessKeyId.Inactive": 400, "InvalidAccessKeyId.NotFound": 404, "InvalidAction.NotFound": 404,
    "InvalidParameter": 400, "InvalidRegionId.NotFound": 404, "InvalidSecurityToken.Expired": 400,
    "InvalidSecurityToken.Malformed": 400, "InvalidTimeStamp.Expired": 400, "InvalidTimeStamp.Format": 400,
    "InvalidVersion": 400, "MissingAccessKeyId": 400, "MissingAction": 400, "MissingParameter": 400,
    "MissingSignature": 400, "MissingSignatureNonce": 400, "MissingTimestamp": 400, "MissingVersion": 400,
    "NoPermission": 403, "ServiceUnavailable": 503, "SignatureDoesNotMatch": 400, "SignatureNonceUsed": 400,
    "Throttling": 400, "Throttling.Api": 400, "Throttling.User": 400, "UnsupportedHTTPMethod": 403,
    "UnsupportedOperation": 400,
}  # fmt: skip
"""Public error codes of the RPC gateway with their HTTP statuses."""

CHAT = frozenset(
    {
        "60002", "60003", "60007", "60009", "60010", "60012", "60015", "60025", "70001", "70003", "70009", "70013",
        "70014", "70020", "70050",
    }
)  # fmt: skip
"""Tencent Chat's error page: the codes of the gateway and of the UserSig that can occur here."""

_ALIBABA_CODES = frozenset(ALIBABA)
_VENDORS = {
    "clb": TENCENT,
    "gaap": TENCENT,
    "vpc": TENCENT,
    "tag": TENCENT,
    "ssl": TENCENT,
    "cls": TENCENT,
    "slb": _ALIBABA_CODES,
    "live": _ALIBABA_CODES,
    "location": _ALIBABA_CODES,
    "alibaba-vpc": _ALIBABA_CODES,
    "chat": CHAT,
}


def common_codes(contract: Contract) -> frozenset[str]:
    """Return the codes that every action of the contract may answer with; empty where none are known."""
    return _VENDORS.get(contract.service, frozenset()) | frozenset(contract.shared_codes)


def status_of(contract: Contract | None, code: str) -> int:
    """Return the HTTP status that is documented for a code, for the products that answer with one; else 400."""
    documented = contract.statuses.get(code) if contract else None
    return documented[0] if documented else ALIBABA.get(code, 400)


def documented_codes(contract: Contract, action: str) -> frozenset[str]:
    """Return every code with which `action` may answer; for ``*`` the common codes alone."""
    specific = frozenset(contract.actions[action].errors) if action in contract.actions else frozenset()
    return specific | common_codes(contract)
