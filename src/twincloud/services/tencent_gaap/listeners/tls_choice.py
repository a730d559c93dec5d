"""SetTlsVersion: which versions and suites of TLS an HTTPS listener speaks."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from twincloud.balancing import plan
from twincloud.balancing.records import touch
from twincloud.contract.call import Call
from twincloud.contract.shapes import gaap as shapes
from twincloud.services.tencent_gaap.errors import VALUE, refusal
from twincloud.services.tencent_gaap.lookups import account_lock, changeable
from twincloud.services.tencent_gaap.product import GAAP
from twincloud.services.tencent_gaap.records import CHANGING, HTTPS, Domain, Listener, listeners, subjects
from twincloud.services.tencent_gaap.settling import served
from twincloud.storage.transaction import Transaction

SPOKEN = ("TLSv1.2", "TLSv1.3")
"""What HTTPS listeners speak unless they are told otherwise (the data plane's default)."""
WIDE, GENERAL, STRICT = "GAAP_TLS_CIPHERS_WIDE", "GAAP_TLS_CIPHERS_GENERAL", "GAAP_TLS_CIPHERS_STRICT"
_VERSIONS = {
    "TLSv1": plan.TlsVersion.V1_0,
    "TLSv1.1": plan.TlsVersion.V1_1,
    "TLSv1.2": plan.TlsVersion.V1_2,
    "TLSv1.3": plan.TlsVersion.V1_3,
}
_AUTHENTICATED = (
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
)  # fmt: skip
_WITH_CBC = (
    *_AUTHENTICATED,
    "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA",
)  # fmt: skip
_SUITES = {
    STRICT: _AUTHENTICATED,
    GENERAL: _WITH_CBC,
    WIDE: (*_WITH_CBC, "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA"),
}
"""What the three bundles hold up to version 1.2: their contents are not documented (guess)."""


@GAAP.write("SetTlsVersion", locks=account_lock, settle=served)
def set_tls_version(call: Call, request: shapes.SetTlsVersionRequest, tx: Transaction) -> shapes.SetTlsVersionResponse:
    """Let an HTTPS listener speak these versions, and up to 1.2 these suites."""
    listener = changeable(call, tx, request.listener_id)
    if listener.protocol != HTTPS:
        raise refusal(call, VALUE, f"The listener {listener.id} is no HTTPS listener.")
    generation = touch(tx, listener.owner_id, *subjects(listener))
    after = replace(
        listener,
        tls_versions=asked_versions(request.tls_support_version),
        tls_ciphers=asked_ciphers(request.tls_ciphers),
        change=CHANGING,
        changed=generation,
    )
    tx.replace(listeners, listener, after)
    return shapes.SetTlsVersionResponse(request_id=call.request_id)


def spoken(listener: Listener) -> Sequence[str]:
    """Return the versions that a listener shows."""
    return listener.tls_versions or SPOKEN


def limited(listener: Listener, tls: plan.Tls) -> plan.Tls:
    """Return how a listener shakes hands with what it was told of versions and suites; a gap in versions is filled."""
    if not listener.tls_versions:
        return tls
    limits = _limits(listener.tls_versions, listener.tls_ciphers)
    return replace(tls, min_version=limits.min_version, max_version=limits.max_version, ciphers=limits.ciphers)


def limits_of(listener: Listener, domain: Domain) -> plan.TlsLimits | None:
    """Return what a domain's clients are spoken to in, if it says something of it itself."""
    if listener.protocol != HTTPS or not (domain.tls_versions or domain.tls_ciphers):
        return None
    return _limits(domain.tls_versions or spoken(listener), domain.tls_ciphers or listener.tls_ciphers)


def asked_versions(given: Sequence[str]) -> tuple[str, ...]:
    """Return versions in their order, the oldest first."""
    return tuple(version for version in _VERSIONS if version in given)


def asked_ciphers(given: str) -> str:
    """Return a bundle's name, which may come in either of two spellings."""
    return given.upper().replace("GAAPTLS_", "GAAP_TLS_")


def _limits(versions: Sequence[str], ciphers: str) -> plan.TlsLimits:
    known = [_VERSIONS[version] for version in versions]
    return plan.TlsLimits(known[0], known[-1], _SUITES.get(ciphers, ()))
