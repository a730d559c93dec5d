"""The cipher suites that a list in OpenSSL's words means."""

from __future__ import annotations

import ssl

_NEVER = "!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!DHE"
"""What the product leaves out whatever the list says."""
_AT_HAND = frozenset(
    {
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
        "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA",
        "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA",
    }
)  # fmt: skip
"""The suites up to TLS 1.2 that the data plane has."""


def chosen_suites(words: str) -> tuple[str, ...]:
    """Return the suites of the data plane that a list such as ``HIGH:!AES128`` means, in its order.

    Raises ValueError for a list that means none.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.set_ciphers(f"{words}:{_NEVER}:@SECLEVEL=0")
    except (ssl.SSLError, ValueError):
        raise ValueError("names no suite that is known") from None
    found = tuple(suite["name"] for suite in context.get_ciphers() if suite["name"] in _AT_HAND)
    if not found:
        raise ValueError(f"names none of the suites that there are: {', '.join(sorted(_AT_HAND))};")
    return found
