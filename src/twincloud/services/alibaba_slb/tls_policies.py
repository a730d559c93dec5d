"""The TLS policies that every region has: which versions and suites an HTTPS listener speaks."""

from __future__ import annotations

from msgspec import Struct

from twincloud.balancing.plan import TlsVersion

_GCM = ("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384")
_GCM_EC = ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384")
_CBC = ("ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA")
_CBC_EC = ("ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA")
_WITHOUT_EXCHANGE = ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA")
_STRICT = (*_GCM_EC, *_GCM, *_CBC_EC, *_CBC)
_BROAD = (*_STRICT, *_WITHOUT_EXCHANGE)


class TlsPolicy(Struct, frozen=True):
    """The oldest and the newest version, and the suites up to version 1.2."""

    oldest: TlsVersion
    newest: TlsVersion
    suites: tuple[str, ...]


POLICIES = {
    "tls_cipher_policy_1_0": TlsPolicy(TlsVersion.V1_0, TlsVersion.V1_2, _BROAD),
    "tls_cipher_policy_1_1": TlsPolicy(TlsVersion.V1_1, TlsVersion.V1_2, _BROAD),
    "tls_cipher_policy_1_2": TlsPolicy(TlsVersion.V1_2, TlsVersion.V1_2, _BROAD),
    "tls_cipher_policy_1_2_strict": TlsPolicy(TlsVersion.V1_2, TlsVersion.V1_2, _STRICT),
    "tls_cipher_policy_1_2_strict_with_1_3": TlsPolicy(TlsVersion.V1_2, TlsVersion.V1_3, _STRICT),
}
"""By name. The suites are the documented ones that the data plane has (no CBC with SHA-256 or SHA-384, no 3DES, no
CCM), and beside each one for RSA certificates that for elliptic ones, or a listener with such a certificate would serve
nobody (our choice)."""
