"""What HTTPS listeners speak: the TLS policies that every region has, and what one of one's own comes to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct

from twincloud.balancing.plan import TlsVersion

_GCM = ("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384")
_GCM_EC = ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384")
_CBC = ("ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA")
_CBC_EC = ("ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA")
_CBC_SHA256 = ("ECDHE-ECDSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA256")
_WITHOUT_EXCHANGE = ("AES128-SHA", "AES256-SHA")
_GCM_WITHOUT_EXCHANGE = ("AES128-GCM-SHA256", "AES256-GCM-SHA384")
_STRICT = (*_GCM_EC, *_GCM, *_CBC_SHA256, *_CBC_EC, *_CBC)
_BROAD = (*_STRICT, *_GCM_WITHOUT_EXCHANGE, *_WITHOUT_EXCHANGE)
_OF_V1_3 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")

_LACKED = frozenset(
    {
        "DES-CBC3-SHA", "AES128-SHA256", "AES256-SHA256", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES256-SHA384",
        "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256",
    }
)  # fmt: skip
"""Documented suites that the data plane does not have; 3DES it may have, but no client was found to try it with."""

_UP_TO_V1_2 = (*_CBC_EC, *_CBC, *_WITHOUT_EXCHANGE, "DES-CBC3-SHA")
SUITES = {
    "TLSv1.0": frozenset(_UP_TO_V1_2),
    "TLSv1.1": frozenset(_UP_TO_V1_2),
    "TLSv1.2": frozenset((*_BROAD, *(name for name in _LACKED if not name.startswith("TLS_")))),
    "TLSv1.3": frozenset((*_OF_V1_3, *(name for name in _LACKED if name.startswith("TLS_")))),
}
"""By version, oldest first: the documented suites."""


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
"""By name. The suites are the documented ones that the data plane has (see `_LACKED`), and beside each one for RSA
certificates that for elliptic ones, or a listener with such a certificate would serve nobody (our choice)."""


def spoken(versions: Collection[str], suites: Sequence[str]) -> TlsPolicy:
    """Return what a policy of one's own comes to: without the suites that the data plane lacks.

    A version of which no suite is left is not spoken. The suites of version 1.3 cannot be chosen: all are spoken or
    none. Raises ValueError, with the reason, when nothing is left, or a version between the oldest and the newest is.
    """
    left = [name for name in suites if name not in _LACKED]
    order = list(SUITES)
    found = [number for number, name in enumerate(order) if name in versions and not SUITES[name].isdisjoint(left)]
    if not found:
        raise ValueError("none of the suites can be spoken in any of the versions")
    if found[-1] - found[0] >= len(found):
        raise ValueError("the versions must follow one another without a gap")
    oldest, newest = (TlsVersion(order[number].removeprefix("TLSv")) for number in (found[0], found[-1]))
    return TlsPolicy(oldest, newest, tuple(name for name in dict.fromkeys(left) if name not in _OF_V1_3))
